"""Record linkage by splink 5 on our extracted records: one row a report, its main incident as the reader tells it.

Unsupervised, as splink is used where nobody has labelled pairs: u from random pairs, m by expectation maximisation on
blocks of equal days, places and most telling words. `pip install --group quality` in a virtual environment of one's own
brings what is imported here.
"""

from __future__ import annotations

import collections
import importlib.util
import logging
from collections.abc import Sequence
from typing import Any

from tallystick.link.telling import Telling

WEIGHTS = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 16.0)
"""Thresholds of the match weight to choose from, in bits."""
ONE_IN = 1 / 1000
"""How many of all pairs are one incident: about so many are in gva-gvc."""
LEAST_BLOCKS = 5
"""Expectation maximisation needs values that several rows share; ECB+ tells no days of publication, so hardly a day."""


def is_here() -> bool:
    """Whether splink is installed."""
    return importlib.util.find_spec("splink") is not None


def pairs(told: Sequence[Telling]) -> list[tuple[str, str, float]]:
    """Pairs of reports with the weight that splink gives them."""
    import pyarrow
    import splink.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    rules = [
        block_on("day"),
        block_on("place"),
        block_on("week", "killed", "wounded"),
        *(block_on(f"word{number}", f"word{(number + 1) % 4}") for number in range(3)),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=ONE_IN,
        unique_id_column_name="unique_id",
        comparisons=[
            compare.AbsoluteDateDifferenceAtThresholds(
                "day", input_is_string=True, metrics=["day", "day", "day"], thresholds=[1, 3, 14]
            ),
            compare.DistanceInKMAtThresholds("latitude", "longitude", [5, 40, 200]),
            compare.ExactMatch("type"),
            compare.ExactMatch("killed"),
            compare.ExactMatch("wounded"),
            compare.ArrayIntersectAtSizes("names", [3, 2, 1]),
            compare.ArrayIntersectAtSizes("words", [12, 8, 5, 3, 1]),
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    table = pyarrow.Table.from_pylist([_row(telling) for telling in told])
    database = DuckDBAPI()
    linker = Linker(database.register(table), settings, log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for field in ("day", "place", "word0"):
        told_twice = collections.Counter(value for value in table.column(field).to_pylist() if value is not None)
        if sum(number > 1 for number in told_twice.values()) >= LEAST_BLOCKS:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(field))
    found = linker.inference.predict(threshold_match_weight=min(WEIGHTS)).as_record_list()
    return [(str(row["unique_id_l"]), str(row["unique_id_r"]), float(row["match_weight"])) for row in found]


def _row(telling: Telling) -> dict[str, Any]:
    sketch, days = telling.sketch, telling.days
    point = next((place for place in telling.mention.places if place.latitude is not None), None)
    words = sorted(sketch.terms, key=lambda word: -sketch.terms[word])[:30] if sketch else []
    figures: dict[str, int] = {}
    for outcome, low in telling.figures:
        figures[outcome] = max(low, figures.get(outcome, 0))
    published = telling.published_on
    return {
        "unique_id": telling.report,
        "day": days[0].isoformat() if days else None,
        "week": published.toordinal() // 7 if published else None,
        "place": (point.name or point.wording) if point else None,
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
        "type": telling.mention.type,
        "killed": figures.get("killed"),
        "wounded": figures.get("wounded"),
        "names": sorted(sketch.names | sketch.victims) if sketch else [],
        "words": words,
        **{f"word{number}": words[number] if len(words) > number else None for number in range(4)},
    }
