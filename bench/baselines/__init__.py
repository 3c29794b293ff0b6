"""What plain means reach on the same texts, as the JSON of `tally read --json`, so that the same scorers score it.

regex.py       numbers beside words for harm         cue_verbs.py   a verb of saying, its subject, its clause
dependency.py  the same by the parse                 textacy_quotes.py  textacy's finder of direct quotations
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bench.corpora import Document, Output
from bench.readers import bare
from tallystick.text.numerals import TENS, UNITS, number

VERBS = {
    "killed": "kill murder slay execute assassinate massacre martyr die perish".split(),
    "wounded": "wound injure hurt hospitalize".split(),
    "detained": "arrest detain capture".split(),
    "abducted": "abduct kidnap".split(),
    "displaced": "displace evacuate flee".split(),
}
FATES = {
    "killed": "killed murdered slain executed assassinated massacred martyred dead died".split(),
    "wounded": "wounded injured hurt hospitalized".split(),
    "detained": "arrested detained captured".split(),
    "abducted": "abducted kidnapped".split(),
    "displaced": "displaced evacuated".split(),
    "missing": ["missing"],
}
NOUNS = {"killed": ["deaths", "fatalities"], "wounded": ["injuries"], "casualties": ["casualties"]}
SOLDIERS = """soldier troop fighter militant militia militiaman insurgent rebel terrorist guerrilla gunman policeman
    officer""".split()
CIVILIANS = "civilian child woman resident villager family boy girl student".split()
VAGUE = {"several": 3, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000}
WORDS = (*UNITS, *TENS, "dozen", "hundred", *VAGUE)


@dataclass(frozen=True, slots=True)
class Found:
    """One figure: what became of how many of whom, where it stands, who says it."""

    outcome: str
    hedge: str
    figure: str
    group: str
    span: tuple[int, int]
    speaker: str | None = None


def bounds(hedge: str, figure: str) -> tuple[int, int | None] | None:
    """Least and most people."""
    word = figure.lower()
    value = 1 if word in {"a", "an"} else VAGUE.get(word, number(word))
    if value is None:
        return None
    hedge = hedge.lower()
    if "more" in hedge or "over" in hedge:
        return value + 1, None
    return value, None if "least" in hedge or word in VAGUE else value


def status(group: str) -> str:
    """Civilians or fighters, by a word in their name."""
    words = {word.rstrip("s") for word in group.lower().split()}
    return "combatant" if words & set(SOLDIERS) else "civilian" if words & set(CIVILIANS) else "unknown"


def output(document: Document, found: list[Found]) -> Output:
    """One line of output: every figure once, as a total of the one main incident."""
    claims: list[dict[str, Any]] = []
    seen = set()
    for one in found:
        allowed = bounds(one.hedge, one.figure)
        if allowed is None or (one.outcome, allowed, one.group) in seen:
            continue
        seen.add((one.outcome, allowed, one.group))
        low, high = allowed
        group = {"wording": one.group, "status": status(one.group)}
        quantity = {"low": low, "high": high, "wording": f"{one.hedge} {one.figure}".strip()}
        speakers = [{"wording": one.speaker, "source": None, "kind": None}] if one.speaker else []
        claims.append(
            {
                "id": f"c{len(claims) + 1}", "kind": "harm", "mention": "m1", "span": list(one.span),
                "quote": document["text"][slice(*one.span)],
                "attribution": {"speakers": speakers, "verb": None, "stance": "asserts", "hedge": None},
                "harm": {"outcome": one.outcome, "quantity": quantity, "group": group, "scope": "total"},
            }
        )  # fmt: skip
    mention: Output = {"id": "m1", "role": "main", "occurred_from": None, "occurred_to": None, "places": []}
    return {**bare(document), "mentions": [mention], "claims": claims}
