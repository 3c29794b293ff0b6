"""Options of the whole suite."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest

from tests.postgres import Postgres, server, why_not

# A law that is broken by a case in a million must not stop somebody else's change: CI runs the same cases each time,
# a developer's machine looks for new ones.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this suite."""
    parser.addoption("--need-postgres", action="store_true", help="no server is an error, not a reason to skip")
    parser.addoption("--approve", action="store_true", help="take what is found now as approved (tests/golden)")


@pytest.fixture
def approve(request: pytest.FixtureRequest) -> bool:
    """Whether the golden files are to be written anew."""
    return bool(request.config.getoption("--approve"))


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """A PostgreSQL server of this run's own."""
    if reason := why_not():
        if request.config.getoption("--need-postgres"):
            pytest.fail(reason)
        pytest.skip(reason)
    with server() as started:
        yield started
