from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tallystick import api, examples
from tallystick.export.formats import names
from tests.unit.cli.test_commands import Ran, tally  # noqa: F401  (a fixture)

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the reports of two events."""
    where = tmp_path_factory.mktemp("ledger") / "tally.db"
    api.add([path for path in examples.paths() if "2021-01-13" in path.name or "kunduz" in path.name], ledger=where)
    return where


def test_the_formats_are_listed(tally: Run) -> None:  # noqa: F811
    """`tally export` alone lists every format and what it is."""
    done = tally("export")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == list(names())


def test_a_table_goes_to_standard_output(tally: Run, ledger: Path) -> None:  # noqa: F811
    """Nothing but the table is on standard output; the losses are told on standard error."""
    done = tally("export", "--format", "csv", "--ledger", ledger)
    assert done.code == 0
    assert done.out.startswith("id,type,role,")
    assert "Not held: " in done.err
    assert "claims in their exact words" in done.err


def test_filters_are_those_of_events(tally: Run, ledger: Path) -> None:  # noqa: F811
    """What `tally events` finds is what is exported."""
    filters = ("--place", "Kunduz", "--since", "2015-01-01", "--min-killed", "5", "--ledger", ledger)
    listed = [json.loads(line)["id"] for line in tally("events", "--json", *filters).out.splitlines()]
    exported = [json.loads(line)["event"]["id"] for line in tally("export", "-f", "jsonl", *filters).out.splitlines()]
    assert exported == listed
    assert listed


def test_as_of_sees_nothing_later(tally: Run, ledger: Path) -> None:  # noqa: F811
    """A file of an earlier day has the figures of that day."""
    words = ("export", "-f", "jsonl", "--place", "Kunduz", "--ledger", ledger)
    early = json.loads(tally(*words, "--as-of", "2015-10-04").out.splitlines()[0])
    late = json.loads(tally(*words).out.splitlines()[0])
    assert len(early["claims"]) < len(late["claims"])


def test_files_and_folders(tally: Run, ledger: Path, tmp_path: Path) -> None:  # noqa: F811
    """--out takes the name of a file, or a folder into which the format's own file goes."""
    assert tally("export", "-f", "hxl", "--out", tmp_path / "a.csv", "--ledger", ledger).code == 0
    (tmp_path / "b").mkdir()
    assert tally("export", "-f", "hxl", "--out", tmp_path / "b", "--ledger", ledger).code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b" / "hxl.csv").read_bytes()


def test_a_mark_for_excel(tally: Run, ledger: Path, tmp_path: Path) -> None:  # noqa: F811
    """--bom puts the mark of UTF-8 in front of tables, once, and in front of nothing else."""
    for name, begin in (("csv", b"\xef\xbb\xbfid,type"), ("geojson", b'{"type"')):
        assert tally("export", "-f", name, "--bom", "--out", tmp_path / name, "--ledger", ledger).code == 0
        assert (tmp_path / name).read_bytes().startswith(begin)


def test_the_loss_report_is_a_file_too(tally: Run, ledger: Path, tmp_path: Path) -> None:  # noqa: F811
    """--loss writes every field with what became of its values."""
    done = tally("export", "-f", "ucdp-ged", "--loss", tmp_path / "loss.json", "--ledger", ledger)
    assert done.code == 0
    report = json.loads((tmp_path / "loss.json").read_bytes())
    assert report["format"] == "ucdp-ged"
    assert report["profile"] == "ucdp"
    by_field = {one["field"]: one for one in report["fields"]}
    assert by_field["claim.quote"]["dropped"] + by_field["claim.quote"]["omitted"] == by_field["claim.quote"]["values"]
    assert by_field["claim.quote"]["values"] > 20


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-f", "excel"), "ucdp-ged"),
        (("-f", "ucdp-ged", "--profile", "acled"), "Leave --profile out"),
        (("-f", "csv", "--profile", "nobody"), "Expected one of"),
        (("-f", "csv", "--as-of", "yesterday"), "--as-of"),
        (("-f", "csv", "--out", "nowhere/at/all.csv"), "Cannot write"),
    ],
)
def test_wrong_calls(tally: Run, ledger: Path, words: tuple[str, ...], told: str) -> None:  # noqa: F811
    """What cannot be done is said in a sentence, with exit code 2."""
    done = tally("export", *words, "--ledger", ledger)
    assert done.code == 2
    assert told in done.err
    assert done.out == ""


def test_names_leave_only_when_asked_for(tally: Run, tmp_path: Path) -> None:  # noqa: F811
    """The command covers names, in every text format, until --names is given."""
    story = tmp_path / "story.txt"
    story.write_text("A shell killed Amina Yusuf, 34, in the village of Tel Harran on Tuesday, the mayor said.")
    where = tmp_path / "names.db"
    assert tally("add", story, "--ledger", where, "--published-at", "2021-01-14", "--outlet", "Gazette").code == 0
    for name in ("claims-csv", "jsonl"):
        assert "Yusuf" not in tally("export", "-f", name, "--ledger", where).out
        assert "Yusuf" in tally("export", "-f", name, "--ledger", where, "--names").out
