from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.engine.documents import documents
from tallystick.engine.slices import check, slices, slices_of
from tallystick.errors import UsageError
from tallystick.fetch import files
from tallystick.fetch.limits import Limits
from tallystick.intake import untaken
from tallystick.model import Original
from tests.unit.engine import making

LIMITS = Limits()


def whole(path: Path) -> list[object]:
    """Everything that comes of a file when it is read in one go."""
    return [seen for item in files.inputs(str(path)) for seen in _of(item)]


def cut(path: Path, size: int) -> list[object]:
    """Everything that comes of it slice by slice."""
    pieces = slices_of(path, documents=size)
    return [
        seen
        for piece in pieces
        for item in documents(piece, limits=LIMITS)
        for seen in _of(item, piece.before if piece.kind == "lines" else None)
    ]


def _of(item: object, before: int | None = None) -> list[object]:
    if not isinstance(item, Original):
        return [item]
    return [(found, part.capture, part.data) for found, part in untaken(item, lines_before=before)]


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize("name", ["a.jsonl", "a.warc", "a.warc.gz", "a.parquet"])
def test_a_file_in_slices_is_the_file(tmp_path: Path, name: str, size: int) -> None:
    """However it is cut: the same documents, with the same names, places, times and bytes."""
    path = tmp_path / name
    if name.endswith(".jsonl"):
        making.lines(path, [None] * 11)
    elif name.endswith(".parquet"):
        making.table(path, 11, group=4)
    else:
        making.archive(path, 11)
    assert cut(path, size) == whole(path)
    assert len(whole(path)) == 11


def test_slices_hold_as_many_documents_as_are_asked_for(tmp_path: Path) -> None:
    """No more, and a file that holds no more is one slice."""
    path = making.lines(tmp_path / "a.jsonl", [None] * 11)
    assert [piece.before for piece in slices_of(path, documents=4)] == [0, 4, 8]
    assert len(slices_of(path)) == 1
    warc = making.archive(tmp_path / "a.warc.gz", 11)
    assert [piece.before for piece in slices_of(warc, documents=5)] == [0, 5, 10]
    table = making.table(tmp_path / "a.parquet", 11, group=6)
    assert [(piece.start, piece.end) for piece in slices_of(table, documents=4)] == [(0, 4), (4, 6), (6, 10), (10, 11)]


LINE = st.one_of(
    st.builds(making.line, st.integers(0, 99)),
    st.sampled_from(
        [b"", b"  ", b"{", b"[1]", b'{"text": ""}', b'{"text": "\xe2\x80\xa8 A quiet day."}', b"\xff\xfe{"]
    ),
)


@settings(max_examples=60, deadline=None)
@given(
    found=st.lists(LINE, max_size=9),
    end=st.sampled_from([b"\n", b"\r\n"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    closed=st.booleans(),
    size=st.integers(1, 4),
)
def test_lines_of_any_kind_are_cut_without_loss(
    tmp_path_factory: pytest.TempPathFactory, found: list[bytes], end: bytes, mark: bytes, closed: bool, size: int
) -> None:
    """With marks, blank lines, broken lines, either line end, and with or without the last one."""
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(mark + end.join(found) + (end if closed else b""))
    assert cut(path, size) == whole(path)


def test_what_cannot_be_cut_is_read_whole(tmp_path: Path) -> None:
    """One JSON array, a chat, a page, a web archive packed as one: each is one slice."""
    array = tmp_path / "array.json"
    array.write_text(json.dumps([json.loads(making.line(number)) for number in range(3)], indent=1))
    page = tmp_path / "page.html"
    page.write_bytes(making.page(1))
    packed = tmp_path / "packed.warc.gz"
    packed.write_bytes(gzip.compress(making.archive(tmp_path / "a.warc", 4).read_bytes()))
    chat = tmp_path / "result.json"
    message = {"id": 1, "type": "message", "date": "2021-01-13T08:00:00", "text": making.story(1)}
    chat.write_text(json.dumps({"name": "A channel", "type": "public_channel", "id": 5, "messages": [message]}))
    for path in (array, page, packed, chat):
        assert [piece.kind for piece in slices_of(path, documents=1)] == ["file"], path
        assert cut(path, 1) == whole(path)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("lost", [1, 5, 700])
def test_an_archive_that_breaks_off_is_told_once(tmp_path: Path, name: str, lost: int) -> None:
    """What is whole is read; the last slice tells of the rest, in the words in which the whole file does."""
    path = making.archive(tmp_path / name, 6)
    path.write_bytes(path.read_bytes()[:-lost])
    assert cut(path, 2) == whole(path)


def test_a_file_that_changed_is_not_read(tmp_path: Path) -> None:
    """A slice says what its bytes are: others would be other documents under its name."""
    path = making.lines(tmp_path / "a.jsonl", [None] * 4)
    piece = slices_of(path, documents=2)[0]
    making.lines(path, ["Rain fell."] * 4)
    with pytest.raises(UsageError, match="was changed"):
        list(documents(piece, limits=LIMITS))


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    """As `tally add` reads it, without what is hidden or tells of the folder; a folder without files is told."""
    for name in ("b.jsonl", "a/c.jsonl", ".hidden.jsonl", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        making.lines(tmp_path / name, [None] * 2)
    (tmp_path / "empty").mkdir()
    assert [Path(piece.path).name for piece in slices([str(tmp_path)])] == ["c.jsonl", "b.jsonl"]
    (nothing,) = slices([str(tmp_path / "empty")])
    (problem,) = documents(nothing, limits=LIMITS)
    assert getattr(problem, "code", None) == "empty"


@pytest.mark.parametrize("source", ["-", "https://news.example/feed", "nowhere.warc"])
def test_only_files_and_folders_are_backfilled(source: str) -> None:
    """Standard input cannot be taken up again, and nothing is fetched."""
    with pytest.raises(UsageError):
        check([source])
