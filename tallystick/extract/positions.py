"""Where parties stand toward an event: seven acts, each from the words that make it.

position.no-comment      "declined to comment", "made no comment", "has yet to comment", "could not be reached"
position.responsibility  "claimed responsibility", "said its fighters carried out"; "no group has claimed"
position.denies          "denied", "rejected the report", "had nothing to do with"
position.admits          a party's own losses or its own deed: "admitted", "one of its soldiers was killed"
position.confirms        "confirmed the strike"
position.condemns        "condemned the attack"
position.accuses         "accused X of", "blamed X", and every speaker who names who did it
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token

from tallystick.extract.accusations import Stood as Stood
from tallystick.extract.accusations import find_accusations
from tallystick.extract.attribution import Spoken, can_speak
from tallystick.model import Act
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import printed, text_of
from tallystick.text.phrases import objects, phrase, phrase_text, subjects

_NO_COMMENT = re.compile(
    r"\b(?:(?:declin|refus)\w*\s+to\s+(?:immediately\s+)?(?:comment|discuss|elaborate)|(?:made|had|gave|offered|issued|has\s+made|was)\s+(?:no|without)\s+(?:immediate\s+|official\s+|public\s+)?(?:comment|statement|response|reaction)|"
    r"(?:has|have|had|did|does)(?:\s+not|n[’']t)\s+(?:yet\s+|immediately\s+|publicly\s+|officially\s+|so\s+far\s+)?(?:comment|respond|commented|responded|react|reacted)\w*|(?:has|have|had)\s+yet\s+to\s+(?:comment|respond|react)|"
    r"(?:was|were)\s+not\s+(?:immediately\s+)?(?:available|reachable)|could\s+not\s+(?:immediately\s+)?be\s+reached|rarely\s+comments?|without\s+comment(?:ing)?|"
    r"(?:neither\s+confirmed\s+nor\s+denied|would\s+neither\s+confirm\s+nor\s+deny|not\s+(?:yet\s+)?(?:publicly\s+)?acknowledged))\b",
    re.I,
)
_NO_ONE = re.compile(
    r"\b(?P<who>no\s+(?:one|group|party|organi[sz]ation|side))\s+(?:has\s+|had\s+)?(?:immediately\s+|yet\s+|so\s+far\s+)*(?:claimed|claim|admitted|said\s+it)\b|\bno\s+(?:immediate\s+)?claims?\s+of\s+responsibility\b",
    re.I,
)
_CLAIM = re.compile(
    r"\bclaim\w*\s+(?:\w+\s+){0,3}(?:responsibility|credit)\b|\b(?:took|taken|takes|accept\w*|assum\w*)\s+(?:\w+\s+)?responsibility\b",
    re.I,
)
_PLEA = re.compile(
    r"\b(?:plead(?:ed|s)?|pled|enter(?:ed|s)?\s+(?:an?\s+)?(?:plea\s+of\s+)?)\s*(?P<not>not[\s-]+)?guilty\b", re.I
)
_NONE_FROM = re.compile(
    r"\bno\s+(?:\w+\s+){0,2}(?:comment|word|reaction|response|statement)\s+(?:was\s+\w+\s+)?(?:from|by)\s+", re.I
)
_CLAIMED_BY = re.compile(r"\bresponsibility\s+(?:\w+\s+){0,6}?(?:was|were|has\s+been)\s+claimed(?=\s+by\b)", re.I)
_DOUBT = re.compile(r"\b(?:cast|casts|casting)\s+doubts?\s+on\b", re.I)
_NOTHING_TO_DO = re.compile(
    r"\b(?:had\s+nothing\s+to\s+do\s+with|was\s+not\s+(?:behind|involved)|played\s+no\s+(?:part|role))\b", re.I
)
_MODAL = frozenset({"would", "could", "may", "might", "will", "shall", "should", "must", "'ll", "’ll"})


def find_positions(doc: Doc, attributions: list[Spoken], words: Lexicon) -> list[Stood]:
    """Every position in the text, in text order."""
    found: list[Stood] = []
    for sentence in doc.sents:
        if text_of(sentence).isspace():
            continue
        found.extend(_by_phrase(sentence, words))
        for token in sentence:
            if token.pos_ in {"VERB", "AUX"}:
                stood = _by_verb(token, sentence, words)
            else:
                stood = _by_noun(token, sentence, words)
            if stood is not None:
                found.append(stood)
    found.extend(find_accusations(doc, attributions, words))
    return _distinct(found)


# ------------------------------------------------------------------------------------- set phrases


def _by_phrase(sentence: Span, words: Lexicon) -> list[Stood]:
    nobody = _NO_ONE.search(text_of(sentence))
    found = [] if nobody is None else [_nobody(sentence, nobody)]
    found.extend(_with_party("declines_comment", _NO_COMMENT, None, sentence, "position.no-comment", words))
    found.extend(_silent_of(sentence, words))
    if nobody is None:
        found.extend(_claiming(sentence, words))
    found.extend(_pleading(sentence))
    found.extend(_with_party("denies", _DOUBT, None, sentence, "position.denies", words))
    found.extend(_with_party("denies", _NOTHING_TO_DO, "involvement", sentence, "position.denies", words))
    return found


def _nobody(sentence: Span, match: re.Match[str]) -> Stood:
    party = match["who"].lower() if match["who"] else "no group"
    return _stood("declines_comment", party, None, sentence, match.start(), match.end(), "position.responsibility")


def _with_party(
    act: Act, pattern: re.Pattern[str], toward: str | None, sentence: Span, rule: str, words: Lexicon
) -> list[Stood]:
    """A set phrase and the subject of its verb."""
    found = []
    for match in pattern.finditer(text_of(sentence)):
        party = _party_before(sentence, match.start())
        if party is not None and can_speak(party, words):
            begin = min(phrase(party)[0] - sentence.start_char, match.start())
            found.append(_stood(act, party, toward, sentence, begin, match.end(), rule))
    return found


def _claiming(sentence: Span, words: Lexicon) -> list[Stood]:
    """ "X claimed responsibility", "responsibility was claimed by X"; not "X did not claim responsibility"."""
    found = []
    text = text_of(sentence)
    for match in (*_CLAIM.finditer(text), *_CLAIMED_BY.finditer(text)):
        if re.search(r"\b(?:no|not|n[’']t|yet\s+to|if|whether|until|before)\s+(?:\w+\s+){0,2}$", text[: match.start()]):
            continue
        by = re.match(r"\s*(?:\w+\s+){0,4}?by\s+", text[match.end() :])
        party = _noun_from(sentence, match.end() + by.end()) if by else _party_before(sentence, match.start())
        if party is not None and can_speak(party, words):
            start, end = phrase(party)
            begin = min(start - sentence.start_char, match.start())
            stop = max(match.end(), end - sentence.start_char if by else 0)
            found.append(_stood("claims_responsibility", party, None, sentence, begin, stop, "position.responsibility"))
    return found


def _silent_of(sentence: Span, words: Lexicon) -> list[Stood]:
    """ "There was no immediate comment from the ministry."""
    found = []
    for match in _NONE_FROM.finditer(text_of(sentence)):
        party = _noun_from(sentence, match.end())
        if party is not None and can_speak(party, words):
            end = phrase(party)[1] - sentence.start_char
            rule = "position.no-comment"
            found.append(_stood("declines_comment", party, None, sentence, match.start(), end, rule))
    return found


def _noun_from(sentence: Span, offset: int) -> Token | None:
    after = [t for t in sentence if t.idx >= sentence.start_char + offset]
    return next((t for t in after if t.pos_ in {"NOUN", "PROPN"} and t.dep_ != "compound"), None)


def _pleading(sentence: Span) -> list[Stood]:
    found = []
    for match in _PLEA.finditer(text_of(sentence)):
        party = _party_before(sentence, match.start())
        if party is not None:
            act: Act = "denies" if match["not"] else "admits"
            start = phrase(party)[0] - sentence.start_char
            found.append(_stood(act, party, "guilt", sentence, start, match.end(), "position.plea"))
    return found


def _party_before(sentence: Span, offset: int) -> Token | None:
    """The subject of the verb at this place of the sentence."""
    at = next((t for t in sentence if t.idx - sentence.start_char >= offset), None)
    if at is None:
        return None
    for verb in [at, *at.ancestors, *at.children]:
        if verb.pos_ in {"VERB", "AUX"}:
            heads = [h for h in subjects(verb) if h.idx - sentence.start_char < offset]
            if heads:
                return heads[0]
    nouns = [t for t in sentence if t.idx - sentence.start_char < offset and t.dep_ in {"nsubj", "nsubjpass"}]
    return nouns[-1] if nouns else None


# ------------------------------------------------------------------------------------------ verbs


def _by_verb(verb: Token, sentence: Span, words: Lexicon) -> Stood | None:
    heads = _parties_of(verb, words)
    if not heads or any(c.lower_ == "no" for c in heads[0].children) or _neither(verb) or _stays_unsaid(verb):
        return None
    told = _act_of(verb, words)
    if told is None:
        return None
    act, toward = told
    start = min(phrase(heads[0])[0], verb.idx) - sentence.start_char
    return _stood(act, heads[0], toward, sentence, start, _end_of(verb) - sentence.start_char, f"position.{act}")


def _parties_of(verb: Token, words: Lexicon) -> list[Token]:
    """Whose stand it is: the subject, the agent of a passive, the speaker that a participle goes on for."""
    if any(c.dep_ == "auxpass" for c in verb.children) or (verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl"}):
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        heads = [c for c in agent.children if c.dep_ == "pobj"] if agent is not None else []
    else:
        heads = subjects(verb)
        if not heads and verb.dep_ == "advcl" and verb.tag_ == "VBG":
            heads = next((subjects(a) for a in verb.ancestors if a.pos_ == "VERB" and subjects(a)), [])
    return [head for head in heads if can_speak(head, words)]


def _stays_unsaid(verb: Token) -> bool:
    """ "did not condemn", "would condemn", "declined to confirm", "refused to deny": no stand is taken."""
    if any(c.dep_ == "neg" or (c.dep_ == "aux" and c.lower_ in _MODAL) for c in verb.children):
        return True
    return verb.dep_ == "xcomp" and verb.head.lemma_.lower() in {"decline", "refuse", "fail", "try", "urge", "ask"}


def _act_of(verb: Token, words: Lexicon) -> tuple[Act, str | None] | None:
    """The act that this verb makes, and toward what."""
    lemma, lists = verb.lemma_.lower(), words.positions
    toward = _about(verb, words)
    clause = next((c for c in verb.children if c.dep_ in {"ccomp", "xcomp"}), None)
    if lemma in lists["condemn"] and toward is not None:
        return "condemns", toward
    if lemma in lists["name"] and toward is not None and _CRIME.search(_words_after(verb)):
        return "condemns", toward
    if lemma in lists["deny"] and (toward is not None or (clause is not None and _violent(verb, words))):
        return "denies", toward or (clause.text if clause is not None else None)
    if lemma in lists["accuse"]:
        accused = _accused(verb)
        return ("accuses", accused) if accused is not None or lemma == "accuse" else None
    if lemma == "acknowledge" and toward is not None and not _OWN.search(toward):
        return "confirms", toward  # an attack on its own side, as far as the words tell
    if lemma in lists["admit"] and (toward is not None or _violent(verb, words)):
        return "admits", toward
    if lemma in lists["confirm"] and (toward is not None or _violent(verb, words)):
        return "confirms", toward
    return None


_CRIME = re.compile(
    r"\b(?:crimes?|terrorist\s+(?:act|attack)|act\s+of\s+terror\w*|terrorism|massacre|atrocity|murder|aggression|barbari\w+|"
    r"outrage\w*|slaughter|unacceptable|cowardly|heinous)\b",
    re.I,
)
_OWN = re.compile(r"\b(?:its|their|his|our|civilian|civilians|mistake\w*|killing|death|deaths|responsibility)\b", re.I)


def _words_after(verb: Token) -> str:
    """What is said of the object: "a terrorist act" of "called the downing a terrorist act"."""
    return printed(verb.doc, verb.idx, _end_of(verb))


def _accused(verb: Token) -> str | None:
    """Whom the verb blames: "accused X", "blamed it on X", "pinned the blame on X", "held X responsible"."""
    lemma = verb.lemma_.lower()
    things = objects(verb) or [c for c in verb.children if c.dep_ == "nsubjpass"]
    behind = [p for c in verb.subtree if c.dep_ == "prep" and c.lower_ in {"on", "at", "to"} and c.i > verb.i
              for p in c.children if p.dep_ == "pobj"]  # fmt: skip
    if lemma in {"pin", "lay", "put", "place", "point"}:
        blame = any(t.lemma_.lower() in {"blame", "responsibility", "finger"} for t in things)
        return phrase_text(behind[0]) if blame and behind else None
    if lemma == "hold":
        responsible = any(t.lower_ in {"responsible", "accountable"} for t in verb.subtree)
        inner = [s for t in verb.children if t.dep_ in {"ccomp", "oprd", "xcomp"} for s in subjects(t)]
        return _up_to((things or inner)[0]) if responsible and (things or inner) else None
    if lemma == "attribute":
        return phrase_text(behind[0]) if behind else None
    if lemma == "blame" and behind:
        return phrase_text(behind[0])
    return _up_to(things[0]) if things else None


def _up_to(head: Token) -> str:
    """The noun phrase up to its head: "the regime" of "held the regime responsible"."""
    return printed(head.doc, phrase(head)[0], head.idx + len(head))


def _by_noun(token: Token, sentence: Span, words: Lexicon) -> Stood | None:
    """ "condemnation from the council", "the ministry's denial": a stand told by its noun."""
    act = next((act for act in ("condemns", "denies") if token.lemma_.lower() in words.positions[f"{act}_nouns"]), None)
    if act is None or token.pos_ != "NOUN" or any(c.lower_ in {"no", "any"} for c in token.children):
        return None
    owners = [c for c in token.children if c.dep_ == "poss"]
    near = [*token.children, *(token.head.children if token.dep_ == "dobj" else ())]
    owners += [p for c in near if c.dep_ == "prep" and c.lower_ in {"from", "by"} for p in c.children]
    party = next((c for c in owners if can_speak(c, words)), None)
    if party is None:
        return None
    start = min(phrase(party)[0], token.idx) - sentence.start_char
    end = max(_end_of(token), phrase(party)[1]) - sentence.start_char
    return _stood(act, party, None, sentence, start, end, f"position.{act}")  # type: ignore[arg-type]


def _neither(verb: Token) -> bool:
    """ "has neither confirmed nor denied" does neither."""
    return any(c.lower_ in {"neither", "nor"} for t in (verb, verb.head) for c in t.children)


def _about(verb: Token, words: Lexicon) -> str | None:
    """The object of the verb, where it is an act of violence or a statement about one."""
    violence = words.positions["toward"]
    for thing in objects(verb) or [c for c in verb.children if c.dep_ == "nsubjpass"]:
        if thing.lemma_.lower() in violence or any(t.lemma_.lower() in violence for t in thing.subtree):
            return phrase_text(thing)
    return None


def _violent(verb: Token, words: Lexicon) -> bool:
    return any(
        t.lemma_.lower() in words.positions["toward"] or t.lemma_.lower() in words.violent_acts or t.lemma_ == "die"
        for t in verb.subtree
        if t.i > verb.i
    )


def _end_of(verb: Token) -> int:
    inside = [t for t in verb.subtree if t.i >= verb.i and not t.is_space and not t.is_punct]
    last = inside[-1] if inside else verb
    return last.idx + len(last)


# ------------------------------------------------------------------------------------------ pieces


def _stood(act: Act, party: Token | str, toward: str | None, sentence: Span, start: int, end: int, rule: str) -> Stood:
    base = sentence.start_char
    return Stood(act, party, toward, base + max(0, start), min(base + end, sentence.end_char), sentence, rule)


def _distinct(found: list[Stood]) -> list[Stood]:
    seen: set[tuple[str, str, int]] = set()
    kept = []
    for stood in sorted(found, key=lambda s: (s.start, s.act)):
        party = stood.party if isinstance(stood.party, str) else stood.party.text
        key = (stood.act, party, stood.sentence.start)
        if key not in seen:
            seen.add(key)
            kept.append(stood)
    return kept
