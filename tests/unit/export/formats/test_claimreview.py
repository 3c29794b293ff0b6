from __future__ import annotations

import json
from typing import Any

from tallystick.model import Reading
from tests.exporting import export_of
from tests.readings import LOCALS, SOHR, agency_story, at, damage, harm, live_page, on, report, told

VERDICTS = ("reviewRating", "ratingValue", "alternateName", "ClaimReview", "true", "false")


def claims_of(*readings: Reading) -> list[dict[str, Any]]:
    """The claims of the graph."""
    return json.loads(export_of("claimreview", readings).data)["@graph"]


def test_no_verdict_is_given() -> None:
    """There is no review, no rating, and no word for one; the loss report says why."""
    made = export_of("claimreview", [live_page(), agency_story()])
    keys = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            keys.update(node)
            keys.add(str(node.get("@type")))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(json.loads(made.data))
    assert not keys & set(VERDICTS)
    assert any("verdict" in one.what for one in made.loss.blank)


def test_a_copy_is_another_appearance() -> None:
    """Two outlets with one origin's figure are one Claim with two appearances, the earlier one first."""
    early = report("early", at(13, 6), told("m1", on(13)), harm("c1", 57, by=SOHR), outlet="Gazette")
    late = report("late", at(14), told("m1", on(13)), harm("c1", 57, by=SOHR), outlet="Courier")
    (claim,) = claims_of(late, early)
    assert [one["publisher"]["name"] for one in claim["appearance"]] == ["Gazette", "Courier"]
    assert claim["firstAppearance"] == claim["appearance"][0]
    assert claim["author"]["name"] == "the Syrian Observatory for Human Rights"


def test_another_origin_is_another_claim() -> None:
    """The same number from somebody else stands apart."""
    one = report("one", at(13), told("m1", on(13)), harm("c1", 57, by=SOHR), outlet="Gazette")
    other = report("two", at(14), told("m1", on(13)), harm("c1", 57, by=LOCALS), outlet="Courier")
    assert len(claims_of(one, other)) == 2


def test_what_counts_nobody_is_no_claim_to_review() -> None:
    """An event of which only damage is told is left out, and told."""
    made = export_of(
        "claimreview", [report("one", at(13), told("m1", on(13)), damage("c1", 3, "depots", mention="m1"))]
    )
    assert json.loads(made.data)["@graph"] == []
    assert "people harmed" in made.loss.omitted[0].why
