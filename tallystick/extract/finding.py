"""A statement of harm before it has a speaker and an incident, and whether it happened at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from tallystick.extract.people import People
from tallystick.model import Outcome, Scope

_MODAL = {"would", "could", "may", "might", "will", "shall", "should", "can", "must", "'ll", "wo", "’ll"}
_INTENT = {
    "want",
    "vow",
    "plan",
    "try",
    "threaten",
    "aim",
    "seek",
    "intend",
    "attempt",
    "hope",
    "fail",
    "order",
    "conspire",
    "pledge",
    "promise",
    "swear",
    "refuse",
    "avoid",
    "ready",
    "ask",
    "call",
    "urge",
    "need",
    "decide",
}
_REPORTED = {
    "say",
    "report",
    "believe",
    "know",
    "think",
    "appear",
    "seem",
    "fear",
    "presume",
    "confirm",
    "understand",
    "continue",
    "feare",
    "cause",
    "force",
    "lead",
    "prompt",
    "drive",
    "compel",
    "manage",
    "see",
    "proceed",
    "help",
}


_OF_BE = frozenset({"acomp", "attr", "oprd"})


@dataclass(slots=True)
class Finding:
    """A statement of harm before it has a speaker and an incident."""

    outcome: Outcome
    people: People
    trigger: Token
    rule: str
    start: int
    end: int
    scope: Scope | None = None
    parent: Finding | None = None
    parts: list[Finding] = field(default_factory=list)

    @property
    def sentence(self) -> Span:
        """The sentence that it stands in."""
        sentence: Span = self.trigger.sent
        return sentence


def finding_of(
    outcome: Outcome,
    people: People,
    trigger: Token,
    rule: str,
    *,
    scope: Scope | None = None,
    reach: Token | None = None,
) -> Finding:
    """A finding that reaches from its first word to its last."""
    last = reach or trigger
    start = min(people.start, trigger.idx)
    end = max(people.end, last.idx + len(last), trigger.idx + len(trigger))
    return Finding(outcome=outcome, people=people, trigger=trigger, rule=rule, start=start, end=end, scope=scope)


def is_doubted(token: Token) -> bool:
    """ "may have been injured", "might have killed three": told as having happened perhaps."""
    return any(
        _perhaps(verb)
        for verb in (token, *token.ancestors)
        if verb.sent == token.sent and verb.pos_ in {"VERB", "AUX"} and abs(verb.i - token.i) <= 6
    )


def _perhaps(verb: Token) -> bool:
    """ "may have ...": a guess about the past; "could have been killed" may be one about what did not happen."""
    helpers = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    return "have" in helpers and bool(helpers & {"may", "might"})


def is_unreal(token: Token) -> bool:
    """Whether it did not happen: "could kill", "plans to kill", "was not hurt", "if ... die"."""
    if token.dep_ in _OF_BE and any(c.dep_ == "neg" for c in token.head.children):
        return True  # "his daughter is not dead"
    either = token.dep_ == "conj" and any(c.lower_ in {"or", "nor"} for c in token.head.children if c.dep_ == "cc")
    if either and any(c.dep_ == "neg" for c in token.head.children):
        return True  # "were not hurt or killed", wherever it stands
    chain = [token]
    while chain[-1].dep_ in {"conj", "xcomp"} and chain[-1].head.pos_ in {"VERB", "AUX"} and len(chain) < 4:
        chain.append(chain[-1].head)
    for position, verb in enumerate(chain):
        for child in verb.children:
            if child.dep_ == "aux" and child.lower_ in _MODAL and position < 2 and not _perhaps(verb):
                return True
            if child.dep_ == "neg" and (verb == token or verb.dep_ != "ccomp"):
                return True
            if child.dep_ == "mark" and child.lower_ in {"if", "unless", "lest"}:
                return True
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        if (
            infinitive
            and not any(
                c.lower_ in {"have", "be"} and c.dep_ in {"aux", "auxpass"} and verb.tag_ == "VBN"
                for c in verb.children
            )
            and verb.dep_ in {"xcomp", "advcl", "acl", "ccomp"}
        ):
            used = verb.head.lemma_ == "use" and verb.head.tag_ == "VBD"  # "used a shotgun to kill two customers"
            if verb.head.lemma_ not in _REPORTED and not used:
                return True
        if infinitive and verb.head.lemma_ in _INTENT:
            return True
    return False
