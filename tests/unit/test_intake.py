from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tallystick import api, intake
from tallystick.cli.main import main
from tallystick.errors import SettingsError, UnknownReportError
from tallystick.ledger.memory import MemoryLedger
from tallystick.model import Capture, Original, Problem, Reading, Report, to_json
from tallystick.settings import Settings

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Raid on the depot</title>
<meta property="og:site_name" content="Harbour Post">
<link rel="canonical" href="https://harbour.example/raid">
<meta property="article:published_time" content="{published}"></head><body><article><h1>Raid on the depot</h1>
<p>Warplanes bombed a depot near the town of Idlib on Tuesday, killing at least {killed} fighters, a hospital said.</p>
<p>The defence ministry made no comment on the raid, which came before dawn.</p></article></body></html>"""


def page(killed: int = 15, published: str = "2021-01-13T08:00:00Z") -> bytes:
    """One version of a page."""
    return PAGE.format(killed=killed, published=published).encode()


def original(data: bytes, **fields: object) -> Original:
    """Bytes as they come from the edge."""
    digest = hashlib.sha256(data).hexdigest()
    return Original(capture=Capture(sha256=digest, size=len(data), **fields), data=data)  # type: ignore[arg-type]


def taken(*originals: Original, keep_texts: bool = True) -> tuple[MemoryLedger, intake.Added]:
    """A ledger that these were handed to, and what became of them."""
    book = MemoryLedger()
    into = intake.Intake(book, keep_texts=keep_texts)
    into.take_all(originals)
    return book, into.added


# -------------------------------------------------------------------------------------- what becomes


def test_every_input_is_counted_once() -> None:
    """New, revised, the same and unread: the counts add up to what was handed in."""
    first, second = page(), page(57, "2021-01-14T08:00:00Z")
    book, added = taken(*(original(data) for data in (first, first, second, b"%PDF-1.7", second, b"A quiet day. " * 9)))
    assert (added.new, added.revised, added.same, added.unread, added.reread) == (2, 1, 2, 1, 0)
    assert added.inputs == 6
    assert added.without_claims == 1
    assert book.counts().reports == 3


def test_the_same_bytes_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this reader has read from there is known by its hash, and its problems are told again."""
    book, _ = taken(original(b"Shelling killed nine people in Idlib on Tuesday, a hospital said."))
    again = intake.Intake(book)
    monkeypatch.setattr(intake, "take_down", None)
    again.take(original(b"Shelling killed nine people in Idlib on Tuesday, a hospital said."))
    assert (again.added.same, [problem.code for problem in again.added.problems]) == (1, ["undated"])


def test_lines_that_are_held_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file of lines that grew, only the new ones are taken down; a line that moved is still the same report."""
    lines = [json.dumps({"text": f"Shelling killed {number} people in Idlib, a hospital said."}) for number in (7, 9)]
    book, _ = taken(original("\n".join(lines).encode(), name="a.jsonl"))
    seen: list[str] = []
    take_down = intake.take_down

    def told(report: Report, **more: object) -> Reading:
        seen.append(report.text)
        return take_down(report, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "take_down", told)
    again = intake.Intake(book)
    more = json.dumps({"text": "Shelling killed eleven people in Idlib, a hospital said."})
    again.take(original("\n".join([*lines, more]).encode(), name="a.jsonl"))
    assert (again.added.same, again.added.new, len(seen)) == (2, 1, 1)
    third = intake.Intake(book)
    third.take(original("\n".join([more, *lines]).encode(), name="a.jsonl"))
    assert (third.added.same, third.added.new) == (3, 0)


def test_the_same_bytes_from_elsewhere_are_read() -> None:
    """The address is part of what a report is: the same bytes at another site are another report."""
    data = b"Shelling killed nine people in Idlib on Tuesday, a hospital said."
    book, added = taken(original(data, url="https://one.example/a"), original(data, url="https://two.example/a"))
    assert added.new == 2
    assert {reading.report.outlet for reading in book.readings()} == {"one.example", "two.example"}
    assert len(book.captured(hashlib.sha256(data).hexdigest())) == 2


def test_a_changed_page_revises_the_old_one_and_says_what_changed(tmp_path: Path) -> None:
    """Each version is a report; the newer one names the older, and the figure that changed."""
    ledger = tmp_path / "tally.db"
    for name, data in (("a.html", page()), ("b.html", page(57, "2021-01-14T08:00:00Z"))):
        (tmp_path / name).write_bytes(data)
        api.add([tmp_path / name], ledger=ledger)
    (event,) = [event for event in api.events(ledger) if event.role == "main"]
    dossier = api.dossier(ledger, event.id)
    assert [(change.wording_before, change.wording_after) for change in dossier.changes] == [
        ("at least 15", "at least 57")
    ]
    found = api.provenance(ledger, dossier.changes[0].newer)
    assert found.versions == (dossier.changes[0].older, dossier.changes[0].newer)
    assert found.changes == dossier.changes
    assert found.captures[0].name == "b.html"


# ------------------------------------------------------------------------------------------ original


def test_a_claim_is_traced_to_the_bytes(tmp_path: Path) -> None:
    """From a claim to its report to the very bytes of its file, or of its line."""
    lines = [json.dumps({"text": f"Shelling killed {number} people in Idlib, a hospital said."}) for number in (7, 9)]
    (tmp_path / "two.jsonl").write_text("\n".join(lines))
    api.add([tmp_path / "two.jsonl"], ledger=tmp_path / "tally.db")
    for reading in api.read_paths([tmp_path / "two.jsonl"]):
        assert isinstance(reading, Reading)
        held = api.source(tmp_path / "tally.db", reading.report.id)
        assert json.loads(held.data)["text"] == reading.report.text
        assert held.capture.part in ("line 1", "line 2")
        assert held.capture.sha256 == hashlib.sha256(held.data).hexdigest()


def test_no_original_is_told(tmp_path: Path) -> None:
    """A report that is not there, and one whose bytes were not kept, are told apart."""
    (tmp_path / "a.html").write_bytes(page())
    api.add([tmp_path / "a.html"], ledger=tmp_path / "tally.db", keep_texts=False)
    (reading,) = (item for item in api.read_paths([tmp_path / "a.html"]) if isinstance(item, Reading))
    with pytest.raises(UnknownReportError, match="only their hash was kept"):
        api.source(tmp_path / "tally.db", reading.report.id)
    with pytest.raises(UnknownReportError, match="There is no report 'rep_0'"):
        api.source(tmp_path / "tally.db", "rep_0")


def test_without_texts_the_figures_are_the_same(tmp_path: Path) -> None:
    """Who must not keep texts gets the same events, figures and quotes, and a whole ledger."""
    (tmp_path / "a.html").write_bytes(page())
    tallies = []
    for keep in (True, False):
        ledger = tmp_path / f"{keep}.db"
        api.add([tmp_path / "a.html"], ledger=ledger, keep_texts=keep)
        assert api.verify(ledger).faults == ()
        tallies.append([(event.id, event.tally) for event in api.events(ledger)])
    assert tallies[0] == tallies[1] != []
    assert b"before dawn" not in (tmp_path / "False.db").read_bytes()


def test_keep_texts_is_yes_or_no() -> None:
    """Any other word is a wrong setting, and is not taken for one of them."""
    assert (Settings().keeps_texts, Settings(keep_texts="no").keeps_texts) == (True, False)
    with pytest.raises(SettingsError, match="expected yes or no"):
        _ = Settings(keep_texts="false").keeps_texts


# -------------------------------------------------------------------------------------- reading again


def test_another_version_reads_again_from_the_originals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that a better reader finds more in is replaced; one it finds the same in stays as it is."""
    true_take_down = intake.take_down
    monkeypatch.setattr(intake, "reader_name", lambda: "an old reader")
    monkeypatch.setattr(intake, "take_down", lambda report, **_: Reading(report=report))
    book, _ = taken(original(page()))
    monkeypatch.undo()
    assert true_take_down is intake.take_down
    into = intake.Intake(book)
    assert intake.reread(book, into) == 0
    assert (into.added.reread, into.added.inputs) == (1, 1)
    assert [len(reading.claims) > 0 for reading in book.readings()] == [True]
    again = intake.Intake(book)
    intake.reread(book, again)
    assert again.added.inputs == 0


def test_what_could_not_be_read_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page in which no article was found keeps its bytes; found at last, its problem is retracted."""
    monkeypatch.setattr("tallystick.read.article.main_text", lambda *_, **__: "")
    book, added = taken(original(page(), name="raid.html"))
    assert [problem.code for problem in added.problems] == ["html-without-text"]
    monkeypatch.undo()
    into = intake.Intake(book)
    assert intake.reread(book, into) == 0
    assert into.added.new == 1
    assert list(book.problems()) == []
    assert book.verify() == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "قالت وزارة الصحة إن سبعة أشخاص قتلوا في قصف على سوق المدينة صباح الثلاثاء، وأصيب آخرون بجروح."),
        ("he", "משרד הבריאות מסר כי שבעה בני אדם נהרגו בהפגזה על שוק העיר ביום שלישי בבוקר ואחרים נפצעו."),
        ("ru", "Министерство здравоохранения сообщило, что семь человек погибли при обстреле рынка во вторник утром."),
        ("uk", "Міністерство охорони здоров’я повідомило, що семеро людей загинули під час обстрілу ринку у вівторок."),
        ("fa", "وزارت بهداشت گفت هفت نفر صبح سه‌شنبه در گلوله‌باران بازار شهر کشته شدند و چند نفر زخمی شدند."),
    ],
)
def test_a_language_without_reader_is_kept_and_tried_again(language: str, text: str) -> None:
    """The text is read as text, its problem and bytes are kept, and a later reader gets them again."""
    html = f'<!DOCTYPE html><html lang="{language}"><head><title>x</title></head><body><article>'
    html += "".join(f"<p>{text}</p>" for _ in range(3)) + "</article></body></html>"
    book, added = taken(original(html.encode(), url="https://x.example/1"))
    assert "other-language" in [problem.code for problem in added.problems]
    (held,) = book.readings()
    assert (held.report.language, held.report.text.split("\n\n")[0]) == (language, text)
    into = intake.Intake(book)
    assert intake.reread(book, into, everything=True) == 0
    assert into.added.inputs == 1


def test_what_is_out_of_reach_is_counted() -> None:
    """Without its text a report cannot be read again, and that is told."""
    book, _ = taken(original(page()), keep_texts=False)
    into = intake.Intake(book)
    assert intake.reread(book, into, everything=True) == 1
    assert into.added.inputs == 0


def test_a_report_without_original_is_read_again_from_its_text() -> None:
    """What was recorded before originals were kept can be read again all the same."""
    book = MemoryLedger()
    for reading, _ in intake.readings_of(original(page())):
        assert isinstance(reading, Reading)
        book.record(reading, known_at=reading.report.published_at, reader="an old reader")  # type: ignore[arg-type]
    into = intake.Intake(book)
    assert intake.reread(book, into) == 0
    assert into.added.inputs == 1


# ------------------------------------------------------------------------------------------- address


def test_a_page_is_not_believed_about_another_site() -> None:
    """A page that calls itself somebody else's is known by the address that it was had from."""
    evil = original(page(), url="https://evil.example/x?utm_source=1")
    mobile = original(page(), url="https://m.harbour.example/raid?amp=1")
    told = [
        item.report.url for each in (evil, mobile) for item, _ in intake.readings_of(each) if isinstance(item, Reading)
    ]
    assert told == ["https://evil.example/x", "https://harbour.example/raid"]


def test_problems_are_told_as_they_come() -> None:
    """Whoever asks is told of each reading and each problem, after it is recorded."""
    told: list[bytes] = []
    into = intake.Intake(MemoryLedger(), told=lambda item: told.append(to_json(item)))
    into.take(Problem(stage="read", report="x", code="unreadable", message="no"))
    into.take(original(page()))
    assert len(told) == 2
    assert into.codes == {"unreadable": 1}


def test_the_dossier_says_what_a_page_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a terminal, and in the JSON under `changes`."""
    ledger = tmp_path / "tally.db"
    for name, data in (("a.html", page()), ("b.html", page(57, "2021-01-14T08:00:00Z"))):
        (tmp_path / name).write_bytes(data)
    api.add([tmp_path / "a.html", tmp_path / "b.html"], ledger=ledger)
    (event,) = [event for event in api.events(ledger) if event.role == "main"]
    assert main(["show", event.id, "--ledger", str(ledger), "--json"]) == 0
    assert [change["wording_after"] for change in json.loads(capsys.readouterr().out)["changes"]] == ["at least 57"]
    assert main(["show", event.id, "--ledger", str(ledger)]) == 0
    assert "“at least 15” became “at least 57”" in " ".join(capsys.readouterr().out.split())


def test_a_report_is_shown_with_its_source(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`tally show REPORT` says where it was had, and which version it is; `--source` prints the very bytes."""
    ledger = tmp_path / "tally.db"
    for name, data in (("a.html", page()), ("b.html", page(57, "2021-01-14T08:00:00Z"))):
        (tmp_path / name).write_bytes(data)
    api.add([tmp_path / "a.html", tmp_path / "b.html"], ledger=ledger)
    capfdbinary.readouterr()
    report = max(api.read_paths([tmp_path / "b.html"]), key=lambda item: isinstance(item, Reading)).report.id
    assert main(["show", report, "--ledger", str(ledger)]) == 0
    told = b" ".join(capfdbinary.readouterr().out.split())
    assert hashlib.sha256((tmp_path / "b.html").read_bytes()).hexdigest().encode() in told
    assert b"Version 2 of 2 of its page" in told
    assert main(["show", report, "--ledger", str(ledger), "--source"]) == 0
    assert capfdbinary.readouterr().out == (tmp_path / "b.html").read_bytes()


def test_a_near_copy_is_marked() -> None:
    """The same wire at another outlet, with another toll, is read for itself and told to be nearly the same."""
    wire = " ".join(f"The witness {name} told of smoke over the {name} quarter." for name in "abcdefghijklmnopqrst")
    copies = [f"{wire} Shelling killed {count} people in Idlib, a hospital said." for count in (9, 14)]
    book, added = taken(
        original(copies[0].encode(), url="https://one.example/a"),
        original(copies[1].encode(), url="https://two.example/b"),
        original(
            b"Rain fell over the northern hills of the country in the night, and " * 9, url="https://three.example/c"
        ),
    )
    assert (added.new, added.near_copies) == (3, 1)
    ids = {reading.report.outlet: reading.report.id for reading in book.readings()}
    assert api.provenance(book, ids["two.example"]).near_copies == (ids["one.example"],)
    assert api.provenance(book, ids["three.example"]).near_copies == ()


def test_a_version_of_a_page_is_no_copy_of_it() -> None:
    """What revises a page has nearly its words, and is not counted as another page's copy."""
    wire = "".join(f"<p>The witness {name} told of smoke over the {name} quarter.</p>" for name in "abcdefghijklmnop")
    versions = [
        page(killed, f"2021-01-1{killed % 10}T08:00:00Z").replace(b"</article>", wire.encode() + b"</article>")
        for killed in (13, 57)
    ]
    book, added = taken(*(original(data, url="https://harbour.example/raid") for data in versions))
    assert (added.revised, added.near_copies) == (1, 0)
    assert all(api.provenance(book, reading.report.id).near_copies == () for reading in book.readings())
