"""`gtd`: the columns of the Global Terrorism Database, a row for each attack by a sub-national perpetrator.

Rule:
    GTD codebook. What a state did is out of scope, and the profile says so. `iday` is 0 where the day is not known, and
    `approxdate` has the words; `nkill` and `nwound` are blank where not known, never 0. Whether an act is terrorism
    (`crit1` to `crit3`, `doubtterr`) and whether it succeeded are a coder's verdicts, and ids and country codes are
    GTD's to give: all stay blank.
"""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.export.formats import crosswalk, sides, spots
from tallystick.export.formats.cells import Cell, Row, TableFormat, joined
from tallystick.export.formats.loss import Loss
from tallystick.export.naming import country_name, headline, place_name, where_words
from tallystick.export.words import days_words, estimate_words, shown
from tallystick.model import Dossier, Event, Report


def _numbered(names: str, upto: int) -> list[str]:
    """ "weaptype# weaptype#_txt" as weaptype1, weaptype1_txt, weaptype2 …"""
    return [name.replace("#", str(number)) for number in range(1, upto + 1) for name in names.split()]


COLUMNS = (
    *"eventid iyear imonth iday approxdate extended resolution country country_txt region region_txt provstate".split(),
    *"city latitude longitude specificity vicinity location summary crit1 crit2 crit3 doubtterr".split(),
    *"alternative alternative_txt multiple success suicide".split(),
    *_numbered("attacktype# attacktype#_txt", 3),
    *_numbered("targtype# targtype#_txt targsubtype# targsubtype#_txt corp# target# natlty# natlty#_txt", 3),
    *"gname gsubname gname2 gsubname2 gname3 gsubname3 motive guncertain1 guncertain2 guncertain3".split(),
    *"individual nperps nperpcap claimed claimmode claimmode_txt".split(),
    *"claim2 claimmode2 claimmode2_txt claim3 claimmode3 claimmode3_txt compclaim".split(),
    *_numbered("weaptype# weaptype#_txt weapsubtype# weapsubtype#_txt", 4),
    *"weapdetail nkill nkillus nkillter nwound nwoundus nwoundte".split(),
    *"property propextent propextent_txt propvalue propcomment".split(),
    *"ishostkid nhostkid nhostkidus nhours ndays divert kidhijcountry".split(),
    *"ransom ransomamt ransomamtus ransompaid ransompaidus ransomnote".split(),
    *"hostkidoutcome hostkidoutcome_txt nreleased addnotes scite1 scite2 scite3 dbsource".split(),
    *"INT_LOG INT_IDEO INT_MISC INT_ANY related".split(),
)
PLACE_FIELDS = "name latitude longitude admin1 country precision"
CITED = 3


class Gtd(TableFormat):
    """One row an attack."""

    name = "gtd"
    description = "the 135 columns of the Global Terrorism Database, a row for each attack that was no state's"
    profile = "gtd"
    codebook = True
    files = ("gtd.csv",)
    columns = COLUMNS
    holds = (
        "event.id",
        "event.type",
        "event.occurred_from",
        "event.occurred_to",
        "event.date_precision",
        *(f"event.places.{name}" for name in PLACE_FIELDS.split()),
        "event.initiators",
        "event.targets.wording",
        "event.tally.killed",
        "event.tally.wounded",
        "event.tally.profile",
        "mention.weapons",
        "report.outlet",
        "report.title",
        "report.published_at",
    )

    def rows(self, dossier: Dossier, loss: Loss) -> Iterator[Row]:
        """One row, or none for what GTD does not record."""
        event, tally = dossier.event, dossier.event.tally
        if why := _out_of_scope(event):
            loss.omitted(event.id, why)
            return
        spot = spots.spot(event)
        _tell(dossier, spot, loss)
        codes = crosswalk.type_codes(event.type)
        attack, weapon = codes.gtd_attack or (None, None), codes.gtd_weapon or (None, None)
        acted = sides.initiators(event)
        row: dict[str, Cell] = dict.fromkeys(COLUMNS)
        row |= _days(event) | _where(event, spot)
        row |= {
            "summary": _summary(dossier),
            "suicide": 1 if event.type == "Suicide bomb" else None,
            "attacktype1": attack[0],
            "attacktype1_txt": attack[1],
            "weaptype1": weapon[0],
            "weaptype1_txt": weapon[1],
            "weapdetail": joined(weapon for mention in dossier.mentions.values() for weapon in mention.weapons),
            "target1": joined(party.wording for party in event.targets),
            **{name: actor.name for name, actor in zip(("gname", "gname2", "gname3"), acted.actors, strict=False)},
            "claimed": 1 if any(stand.act == "claims_responsibility" for stand in event.positions) else None,
            "nkill": tally.killed.best,
            "nkillter": _attackers(event),
            "nwound": tally.wounded.best,
            "addnotes": f"tallystick {event.id}; figures by the profile {tally.profile}",
            **{f"scite{n}": _cited(report) for n, report in enumerate(dossier.reports[:CITED], 1)},
            "dbsource": "tallystick",
        }
        if not acted.actors:
            row["gname"] = joined(acted.unresolved[:1]) or "Unknown"
        yield row


def _out_of_scope(event: Event) -> str | None:
    if event.role == "aggregate":
        return "it sums over many incidents, whose rows would be counted twice"
    if event.tally.out_of_scope:
        return event.tally.out_of_scope
    if event.occurred_from is None and event.occurred_to is None:
        return "no report tells when, and GTD has no row without a year"
    return None


def _days(event: Event) -> dict[str, Cell]:
    first, last = event.occurred_from or event.occurred_to, event.occurred_to or event.occurred_from
    if first is None or last is None:
        return {}
    same_month = (first.year, first.month) == (last.year, last.month)
    return {
        "iyear": first.year,
        "imonth": first.month if same_month or (last - first).days <= 1 else 0,
        "iday": first.day if first == last else 0,
        "approxdate": None if first == last else days_words(event),
    }


def _where(event: Event, spot: spots.Spot | None) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "country_txt": country_name(sides.country(event)),
        "location": where_words(event.places) if event.places else None,
    }
    if spot is None:
        return row | {"specificity": 5}
    place = spot.place
    return row | {
        "provstate": place.admin1,
        "city": shown(place_name(place)) if place.precision in ("town", "near") else None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "specificity": crosswalk.place_codes(place.precision).gtd if spot.where_prec != spots.SPREAD else 4,
        "vicinity": 1 if place.precision == "near" else 0,
    }


def _attackers(event: Event) -> int | None:
    """Attackers killed, where the profile has one exact number of them."""
    found = [group.estimate for group in event.tally.groups if group.group == "attackers" and group.outcome == "killed"]
    return found[0].low if len(found) == 1 and found[0].low == found[0].high else None


def _summary(dossier: Dossier) -> str:
    event, tally = dossier.event, dossier.event.tally
    return (
        f"{days_words(event)}: {headline(event)}. Killed: {estimate_words(tally.killed)}; wounded: "
        f"{estimate_words(tally.wounded)}. As reported; no finding."
    )


def _cited(report: Report) -> str:
    """ "Headline," outlet, day."""
    day = report.published_at.date().isoformat() if report.published_at else "no date"
    return f'"{report.title or report.id}," {report.outlet or "outlet not told"}, {day}.'


def _tell(dossier: Dossier, spot: spots.Spot | None, loss: Loss) -> None:
    event = dossier.event
    loss.blank("eventid, country, region, related, INT_*", "they are GTD's to give", event.id)
    loss.blank("crit1-3, doubtterr, success, guncertain1-3", "they are a coder's verdicts", event.id)
    if not any(stand.act == "claims_responsibility" for stand in event.positions):
        loss.blank(
            "claimed", "no claim of responsibility is recorded, which does not show that there was none", event.id
        )
    loss.all_changed("event.type", "as attack and weapon type", event.id)
    loss.all_changed("event.date_precision", "as iday 0 and approxdate", event.id)
    if event.occurred_from and event.occurred_to and event.occurred_from != event.occurred_to:
        loss.all_changed("event.occurred_to", "in approxdate", event.id)
    written = [spot.place] if spot else []
    loss.only("event.places", event.places, written, "latitude longitude admin1", "a row has one place")
    loss.only("event.places", event.places, written, "precision", "a row has one place")
    loss.changed("event.places.precision", "as specificity and vicinity", len(written))
    loss.all_changed("event.places.country", "by its name, the most common one", event.id)
    loss.all_changed("event.places.name", "in the words for where", event.id)
    for name in ("low", "high"):
        loss.all_changed(f"event.tally.killed.{name}", "in the summary", event.id)
        loss.all_changed(f"event.tally.wounded.{name}", "in the summary", event.id)
    acted = sides.initiators(event)
    known = sum(party.actor is not None for party in event.initiators)
    loss.changed("event.initiators.actor", "by its name", min(3, len(acted.actors)))
    loss.dropped("event.initiators.actor", "a row has three groups", known - min(3, len(acted.actors)))
    shown_words = 1 if not acted.actors and acted.unresolved else 0
    loss.dropped("event.initiators.wording", "the registry's name stands for it", len(event.initiators) - shown_words)
    for name in ("outlet", "title", "published_at"):
        rest = [report for report in dossier.reports[CITED:] if getattr(report, name)]
        loss.dropped(f"report.{name}", "a row cites three reports", len(rest))
    dated = sum(report.published_at is not None for report in dossier.reports[:CITED])
    loss.changed("report.published_at", "to the day", dated)
