import json
import logging
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.model import Problem, Report, from_json, to_json
from tallystick.read.formats import read_reports

SENTENCE = "Seven people were killed when a shell hit the bakery of the village, the mayor said on Monday."
OTHER = "The army said that it had fired at a position of the rebels and that no civilians were there."
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Shell hits bakery | The Valley Post</title>
<meta property="og:title" content="Shell hits bakery | The Valley Post">
<meta property="og:site_name" content="The Valley Post">
<meta property="article:published_time" content="2021-01-14T10:30:00+02:00">
<meta property="article:modified_time" content="2021-01-14T15:00:00+02:00">
<link rel="canonical" href="https://valley.example/shell">
<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2021-01-14T08:30:00Z",
 "author": {{"name": "A. Writer"}}}}</script><style>p {{ color: red }}</style></head>
<body><nav><a href="/">Home</a> <a href="/war">War</a></nav><article><h1>Shell hits bakery</h1>
<p>{SENTENCE}</p><p>{OTHER}<br>He spoke by telephone.</p><h2>UPDATED 12:00 GMT:</h2><p>An eighth person has died
of wounds, the hospital said.</p><script>var killed = "99 people killed";</script></article>
<footer>All rights reserved</footer></body></html>"""


def _read(data: bytes | str, **options: object) -> tuple[list[Report], list[Problem]]:
    found = list(read_reports(data.encode() if isinstance(data, str) else data, **options))  # type: ignore[arg-type]
    reports = [item for item in found if isinstance(item, Report)]
    return reports, [item for item in found if isinstance(item, Problem)]


def _codes(data: bytes | str, **options: object) -> list[str]:
    return [problem.code for problem in _read(data, **options)[1]]


# ---------------------------------------------------------------------------------------- JSON lines


def test_json_line_with_all_keys() -> None:
    """Every key comes back under its noun's name, and unknown keys are ignored."""
    line = {
        "id": "a1",
        "title": "Shell hits bakery",
        "text": SENTENCE,
        "published_at": "2021-01-14",
        "outlet": "The Valley Post",
        "url": "https://valley.example/shell",
        "language": "en",
        "author": "A. Writer",
    }
    (report,), problems = _read(json.dumps(line))
    assert problems == []
    assert (report.external_id, report.title, report.text) == ("a1", "Shell hits bakery", SENTENCE)
    assert (report.outlet, report.url, report.language) == ("The Valley Post", "https://valley.example/shell", "en")
    assert (report.published_at, report.published_precision) == (datetime(2021, 1, 14, tzinfo=UTC), "day")
    assert [item.where for item in report.date_evidence] == ["json published_at"]


def test_only_text_is_needed() -> None:
    """A line with a text alone is a report, and its missing date is told."""
    (report,), (problem,) = _read(json.dumps({"text": SENTENCE}), name="/home/somebody/in.jsonl")
    assert (report.title, report.outlet, report.published_at, report.language) == ("", None, None, None)
    assert (problem.code, problem.stage, problem.report) == ("undated", "read", report.id)
    assert problem.message.startswith("in.jsonl, line 1: ")


def test_lines_end_at_newlines_only() -> None:
    """A text with U+2028, U+2029 and U+0085 in it is one report, unchanged."""
    text = "One.\u2028Two.\u2029Three.\u0085Four."
    data = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for _ in range(2))
    assert [report.text for report in _read(data)[0]] == [text, text]


def test_a_bad_line_does_not_stop_the_rest() -> None:
    """Each bad line is one problem with its number; the lines around it are read."""
    good = json.dumps({"text": SENTENCE, "published_at": "2021-01-14"}).encode()
    bad = [b'{"text": ', b'{"title": "x"}', b'{"text": 5}', b"[1]", b'{"text": "\xff"}', b'{"text": "\\ud800"}']
    reports, problems = _read(b"\n".join([good, *bad, b"", good]))
    assert len(reports) == 2
    assert [problem.code for problem in problems] == [
        "bad-json", "no-text", "bad-json", "bad-json", "encoding", "bad-json",
    ]  # fmt: skip
    assert [f"line {n}" in problem.message for n, problem in enumerate(problems, start=2)] == [True] * 6
    assert {problem.report for problem in problems} == {"input"}


def test_a_bad_date_is_told_and_the_report_kept() -> None:
    """A date that cannot be read leaves the report undated, as evidence and as a problem."""
    (report,), (problem,) = _read(json.dumps({"text": SENTENCE, "published_at": "14/01/2021"}))
    assert report.published_at is None
    assert report.date_evidence[0].wording == "14/01/2021"
    assert (problem.code, problem.report) == ("bad-date", report.id)


def test_a_whole_json_document() -> None:
    """One object printed over several lines, or an array of objects, is read as well."""
    value = {"text": SENTENCE, "published_at": "2021-01-14"}
    assert len(_read(json.dumps(value, indent=2))[0]) == 1
    assert len(_read(json.dumps([value, value], indent=2))[0]) == 2
    assert "entry 2" in _read(json.dumps([value, {}]))[1][0].message


def test_numbers_as_ids_and_null_keys() -> None:
    """A number is taken as the id's digits; null is the same as missing."""
    (report,), _ = _read('{"id": 7, "text": "Nine died.", "title": null, "published_at": null}')
    assert (report.external_id, report.title) == ("7", "")


def test_json_lines_are_read_one_by_one() -> None:
    """The first report comes before the later lines are looked at, and memory does not grow with the lines."""
    line = json.dumps({"text": SENTENCE * 100, "published_at": "2021-01-14"}).encode() + b"\n"
    data = line * 1500  # 14 MB
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_reports(data)) == 1500
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


# ---------------------------------------------------------------------------------------------- HTML


def test_page() -> None:
    """A page gives its article, block by block, and what it says about itself."""
    (report,), problems = _read(PAGE)
    assert problems == []
    assert report.text.split("\n\n") == [
        SENTENCE,
        f"{OTHER}\nHe spoke by telephone.",
        "UPDATED 12:00 GMT:",
        "An eighth person has died of wounds, the hospital said.",
    ]
    assert (report.title, report.outlet) == ("Shell hits bakery", "The Valley Post")
    assert (report.url, report.language) == ("https://valley.example/shell", "en")
    assert (report.published_at, report.published_precision) == (datetime(2021, 1, 14, 8, 30, tzinfo=UTC), "instant")
    assert [(section.label, section.published_at) for section in report.sections] == [
        (None, None),
        ("UPDATED 12:00 GMT", datetime(2021, 1, 14, 12, tzinfo=UTC)),
    ]


def test_all_date_evidence_is_kept() -> None:
    """Every place that says when is kept with its wording and zone."""
    (report,), _ = _read(PAGE)
    assert [(item.where, item.wording) for item in report.date_evidence] == [
        ("meta article:published_time", "2021-01-14T10:30:00+02:00"),
        ("meta article:modified_time", "2021-01-14T15:00:00+02:00"),
        ("json-ld datePublished", "2021-01-14T08:30:00Z"),
    ]


def test_what_is_given_wins() -> None:
    """Options win over the page, and the page's own dates stay as evidence."""
    (report,), _ = _read(PAGE, published_at="2021-01-13", outlet="Valley Post, print")
    assert (report.published_at, report.published_precision) == (datetime(2021, 1, 13, tzinfo=UTC), "day")
    assert report.outlet == "Valley Post, print"
    assert [item.where for item in report.date_evidence][:2] == ["given", "meta article:published_time"]


def test_no_script_style_or_author_in_a_report() -> None:
    """Scripts, styles and names of authors are nowhere in a report."""
    (report,), _ = _read(PAGE)
    assert not any(word in to_json(report).decode() for word in ("99 people", "color", "Writer"))


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<html><head><title>Nothing here</title></head><body><nav>Home</nav></body></html>",
        "<html><body><script>document.write('seven killed')</script></body></html>",
        "<!doctype html>",
        "<html><!--" + "-" * 10_000,
    ],
)
def test_html_without_text(page: str) -> None:
    """A page without an article is one problem and no report."""
    assert _codes(page) == ["html-without-text"]
    assert _read(page)[0] == []


def test_short_page() -> None:
    """A page of one sentence is a report."""
    assert _read(f"<html><body><p>{SENTENCE}</p></body></html>")[0][0].text == SENTENCE


# ------------------------------------------------------------------------------------ text and format


def test_plain_text() -> None:
    """A text is its own report, unchanged, dated by what is given."""
    text = f"{SENTENCE}\n\n{OTHER}\n\n  3 < 5 and <b>not</b> HTML\n"
    (report,), problems = _read(text, published_at="2021-01-14T10:00:00Z", name="a.txt")
    assert problems == []
    assert (report.text, report.title) == (text, "")
    assert report.published_at == datetime(2021, 1, 14, 10, tzinfo=UTC)


def test_content_decides_and_the_name_helps() -> None:
    """HTML in a .txt is HTML; a fragment is HTML if it is named so; a brace does not make JSON."""
    assert _read(PAGE, name="saved.txt")[0][0].outlet == "The Valley Post"
    assert _read(f"{SENTENCE}<p>{OTHER}</p>", name="part.html")[0][0].text == f"{SENTENCE}\n\n{OTHER}"
    assert _read(f"{{Note}} {SENTENCE}")[0][0].text == f"{{Note}} {SENTENCE}"
    assert _read(f"[Update: 14:20] {SENTENCE}")[0][0].sections[0].label == "Update: 14:20"
    assert _codes("no json at all", name="in.jsonl") == ["bad-json"]


def test_the_name_is_not_part_of_the_report() -> None:
    """The same bytes under another name and folder are the same report."""
    assert _read(PAGE, name="/home/a/x.html")[0] == _read(PAGE, name="C:\\b\\y.html")[0] == _read(PAGE)[0]


def test_the_id_is_made_of_the_content() -> None:
    """Another outlet, day or text is another report; an external id is not."""
    base = {"text": SENTENCE, "published_at": "2021-01-14", "outlet": "A", "title": "T", "url": "https://a.example/"}
    variants = [base, *({**base, key: "2021-01-15" if key == "published_at" else "X"} for key in base)]
    ids = {_read(json.dumps(variant))[0][0].id for variant in variants}
    assert len(ids) == len(variants)
    assert _read(json.dumps({**base, "id": "other"}))[0][0].id in ids


# ---------------------------------------------------------------------------------------- bad inputs


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\0\0\0", "\u202e\u2066".encode()])
def test_empty(data: bytes) -> None:
    """Nothing, blanks, a mark alone and invisible marks alone are empty."""
    assert _codes(data) == ["empty"]


def test_binary() -> None:
    """A document that is no text is told with what it looks like."""
    _, (problem,) = _read(b"%PDF-1.4 ...", name="dir/report.pdf")
    assert problem.code == "binary"
    assert "PDF" in problem.message
    assert problem.report == "report.pdf"


def test_wrong_encoding_is_read_and_told() -> None:
    """A text in another charset is a report with a problem."""
    (report,), problems = _read(
        ("The mayor of Besançon said “seven”. " * 3).encode("cp1252"), published_at="2021-01-14"
    )
    assert "Besançon" in report.text
    assert [problem.code for problem in problems] == ["encoding"]


def test_other_language_is_kept() -> None:
    """A report in another language is yielded, and told to be unread."""
    (report,), problems = _read(
        '{"text": "قتل سبعة أشخاص في قصف على سوق", "language": "ar", "published_at": "2021-01-14"}'
    )
    assert report.language == "ar"
    assert [problem.code for problem in problems] == ["other-language"]
    assert "no reader for language 'ar' yet" in problems[0].message
    assert "kept" in problems[0].message


def test_a_bad_option_is_told() -> None:
    """A date given by the caller that cannot be read is a problem, and the page's own is used."""
    (report,), (problem,) = _read(PAGE, published_at="last week")
    assert problem.code == "bad-date"
    assert report.published_at == datetime(2021, 1, 14, 8, 30, tzinfo=UTC)


def test_too_large() -> None:
    """A report beyond the limit is told with the limit and how to raise it, and raising it helps."""
    text = SENTENCE * 100
    _, (problem,) = _read(text, limit_bytes=1000, published_at="2021-01-14")
    assert problem.code == "too-large"
    assert "1,000 bytes" in problem.message
    assert "limit_bytes" in problem.message
    assert _codes(text, limit_bytes=100_000, published_at="2021-01-14") == []


def test_the_limit_of_json_lines_is_each_line() -> None:
    """A large file of small reports is read; a large line in it is not."""
    line = json.dumps({"text": SENTENCE, "published_at": "2021-01-14"})
    large = json.dumps({"text": SENTENCE * 50, "published_at": "2021-01-14"})
    reports, problems = _read("\n".join([line] * 50 + [large, line]), limit_bytes=1000)
    assert len(reports) == 51
    assert [problem.code for problem in problems] == ["too-large"]


P = f"<p>{SENTENCE}</p>"
HOSTILE = {
    "50 MB": (lambda: b"a" * 50_000_000, "too-large"),
    "50 MB of HTML": (lambda: b"<html>" + b"a" * 50_000_000, "too-large"),
    "50 MB in one JSON line": (lambda: b'{"text":"' + b"a" * 50_000_000 + b'"}', "too-large"),
    "10 MB in one line": (lambda: b"seven people died " * 600_000, None),
    "10 MB in one JSON line": (lambda: b'{"text":"' + b"seven died " * 1_000_000 + b'"}', None),
    "10,000 nested divs": (lambda: b"<html>" + b"<div>" * 10_000 + P.encode(), "html-without-text"),
    "a page, then 10,000 divs": (lambda: f"<html>{P}{'<div>' * 10_000}".encode(), "too-large"),
    "millions of tags": (lambda: b"<html>" + b"<p>x" * 1_000_000, "too-large"),
    "10,000 lists": (lambda: b"<html>" + b"<ul><li>x</ul>" * 10_000, "too-large"),
    "200,000 attributes": (lambda: b"<html><p " + b"a=1 " * 200_000 + b">x</p>", "too-large"),
    "10,000 comments": (lambda: b"<!--a-->" * 10_000, None),
    "10 MB of comment": (lambda: b"<html><!--" + b"-" * 10_000_000, "html-without-text"),
    "10 MB of blanks": (lambda: b"<html><p>" + b" " * 10_000_000, "html-without-text"),
    "deep JSON": (lambda: b'{"text":' + b"[" * 1_000_000, "bad-json"),
    "2,000,000 blank lines": (lambda: b"x" + b"\n" * 2_000_000, None),
    "a million angle brackets": (lambda: b"<" * 1_000_000, None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_inputs(name: str) -> None:
    """Each hostile input ends within seconds, in a report or in the problem that names what is wrong."""
    make, code = HOSTILE[name]
    data = make()
    started = time.perf_counter()
    found = _codes(data)
    assert time.perf_counter() - started < 20  # 0.1 to 2 s here; without the guards minutes
    if code:
        assert code in found
    else:
        assert set(found) <= {"undated", "other-language"}


def test_entities_are_not_expanded() -> None:
    """Own and external entities of a document are not followed."""
    page = f"""<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "{"x" * 1000}"><!ENTITY f SYSTEM "file:///etc/hostname">]>
<html><body><p>{SENTENCE} &a;&a;&f;</p></body></html>"""
    (report,), _ = _read(page)
    assert SENTENCE in report.text
    assert len(report.text) < len(SENTENCE) + 20


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """A page that yields nothing leaves nothing on stdout or stderr."""
    logging.lastResort, kept = logging.StreamHandler(), logging.lastResort
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    try:
        _read("<html><body></body></html>")
    finally:
        root.handlers, logging.lastResort = handlers, kept
    assert capfd.readouterr() == ("", "")


# ---------------------------------------------------------------------------------------------- laws

PIECES = st.sampled_from(
    [b"<html>", b"<p>", b"</p>", b"<div>", b'{"text": "', b'"}', b"\n", b"UPDATE, JAN 13:", b"14:05 GMT:", b"\xff\xfe",
     b"\xef\xbb\xbf", b"\0", SENTENCE.encode(), "قتل سبعة".encode(), b'<meta charset="koi8-r">', b"&amp;", b"<!--"]
)  # fmt: skip
BYTES = st.binary(max_size=200) | st.lists(PIECES | st.binary(max_size=20), max_size=12).map(b"".join)


@settings(deadline=None, max_examples=150)
@given(BYTES, st.sampled_from([None, "a.html", "a.jsonl", "a.txt"]), st.sampled_from([None, "2021-01-14", "soon"]))
def test_any_bytes(data: bytes, name: str | None, published_at: str | None) -> None:
    """Any bytes give reports and problems only; sections cover the text; the same bytes give the same again."""
    found = list(read_reports(data, name=name, published_at=published_at))
    assert found
    for item in found:
        assert isinstance(item, Report | Problem)
        assert from_json(to_json(item), type(item)) == item
        if isinstance(item, Report):
            assert item.text.strip()
            assert "".join(item.text[s.start : s.end] for s in item.sections) == item.text
    again = list(read_reports(data, name=name, published_at=published_at))
    assert [to_json(item) for item in again] == [to_json(item) for item in found]


@pytest.mark.parametrize("data", [b"[]", b"\xfe\xff", b"\xff\xfe\n\x00"])
def test_json_that_holds_no_report_is_a_problem(data: bytes) -> None:
    """Nothing is passed over in silence: an empty array, or a mark and no text, is told."""
    found = list(read_reports(data, name="a.jsonl"))
    assert [item.code for item in found if isinstance(item, Problem)] == ["empty"]
