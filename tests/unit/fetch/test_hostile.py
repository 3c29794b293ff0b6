"""Hostile inputs: none reads a file, reaches a private address, hangs, exhausts memory, or is lost silently."""

from __future__ import annotations

import gzip
import io
import json
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tallystick import api
from tallystick.fetch.limits import Limits
from tallystick.ledger.memory import MemoryLedger
from tallystick.model import Problem
from tests.site import Page, Site, answer, article, dripping, opml, redirect, rss, site

LIMITS = Limits(seconds=3, silence=0.5, delay=0, bytes=2_000_000, entries=50)
SECRET = "the secret of this machine"
SECONDS, MEGABYTES = 8, 150


def bomb(megabytes: int = 300, *, window: int = 31) -> bytes:
    """Zeros, packed with gzip, without being held in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    zeros = b"\0" * 1_000_000
    return b"".join([*(packer.compress(zeros) for _ in range(megabytes)), packer.flush()])


BOMB = bomb()


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """The parser is loaded before time and memory are measured."""
    with site() as served:
        served.pages["/page"] = article()
        api.add([served.url("/page")], ledger=MemoryLedger(), polite=served.polite())


@pytest.fixture
def news() -> Iterator[Site]:
    """A site whose secret is behind an address that is not allowed."""
    with site() as served:
        served.names["internal.example"] = ["10.0.0.7"]
        served.names["both.example"] = ["93.184.215.14", "127.0.0.1"]
        yield served


def taken(news: Site, *inputs: str | Path) -> tuple[MemoryLedger, api.Added]:
    """What a ledger gets of these inputs, within time and memory."""
    book = MemoryLedger()
    tracemalloc.start()
    began, computed = time.monotonic(), time.process_time()
    try:
        added = api.add(inputs, ledger=book, polite=news.polite(LIMITS))
        assert time.process_time() - computed < SECONDS
        assert time.monotonic() - began < 5 * SECONDS  # by the clock of a machine that may be busy with other things
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 1_000_000
    finally:
        tracemalloc.stop()
    assert book.verify() == []
    assert not any(SECRET in entry.body for entry in book.entries())
    return book, added


def codes(added: api.Added) -> list[str]:
    """The codes of all problems."""
    return [problem.code for problem in added.problems]


# ---------------------------------------------------------------------- addresses that are not ours to ask


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://127.1/", "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[::]/", "http://169.254.169.254/latest/",
        "http://[fd00:ec2::254]/", "http://100.64.0.1/", "http://10.0.0.1/", "http://192.168.0.1/", "http://224.0.0.1/",
        "http://internal.example/", "http://both.example/", "http://user:pw@127.0.0.1/", "http://127.0.0.1:22/",
        "http://1.1.1.1:6379/", "http://①②⑦.⓪.⓪.①/", "http://[fe80::1%25eth0]/",
    ],
)  # fmt: skip
def test_no_private_address_is_reached(news: Site, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is spelled, directly, as an entry of a feed, and behind a redirect."""
    import socket

    true_resolve = news.resolve

    def resolve(name: str, port: int) -> list[str]:
        if name.endswith(".example"):
            return list(true_resolve(name, port))
        hints = socket.AI_NUMERICHOST if name != "localhost" else 0
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=hints)
        except (OSError, UnicodeError):
            return []
        return [str(each[4][0]) for each in found]

    monkeypatch.setattr(news, "resolve", resolve)
    news.pages["/feed"] = rss(address)
    news.pages["/on"] = redirect(address)
    for given in (address, news.url("/feed"), news.url("/on")):
        _, added = taken(news, given)
        assert codes(added)
        assert set(codes(added)) <= {"not-allowed", "unreachable", "robots", "bad-feed"}
        assert added.inputs - added.unread == 0
    assert set(news.paths()) <= {"/feed", "/on"}


def test_a_name_that_changes_its_mind_gains_nothing(news: Site) -> None:
    """DNS rebinding: the connection is made to the address that was looked at, and looked at anew each time."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"]])
    asked: list[str] = []

    def resolve(name: str, port: int) -> list[str]:
        asked.append(name)
        return next(answers)

    fetcher = news.fetcher(LIMITS)
    fetcher._resolve = resolve
    from tallystick.errors import FetchError

    for _ in range(2):
        with pytest.raises(FetchError):
            fetcher.get("http://rebinding.example/secret")
    assert len(asked) == 2
    assert news.asked == []


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "/etc/passwd", "\\\\server\\share", "ftp://news.example/a", "gopher://127.0.0.1:70/",
     "javascript:alert(1)", "data:text/html,<p>x</p>", "unix:/var/run/docker.sock", "http://", "http:///x",
     "http://a b/", "dict://127.0.0.1:11211/", "http://news.example:99999/", "C:\\secret.txt", "mailto:a@b.example"],
)  # fmt: skip
def test_a_feed_names_no_file(news: Site, address: str, tmp_path: Path) -> None:
    """What is no web address is a problem of the feed, and is never opened."""
    news.pages["/feed"] = rss(address.replace("<", "&lt;"), news.url("/good"))
    news.pages["/good"] = article()
    _, added = taken(news, news.url("/feed"))
    assert (added.new, added.unread) == (1, len(added.problems))
    assert set(codes(added)) <= {"bad-feed", "not-allowed", "unreachable", "robots", "gone"}
    assert codes(added)


def test_a_feed_that_is_a_path_opens_nothing(news: Site, tmp_path: Path) -> None:
    """A body that is nothing but the name of a file stays a body."""
    (tmp_path / "secret.xml").write_text(rss("http://news.example/").replace("News", SECRET))
    news.pages["/feed"] = str(tmp_path / "secret.xml")
    _, added = taken(news, news.url("/feed"))
    assert added.inputs == 1


# ------------------------------------------------------------------------------------------------- XML

BILLION = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><channel><title>&j;</title><item><link>http://news.example/</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    "feed",
    [
        BILLION,
        BILLION.replace("<!ENTITY", "<!ENTITY\n"),
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
        "<rss><channel><title>&x;</title></channel></rss>",
        '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "file://{secret}"><rss><channel><title>t</title></channel></rss>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://internal.example/x.dtd"> %p;]><rss><channel/></rss>',
        '<urlset xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file://{secret}" parse="text"/></urlset>',
        '<opml><body><outline xmlUrl="file://{secret}"/></body></opml>',
        "<rss>" + "<a>" * 100_000,
        "<opml><body>" + "<outline>" * 100_000,
        "<urlset>" + "<url><loc>" * 50_000,
        "<rss><channel><item><link>http://news.example/\x00</link>",
        "<feed " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>",
    ],
)
def test_a_hostile_list_is_a_problem_or_nothing(news: Site, feed: str, tmp_path: Path) -> None:
    """Entities that swell, entities and includes that name files, deep nesting, broken ends."""
    (tmp_path / "secret").write_text(SECRET)
    news.pages["/feed"] = feed.replace("{secret}", str(tmp_path / "secret"))
    book, added = taken(news, news.url("/feed"))
    assert list(book.readings()) == []
    assert set(codes(added)) <= {
        "bad-feed",
        "gone",
        "unreachable",
        "not-allowed",
        "robots",
        "binary",
        "html-without-text",
    }
    assert [path for path in news.paths() if path != "/feed"] == []


def test_a_feed_that_names_itself_ends(news: Site) -> None:
    """Lists that name each other, and themselves, are each read once."""
    news.pages["/a"] = opml(news.url("/b"), news.url("/a"))
    news.pages["/b"] = opml(news.url("/a"), news.url("/b"), news.url("/feed"))
    news.pages["/feed"] = rss(news.url("/feed"), news.url("/good"))
    news.pages["/good"] = article()
    _, added = taken(news, news.url("/a"))
    assert added.new == 1
    assert len(news.paths()) <= 5


def test_a_feed_without_end_is_cut(news: Site) -> None:
    """Of ten thousand entries the first fifty are asked for, and that is told."""
    news.pages["/feed"] = rss(*(news.url(f"/p{number}") for number in range(10_000)))
    _, added = taken(news, news.url("/feed"))
    assert len(news.paths()) == 51
    assert any("more than 50 entries" in problem.message for problem in added.problems)


# ---------------------------------------------------------------------------------------------- bodies


def endless(handler: object) -> None:
    """A body that never ends, as fast as it goes."""
    answer(handler, b"<p>", length=None)  # type: ignore[arg-type]
    for _ in range(100_000):
        handler.wfile.write(b"x" * 65_536)  # type: ignore[attr-defined]


def slow_headers(handler: object) -> None:
    """A header line that drips."""
    for _ in range(1_000):
        handler.wfile.write(b"X")  # type: ignore[attr-defined]
        handler.wfile.flush()  # type: ignore[attr-defined]
        time.sleep(0.02)


def raw(data: bytes) -> Page:
    """Bytes instead of HTTP."""

    def serve(handler: object) -> None:
        handler.wfile.write(data)  # type: ignore[attr-defined]
        handler.close_connection = True  # type: ignore[attr-defined]

    return serve


def silent(handler: object) -> None:
    """No answer at all."""
    time.sleep(2)


BODIES: dict[str, tuple[Page, set[str]]] = {
    "a gzip bomb": (lambda handler: answer(handler, BOMB, Content_Encoding="gzip"), {"too-large"}),
    "a bomb in a bomb": (
        lambda handler: answer(handler, gzip.compress(BOMB), Content_Encoding="gzip, gzip"),
        {"unreadable"},
    ),
    "deflate that lies": (lambda handler: answer(handler, b"no deflate", Content_Encoding="deflate"), {"unreadable"}),
    "gzip cut short": (
        lambda handler: answer(handler, gzip.compress(article().encode())[:-20], Content_Encoding="gzip"),
        {"broken-off"},
    ),
    "an unknown packing": (lambda handler: answer(handler, b"x" * 100, Content_Encoding="br"), {"unreadable"}),
    "an endless body": (endless, {"too-large", "timeout"}),
    "a slow body": (dripping(b"<p>x", every=0.05), {"timeout"}),
    "slow headers": (slow_headers, {"timeout", "broken-off"}),
    "silence": (silent, {"timeout"}),
    "a length too long": (lambda handler: answer(handler, b"<p>short", length=500), {"broken-off"}),
    "a length below nothing": (lambda handler: answer(handler, b"x", length=-5), {"broken-off"}),
    "two lengths": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello"), {"broken-off"}
    ),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), {"broken-off"}),
    "nothing": (raw(b""), {"broken-off", "unreachable"}),
    "a header of 1 MB": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\nx"), {"broken-off"}),
    "100,000 headers": (raw(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 100_000 + b"\r\nx"), {"broken-off"}),
    "300 redirects": (redirect("/next?n=1"), {"redirects"}),
    "a redirect to itself": (redirect("/body"), {"redirects"}),
    "a redirect to a file": (redirect("file:///etc/passwd"), {"not-allowed"}),
    "a redirect to nowhere": (redirect(""), {"redirects"}),
    "a redirect to another port": (redirect("http://news.example:22/"), {"not-allowed"}),
    "a redirect that splits headers": (
        raw(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\tSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"),
        {"not-allowed", "gone"},
    ),
    "an error page": (lambda handler: answer(handler, article().encode(), status=500), {"refused"}),
    "no content": (lambda handler: answer(handler, status=204, length=None), {"refused"}),
    "go away": (lambda handler: answer(handler, status=429, Retry_After="9999999999999"), {"refused"}),
    "an empty page": (b"", {"empty"}),
    "nulls": (b"\0" * 100_000, {"empty"}),
    "a picture": (lambda handler: answer(handler, b"\x89PNG" + b"\0" * 999, media_type="text/html"), {"binary"}),
    "a ZIP that is called a page": (b"PK\x03\x04" + b"\0" * 999, {"binary"}),
    "no charset fits": (
        lambda handler: answer(handler, bytes(range(128, 256)) * 40, media_type="text/html; charset=utf-8"),
        {"encoding", "binary", "undated", "other-language", "no-claims"},
    ),
    "deep nesting": (b"<html><body>" + b"<div>" * 100_000 + b"x", {"html-without-text", "too-large"}),
    "a million tags": (b"<html><body>" + b"<p>" * 1_000_000, {"too-large", "timeout"}),
    "a tag of 100,000 attributes": (b"<html><body><p " + b"a=1 " * 100_000 + b">x</p>", {"too-large"}),
    "deep JSON": (b'{"text": ' + b"[" * 100_000, {"bad-json"}),
    "JSON of numbers": (b'{"text": 1e999999}', {"bad-json"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_one_problem(news: Site, name: str) -> None:
    """Whatever a server answers, the page behind it is read, and what could not be had is told with its code."""
    news.pages["/body"], expected = BODIES[name]
    news.pages["/next"] = lambda handler: answer(
        handler, status=302, Location=f"/next?n={int(handler.path.partition('=')[2]) + 1}"
    )
    news.pages["/good"] = article()
    news.pages["/feed"] = rss(news.url("/body"), news.url("/good"))
    book, added = taken(news, news.url("/feed"))
    assert set(codes(added)) & expected
    assert added.inputs == 2
    assert "at least 9 fighters" in " ".join(reading.report.text for reading in book.readings())
    assert len(news.paths()) <= 10


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (article().replace("<h1>", "<script>document.write('99 people killed')</script><h1>"), "Warplanes"),
        (article().replace("bombed", "\u202edebmob\u202c bom\u0000bed"), "bombed a depot"),
        (
            article().replace("<p>Warplanes", "<p onmouseover='alert(1)'><svg onload=alert(1)></svg>Warplanes"),
            "Warplanes",
        ),
        (article().replace("Raid on the depot", "Raid \x1b]0;owned\x07"), "Warplanes"),
        (article().replace("</article>", "<p>" + "word " * 300_000 + "</p></article>"), "Warplanes"),
        (article().replace("depot", "depot" + "\u0301" * 10_000, 1), "Warplanes"),
        (
            article().replace("<body>", '<body><link rel="canonical" href="http://127.0.0.1/"><base href="file:///">'),
            "Warplanes",
        ),
    ],
)
def test_a_hostile_page_is_text_only(news: Site, body: str, shown: str) -> None:
    """Scripts, handlers, marks that turn text around and codes for terminals are no part of the text."""
    news.pages["/page"] = body
    book, added = taken(news, news.url("/page"))
    (reading,) = book.readings()
    assert shown in reading.report.text
    assert not set("\u202e\u202c\0\x1b\x07") & set(reading.report.text + reading.report.title)
    assert "alert" not in reading.report.text
    assert "99 people" not in reading.report.text
    assert reading.report.url == news.url("/page")
    assert added.new == 1


def test_robots_files_may_be_hostile(news: Site) -> None:
    """A robots file of garbage, of 5 MB, and an endless one neither hang nor open what is shut."""
    news.pages["/page"] = article()
    for robots, reached in (
        (b"\xff\xfe\0\0" * 1000, True),
        (b"User-agent: *\nDisallow: /" + b"a*" * 20_000, True),
        (b"User-agent: *\nDisallow: /\n" + b"# \n" * 2_000_000, False),
        (dripping(b"User-agent: *\n"), False),
    ):
        news.pages["/robots.txt"] = robots
        _, added = taken(news, news.url("/page"))
        assert (added.new == 1) == reached


# ------------------------------------------------------------------------------------------------ files


def zip_bomb() -> bytes:
    """A ZIP whose WARC would unpack to 300 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("archive/data.warc", "w") as member:
            member.write(b"WARC/1.0\r\n")
            for _ in range(300):
                member.write(b"\0" * 1_000_000)
        archive.writestr("../../outside", b"x")
    return packed.getvalue()


def warc(*bodies: bytes, encoding: str = "") -> bytes:
    """A WARC of these pages, made by hand."""
    records = []
    for number, body in enumerate(bodies):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        head += f"Content-Encoding: {encoding}\r\n\r\n".encode() if encoding else b"\r\n"
        about = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
            f"WARC-Date: 2021-01-13T09:00:00Z\r\nWARC-Target-URI: http://news.example/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(head) + len(body)}\r\n\r\n"
        )
        records.append(about.encode() + head + body + b"\r\n\r\n")
    return b"".join(records)


FILES: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "a ZIP bomb": ("bomb.wacz", zip_bomb, {"bad-archive", "too-large"}),
    "a broken ZIP": ("broken.wacz", lambda: zip_bomb()[:-400], {"bad-archive", "binary"}),
    "a WARC cut short": (
        "cut.warc",
        lambda: warc(article().encode(), article(7).encode())[:-700],
        {"bad-archive", "broken-off"},
    ),
    "a packed WARC cut short": (
        "cut.warc.gz",
        lambda: gzip.compress(warc(article().encode() * 50))[:-100],
        {"bad-archive", "broken-off"},
    ),
    "a WARC of garbage": ("x.warc", lambda: b"WARC/1.0\r\n" + b"\xff" * 100_000, {"bad-archive"}),
    "a WARC record that lies": (
        "lie.warc",
        lambda: warc(b"x").replace(b"Content-Length: ", b"Content-Length: 99999999"),
        {"bad-archive", "broken-off"},
    ),
    "a bomb in a WARC": ("bomb.warc", lambda: warc(BOMB, encoding="gzip"), {"too-large"}),
    "a gzip bomb": ("bomb.html", lambda: BOMB, {"binary"}),
    "a zlib bomb in JSON": (
        "x.jsonl",
        lambda: b'{"text": "' + bomb(10, window=15).hex().encode() + b'"}',
        {"undated"},
    ),
    "a line of 10 MB": ("long.txt", lambda: b"Nine people were killed. " * 400_000, {"undated", "too-large"}),
    "a chat of nothing": ("result.json", lambda: b'{"name": "x", "messages": [1, null, {}, {"id": 1}]}', set()),
    "a deep chat": ("result.json", lambda: b'{"name": "x", "messages": [' + b"[" * 100_000, {"bad-json"}),
    "no Parquet": ("x.parquet", lambda: b"PAR1" + b"\0" * 1000 + b"PAR1", {"bad-archive"}),
    "an OPML of files": ("x.opml", lambda: opml("file:///etc/passwd", "/etc/passwd").encode(), {"bad-feed"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_a_problem(news: Site, name: str, tmp_path: Path) -> None:
    """Bombs, cut ends and lies in files are told, and the file beside them is read."""
    file, make, expected = FILES[name]
    (tmp_path / file).write_bytes(make())
    (tmp_path / "z-good.html").write_text(article())
    book, added = taken(news, tmp_path)
    assert not expected or set(codes(added)) & expected
    assert added.inputs >= 2
    assert "at least 9 fighters" in " ".join(reading.report.text for reading in book.readings())
    assert not (tmp_path.parent / "outside").exists()


def test_everything_that_is_lost_is_told(news: Site, tmp_path: Path) -> None:
    """Of a list of bad inputs each is one problem with its own subject, and is in the ledger."""
    for number in range(5):
        news.pages[f"/{number}"] = b"%PDF-1.7"
    book, added = taken(news, *(news.url(f"/{number}") for number in range(5)))
    assert added.unread == 5
    assert len(list(book.problems())) == 5
    kept = [json.loads(entry.body)["url"] for entry in book.entries(kind="capture")]
    assert kept == [news.url(f"/{number}") for number in range(5)]
    assert all(isinstance(problem, Problem) for problem in added.problems)
