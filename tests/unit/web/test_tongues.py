from __future__ import annotations

import re
from gettext import c2py  # type: ignore[attr-defined]  # what gettext itself reads plural forms with
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

import tallystick.web
from tallystick.web import tongues
from tallystick.web.tongues import TONGUES
from tests.catalogues import LANGUAGES, catalogue, texts

TEMPLATES = Path(tallystick.web.__file__).parent / "templates"
FIELD = re.compile(r"%\(\w+\)s")
# Text between tags that is no text: names of ours, signs, and what stands in English on purpose beside lang="en".
LEFT = re.compile(
    r"(?:tallystick|alpha|SHA-256|no figures told|killed|wounded|rule|only the hash is kept|had|the first that).*"
    r"|by|against|[\W\d_]*"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    """None is missing, none is left over, none is guessed; `python -m tests.catalogues` brings them up to date."""
    held = catalogue(language)
    wanted = {message.id for message in texts() if message.id}
    assert {message.id for message in held if message.id} == wanted
    forms = held.num_plurals
    for message in held:
        if message.id:
            given = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            assert all(given), message.id
            assert not message.fuzzy
            assert len(given) == (forms if isinstance(message.id, (tuple, list)) else 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_loses_what_is_filled_in(language: str) -> None:
    """Each names the same fields; only a number that a word says ("two reports") may be left out."""
    for message in catalogue(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        given = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = {field for text in ids for field in FIELD.findall(text)}
        for text in given:
            found = set(FIELD.findall(text))
            assert found <= wanted, message.id
            assert wanted - found <= ({"%(num)s"} if len(ids) > 1 else set()), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_take_the_form_that_the_catalogue_says(language: str) -> None:
    """As gettext reads its header."""
    form = c2py(catalogue(language).plural_expr)
    for number in (*range(130), 199, 200, 1000, 1003, 1011, 123456):
        assert tongues._form(language)(number) == int(form(number))


def test_every_text_of_a_template_can_be_translated() -> None:
    """No word stands between tags, in a label or a placeholder that is not marked for translation."""
    loose = []
    for path in sorted(TEMPLATES.glob("*.j2")):
        text = re.sub(r"\{#.*?#\}|\{% trans .*?endtrans %\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"<(code|kbd)>.*?</\1>", "", text)
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x00", text, flags=re.DOTALL)
        for found in re.findall(r">([^<>]+)<", text):
            for part in found.split("\x00"):
                word = part.strip(" \n·.,:;()“”←")
                if re.search(r"[A-Za-z]{2}", word) and not LEFT.fullmatch(word):
                    loose.append((path.name, word))
        loose += [
            (path.name, word)
            for word in re.findall(r'(?:aria-label|placeholder|title)="([^"\x00]*[A-Za-z]{2}[^"\x00]*)"', text)
        ]
    assert loose == []


@pytest.mark.parametrize(
    ("address", "headers", "language"),
    [
        ("/", {}, "en"),
        ("/?lang=ar", {}, "ar"),
        ("/?lang=xx", {}, "en"),
        ("/", {"accept-language": "fr-CA,fr;q=0.9,en;q=0.8"}, "fr"),
        ("/", {"accept-language": "de, es;q=0.5, en;q=0.4"}, "es"),
        ("/", {"accept-language": "ar;q=0, en"}, "en"),
        ("/", {"accept-language": "ar;q=x,;;,"}, "en"),
        ("/?lang=es", {"accept-language": "fr"}, "es"),
        ("/", {"cookie": "tallystick-language=ar", "accept-language": "fr"}, "ar"),
    ],
)
def test_the_language_is_the_readers(client: TestClient, address: str, headers: dict, language: str) -> None:
    """By the address, then the cookie, then the browser."""
    page = html.fromstring(client.get(address, headers=headers).text)
    assert (page.get("lang"), page.get("dir")) == (language, TONGUES[language].direction)


def test_a_language_is_kept(client: TestClient) -> None:
    """By a cookie; it leads back to where it was chosen, and to no other site."""
    answer = client.get("/language?lang=ar&back=/reports?page=1", follow_redirects=False)
    assert answer.headers["location"] == "/reports?page=1"
    assert "tallystick-language=ar" in answer.headers["set-cookie"]
    client.cookies.clear()
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert client.get(f"/language?lang=fr&back={back}", follow_redirects=False).headers["location"] == "/"
    client.cookies.clear()
    assert "set-cookie" not in client.get("/language?lang=xx", follow_redirects=False).headers


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_and_quotes_stay_as_printed(client: TestClient, language: str) -> None:
    """Whatever the language, the list gives the same figures, and the dossier the same body."""
    figures = [
        [text.text_content() for text in html.fromstring(client.get(f"/?lang={code}").text).find_class("figures-line")]
        for code in ("en", language)
    ]
    assert figures[0] == figures[1] != []


@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_every_page_is_written_in_every_language(client: TestClient, disputed: str, language: str) -> None:
    """None fails, and none is left without its words."""
    report = html.fromstring(client.get("/reports").text).xpath("//ol[@class='events']//h2/a/@href")[0]
    pages = ["/", "/map", "/reports", report, f"{report}/add", f"{report}/add?sentence=0", "/sources", "/review"]
    pages += ["/judgements", "/problems", "/search?q=killed", f"/events/{disputed}", f"/events/{disputed}/judge"]
    for address in pages:
        mark = "&" if "?" in address else "?"
        answer = client.get(f"{address}{mark}lang={language}")
        assert answer.status_code == 200, address
        assert "%(" not in answer.text
        assert tongues._text(tongues._catalogue(language), "Events") in answer.text
