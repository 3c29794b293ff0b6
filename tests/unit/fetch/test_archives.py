"""Archives and exports, as the programs that make them write them."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tallystick import api
from tallystick.ledger.memory import MemoryLedger
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.model import Reading
from tests.site import article

pytestmark = [  # of warcio, which leaves its spooled files to be closed for it
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).parents[3]
MESSAGE = "Shelling of the market in Idlib killed at least nine people, the hospital said."


def write_warc(path: Path, *pages: tuple[str, str, str], gzip: bool = True, chunked: bool = False) -> Path:
    """A WARC by warcio: each page is (address, status line, body), and has its request beside it."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
        for url, status, body in pages:
            data = body.encode()
            headers = [("Content-Type", "text/html; charset=utf-8"), ("ETag", '"7"'), ("Set-Cookie", "id=7")]
            if chunked:
                headers.append(("Transfer-Encoding", "chunked"))
                data = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:100], data[100:])) + b"0\r\n\r\n"
            about = {"WARC-Date": "2021-01-13T09:30:00Z"}
            answer = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)
            response = writer.create_warc_record(
                url, "response", payload=io.BytesIO(data), http_headers=answer, warc_headers_dict=about
            )
            writer.write_request_response_pair(
                writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=about), response
            )
    return path


def pages(count: int) -> list[tuple[str, str, str]]:
    """So many pages that were had."""
    return [
        (f"https://news.example/{number}?utm_source=x", "200 OK", article(number + 10, title=f"Raid number {number}"))
        for number in range(count)
    ]


def added(*paths: Path) -> tuple[MemoryLedger, api.Added]:
    """A ledger with what these files hold."""
    book = MemoryLedger()
    return book, api.add(paths, ledger=book)


@pytest.mark.parametrize(("gzip", "chunked"), [(True, False), (False, False), (True, True)])
def test_the_pages_of_a_warc_are_read(tmp_path: Path, gzip: bool, chunked: bool) -> None:
    """Packed or plain, framed or not: each page with its address, its time, its record and its headers."""
    book, found = added(write_warc(tmp_path / "crawl.warc.gz", *pages(3), gzip=gzip, chunked=chunked))
    assert (found.new, found.inputs, found.problems) == (3, 3, ())
    first = next(reading.report for reading in book.readings() if reading.report.title == "Raid number 0")
    assert (first.url, first.outlet) == ("https://news.example/0", "news.example")
    (capture,) = book.captures(first.id)
    assert capture.name == "crawl.warc.gz"
    assert (capture.part or "").startswith("record <urn:uuid:")
    assert capture.fetched_at == datetime(2021, 1, 13, 9, 30, tzinfo=UTC)
    assert (capture.headers["etag"], capture.media_type) == ('"7"', "text/html")
    assert "set-cookie" not in capture.headers
    assert book.original(capture.sha256) == article(10, title="Raid number 0").encode()


def test_of_a_packed_archive_that_breaks_off_all_before_is_read(tmp_path: Path) -> None:
    """Pages that lie whole before the end of a file that was cut off are not lost with the last one."""
    whole = write_warc(tmp_path / "crawl.warc.gz", *pages(3)).stat().st_size
    path = write_warc(tmp_path / "crawl.warc.gz", *pages(4))
    path.write_bytes(path.read_bytes()[: whole + 300])
    _, found = added(path)
    assert found.new == 3
    assert [problem.code for problem in found.problems] == ["bad-archive"]


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    """An answer that is no page, and a picture, are no problems; they are in the count."""
    missing = ("https://news.example/gone", "404 Not Found", "<p>nothing here</p>")
    path = write_warc(tmp_path / "crawl.warc.gz", *pages(1), missing)
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=True)
        picture = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://news.example/x.png", "response", io.BytesIO(b"\x89PNG"), http_headers=picture
            )
        )
        writer.write_record(
            writer.create_revisit_record(
                "https://news.example/0", "sha1:X", "https://news.example/0", "2021-01-13T09:30:00Z"
            )
        )
    _, found = added(path)
    assert (found.new, found.passed_over, found.unread, found.inputs) == (1, 3, 0, 4)


def test_a_wacz_is_read_as_the_warcs_in_it(tmp_path: Path) -> None:
    """Every WARC below archive/; its indexes and page lists are none."""
    inner = write_warc(tmp_path / "data.warc.gz", *pages(2)).read_bytes()
    with zipfile.ZipFile(tmp_path / "site.wacz", "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", inner)
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}')
    book, found = added(tmp_path / "site.wacz")
    assert (found.new, found.inputs) == (2, 2)
    assert {capture.name for reading in book.readings() for capture in book.captures(reading.report.id)} == {
        "site.wacz"
    }


def test_a_chat_export_is_read_message_by_message(tmp_path: Path) -> None:
    """Each message with a text is a report of its channel, at its address and instant; the rest is passed over."""
    messages = [
        {"id": 1, "type": "service", "date": "2021-01-13T09:00:00", "action": "create_channel", "text": ""},
        {"id": 2, "type": "message", "date": "2021-01-13T11:00:00", "date_unixtime": "1610528400", "text": MESSAGE},
        {"id": 3, "type": "message", "date": "2021-01-13T12:00:00", "photo": "photos/1.jpg", "text": ""},
        {
            "id": 4,
            "type": "message",
            "date": "2021-01-13T13:00:00",
            "text": ["At least ", {"type": "bold", "text": "seven"}, " people were killed in Idlib, medics said."],
        },
    ]
    export = {"name": "Harbour News", "type": "public_channel", "id": 1234567, "messages": messages}
    (tmp_path / "result.json").write_text(json.dumps(export, ensure_ascii=False, indent=1))
    book, found = added(tmp_path / "result.json")
    assert (found.new, found.passed_over, found.inputs) == (2, 2, 4)
    first, second = sorted((reading.report for reading in book.readings()), key=lambda report: report.url or "")
    assert (first.outlet, first.url, first.external_id) == ("Harbour News", "https://t.me/c/1234567/2", "2")
    assert (first.published_at, first.published_precision) == (datetime(2021, 1, 13, 9, tzinfo=UTC), "instant")
    assert second.text == "At least seven people were killed in Idlib, medics said."
    assert second.published_precision == "day"
    (capture,) = book.captures(first.id)
    assert json.loads(book.original(capture.sha256) or b"")["id"] == 2
    assert capture.part == "message 2"


def test_an_edited_message_revises_the_old_one(tmp_path: Path) -> None:
    """The same message in a later export, with another text, is another version of it."""
    book = MemoryLedger()
    for text in (MESSAGE, MESSAGE.replace("nine", "fourteen")):
        message = {
            "id": 2,
            "type": "message",
            "date": "2021-01-13T11:00:00",
            "date_unixtime": "1610528400",
            "text": text,
        }
        chat = {"name": "Harbour News", "type": "public_channel", "id": 1234567, "messages": [message]}
        (tmp_path / "result.json").write_text(json.dumps({"chats": {"list": [chat]}}))
        found = api.add([tmp_path / "result.json"], ledger=book)
    assert found.revised == 1


def test_an_archived_post_is_read_from_its_metadata(tmp_path: Path) -> None:
    """A folder of an archiver: the post's text, title, address and time; its page beside it is read, too."""
    post = {
        "status": "telegram: success",
        "metadata": {
            "url": "https://social.example/post/1",
            "title": "Harbour News",
            "content": MESSAGE,
            "timestamp": "2021-01-13 09:00:00+00:00",
        },
        "media": [{"filename": "video.mp4"}],
    }
    (tmp_path / "metadata.json").write_text(json.dumps(post, indent=4))
    (tmp_path / "page.html").write_text(article())
    book, found = added(tmp_path)
    assert (found.new, found.inputs) == (2, 2)
    report = next(reading.report for reading in book.readings() if reading.report.text == MESSAGE)
    assert (report.url, report.published_at) == ("https://social.example/post/1", datetime(2021, 1, 13, 9, tzinfo=UTC))


def test_the_rows_of_a_parquet_file_are_read(tmp_path: Path) -> None:
    """Columns are named as the keys of JSON lines; times are instants; other columns are left alone."""
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = {
        "id": [1, 2],
        "text": [MESSAGE, MESSAGE.replace("nine", "six")],
        "published_at": [datetime(2021, 1, 13, 9, tzinfo=UTC), None],
        "outlet": ["Harbour Post", None],
        "embedding": [[0.1], [0.2]],
    }
    parquet.write_table(pyarrow.table(rows), tmp_path / "articles.parquet")
    book, found = added(tmp_path / "articles.parquet")
    assert (found.new, found.inputs) == (2, 2)
    first = next(reading.report for reading in book.readings() if reading.report.outlet)
    assert (first.external_id, first.published_at) == ("1", datetime(2021, 1, 13, 9, tzinfo=UTC))
    assert book.captures(first.id)[0].part == "row 1"


def test_a_row_without_text_is_told_by_its_number(tmp_path: Path) -> None:
    """Of a thousand rows the bad one can be found."""
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"text": [MESSAGE, None]}), tmp_path / "articles.parquet")
    book, found = added(tmp_path / "articles.parquet")
    (told,) = [problem for problem in found.problems if problem.code == "no-text"]
    assert told.message.startswith("articles.parquet: row 2: ")
    again = [problem for problem in api.reread(ledger=book).added.problems if problem.code == "no-text"]
    assert [problem.message for problem in again] == [told.message]


def test_a_parquet_file_without_texts_is_told(tmp_path: Path) -> None:
    """Its columns are named, so that the right one can be given its name."""
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"body": ["x"]}), tmp_path / "articles.parquet")
    _, found = added(tmp_path / "articles.parquet")
    (problem,) = found.problems
    assert (problem.code, "found body" in problem.message) == ("bad-archive", True)


def test_archives_can_be_read_without_a_ledger(tmp_path: Path) -> None:
    """`tally read` takes them, too."""
    path = write_warc(tmp_path / "crawl.warc.gz", *pages(2))
    assert len([item for item in api.read_paths([path]) if isinstance(item, Reading)]) == 2


PROGRAM = "import sys; from tallystick import api; api.add([sys.argv[1]], ledger=sys.argv[2])"


def test_killed_in_the_middle_of_a_warc_it_goes_on(tmp_path: Path) -> None:
    """kill -9 while a WARC is added, twice: at the end each page is there once, and the ledger is whole."""
    path = write_warc(tmp_path / "crawl.warc.gz", *pages(40))
    command = [sys.executable, "-c", PROGRAM, str(path), str(tmp_path / "tally.db")]
    for least in (2, 15):
        process = subprocess.Popen(command, cwd=ROOT)
        deadline = time.monotonic() + 60
        while _held(tmp_path / "tally.db") < least and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    held = _held(tmp_path / "tally.db")
    assert 15 <= held < 40
    found = api.add([path], ledger=tmp_path / "tally.db")
    assert (found.same, found.new) == (held, 40 - held)
    with SqliteLedger.open(tmp_path / "tally.db") as book:
        titles = [reading.report.title for reading in book.readings()]
    assert sorted(titles) == sorted(f"Raid number {number}" for number in range(40))
    assert api.verify(tmp_path / "tally.db").faults == ()


def _held(path: Path) -> int:
    """How many reports the ledger has now."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    try:
        with SqliteLedger.open(path) as book:
            return book.counts().reports
    except Exception:  # it is being made just now
        return 0
