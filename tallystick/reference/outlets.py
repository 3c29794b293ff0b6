"""Where an outlet is at home, from `data/outlets.toml`, its name and the ending of its address.

A local paper's Paris is the Paris that it stands in. Outlets of the world have no home here: theirs says nothing of
where a thing happened.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tallystick.reference import fold
from tallystick.reference.places import Gazetteer

DATA = Path(__file__).parent / "data" / "outlets.toml"

_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[:/].*)?$")
_OF_THE_WORLD = frozenset("com net org info news int edu gov io tv me co ai africa eu".split())
"""Endings that are no country's, or are sold to everybody (.tv, .me, .co)."""
_ENDINGS = {"uk": "GB"}
_PAPERS = re.compile(
    r"(?:^the|^this ?is|^my|online$|daily|news|times|post|herald|star|sun|journal|gazette|tribune|register|telegram|"
    r"press|chronicle|observer|courier|mail|mercury|sentinel|review|citizen|independent|today|tv|radio|live|city$)"
)


@dataclass(frozen=True, slots=True)
class Home:
    """Where an outlet is at home, as far as that is known."""

    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    names: frozenset[str] = frozenset()
    """Folded words of its name, one of which may be its town: "palestineherald.com"."""


def home_of(outlet: str | None, url: str | None, gazetteer: Gazetteer) -> Home:
    """The home of an outlet.

    Args:
        outlet: its name, or the host of its pages.
        url: the report's own address.
    """
    return _home(outlet or "", url or "", gazetteer)


@lru_cache(maxsize=1_024)
def _home(outlet: str, url: str, gazetteer: Gazetteer) -> Home:
    hosts = [found.group(1) for text in (url, outlet.lower().strip()) if (found := _HOST.match(text.lower()))]
    names = frozenset(word for text in (outlet, *hosts) for word in _words(text))
    row = next((row for key in _keys(outlet, hosts) if (row := _table().get(key)) is not None), None)
    if row is None:
        country = next((code for host in hosts if (code := _country_of(host)) is not None), None)
        return Home(country=country, names=names)
    *inner, country = [part.strip() for part in row.split(",")]
    if not inner:
        return Home(country=country, names=names)
    town, admin1 = inner
    for one in gazetteer.candidates(town, country=country, limit=200):
        if one.feature == "town" and admin1 in (one.admin1, "") and one.match != "skeleton":
            return Home(country, admin1, one.latitude, one.longitude, names)
    return Home(country=country, admin1=admin1, names=names)


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["outlets"]
    return {key if "." in key and " " not in key else fold.folded(key): row for key, row in rows.items()}


def _keys(outlet: str, hosts: list[str]) -> list[str]:
    """The outlet's name, its hosts, and these without their first parts: news.example.com is example.com."""
    keys = [fold.folded(outlet)]
    for host in hosts:
        parts = host.split(".")
        keys += [".".join(parts[first:]) for first in range(len(parts) - 1)]
    return keys


def _words(text: str) -> list[str]:
    """The words of an outlet's name, and its host without "daily", "news", "herald"."""
    host = _HOST.match(text.lower())
    if host is None:
        return [key for word in re.findall(r"[^\W\d_]{4,}", text) if (key := fold.folded(word))]
    words = []
    for part in host.group(1).split(".")[:-1]:
        for piece in part.split("-"):
            bare = piece
            while (shorter := _PAPERS.sub("", bare)) != bare:
                bare = shorter
            words += [word for word in (piece, bare) if len(word) >= 4]
    return words


def _country_of(host: str) -> str | None:
    """The country of a host's ending: .ua, .co.uk."""
    ending = host.rpartition(".")[2]
    if ending in _OF_THE_WORLD or len(ending) != 2:
        return None
    return _ENDINGS.get(ending, ending.upper())
