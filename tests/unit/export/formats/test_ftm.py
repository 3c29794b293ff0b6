"""FollowTheMoney entities. The last tests need its library, which compiles part of itself: `make validators`."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings

from tallystick.export.formats.ftm import entity_id, our_id
from tallystick.model import Party, Reading, Speaker
from tests.exporting import dossiers_of, export_of
from tests.properties.claim_strategies import worlds
from tests.readings import ISRAEL, SOHR, agency_story, at, harm, live_page, on, report, told

few = settings(max_examples=15, deadline=None)


def library() -> Any:
    """The schema of FollowTheMoney; the test is skipped where its library is not installed."""
    return pytest.importorskip("followthemoney", reason="followthemoney is not installed: make validators").model


def entities_of(*readings: Reading) -> list[dict[str, Any]]:
    """The entities."""
    return [json.loads(line) for line in export_of("ftm", readings).data.splitlines()]


@few
@given(worlds())
def test_every_link_leads_to_an_entity(world: list[Reading]) -> None:
    """What an entity names by id is in the file, and no id is there twice."""
    entities = entities_of(*world)
    ids = [entity["id"] for entity in entities]
    assert len(set(ids)) == len(ids)
    for entity in entities:
        for name in ("involved", "proof", "entity"):
            assert set(entity["properties"].get(name, ())) <= set(ids)


@few
@given(worlds())
def test_ids_can_be_turned_back(world: list[Reading]) -> None:
    """Events, reports and claims are found again by their entities' ids."""
    ids = {our_id(entity["id"]) for entity in entities_of(*world)}
    for dossier in dossiers_of(world, "ledger"):
        assert dossier.event.id in ids
        assert set(dossier.claims) <= ids
        assert {one.id for one in dossier.reports} <= ids


@pytest.mark.parametrize("id_", ["evt_00ff", "rep_00ff", "rep_00ff/c12", "act:ISR-MIL", "org:sy-army"])
def test_an_id_is_turned_and_turned_back(id_: str) -> None:
    """The library takes letters, digits, dots and hyphens in an id, and nothing else."""
    assert re.fullmatch(r"[0-9a-zA-Z][0-9a-zA-Z.-]*", entity_id(id_))
    assert our_id(entity_id(id_)) == id_


def test_nobody_who_was_quoted_becomes_an_entity() -> None:
    """A named witness stands in the words of a note only; a registered organisation is an entity."""
    witness = Speaker(wording="Abdul-Ghani Sareeh", kind="resident")
    one = report("one", at(14), told("m1", on(13), by=(ISRAEL,)), harm("c1", 5, by=witness), harm("c2", 6, by=SOHR))
    names: dict[str, list[str]] = {}
    for entity in entities_of(one):
        names.setdefault(entity["schema"], []).extend(entity["properties"].get("name", []))
    assert set(names) == {"Event", "Organization", "Article", "Note"}
    assert sorted(names["Organization"]) == ["Israel Defense Forces", "Syrian Observatory for Human Rights"]


def test_what_is_reported_is_no_finding() -> None:
    """Whoever finds an organisation involved in an event reads that this was said, not found."""
    (event,) = [entity for entity in entities_of(live_page()) if entity["schema"] == "Event"][:1]
    assert event["properties"]["summary"][0].startswith("As reported, and no finding")


def test_a_party_without_an_actor_is_no_entity() -> None:
    """ "Unidentified gunmen" are nobody."""
    one = report("one", at(14), told("m1", on(13), by=(Party(wording="unidentified gunmen"),)), harm("c1", 5))
    assert "gunmen" not in json.dumps([entity for entity in entities_of(one) if entity["schema"] != "Note"])


@few
@given(worlds())
def test_the_library_takes_every_value(world: list[Reading]) -> None:
    """FollowTheMoney knows each schema and property, and cleans no value away: all stay as we wrote them."""
    model = pytest.importorskip(
        "followthemoney", reason="the library followthemoney is not here: make validators"
    ).model
    for entity in entities_of(*world):
        schema = model.get(entity["schema"])
        assert schema is not None
        schema.validate(entity)
        proxy = model.get_proxy(entity, cleaned=False)
        for name, values in entity["properties"].items():
            assert sorted(proxy.get(name)) == sorted(values), (entity["schema"], name)


def test_the_library_takes_the_founding_shapes() -> None:
    """The same for a live page and an agency story, whose entities have dates, countries and addresses."""
    model = pytest.importorskip(
        "followthemoney", reason="the library followthemoney is not here: make validators"
    ).model
    entities = entities_of(live_page(), agency_story())
    assert len(entities) > 20
    for entity in entities:
        proxy = model.get_proxy(entity, cleaned=False)
        assert {name: sorted(proxy.get(name)) for name in entity["properties"]} == {
            name: sorted(values) for name, values in entity["properties"].items()
        }
