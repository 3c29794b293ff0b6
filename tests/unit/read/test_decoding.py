import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.read.decoding import clean, decode, looks_like

ACCENTED = "Sept morts à Gaza, près de l’hôpital – “un carnage”, dit le médecin."
CYRILLIC = "Семь человек погибли при обстреле рынка в северной части города, сообщили власти. " * 5


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_utf8_texts(charset: str) -> None:
    """UTF-8 and every text with a byte order mark are read without a doubt."""
    decoded = decode(ACCENTED.encode(charset))
    assert decoded is not None
    assert (clean(decoded.text), decoded.doubt) == (ACCENTED, None)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_unmarked_utf16(charset: str) -> None:
    """UTF-16 without a mark is known by its NULs, and said to be a guess."""
    data = ("Seven people died in the market. " * 3).encode(charset)
    decoded = decode(data)
    assert looks_like(data) is None
    assert decoded is not None
    assert decoded.text.startswith("Seven people")
    assert decoded.doubt is not None


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("windows-1251", "windows-1251"), ("koi8-r", "KOI8-R"), ("iso-8859-5", "iso-8859-5")],
)
def test_declared_charset(charset: str, declared: str) -> None:
    """A page that is not UTF-8 is read as it declares."""
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head>{CYRILLIC}'
    decoded = decode(page.encode(charset), html=True)
    assert decoded is not None
    assert (decoded.text, decoded.doubt) == (page, None)


def test_a_false_declaration_does_not_break_utf8() -> None:
    """Bytes that are valid UTF-8 are UTF-8, whatever the page declares."""
    decoded = decode(f'<meta charset="windows-1252">{CYRILLIC}'.encode(), html=True)
    assert decoded is not None
    assert CYRILLIC in decoded.text


@pytest.mark.parametrize("name", ["utf-7", "idna", "unicode_escape", "rot13", "no-such-thing", "utf-16"])
def test_dangerous_declarations_are_ignored(name: str) -> None:
    """A declaration that names no plain charset of the web is not followed."""
    decoded = decode(f'<meta charset="{name}">caf\xe9 \\u0041'.encode("latin-1"), html=True)
    assert decoded is not None
    assert "caf\xe9 \\u0041" in decoded.text


def test_windows_1252_is_the_fallback_for_western_text() -> None:
    """Western text that is not UTF-8 is read as Windows wrote it, curly quotes included, and doubted."""
    decoded = decode(ACCENTED.encode("cp1252"))
    assert decoded is not None
    assert (decoded.text, decoded.charset) == (ACCENTED, "cp1252")
    assert "guess" in (decoded.doubt or "")


def test_damaged_utf8_stays_utf8() -> None:
    """One broken byte in a UTF-8 text is shown as U+FFFD and told; the rest stays right."""
    decoded = decode(CYRILLIC.encode() + b"\xff" + CYRILLIC.encode())
    assert decoded is not None
    assert decoded.text == CYRILLIC + "\ufffd" + CYRILLIC
    assert f"byte {len(CYRILLIC.encode())}" in (decoded.doubt or "")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"PK\x03\x04word", "ZIP"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\0\0\0\x18ftypmp42", "video"),
        (b"Seven\0\0\0\0\0died", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b'<?xml version="1.0"?>\n<rss version="2.0">', "feed"),
    ],
)
def test_what_is_no_text(data: bytes, what: str) -> None:
    """Bytes that are no text are called what they look like."""
    assert what in (looks_like(data) or "")


def test_text_with_a_stray_control_is_text() -> None:
    """One NUL or form feed in a long text does not make it binary."""
    assert looks_like(b"Seven people died.\f" + b"More is not known. " * 20 + b"\0") is None


def test_what_cleaning_changes() -> None:
    """Line ends, the mark at the start, controls and direction overrides change; nothing else does."""
    assert clean("\ufeffa\r\nb\rc\nd\x0be\x00f\u202eg\u2066h\u2069") == "a\nb\nc\nd efgh"
    kept = "\u0095 \u0085 \u2028 \u200f \u200e \u00a0 e\u0301 \x7f \ufeff\t\n"
    assert clean("x" + kept) == "x" + kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    """Cleaning is done once and for all, but for a second mark at the start."""
    once = clean(text).lstrip("\ufeff")
    assert clean(once) == once
