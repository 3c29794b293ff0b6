"""Readings of the annotated corpora, each made once a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bench.corpora import Corpus, Output, documents_of, read_all, workers
from bench.readers import READERS

Readings = Callable[[Corpus], list[Output]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that reads everything."""
    parser.addoption(
        "--all-corpora", action="store_true", help="read the whole of each corpus, not its first documents"
    )


@pytest.fixture(scope="session")
def sample(request: pytest.FixtureRequest) -> bool:
    """Whether only the first documents of each corpus are read."""
    return not request.config.getoption("--all-corpora", default=False)


@pytest.fixture(scope="session")
def readings(sample: bool) -> Iterator[Readings]:
    """What our reader makes of a corpus; skips where the corpus is not here."""
    made: dict[Corpus, list[Output]] = {}
    with workers(1 if sample else 2) as mapped:

        def of(corpus: Corpus) -> list[Output]:
            if not corpus.present:
                pytest.skip(f"{corpus.name} is not here; set TALLYSTICK_TEST_MATERIAL to the folder that holds it")
            if corpus not in made:
                made[corpus] = read_all(READERS[corpus.task], documents_of(corpus, sample=sample), mapped)
            return made[corpus]

        yield of
