"""Every reader of other people's bytes, each as a function of bytes: it gives a result, or raises an error of ours.

Any other exception is a fault, and so is a reading whose quotes do not stand in its text.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from tallystick.errors import InternalError, TallystickError
from tallystick.extract.claims import Knowledge, extract
from tallystick.fetch import exports, files, warc
from tallystick.fetch.limits import Limits
from tallystick.ids import content_id
from tallystick.intake import load_knowledge
from tallystick.ledger import grounding
from tallystick.model import Original, Report
from tallystick.read import addresses, dates, feeds, formats, sections
from tallystick.text import minhash, numerals

SEEDS = Path(__file__).parent / "seeds"
LIMITS = Limits(bytes=200_000)

Target = Callable[[bytes], None]


@lru_cache(maxsize=1)
def known() -> Knowledge:
    """All tables, loaded once."""
    return load_knowledge()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def html(data: bytes) -> None:
    """A page, as bytes with this ending."""
    _reports(data, "page.html")


def text(data: bytes) -> None:
    """A file without a format."""
    _reports(data, "report.txt")


def jsonlines(data: bytes) -> None:
    """JSON lines, arrays, objects; and the same cut into pieces."""
    _reports(data, "reports.jsonl")
    if formats.are_lines(data, "reports.jsonl"):
        list(formats.read_pieces(data, name="reports.jsonl", lines_before=7))


def _reports(data: bytes, name: str) -> None:
    for item in formats.read_reports(data, name=name, limit_bytes=LIMITS.bytes):
        if isinstance(item, Report):
            minhash.keys(item.text)
            for section in item.sections:
                assert 0 <= section.start <= section.end <= len(item.text), section


def feed(data: bytes) -> None:
    """RSS, Atom, JSON Feed, sitemaps, indexes, OPML."""
    feeds.looks_like_feed(data)
    for entry in feeds.read_feed(data, url="https://news.example/feed", most=50).entries:
        assert addresses.parts_of(entry.url) is not None, entry.url


def archive(data: bytes) -> None:
    """The records of a WARC, plain or packed."""
    list(warc.from_records(io.BytesIO(data), name="a.warc", before=0, limits=LIMITS))


def wacz(data: bytes) -> None:
    """A ZIP with WARC files in it."""
    with _file(data, "a.wacz") as path:
        _all(warc.from_wacz(path, limits=LIMITS) if warc.looks_like_wacz(path) else files.inputs(str(path)))


def parquet(data: bytes) -> None:
    """A Parquet file, and how it would be cut."""
    with _file(data, "a.parquet") as path:
        exports.row_groups(path)
        _all(exports.from_parquet(path))


def chat(data: bytes) -> None:
    """A chat, or an account, as Telegram Desktop exports it."""
    if exports.looks_like_telegram(data):
        _all(exports.from_telegram(data, name="result.json") or ())


def slices(data: bytes) -> None:
    """A file of any kind, in slices and whole: the same documents."""
    from tallystick.engine.documents import documents
    from tallystick.engine.slices import slices_of

    for name in ("a.jsonl", "a.warc"):
        with _file(data, name) as path:
            for piece in slices_of(path, documents=2):
                list(documents(piece, limits=LIMITS))


def section(data: bytes) -> None:
    """A text with headings of sections in it."""
    told = _text(data)
    at = datetime(2021, 1, 14, tzinfo=UTC)
    for found in sections.split_sections(told, at, precision="day"):
        assert 0 <= found.start <= found.end <= len(told), found


def words(data: bytes) -> None:
    """Dates, numbers and addresses as people write them."""
    told = _text(data)
    for line in told.splitlines()[:20]:
        dates.read_date(line)
        dates.evidence("given", line)
        numerals.number(line)
        numerals.vague(line)
        addresses.tidy(line, base="https://news.example/")
        addresses.of_page(line, had_from=None)


def claims(data: bytes) -> None:
    """The text of a report, with its first line as the title: what is claimed stands in it."""
    title, _, told = _text(data)[:4000].partition("\n")
    title, told = title.replace("\r", " "), told.replace("\r", " ").replace("\0", " ")
    report = Report(
        id=content_id("rep", title, told),
        title=title,
        text=told,
        language="en",
        published_at=datetime(2021, 1, 14, tzinfo=UTC),
        published_precision="day",
    )
    reading = extract(report, known=known(), layers=("attributions", "places", "times"), explain=True)
    assert list(grounding.faults(reading)) == []


TARGETS: dict[str, Target] = {
    each.__name__: each
    for each in (html, text, jsonlines, feed, archive, wacz, parquet, chat, slices, section, words, claims)
}


def tried(name: str, data: bytes) -> None:
    """Give bytes to a target; an error of ours is an answer, a fault of ours is not."""
    try:
        TARGETS[name](data)
    except InternalError:
        raise
    except TallystickError:
        pass


def seeds(name: str) -> Iterator[bytes]:
    """What fuzzing of a target begins with: files that are whole, and those that it once broke on."""
    for path in sorted((SEEDS / name).iterdir()):
        yield path.read_bytes()


def _all(found: Any) -> None:
    for item in found:
        if isinstance(item, Original):
            assert len(item.data) == item.capture.size


@contextmanager
def _file(data: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        yield path
