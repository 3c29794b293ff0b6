"""Who is said to have done it: speakers who name the doer, their own side, or what they think of the deed.

position.accuses                "the monitor said government jets bombed the town", "... bears the hallmarks of X"
position.claims_responsibility  "the group said its fighters attacked"
position.condemns               "the envoy called the strike unacceptable"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from tallystick.extract.attribution import Spoken
from tallystick.extract.finding import is_unreal
from tallystick.model import Act
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import parsed
from tallystick.text.phrases import objects, phrase, phrase_text, subjects

_UNCLEAR = re.compile(r"\b(?:not\s+(?:\w+\s+)?clear|unclear|could\s+not\s+(?:say|confirm|verify)|whether)\b", re.I)
_OWN = re.compile(r"(?:its|their|our|it|we|they)\b", re.I)
_MODAL = frozenset({"would", "could", "may", "might", "will", "shall", "should", "must", "'ll", "’ll"})


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


def find_accusations(doc: Doc, attributions: list[Spoken], words: Lexicon) -> list[Stood]:
    """A speaker who names who did it accuses; one who names its own side claims it.

    "The monitor said government jets bombed the town" accuses; "the group said its fighters attacked" claims;
    "the envoy called the strike unacceptable" condemns.
    """
    found = []
    for spoken in attributions:
        if spoken.stance != "asserts" or not spoken.speakers or not spoken.speakers[-1]:
            continue
        if spoken.verb in words.positions["admit"]:
            continue  # who admits its own deed does not claim it
        party = spoken.speakers[-1][0]
        told = parsed(doc)[spoken.content[0] : spoken.content[1]]
        if _UNCLEAR.search(told) or party.lemma_.lower() in words.saying["hearsay"] | words.saying["papers"]:
            continue
        doer = _doer(doc, spoken, words)
        if spoken.verb in words.positions["confirm"] and (doer is not None or _tells_violence(told, words)):
            found.append(_stood_by("confirms", party, doer, spoken))
            continue
        if doer is not None and _same_party(doer, party):
            continue  # "the police said that he was killed by police"
        if doer is not None:
            act: Act = "claims_responsibility" if _OWN.match(doer) else "accuses"
        elif words.outrage.search(told) and _tells_violence(told, words):
            act = "condemns"
        else:
            continue
        found.append(_stood_by(act, party, doer, spoken))
    return found


def _tells_violence(told: str, words: Lexicon) -> bool:
    return words.violence.search(told) is not None or bool(words.types_in(told))


def _same_party(doer: str, party: Token) -> bool:
    """The doer is named by the speaker's own noun; "its attack" is judged elsewhere."""
    return party.lower_ in {"police", "army", "military"} and party.lower_ in doer.lower().split()


def _stood_by(act: Act, party: Token, doer: str | None, spoken: Spoken) -> Stood:
    start, end = min(spoken.content[0], phrase(party)[0]), max(spoken.content[1], phrase(party)[1])
    if end - start > 400:
        start, end = spoken.content
    return Stood(act, party, doer, start, end, spoken.cue.sent, f"position.{act}", spoken.speakers[:-1])


def _doer(doc: Doc, spoken: Spoken, words: Lexicon) -> str | None:
    """The party that the content says did violence: subject of a violent verb, or the attack's own adjective."""
    inside = doc.char_span(*spoken.content, alignment_mode="contract")
    if inside is None:
        return None
    for token in inside:
        found = None
        if token.pos_ == "VERB" and _is_deed(token, words) and not is_unreal(token):
            found = _doer_of_verb(token, spoken, words)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in words.positions["deeds"] and not _in_a_plan(token):
            found = _doer_of_noun(token, words)
        found = found or _blamed(token, words)
        if found is not None:
            return found
    return None


def _is_deed(verb: Token, words: Lexicon) -> bool:
    lemma = verb.lemma_.lower()
    if lemma == "use":
        return any(t.lemma_.lower() in words.positions["arms"] for thing in objects(verb) for t in thing.subtree)
    return lemma in words.violent_acts or lemma in words.positions["deed_verbs"]


def _in_a_plan(deed: Token) -> bool:
    """ "would respond to strikes by the army": what hangs on a vow or a wish accuses nobody."""
    verb = next((a for a in deed.ancestors if a.pos_ == "VERB"), None)
    return verb is not None and any(c.dep_ == "aux" and c.lower_ in _MODAL for c in verb.children)


def _blamed(token: Token, words: Lexicon) -> str | None:
    """ "X was responsible", "X is behind it", "bears the hallmarks of X", "points to X"."""
    lemma = token.lemma_.lower()
    heads: list[Token] = []
    if lemma in {"responsible", "behind"} or (lemma == "blame" and token.pos_ == "VERB"):
        verb = next((a for a in (token, *token.ancestors) if a.lemma_ == "be"), None)
        negated = verb is None or any(c.dep_ == "neg" for c in verb.children) or is_unreal(verb)
        heads = [] if verb is None or negated else subjects(verb)
    elif lemma == "responsibility" and token.head.lemma_ in {"hold", "bear", "carry", "have"}:
        heads = [] if is_unreal(token.head) else subjects(token.head)
    elif lemma in {"hallmark", "fingerprint"}:
        heads = [p for c in token.children if c.lower_ == "of" for p in c.children]
    elif lemma == "point" and token.i + 2 < len(token.doc) and token.nbor(1).lower_ in {"to", "at"}:
        heads = [t for t in token.doc[token.i + 2 : token.i + 6] if t.pos_ in {"NOUN", "PROPN"}][:1]
    return next((phrase_text(head) for head in heads if _names_a_side(head, words)), None)


def _doer_of_verb(verb: Token, spoken: Spoken, words: Lexicon) -> str | None:
    for head in subjects(verb):
        if head.dep_ == "nsubjpass" or not (spoken.content[0] <= head.idx < spoken.content[1]):
            continue
        if head.ent_type_ == "PERSON" and _disguise(head):
            continue
        if head.lower_ in {"it", "we", "they"} and verb.dep_ == "ccomp" and verb.head == spoken.cue:
            return str(head.text)  # "the brigade said it had shelled the base"
        if _names_a_side(head, words):
            return phrase_text(head)
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    for head in agent.children if agent is not None else ():
        if head.dep_ == "pobj" and _names_a_side(head, words):
            return phrase_text(head)
    return None


def _disguise(head: Token) -> bool:
    """ "a man dressed as X opened fire": X did not."""
    before = head.doc[max(head.sent.start, head.left_edge.i - 4) : head.i]
    return any(t.lower_ in {"as", "like"} for t in before) and any(
        t.lemma_ in {"dress", "pose", "disguise"} for t in before
    )


def _doer_of_noun(deed: Token, words: Lexicon) -> str | None:
    """ "Russian strikes", "rebel fire", "attacks by regime forces", "its attack"."""
    for child in deed.children:
        if child.dep_ == "poss" and child.lower_ in {"its", "their", "our"}:
            return phrase_text(deed)
        if child.dep_ in {"amod", "compound", "poss", "nmod"} and _gives_its_side(child, words):
            return phrase_text(child) if child.dep_ == "poss" else str(child.text)
        if child.dep_ == "prep" and child.lower_ == "by":
            for head in child.children:
                if head.dep_ == "pobj" and _names_a_side(head, words):
                    return phrase_text(head)
    return None


def _gives_its_side(word: Token, words: Lexicon) -> bool:
    """ "Russian", "US", "rebel", "the regime's" of a strike; a town before "airstrike" is where it fell."""
    if word.lower_ in words.positions["sides"]:
        return True
    if word.dep_ == "compound" and word.ent_type_ == "GPE" and word.tag_ == "NNP":
        return word.text.isupper() or "." in word.text
    return word.ent_type_ in {"NORP", "GPE", "ORG"}


def _names_a_side(head: Token, words: Lexicon) -> bool:
    if head.ent_type_ in {"ORG", "GPE", "NORP", "PERSON"} and head.pos_ in {"PROPN", "NOUN", "ADJ"}:
        return True
    sides = words.positions["sides"]
    if head.lower_ == "force" and any(c.lower_ == "air" for c in head.children):
        return True
    side = any(c.ent_type_ in {"NORP", "GPE", "ORG"} or c.lower_ in sides for c in head.children)
    own = any(c.dep_ == "poss" and c.lower_ in {"its", "their", "our"} for c in head.children)
    return head.lower_ in sides or (head.lower_ in words.initiator_nouns and (side or own))
