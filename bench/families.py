"""Spellings of one town: how many of our table's are found as that town.

python -m bench.families
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tallystick.reference.places import Gazetteer, load, within_km

TABLE = Path(__file__).parents[1] / "tests" / "cases" / "families.yaml"
_NEAR_KM = 15
"""GeoNames and maps put the point of one town at most so far apart."""


def families() -> list[dict[str, Any]]:
    """Every family: town, country, where it lies, spellings."""
    rows: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))["families"]
    return rows


def is_found(gazetteer: Gazetteer, spelling: str, family: dict[str, Any]) -> bool:
    """Whether the first candidate for a spelling, in the family's country, is the town."""
    first = next(iter(gazetteer.candidates(spelling, country=family["country"])), None)
    if first is None or first.feature != "town" or first.latitude is None or first.longitude is None:
        return False
    return within_km(first.latitude, first.longitude, *family["at"]) < _NEAR_KM


def missed(gazetteer: Gazetteer) -> Iterator[str]:
    """The spellings that are not found as their town."""
    for family in families():
        for spelling in family["spellings"]:
            if not is_found(gazetteer, spelling, family):
                yield f"{family['town']} ({family['country']}): {spelling}"


def exact_name(gazetteer: Gazetteer, spelling: str, family: dict[str, Any]) -> bool:
    """The plain way beside ours: the most populous place whose name or alternate name is exactly so spelled."""
    exact = [one for one in gazetteer.candidates(spelling, country=family["country"]) if one.match == "exact"]
    best = max(exact, key=lambda one: one.population, default=None)
    if best is None or best.latitude is None or best.longitude is None:
        return False
    return within_km(best.latitude, best.longitude, *family["at"]) < _NEAR_KM


def shares(gazetteer: Gazetteer) -> dict[str, float]:
    """The share of spellings that each way finds."""
    pairs = [(spelling, family) for family in families() for spelling in family["spellings"]]
    ways = {"tallystick": is_found, "exact names": exact_name}
    return {name: sum(way(gazetteer, *pair) for pair in pairs) / len(pairs) for name, way in ways.items()}


def main() -> None:
    """Print the shares and what is missed."""
    gazetteer = load()
    told = families()
    print(f"{len(told)} towns, {sum(len(family['spellings']) for family in told)} spellings")
    print("\n".join(f"{name:12} {share:.3f}" for name, share in shares(gazetteer).items()))
    print("\n".join(missed(gazetteer)), file=sys.stderr)


if __name__ == "__main__":
    main()
