"""`hxl`: a CSV whose second row tags the columns for humanitarian tools (HXL 1.1).

Rule:
    HXL hashtag dictionary. `+min +best +max +civilians +verification` are attributes of our own, which the standard
    allows. Women, men, children and civilians are given where one group of the tally is exactly that: groups that may
    overlap are never added up. `#severity` and the p-codes stay blank: nobody here judges or knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tallystick.export.formats import crosswalk, sides
from tallystick.export.formats.cells import Cell, Row, TableFormat, joined
from tallystick.export.formats.loss import Loss
from tallystick.export.naming import country_name, flags, headline, place_name, sharpest, where_words
from tallystick.export.words import days_words, estimate_words
from tallystick.model import Dossier, Event, Group, Place

TAGGED = {
    "event_id": "#event+id",
    "event_name": "#event+name",
    "event_type": "#event+type",
    "event_code_acled": "#event+code+acled",
    "occurred_start": "#date+occurred+start",
    "occurred_end": "#date+occurred+end",
    "reported": "#date+reported",
    "country": "#country+name",
    "country_iso3": "#country+code+v_iso3",
    "admin1": "#adm1+name",
    "admin1_pcode": "#adm1+code+v_pcodes",
    "admin2": "#adm2+name",
    "admin2_pcode": "#adm2+code+v_pcodes",
    "location": "#loc+name",
    "location_ar": "#loc+name+i_ar",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "side_first": "#group+name+first",
    "side_second": "#group+name+second",
    "killed_min": "#affected+killed+min",
    "killed_best": "#affected+killed+best",
    "killed_max": "#affected+killed+max",
    "injured_min": "#affected+injured+min",
    "injured_max": "#affected+injured+max",
    "killed_civilians": "#affected+killed+civilians",
    "killed_f": "#affected+killed+f",
    "killed_m": "#affected+killed+m",
    "killed_children": "#affected+killed+children",
    "sources": "#meta+source",
    "urls": "#meta+url",
    "meta_id": "#meta+id",
    "severity": "#severity",
    "verification": "#status+verification",
    "description": "#description",
}
"""Our name of a column, and its hashtag."""
PLACE_FIELDS = "name latitude longitude admin1 country precision"
POINTS = ("site", "town", "near")

_ARABIC = re.compile("[\u0600-\u06ff]")


class Hxl(TableFormat):
    """One row an event, tagged."""

    name = "hxl"
    description = "CSV with the hashtags of the Humanitarian Exchange Language, a row an event"
    files = ("hxl.csv",)
    columns = tuple(TAGGED)
    second_header = tuple(TAGGED.values())
    holds = (
        "event.id",
        "event.type",
        "event.occurred_from",
        "event.occurred_to",
        "event.date_precision",
        *(f"event.places.{name}" for name in PLACE_FIELDS.split()),
        "event.initiators",
        "event.targets",
        "event.tally.profile",
        "event.tally.killed",
        "event.tally.wounded",
        "event.origins.named",
        "report.outlet",
        "report.id",
        "report.url",
        "report.published_at",
    )

    def rows(self, dossier: Dossier, loss: Loss) -> Iterator[Row]:
        """The one row of an event."""
        event, tally = dossier.event, dossier.event.tally
        places = sharpest(event.places)
        first = places[0] if places else None
        reported = min((report.published_at for report in dossier.reports if report.published_at), default=None)
        codes = crosswalk.country(sides.country(event))
        row: dict[str, Cell] = dict.fromkeys(self.columns)
        row |= {
            "event_id": event.id,
            "event_name": headline(event),
            "event_type": event.type,
            "event_code_acled": (crosswalk.type_codes(event.type).acled or ("", ""))[1],
            "occurred_start": event.occurred_from,
            "occurred_end": event.occurred_to,
            "reported": reported.date() if reported else None,
            "country": country_name(codes.alpha2) if codes else None,
            "country_iso3": codes.alpha3 if codes else None,
            **_place(first),
            "side_first": joined(party.wording for party in event.initiators),
            "side_second": joined(party.wording for party in event.targets),
            **{f"killed_{tag}": getattr(tally.killed, name) for tag, name in _BOUNDS},
            "injured_min": tally.wounded.low,
            "injured_max": tally.wounded.high,
            "killed_civilians": _exactly(dossier, lambda group: group.status == "civilian"),
            "killed_f": _exactly(dossier, lambda group: group.sex == "female"),
            "killed_m": _exactly(dossier, lambda group: group.sex == "male"),
            "killed_children": _exactly(dossier, lambda group: group.age == "child"),
            "sources": joined(report.outlet for report in dossier.reports),
            "urls": joined(report.url for report in dossier.reports),
            "meta_id": joined(report.id for report in dossier.reports),
            "verification": joined(flags(event)) or "no flag",
            "description": _description(event),
        }
        _tell(dossier, first, loss)
        yield row


_BOUNDS = (("min", "low"), ("best", "best"), ("max", "high"))


def _place(place: Place | None) -> dict[str, Cell]:
    if place is None:
        return {}
    point = place.precision in POINTS
    return {
        "admin1": place.admin1,
        "location": place_name(place),
        "location_ar": place.wording if _ARABIC.search(place.wording) else None,
        "latitude": place.latitude if point else None,
        "longitude": place.longitude if point else None,
    }


def _exactly(dossier: Dossier, is_meant: Callable[[Group], bool]) -> int | None:
    """The number of the only group of the dead that is these people, where it is one exact number."""
    fitting = [
        group.estimate
        for group in dossier.event.tally.groups
        if group.outcome == "killed"
        and (told := [claim.harm.group for key in group.claims if (claim := dossier.claims.get(key)) and claim.harm])
        and all(map(is_meant, told))
    ]
    if len(fitting) != 1 or fitting[0].low is None or fitting[0].low != fitting[0].high:
        return None
    return fitting[0].low


def _description(event: Event) -> str:
    figures = f"killed: {estimate_words(event.tally.killed)}; wounded: {estimate_words(event.tally.wounded)}"
    where = where_words(event.places)
    return f"{days_words(event)}, {where}. By the profile {event.tally.profile}, {figures}."


def _tell(dossier: Dossier, first: Place | None, loss: Loss) -> None:
    event = dossier.event
    written = [] if first is None else [first]
    loss.blank("#severity", "nobody here judges it", event.id)
    loss.blank("#adm1+code, #adm2", "the record does not know p-codes and districts", event.id)
    loss.only("event.places", event.places, written, PLACE_FIELDS, "a row has one place, the sharpest")
    if first is not None and first.precision not in POINTS:
        loss.blank("#geo+lat, #geo+lon", "an area has no point; a pin would be a false one", event.id)
        for name in ("latitude", "longitude"):
            loss.dropped(f"event.places.{name}", "an area has no point", getattr(first, name) is not None)
    loss.changed("event.places.precision", "in the words of the description", len(written))
    loss.changed("event.places.country", "by its name and ISO code", sum(bool(place.country) for place in written))
    loss.changed("event.date_precision", "in the words of the description", event.date_precision != "unknown")
    loss.changed("event.origins.named", "as a flag of the verification", len(event.origins))
    loss.changed("event.tally.wounded.best", "in the description", event.tally.wounded.best is not None)
    dated = sum(report.published_at is not None for report in dossier.reports)
    loss.changed("report.published_at", "the day of the first", min(dated, 1))
    loss.dropped("report.published_at", "a row has the day of the first report", dated - 1)
    for role, named in (("initiators", event.initiators), ("targets", event.targets)):
        ids = sum(party.actor is not None for party in named)
        loss.dropped(f"event.{role}.actor", "parties stand in the reports' words", ids)
