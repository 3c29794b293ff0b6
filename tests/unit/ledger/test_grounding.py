from __future__ import annotations

import pytest
from msgspec.structs import replace

from tallystick.ledger.grounding import faults
from tallystick.model import Claim, Mention, Reading
from tests.unit.ledger.examples import reading

GOOD = reading(1)
CLAIM = GOOD.claims[0]
MENTION = GOOD.mentions[0]


def with_claims(*claims: Claim) -> Reading:
    """The good reading with other claims."""
    return replace(GOOD, claims=claims)


def part_of(claim: str) -> Claim:
    """The claim, made a part of another."""
    return replace(CLAIM, harm=replace(CLAIM.harm, scope="part", part_of=claim))


def test_a_grounded_reading_has_no_faults() -> None:
    """A reading whose spans and references hold is whole; a quote may stand in the title."""
    title = Claim(id="c2", kind="occurrence", mention=None, span=(0, 6), quote="Deaths", in_="title")
    assert list(faults(with_claims(CLAIM, title, replace(part_of("c1"), id="c3")))) == []


@pytest.mark.parametrize(
    ("broken", "item", "why"),
    [
        (with_claims(replace(CLAIM, quote="x")), "c1", 'quotes "x", but the text at'),
        (with_claims(replace(CLAIM, in_="title")), "c1", "outside the title of 18 characters"),
        (with_claims(replace(CLAIM, span=(0, 9999))), "c1", "outside the text"),
        (with_claims(replace(CLAIM, span=(-3, 2))), "c1", "outside the text"),
        (with_claims(replace(CLAIM, span=(5, 5), quote="")), "c1", "outside the text"),
        (with_claims(replace(CLAIM, mention="m7")), "c1", "is about mention m7"),
        (with_claims(part_of("c8")), "c1", "is part of claim c8"),
        (with_claims(CLAIM, CLAIM), "c1", "has its id 2 times"),
        (replace(GOOD, mentions=(replace(MENTION, span=(0, 9999)),)), "m1", "outside the text"),
        (replace(GOOD, mentions=(MENTION, Mention(id="c1", role="main", type="Other"))), "c1", "2 times"),
    ],
)
def test_what_does_not_hold_is_named(broken: Reading, item: str, why: str) -> None:
    """Each fault names its item and says what is wrong."""
    found = list(faults(broken))
    assert [fault.item for fault in found] == [item]
    assert why in found[0].why
