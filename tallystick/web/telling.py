"""What an event is called, when and where it was, in the language of the page: `export/naming.py` in other words.

Names of places stay as the gazetteer prints them, names of countries are CLDR's. In English the words are those of the
exported page and of the command line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from babel import Locale
from babel.lists import format_list

from tallystick.export import naming, page, words
from tallystick.export.stands import positions, stand_sentences
from tallystick.export.words import Dated
from tallystick.model import Act, Claim, Event, Place, PlacePrecision, Report, Role, Stand, Tally
from tallystick.shapes import N_
from tallystick.web import said, tongues
from tallystick.web.said import plain, say
from tallystick.web.tongues import gettext as _
from tallystick.web.tongues import ngettext, number

__all__ = ["number", "plain", "say"]

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
    many = len(origins)
    told = ngettext("%(num)s named origin for the toll", "%(num)s named origins for the toll", many)
    return told % {"num": number(many)}


def flag(told: str) -> str:
    """What a reader must know before trusting a figure, as `naming.flags` has it."""
    times = re.fullmatch(r"revised (\d+) times", told)
    if times is None or tongues.now() == tongues.ENGLISH:
        return _(told)
    many = int(times[1])
    return ngettext("revised %(num)s time", "revised %(num)s times", many) % {"num": number(many)}


def role(of: Role) -> str:
    """What an event, or a mention, is to a report."""
    return _(naming.ROLES[of])


def sharpness(precision: PlacePrecision) -> str:
    """How sharply a place is known."""
    return _(naming.PLACE_SHARPNESS[precision])


_KINDS = (
    N_("agency"), N_("armed group"), N_("foreign government"), N_("government"), N_("international organisation"),
    N_("local authority"), N_("medical"), N_("military"), N_("monitor"), N_("ngo"), N_("outlet"), N_("own voice"),
    N_("police"), N_("relative"), N_("rescue"), N_("resident"), N_("state media"), N_("unnamed"), N_("visual"),
)  # fmt: skip
"""Kinds of origins, as the registry has them."""


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


def listed(names: Sequence[str]) -> str:
    """ "a, b and c"; each name as it is printed."""
    if tongues.now() == tongues.ENGLISH:
        return naming.listed(names)
    return str(format_list([said.apart(tongues.now().code, name) for name in names], locale=tongues.now().code))


def by_whom(event: Event) -> str:
    """Who did it, as reports tell it, in one sentence."""
    named = naming.parties(event.initiators)
    if tongues.now() == tongues.ENGLISH or not named:
        return plain(naming.by_whom_words(event))
    claimed = any(stand.act == "claims_responsibility" for stand in event.positions)
    return _((naming.CLAIMED if claimed else naming.UNCLAIMED).text) % {"parties": listed(named)}


_ACTS: dict[Act, tuple[str, str]] = {
    "confirms": (N_("%(parties)s confirmed it."), N_("%(parties)s confirmed %(toward)s.")),
    "denies": (N_("%(parties)s denied it."), N_("%(parties)s denied %(toward)s.")),
    "admits": (N_("%(parties)s admitted it."), N_("%(parties)s admitted %(toward)s.")),
    "claims_responsibility": (
        N_("%(parties)s claimed responsibility."), N_("%(parties)s claimed responsibility, naming %(toward)s."),
    ),
    "declines_comment": (N_("%(parties)s declined to comment."), N_("%(parties)s declined to comment on %(toward)s.")),
    "accuses": (N_("%(parties)s accused a party that is not named."), N_("%(parties)s accused %(toward)s.")),
    "condemns": (N_("%(parties)s condemned it."), N_("%(parties)s condemned %(toward)s.")),
}  # fmt: skip


def stands(told: Sequence[Stand]) -> tuple[str, ...]:
    """Who took which position, parties of one mind in one sentence."""
    if tongues.now() == tongues.ENGLISH:
        return stand_sentences(told)
    return tuple(
        _(_ACTS[one.act][bool(one.towards)])
        % {"parties": listed(one.parties), "toward": listed([words.quoted(toward) for toward in one.towards] or [""])}
        for one in positions(told)
    )


def claim(of: Claim) -> str:
    """What one claim says, in one phrase."""
    if tongues.now() == tongues.ENGLISH:
        return naming.claim_words(of)
    if of.harm:
        return _told(of.harm.outcome, plain(words.figure_words(of.harm.quantity)))
    if of.damage:
        what = said.apart(tongues.now().code, words.shown(of.damage.object))
        return _told(of.damage.degree, f"{plain(words.figure_words(of.damage.quantity))} {what}")
    if of.position:
        return plain(naming.act_words(of.position.act, of.position.toward))
    if of.series:
        first, last = of.series.window_from, of.series.window_to
        ordinal = of.series.ordinal
        count = _("number %(number)s of a series") % {"number": ordinal} if ordinal else _("one of a series")
        return _told(count, f"{_day(first)} – {_day(last)}") if first and last else count
    if of.media:
        return _("%(what)s said to show it: %(caption)s") % {
            "what": word(of.media.what), "caption": said.apart(tongues.now().code, words.shown(of.media.caption)),
        }  # fmt: skip
    if of.occurrence:
        return _told(of.occurrence.attribute, said.apart(tongues.now().code, words.shown(of.occurrence.value)))
    return of.kind


def _told(what: str, value: str) -> str:
    return _("%(what)s: %(value)s") % {"what": word(what), "value": value}


def instant(at: datetime | None, *, day_only: bool = False) -> str:
    """ "13 January 2021, 09:30 UTC"; midnight sharp is a day, for that is how a day is stored."""
    return _instant(at, "d MMMM y", day_only) if tongues.now() != tongues.ENGLISH else words.instant_words(
        at, day_only=day_only
    )  # fmt: skip


def short_instant(at: datetime | None) -> str:
    """The same for narrow columns."""
    if tongues.now() == tongues.ENGLISH:
        return words.short_instant_words(at)
    return _instant(at, "d MMM y", False).removesuffix(" UTC")


def _instant(at: datetime | None, form: str, day_only: bool) -> str:
    if at is None:
        return _("time not known")
    utc = at.astimezone(UTC) if at.tzinfo else at
    midnight = (utc.hour, utc.minute, utc.second) == (0, 0, 0)
    told = _written(utc.date(), form)
    return told if day_only or midnight else f"{told}{_comma()}{utc:%H:%M} UTC"


def day(of: date) -> str:
    """ "13 January 2021"."""
    return words.day_words(of) if tongues.now() == tongues.ENGLISH else _day(of)


def month(of: date) -> str:
    """ "January 2021"."""
    return f"{of:%B} {of.year}" if tongues.now() == tongues.ENGLISH else _written(of, "MMMM y")


def short_day(of: date, *, year: bool = False) -> str:
    """ "13 Jan", "13 Jan 2021"."""
    if tongues.now() == tongues.ENGLISH:
        return f"{of.day} {of:%b %Y}" if year else f"{of.day} {of:%b}"
    return _written(of, "d MMM y" if year else "d MMM")


def published(report: Report) -> str:
    """ "published 13 January 2021, 15:40 UTC"."""
    if tongues.now() == tongues.ENGLISH:
        return words.published_words(report)
    if report.published_at is None:
        return _("time of publication not known")
    return _("published %(time)s") % {
        "time": instant(report.published_at, day_only=report.published_precision == "day")
    }


def as_of(tally: Tally) -> str:
    """ "as known on 14 January 2021"; everything recorded where no time is set."""
    if tongues.now() == tongues.ENGLISH:
        return words.as_of_words(tally)
    at = tally.as_of
    if at is None:
        return _("with everything recorded")
    if (at + timedelta(seconds=1)).time() < at.time():
        return _("as known at the end of %(day)s") % {"day": _day(at.date())}
    return _("as known on %(time)s") % {"time": instant(at)}


def _comma() -> str:
    return "، " if tongues.now().direction == "rtl" else ", "


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
    return _(_PLACES[place.precision]) % {"place": plain(naming.place_name(place))}


def place(of: Place) -> str:
    """A place with the preposition that says how sharply it is known."""
    return naming.place_words(of) if tongues.now() == tongues.ENGLISH else _place(of)


def _country(code: str | None) -> str | None:
    """The name of a country in the language of the page."""
    if code is None:
        return None
    known: str | None = Locale.parse(tongues.now().code).territories.get(code)
    return known or naming.country_name(code)


def _day(day: date | None) -> str:
    return _written(day, "d MMMM y") if day else ""


def _written(day: date, form: str) -> str:
    return said.day_in(tongues.now().code, day, form)


HERE = page.Telling(
    headline=headline, days=days, where=where, toll=toll, flag=flag, role=role, sharpness=sharpness, say=say,
    plain=plain, listed=listed, by_whom=by_whom, stands=stands, claim=claim, place=place, instant=instant,
    short_instant=short_instant, short_day=short_day, published=published, as_of=as_of,
)  # fmt: skip
"""The words of a dossier in the language of the page."""
