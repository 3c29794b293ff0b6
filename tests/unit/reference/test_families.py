"""Spellings of towns in Latin, Arabic, Hebrew and Cyrillic letters: tests/cases/families.yaml."""

from bench.families import families, missed
from tallystick.reference.places import load


def test_nearly_every_spelling_is_the_one_town() -> None:
    """Of at least sixty families at least 95 spellings in a hundred are found as their town."""
    table = families()
    wrong = list(missed(load()))
    assert len(table) >= 60
    assert len(wrong) <= 0.05 * sum(len(family["spellings"]) for family in table), wrong


def test_every_region_of_the_table_has_families() -> None:
    """The table covers the wars that reports tell of, each family in several spellings and most in several scripts."""
    table = families()
    assert {family["country"] for family in table} >= {"SY", "IQ", "YE", "PS", "UA", "SD", "MM", "AF", "ML", "BF", "NE"}
    assert all(len(family["spellings"]) >= 4 for family in table)
    scripts = [{spelling[0] > "\u024f" for spelling in family["spellings"]} for family in table]
    assert sum(len(kinds) > 1 for kinds in scripts) >= 60
