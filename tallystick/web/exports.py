"""Records in somebody else's format, for programs and for a click: as `tally export` writes them."""

from __future__ import annotations

import io
import zipfile
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Path, Request, Response
from msgspec.structs import replace

from tallystick import api
from tallystick.api import Exported
from tallystick.errors import UsageError
from tallystick.export import formats
from tallystick.export.formats.format import Format
from tallystick.export.formats.loss import LossReport
from tallystick.web import document
from tallystick.web.answers import answered, conditional, paged
from tallystick.web.faults import NotHereError
from tallystick.web.found import found_events
from tallystick.web.params import After, Asking, Limit, Sought
from tallystick.web.people import READS
from tallystick.web.views import desk_of

router = APIRouter(prefix="/api/v1/exports", tags=["exports"], dependencies=[Depends(READS)])

KINDS = {"csv": "text/csv", "json": "application/json", "geojson": "application/geo+json", "jsonl": "application/jsonl"}
ZIP = "application/zip"
MOST_EXPORTED = 20_000
"""Events of one file: a format looks at all of them at once, ten to thirty kilobytes each."""
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {"schema": {"type": "string"}} for kind in (*KINDS.values(), ZIP)}}
}

Name = Annotated[str, Path(min_length=1, max_length=50)]


@router.get("", responses={200: document.many(document.FormatLine)})
def exports(request: Request, after: After = None, limit: Limit = "50") -> Response:
    """The formats there are."""

    def make() -> list[document.FormatLine]:
        return [
            document.FormatLine(name=one.name, description=one.description, profile=one.profile, files=tuple(one.files))
            for one in formats.all_formats()
        ]

    return paged(request, make, lambda one: one.name, after, limit)


@router.get("/{format}", responses=_FILES)
def exported(request: Request, format: Name, asking: Asking) -> Response:
    """The events asked for, as one file; a format that writes several gives them in a zip archive."""
    names = _named(format).files
    name = names[0] if len(names) == 1 else f"{format}.zip"

    def make() -> bytes:
        files = _exported(request, format, asking).files
        return files[name] if name in files else _zipped(files)

    answer = conditional(request, make, kind=KINDS.get(name.rpartition(".")[2], ZIP))
    answer.headers["content-disposition"] = f'attachment; filename="{name}"'
    return answer


@router.get("/{format}/loss", responses={200: document.one(LossReport)})
def lost(request: Request, format: Name, asking: Asking) -> Response:
    """What the format could not hold of these events, what it derived, and what it keeps back."""
    return answered(request, lambda: _exported(request, format, asking).loss)


def _named(format: str) -> Format:
    if format not in formats.names():
        raise NotHereError(f"There is no format {format!r}. Expected one of: {', '.join(formats.names())}.")
    return formats.format_named(format)


def _exported(request: Request, format: str, asking: Sought) -> Exported:
    asked = asking.asked
    wanted = _named(format)
    profile = api.profile_for(wanted, asked.given.get("profile"))
    asked = replace(asked, profile=profile, given=asked.given | {"profile": profile})
    found = found_events(desk_of(request), asked, background=True)
    sight = found.sight
    events = sight.events(profile, found.rows[np.argsort(sight.columns.told_rank[found.rows])])
    if len(events) > MOST_EXPORTED:
        raise UsageError(
            f"Cannot export {len(events):,} events at once: expected at most {MOST_EXPORTED:,}. Narrow them by days or "
            "place, or write them with `tally export`."
        )
    readings = sight.readings_of({ref.id for event in events for ref in event.reports})
    return api.exported(wanted, events, readings, profile=profile)


def _zipped(files: dict[str, bytes]) -> bytes:
    """The same files, the same bytes: no time of packing in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
