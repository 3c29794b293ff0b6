"""A whole ledger as one file: out of every kind of ledger and into every kind, the same to the last hash."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tallystick import api
from tallystick.cli.main import main
from tallystick.errors import LedgerDamagedError, LedgerVersionError, SettingsError, UsageError
from tallystick.ledger import archive
from tallystick.ledger.base import Ledger
from tallystick.ledger.memory import MemoryLedger
from tallystick.model import Judgement, Problem
from tests.contract.conftest import NewLedger
from tests.unit.ledger.examples import at, original, reading


def filled(ledger: Ledger, reports: int = 3) -> Ledger:
    """Readings, a re-reading, originals, bands, a problem, a verdict and its withdrawal."""
    for number in range(1, reports + 1):
        ledger.record(
            reading(number, url=f"https://x.example/\0{number}"),
            known_at=at(number),
            reader="test 1",
            original=original(f"page {number}".encode()) if number > 1 else None,
            bands=(number, 2**62 + number, 77),
        )
    ledger.record(replace(reading(2), claims=()), known_at=at(20), reader="test 2")
    ledger.record_problem(
        Problem(stage="read", report="x.html", code="empty", message="x.html is empty."),
        known_at=at(21),
        original=original(b" "),
    )
    entry = ledger.judge(
        Judgement(verdict="same", items=("rep_1/m1", "rep_2/m1"), by="Ada", why="One pier."), known_at=at(22)
    )
    ledger.retract(entry, known_at=at(23), by="Ada", why="Two piers.")
    return ledger


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a ledger."""
    path = tmp_path_factory.mktemp("archive") / "desk.zip"
    with MemoryLedger() as memory:
        archive.write(filled(memory), path)
    return path


def same(one: Ledger, other: Ledger) -> bool:
    """Whether two ledgers hold the same, in everything that can be asked."""
    kept = [capture.item_id or "" for capture in one.entries(kind="capture")]
    return (
        one.head() == other.head()
        and list(one.pages()) == list(other.pages())
        and list(one.readings()) == list(other.readings())
        and all(one.original(sha256) == other.original(sha256) is not None for sha256 in kept)
        and all(sorted(one.bands_of(f"rep_{n}")) == sorted(other.bands_of(f"rep_{n}")) for n in (1, 2, 3))
        and all(one.near_copies(f"rep_{n}") == other.near_copies(f"rep_{n}") for n in (1, 2, 3))
    )


def test_every_ledger_writes_the_same_parts(ledger: Ledger, file: Path, tmp_path: Path) -> None:
    """The archive does not tell in which database the ledger was kept."""
    archive.write(filled(ledger), tmp_path / "own.zip")
    with zipfile.ZipFile(file) as one, zipfile.ZipFile(tmp_path / "own.zip") as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())


def test_every_ledger_is_restored_to_the_last_hash(ledger: Ledger, file: Path) -> None:
    """What is restored is the ledger that was archived: transactions, hashes, originals, index and bands."""
    with archive.Archive(file) as held, MemoryLedger() as memory:
        assert ledger.restore(held) == 7
        assert ledger.verify() == []
        assert same(filled(memory), ledger)
        assert ledger.restore(held) == 0
    again = reading(1, url="https://x.example/\x001")
    assert ledger.record(again, known_at=at(30), reader="test 1").outcome == "same"
    assert ledger.record(reading(9), known_at=at(30), reader="test 1").tx == 8


def test_a_ledger_goes_over_to_another_database_without_a_file(ledger: Ledger) -> None:
    """A ledger can be read straight from another one."""
    with MemoryLedger() as memory:
        filled(memory)
        ledger.restore(memory)
        assert same(memory, ledger)


def test_a_restore_that_broke_off_goes_on(new_ledger: NewLedger, file: Path, tmp_path: Path) -> None:
    """A ledger that holds the beginning of an archive is brought up to it; whoever wrote something else is refused."""
    with MemoryLedger() as memory, new_ledger() as begun, new_ledger() as other, archive.Archive(file) as held:
        for page in list(filled(memory).pages())[:3]:
            with begun._writing() as store:  # type: ignore[attr-defined]
                from tallystick.ledger.pages import copy

                copy(store, page, memory)
        assert begun.restore(held) == 4
        assert same(memory, begun)
        other.record(reading(5), known_at=at(1), reader="test 1")
        with pytest.raises(UsageError, match=r"its transaction 1 is not in what is restored.*tally merge"):
            other.restore(held)
        assert other.counts().transactions == 1


def test_an_empty_ledger_has_an_archive(new_ledger: NewLedger, tmp_path: Path) -> None:
    """Nothing is something that can be kept, too."""
    with new_ledger() as empty, new_ledger() as other:
        manifest = archive.write(empty, tmp_path / "none.zip")
        assert (manifest.transactions, manifest.ledger) == (0, None)
        with archive.Archive(tmp_path / "none.zip") as held:
            assert other.restore(held) == 0
    assert api.verify(tmp_path / "none.zip").faults == ()


# --------------------------------------------------------------------------------------- tampering


def rewritten(file: Path, folder: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with parts changed, or left out where None comes back."""
    path = folder / "other.zip"
    with zipfile.ZipFile(file) as held, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in held.namelist():
            data = change(name, held.read(name))
            if data is not None:
                made.writestr(name, data)
    return path


def test_one_byte_anywhere_is_found(file: Path, tmp_path: Path) -> None:
    """Whatever part is changed by one byte, `verify` names it, and the restore of a changed ledger is refused."""
    with zipfile.ZipFile(file) as held:
        names = [name for name in held.namelist() if name != archive.MANIFEST]
    assert len(names) == 6
    for part in names:

        def change(name: str, data: bytes, part: str = part) -> bytes:
            return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:] if name == part and len(data) > 1 else data

        path = rewritten(file, tmp_path, change)
        if path.read_bytes() == file.read_bytes() or part.endswith(original(b" ").capture.sha256):
            continue
        assert any(part in fault for fault in api.verify(path).faults), part


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"fishermen", b"soldiers!", "Transaction 1: it is not what was written"),
        (b'"what":"reading"', b'"what":"problem"', "Transaction 1: it is not what was written"),
        (b'\\"low\\":3', b'\\"low\\":4', "Transaction 1: it is not what was written"),
    ],
)
def test_a_forged_archive_is_not_restored(file: Path, tmp_path: Path, old: bytes, new: bytes, told: str) -> None:
    """Not even when the manifest was forged with it: the chain does not fit."""
    lines = b""

    def change(name: str, data: bytes) -> bytes:
        nonlocal lines
        if name == archive.TRANSACTIONS:
            assert old in data
            lines = data.replace(old, new)
            return lines
        if name == archive.MANIFEST:
            import hashlib

            manifest = json.loads(data)
            manifest["parts"][archive.TRANSACTIONS] = hashlib.sha256(lines).hexdigest()
            return json.dumps(manifest).encode()
        return data

    path = rewritten(file, tmp_path, change)
    with archive.Archive(path) as held, MemoryLedger() as memory, pytest.raises(LedgerDamagedError, match=told):
        memory.restore(held)
    assert any(told in fault for fault in api.verify(path).faults)


def test_a_cut_end_is_found(file: Path, tmp_path: Path) -> None:
    """An archive without its last transactions announces another head; one without an original says which."""

    def cut(name: str, data: bytes) -> bytes:
        return b"".join(data.splitlines(keepends=True)[:-2]) if name == archive.TRANSACTIONS else data

    with pytest.raises(LedgerDamagedError, match=r"transactions\.jsonl is not what was written"):
        api.restore(rewritten(file, tmp_path, cut), ledger=tmp_path / "a.db")
    digest = original(b"page 3").capture.sha256
    gone = rewritten(file, tmp_path, lambda name, data: None if name.endswith(digest) else data)
    with pytest.raises(LedgerDamagedError, match=f"original {digest} is missing"):
        api.restore(gone, ledger=tmp_path / "b.db")


def test_what_is_no_archive_says_so(file: Path, tmp_path: Path) -> None:
    """No file, another file, another ZIP, an archive of a later version: each is refused with the reason."""
    (tmp_path / "text").write_text("Nine people were killed.")
    with zipfile.ZipFile(tmp_path / "zip", "w") as other:
        other.writestr("a.txt", "a")
    for path in (tmp_path / "none", tmp_path / "text", tmp_path / "zip"):
        with pytest.raises(SettingsError, match="Cannot"):
            archive.Archive(path)

    def later(name: str, data: bytes) -> bytes:
        return data.replace(b'"version": "1"', b'"version": "9"') if name == archive.MANIFEST else data

    with pytest.raises(LedgerVersionError, match="archive 9"):
        archive.Archive(rewritten(file, tmp_path, later))


def test_a_damaged_ledger_is_not_archived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger that lacks an original gives an error, and the archive that was there stays."""
    path = tmp_path / "desk.zip"
    path.write_bytes(b"the one before")
    with MemoryLedger() as memory:
        filled(memory)
        monkeypatch.setattr(memory, "packed", lambda sha256: None)
        with pytest.raises(LedgerDamagedError, match="is missing"):
            archive.write(memory, path)
    assert path.read_bytes() == b"the one before"
    assert [each.name for each in tmp_path.iterdir()] == ["desk.zip"]


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`tally backup`, `verify` of the file, `restore`: the same head each time, in words and as JSON."""
    one, two, file = (str(tmp_path / name) for name in ("one.db", "two.db", "desk.zip"))
    (tmp_path / "a.txt").write_text("A shell killed nine people in Idlib on Tuesday, a hospital said.")
    main(["add", str(tmp_path / "a.txt"), "--ledger", one, "--published-at", "2021-03-03"])
    assert main(["backup", file, "--ledger", one]) == 0
    head = api.head(one)
    assert f"Head: {head}" in capsys.readouterr().out.replace("\n", " ").replace("Head:  ", "Head: ")
    assert main(["verify", "--ledger", file]) == 0
    assert main(["restore", file, "--ledger", two, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["head"] == head == api.head(two)
    assert [event.id for event in api.events(one)] == [event.id for event in api.events(two)]
    assert main(["backup", str(tmp_path / "none" / "x.zip"), "--ledger", one]) == 2
