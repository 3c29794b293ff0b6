"""Bytes to text: which charset, and what is no text at all.

Line ends become "\\n"; a byte order mark at the start, control characters that no reader sees, and the
invisible marks that override writing direction (U+202A–202E, U+2066–2069: they can make a text show something
else than it holds) are taken out. Every other code point stays as it was printed, odd ones too, so that a
quotation can be found again in the original.
"""

from __future__ import annotations

import codecs
import re

from tallystick.model import Record

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image or other media file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich-text (RTF) document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound or video recording"),
    (b"WARC/", "a web archive (WARC)"),
)
_FEED = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:rss|feed|rdf:RDF)\b", re.DOTALL)

_SAMPLE = 65_536
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
_MOST_CONTROLS = 0.02  # of a sample: random bytes hold 10 %; text with slips of a form feed or NUL far below 1 %

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_WINDOWS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""What browsers read for the name on the left.

Rule: WHATWG Encoding Standard, "Names and labels".
"""
_TRUSTED = re.compile(
    r"cp125\d|cp874|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)|gb18030|big5\w*|euc_\w+|shift_jis|cp932|cp949|utf-8"
)

_REMOVED = dict.fromkeys([*range(0x09), *range(0x0E, 0x1C), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACED = dict.fromkeys([0x0B, 0x0C, *range(0x1C, 0x20)], " ")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]")


class Decoded(Record, frozen=True):
    """A text, and what to know about how it was decoded."""

    text: str
    charset: str
    doubt: str | None = None
    """Why the charset may be wrong, one sentence; None = it is known."""


def clean(text: str) -> str:
    """The text as every later stage sees it; see the top of this file for what changes."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_REMOVED | _SPACED) if _UNWANTED.search(text) else text


def looks_like(data: bytes) -> str | None:
    """What bytes that are no text look like, such as "a PDF document"; None = they may be text."""
    head = data[:_SAMPLE]
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if head[4:8] == b"ftyp":
        return "a video or image file"
    if _FEED.match(head[:2000]):
        return "a feed (RSS or Atom)"
    if any(head.startswith(mark) for mark, _ in _BOMS) or _wide(head):
        return None
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "binary data" if controls > _MOST_CONTROLS * len(head) else None


def decode(data: bytes, *, html: bool = False) -> Decoded | None:
    """Decode by byte order mark, UTF-8, the page's own declaration, and then a careful fallback.

    Returns:
        The text, uncleaned; None where no charset fits.
    """
    for mark, marked in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data, marked, len(mark) if marked == "utf-8" else 0)
    if charset := _wide(data[:_SAMPLE]):
        return Decoded(
            text=data.decode(charset, "replace"),
            charset=charset,
            doubt=f"no mark; read as {charset} by its shape",
        )
    try:
        return Decoded(text=data.decode("utf-8"), charset="utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    if html and (declared := _declared(data[:4096])):
        try:
            return Decoded(text=data.decode(declared), charset=declared)
        except (UnicodeDecodeError, LookupError):
            pass
    return _damaged_utf8(data, first_bad) or _windows(data, first_bad)


def _decode_marked(data: bytes, charset: str, skip: int) -> Decoded | None:
    try:
        return Decoded(text=data[skip:].decode(charset), charset=charset)
    except UnicodeDecodeError as error:
        text = data[skip:].decode(charset, "replace")
        doubt = f"byte {error.start + skip} is not {charset}, which the first bytes promise; shown as \ufffd"
        return Decoded(text=text, charset=charset, doubt=doubt)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: in Latin text every second byte is NUL, and no other byte is."""
    if len(head) < 16:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.6 * half and even < 0.02 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.02 * half else None


def _declared(head: bytes) -> str | None:
    found = _DECLARED.search(head)
    if found is None:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
    name = _WINDOWS.get(name, name)
    return name if _TRUSTED.fullmatch(name) else None


def _damaged_utf8(data: bytes, first_bad: int) -> Decoded | None:
    """UTF-8 with a few broken places: at least ten whole multi-byte characters for each broken one."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    whole = sum(1 for byte in data[:1_000_000] if byte >= 0xC2) - broken
    if whole < 10 * broken:
        return None
    doubt = f"{broken} place(s) are not UTF-8, the first at byte {first_bad}; shown as \ufffd"
    return Decoded(text=text, charset="utf-8", doubt=doubt)


def _windows(data: bytes, first_bad: int) -> Decoded | None:
    """Western text as old Windows writes it; other scripts are told from it by charset-normalizer."""
    charset = _guess(data[:_SAMPLE])
    if charset is None:
        return None
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        text = data.decode(charset, "replace")
    doubt = f"byte {first_bad} is not UTF-8 and no charset is declared; read as {charset}, a guess"
    return Decoded(text=text, charset=charset, doubt=doubt)


def _guess(sample: bytes) -> str | None:
    high = sum(1 for byte in sample if byte >= 0x80)
    if high < 0.1 * len(sample):  # stray accents, dashes and quotation marks: Western
        return "cp1252"
    import charset_normalizer  # 30 ms, and rarely needed

    best = charset_normalizer.from_bytes(
        sample, cp_isolation=["cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "gb18030"]
    ).best()
    return best.encoding if best else None
