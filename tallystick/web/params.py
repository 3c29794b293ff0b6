"""What the API may be asked for, each value with the schema that the OpenAPI document tells.

The values stay text and are read where the pages' are (`asked.py`), so that site and API cannot differ. The checks here
are narrower than Python's own readers, which take a day as a number of seconds, or "1_000" for a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator, WithJsonSchema

from tallystick import settings
from tallystick.errors import UsageError
from tallystick.model import EventType
from tallystick.reconcile.profiles import profile_named, profile_names
from tallystick.web.asked import LARGEST, LONGEST, Asked, asked
from tallystick.web.views import desk_of

SEEN = "[^\\s\u0085\ufeff]"
"""Something that is seen. Clients read expressions as JavaScript, we as Rust, which differ on these two signs."""
MOST = 200
"""Records of one page."""

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2}))?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


def _usable(fits: re.Pattern[str] | None, expected: str, read: Callable[[str], object]) -> Callable[[str], str]:
    """A check that refuses what has another form, or what cannot be read."""

    def check(text: str) -> str:
        if fits and not fits.fullmatch(text):
            raise ValueError(f"expected {expected}")
        try:
            read(text)
        except UsageError as error:
            raise ValueError(str(error)) from error
        return text

    return check


def _between(least: int, most: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return text

    return check


def _truth(text: str) -> str:
    if text not in ("true", "false"):
        raise ValueError("expected true or false")
    return text


Moment = Annotated[
    str,
    AfterValidator(
        _usable(_INSTANT, "a day or an instant with a zone", lambda text: settings.moment_of(text, option="it"))
    ),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
Day = Annotated[
    str,
    AfterValidator(_usable(_DAY, "a day, such as 2021-01-13", lambda text: settings.day_of(text, option="it"))),
    WithJsonSchema({"type": "string", "format": "date"}),
]
ProfileName = Annotated[
    str,
    AfterValidator(_usable(None, "a profile", profile_named)),
    WithJsonSchema({"type": "string", "enum": list(profile_names())}),
]
Truth = Annotated[str, AfterValidator(_truth), WithJsonSchema({"type": "boolean"})]
Words = Annotated[str, Query(min_length=1, max_length=LONGEST, pattern=SEEN)]
Id = Annotated[str, Path(min_length=1, max_length=LONGEST)]
Least = Annotated[
    str, AfterValidator(_between(0, LARGEST)), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": LARGEST})
]
Limit = Annotated[
    str,
    AfterValidator(_between(1, MOST)),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST}),
    Query(description="Records of one page."),
]
After = Annotated[str | None, Query(max_length=LONGEST, description="The last one seen: those that follow it come.")]
"""Pages go on from the last one seen: what is written meanwhile shifts nothing."""
OfProfile = Annotated[ProfileName | None, Query(description="Whose rule the figures follow.")]
AsOf = Annotated[Moment | None, Query(description="Only what had been said by then; a day means its end, UTC.")]
RecordedAsOf = Annotated[Moment | None, Query(description="Only what the ledger knew then.")]


class Sought:
    """The filters and the time of a question, as every list of events takes them."""

    def __init__(
        self,
        request: Request,
        since: Annotated[Day | None, Query(description="With a day on or after this one.")] = None,
        until: Annotated[Day | None, Query(description="With a day on or before this one.")] = None,
        place: Annotated[Words | None, Query(description="A place, province or country, however spelled.")] = None,
        actor: Annotated[Words | None, Query(description="Who acted or was hit: a name or a registry id.")] = None,
        type: Annotated[EventType | None, Query(description="Kind of violence.")] = None,
        min_killed: Annotated[Least | None, Query(description="Largest figure at least this.")] = None,
        disputed: Annotated[Truth | None, Query(description="Only those with claims that cannot all hold.")] = None,
        single_origin: Annotated[Truth | None, Query(description="Only those from one named origin or none.")] = None,
        unplaced: Annotated[Truth | None, Query(description="Only those without coordinates.")] = None,
        needs_review: Annotated[Truth | None, Query(description="Only those that the review queue asks about.")] = None,
        background: Annotated[Truth | None, Query(description="With those that are only mentioned.")] = None,
        q: Annotated[Words | None, Query(description="Words in its reports.")] = None,
        profile: OfProfile = None,
        as_of: AsOf = None,
        recorded_as_of: RecordedAsOf = None,
    ) -> None:
        given = {
            "since": since, "until": until, "place": place, "actor": actor, "type": type, "min_killed": min_killed,
            "disputed": disputed, "single_origin": single_origin, "unplaced": unplaced, "needs_review": needs_review,
            "background": background, "q": q, "profile": profile, "as_of": as_of, "recorded_as_of": recorded_as_of,
        }  # fmt: skip
        told = {key: value for key, value in given.items() if value is not None}
        self.asked: Asked = asked(told, profile=desk_of(request).profile)


Asking = Annotated[Sought, Depends()]
"""What a list of events is asked for."""


class Timed(Sought):
    """Only the profile and the times: for what is not searched."""

    def __init__(
        self,
        request: Request,
        profile: OfProfile = None,
        as_of: AsOf = None,
        recorded_as_of: RecordedAsOf = None,
    ) -> None:
        super().__init__(request, profile=profile, as_of=as_of, recorded_as_of=recorded_as_of)


Times = Annotated[Timed, Depends()]
