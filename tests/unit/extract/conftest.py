"""What the reader knows beforehand, loaded once for all tests of the extraction."""

import pytest

from tallystick.extract.claims import Knowledge
from tallystick.reference import places
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.sources import Registry


@pytest.fixture(scope="session")
def known() -> Knowledge:
    """The bundled word lists, registry and gazetteer."""
    return Knowledge(Lexicon.load(), Registry.load(), places.load())
