"""What the words after a finding make of it: people taken up again, and whether those who were shot live."""

from __future__ import annotations

import re

from tallystick.extract.finding import Finding
from tallystick.model import Outcome
from tallystick.text.english import parsed, text_of

_TAKING_UP = frozenset({"victim", "people", "person", "body", "casualty", "one", "dead", "wounded", "injured", "other"})


def takes_up(finding: Finding, found: list[Finding]) -> bool:
    """ "The victims were killed as they slept": people told before, with their number, and no claim of its own."""
    people = finding.people
    if people.quantity.high == 1 and people.head.lower_ in {"victim", "deceased"}:
        definite = parsed(finding.sentence.doc)[people.start : people.start + 4].lower() == "the "
        return definite and any(
            f.outcome == finding.outcome and f.people.quantity.high == 1 and f.end <= finding.start for f in found
        )
    if people.number is not None or people.quantity.hedge != "vague" or not people.particular:
        return False
    if people.head.lemma_.lower() not in _TAKING_UP and not _named_again(finding, found):
        return False
    return any(f.outcome == finding.outcome and f.people.number is not None and f.end <= finding.start for f in found)


def _named_again(finding: Finding, found: list[Finding]) -> bool:
    """ "killed the civilians before they left", after "killed 48 civilians"."""
    people = finding.people
    definite = parsed(finding.sentence.doc)[people.start : people.start + 4].lower() == "the "
    return definite and any(
        f.people.head.lemma_ == people.head.lemma_ and f.people.number is not None and f.end <= finding.start
        for f in found
    )


_LIVES = re.compile(
    r"\b(?:hospital\w*|non-?\s?life|life-threatening|surviv\w+|recover(?:ed|ing|s|y)?|injur\w+|wound\w*|conditions?|treated|stable|"
    r"serious(?:ly)?|critical(?:ly)?|surgery|ambulances?)\b", re.I,
)  # fmt: skip


_SHOT_IN = re.compile(
    r"\w+\s+(?:\w+\s+)?(?:in|through)\s+(?:the|his|her|both)\s+(?:\w+\s+)?"
    r"(?:arm|leg|side|hand|shoulder|foot|thigh|hip|knee|ankle|buttock|calf|finger|wrist|elbow|stomach)s?\b", re.I,
)  # fmt: skip


_DIES = re.compile(r"\b(?:died|dies|dead|killed|fatal\w*|death|succumbed|deceased|murder\w*|homicide)\b", re.I)


_GOES_ON = re.compile(
    r"\s*(?:they|he|she|both|all|the\s+(?:\w+\s+)?(?:victims?|men|man|woman|women|boy|girl|teens?)|his|her|their)\b",
    re.I,
)


def fate_of_shot(finding: Finding) -> Outcome:
    """ "shot" tells neither death nor life; what is said next of the same people may: "and taken to hospital"."""
    sentence = finding.sentence
    after = text_of(sentence)[max(0, finding.trigger.idx - sentence.start_char) :]
    following = next((t for t in sentence.doc[sentence.end :] if not t.is_space), None)
    sequel = text_of(following.sent) if following is not None else ""
    if _GOES_ON.match(sequel):
        after += " " + sequel
    if _SHOT_IN.match(after):
        return "wounded"
    if _LIVES.search(after) and not _DIES.search(after):
        return "wounded"
    return finding.outcome
