"""The formats in which records leave the ledger: one file a format, found by name.

Those of this package are listed here; a package of yours adds one by an entry point of the group
`tallystick.exports` (docs/exports.md shows a whole one).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from tallystick.errors import SettingsError, UsageError
from tallystick.export.formats.format import Format

GROUP = "tallystick.exports"
BUNDLED = {
    "ucdp-ged": "ucdp_ged:UcdpGed",
    "acled": "acled:Acled",
    "acled-codes": "acled:AcledCodes",
    "gtd": "gtd:Gtd",
    "airwars": "airwars:Airwars",
    "hxl": "hxl:Hxl",
    "geojson": "geojson:GeoJson",
    "csv": "flat:Csv",
    "claims-csv": "claims:ClaimsCsv",
    "jsonl": "jsonl:JsonLines",
    "parquet": "parquet:Parquet",
    "prov": "prov:Prov",
    "claimreview": "claimreview:ClaimReviews",
    "ftm": "ftm:FollowTheMoney",
}
"""Name to module and class."""


def format_named(name: str) -> Format:
    """The format of this name.

    Raises:
        UsageError: there is none.
        SettingsError: somebody else's format cannot be loaded.
    """
    if name in BUNDLED:
        module, _, kind = BUNDLED[name].partition(":")
        made: Format = getattr(import_module(f"{__name__}.{module}"), kind)()
        return made
    others = _others()
    if name not in others:
        raise UsageError(f"There is no format {name!r}. Expected one of: {', '.join(names())}.")
    try:
        made = others[name].load()()
    except Exception as error:
        raise SettingsError(
            f"Cannot load the format {name!r} from {others[name].value}: {type(error).__name__}: {error}. "
            "Mend or remove the package that brings it."
        ) from error
    return made


def names() -> tuple[str, ...]:
    """The names of all formats, those of this package first."""
    return (*BUNDLED, *_others())


def all_formats() -> Iterator[Format]:
    """Every format that can be loaded, in the order of `names`."""
    return map(format_named, names())


@cache
def _others() -> dict[str, EntryPoint]:
    return {one.name: one for one in sorted(entry_points(group=GROUP)) if one.name not in BUNDLED}
