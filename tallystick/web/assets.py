"""The style sheet and the script: read once, named by their content, so that a browser keeps them for good."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

router = APIRouter(include_in_schema=False)

_PARTS = {
    # The dossier looks the same on the site and as a page of its own: its sheet comes first.
    "site.css": ("text/css", ("export/templates/dossier.css", "web/static/site.css")),
    "site.js": ("text/javascript", ("web/static/site.js",)),
    "tiles.js": ("text/javascript", ("web/static/tiles.js",)),
    "icon.svg": ("image/svg+xml", ("web/static/icon.svg",)),
}


_OTHERS = {
    "maplibre-gl.mjs": "maplibre-gl/dist",
    "maplibre-gl-worker.mjs": "maplibre-gl/dist",
    "pmtiles.js": "pmtiles/dist",
}
"""What other people wrote, and where it lies below node_modules; only maps of tiles load it."""


class Asset(NamedTuple):
    """One file that pages load."""

    kind: str
    data: bytes
    digest: str


@cache
def asset(name: str) -> Asset | None:
    """The file with this name; None where there is none."""
    if name in _OTHERS:
        return _others(name)
    if name not in _PARTS:
        return None
    kind, parts = _PARTS[name]
    data = b"\n".join(files("tallystick").joinpath(part).read_bytes() for part in parts)
    return Asset(kind, data, sha256(data).hexdigest()[:16])


def _others(name: str) -> Asset | None:
    """From the wheel, into which it was copied, or from a checkout where `npm ci` was run; None = from neither."""
    package = Path(str(files("tallystick")))
    for path in (package / "web/static/others" / name, package.parent / "node_modules" / _OTHERS[name] / name):
        if path.is_file():
            # The map of the source is not here; a browser that looks for it would only complain.
            data = re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", path.read_bytes())
            return Asset("text/javascript", data, sha256(data).hexdigest()[:16])
    return None


def address(name: str) -> str:
    """Where a page finds this file; another content has another address."""
    found = asset(name)
    return f"/static/{name}?v={found.digest}" if found else f"/static/{name}"


@router.get("/static/{name}")
def static(name: str, request: Request) -> Response:
    """The file, to be kept for a year where it was asked for by its content."""
    found = asset(name)
    if found is None:
        return PlainTextResponse("There is no such file.\n", status_code=404)
    kept = "public, max-age=31536000, immutable" if request.query_params.get("v") == found.digest else "no-cache"
    return Response(found.data, media_type=found.kind, headers={"cache-control": kept, "etag": f'"{found.digest}"'})
