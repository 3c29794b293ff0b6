"""Corrections as programs send them: what a claim or a place should be, in the JSON that the API itself gives.

Names of harmed people are covered in what a program was given. What comes back as it was shown is therefore no change,
and words are looked for in the covered report as well as in the report itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec.structs import replace
from pydantic import BaseModel, ConfigDict, Field

from tallystick import api, placing
from tallystick.errors import UsageError
from tallystick.ledger.base import Ledger
from tallystick.model import Claim, Mention, Place, PlacePrecision, Reading, T, to_builtins
from tallystick.righting import located
from tallystick.web.desk import Desk
from tallystick.web.params import SEEN

Reason = Annotated[str, Field(min_length=1, max_length=2_000, pattern=SEEN)]
Named = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=2_000, pattern=SEEN)]
Seen = Annotated[
    Annotated[int, Field(ge=0, le=10**12, strict=True)] | None,
    Field(
        description="Number of the last judgement that was seen: what others said of the same since then is told "
        "instead (409)."
    ),
]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    why: Reason
    seen: Seen = None


class Verdict(_Sent):
    """What somebody holds of mentions, reports, events or claims."""

    verdict: Literal["same", "different", "unsure", "accept", "reject", "merge", "split"]
    items: Annotated[list[Named], Field(min_length=1, max_length=500)]


class PlaceGiven(BaseModel):
    """What a place is: the gazetteer's, by its GeoNames number, or a point."""

    model_config = ConfigDict(extra="forbid")

    wording: Words
    """As the mention has it."""
    geonames_id: Annotated[int, Field(ge=1, le=10**10, strict=True)] | None = None
    name: Annotated[str, Field(max_length=300)] = ""
    latitude: Annotated[float, Field(ge=-90, le=90, strict=True)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, strict=True)] | None = None
    country: Annotated[str, Field(max_length=2)] | None = None
    precision: PlacePrecision | None = None


class PutOnMap(_Sent):
    """That a place, as some mentions word it, is this one."""

    verdict: Literal["place"]
    items: Annotated[list[Named], Field(min_length=1, max_length=500)]
    """Mentions (`rep_…/m1`)."""
    place: PlaceGiven


class Edit(_Sent):
    """That a claim says something else than was read."""

    verdict: Literal["edit"]
    items: Annotated[list[Named], Field(min_length=1, max_length=1)]
    """The claim (`rep_…/c1`)."""
    claim: dict[str, Any]
    """What is to be changed, in the form in which the API gives a claim; what is left out stays. A null says that
    something is not known. `id`, `kind`, `span`, `quote` and `in` cannot be changed."""


class Add(_Sent):
    """That a report says something, too, that was missed."""

    verdict: Literal["add"]
    items: Annotated[list[Named], Field(min_length=1, max_length=1)]
    """The report, or the mention that the claim is about (`rep_…/m1`)."""
    claim: dict[str, Any]
    """As the API gives a claim: `kind`, `quote`, and what it says (`harm`, `damage`, `position`, …). `span` may be
    left out where the quote stands in the report once; `id` and `rule` are given here."""
    mention: dict[str, Any] | None = None
    """An incident that the report has no mention of: at least its `type`."""


Sent = Verdict | PutOnMap | Edit | Add
_SAME = ("id", "kind", "span", "quote", "in")
_OURS = ("id", "rule", "mention", "span", "quote", "in")


def record(desk: Desk, book: Ledger, sent: Sent, shown: Callable[[str], Reading], *, by: str) -> api.Judged:
    """Write down what was sent.

    Args:
        book: as `Desk.writing` gives it.
        shown: the reading of a report as the API gives it, names covered.
    Raises:
        UsageError: it cannot stand, and why.
        UnknownReportError: there is no such report.
    """
    if isinstance(sent, Verdict):
        return desk.judge(book, sent.verdict, sent.items, by=by, why=sent.why)
    if isinstance(sent, PutOnMap):
        return api.put_on_map(book, sent.items, _place(sent.place), by=by, why=sent.why)
    report, _, local = sent.items[0].partition("/")
    raw = api.reading(book, report)
    if isinstance(sent, Edit):
        return api.edit_claim(book, report, edited(raw, shown(report), local, sent.claim), by=by, why=sent.why)
    claim = replace(_new(raw, shown(report), sent.claim), mention=local or None)
    if sent.mention is not None and local:
        raise UsageError(f"Cannot add a claim to {sent.items[0]}: name the report alone where you give an incident.")
    mention = _incident(sent.mention) if sent.mention is not None else None
    return api.add_claim(book, report, claim, mention=mention, by=by, why=sent.why)


def edited(raw: Reading, shown: Reading, claim_id: str, changes: Mapping[str, Any]) -> Claim:
    """A claim with what is given changed.

    Args:
        raw, shown: the reading itself, and with the names of harmed people covered.
    Raises:
        UsageError: there is no such claim or field, or a value cannot stand in it.
    """
    held, seen = (next((one for one in reading.claims if one.id == claim_id), None) for reading in (raw, shown))
    if held is None or seen is None:
        raise UsageError(f"There is no claim {claim_id!r} in {raw.report.id}, which has {len(raw.claims)}.")
    before = to_builtins(seen)
    for name in _SAME:
        if name in changes and changes[name] != _plain(before[name]):
            raise UsageError(f"Cannot change the {name} of {claim_id}: reject it, and add another claim.")
    given = {name: value for name, value in changes.items() if name not in _SAME}
    return _converted(_merged(to_builtins(held), given, before), Claim, given)


def _merged(held: Any, given: Any, seen: Any) -> Any:
    """What is held with what is given over it; what is given as it was seen is no change."""
    if _plain(given) == _plain(seen):
        return held
    if not isinstance(given, dict) or not isinstance(held, dict):
        return given
    before = seen if isinstance(seen, dict) else {}
    return held | {name: _merged(held.get(name), value, before.get(name)) for name, value in given.items()}


def _plain(value: Any) -> Any:
    """With lists for tuples, as JSON has it."""
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def _new(raw: Reading, shown: Reading, given: Mapping[str, Any]) -> Claim:
    quote = given.get("quote")
    if not isinstance(quote, str):
        raise UsageError("Cannot add a claim without a quote: expected words that stand in the report exactly.")
    if given.get("in") not in (None, "text", "title"):
        raise UsageError(f"Cannot use {given['in']!r}: expected a quote in the text or in the title.")
    span = given.get("span")
    if span is None:
        where, (start, end), words = located([raw, shown], quote, in_=given.get("in"))
    else:
        where = given.get("in") or "text"
        start, end = _span(span)
        text, covered = (
            (raw.report.title, shown.report.title) if where == "title" else (raw.report.text, shown.report.text)
        )
        words = text[start:end] if quote in (text[start:end], covered[start:end]) else quote
    mine = {"id": "", "rule": None, "mention": None, "quote": words, "span": [start, end], "in": where}
    said = {name: value for name, value in given.items() if name not in _OURS}
    return _converted(said | mine, Claim, said)


def _span(given: Any) -> tuple[int, int]:
    if not (isinstance(given, list) and len(given) == 2 and all(type(one) is int and one >= 0 for one in given)):
        raise UsageError(f"Cannot use the span {given!r}: expected two whole numbers, where the quote begins and ends.")
    return given[0], given[1]


def _incident(given: Mapping[str, Any]) -> Mention:
    said = {name: value for name, value in given.items() if name not in ("id", "role", "span")}
    return _converted(said | {"id": "", "role": "main"}, Mention, said)


def _place(given: PlaceGiven) -> Place:
    if given.geonames_id is not None:
        if given.latitude is not None or given.longitude is not None:
            raise UsageError("Cannot use both a GeoNames number and a point: give one of them.")
        return placing.from_gazetteer(given.wording, given.geonames_id, given.precision)
    if given.latitude is None or given.longitude is None:
        raise UsageError(f"Cannot put {given.wording!r} on the map: expected geonames_id, or latitude and longitude.")
    return placing.by_hand(
        given.wording,
        latitude=str(given.latitude),
        longitude=str(given.longitude),
        name=given.name,
        country=given.country or "",
        precision=given.precision or "",
    )


def _converted(built: Any, kind: type[T], given: Mapping[str, Any]) -> T:
    try:
        made = msgspec.convert(built, kind)
    except msgspec.ValidationError as error:
        raise UsageError(f"Cannot use what was given for a {kind.__name__.lower()}: {error}.") from error
    stray = list(_stray(given, to_builtins(made), ""))
    if stray:
        raise UsageError(f"Cannot use {', '.join(stray)}: a {kind.__name__.lower()} has no such part.")
    return made


def _stray(given: Any, made: Any, path: str) -> list[str]:
    """The parts that were given and are in no record: a slip of the pen must not be passed over."""
    if not isinstance(given, dict) or not isinstance(made, dict):
        return []
    found = []
    for name, value in given.items():
        found += [f"{path}{name}"] if name not in made else _stray(value, made[name], f"{path}{name}.")
    return found
