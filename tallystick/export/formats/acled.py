"""`acled`: the 31 columns of an ACLED export, a row for each pair of actors, place and day.

Rule:
    ACLED codebook. A toll over several days or places is divided, the remainder to the first, and the notes say so;
    what is told of a whole country only, or of no time within a month, is not coded. Ids, `timestamp` and
    `source_scale` are ACLED's to give and stay blank; our own id stands in `tags`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tallystick.export.formats import crosswalk, sides, spots
from tallystick.export.formats.cells import Cell, Row, TableFormat, joined
from tallystick.export.formats.loss import Loss
from tallystick.export.naming import country_name, place_name, sharpest
from tallystick.export.words import UNKNOWN, days_words, estimate_words, plural, shown
from tallystick.model import Dossier, Event, Place
from tallystick.reconcile.profiles import acled_rows
from tallystick.reference.sources import Actor

COLUMNS = tuple(
    """event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1
    actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude
    longitude geo_precision source source_scale notes fatalities tags timestamp""".split()
)
PLACE_FIELDS = "name latitude longitude admin1 country precision"
CIVILIANS = crosswalk.CIVILIANS

_WITH_ARTICLE = ("US", "GB", "AE", "PH", "NL")


class Cut(NamedTuple):
    """One row's day, place and share of the dead."""

    day: date
    precision: int
    place: Place
    fatalities: int


class Acled(TableFormat):
    """A row for each place and day."""

    name = "acled"
    description = "the 31 columns of an ACLED export, a row for each place and day"
    profile = "acled"
    codebook = True
    files = ("acled.csv",)
    columns = COLUMNS
    inter_as_words = True
    holds = (
        "event.id",
        "event.type",
        "event.occurred_from",
        "event.occurred_to",
        "event.date_precision",
        *(f"event.places.{name}" for name in PLACE_FIELDS.split()),
        "event.initiators",
        "event.targets",
        "event.tally.killed",
        "event.tally.profile",
        "event.origins.name",
        "report.outlet",
    )

    def rows(self, dossier: Dossier, loss: Loss) -> Iterator[Row]:
        """The rows of one event; none for what ACLED does not code."""
        event = dossier.event
        cuts = _cuts(dossier)
        if isinstance(cuts, str):
            loss.omitted(event.id, cuts)
            return
        _tell(dossier, cuts, loss)
        for number, cut in enumerate(cuts, 1):
            yield self._row(dossier, cut, number, cuts)

    def _row(self, dossier: Dossier, cut: Cut, number: int, cuts: Sequence[Cut]) -> Row:
        event, place = dossier.event, cut.place
        type_, sub_type = crosswalk.type_codes(event.type).acled or ("", "")
        codes = crosswalk.country(place.country or sides.country(event))
        row: dict[str, Cell] = dict.fromkeys(COLUMNS)
        row |= self._actors(event) | {
            "event_date": cut.day.isoformat(),
            "year": cut.day.year,
            "time_precision": cut.precision,
            "disorder_type": crosswalk.tables().disorder.get(type_),
            "event_type": type_,
            "sub_event_type": sub_type,
            "iso": codes.numeric if codes else None,
            "region": codes.acled_region if codes else None,
            "country": (codes.acled_name or country_name(codes.alpha2)) if codes else None,
            "admin1": place.admin1,
            "location": shown(place_name(place)),
            "latitude": _four(place.latitude),
            "longitude": _four(place.longitude),
            "geo_precision": crosswalk.place_codes(place.precision).acled,
            "source": joined(report.outlet for report in dossier.reports),
            "notes": _notes(dossier, cuts),
            "fatalities": cut.fatalities,
            "tags": f"tallystick={event.id}; part={number} of {len(cuts)}",
        }
        return row

    def _actors(self, event: Event) -> dict[str, Cell]:
        where = sides.country(event)
        acted, hit = sides.initiators(event), sides.targets(event)
        one, other = _inter(acted.actors[:1], where), _inter(hit.actors[:1], where)
        code, words = crosswalk.interaction(one, other)
        return {
            "actor1": joined(map(_actor_name, acted.actors[:1])) or joined(acted.unresolved[:1]),
            "assoc_actor_1": joined(map(_actor_name, acted.actors[1:])),
            "inter1": crosswalk.inter_words(one) if self.inter_as_words else one,
            "actor2": joined(map(_actor_name, hit.actors[:1])),
            "assoc_actor_2": joined(map(_actor_name, hit.actors[1:])),
            "inter2": crosswalk.inter_words(other) if self.inter_as_words else other,
            "interaction": words if self.inter_as_words else code,
            "civilian_targeting": "Civilians targeted" if other == CIVILIANS else None,
        }


class AcledCodes(Acled):
    """The same with `inter1`, `inter2` and `interaction` as numbers, as older files have them."""

    name = "acled-codes"
    description = "the same, with inter1, inter2 and interaction as numbers, as older files have them"
    inter_as_words = False


# --------------------------------------------------------------------------------------- the split


def _cuts(dossier: Dossier) -> list[Cut] | str:
    """The rows' days, places and shares of the dead; or why ACLED does not code the event."""
    event = dossier.event
    first, last = event.occurred_from or event.occurred_to, event.occurred_to or event.occurred_from
    if event.role == "aggregate":
        return "it sums over many incidents, whose rows would be counted twice"
    if first is None or last is None:
        return "no report tells when, and ACLED codes no event without a day"
    precision = crosswalk.acled_time_precision(event.date_precision, first, last)
    if precision is None:
        return "it is not dated within a month, and ACLED does not code it then"
    places = _places(event)
    if not places:
        return "no place within the country is told, and ACLED does not code such an event"
    wordings = [mention.date_wording for mention in dossier.mentions.values()]
    days = acled_rows.days(first, last, event.date_precision, wordings)
    if len(days) > 1 or (event.date_precision == "night" and acled_rows.stated_day(first, last, wordings)):
        precision = 1
    shares = acled_rows.split(event.tally.killed.best or 0, len(places) * len(days))
    spots_ = [(day, place) for day in days for place in places]
    return [Cut(day, precision, place, share) for (day, place), share in zip(spots_, shares, strict=True)]


def _places(event: Event) -> list[Place]:
    """Every town, or else the sharpest area; never a whole country."""
    wide = spots.widest(event)
    return acled_rows.towns(sharpest(event.places)) or ([wide] if wide else [])


# --------------------------------------------------------------------------------------------- who


def _inter(actors: Sequence[Actor], where: str | None) -> int | None:
    if not actors:
        return None
    actor = actors[0]
    return crosswalk.inter(actor.kind, abroad=bool(actor.country and where and actor.country != where))


def _actor_name(actor: Actor) -> str:
    """ACLED's way of naming state forces, without the years of a government, which are ACLED's to give."""
    forces = {"MIL": "Military Forces", "POL": "Police Forces", "SEC": "Police Forces"}
    kind = forces.get(actor.id.rpartition("-")[2])
    if actor.kind == "state_forces" and kind and actor.country:
        article = "the " if actor.country in _WITH_ARTICLE else ""
        return f"{kind} of {article}{country_name(actor.country)}"
    return actor.name


def _notes(dossier: Dossier, cuts: Sequence[Cut]) -> str:
    """What a coder would write: what was told, by whom, and which numbers are ours."""
    event, tally = dossier.event, dossier.event.tally
    told = [f"{event.type}, {days_words(event)}."]
    hit = sides.targets(event).unresolved
    if hit:
        told.append(f"Said to be hit: {joined(map(shown, hit))}.")
    origins = [origin.name for origin in event.origins if origin.named]
    killed = estimate_words(tally.killed)
    if killed == UNKNOWN:
        told.append(
            f"Killed: no number is known by the profile {tally.profile} of tallystick; the 0 is ACLED's for it."
        )
    else:
        told.append(f"Killed: {killed}, by the profile {tally.profile} of tallystick.")
    told.append(f"Named origins: {joined(map(shown, origins)) or 'none'}.")
    if len(cuts) > 1:
        total = sum(cut.fatalities for cut in cuts)
        days, places = len({cut.day for cut in cuts}), len({place_name(cut.place) for cut in cuts})
        told.append(
            f"Split by tallystick: {plural(total, 'fatality', 'fatalities')} over {plural(days, 'day')} and "
            f"{plural(places, 'place')}, "
            "evenly, the remainder to the first; no report gives these shares."
        )
    return " ".join(told)


def _four(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, 4)


# -------------------------------------------------------------------------------------------- loss


def _tell(dossier: Dossier, cuts: Sequence[Cut], loss: Loss) -> None:
    event = dossier.event
    loss.blank("event_id_cnty, timestamp, source_scale", "they are ACLED's to give", event.id)
    loss.blank("admin2, admin3", "the record does not know the district", event.id)
    if crosswalk.type_codes(event.type).acled is None:
        loss.blank("event_type, sub_event_type", "no report says what kind of violence it was", event.id)
    if event.tally.killed.best is None:
        loss.derived("fatalities: 0, because the tally has no number; ACLED writes 0 where no death is told", event.id)
    if len(cuts) > 1:
        loss.derived("fatalities: the toll split evenly over places and days; the notes say so", event.id)
    if any(cut.place.latitude is None for cut in cuts):
        loss.blank("latitude, longitude", "the place is not in the gazetteer", event.id)
    written = [cut.place for cut in cuts]
    loss.only("event.places", event.places, written, PLACE_FIELDS, "rows have the towns, or the sharpest area")
    kept = [place for place in event.places if any(place is one for one in written)]
    loss.changed("event.places.precision", "as geo_precision", len(kept))
    loss.changed("event.places.country", "by its name", sum(bool(place.country) for place in kept))
    for name in ("latitude", "longitude"):
        rounded = sum(_four(getattr(place, name)) != getattr(place, name) for place in kept)
        loss.changed(f"event.places.{name}", "to four decimals", rounded)
    loss.changed("event.date_precision", "as time_precision", event.date_precision != "unknown")
    if len({cut.day for cut in cuts}) == 1 and event.occurred_from != event.occurred_to:
        for name in ("occurred_from", "occurred_to"):
            loss.changed(f"event.{name}", "as the one day of the row", getattr(event, name) is not None)
    if event.type not in ("Other",):
        loss.changed(
            "event.type", "as ACLED's event and sub-event type", crosswalk.type_codes(event.type).acled is None
        )
    for name in ("low", "high"):
        loss.changed(f"event.tally.killed.{name}", "in the notes", getattr(event.tally.killed, name) is not None)
    unnamed = sum(not origin.named for origin in event.origins)
    loss.dropped("event.origins.name", "unnamed origins are not in the notes", unnamed)
    _tell_parties(event, loss)


def _tell_parties(event: Event, loss: Loss) -> None:
    for role, parties in (("initiators", event.initiators), ("targets", event.targets)):
        known = [party for party in parties if party.actor]
        loss.changed(f"event.{role}.actor", "by ACLED's kind of name", len(known))
        loss.dropped(f"event.{role}.wording", "the registry's name stands for it", len(known))
    spare = len(sides.initiators(event).unresolved) - (0 if sides.initiators(event).actors else 1)
    loss.dropped("event.initiators.wording", "no actor of the registry, and a row has one actor", spare)
    loss.changed("event.targets.wording", "in the notes", len(sides.targets(event).unresolved))
