"""Bytes to reports: which format it is, and everything that can be wrong with it, said as a `Problem`.

Nothing here raises for what is in the bytes. A report is followed by its problems; what is no report at all
is one problem. The name of the input is used in messages, and its ending as a hint; never for the report
itself, so that the same bytes are the same report on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from tallystick.errors import UnreadableReportError
from tallystick.ids import content_id
from tallystick.model import Capture, DateEvidence, Problem, Record, Report
from tallystick.read import addresses, dates, decoding, jsonlines, language, messages
from tallystick.read.sections import split_sections

STAGE = "read"
LIMIT_BYTES = 20_000_000
"""The largest report read. A long newspaper page is 1 MB; beyond 20 MB it is a dump or an attack."""

Format = Literal["json", "html", "text"]

_SUBSTANCE = re.compile(rb"[^\0\s\xef\xbb\xbf]")
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAG = re.compile(
    r"<(?:p|div|meta|title|article|section|main|h1|h2|script|span|ul|table|br|header|a)\b[^<>]*>", re.I
)


class _Options(Record, frozen=True):
    """What the caller says about the input."""

    name: str
    outlet: str | None
    published_at: str | None
    limit_bytes: int
    capture: Capture | None = None


class Piece(Record, frozen=True):
    """What one report, or one problem, was read from: all of the input, or a line of it."""

    part: str | None
    """None = all of it; else "line 3", or "entry 2" of an input that cannot be cut."""
    data: bytes


class _Draft(Record, frozen=True):
    """A report before its time, language and sections are settled."""

    text: str
    title: str = ""
    external_id: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    dates: tuple[DateEvidence, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    """Code and message of what is already known to be wrong with it."""


def read_reports(
    data: bytes,
    *,
    name: str | None = None,
    outlet: str | None = None,
    published_at: str | None = None,
    limit_bytes: int = LIMIT_BYTES,
    capture: Capture | None = None,
) -> Iterator[Report | Problem]:
    """Read JSON lines, HTML or plain text; each report is followed by its problems.

    Args:
        name: Of the file; only its last part is used, in messages and as a hint to the format.
        outlet: Wins over what the input says.
        published_at: A day or an instant; wins over what the input says, which stays as evidence.
        limit_bytes: The most that one report (a file, or a line of JSON lines) may have.
        capture: Where the bytes were had. Its address, and what a feed told of it, stand in for what they do not say.
    """
    found = read_pieces(
        data, name=name, outlet=outlet, published_at=published_at, limit_bytes=limit_bytes, capture=capture
    )
    for item, _ in found:
        yield item


def read_pieces(
    data: bytes,
    *,
    name: str | None = None,
    outlet: str | None = None,
    published_at: str | None = None,
    limit_bytes: int = LIMIT_BYTES,
    capture: Capture | None = None,
    lines_before: int | None = None,
) -> Iterator[tuple[Report | Problem, Piece]]:
    """As `read_reports`, each with the piece of the input that it was read from.

    Args:
        lines_before: the bytes were cut out of a file of JSON lines (see `are_lines`), after so many lines.
    """
    shown = re.split(r"[/\\]", name)[-1] if name else "input"
    options = _Options(
        name=shown or "input", outlet=outlet, published_at=published_at, limit_bytes=limit_bytes, capture=capture
    )
    whole = Piece(part=None, data=data)
    if lines_before is not None:
        yield from _read_lines(data, options, lines_before)
    elif not _SUBSTANCE.search(data):
        nothing = f"{len(data)} bytes of nothing" if data else "no bytes"
        yield (
            _problem(options.name, "empty", f"expected a report, found {nothing}; check how the file was saved"),
            whole,
        )
    elif what := decoding.looks_like(data):
        message = f"expected text, HTML or JSON lines, found {what}; give the report as text"
        yield _problem(options.name, "binary", message), whole
    elif _is_json(data, options):
        empty = True
        for item in _read_json(data, options):
            empty = False
            yield item
        if empty:  # "[]", or a byte-order mark and nothing after it
            yield _problem(options.name, "empty", "expected reports, found none; check how the file was saved"), whole
    else:
        for found in _read_document(data, options):
            yield found, whole


def _problem(subject: str, code: str, message: str) -> Problem:
    return Problem(stage=STAGE, report=subject, code=code, message=f"{subject}: {message}")


def _too_large(size: int, options: _Options) -> UnreadableReportError:
    return UnreadableReportError(
        "too-large",
        f"expected at most {options.limit_bytes:,} bytes in one report, found {size:,}; "
        "cut it into reports, or raise limit_bytes",
    )


# ---------------------------------------------------------------------------------------- JSON lines


def _is_json(data: bytes, options: _Options) -> bool:
    name = options.name.lower()
    told = options.capture is not None and options.capture.media_type == "application/json"
    begun = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    named = name.endswith((".jsonl", ".ndjson", ".jsonlines")) or (begun and (told or name.endswith(".json")))
    return named or jsonlines.looks_like_json_lines(data) or jsonlines.is_array(data)


def _read_json(data: bytes, options: _Options) -> Iterator[tuple[Report | Problem, Piece]]:
    utf8 = _as_utf8(data)
    whole = jsonlines.whole_document(utf8) if len(utf8) <= options.limit_bytes else None
    if whole is not None:
        for number, value in enumerate(whole, start=1):
            piece = Piece(part=f"entry {number}" if len(whole) > 1 else None, data=data)
            for item in _read_fields(piece.part or _told_part(options) or "entry 1", value, options):
                yield item, piece
        return
    for number, line in jsonlines.split_lines(utf8):
        alone = number == 1 and _is_alone(line, utf8)
        piece = Piece(part=None if alone else f"line {number}", data=line)
        for item in _read_fields(piece.part or _told_part(options) or "line 1", line, options):
            yield item, piece


def _is_alone(line: bytes, data: bytes) -> bool:
    """Whether a line is all there is: then the file is the original, and not a part of it."""
    return len(data) - len(line) <= len(b"\r\n")


def _read_lines(data: bytes, options: _Options, before: int) -> Iterator[tuple[Report | Problem, Piece]]:
    for number, line in jsonlines.split_lines(data):
        piece = Piece(part=f"line {before + number}", data=line)
        for item in _read_fields(f"line {before + number}", line, options):
            yield item, piece


def are_lines(data: bytes, name: str) -> bool:
    """Whether these bytes, or so many of the first ones that more lines follow, are UTF-8 JSON lines, several of them.

    Such a file may be cut at any line end and read piece by piece: each line is a report of its own.
    """
    options = _Options(name=name, outlet=None, published_at=None, limit_bytes=LIMIT_BYTES)
    text = data.removeprefix(b"\xef\xbb\xbf")
    if decoding.looks_like(data) or _as_utf8(data) != text or not _is_json(data, options):
        return False
    first = next(jsonlines.split_lines(text), None)
    return first is not None and not _is_alone(first[1], text) and jsonlines.whole_document(text) is None


def _told_part(options: _Options) -> str | None:
    """Which part of a file the input is, where it was cut out of one: a row, a line of an earlier run."""
    return options.capture.part if options.capture else None


def _as_utf8(data: bytes) -> bytes:
    """JSON is UTF-8; UTF-16 and UTF-32 with their mark are turned into it, and UTF-8's mark is taken off."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) and (decoded := decoding.decode(data)):
        return decoded.text.removeprefix("\ufeff").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _read_fields(where: str, value: object, options: _Options) -> Iterator[Report | Problem]:
    try:
        if isinstance(value, bytes):
            if len(value) > options.limit_bytes:
                raise _too_large(len(value), options)
            value = jsonlines.parse_line(value)
        draft = _draft_of_fields(messages.fields_of(value) or jsonlines.to_fields(value))
    except UnreadableReportError as error:
        yield _problem(options.name, error.code, f"{where}: {error}")
        return
    yield from _settle(draft, options, where=f"{options.name}, {where}")


def _draft_of_fields(fields: jsonlines.Fields) -> _Draft:
    given = (fields.published_at or "").strip()
    text = decoding.clean(fields.text)
    if not text.strip():
        raise UnreadableReportError("no-text", 'expected the report\'s text under "text", found only invisible marks')
    return _Draft(
        text=text,
        title=fields.title,
        external_id=fields.id,
        outlet=fields.outlet,
        url=fields.url,
        language=language.to_iso639(fields.language),
        dates=(dates.evidence("json published_at", given),) if given else (),
    )


# ------------------------------------------------------------------------------------ text and HTML


def _read_document(data: bytes, options: _Options) -> Iterator[Report | Problem]:
    try:
        draft = _read_draft(data, options)
    except UnreadableReportError as error:
        yield _problem(options.name, error.code, str(error))
        return
    yield from _settle(draft, options, where=options.name)


def _read_draft(data: bytes, options: _Options) -> _Draft:
    if len(data) > options.limit_bytes:
        raise _too_large(len(data), options)
    decoded = decoding.decode(data, html=True)
    if decoded is None:
        raise UnreadableReportError("binary", "expected text, found bytes that no charset fits; save it as UTF-8")
    text = decoding.clean(decoded.text)
    doubts = (("encoding", decoded.doubt),) if decoded.doubt else ()
    if format_of(text, options.name) == "html":
        return _read_html(text, doubts)
    if not text.strip():
        raise UnreadableReportError("empty", "expected a report, found only invisible marks")
    return _Draft(text=text, doubts=doubts)


def format_of(text: str, name: str) -> Format:
    """HTML begins as HTML does, or begins with a tag and has more, or is named so and has a tag."""
    if _HTML_START.match(text[:10_000]):
        return "html"
    tags = len(_HTML_TAG.findall(text[:10_000]))
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    return "html" if (named and tags) or (text.lstrip()[:1] == "<" and tags >= 2) else "text"


def _read_html(html: str, doubts: tuple[tuple[str, str], ...]) -> _Draft:
    from tallystick.read import article, metadata  # lxml and trafilatura only for HTML

    if why := article.overloaded(html):
        raise UnreadableReportError("too-large", f"{why}; save the article alone")
    page = article.parse_page(html)
    if page and (why := article.too_many(page.tree)):
        raise UnreadableReportError("too-large", f"{why}; save the article alone")
    about = metadata.read_metadata(page.tree) if page else metadata.Metadata()
    text = article.main_text(page.tree, title=about.title) if page else ""
    if page and page.cut:
        doubts = (*doubts, ("too-large", "nested deeper than 256 levels; what lies deeper was cut off"))
    if not text.strip():
        reason = "; it is nested deeper than 256 levels" if page and page.cut else ""
        raise UnreadableReportError(
            "html-without-text", f"expected an article in the page, found none{reason}; save it as text"
        )
    return _Draft(
        text=text,
        title=about.title,
        outlet=about.outlet,
        url=about.url,
        language=about.language,
        dates=about.dates,
        doubts=doubts,
    )


# ------------------------------------------------------------------------------------------- report


def _settle(draft: _Draft, options: _Options, *, where: str) -> Iterator[Report | Problem]:
    """Settle time, language and sections; yield the report, then what is doubtful about it."""
    beside = options.capture or Capture(sha256="", size=0)
    text, title = draft.text, decoding.clean(draft.title or beside.told.get("title", ""))
    found = draft.dates
    if options.published_at:
        found = (dates.evidence("given", options.published_at), *found)
    published_at, precision = dates.choose(found)
    if published_at is None and (wording := beside.told.get("published")):
        found = (*found, dates.evidence("feed", wording))
        published_at, precision = dates.choose(found)
    url = addresses.of_page(draft.url, had_from=beside.url)
    outlet = options.outlet or draft.outlet or beside.told.get("channel")
    if outlet is None and beside.url:  # who is only known by an address goes by its host
        outlet = addresses.host(url)
    told = draft.language or language.by_letters(text)
    not_english = language.why_not_english(text, told)
    iso = published_at.isoformat() if published_at else None
    report = Report(
        id=content_id("rep", outlet, url, iso, title, text),
        external_id=draft.external_id,
        outlet=outlet,
        url=url,
        title=title,
        language=(language.by_letters(text) if not_english else "en") if told == "en" else told,
        published_at=published_at,
        published_precision=precision,
        sections=split_sections(text, published_at, precision=precision, latest=dates.latest_change(found)),
        text=text,
        date_evidence=found,
    )
    yield report
    doubts = [*draft.doubts, *_date_doubts(found, published_at)]
    if not_english:
        doubts.append(("other-language", _other_language(report.language, not_english)))
    for code, message in doubts:
        yield Problem(stage=STAGE, report=report.id, code=code, message=f"{where}: {message}")


def _date_doubts(found: tuple[DateEvidence, ...], published_at: datetime | None) -> Iterator[tuple[str, str]]:
    unread = [item for item in found if item.at is None and item.where in ("given", "json published_at")]
    for item in unread:
        yield (
            "bad-date",
            f"expected published_at as 2021-01-14 or 2021-01-14T10:30:00Z, found {item.wording!r} ({item.where})",
        )
    if published_at is None and not unread:
        yield (
            "undated",
            'no publication time is given, so "on Tuesday" cannot be resolved; give it with --published-at',
        )


def _other_language(code: str | None, why: str) -> str:
    what = f"language '{code}'" if code else "this language"
    return f"no reader for {what} yet ({why}); kept, read again later"
