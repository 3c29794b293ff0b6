"""What an event is called, when and where it was, in the language of the page: `export/naming.py` in other words.

Names of places stay as the gazetteer prints them, names of countries are CLDR's. In English the words are those of the
exported page and of the command line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date

from tallystick.export import naming, words
from tallystick.export.words import Dated
from tallystick.model import Event, Place, PlacePrecision, Role
from tallystick.web import tongues
from tallystick.web.tongues import N_, ngettext
from tallystick.web.tongues import gettext as _

TYPES = (
    N_("Air/drone strike"), N_("Shelling/artillery/missile attack"), N_("Remote explosive/landmine/IED"),
    N_("Suicide bomb"), N_("Chemical weapon"), N_("Grenade"), N_("Armed clash"), N_("Attack"),
    N_("Abduction/forced disappearance"), N_("Sexual violence"), N_("Mob violence"),
    N_("Excessive force against protesters"), N_("Arrests"), N_("Siege/blockade"), N_("Violent event"),
)  # fmt: skip
_PLACES = {
    "site": N_("at %(place)s"),
    "town": N_("in %(place)s"),
    "near": N_("near %(place)s"),
    "district": N_("in the district of %(place)s"),
    "province": N_("somewhere in the province of %(place)s"),
    "area": N_("in the area of %(place)s"),
    "country": N_("somewhere in %(place)s"),
    "water": N_("on the waters of %(place)s"),
}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
"""Figures are printed in one script on every page."""


def kind(type_: str) -> str:
    """What kind of event it is."""
    return _("Violent event") if type_ == "Other" else _(type_)


def headline(event: Event) -> str:
    """What happened, and where, in one line."""
    if tongues.now() == tongues.ENGLISH:
        return naming.headline(event)
    what = kind(event.type)
    if not event.places:
        return _("%(what)s, place not known") % {"what": what}
    first, *rest = naming.sharpest(event.places)
    told = f"{what} {_place(first)}"
    if not rest:
        return told
    more = ngettext("%(told)s and %(num)s other place", "%(told)s and %(num)s other places", len(rest))
    return more % {"told": told, "num": len(rest)}


def toll(origins: Sequence[str]) -> str:
    """On how many named origins a toll rests."""
    if tongues.now() == tongues.ENGLISH:
        return naming.toll_words(origins)
    if not origins:
        return _("no named origin for the toll")
    number = len(origins)
    told = ngettext("%(num)s named origin for the toll", "%(num)s named origins for the toll", number)
    return told % {"num": number}


def flag(told: str) -> str:
    """What a reader must know before trusting a figure, as `naming.flags` has it."""
    times = re.fullmatch(r"revised (\d+) times", told)
    if times is None or tongues.now() == tongues.ENGLISH:
        return _(told)
    number = int(times[1])
    return ngettext("revised %(num)s time", "revised %(num)s times", number) % {"num": number}


def role(of: Role) -> str:
    """What an event, or a mention, is to a report."""
    return _(naming.ROLES[of])


def sharpness(precision: PlacePrecision) -> str:
    """How sharply a place is known."""
    return _(naming.PLACE_SHARPNESS[precision])


_SAID = (
    N_("no named origin"), N_("single named origin"), N_("disputed"), N_("revised once"),
    N_("what the report is about"), N_("told as background"), N_("many incidents summed"),
    N_("the site itself"), N_("the town; not where in it"), N_("near this place; not how near"),
    N_("somewhere in this district"), N_("somewhere in this province"), N_("somewhere in this area"),
    N_("somewhere in this country"), N_("somewhere on this water"),
)  # fmt: skip
"""Words of `export/naming.py` that are translated where they are shown."""


_WORDS = {
    "killed": N_("killed"), "wounded": N_("wounded"), "missing": N_("missing"), "abducted": N_("abducted"),
    "detained": N_("detained"), "displaced": N_("displaced"), "casualties": N_("casualties"),
    "exact": N_("exact"), "at_least": N_("at least"), "more_than": N_("more than"), "at_most": N_("at most"),
    "about": N_("about"), "range": N_("range"), "vague": N_("vague"),
    "civilian": N_("civilian"), "combatant": N_("combatant"), "mixed": N_("mixed"), "unknown": N_("unknown"),
    "total": N_("total"), "part": N_("part"), "increment": N_("increment"), "aggregate": N_("aggregate"),
    "asserts": N_("asserts"), "denies": N_("denies"), "doubts": N_("doubts"), "confirms": N_("confirms"),
    "admits": N_("admits"), "claims_responsibility": N_("claims responsibility"),
    "declines_comment": N_("declines comment"), "accuses": N_("accuses"), "condemns": N_("condemns"),
    "destroyed": N_("destroyed"), "damaged": N_("damaged"), "hit": N_("hit"),
    "image": N_("image"), "video": N_("video"), "audio": N_("audio"),
    "type": N_("type"), "when": N_("when"), "where": N_("where"), "initiator": N_("initiator"),
    "target": N_("target"), "weapon": N_("weapon"),
    "site": N_("site"), "town": N_("town"), "near": N_("near"), "district": N_("district"),
    "province": N_("province"), "area": N_("area"), "country": N_("country"), "water": N_("water"),
    "same": N_("same"), "different": N_("different"), "unsure": N_("unsure"), "merge": N_("merge"),
    "split": N_("split"), "accept": N_("accept"), "reject": N_("reject"), "place": N_("place"), "edit": N_("edit"),
    "add": N_("add"),
}  # fmt: skip


def word(code: str) -> str:
    """A word of the contract that somebody chooses, or that tells what was judged; any other as it is."""
    return _(_WORDS.get(code, code))


def where(places: Sequence[Place]) -> str:
    """Where it happened: the sharpest places, then what the first of them lies in."""
    if tongues.now() == tongues.ENGLISH:
        return naming.where_words(places)
    if not places:
        return _("place not known")
    kept = naming.sharpest(places)
    comma, semicolon = ("، ", "؛ ") if tongues.now().direction == "rtl" else (", ", "; ")
    told = semicolon.join(_place(place) for place in kept)
    around = [kept[0].admin1, _country(kept[0].country)]
    inside = [name for name in around if name and name.casefold() not in told.casefold()]
    return comma.join([told, *map(words.shown, inside)])


def days(dated: Dated) -> str:
    """When it happened, as sharply as is known and no sharper."""
    if tongues.now() == tongues.ENGLISH:
        return words.days_words(dated)
    first, last = dated.occurred_from, dated.occurred_to
    if first is None and last is None:
        return _("day not known")
    if first is None or last is None:
        return _("from %(day)s on") % {"day": _day(first)} if first else _("by %(day)s") % {"day": _day(last)}
    if dated.date_precision == "month" and (first.year, first.month) == (last.year, last.month):
        return _("%(days)s, day not known") % {"days": _written(first, "MMMM y")}
    if dated.date_precision == "year" and first.year == last.year:
        return _("%(days)s, day not known") % {"days": str(first.year)}
    span = _day(first) if first == last else f"{_day(first)} – {_day(last)}"
    if dated.date_precision == "night":
        return _("night of %(days)s") % {"days": span}
    if dated.date_precision == "week":
        return _("week of %(days)s") % {"days": span}
    if dated.date_precision in ("month", "year", "unknown") and first != last:
        return _("%(days)s, day not known") % {"days": span}
    return span


def _place(place: Place) -> str:
    return _(_PLACES[place.precision]) % {"place": naming.place_name(place)}


def _country(code: str | None) -> str | None:
    """The name of a country in the language of the page."""
    if code is None:
        return None
    known: str | None = Locale.parse(tongues.now().code).territories.get(code)
    return known or naming.country_name(code)


def _day(day: date | None) -> str:
    return _written(day, "d MMMM y") if day else ""


def _written(day: date, form: str) -> str:
    return format_date(day, form, locale=tongues.now().code).translate(_DIGITS)
