"""What holds for every format alike."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick.errors import UsageError
from tallystick.export.formats import all_formats, fields, format_named, names, parquet
from tallystick.export.formats.cells import TableFormat
from tallystick.export.formats.loss import summary
from tallystick.export.withheld import all_without_names
from tallystick.model import Group, Reading
from tests.exporting import Exported, export_of, exported, marked
from tests.properties.claim_strategies import worlds
from tests.readings import agency_story, at, harm, live_page, on, report, told


def readable(name: str, made: Exported) -> bytes:
    """What a format wrote, as text: a packed file is unpacked first."""
    return msgspec.json.encode(parquet.read_back(made.data)) if name == "parquet" else made.data


HERE = [name for name in names() if name != "parquet" or find_spec("pyarrow")]
every_format = pytest.mark.parametrize("name", HERE)
few = settings(max_examples=25, deadline=None)
MARKED = marked()


@every_format
def test_a_format_describes_itself(name: str) -> None:
    """Its name, a line about it, a profile that exists, file names, and fields of the model only."""
    one = format_named(name)
    assert one.name == name
    assert one.description
    assert "\n" not in one.description
    assert one.files
    for prefix in one.holds:
        assert fields.matching(prefix)


def test_no_format_of_that_name() -> None:
    """An unknown name is a wrong call that lists the names there are."""
    with pytest.raises(UsageError, match="ucdp-ged"):
        format_named("excel")


def test_all_formats_can_be_loaded() -> None:
    """Each of the names gives a format."""
    assert [one.name for one in all_formats()] == list(names())


@every_format
@few
@given(world=worlds())
def test_the_account_adds_up(name: str, world: list[Reading]) -> None:
    """For every field: the values are kept, changed, dropped or omitted; no line of the summary is blank."""
    loss = export_of(name, world).loss
    assert loss.events >= len(loss.omitted)
    for one in loss.fields:
        assert one.values == one.kept + one.changed + one.dropped + one.omitted
        assert min(one.kept, one.changed, one.dropped, one.omitted) >= 0
        assert bool(one.why) == (one.changed + one.dropped > 0)
    assert all(line.strip() for line in summary(loss))


@every_format
@few
@given(world=worlds(), dice=st.randoms(use_true_random=False))
def test_same_records_same_bytes(name: str, world: list[Reading], dice: object) -> None:
    """The order in which reports came changes no byte."""
    shuffled = list(world)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert export_of(name, shuffled).files == export_of(name, world).files


@every_format
def test_what_is_told_as_dropped_is_not_there(name: str) -> None:
    """No text or number of a field that the account calls dropped stands in any file."""
    made = exported(name, [MARKED.dossier])
    assert not made.loss.omitted, made.loss.omitted
    dropped = {one.field for one in made.loss.fields if one.dropped == one.values}
    there = {path for path, mark in MARKED.marks.items() if mark.encode() in readable(name, made)}
    assert sorted(dropped & there) == []


@every_format
def test_what_is_told_as_kept_is_there(name: str) -> None:
    """Every text and number of a field that the account calls kept stands in a file, as it is."""
    made = exported(name, [MARKED.dossier])
    kept = {one.field for one in made.loss.fields if one.kept == one.values}
    missing = {path for path in kept & MARKED.marks.keys() if MARKED.marks[path].encode() not in readable(name, made)}
    assert sorted(missing) == []


NAMED = Group(wording="Amina Yusuf", status="civilian", named=True)


def named_world() -> list[Reading]:
    """A report that names a victim, and another that names her uncle and her house, in its address too."""
    strike = told("m1", on(13), places=[])
    first = report("one", at(13), strike, harm("c1", 1, NAMED), outlet="Gazette")
    first = replace(
        first, report=replace(first.report, title="Amina Yusuf killed", url="https://a.example/amina-yusuf")
    )
    second = report("two", at(14), strike, harm("c1", 3, wording="Amina Yusuf and two others"), outlet="Courier")
    return [first, replace(second, report=replace(second.report, url="https://b.example/2021/Amina%20Yusuf.html"))]


@every_format
def test_no_name_of_the_harmed_leaves(name: str) -> None:
    """Neither the name nor an address that spells it is in any byte of any file, though another report prints it."""
    data = readable(name, export_of(name, all_without_names(named_world()))).lower()
    assert b"yusuf" not in data
    assert b"amina" not in data


def test_names_leave_when_asked_for() -> None:
    """The same records with their names do hold them: the test above can fail."""
    assert b"Amina Yusuf" in export_of("jsonl", named_world()).data


HOSTILE = '=HYPERLINK("http://evil.example","click")\n;"\'ضربة جوية‎ \u202e57\u0007'


def hostile_world() -> list[Reading]:
    """A report whose every word wants to break a file."""
    strike = told("m1", on(13), by=[])
    strike = replace(strike, targets=tuple(replace(party, wording=HOSTILE) for party in _parties()))
    one = report("one", at(13), strike, harm("c1", 5, Group(wording=HOSTILE)), outlet=HOSTILE)
    return [replace(one, report=replace(one.report, title=HOSTILE))]


def _parties() -> Iterable:  # type: ignore[type-arg]
    from tallystick.model import Party

    return (Party(wording="x"), Party(wording="y"))


@every_format
def test_hostile_words_break_nothing(name: str) -> None:
    """Quotes, newlines, controls and right-to-left letters survive or are replaced; every file stays UTF-8."""
    text = readable(name, export_of(name, hostile_world())).decode("utf-8")
    assert "ضربة جوية" in text or name.startswith(("acled", "gtd"))
    if isinstance(format_named(name), TableFormat):
        assert "\u202e" not in text


@every_format
def test_an_empty_export(name: str) -> None:
    """No event gives files that say so and can be read."""
    made = exported(name, [])
    assert made.loss.rows == 0
    assert all(isinstance(data, bytes) for data in made.files.values())


@every_format
def test_founding_shapes_export(name: str) -> None:
    """A live page and an agency story of one strike make at least one row; each event without one has its reason."""
    loss = export_of(name, [live_page(), agency_story()]).loss
    assert loss.rows >= 1 or name == "gtd"
    assert all(one.why for one in loss.omitted)
    assert loss.rows or len(loss.omitted) == loss.events
