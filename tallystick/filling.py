"""What a person fills in of a claim, field by field, under the same names in a form and on the command line.

A claim is a nest of records; a person sees a flat list of names: how many, of whom, who says it. Each name stands for
one place in the claim. Values come as text, as forms and shells have them, and are read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, get_args, get_type_hints

from msgspec import UNSET
from msgspec.structs import replace

from tallystick.errors import UsageError
from tallystick.model import (
    Act,
    Claim,
    Damage,
    EventType,
    Group,
    Harm,
    Hedge,
    Kind,
    Media,
    Mention,
    Occurrence,
    Outcome,
    Place,
    Position,
    Quantity,
    Record,
    Scope,
    Series,
    Span,
    Speaker,
    Stance,
    Status,
)

KINDS: tuple[Kind, ...] = get_args(Kind)
LONGEST = 9
"""Digits of a number of people or things that is taken for a slip."""


class Field(NamedTuple):
    """One thing that can be filled in."""

    name: str
    at: tuple[str, ...]
    """Where it stands in the claim, attribute by attribute."""
    takes: Literal["choice", "number", "words", "list", "day"]
    choices: tuple[str, ...] = ()
    empty: bool = False
    """Whether it may be emptied: what it says is then that nothing is known of it, or that nothing is said."""


def _choices(record: type[Record], name: str) -> tuple[str, ...]:
    return get_args(get_type_hints(record)[name])


def _quantity(kind: str) -> tuple[Field, ...]:
    return (
        Field("low", (kind, "quantity", "low"), "number", empty=True),
        Field("high", (kind, "quantity", "high"), "number", empty=True),
        Field("hedge", (kind, "quantity", "hedge"), "choice", get_args(Hedge)),
        Field("figure", (kind, "quantity", "wording"), "words"),
    )


_PAYLOADS: dict[Kind, tuple[Field, ...]] = {
    "harm": (
        Field("outcome", ("harm", "outcome"), "choice", get_args(Outcome)),
        *_quantity("harm"),
        Field("group", ("harm", "group", "wording"), "words"),
        Field("status", ("harm", "group", "status"), "choice", get_args(Status)),
        Field("scope", ("harm", "scope"), "choice", get_args(Scope)),
    ),
    "damage": (
        Field("object", ("damage", "object"), "words"),
        Field("degree", ("damage", "degree"), "choice", _choices(Damage, "degree")),
        *_quantity("damage"),
    ),
    "position": (
        Field("act", ("position", "act"), "choice", get_args(Act)),
        Field("toward", ("position", "toward"), "words", empty=True),
    ),
    "series": (
        Field("ordinal", ("series", "ordinal"), "number", empty=True),
        Field("window_from", ("series", "window_from"), "day", empty=True),
        Field("window_to", ("series", "window_to"), "day", empty=True),
        Field("initiators", ("series", "initiators"), "list", empty=True),
        Field("targets", ("series", "targets"), "list", empty=True),
    ),
    "media": (
        Field("what", ("media", "what"), "choice", _choices(Media, "what")),
        Field("caption", ("media", "caption"), "words"),
        Field("shows", ("media", "shows"), "words", empty=True),
    ),
    "occurrence": (
        Field("attribute", ("occurrence", "attribute"), "choice", _choices(Occurrence, "attribute")),
        Field("value", ("occurrence", "value"), "words"),
    ),
}
_SAID = (
    Field("speaker", ("attribution", "speakers"), "words", empty=True),
    Field("stance", ("attribution", "stance"), "choice", get_args(Stance)),
)
_BLANKS: dict[Kind, Record] = {
    "harm": Harm(outcome="killed", quantity=Quantity(low=None, high=None, wording=""), group=Group(wording="people")),
    "damage": Damage(object="", degree="damaged", quantity=Quantity(low=None, high=None, wording="", hedge="vague")),
    "position": Position(act="confirms"),
    "series": Series(ordinal=None, window_from=None, window_to=None),
    "media": Media(what="image", caption=""),
    "occurrence": Occurrence(attribute="type", value=""),
}


def fields(kind: Kind) -> tuple[Field, ...]:
    """What can be filled in of a claim of this kind, in the order in which it is asked for."""
    return (*_PAYLOADS[kind], *_SAID)


def blank(kind: str, *, span: Span, quote: str, in_: Literal["text", "title"] = "text") -> Claim:
    """A claim of a kind that says nothing yet, on these words.

    Raises:
        UsageError: there is no such kind.
    """
    if kind not in _BLANKS:
        raise UsageError(f"Cannot add a claim of the kind {kind!r}: expected one of {', '.join(KINDS)}.")
    payload: dict[str, Any] = {kind: _BLANKS[kind]}
    return Claim(id="", kind=kind, mention=None, span=span, quote=quote, in_=in_, **payload)


def worded(claim: Claim, field: Field) -> str:
    """What stands in a field, as a person would fill it in; "" = nothing."""
    value: Any = claim
    for name in field.at:
        value = getattr(value, name)
    if field.name == "speaker":
        return value[-1].wording if value else ""
    if field.takes == "list":
        return "; ".join(value)
    return "" if value is None or value is UNSET else str(value)


def filled(claim: Claim, values: Mapping[str, str], *, shown: Claim | None = None) -> Claim:
    """A claim with values filled in.

    Args:
        values: by the names of `fields`; what is not given stays as it is.
        shown: the claim as it was shown, names of the harmed covered: a value that stands there is no change.
    Raises:
        UsageError: there is no such field for this kind of claim, or a value cannot stand in it.
    """
    known = {field.name: field for field in fields(claim.kind)}
    scope = claim.harm.scope if claim.harm else None
    for name, value in values.items():
        if name not in known:
            raise UsageError(
                f"Cannot fill in {name!r} of a claim of the kind {claim.kind}: expected one of {', '.join(known)}."
            )
        field = known[name]
        text = value.strip()
        if text == worded(shown or claim, field) or (not text and not field.empty):
            continue
        claim = _with(claim, field.at, _origin(claim, text) if name == "speaker" else _value(field, text))
    if claim.harm and claim.harm.scope != scope:
        claim = replace(claim, harm=replace(claim.harm, part_of=None))
    return claim


def _with(record: Any, at: tuple[str, ...], value: Any) -> Any:
    name, *deeper = at
    return replace(record, **{name: _with(getattr(record, name), tuple(deeper), value) if deeper else value})


def _origin(claim: Claim, text: str) -> tuple[Speaker, ...]:
    """The chain of speakers with another origin; nobody named = the outlet itself says it."""
    return (*claim.attribution.speakers[:-1], Speaker(wording=text)) if text else ()


def _value(field: Field, text: str) -> Any:
    if field.takes == "choice":
        return one_of(text, field.choices, field.name)
    if field.takes == "number":
        return number(text, field.name)
    if field.takes == "day":
        return day(text, field.name)
    if field.takes == "list":
        return tuple(part.strip() for part in text.split(";") if part.strip())
    return text or None


def one_of(value: str, allowed: Iterable[str], name: str) -> Any:
    """The value, if it is one of those that a field takes.

    Raises:
        UsageError: it is none of them.
    """
    if value not in allowed:
        raise UsageError(f"Cannot use {name} {value!r}: expected one of {', '.join(allowed)}.")
    return value


def incident(type_: str, first: str, last: str, place: Place | None, *, names: tuple[str, str, str]) -> Mention:
    """An incident that was not understood, as a person tells it; its id is given where it is recorded.

    Args:
        first, last: its days; empty = not known, and the last = the first.
        names: what the three are called where they are filled in.
    Raises:
        UsageError: there is no such type, or a day is none.
    """
    known: EventType = one_of(type_, get_args(EventType), names[0])
    begun, ended = day(first.strip(), names[1]), day(last.strip(), names[2])
    return Mention(
        id="",
        role="main",
        type=known,
        occurred_from=begun,
        occurred_to=ended or begun,
        date_precision="unknown" if begun is None else "day" if ended in (None, begun) else "days",
        places=(place,) if place else (),
    )


def number(text: str, name: str = "a number") -> int | None:
    """A whole number; nothing = not known, or open.

    Raises:
        UsageError: it is none.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < LONGEST):
        raise UsageError(f"Cannot use {text!r} as {name}: expected a whole number, or nothing.")
    return int(text)


def day(text: str, name: str = "a day") -> date | None:
    """A day; nothing = not known.

    Raises:
        UsageError: it is none.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"Cannot use {text!r} as {name}: expected a day, such as 2021-01-13, or nothing.") from error
