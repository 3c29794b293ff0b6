"""What `tally judge place`, `edit` and `add` take, and how it becomes what the api takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tallystick.errors import UsageError

if TYPE_CHECKING:
    from tallystick.api import Judged
    from tallystick.model import Claim, Mention, Place, Reading


class Given(NamedTuple):
    """The options of a correction, as typed; "" = not given."""

    values: Sequence[str] = ()
    """`NAME=VALUE`, what a claim says."""
    kind: str = ""
    quote: str = ""
    start: int = 0
    wording: str = ""
    place: int | None = None
    at: str = ""
    name: str = ""
    country: str = ""
    precision: str = ""
    incident: str = ""
    since: str = ""
    until: str = ""

    def check(self, verdict: str) -> None:
        """Check that nothing is given that the verdict does not take.

        Raises:
            UsageError: something is.
        """
        own = _TAKEN.get(verdict, frozenset())
        stray = [option for field, option in _OPTIONS.items() if getattr(self, field) and field not in own]
        if stray:
            raise UsageError(
                f"Cannot judge {verdict!r} with {', '.join(stray)}: `tally judge --help` tells what it takes."
            )


_PLACE = frozenset({"wording", "place", "at", "name", "country", "precision"})
_TAKEN = {
    "place": _PLACE,
    "edit": frozenset({"values"}),
    "add": frozenset({"values", "kind", "quote", "start", "incident", "since", "until", *_PLACE}),
}
_OPTIONS = {
    "values": "--set", "kind": "--kind", "quote": "--quote", "start": "--from-character", "wording": "--wording",
    "place": "--place", "at": "--at", "name": "--name", "country": "--country", "precision": "--precision",
    "incident": "--incident", "since": "--since", "until": "--until",
}  # fmt: skip


def correct(ledger: str, verdict: str, named: Sequence[str], given: Given, *, by: str, why: str) -> Judged:
    """Put a place on the map, edit a claim, or add one.

    Raises:
        UsageError: what is given does not fit, and what would.
    """
    given.check(verdict)
    if not by.strip() or not why.strip():
        raise UsageError(f"Cannot judge {verdict!r}: expected who judges and why, found nothing. Give --by and --why.")
    return {"place": _put_on_map, "edit": _edit, "add": _add}[verdict](ledger, named, given, by, why)


def _put_on_map(ledger: str, named: Sequence[str], given: Given, by: str, why: str) -> Judged:
    from tallystick import api
    from tallystick.model import global_id

    if not named:
        raise UsageError("Cannot judge 'place': expected mentions (rep_…/m1) that name it, found none.")
    pairs = [_mention(ledger, name) for name in named]
    wordings = {place.wording for _, mention in pairs for place in mention.places}
    if given.wording:
        wording = given.wording
    elif len(wordings) == 1:
        (wording,) = wordings
    else:
        listed = ", ".join(map(repr, sorted(wordings))) or "none"
        raise UsageError(f"Cannot tell which place is meant: expected --wording, one of {listed}.")
    items = [global_id(reading.report.id, mention.id) for reading, mention in pairs]
    return api.put_on_map(ledger, items, _place(wording, given), by=by, why=why)


def _place(wording: str, given: Given) -> Place:
    from tallystick import placing

    if (given.place is None) == (not given.at):
        raise UsageError(f"Cannot put {wording!r} on the map: expected --place N, a GeoNames number, or --at LAT,LON.")
    if given.place is not None:
        return placing.from_gazetteer(wording, given.place, given.precision or None)
    latitude, _, longitude = given.at.partition(",")
    return placing.by_hand(
        wording,
        latitude=latitude,
        longitude=longitude,
        name=given.name,
        country=given.country,
        precision=given.precision,
    )


def _edit(ledger: str, named: Sequence[str], given: Given, by: str, why: str) -> Judged:
    from tallystick import api, filling

    if len(named) != 1 or "/" not in named[0]:
        raise UsageError(f"Cannot judge 'edit': expected one claim (rep_…/c1), found {' '.join(named) or 'none'}.")
    reading = _reading(ledger, named[0])
    claim = _claim(reading, named[0].partition("/")[2])
    if not given.values:
        says = ", ".join(f"{field.name}={filling.worded(claim, field)}" for field in filling.fields(claim.kind))
        raise UsageError(f"Cannot edit {named[0]}: expected --set NAME=VALUE. It says {says}.")
    claim = filling.filled(claim, _values(given.values))
    return api.edit_claim(ledger, reading.report.id, claim, by=by, why=why)


def _add(ledger: str, named: Sequence[str], given: Given, by: str, why: str) -> Judged:
    from msgspec.structs import replace

    from tallystick import api, filling
    from tallystick.righting import located

    if len(named) != 1:
        raise UsageError(f"Cannot judge 'add': expected one report or mention, found {len(named)}.")
    if not given.quote:
        raise UsageError("Cannot add a claim without --quote WORDS: expected words that stand in the report exactly.")
    reading = _reading(ledger, named[0])
    covered = api.provenance(ledger, reading.report.id).reading
    in_, span, words = located([reading, covered], given.quote, after=given.start)
    claim = filling.filled(filling.blank(given.kind or "harm", span=span, quote=words, in_=in_), _values(given.values))
    local = named[0].partition("/")[2]
    if local and given.incident:
        raise UsageError(f"Cannot add a claim to {named[0]}: name the report alone where you give an --incident.")
    return api.add_claim(
        ledger, reading.report.id, replace(claim, mention=local or None), mention=_incident(given), by=by, why=why
    )


def _incident(given: Given) -> Mention | None:

    from tallystick import filling
    from tallystick.model import Place

    if not given.incident:
        if given.since or given.until or given.wording:
            raise UsageError("Cannot use --since, --until or --wording without --incident TYPE, which they tell of.")
        return None
    place = None
    if given.wording:
        told = given.place is not None or given.at
        place = _place(given.wording, given) if told else Place(wording=given.wording)
    names = ("--incident", "--since", "--until")
    return filling.incident(given.incident, given.since or "", given.until or "", place, names=names)


def _values(given: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise UsageError(f"Cannot use --set {one!r}: expected NAME=VALUE, such as low=9.")
        found[name.strip()] = value
    return found


def _reading(ledger: str, name: str) -> Reading:
    from tallystick import api
    from tallystick.errors import UnknownReportError
    from tallystick.judging import reading_named

    report = name.partition("/")[0]
    try:
        return api.reading(ledger, report)  # a whole id: nothing else of the ledger is looked at
    except UnknownReportError:
        return reading_named(api.known(ledger, names=True).readings, name)


def _mention(ledger: str, name: str) -> tuple[Reading, Mention]:
    reading, local = _reading(ledger, name), name.partition("/")[2]
    main = [one for one in reading.mentions if one.role == "main"] or list(reading.mentions)
    found = [one for one in reading.mentions if one.id == local] if local else main
    if len(found) != 1:
        listed = ", ".join(f"{reading.report.id}/{one.id}" for one in reading.mentions) or "none"
        raise UsageError(f"Cannot tell which mention {name} is: expected one of {listed}.")
    return reading, found[0]


def _claim(reading: Reading, local: str) -> Claim:
    found = next((one for one in reading.claims if one.id == local), None)
    if found is None:
        listed = ", ".join(one.id for one in reading.claims) or "none"
        raise UsageError(f"There is no claim {reading.report.id}/{local}: the report has {listed}.")
    return found
