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
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from tallystick.extract.attribution import Spoken, can_speak
from tallystick.extract.finding import is_unreal
from tallystick.model import Act
from tallystick.reference.lexicon import Lexicon
from tallystick.text.phrases import objects, phrase, phrase_text, subjects

_NO_COMMENT = re.compile(
    r"\b(?:(?:declin|refus)\w*\s+to\s+(?:immediately\s+)?comment|(?:made|had|gave|offered|issued|has\s+made|was)\s+(?:no|without)\s+(?:immediate\s+|official\s+|public\s+)?(?:comment|statement|response|reaction)|"
    r"(?:has|have|had|did|does)(?:\s+not|n[’']t)\s+(?:yet\s+|immediately\s+|publicly\s+|officially\s+|so\s+far\s+)?(?:comment|respond|commented|responded|react|reacted)\w*|(?:has|have|had)\s+yet\s+to\s+(?:comment|respond|react)|"
    r"(?:was|were)\s+not\s+(?:immediately\s+)?(?:available|reachable)|could\s+not\s+(?:immediately\s+)?be\s+reached|rarely\s+comments?|without\s+comment(?:ing)?|"
    r"(?:neither\s+confirmed\s+nor\s+denied|would\s+neither\s+confirm\s+nor\s+deny|not\s+(?:yet\s+)?(?:publicly\s+)?acknowledged))\b",
    re.I,
)
_NO_ONE = re.compile(
    r"\bno\s+(?:one|group|party|organi[sz]ation|side)\s+(?:has\s+|had\s+)?(?:immediately\s+|yet\s+|so\s+far\s+)*(?:claimed|claim|admitted|said\s+it)\b|\bno\s+(?:immediate\s+)?claims?\s+of\s+responsibility\b",
    re.I,
)
_CLAIM = re.compile(
    r"\bclaim\w*\s+(?:\w+\s+){0,3}(?:responsibility|credit)\b|\b(?:took|taken|takes|accept\w*|assum\w*)\s+(?:\w+\s+)?responsibility\b",
    re.I,
)
_PLEA = re.compile(r"\b(?:plead(?:ed|s)?|enter(?:ed|s)?\s+(?:a\s+)?)\s*(?P<not>not\s+)?guilty\b", re.I)
_UNCLEAR = re.compile(r"\b(?:not\s+(?:\w+\s+)?clear|unclear|could\s+not\s+(?:say|confirm|verify)|whether)\b", re.I)
_DOUBT = re.compile(r"\b(?:cast|casts|casting)\s+doubts?\s+on\b", re.I)
_NOTHING_TO_DO = re.compile(
    r"\b(?:had\s+nothing\s+to\s+do\s+with|was\s+not\s+(?:behind|involved)|played\s+no\s+(?:part|role))\b", re.I
)
_OWN = re.compile(r"(?:its|their|our)\b", re.I)
_VIOLENCE = frozenset(
    "attack strike airstrike raid bombing shelling killing massacre shooting blast explosion bombardment assault operation "
    "incident offensive murder violence crime act aggression clash death bomb fire missile rocket report allegation claim "
    "responsibility involvement accusation use airstrikes casualty loss".split()
)


@dataclass(slots=True)
class Stood:
    """One position before it has an incident: who, which act, toward what, in which words."""

    act: Act
    party: Token | str
    toward: str | None
    start: int
    end: int
    sentence: Span
    rule: str
    through: list[list[Token]] | None = None


def find_positions(doc: Doc, attributions: list[Spoken], words: Lexicon) -> list[Stood]:
    """Every position in the text, in text order."""
    found: list[Stood] = []
    for sentence in doc.sents:
        if sentence.text.isspace():
            continue
        found.extend(_by_phrase(sentence, words))
        for token in sentence:
            if token.pos_ in {"VERB", "AUX"}:
                stood = _by_verb(token, sentence, words)
                if stood is not None:
                    found.append(stood)
    found.extend(_accusing(doc, attributions, words))
    return _distinct(found)


# ------------------------------------------------------------------------------------- set phrases


def _by_phrase(sentence: Span, words: Lexicon) -> list[Stood]:
    found: list[Stood] = []
    text = sentence.text
    nobody = _NO_ONE.search(text)
    if nobody is not None:
        found.append(
            _stood(
                "declines_comment", "no group", None, sentence, nobody.start(), nobody.end(), "position.responsibility"
            )
        )
    for match in _NO_COMMENT.finditer(text):
        party = _party_before(sentence, match.start())
        if party is not None and can_speak(party, words):
            begin = phrase(party)[0] - sentence.start_char
            found.append(
                _stood(
                    "declines_comment",
                    party,
                    None,
                    sentence,
                    min(begin, match.start()),
                    match.end(),
                    "position.no-comment",
                )
            )
    for match in _CLAIM.finditer(text):
        if nobody is not None or re.search(r"\b(?:no|not|n[’']t)\s+(?:\w+\s+){0,2}$", text[: match.start()]):
            continue
        party = _party_before(sentence, match.start())
        agent = re.match(r"\s+(?:\w+\s+){0,4}by\s+", text[match.end() :])
        if agent is not None:
            party = next(
                (
                    t
                    for t in sentence
                    if t.idx >= sentence.start_char + match.end() + agent.end()
                    and t.pos_ in {"NOUN", "PROPN"}
                    and t.dep_ != "compound"
                ),
                party,
            )
        if party is not None and can_speak(party, words):
            begin = phrase(party)[0] - sentence.start_char
            found.append(
                _stood(
                    "claims_responsibility",
                    party,
                    None,
                    sentence,
                    min(begin, match.start()),
                    match.end(),
                    "position.responsibility",
                )
            )
    for match in _PLEA.finditer(text):
        party = _party_before(sentence, match.start())
        if party is not None:
            act: Act = "denies" if match["not"] else "admits"
            start = phrase(party)[0] - sentence.start_char
            found.append(_stood(act, party, "guilt", sentence, start, match.end(), "position.plea"))
    for match in _DOUBT.finditer(text):
        party = _party_before(sentence, match.start())
        if party is not None and can_speak(party, words):
            start = phrase(party)[0] - sentence.start_char
            found.append(_stood("denies", party, None, sentence, start, match.end(), "position.denies"))
    for match in _NOTHING_TO_DO.finditer(text):
        party = _party_before(sentence, match.start())
        if party is not None:
            found.append(
                _stood(
                    "denies",
                    party,
                    "involvement",
                    sentence,
                    phrase(party)[0] - sentence.start_char,
                    match.end(),
                    "position.denies",
                )
            )
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
    lemma = verb.lemma_.lower()
    heads = [h for h in subjects(verb) if can_speak(h, words)]
    negated = any(c.dep_ == "neg" for c in verb.children)
    toward = _about(verb)
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    if passive:
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        heads = [c for c in agent.children if c.dep_ == "pobj"] if agent is not None else []
    if not heads or any(c.lower_ == "no" for c in heads[0].children) or _neither(verb):
        return None
    start = min(phrase(heads[0])[0], verb.idx) - sentence.start_char
    end = _end_of(verb) - sentence.start_char
    if lemma in words.positions["condemn"] and not negated and toward is not None and lemma not in {"slam", "blast"}:
        return _stood("condemns", heads[0], toward, sentence, start, end, "position.condemns")
    if (
        lemma in words.positions["deny"]
        and not negated
        and (toward is not None or any(c.dep_ in {"ccomp", "xcomp"} for c in verb.children))
    ):
        clause = next((c for c in verb.children if c.dep_ in {"ccomp", "xcomp"}), None)
        if lemma == "deny" or _violent(verb):
            return _stood(
                "denies", heads[0], toward or (clause.text if clause else None), sentence, start, end, "position.denies"
            )
    if lemma == "accuse" and not negated:
        accused = next((c for c in (objects(verb) or []) if not passive), None)
        return _stood(
            "accuses",
            heads[0],
            phrase_text(accused) if accused is not None else None,
            sentence,
            start,
            end,
            "position.accuses",
        )
    if lemma == "blame" and not negated and not passive:
        on = next(
            (p for c in verb.children if c.dep_ == "prep" and c.lower_ == "on" for p in c.children if p.dep_ == "pobj"),
            None,
        )
        accused = on or next(iter(objects(verb)), None)
        return _stood(
            "accuses",
            heads[0],
            phrase_text(accused) if accused is not None else None,
            sentence,
            start,
            end,
            "position.accuses",
        )
    if lemma in {"admit", "concede", "acknowledge"} and not negated:
        return _stood("admits", heads[0], toward, sentence, start, end, "position.admits")
    if (
        lemma in {"confirm", "verify", "corroborate", "affirm"}
        and not negated
        and (toward is not None or _violent(verb))
    ):
        return _stood("confirms", heads[0], toward, sentence, start, end, "position.confirms")
    return None


def _neither(verb: Token) -> bool:
    """"has neither confirmed nor denied" does neither."""
    return any(c.lower_ in {"neither", "nor"} for t in (verb, verb.head) for c in t.children)


def _about(verb: Token) -> str | None:
    """The object of the verb, where it is an act of violence or a statement about one."""
    for thing in objects(verb):
        if thing.lemma_.lower() in _VIOLENCE or any(t.lemma_.lower() in _VIOLENCE for t in thing.subtree):
            return phrase_text(thing)
    return None


def _violent(verb: Token) -> bool:
    return any(
        t.lemma_.lower() in _VIOLENCE
        or t.lemma_.lower()
        in {"kill", "strike", "attack", "hit", "bomb", "die", "wound", "injure", "shoot", "shell", "explosion"}
        for t in verb.subtree
    )


def _end_of(verb: Token) -> int:
    inside = [t for t in verb.subtree if t.i >= verb.i and not t.is_space and not t.is_punct]
    last = inside[-1] if inside else verb
    return last.idx + len(last)


# --------------------------------------------------------------------------- speakers who name who did it


def _accusing(doc: Doc, attributions: list[Spoken], words: Lexicon) -> list[Stood]:
    """A speaker who names who did it accuses; one who names its own side claims it.

    "The monitor said government jets bombed the town" accuses; "the group said its fighters attacked" claims.
    """
    found = []
    for spoken in attributions:
        if spoken.stance != "asserts" or not spoken.speakers or not spoken.speakers[-1]:
            continue
        if _UNCLEAR.search(doc.text[spoken.content[0] : spoken.content[1]]):
            continue
        doer = _doer(doc, spoken, words)
        if doer is None:
            continue
        party = spoken.speakers[-1][0]
        start, end = min(spoken.content[0], phrase(party)[0]), max(spoken.content[1], phrase(party)[1])
        if end - start > 400:
            start, end = spoken.content
        act: Act = "claims_responsibility" if _OWN.match(doer) else "accuses"
        sentence = spoken.cue.sent
        found.append(Stood(act, party, doer, start, end, sentence, f"position.{act}", spoken.speakers[:-1]))
    return found


def _doer(doc: Doc, spoken: Spoken, words: Lexicon) -> str | None:
    """The party that the content says did violence: subject of a violent verb, or the attack's own adjective."""
    inside = doc.char_span(*spoken.content, alignment_mode="contract")
    if inside is None:
        return None
    for token in inside:
        found = None
        if token.pos_ == "VERB" and token.lemma_.lower() in words.violent_acts and not is_unreal(token):
            found = _doer_of_verb(token, spoken, words)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in words.positions["deeds"]:
            found = _doer_of_noun(token, words)
        if found is not None:
            return found
    return None


def _doer_of_verb(verb: Token, spoken: Spoken, words: Lexicon) -> str | None:
    for head in subjects(verb):
        if head.dep_ == "nsubjpass" or not (spoken.content[0] <= head.idx < spoken.content[1]):
            continue
        if _names_a_side(head, words):
            return phrase_text(head)
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    for head in agent.children if agent is not None else ():
        if head.dep_ == "pobj" and _names_a_side(head, words):
            return phrase_text(head)
    return None


def _doer_of_noun(deed: Token, words: Lexicon) -> str | None:
    """"Russian strikes", "rebel fire", "attacks by regime forces", "its attack"."""
    for child in deed.children:
        if child.dep_ == "poss" and child.lower_ in {"its", "their", "our"}:
            return phrase_text(deed)
        if child.dep_ in {"amod", "compound", "poss", "nmod"} and (
            child.ent_type_ in {"NORP", "GPE", "ORG"} or child.lower_ in words.positions["sides"]
        ):
            return str(child.text)
        if child.dep_ == "prep" and child.lower_ == "by":
            for head in child.children:
                if head.dep_ == "pobj" and _names_a_side(head, words):
                    return phrase_text(head)
    return None


def _names_a_side(head: Token, words: Lexicon) -> bool:
    if head.ent_type_ in {"ORG", "GPE", "NORP", "PERSON"} and head.pos_ in {"PROPN", "NOUN", "ADJ"}:
        return True
    sides = words.positions["sides"]
    side = any(c.ent_type_ in {"NORP", "GPE", "ORG"} or c.lower_ in sides for c in head.children)
    own = any(c.dep_ == "poss" and c.lower_ in {"its", "their", "our"} for c in head.children)
    return head.lower_ in sides or (head.lower_ in words.initiator_nouns and (side or own))


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
