"""Who says what: every attribution in a text as speakers, cue and content.

    attribution.verb       "the ministry said two died", "two died, the ministry said", "X put the toll at 9"
    attribution.according  "according to X"
    attribution.citing     "Reuters reported, citing a police source"; "X, quoted by state television, said"
    attribution.passive    "was reported by X"
    attribution.noun       "the ministry's claim that ..."
    attribution.quote      a quotation that goes on in the next sentence

The chain runs from the one that the outlet quotes to the origin. Who is merely told something ("told AFP") is no
link of it. Pronouns and "the group", "the same source" stand for a speaker named before; see `speakers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from tallystick.model import Stance
from tallystick.reference.lexicon import Lexicon
from tallystick.text.phrases import conjuncts, objects, phrase, subjects

_THROUGH = frozenset({"use", "cite", "quote", "via", "through", "name"})
_ALWAYS = frozenset("say tell report announce state add claim confirm declare insist note affirm deny allege".split())
"""Verbs whose subject speaks, whatever it is; with the others it must be somebody who can."""
_NOT_SPEAKERS = frozenset(
    "it there attack strike raid blast explosion bombing that this which what video image picture clash toll number".split()
)
_NOUNS = frozenset(
    "claim assessment statement report announcement allegation accusation finding conclusion assertion denial suggestion".split()
)
_QUOTES = frozenset({'"', "“", "”", "''", "``", "«", "»"})


@dataclass(slots=True)
class Spoken:
    """One attribution: who (the phrases of the chain, in order), by which words, and what."""

    speakers: list[list[Token]]
    """Heads of the chain's links; a link of several heads is a joint source ("a doctor and witnesses")."""
    cue: Token
    content: tuple[int, int]
    """Character span of what is said."""
    stance: Stance
    verb: str
    rule: str
    cue_end: int = 0

    def covers(self, start: int, end: int) -> bool:
        """Whether these characters are what is said."""
        return self.content[0] <= start and end <= self.content[1]

    def size(self) -> int:
        """Length of the content: the smallest that covers a claim is the nearest to it."""
        return self.content[1] - self.content[0]


def find_attributions(doc: Doc, words: Lexicon) -> list[Spoken]:
    """Every attribution of the text, in text order."""
    found: list[Spoken] = []
    for sentence in doc.sents:
        if sentence.text.isspace():
            continue
        fresh = [
            spoken
            for token in sentence
            for spoken in (
                _by_verb(token, sentence, words),
                _according(token, sentence),
                _by_noun(token, words),
            )
            if spoken is not None
        ]
        fresh.extend(_going_on(sentence, fresh, found))
        found.extend(sorted(fresh, key=lambda spoken: spoken.cue.i))
    return found


# ------------------------------------------------------------------------------------------ by verb


def _by_verb(verb: Token, sentence: Span, words: Lexicon) -> Spoken | None:
    lemma = verb.lemma_.lower()
    stance = words.speech.get(lemma)
    if stance is None or verb.pos_ not in {"VERB", "AUX"} or verb.dep_ in {"amod", "acl"} and verb.tag_ == "VBN":
        return None
    quoted = _quoted_by(verb)
    if quoted is not None:
        return quoted
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    if agent is not None and verb.tag_ == "VBN":
        return _passive(verb, agent, stance, words)
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return None
    through, heads = _speakers_of(verb)
    heads = [head for head in heads if not _no_speaker(head)]
    if not heads or (lemma not in _ALWAYS and not any(can_speak(head, words) for head in heads)):
        return None
    content = _content(verb, heads, sentence)
    if content is None:
        return None
    negated = any(c.dep_ == "neg" for c in verb.children)
    if negated and lemma in {"confirm", "verify"}:
        stance = "doubts"
    return Spoken([*through, heads], verb, content, stance, lemma, "attribution.verb")  # type: ignore[arg-type]


def _no_speaker(head: Token) -> bool:
    return head.lower_ != "it" and (head.lower_ in _NOT_SPEAKERS or head.lemma_.lower() in _NOT_SPEAKERS)


def _speakers_of(verb: Token) -> tuple[list[list[Token]], list[Token]]:
    """Who says it, and through whom: "using the blog Z, the army said", "through Z, the army said"."""
    heads = subjects(verb)
    if heads and heads[0].pos_ == "VERB" and heads[0].lemma_ in {"use", "cite", "quote"}:
        # The small parser takes the opening clause for the subject, and the speaker for an apposition in it.
        inside = objects(heads[0])
        behind = [t for o in inside for t in o.subtree if t.dep_ == "appos" and t.i < verb.i]
        if inside and behind:
            return [inside[-1:]], behind[-1:]
    return _through(verb), heads


def can_speak(head: Token, words: Lexicon) -> bool:
    """Whether this noun is somebody who can say something: a name, a country, or a noun for speakers."""
    return (
        head.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}
        or head.pos_ == "PROPN"
        or head.lemma_.lower() in words.speaker_nouns
        or head.lower_ in words.speaker_nouns
        or words.status.get(head.lemma_.lower()) is not None
        or head.lower_ in {"he", "she", "they", "who"}
    )


def _content(verb: Token, heads: list[Token], sentence: Span) -> tuple[int, int] | None:
    """What the verb's subject says: its clause, what it is said of, or the quotation around it."""
    said = [
        c
        for c in verb.children
        if c.dep_ in {"ccomp", "xcomp", "dobj", "prep", "advcl", "oprd", "pcomp", "dative"} and c not in heads
    ]
    clause = [c for c in said if c.dep_ in {"ccomp", "xcomp"}]
    if clause:
        spans = [_reach(c, verb) for c in clause]
        # "X said A, adding that B": what hangs on the clause belongs to it; what hangs on the verb after it too.
        spans += [
            _reach(c, verb)
            for c in said
            if c.dep_ in {"prep", "advcl"}
            and c.i > verb.i
            and c.lemma_ not in _THROUGH
            and c.lower_ != "according"
            and c.i > clause[0].i
        ]
    elif (
        verb.dep_ in {"parataxis", "ccomp"}
        and verb.head.pos_ in {"VERB", "AUX", "NOUN", "ADJ"}
        and verb.dep_ == "parataxis"
    ):
        spans = [(sentence.start_char, sentence.end_char)]
    else:
        spans = [_reach(c, verb) for c in said if c.i > verb.i and c.dep_ != "advcl"]
        before = _before_comma(verb, heads, sentence)
        if before is not None:
            spans.append(before)
    spans = [span for span in spans if span[1] > span[0]]
    if not spans:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)


def _reach(token: Token, verb: Token) -> tuple[int, int]:
    """Characters of a clause without the verb that introduces it."""
    inside = [t for t in token.subtree if not t.is_space]
    kept = [t for t in inside if t.i > verb.i] if token.i > verb.i else [t for t in inside if t.i < verb.i]
    if not kept:
        return 0, 0
    return kept[0].idx, kept[-1].idx + len(kept[-1])


def _before_comma(verb: Token, heads: list[Token], sentence: Span) -> tuple[int, int] | None:
    """ "Two were killed, the army said.": the parse at times leaves the clause before it unattached."""
    first = min([verb.i, *(phrase_first(h) for h in heads)])
    if first - sentence.start < 3:
        return None
    edge = sentence.doc[first - 1]
    if edge.text not in {",", "”", '"', "''"} and not (edge.text == "’" or edge.text == "'"):
        return None
    return sentence.start_char, edge.idx


def phrase_first(head: Token) -> int:
    """Index of the first token of everything that hangs on this noun."""
    return min(t.i for t in head.subtree)


def _through(verb: Token) -> list[list[Token]]:
    """Links before the speaker; "X said, citing Y" puts Y behind X, see `_quoted_by`."""
    links: list[list[Token]] = []
    for child in verb.children:
        if child.dep_ == "advcl" and child.lemma_ == "use" and child.i < verb.i and objects(child):
            links.append(objects(child)[-1:])
        elif child.dep_ == "prep" and child.lower_ in {"through", "via"} and child.i < verb.i:
            links.extend([p] for p in child.children if p.dep_ == "pobj")
    return links


def _quoted_by(verb: Token) -> Spoken | None:
    """ "Z quoted X as saying that ...", "citing a police source": X stands behind whoever cites him."""
    if verb.lemma_ not in {"quote", "cite"} or not objects(verb):
        return None
    origin = objects(verb)
    outer = subjects(verb)
    if verb.dep_ == "advcl" and not outer and verb.head.pos_ in {"VERB", "AUX"}:
        outer = subjects(verb.head)
        inside = [t for t in verb.head.subtree if t.i < verb.i and not t.is_space]
        if not inside:
            return None
        content = (inside[0].idx, inside[-1].idx + len(inside[-1]))
        sentence = verb.sent
        content = (sentence.start_char, content[1])
    else:
        saying = [t for t in verb.subtree if t.i > origin[0].i and t.lemma_ in {"say", "tell", "report"}]
        if not saying:
            return None
        inside = [t for t in saying[0].subtree if t.i > saying[0].i]
        if not inside:
            return None
        content = (inside[0].idx, inside[-1].idx + len(inside[-1]))
    return Spoken([outer, origin] if outer else [origin], verb, content, "asserts", verb.lemma_, "attribution.citing")


def _passive(verb: Token, agent: Token, stance: str, words: Lexicon) -> Spoken | None:
    """ "the strike was confirmed by the coalition", "officials quoted by state television said"."""
    heads = [c for c in agent.children if c.dep_ == "pobj" and can_speak(c, words)]
    if not heads or verb.lemma_ in {"quote", "cite"}:
        return None
    said = [c for c in verb.children if c.dep_ in {"nsubjpass", "ccomp", "xcomp", "oprd"}]
    if verb.dep_ == "acl":
        said = [verb.head]
    inside = [t for c in said for t in c.subtree]
    if not inside:
        return None
    first, last = min(inside, key=lambda t: t.i), max(inside, key=lambda t: t.i)
    return Spoken([heads], verb, (first.idx, last.idx + len(last)), stance, verb.lemma_, "attribution.passive")  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------- without a verb


def _according(token: Token, sentence: Span) -> Spoken | None:
    """ "according to X": all of its sentence, or of its clause where another speaker begins."""
    if token.lower_ != "according":
        return None
    to = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if to is None or to.lower_ != "to":
        return None
    heads = [t for t in (*token.subtree, *to.subtree) if t.dep_ == "pobj" and t.i > to.i and t.head in {to, token}]
    if not heads:
        heads = [t for t in sentence if t.i > to.i and t.pos_ in {"NOUN", "PROPN"}][:1]
    if not heads:
        return None
    head = _behind(heads[0])
    end = max(phrase(head)[1], phrase(heads[0])[1])
    if token.i == sentence.start:
        content = (end, sentence.end_char)
    elif any(t.i > head.i + 12 for t in sentence):
        content = (sentence.start_char, sentence.end_char)
    else:
        content = (sentence.start_char, token.idx)
    return Spoken([[head]], token, content, "asserts", "according to", "attribution.according", cue_end=to.idx + 2)


_PAPERS = frozenset("figure datum data statistic count tally report statement estimate record document information".split())


def _behind(head: Token) -> Token:
    """Who stands behind "figures published by the army", "a statement from the ministry"."""
    if head.lemma_.lower() not in _PAPERS:
        return head
    for token in head.subtree:
        if token.dep_ == "pobj" and token.head.lower_ in {"by", "from", "of"} and token.pos_ in {"NOUN", "PROPN"}:
            return token
    return head


def _by_noun(token: Token, words: Lexicon) -> Spoken | None:
    """ "the ministry's claim that no civilians died", "the US assessment that ..."."""
    if token.lemma_.lower() not in _NOUNS or token.pos_ != "NOUN":
        return None
    clause = next(
        (
            c
            for c in token.children
            if c.dep_ in {"acl", "ccomp", "relcl"} and any(g.lower_ == "that" for g in c.children)
        ),
        None,
    )
    owner = next((c for c in token.children if c.dep_ in {"poss", "compound"} and can_speak(c, words)), None)
    if owner is None:
        by = next((c for c in token.children if c.dep_ == "prep" and c.lower_ in {"by", "from", "of"}), None)
        owner = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
    if clause is None or owner is None:
        return None
    start, end = _reach(clause, token)
    stance: Stance = "denies" if token.lemma_ == "denial" else "asserts"
    return Spoken([[owner]], token, (start, end), stance, token.lemma_, "attribution.noun") if end else None


def _going_on(sentence: Span, fresh: list[Spoken], found: list[Spoken]) -> list[Spoken]:
    """A sentence that is all quotation goes on with the speaker of the one before."""
    if fresh or not found:
        return []
    text = sentence.text.strip()
    last = found[-1]
    if not text or text[0] not in _QUOTES or last.cue.sent.end_char < sentence.start_char - 3:
        return []
    return [
        Spoken(
            last.speakers,
            last.cue,
            (sentence.start_char, sentence.end_char),
            last.stance,
            last.verb,
            "attribution.quote",
        )
    ]


def joint(heads: list[Token]) -> list[Token]:
    """A joint source taken apart: "a doctor and witnesses said" is two speakers."""
    return [part for head in heads for part in conjuncts(head)]
