from __future__ import annotations

import pytest

from tallystick.read import addresses


@pytest.mark.parametrize(
    ("given", "tidied"),
    [
        ("https://A.example/News?utm_source=x&id=7#top", "https://a.example/News?id=7"),
        ("http://a.example:80", "http://a.example/"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/?fbclid=1&at_medium=rss", "https://a.example/"),
        ("https://a.example/?at=5&utm=3", "https://a.example/?at=5&utm=3"),
        ("https://user:secret@a.example/x", "https://a.example/x"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
    ],
)
def test_what_chooses_no_page_is_taken_off(given: str, tidied: str) -> None:
    """Fragments, tracking, the usual port and names of users go; everything that may choose a page stays."""
    assert addresses.tidy(given) == tidied


@pytest.mark.parametrize(
    "given",
    ["", "file:///etc/passwd", "javascript:alert(1)", "ftp://a.example/x", "https://", "/etc/passwd", "http://a:b/",
     "https://a.example/a b", "http://[::1", "data:text/html,x", "https://a.example/" + "x" * 3000],
)  # fmt: skip
def test_what_is_no_web_address_is_none(given: str) -> None:
    """Only http and https with a host are addresses."""
    assert addresses.tidy(given) is None


def test_a_relative_address_stands_on_its_base() -> None:
    """A feed may say where an entry is by its path alone; a base never makes another scheme of it."""
    assert addresses.tidy("../raid#x", base="https://a.example/feeds/all") == "https://a.example/raid"
    assert addresses.tidy("file:///etc/passwd", base="https://a.example/") is None


@pytest.mark.parametrize(
    ("told", "had_from", "page"),
    [
        ("https://www.a.example/raid", "https://amp.a.example/raid?amp=1", "https://www.a.example/raid"),
        ("/raid", "https://a.example/raid?ref=7", "https://a.example/raid"),
        ("https://b.example/raid", "https://a.example/x", "https://a.example/x"),
        ("https://notb.example/raid", "https://b.example/x", "https://b.example/x"),
        ("https://a.example.evil.example/", "https://a.example/x", "https://a.example/x"),
        (None, "https://a.example/x#y", "https://a.example/x"),
        ("https://a.example/x#y", None, "https://a.example/x#y"),
    ],
)
def test_a_page_is_believed_about_its_own_site_only(told: str | None, had_from: str | None, page: str) -> None:
    """Its own word counts where it is about the same site; a page from a file has only its own word."""
    assert addresses.of_page(told, had_from=had_from) == page


def test_a_host_is_named_without_its_mobile_front() -> None:
    """www., m. and amp. are fronts of one site; a name that is only two parts long stays whole."""
    assert [addresses.host(f"https://{name}/") for name in ("www.a.example", "m.a.example", "m.example")] == [
        "a.example", "a.example", "m.example",
    ]  # fmt: skip
    assert addresses.host(None) is None
