"""Who says what: every attribution in a text as speakers, cue and content.

    attribution.verb       "the ministry said two died", "two died, the ministry said", "X put the toll at 9"
    attribution.according  "according to X", "per X"
    attribution.citing     "state television quoted a doctor as saying that ..."
    attribution.passive    "was reported by X", "as reported by X", "Reuters was told by X that ..."
    attribution.noun       "the ministry's claim that ..."
    attribution.picture    "a video posted by X shows ..."
    attribution.quote      a quotation that goes on in the next sentence
    attribution.signed     "Six are in hospital. - Harran Police (@harranpd)"

The chain runs from the one that the outlet quotes to the origin: "X said, citing Y", "Y, quoted by X, said". Who is
merely told something ("told AFP") is no link of it. Pronouns and "the group", "the same source" stand for a speaker
named before; see `speakers.py`. How far the content reaches is decided in `content.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from tallystick.extract import content as reach
from tallystick.extract.chains import CITING, cited_by, links_before, links_behind
from tallystick.extract.content import Edge
from tallystick.extract.quotations import find_quotations, inside, opens_with, widened
from tallystick.model import Stance
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import parsed, text_of
from tallystick.text.phrases import conjuncts, objects, phrase, subjects

_MODAL = frozenset({"would", "could", "may", "might", "will", "shall", "should", "must", "'ll", "’ll"})
_SIGNED = re.compile(r"\s[—–-]{1,2}\s?(?P<name>[^\n@()—–]{2,60}?)\s?\(@\w+\)")


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
    quotations = find_quotations(parsed(doc))
    edges, cues = reach.edges(doc), _cues(words)
    for sentence in doc.sents:
        if text_of(sentence).isspace():
            continue
        edge = edges[sentence.start]
        fresh = [spoken for token in sentence if _may_be_cue(token, cues) for spoken in _at(token, edge, words)]
        fresh = _apart(sorted(fresh, key=lambda spoken: spoken.cue.i), doc)
        fresh = [replace(spoken, content=widened(spoken.content, quotations)) for spoken in fresh]
        fresh.extend(_going_on(sentence, fresh, found, quotations))
        found.extend(fresh)
    found.extend(_signed(doc))
    return found


@lru_cache(maxsize=4)
def _cues(words: Lexicon) -> frozenset[str]:
    """Lemmas that can begin an attribution; the ways below ask for the rest."""
    saying = (words.saying[name] for name in ("sees", "gives", "nouns", "vouches"))
    return frozenset({"according", "accord", "per"}).union(words.speech, CITING, *saying)


def _may_be_cue(token: Token, cues: frozenset[str]) -> bool:
    return token.lemma_.lower() in cues or token.lower_ in cues


def _at(token: Token, edge: Edge, words: Lexicon) -> list[Spoken]:
    """The attributions whose cue is this token."""
    ways = (_by_verb, _according, _by_noun, _vouched)
    made = (way(token, edge, words) for way in ways)
    return [spoken for spoken in made if spoken is not None]


def covering(found: list[Spoken], start: int, end: int) -> list[Spoken]:
    """The attributions whose content holds these characters, widest first: the last is the nearest."""
    return sorted((spoken for spoken in found if spoken.covers(start, end)), key=lambda spoken: -spoken.size())


# ------------------------------------------------------------------------------------------ by verb


def _by_verb(verb: Token, edge: Edge, words: Lexicon) -> Spoken | None:
    lemma = verb.lemma_.lower()
    stance = words.speech.get(lemma) or _eyewitness(verb, words) or _giving(verb, words)
    if stance is None or verb.pos_ not in {"VERB", "AUX"} or verb.dep_ == "amod":
        return None
    if lemma == "put" and not any(c.lower_ == "at" for c in verb.children):
        return None  # "put the rebels in its line of fire"; "put the toll at nine" tells
    if lemma == "claim" and any(c.lemma_ in {"life", "responsibility", "credit"} for c in objects(verb)):
        return None  # "the raids claimed 12 lives": nobody speaks
    if lemma in CITING:
        return _quoting(verb, edge)
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    if _vouched(verb, edge, words) is not None:
        return None
    if agent is not None and verb.tag_ == "VBN":
        return _passive(verb, agent, stance, edge, words)
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children) or (verb.tag_ == "VBN" and _bare(verb)):
        return None
    heads = [head for head in _heads(verb, words) if not _no_speaker(head, words)]
    counts = lemma in words.saying["always"] or (
        lemma in words.saying["counts"] and heads[:1] and heads[0].lower_ == "it"
    )
    if not heads or not (counts or any(can_speak(head, words) for head in heads)):
        return None
    said = reach.of_verb(verb, heads, edge, words)
    stands = _stance(verb, stance)
    if said is None or stands is None:
        return None
    links = [*links_before(verb, heads), heads, *links_behind(verb, heads)]
    return Spoken(links, verb, said, stands, lemma, "attribution.verb")


def _eyewitness(verb: Token, words: Lexicon) -> Stance | None:
    """ "a correspondent saw two bodies": who is there to see tells it; a town that "saw fighting" does not."""
    if verb.lemma_.lower() not in words.saying["sees"]:
        return None
    persons = words.saying["eyewitnesses"]
    saw = any(h.lemma_.lower() in persons or h.lower_ in {"he", "she", "they"} for h in subjects(verb))
    return "asserts" if saw else None


def _giving(verb: Token, words: Lexicon) -> Stance | None:
    """ "The monitor gave a death toll of 12", "issued a figure of nine": whoever gives a figure tells it."""
    given = any(thing.lemma_.lower() in words.saying["figures"] for thing in objects(verb))
    return "asserts" if verb.lemma_.lower() in words.saying["gives"] and given else None


def _bare(verb: Token) -> bool:
    """A participle without a helper: "the deaths reported on Monday"."""
    return verb.dep_ in {"acl", "amod"} and not any(c.dep_ in {"aux", "auxpass"} for c in verb.children)


def _stance(verb: Token, stance: Stance) -> Stance | None:
    """What the speaker does with the content, or None where it is not said at all.

    "could not verify" doubts; "did not say", "will announce", "declined to say" say nothing.
    """
    governed = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in {"decline", "refuse", "fail"}
    negated = governed or any(c.dep_ == "neg" for c in (*verb.children, *_helper(verb)))
    unable = verb.dep_ == "xcomp" and verb.head.lemma_.lower() == "unable"
    if verb.lemma_.lower() in {"confirm", "verify", "corroborate"} and (negated or unable):
        return "doubts"
    planned = any(c.dep_ == "aux" and c.lower_ in _MODAL for c in verb.children)
    return None if negated or planned else stance


def _helper(verb: Token) -> list[Token]:
    """What hangs on "able" in "were not able to verify"."""
    able = verb.dep_ == "xcomp" and verb.head.lemma_.lower() == "able"
    return [*verb.head.children, *verb.head.head.children] if able else []


def _no_speaker(head: Token, words: Lexicon) -> bool:
    mute = words.saying["mute"]
    if any(c.lower_ in {"no", "neither"} for c in head.children):
        return True
    return head.lower_ != "it" and (head.lower_ in mute or head.lemma_.lower() in mute)


def _heads(verb: Token, words: Lexicon) -> list[Token]:
    """Who says it. A participle ("adding that ...") takes the speaker of the verb that it hangs on."""
    near = reach.last_noun(verb)
    heads = subjects(verb)
    if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in {"able", "unable"}:
        heads = subjects(verb.head.head)
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and not heads:
        return _of_governor(verb, words)
    if heads and heads[0].pos_ == "VERB" and heads[0].lemma_ in {"use", *CITING}:
        # The small parser takes the opening clause for the subject, and the speaker for an apposition in it.
        behind = [t for o in objects(heads[0]) for t in o.subtree if t.dep_ == "appos" and t.i < verb.i]
        return behind[-1:] or heads
    if near is not None and can_speak(near, words) and not any(near == h or near in set(h.subtree) for h in heads):
        return [near]
    return heads


def _of_governor(verb: Token, words: Lexicon) -> list[Token]:
    for above in verb.ancestors:
        if above.pos_ in {"VERB", "AUX"} and above.lemma_.lower() in words.speech and subjects(above):
            return subjects(above)
    return []


def can_speak(head: Token, words: Lexicon) -> bool:
    """Whether this noun is somebody who can say something: a name, a country, or a noun for speakers."""
    return (
        head.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}
        or head.pos_ == "PROPN"
        or head.lemma_.lower() in words.speaker_nouns
        or head.lower_ in words.speaker_nouns
        or words.status.get(head.lemma_.lower()) is not None
        or head.lower_ in {"he", "she", "they", "who", "i", "we"}
    )


def _quoting(verb: Token, edge: Edge) -> Spoken | None:
    """ "Z quoted X as saying that ...", "X was quoted by Z as saying": X stands behind whoever quotes him."""
    saying = next((t for t in verb.subtree if t.i > verb.i and t.tag_ == "VBG" and t.lemma_ in {"say", "tell"}), None)
    passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if passive:
        agents = [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
        origin, outer = passive, agents
    else:
        origin, outer = objects(verb), subjects(verb)
    if saying is None or not origin or verb.tag_ == "VBG":
        return None
    said = reach.behind(saying, edge)
    if said is None:
        said = reach.before(min([verb, *(h.left_edge for h in (*outer, *origin))], key=lambda t: t.i), edge)
    if said is None:
        return None
    return Spoken([outer, origin] if outer else [origin], verb, said, "asserts", verb.lemma_, "attribution.citing")


def _passive(verb: Token, agent: Token, stance: Stance, edge: Edge, words: Lexicon) -> Spoken | None:
    """ "the strike was confirmed by the coalition", "as reported by X", "Reuters was told by X that ..."."""
    heads = [c for c in agent.children if c.dep_ == "pobj" and can_speak(c, words)]
    if not heads or any(c.dep_ == "neg" for c in verb.children):
        return None
    first = verb.doc[verb.i - 1].lower_ if verb.i else ""
    said = [
        c for c in (*verb.children, *agent.subtree) if c.dep_ in {"ccomp", "xcomp", "acl", "relcl"} and c.i > verb.i
    ]
    said = [c for c in said if c.dep_ in {"ccomp", "xcomp"} or verb.lemma_ == "tell"]
    if verb.dep_ == "advcl" and first == "as":
        span: tuple[int, int] | None = (edge.start, edge.end)
    elif any(c.dep_ == "nsubjpass" and c.lower_ == "it" for c in verb.children):
        span = reach.behind(verb, edge) if said and said[0].i > verb.i else reach.before(verb.doc[verb.i - 2], edge)
    elif said:
        span = reach.of_tokens(said)
    elif verb.dep_ == "acl":
        span = reach.of_tokens([verb.head])
    else:
        span = reach.of_tokens([c for c in verb.children if c.dep_ in {"nsubjpass", "oprd", "prep"} and c != agent])
    if span is None:
        return None
    return Spoken([heads], verb, span, stance, verb.lemma_, "attribution.passive")


# ---------------------------------------------------------------------------------- without a verb


def _according(token: Token, edge: Edge, words: Lexicon) -> Spoken | None:
    """ "according to X", "per X": all of its sentence, or of its clause where another speaker begins."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if following is None or not (
        (token.lower_ == "according" and following.lower_ == "to") or (token.lower_ == "per" and token.dep_ == "prep")
    ):
        return None
    last = following if token.lower_ == "according" else token
    heads = [
        t for t in (*token.subtree, *last.subtree) if t.dep_ == "pobj" and t.i > last.i and t.head in {last, token}
    ]
    heads = heads or [t for t in token.sent if t.i > last.i and t.pos_ in {"NOUN", "PROPN"}][:1]
    if not heads or (token.lower_ == "per" and (not can_speak(heads[0], words) or token.doc[token.i - 1].text != ",")):
        return None
    head = _behind_paper(heads[0], words)
    end = max(phrase(head)[1], phrase(heads[0])[1])
    said = reach.around(token, end, edge)
    links = [[head], *cited_by(head)]
    return Spoken(links, token, said, "asserts", "according to", "attribution.according", cue_end=last.idx + len(last))


def _behind_paper(head: Token, words: Lexicon) -> Token:
    """Who stands behind "figures published by the army", "a statement from the ministry"."""
    if head.lemma_.lower() not in words.saying["papers"]:
        return head
    for token in head.subtree:
        by = token.head.lower_ in {"by", "from", "of"}
        if token.dep_ == "pobj" and by and token.pos_ in {"NOUN", "PROPN"} and can_speak(token, words):
            return token
    return head


def _by_noun(token: Token, edge: Edge, words: Lexicon) -> Spoken | None:
    """ "the ministry's claim that no civilians died", "a report by the monitor that ..."."""
    lemma = token.lemma_.lower()
    if lemma not in words.saying["nouns"] or token.pos_ != "NOUN":
        return None
    that = token.doc[token.i + 1 : token.sent.end]
    mark = next((t for t in that if t.lower_ == "that" and t.dep_ in {"mark", "nsubj", "nsubjpass", "det"}), None)
    owner = next(
        (c for c in token.children if c.dep_ in {"poss", "compound", "amod", "nmod"} and can_speak(c, words)), None
    )
    if owner is None:
        by = next((c for c in token.children if c.dep_ in {"prep", "agent"} and c.lower_ in {"by", "from", "of"}), None)
        owner = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
    if owner is None and lemma in words.saying["hearsay"] and token.tag_ == "NNS":
        return _hearsay(token, edge)
    if mark is None or owner is None or mark.i > max(token.i, max(t.i for t in owner.subtree)) + 1:
        return None
    clause = next((t for t in (mark.head, *mark.ancestors) if t.pos_ in {"VERB", "AUX"}), None)
    if clause is None:
        return None
    inside_clause = [t for t in clause.subtree if t.i >= mark.i and not t.is_space and not t.is_punct]
    span = (mark.idx, inside_clause[-1].idx + len(inside_clause[-1]))
    stance: Stance = "denies" if lemma == "denial" else "asserts"
    return Spoken([[owner]], token, span, stance, token.lemma_, "attribution.noun")


def _vouched(token: Token, edge: Edge, words: Lexicon) -> Spoken | None:
    """ "a video posted by X shows ...": what is seen in it is seen on X's word."""
    if token.lemma_.lower() not in words.saying["vouches"] or token.tag_ not in {"VBN", "VBD"}:
        return None
    picture = token.head if token.dep_ == "acl" else next((c for c in token.children if c.dep_ == "nsubjpass"), None)
    if picture is None or picture.lemma_.lower() not in words.saying["pictures"]:
        return None
    heads = [p for c in token.children if c.dep_ == "agent" or c.lower_ == "by" for p in c.children if p.dep_ == "pobj"]
    if not heads:
        return None
    return Spoken([heads[:1]], token, (edge.start, edge.end), "asserts", token.lemma_.lower(), "attribution.picture")


def _hearsay(token: Token, edge: Edge) -> Spoken | None:
    """ "amid reports that dozens were killed": told by reports, nobody knows whose."""
    doc = token.doc
    rest = [t for t in doc[token.i + 1 : token.sent.end] if not t.is_space][:1]
    clause = next((c for c in token.children if c.dep_ in {"acl", "ccomp", "relcl"} and c.i > token.i), None)
    told = rest and (rest[0].lower_ == "that" or (clause is not None and clause.tag_ in {"VBD", "VBZ", "VBP", "VBN"}))
    if not told or token.dep_ in {"nsubj", "nsubjpass"} or any(c.dep_ in {"prep", "poss"} for c in token.children):
        return None
    return Spoken([[token]], token, (rest[0].idx, edge.end), "asserts", token.lemma_, "attribution.noun")


def _signed(doc: Doc) -> list[Spoken]:
    """A post set into the page: its words, a dash, the name and the handle of who posted it."""
    found = []
    for match in _SIGNED.finditer(parsed(doc)):
        name = doc.char_span(*match.span("name"), alignment_mode="contract")
        start = parsed(doc).rfind("\n", 0, match.start()) + 1
        if name is None or not len(name) or match.start() - start < 15:
            continue
        found.append(Spoken([[name.root]], name.root, (start, match.start()), "asserts", "post", "attribution.signed"))
    return found


# ------------------------------------------------------------------------------- between sentences


def _going_on(
    sentence: Span, fresh: list[Spoken], found: list[Spoken], quotations: list[tuple[int, int]]
) -> list[Spoken]:
    """A sentence that is all quotation goes on with the speaker of the one before.

    Rule: quotations of one paragraph that no other speaker is put to are one speaker's; so is a paragraph that opens
    with a quotation directly behind one.
    """
    if fresh or not found:
        return []
    last = found[-1]
    start, end = sentence.start_char, len(text_of(sentence).rstrip()) + sentence.start_char
    if any(one.covers(start, end) for one in found[-4:]):
        return []
    text = parsed(sentence.doc)
    if not opens_with(text, start, end) and inside(start, end, quotations) is None:
        return []
    gap = text[max(last.cue.sent.end_char, last.content[1]) : start]
    if gap.strip(' \n"”.»'):
        return []
    quotation = inside(start, start + 2, quotations)
    said = (start, max(end, quotation[1]) if quotation is not None else end)
    return [replace(last, content=said, rule="attribution.quote")]


_JOINTS = frozenset({"but", "while", "whereas", "although", "though"})


def _apart(fresh: list[Spoken], doc: Doc) -> list[Spoken]:
    """Contents cut where another speaker's clause begins: "X said two died, but Y put the toll at four"."""
    for index, first in enumerate(fresh):
        for second in fresh[index + 1 :]:
            joint_at = _joint_between(first, second, doc)
            if joint_at is None:
                continue
            before, after = joint_at
            if first.content[0] < before < first.content[1]:
                first.content = (first.content[0], before)
            if second.content[0] < after <= second.cue.idx:
                second.content = (after, max(second.content[1], after))
    return [spoken for spoken in fresh if spoken.content[1] > spoken.content[0]]


def _joint_between(first: Spoken, second: Spoken, doc: Doc) -> tuple[int, int] | None:
    """Where the second speaker's clause sets in: at ";", ", but", ", and" before the speaker."""
    heads = [head.left_edge.i for link in second.speakers for head in link if head.i > first.cue.i]
    opening = min([*heads, second.cue.i])
    if not heads and second.cue.tag_ == "VBG":
        return None
    for token in reversed(doc[first.cue.i + 1 : opening + 1]):
        comma = token.i > 0 and doc[token.i - 1].text == ","
        if token.text == ";":
            return token.idx, token.idx + 1
        if token.lower_ in _JOINTS and comma and (token.i >= opening - 6 or second.content[1] <= second.cue.idx):
            return doc[token.i - 1].idx, token.idx + len(token)
        if token.lower_ == "and" and token.i >= opening - 1:
            return token.idx - (2 if comma else 1), token.idx + len(token)
    return None


def joint(heads: list[Token]) -> list[Token]:
    """A joint source taken apart: "a doctor and witnesses said" is two speakers, "the governor and his office" one."""
    parts = [part for head in heads for part in conjuncts(head)]
    own = {"his", "her", "its", "their"}
    return [part for part in parts if part in heads or not any(c.lower_ in own for c in part.children)]
