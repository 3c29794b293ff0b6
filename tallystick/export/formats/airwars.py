"""`airwars`: six linked tables after Airwars' public data: incidents, belligerents, statements, sources, casualties,
victims.

Rule:
    Airwars methodology and the columns of its published tables. Civilian harm is a range; the grade, the strike's
    status and the attribution are three judgements, proposed by the profile for a person to sign, and the columns for
    a sign-off stay blank. What is not known is blank, never 0. Victims have no names unless they are asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from tallystick.export.formats import crosswalk, sides, spots
from tallystick.export.formats.cells import Cell, Row, csv_bytes, joined
from tallystick.export.formats.format import Written
from tallystick.export.formats.loss import Loss
from tallystick.export.marks import report_of
from tallystick.export.naming import country_name, place_name, stand_words, where_words
from tallystick.export.withheld import COVER
from tallystick.export.words import shown
from tallystick.model import Claim, Dossier, Estimate, Event, GroupTally, Outcome, Stand
from tallystick.reconcile.interest import speaks_for
from tallystick.reference.sources import Actor

CATEGORIES = (
    "civilian_non_combatants", "children", "women", "men", "human_rights_defenders", "journalists", "trade_unionists",
    "healthcare_personnel", "other_civilian", "undetermined", "other_protected_persons",
    "medical_religious_personnel_state", "medical_religious_personnel_non_state", "persons_hors_de_combat",
    "belligerents", "member_of_armed_forces", "persons_directly_participating", "civilian_role_in_military",
)  # fmt: skip
"""The categories of people, Airwars' 18."""


def _both(names: str) -> list[str]:
    """Airwars' name and slug of each."""
    return [f"{name}_{form}" for name in names.split() for form in ("name", "slug")]


INCIDENTS = (
    *"code previous_codes date_type date date_end local_time_type local_time local_time_start local_time_end".split(),
    *"local_time_of_day local_first_reported_date_time local_first_reported_by local_first_reported_url".split(),
    *_both("country"),
    *"location_name location_name_arabic location_name_hebrew location_name_ukrainian region".split(),
    *_both("strike_status infrastructure strike_type targeted_belligerent observation impact"),
    *"total_strikes civilian_harm_reported".split(),
    *_both("civilian_harm_status cause_of_death_injury"),
    *"geolocated latitude longitude".split(),
    *_both("geolocation_status geolocation_accuracy"),
    *"geojson_caption geolocation_notes geolocation_sign_off_assessor geolocation_sign_off_date_time".split(),
    *"num_media num_victims num_victims_named num_reconciled num_families num_individuals victim_average_age".split(),
    *"declassified_assessment press_release".split(),
    *(f"{one}_{what}_{end}" for one in CATEGORIES for what in ("killed", "injured") for end in ("min", "max")),
    *"num_sources num_sources_twitter num_sources_facebook num_sources_telegram num_sources_other".split(),
)
TABLES: dict[str, tuple[str, ...]] = {
    "incidents": INCIDENTS,
    "belligerents": (
        *"code belligerent_id belligerent_name belligerent_slug type assessment_name assessment_slug".split(),
        *"deaths_conceded_min deaths_conceded_max injuries_conceded_min injuries_conceded_max".split(),
        *"location mgrs_coordinate mgrs_accuracy civcas_statements strike_reports".split(),
    ),
    "statements": tuple("code belligerent_id belligerent_name belligerent_slug date url statement hash".split()),
    "sources": tuple("code date name language url archive_url media hash".split()),
    "casualties": tuple(
        "code casualty_type_taxonomy casualty_type_name casualty_type_slug casualty_affiliation_name "
        "casualty_affiliation_slug while_working killed_min killed_max injured_min injured_max".split()
    ),
    "victims": tuple(
        "code name name_arabic name_hebrew name_ukrainian gender pregnant age exact_age killed_or_injured group_code "
        "in_group reconciliation_id".split()
    ),
}
STRIKE_STATUS = {
    "declared": "Declared strike",
    "likely": "Likely strike",
    "contested": "Contested strike",
    "single source claim": "Single source claim",
}
SCRIPTS = (("arabic", "\u0600-\u06ff"), ("hebrew", "\u0590-\u05ff"), ("ukrainian", "\u0400-\u04ff"))


class Airwars:
    """Six tables, joined by the incident's `code`, which is our id of the event."""

    name = "airwars"
    description = "six linked tables after Airwars: incidents, belligerents, statements, sources, casualties, victims"
    profile = "airwars"
    codebook = True
    files = tuple(f"{name}.csv" for name in TABLES)
    holds = (
        "event.id",
        "event.type",
        "event.occurred_from",
        "event.occurred_to",
        "event.date_precision",
        "event.places.name",
        "event.places.latitude",
        "event.places.longitude",
        "event.places.precision",
        "event.places.admin1",
        "event.places.country",
        "event.initiators",
        "event.targets.actor",
        "event.tally.killed.low",
        "event.tally.killed.high",
        "event.tally.wounded.low",
        "event.tally.wounded.high",
        "event.tally.groups.group",
        "event.tally.groups.outcome",
        "event.tally.groups.estimate.low",
        "event.tally.groups.estimate.high",
        "event.tally.groups.affiliation",
        "event.tally.grades.name",
        "event.tally.grades.value",
        "report.id",
        "report.outlet",
        "report.language",
        "report.url",
        "report.published_at",
    )

    def write(self, dossiers: Sequence[Dossier], loss: Loss) -> Written:
        """The tables; an event that sums over many incidents has no row in any."""
        rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        for dossier in dossiers:
            event = dossier.event
            if event.role == "aggregate":
                loss.omitted(event.id, "it sums over many incidents, whose rows would be counted twice")
                continue
            if event.tally.out_of_scope:
                loss.omitted(event.id, event.tally.out_of_scope)
                continue
            victims = _victims(dossier)
            rows["incidents"].append(_incident(dossier, victims))
            rows["belligerents"] += _belligerents(dossier)
            rows["statements"] += _statements(dossier)
            rows["sources"] += _sources(dossier)
            rows["casualties"] += [_casualty(event.id, group) for group in event.tally.groups]
            rows["victims"] += victims
            _tell(dossier, victims, loss)
        files = {f"{name}.csv": csv_bytes(TABLES[name], rows[name], loss) for name in TABLES}
        return Written(files, sum(map(len, rows.values())))


# --------------------------------------------------------------------------------------- incidents


def _incident(dossier: Dossier, victims: Sequence[Row]) -> Row:
    event, tally = dossier.event, dossier.event.tally
    grades = {grade.name: grade.value for grade in tally.grades}
    reported = [report for report in dossier.reports if report.published_at]
    first = min(reported, key=lambda report: str(report.published_at), default=None)
    country = country_name(sides.country(event))
    row: dict[str, Cell] = dict.fromkeys(INCIDENTS)
    row |= {
        "code": event.id,
        "date_type": event.date_precision,
        "date": event.occurred_from or event.occurred_to,
        "date_end": event.occurred_to if event.occurred_to != event.occurred_from else None,
        "local_time_type": "approximate" if event.date_precision == "night" else None,
        "local_time_of_day": "night" if event.date_precision == "night" else None,
        "local_first_reported_date_time": first.published_at if first else None,
        "local_first_reported_by": first.outlet if first else None,
        "local_first_reported_url": first.url if first else None,
        **_named("country", country),
        "location_name": where_words(event.places) if event.places else None,
        **_original_names(event),
        **_named("strike_status", STRIKE_STATUS.get(grades.get("strike", ""))),
        **_named("strike_type", crosswalk.type_codes(event.type).airwars),
        **_named("targeted_belligerent", joined(actor.name for actor in sides.targets(event).actors) or None),
        "civilian_harm_reported": "yes" if tally.killed.high != 0 and tally.killed.low is not None else None,
        **_named("civilian_harm_status", grades.get("harm", "").capitalize() or None),
        **_where(event),
        "num_victims": len(victims) or None,
        "num_sources": len(dossier.reports),
    }
    row |= _range("civilian_non_combatants", "killed", tally.killed)
    row |= _range("civilian_non_combatants", "injured", tally.wounded)
    for group in tally.groups:
        if group.group in CATEGORIES and group.outcome in _WHAT:
            row |= _range(group.group, _WHAT[group.outcome], group.estimate)
    return row


_WHAT: dict[Outcome, str] = {"killed": "killed", "wounded": "injured"}


def _range(category: str, what: str, estimate: Estimate) -> dict[str, Cell]:
    return {f"{category}_{what}_min": estimate.low, f"{category}_{what}_max": estimate.high}


def _named(column: str, name: str | None) -> dict[str, Cell]:
    return {f"{column}_name": name, f"{column}_slug": _slug(name)}


def _slug(name: str | None) -> str | None:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") if name else None


def _original_names(event: Event) -> dict[str, Cell]:
    """A place's name in its own letters, where a report prints it so."""
    wordings = [place.wording for place in event.places]
    return {
        f"location_name_{script}": next((one for one in wordings if re.search(f"[{letters}]", one)), None)
        for script, letters in SCRIPTS
    }


def _where(event: Event) -> dict[str, Cell]:
    """Coordinates only beside how accurate they are; several towns have none."""
    spot = spots.spot(event)
    accuracy = crosswalk.place_codes(spot.place.precision).airwars if spot else None
    if spot is None or accuracy is None or spot.where_prec == spots.SPREAD or spot.place.latitude is None:
        return {"geolocated": "no"}
    return {
        "geolocated": "yes",
        "latitude": spot.place.latitude,
        "longitude": spot.place.longitude,
        **_named("geolocation_accuracy", accuracy),
        "geolocation_notes": f"generic coordinates of {shown(place_name(spot.place))}, from a gazetteer",
    }


# ------------------------------------------------------------------------------ who, and what it says


def _parties(dossier: Dossier) -> list[tuple[str, str, Actor | None]]:
    """Id, name and actor of each party that is said to have done it."""
    found = sides.initiators(dossier.event)
    known = [(actor.id, actor.name, actor) for actor in found.actors]
    return [*known, *((f"wording:{_slug(shown(one))}", shown(one), None) for one in found.unresolved)]


def _stands(dossier: Dossier, actor: Actor | None) -> list[Stand]:
    """What a party itself says."""
    if actor is None:
        return []
    return [stand for stand in dossier.event.positions if stand.source and actor.id in speaks_for(stand.source)]


def _belligerents(dossier: Dossier) -> list[Row]:
    event = dossier.event
    attribution = next((grade.value for grade in event.tally.grades if grade.name == "attribution"), None)
    rows: list[Row] = []
    for id_, name, actor in _parties(dossier):
        stands = _stands(dossier, actor)
        deaths, injuries = _conceded(dossier, actor, "killed"), _conceded(dossier, actor, "wounded")
        row: dict[str, Cell] = dict.fromkeys(TABLES["belligerents"])
        row |= {
            "code": event.id,
            "belligerent_id": id_,
            "belligerent_name": name,
            "belligerent_slug": _slug(name),
            "type": f"{attribution.capitalize()} belligerent" if attribution else None,
            **_named("assessment", joined(stand_words(stand) for stand in stands) or None),
            "deaths_conceded_min": deaths[0],
            "deaths_conceded_max": deaths[1],
            "injuries_conceded_min": injuries[0],
            "injuries_conceded_max": injuries[1],
            "civcas_statements": len(stands) or None,
        }
        rows.append(row)
    return rows


def _conceded(dossier: Dossier, actor: Actor | None, outcome: Outcome) -> tuple[int | None, int | None]:
    """Civilian harm that a party gives in its own words: the bounds over its figures."""
    figures = [
        claim.harm.quantity
        for key, claim in dossier.claims.items()
        if claim.harm
        and claim.harm.outcome == outcome
        and claim.harm.group.status == "civilian"
        and claim.attribution.stance == "asserts"
        and _is_by(claim, actor)
    ]
    lows = [one.low for one in figures if one.low is not None]
    highs = [one.high for one in figures]
    high = None if None in highs else max((one for one in highs if one is not None), default=None)
    return min(lows, default=None), high


def _is_by(claim: Claim, actor: Actor | None) -> bool:
    speakers = claim.attribution.speakers
    source = speakers[-1].source if speakers else None
    return actor is not None and source is not None and actor.id in speaks_for(source)


def _statements(dossier: Dossier) -> list[Row]:
    reports = {report.id: report for report in dossier.reports}
    rows: list[Row] = []
    for id_, name, actor in _parties(dossier):
        for stand in _stands(dossier, actor):
            claim = dossier.claims.get(stand.claim)
            row: dict[str, Cell] = dict.fromkeys(TABLES["statements"])
            row |= {
                "code": dossier.event.id,
                "belligerent_id": id_,
                "belligerent_name": name,
                "belligerent_slug": _slug(name),
                "date": claim.said_at if claim else None,
                "url": reports[stand.report].url if stand.report in reports else None,
                "statement": claim.quote if claim else stand_words(stand),
            }
            rows.append(row)
    return rows


def _sources(dossier: Dossier) -> list[Row]:
    return [
        dict.fromkeys(TABLES["sources"])
        | {
            "code": dossier.event.id,
            "date": report.published_at,
            "name": report.outlet,
            "language": report.language,
            "url": report.url,
            "hash": report.id,
        }
        for report in dossier.reports
    ]


# ------------------------------------------------------------------------------------------- people


def _casualty(code: str, group: GroupTally) -> Row:
    what = _WHAT.get(group.outcome)
    row: dict[str, Cell] = dict.fromkeys(TABLES["casualties"])
    row |= {
        "code": code,
        "casualty_type_taxonomy": "tallystick",
        **_named("casualty_type", shown(group.group) if what else f"{shown(group.group)}, {group.outcome}"),
        **_named("casualty_affiliation", group.affiliation),
    }
    if what:
        row |= {f"{what}_min": group.estimate.low, f"{what}_max": group.estimate.high}
    return row


def _victims(dossier: Dossier) -> list[Row]:
    """The people whom one report names, the one that names most: names of several reports are not told apart here."""
    named: dict[str, list[tuple[str, Claim]]] = defaultdict(list)
    for key, claim in dossier.claims.items():
        if claim.harm and claim.harm.group.named and claim.harm.outcome in _WHAT:
            named[report_of(key)].append((key, claim))
    fullest = max(named.values(), key=len, default=[])
    return [_victim(dossier.event.id, claim) for _, claim in fullest]


def _victim(code: str, claim: Claim) -> Row:
    row: dict[str, Cell] = dict.fromkeys(TABLES["victims"])
    if claim.harm:
        group = claim.harm.group
        row |= {
            "code": code,
            "name": shown(group.wording),
            "gender": group.sex,
            "age": group.age,
            "killed_or_injured": _WHAT.get(claim.harm.outcome),
        }
    return row


def _tell(dossier: Dossier, victims: Sequence[Row], loss: Loss) -> None:
    event, tally = dossier.event, dossier.event.tally
    loss.blank(
        "geolocation_sign_off_*, observation, impact, num_reconciled, previous_codes", "a person's work", event.id
    )
    if tally.grades:
        loss.derived(
            "strike_status, civilian_harm_status, type: proposed by the profile's rule, signed by nobody", event.id
        )
    if victims:
        loss.derived("victims: those whom the report that names most names; reports are not merged by name", event.id)
    if any(COVER in str(victim["name"]) for victim in victims):
        loss.withheld("the names of victims, unless they are asked for", event.id)
    for path in (
        "event.type",
        "event.date_precision",
        "event.places.name",
        "event.places.admin1",
        "event.places.country",
    ):
        loss.all_changed(path, "in Airwars' words, or in the words for where", event.id)
    spot = spots.spot(event)
    shown_at = spot is not None and _where(event)["geolocated"] == "yes"
    written = [spot.place] if spot and shown_at else []
    loss.only(
        "event.places", event.places, written, "latitude longitude precision", "an incident has one place at most"
    )
    loss.changed("event.places.precision", "as the accuracy of the place", len(written))
    loss.all_changed("event.initiators.wording", "where no actor is known", event.id)
    loss.all_changed("event.targets.actor", "by its name", event.id)
    loss.all_changed("event.tally.groups.outcome", "as a column, or with the group", event.id)
    for name in ("low", "high"):
        unsaid = [one for one in tally.groups if one.outcome not in _WHAT and getattr(one.estimate, name) is not None]
        loss.dropped(f"event.tally.groups.estimate.{name}", "only killed and injured have columns", len(unsaid))
    loss.all_changed("event.tally.grades.name", "as a column", event.id)
    loss.all_changed("event.tally.grades.value", "in Airwars' words", event.id)
