from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutate import worse
from tests.fuzz.run import bounded
from tests.fuzz.targets import TARGETS, seeds

pytest.importorskip("fastwarc", reason="the extra 'archives' is not installed")
pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")

SLOW = {"claims": 40, "html": 60}
"""How many inputs, of those that take longer; 200 of the others. `make fuzz` tries for as long as it is let."""


@pytest.mark.parametrize("name", TARGETS)
def test_what_broke_a_reader_once_breaks_it_no_more(name: str) -> None:
    """Every seed gives a result or an error of ours."""
    for data in seeds(name):
        bounded(name, data)


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_give_a_result_or_an_error_of_ours(name: str) -> None:
    """Whatever stands in them: no other exception, no hang, and no quote that the text does not have."""
    begun = [*seeds(name)]

    def from_seed(at: int, seed: int) -> bytes:
        return worse(begun[at % len(begun)], random.Random(seed), begun)

    @settings(
        max_examples=SLOW.get(name, 200),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @example(data=b"")
    @given(
        data=st.one_of(
            st.binary(max_size=200),
            st.builds(
                lambda at, seed: worse(begun[at % len(begun)], random.Random(seed), begun),
                st.integers(0, 99),
                st.integers(0),
            ),
        )
    )
    def hold(data: bytes) -> None:
        bounded(name, data)

    hold()
