"""`csv`: one row an event, in our own words, for a spreadsheet or a data frame."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.export.formats.cells import Cell, Row, TableFormat, joined
from tallystick.export.formats.loss import Loss
from tallystick.export.naming import group_tally_words, place_name, sharpest
from tallystick.export.stands import stand_sentences
from tallystick.export.words import estimate_words
from tallystick.model import Concession, Dossier, Estimate, Event, Place

COLUMNS = tuple(
    """
    id type role occurred_from occurred_to date_precision place place_precision admin1 country latitude longitude
    geonames_id other_places initiators initiator_actors targets target_actors profile as_of
    killed_low killed_best killed_high wounded_low wounded_best wounded_high groups not_accounted_for
    out_of_scope grades concessions
    named_origins unnamed_origins origins origin_ids disputes positions outlets reports urls
    claims_used claims_set_aside
    """.split()
)
PLACE_FIELDS = "geonames_id latitude longitude admin1 country precision"


class Csv(TableFormat):
    """One row an event."""

    name = "csv"
    description = "one row an event, in our own words"
    files = ("events.csv",)
    columns = COLUMNS
    holds = (
        "event.id",
        "event.type",
        "event.role",
        "event.occurred_from",
        "event.occurred_to",
        "event.date_precision",
        "event.places.name",
        *(f"event.places.{name}" for name in PLACE_FIELDS.split()),
        "event.initiators",
        "event.targets",
        "event.tally.profile",
        "event.tally.as_of",
        "event.tally.killed",
        "event.tally.wounded",
        "event.tally.groups.group",
        "event.tally.groups.outcome",
        "event.tally.groups.estimate",
        "event.tally.remainder",
        "event.tally.used",
        "event.tally.set_aside.claim",
        "event.tally.out_of_scope",
        "event.tally.grades",
        "event.tally.concessions",
        "event.origins.id",
        "event.origins.name",
        "event.origins.named",
        "event.disputes.why",
        "event.positions",
        "report.outlet",
        "report.id",
        "report.url",
    )

    def rows(self, dossier: Dossier, loss: Loss) -> Iterator[Row]:
        """The one row of an event."""
        event, tally = dossier.event, dossier.event.tally
        places = sharpest(event.places)
        _tell(event, places[:1], loss)
        row: dict[str, Cell] = {
            "id": event.id,
            "type": event.type,
            "role": event.role,
            "occurred_from": event.occurred_from,
            "occurred_to": event.occurred_to,
            "date_precision": event.date_precision,
            **place_cells(places[0] if places else None),
            "other_places": joined(place_name(place) for place in event.places if place not in places[:1]),
            "initiators": joined(party.wording for party in event.initiators),
            "initiator_actors": joined(party.actor for party in event.initiators),
            "targets": joined(party.wording for party in event.targets),
            "target_actors": joined(party.actor for party in event.targets),
            "profile": tally.profile,
            "as_of": tally.as_of,
            **{f"killed_{name}": getattr(tally.killed, name) for name in ("low", "best", "high")},
            **{f"wounded_{name}": getattr(tally.wounded, name) for name in ("low", "best", "high")},
            "groups": joined(f"{group_tally_words(group)} {group.outcome}" for group in tally.groups),
            "not_accounted_for": tally.remainder,
            "out_of_scope": tally.out_of_scope,
            "grades": joined(f"{grade.name}: {grade.value}{_PROPOSED[grade.proposed]}" for grade in tally.grades),
            "concessions": joined(map(_conceded, tally.concessions)),
            "named_origins": sum(origin.named for origin in event.origins),
            "unnamed_origins": sum(not origin.named for origin in event.origins),
            "origins": joined(origin.name for origin in event.origins),
            "origin_ids": joined(origin.id for origin in event.origins),
            "disputes": joined(dispute.why for dispute in event.disputes),
            "positions": joined(stand_sentences(event.positions)),
            "outlets": joined(report.outlet for report in dossier.reports),
            "reports": joined(report.id for report in dossier.reports),
            "urls": joined(report.url for report in dossier.reports),
            "claims_used": joined(tally.used),
            "claims_set_aside": joined(aside.claim for aside in tally.set_aside),
        }
        yield row


_PROPOSED = {True: " (proposed)", False: ""}


def _conceded(one: Concession) -> str:
    figure = estimate_words(Estimate(low=one.low, best=None, high=one.high))
    return f"{one.party}: {figure} {one.group} {one.outcome}"


def place_cells(place: Place | None) -> dict[str, Cell]:
    """The sharpest place; coordinates never without how sharply they are known."""
    if place is None:
        return dict.fromkeys(("place", "place_precision", *PLACE_FIELDS.split()[:-1]))
    return {
        "place": place_name(place),
        "place_precision": place.precision,
        "admin1": place.admin1,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geonames_id": place.geonames_id,
    }


def _tell(event: Event, written: tuple[Place, ...], loss: Loss) -> None:
    loss.only("event.places", event.places, written, PLACE_FIELDS, "of the other places a row has the names only")
    groups = len(event.tally.groups)
    for name in ("low", "best", "high"):
        known = sum(getattr(group.estimate, name) is not None for group in event.tally.groups)
        loss.changed(f"event.tally.groups.estimate.{name}", "in words", known)
    loss.changed("event.tally.groups.group", "in words, with its number", groups)
    loss.changed("event.tally.groups.outcome", "in words, with its number", groups)
    for name in ("act", "party", "toward"):
        known = sum(getattr(stand, name) is not None for stand in event.positions)
        loss.changed(f"event.positions.{name}", "in a sentence for each stand", known)
    for name in ("source", "claim", "report"):
        known = sum(getattr(stand, name) is not None for stand in event.positions)
        loss.dropped(f"event.positions.{name}", "positions are told in a sentence", known)
    loss.dropped("event.tally.grades.why", "a grade has its value only", len(event.tally.grades))
    loss.changed("event.tally.grades.proposed", "in words", len(event.tally.grades))
    conceded = event.tally.concessions
    loss.dropped("event.tally.concessions.claims", "in words", sum(len(one.claims) for one in conceded))
    loss.dropped("event.tally.concessions.source", "in words", sum(one.source is not None for one in conceded))
    for name in ("low", "high"):
        known = sum(getattr(one, name) is not None for one in conceded)
        loss.changed(f"event.tally.concessions.{name}", "in words", known)
    loss.changed("event.origins.named", "as two numbers", len(event.origins))
