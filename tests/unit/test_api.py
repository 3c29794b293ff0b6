from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tallystick import api, examples
from tallystick.errors import SettingsError, UnknownEventError, UsageError
from tallystick.ledger.memory import MemoryLedger
from tallystick.model import Problem, Reading, to_json
from tallystick.reconcile.profiles import OURS
from tallystick.settings import end_of_day

STORY = b"""Raid on Idlib

Warplanes bombed the town of Idlib on Tuesday, killing 12 civilians, a hospital said.
"""


def live_page() -> Path:
    """The live page with its update over its original entry."""
    return next(path for path in examples.paths() if "live-blog" in path.name)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with all examples."""
    where = tmp_path_factory.mktemp("ledger") / "tally.db"
    api.add(examples.paths(), ledger=where)
    return where


def read_all(*paths: Path | str, **options: str) -> list[Reading | Problem]:
    """All that comes out of some paths."""
    return list(api.read_paths(paths, **options))  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------- taking down


def test_the_same_bytes_twice_are_the_same_bytes_out() -> None:
    """Reading is a function of the bytes: no clock, no order, no place enters."""
    first, second = (b"\n".join(to_json(item) for item in read_all(*examples.paths())) for _ in range(2))
    assert first == second


def test_every_span_quotes_its_report() -> None:
    """A claim's quote is the report cut at its span, letter for letter."""
    for item in read_all(*examples.paths()):
        assert isinstance(item, Reading)
        for claim in item.claims:
            where = item.report.title if claim.in_ == "title" else item.report.text
            assert where[claim.span[0] : claim.span[1]] == claim.quote != ""


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    """Files of folders come sorted, deep ones too; hidden ones do not come."""
    for name in ("b.txt", "a/z.txt", "a/.git/c.txt", ".hidden.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(STORY + name.encode())
    texts = [item.report.text for item in read_all(tmp_path) if isinstance(item, Reading)]
    assert [text.split()[-1] for text in texts] == ["a/z.txt", "b.txt"]


def test_what_tells_of_a_folder_is_no_report_of_it(tmp_path: Path) -> None:
    """A README beside reports, or the program that made them, would become an event; named itself, it is read."""
    for name in ("README.md", "licence", "__init__.py", "reader.txt"):
        (tmp_path / name).write_bytes(STORY + name.encode())
    texts = [item.report.text for item in read_all(tmp_path) if isinstance(item, Reading)]
    assert [text.split()[-1] for text in texts] == ["reader.txt"]
    assert [isinstance(item, Reading) for item in read_all(tmp_path / "README.md")] == [True]


def test_the_bundled_examples_are_added_as_the_readme_says(tmp_path: Path) -> None:
    """The folder holds the reports and nothing else that becomes one."""
    folder = next(iter(examples.paths())).parent
    assert read_all(folder) == read_all(*examples.paths())


def test_what_cannot_be_used_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    """An empty file between two reports is one problem; both reports are read."""
    for name, data in {"1.txt": STORY, "2.txt": b"", "3.txt": STORY + b"More."}.items():
        (tmp_path / name).write_bytes(data)
    kinds = [item.code if isinstance(item, Problem) else "reading" for item in read_all(tmp_path)]
    assert kinds == ["reading", "empty", "reading"]


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    """Nothing to read is not silence."""
    (problem,) = read_all(tmp_path)
    assert isinstance(problem, Problem)
    assert problem.code == "empty"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe, on which reading would hang, is unreadable."""
    import os

    os.mkfifo(tmp_path / "pipe")
    (problem,) = read_all(tmp_path / "pipe")
    assert isinstance(problem, Problem)
    assert problem.code == "unreadable"


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    """Nothing is read before all that is named is there."""
    with pytest.raises(UsageError, match="no such file"):
        read_all(live_page(), tmp_path / "none.txt")
    with pytest.raises(UsageError, match="reading fetches nothing"):
        read_all("https://levant.example/1")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash is standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(STORY)))
    (reading,) = read_all("-", published_at="2021-01-14", outlet="A wire")
    assert isinstance(reading, Reading)
    assert reading.report.outlet == "A wire"
    assert [claim.quote for claim in reading.claims if claim.kind == "harm"] == ["killing 12 civilians"]


def test_a_bad_time_of_publication_is_wrong_usage() -> None:
    """What the user types is checked once, not for every report."""
    with pytest.raises(SettingsError, match="the 3rd"):
        read_all(live_page(), published_at="the 3rd")


def test_a_report_without_claims_says_so() -> None:
    """Nothing found is a problem of its own, and the report is kept."""
    text = b"The council met in the town hall and spoke about the price of bread for two hours."
    (reading,) = api.read_bytes(text, published_at="2021-01-14")
    assert isinstance(reading, Reading)
    assert [problem.code for problem in reading.problems] == ["no-claims"]
    assert reading.report.text.startswith("The council")


def test_another_language_is_kept_and_told_once() -> None:
    """An Arabic report yields no claims, and one problem: that it is not read yet."""
    text = "قتل خمسة عشر مقاتلا في غارة جوية على البوكمال".encode()
    (reading,) = api.read_bytes(text, published_at="2021-01-14")
    assert isinstance(reading, Reading)
    assert [problem.code for problem in reading.problems] == ["other-language"]
    assert reading.claims == ()


def test_a_text_too_long_to_parse_is_kept_and_told() -> None:
    """A dump of half a million characters and more does not take the machine's memory."""
    (reading,) = api.read_bytes(STORY * 5_000, published_at="2021-01-14")
    assert isinstance(reading, Reading)
    assert [problem.code for problem in reading.problems] == ["too-large"]
    assert reading.report.text


# ------------------------------------------------------------------------------------------ recorded


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    """The second time everything is held already, and the ledger's head stays."""
    where = tmp_path / "tally.db"
    (tmp_path / "empty.txt").touch()
    inputs = [live_page(), tmp_path / "empty.txt"]
    first = api.add(inputs, ledger=where)
    head = api.verify(where).head
    second = api.add(inputs, ledger=where)
    assert (first.new, first.same, len(first.problems)) == (1, 0, 1)
    assert (second.new, second.same, len(second.problems)) == (0, 1, 1)
    assert api.verify(where).head == head


def test_a_ledger_is_not_read_as_a_report(tmp_path: Path) -> None:
    """A folder that holds reports and their ledger can be added again and again."""
    (tmp_path / "story.txt").write_bytes(STORY)
    for _ in range(2):
        added = api.add([tmp_path], ledger=tmp_path / "tally.db", published_at="2021-01-14")
        assert added.problems == ()


def test_an_open_ledger_may_be_given() -> None:
    """Who has a ledger open passes it, and it stays open."""
    book = MemoryLedger()
    api.add([live_page()], ledger=book, known_at=datetime(2021, 2, 1, tzinfo=UTC))
    assert api.events(book)
    assert api.events(book, recorded_as_of=datetime(2021, 1, 31, tzinfo=UTC)) == []


def test_a_damaged_ledger_is_named_faulty(tmp_path: Path) -> None:
    """A file that is no ledger fails the check with a sentence; one that is not there is wrong usage."""
    where = tmp_path / "tally.db"
    where.write_bytes(b"not a database, but long enough to look at" * 100)
    assert len(api.verify(where).faults) == 1
    with pytest.raises(SettingsError):
        api.verify(tmp_path / "none.db")


# -------------------------------------------------------------------------------------- making sense


def test_as_of_shows_what_was_said_by_then(tmp_path: Path) -> None:
    """The live page had said "at least 15" by the end of the 13th, and 57 a day later."""
    api.add([live_page()], ledger=tmp_path / "tally.db")

    def killed(day: int) -> int | None:
        found = api.events(tmp_path / "tally.db", as_of=end_of_day(date(2021, 1, day)), min_killed=1)
        (low,) = {event.tally.killed.low for event in found if event.role == "main"}
        return low

    assert killed(13) == 15
    assert killed(14) == 57


def test_events_are_found_by_what_is_known_of_them(ledger: Path) -> None:
    """Days, place in any spelling, actor and number of dead each narrow the list."""
    everything = api.events(ledger)
    day = date(2021, 1, 13)
    january = api.events(ledger, since=day, until=day, place="al-Bukamal", actor="Israel")
    assert 0 < len(january) < len(everything)
    assert all((event.occurred_from or day) <= day <= (event.occurred_to or day) for event in january)
    assert api.events(ledger, place="Boukamal", min_killed=50)
    assert not api.events(ledger, place="Afghanistan", actor="act:ISR-MIL")
    assert {event.id for event in api.events(ledger, until=date(2016, 1, 1))} < {event.id for event in everything}


def test_a_part_of_an_id_names_the_event(ledger: Path) -> None:
    """An id may be cut short as long as one event begins like that."""
    event = max(api.events(ledger), key=lambda event: len(event.reports))
    for wanted in (event.id, event.id[:12], event.id.removeprefix("evt_")[:8]):
        assert api.dossier(ledger, wanted).event == event
    with pytest.raises(UnknownEventError, match="tally events"):
        api.dossier(ledger, "evt_zzz")
    with pytest.raises(UnknownEventError, match="may be any of"):
        api.dossier(ledger, "evt_")


def test_a_dossier_holds_the_words_behind_every_figure(ledger: Path) -> None:
    """Every claim that a tally uses or sets aside is there, and so is its report."""
    for event in api.events(ledger):
        told = api.dossier(ledger, event.id)
        used = {*event.tally.used, *(aside.claim for aside in event.tally.set_aside)}
        assert used <= set(told.claims)
        assert {key.split("/")[0] for key in told.claims} <= {report.id for report in told.reports}
        assert event not in told.background


def test_every_figure_has_one_origin(ledger: Path) -> None:
    """The origins of an event share out its harm claims: none is left over, none is counted twice."""
    for event in api.events(ledger):
        harms = sorted(key for key, claim in api.dossier(ledger, event.id).claims.items() if claim.harm)
        assert sorted(claim for origin in event.origins for claim in origin.claims) == harms


def test_compare_has_every_profile(ledger: Path) -> None:
    """Each profile's tally of one event, under its own name."""
    event = api.events(ledger)[0]
    tallies = api.compare(ledger, event.id)
    assert {name: tally.profile for name, tally in tallies.items()} == {name: name for name in OURS}
    assert tallies["ledger"] == event.tally


def test_wrong_words_are_wrong_usage(ledger: Path) -> None:
    """A profile that is none, and a time without a zone, are told before anything is done."""
    with pytest.raises(UsageError, match="no profile"):
        api.events(ledger, profile="best")
    with pytest.raises(SettingsError, match="zone"):
        api.events(ledger, as_of=datetime(2021, 1, 13))
    with pytest.raises(SettingsError, match="expected postgresql://"):
        api.events("postgresql://localhost:port/tally")


def test_the_demo_can_be_run_again(tmp_path: Path) -> None:
    """The second run finds what the first found, page included, byte for byte."""
    first = api.demo(tmp_path)
    page = first.page.read_bytes()
    second = api.demo(tmp_path)
    assert first.events == second.events
    assert second.page.read_bytes() == page
    assert first.added.new == second.added.new > 10
    assert api.verify(first.ledger).faults == ()
