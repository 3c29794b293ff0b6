"""`ucdp-ged`: the 49 columns of UCDP's Georeferenced Event Dataset, in its order.

Rule:
    UCDP GED codebook, 23.1 and later; order and spelling of the columns checked against public files. Note the order
    best, high, low. Ids that UCDP gives stay blank, and so do `active_year` and `code_status`, which are a coder's
    verdicts; `relid` holds our own id with a prefix that no GED id has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tallystick.export.formats import crosswalk, sides, spots
from tallystick.export.formats.cells import Cell, Row, TableFormat, joined
from tallystick.export.formats.loss import Loss
from tallystick.export.naming import country_name, place_name, where_words
from tallystick.export.words import shown
from tallystick.model import Dossier, Event, GroupTally, Report
from tallystick.reconcile.profiles import acled_rows
from tallystick.reference.sources import Actor

COLUMNS = tuple(
    """
    id relid year active_year code_status type_of_violence
    conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name
    side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
    number_of_sources source_article source_office source_date source_headline source_original
    where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid
    country country_id region event_clarity date_prec date_start date_end
    deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
    """.split()
)
OURS = "tallystick:"
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
SEPARATOR = ";"
PLACE_FIELDS = "name latitude longitude admin1 country precision"


class Dyad(NamedTuple):
    """Side A and side B; None = not known. A government is side A, and whoever attacks civilians."""

    a: Actor | None
    b: Actor | None
    type_of_violence: int | None
    turned: bool
    """Side A is who was hit, because it is the government."""


class UcdpGed(TableFormat):
    """One row an event that cost lives."""

    name = "ucdp-ged"
    description = "the 49 columns of UCDP's Georeferenced Event Dataset, a row an event"
    profile = "ucdp"
    codebook = True
    files = ("ucdp-ged.csv",)
    columns = COLUMNS
    holds = (
        "event.id",
        "event.occurred_from",
        "event.occurred_to",
        *(f"event.places.{name}" for name in PLACE_FIELDS.split()),
        "event.initiators.actor",
        "event.targets.actor",
        "event.origins.name",
        "event.tally.killed",
        "event.tally.remainder",
        "event.tally.groups.estimate.best",
        "event.tally.groups.status",
        "report.outlet",
        "report.published_at",
        "report.title",
    )

    def rows(self, dossier: Dossier, loss: Loss) -> Iterator[Row]:
        """One row, or none for what GED does not code."""
        event = dossier.event
        if why := _out_of_scope(event):
            loss.omitted(event.id, why)
            return
        deaths = sides.dead(dossier)
        first, last = _days(event)
        if deaths is None or first is None or last is None:
            return
        dyad = _dyad(event)
        spot = spots.spot(event)
        _tell(dossier, dyad, spot, deaths, loss)
        row: dict[str, Cell] = dict.fromkeys(COLUMNS)
        row |= _sides_row(dyad) | _sources_row(dossier) | _where_row(event, spot)
        a, b = (deaths.target, deaths.initiator) if dyad.turned else (deaths.initiator, deaths.target)
        row |= {
            "relid": OURS + event.id,
            "year": first.year,
            "event_clarity": 1,
            "date_prec": crosswalk.ucdp_date_prec(first, last),
            "date_start": f"{first} 00:00:00.000",
            "date_end": f"{last} 00:00:00.000",
            "deaths_a": a,
            "deaths_b": b,
            "deaths_civilians": deaths.civilians,
            "deaths_unknown": deaths.unknown,
            "best": event.tally.killed.best,
            "high": event.tally.killed.high,
            "low": event.tally.killed.low,
        }
        yield row


def _out_of_scope(event: Event) -> str | None:
    """Why GED has no row for it; None = it has one."""
    killed = event.tally.killed
    first, _ = _days(event)
    if event.role == "aggregate":
        return "it sums over many incidents, whose rows would be counted twice"
    if not any((killed.low, killed.best, killed.high)):
        return "GED codes events with at least one death in an estimate"
    if None in (killed.low, killed.best, killed.high):
        return "its tally has no best number with bounds, and GED has no row without one"
    if first is None:
        return "no report tells the day, and GED has no row without one"
    return None


def _days(event: Event) -> tuple[date | None, date | None]:
    return event.occurred_from or event.occurred_to, event.occurred_to or event.occurred_from


# ------------------------------------------------------------------------------------------- sides


def _dyad(event: Event) -> Dyad:
    acted = next((actor for actor in sides.initiators(event).actors if actor.kind in sides.ORGANISED), None)
    hit = next(iter(sides.targets(event).actors), None)
    if hit is not None and hit.kind in ("civilians", "protesters"):
        return Dyad(acted, hit, ONE_SIDED if acted else None, turned=False)
    if hit is not None and hit.kind not in sides.ORGANISED:
        hit = None
    if acted is None or hit is None:
        only_hit = acted is None and hit is not None and hit.kind == "state_forces"
        return Dyad(hit, None, None, turned=True) if only_hit else Dyad(acted, hit, None, turned=False)
    governments = (acted.kind == "state_forces", hit.kind == "state_forces")
    if governments == (False, True):
        return Dyad(hit, acted, STATE_BASED, turned=True)
    return Dyad(acted, hit, STATE_BASED if any(governments) else NON_STATE, turned=False)


def _side_name(actor: Actor | None) -> str:
    """UCDP calls every force of a state its government, and the unarmed civilians."""
    if actor is None:
        return ""
    if actor.kind in ("civilians", "protesters"):
        return "Civilians"
    if actor.kind == "state_forces" and actor.country:
        return f"Government of {_country(actor.country)}"
    return actor.name


def _sides_row(dyad: Dyad) -> dict[str, Cell]:
    a, b = _side_name(dyad.a), _side_name(dyad.b)
    return {
        "type_of_violence": dyad.type_of_violence,
        "side_a": a,
        "side_b": b,
        "dyad_name": f"{a} - {b}" if a and b else "",
        "gwnoa": _state_number(dyad.a),
        "gwnob": _state_number(dyad.b),
    }


def _state_number(actor: Actor | None) -> int | None:
    """Gleditsch and Ward's number of a government; None for all others."""
    codes = crosswalk.country(actor.country) if actor and actor.kind == "state_forces" else None
    return codes.gw if codes else None


# ----------------------------------------------------------------------------------- sources, place


def _sources_row(dossier: Dossier) -> dict[str, Cell]:
    reports = dossier.reports
    return {
        "number_of_sources": len(reports),
        "source_article": SEPARATOR.join(f'"{_article(report)}"' for report in reports),
        "source_office": SEPARATOR.join(_plain(report.outlet) for report in reports),
        "source_date": SEPARATOR.join(_day(report) for report in reports),
        "source_headline": SEPARATOR.join(_plain(report.title) for report in reports),
        "source_original": joined(origin.name for origin in dossier.event.origins if origin.named),
    }


def _article(report: Report) -> str:
    """ "Office,YYYY-MM-DD,headline", as GED writes it."""
    told = (_plain(report.outlet), _day(report), _plain(report.title))
    return ",".join(told) if any(told) else report.id


def _plain(text: str | None) -> str:
    """A text without the quotes and semicolons that GED puts between articles."""
    return shown(text or "").replace('"', "'").replace(";", ",")


def _day(report: Report) -> str:
    return report.published_at.date().isoformat() if report.published_at else ""


def _country(code: str | None) -> str | None:
    """UCDP's name of a country, where it differs from the usual one."""
    codes = crosswalk.country(code)
    return (codes.ucdp_name if codes else None) or country_name(code)


def _where_row(event: Event, spot: spots.Spot | None) -> dict[str, Cell]:
    code = sides.country(event)
    codes = crosswalk.country(code)
    row: dict[str, Cell] = {
        "where_description": where_words(event.places) if event.places else "",
        "country": _country(code),
        "country_id": codes.gw if codes else None,
        "region": crosswalk.ucdp_region(codes.gw) if codes and codes.gw else None,
    }
    if spot is None:
        return row
    place = spot.place
    row |= {
        "where_prec": spot.where_prec,
        "where_coordinates": shown(place_name(place)),
        "adm_1": place.admin1,
    }
    if place.latitude is not None and place.longitude is not None:
        row |= {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "geom_wkt": f"POINT ({place.longitude} {place.latitude})",
            "priogrid_gid": crosswalk.priogrid(place.latitude, place.longitude),
        }
    return row


# -------------------------------------------------------------------------------------------- loss


def _tell(dossier: Dossier, dyad: Dyad, spot: spots.Spot | None, deaths: sides.Dead, loss: Loss) -> None:
    event, place = dossier.event, spot.place if spot else None
    loss.blank("id, *_dset_id, *_new_id, conflict_name", "they are UCDP's to give", event.id)
    loss.blank("active_year, code_status", "they are a coder's verdicts", event.id)
    loss.blank("adm_2", "the record does not know the district", event.id)
    if dyad.type_of_violence is None:
        loss.blank("type_of_violence, dyad_name", "not both sides are actors of the registry", event.id)
    if place is None:
        loss.blank("where_prec, latitude, longitude", "no report names a place", event.id)
    elif place.latitude is None:
        loss.blank("latitude, longitude", "the place is not in the gazetteer", event.id)
    if spot and spot.where_prec == spots.SPREAD and place and place.precision in acled_rows.POINTS:
        loss.derived("latitude, longitude: of one of several towns; where_prec 5 says that they are spread", event.id)
    if deaths.unknown:
        loss.derived("deaths_unknown: the dead whom no group, or a group of no known side, accounts for", event.id)
    if event.tally.groups:
        loss.derived("deaths_a, deaths_b, deaths_civilians: groups put on a side (docs/exports.md)", event.id)
    _tell_parties(event, dyad, loss)
    written = [] if place is None else [place]
    loss.only("event.places", event.places, written, PLACE_FIELDS, "a row has one place")
    loss.changed("event.places.precision", "as where_prec", len(written))
    loss.changed("event.places.country", "as GED's country and its number", sum(bool(one.country) for one in written))
    loss.changed(
        "event.tally.remainder", "as deaths_unknown, with groups of no known side", event.tally.remainder is not None
    )
    unnamed = sum(not origin.named for origin in event.origins)
    loss.dropped("event.origins.name", "unnamed origins are no source_original", unnamed)
    counted = [group for group in event.tally.groups if group.outcome == "killed" and group.part_of is None]
    for name, items in (("estimate.best", counted), ("status", event.tally.groups)):
        loss.changed(f"event.tally.groups.{name}", "as the dead of a side", sum(_has(group, name) for group in items))
    loss.changed("report.published_at", "to the day", sum(one.published_at is not None for one in dossier.reports))


def _has(group: GroupTally, name: str) -> bool:
    return group.estimate.best is not None if name == "estimate.best" else group.status != "unknown"


def _tell_parties(event: Event, dyad: Dyad, loss: Loss) -> None:
    acted, hit = (dyad.b, dyad.a) if dyad.turned else (dyad.a, dyad.b)
    for role, parties, actor in (("initiators", event.initiators, acted), ("targets", event.targets, hit)):
        known = sum(party.actor is not None for party in parties)
        written = 0 if actor is None else 1
        loss.changed(f"event.{role}.actor", "as UCDP's name for the side", written)
        loss.dropped(f"event.{role}.actor", "a row has one actor a side", known - written)
