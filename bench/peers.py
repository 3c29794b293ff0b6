"""The same step taken by another program, in the same run: rows of the table of `performance.py`.

Each needs that program's package. What the two do is never quite the same; the row says how they differ.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from itertools import islice

from bench import expressions, scale
from bench.measuring import ROUNDS, Load, Row, seconds
from bench.reading import reports
from tallystick import api, examples
from tallystick.extract.layers import attribution_layer
from tallystick.intake import load_knowledge
from tallystick.link.judged import Verdicts
from tallystick.link.partition import partition
from tallystick.model import Reading
from tallystick.text import minhash
from tallystick.text.english import parse


def dateparser(load: Load) -> Iterator[Row]:
    """Times in the sentences of our own table."""
    from bench.baselines import dateparser_times

    if not dateparser_times.INSTALLED:
        raise ImportError("dateparser")
    rows = expressions.rows_of(expressions.TABLE)
    theirs = expressions.by(dateparser_times.find)
    for reads in (expressions.ours, theirs):
        reads(rows[0])
    ours = seconds(lambda: [expressions.ours(row) for row in rows], rounds=ROUNDS)
    other = seconds(lambda: [theirs(row) for row in rows])
    right, theirs_right = expressions.figures(rows)["all right"], expressions.figures(rows, theirs)["all right"]
    yield Row(
        "find times in a sentence",
        f"{ours / len(rows) * 1000:.2f} ms, {right:.0%} right",
        f"dateparser {other / len(rows) * 1000:.2f} ms, {theirs_right:.0%} right, on our own table",
    )


def textacy(load: Load) -> Iterator[Row]:
    """Who says what, on texts that are parsed already; textacy finds direct quotations alone."""
    from textacy.extract.triples import direct_quotations

    docs = [parse(report.text) for report in reports(examples.paths())]
    words = load_knowledge().words
    ours = seconds(lambda: [attribution_layer(doc, words) for doc in docs], rounds=ROUNDS)

    def theirs() -> int:
        count = 0
        for doc in docs:
            try:
                count += len(list(direct_quotations(doc)))
            except ValueError:
                continue  # it gives up on a text with a quotation mark too many
        return count

    other = seconds(theirs, rounds=ROUNDS)
    found = sum(len(attribution_layer(doc, words)) for doc in docs)
    yield Row(
        "who says what, of a parsed text",
        f"{ours / len(docs) * 1000:.1f} ms, {found} found",
        f"textacy, direct quotations alone, {other / len(docs) * 1000:.2f} ms, {theirs()} found",
    )


def datasketch(load: Load) -> Iterator[Row]:
    """The keys of near-copies."""
    from datasketch import MinHash

    texts = [json.loads(line)["text"] for line in load.stories.read_bytes().splitlines()[:200]]
    runs = [
        [" ".join(words[n : n + 3]).encode() for n in range(len(words) - 2)]
        for words in (text.lower().split() for text in texts)
    ]
    ours = seconds(lambda: [minhash.keys(text) for text in texts], rounds=ROUNDS)

    def theirs() -> None:
        for run in runs:
            made = MinHash(num_perm=64)
            made.update_batch(run)

    other = seconds(theirs, rounds=ROUNDS)
    yield Row(
        "sketch a report for near-copies",
        f"{ours / len(texts) * 1000:.2f} ms",
        f"datasketch, 64 permutations, {other / len(texts) * 1000:.2f} ms ({ours / other:.2f} times)",
    )


def langextract(load: Load) -> Iterator[Row]:
    """Where a quote stands in its text; LangExtract's aligner is given ours."""
    from langextract.core import data
    from langextract.resolver import WordAligner

    found = [api.read_bytes(path.read_bytes(), name=path.name) for path in examples.paths()]
    readings = [one for some in found for one in some if isinstance(one, Reading)]
    quotes = [(one.report.text, [claim.quote for claim in one.claims if claim.in_ == "text"]) for one in readings]
    total = sum(len(some) for _, some in quotes)
    ours = seconds(lambda: [text.find(quote) for text, some in quotes for quote in some], rounds=ROUNDS)
    wrong = 0

    def theirs() -> None:
        nonlocal wrong
        for text, some in quotes:
            given = [[data.Extraction(extraction_class="claim", extraction_text=quote) for quote in some]]
            for one in WordAligner().align_extractions(given, text)[0]:
                span = one.char_interval
                wrong += span is None or text[span.start_pos : span.end_pos] != one.extraction_text

    other = seconds(theirs)
    yield Row(
        "find a quote in its report",
        f"{ours / total * 1e6:.1f} µs, exact",
        f"LangExtract's aligner {other / total * 1000:.2f} ms; {wrong} of {total} not the same letters",
    )


def splink(load: Load) -> Iterator[Row]:
    """Link mentions that carry a day, a place and words; Splink is trained on them first, as it is meant to be."""
    import duckdb
    import splink.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    logging.disable(logging.WARNING)
    told = list(islice(scale.stream(), 3_000))
    columns = {
        "unique_id": [one.ref for one in told],
        "day": [str(one.mention.occurred_from or "") or None for one in told],
        "town": [one.mention.places[0].name if one.mention.places else None for one in told],
        "province": [one.mention.places[0].admin1 if one.mention.places else None for one in told],
        "type": [one.mention.type for one in told],
        "killed": [str(sorted(one.figures)[0][1]) for one in told],
    }
    ours = seconds(lambda: partition(told, Verdicts()))

    def theirs() -> None:
        import pyarrow

        connection = duckdb.connect(config={"threads": 1})
        engine = DuckDBAPI(connection)
        held = engine.register(pyarrow.table(columns))
        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=[compare.ExactMatch(name) for name in ("town", "province", "type", "killed")],
            blocking_rules_to_generate_predictions=[block_on("day", "province"), block_on("town")],
        )
        linker = Linker(held, settings)
        linker.training.estimate_u_using_random_sampling(max_pairs=200_000)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("day"))
        pairs = linker.inference.predict(threshold_match_probability=0.5)
        linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.5)

    other = seconds(theirs, clock=time.perf_counter)
    yield Row(
        "link 3,000 mentions from nothing",
        f"{ours:.1f} s",
        f"Splink on DuckDB, four columns, one thread, training included, {other:.1f} s",
    )
