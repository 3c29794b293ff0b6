from __future__ import annotations

import re
from datetime import date
from gettext import c2py  # type: ignore[attr-defined]  # what gettext itself reads plural forms with
from pathlib import Path
from typing import get_args

import pytest
from lxml import html
from msgspec.structs import replace
from starlette.testclient import TestClient

import tallystick.export
import tallystick.web
from tallystick import filling
from tallystick.export import words
from tallystick.model import EventType, Place, PlacePrecision, Verdict
from tallystick.web import telling, tongues
from tallystick.web.tongues import TONGUES
from tests.catalogues import LANGUAGES, catalogue, texts
from tests.dossiers import dossier

TEMPLATES = Path(tallystick.web.__file__).parent / "templates"
DOSSIER = Path(tallystick.export.__file__ or "").parent / "templates"
FIELD = re.compile(r"%\(\w+\)s")
# Text between tags that is no text: names of ours, and signs.
LEFT = re.compile(r"(?:tallystick|alpha|SHA-256).*|[\W\d_]*")


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
    for path in sorted([*TEMPLATES.glob("*.j2"), *DOSSIER.glob("*.j2")]):
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


NUMBERS = re.compile(r"\d(?:[\d,]*\d)?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_gives_the_same_numbers_in_every_language(client: TestClient, language: str) -> None:
    """Only the words around them change: "at least" among them."""
    there, here = (
        [line.text_content() for line in html.fromstring(client.get(f"/?lang={code}").text).find_class("figures-line")]
        for code in ("en", language)
    )
    assert [NUMBERS.findall(line) for line in there] == [NUMBERS.findall(line) for line in here] != []
    assert not [line for line in here if re.search(r"killed|wounded|at least|not known", line)]


def test_the_time_line_speaks_the_readers_language(client: TestClient) -> None:
    """Its months and days, and what a reader's voice says of them and of the map."""
    for address in ("/?lang=ar", "/map?lang=ar"):
        page = html.fromstring(client.get(address).text)
        told = page.xpath("//*[local-name()='svg']//*[local-name()='text']/text()|//details//th[@scope='row']/a/text()")
        told += page.xpath("//*[local-name()='svg'][contains(@class,'timeline')]//@aria-label")
        assert told
        assert [text for text in told if re.search(r"January|March|Time line|happened", text)] == []


LETTERS = {"fr": "Qui dit quoi", "es": "Quién dice qué", "ar": "من يقول ماذا"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dossier_speaks_the_readers_language_around_what_was_said(
    client: TestClient, disputed: str, language: str
) -> None:
    """Headings, reasons and hedges are translated; quotes are the same, and so is every number."""
    there, here = (html.fromstring(client.get(f"/events/{disputed}?lang={code}").text) for code in ("en", language))
    assert here.get("lang") == language
    assert here.xpath("string(//h2[@id='who-says'])") == LETTERS[language]
    for path in ("//q", "//mark[@id]"):
        texts = [[each.text_content() for each in page.xpath(path)] for page in (there, here)]
        assert texts[0] == texts[1] != [], path
    for path in ("//td//a[@class='n']", "//details/ol/li", "//dl[@class='figures']//b", "//td[@data-label]//small"):
        texts = [[sorted(NUMBERS.findall(each.text_content())) for each in page.xpath(path)] for page in (there, here)]
        assert texts[0] == texts[1] != [], path
    for path in ("//main//h2", "//details/ol/li", "//p[@class='lede']", "//ul[@class='legend']"):
        texts = [[each.text_content() for each in page.xpath(path)] for page in (there, here)]
        assert not set(texts[0]) & set(texts[1]), path
    assert there.xpath("//main//*[@lang='en' and @dir='ltr']") == []


ENGLISH = re.compile(r"\b(?:the|of|is|are|not|and|by|in|at least|killed|wounded|says|no|it|for|with)\b")
NAMES = re.compile(r"\b(?:[A-Z]\w+ (?:of|for|the|in) )|of the|ministry of|and ")


def _said_by_us(page: html.HtmlElement) -> list[str]:
    """What a page says itself: no quote, no name, no text of a report, no word of a report, no code."""
    for gone in page.xpath(
        "//script|//style|//q|//code|//nav|//header|//footer//select|//form|//svg|//article//h3|//*[@class='passage']"
        "|//option|//abbr|//table[contains(@class,'matrix')]//th//b|//small/bdi|//ul[@class='plain quotes']"
        "|//p[@class='soft']/bdi|//th/bdi|//*[@class='leaf']/bdi|//ul[@class='legend']//bdi|//small[@dir='ltr']"
    ):
        gone.drop_tree()
    return [re.sub(r"\u2068[^\u2069]*\u2069|“[^”]*”", "", text) for text in page.xpath("//main//text()")]


def test_nothing_of_ours_is_left_in_english(client: TestClient, disputed: str) -> None:
    """A dossier in Arabic holds no English word between its Arabic ones, but names and quotes."""
    page = html.fromstring(client.get(f"/events/{disputed}?lang=ar").text)
    assert page.xpath("//main//span[@lang='en']") == []
    left = [text.strip() for text in _said_by_us(page) if ENGLISH.search(NAMES.sub("", text))]
    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_event_is_called_is_translated(language: str) -> None:
    """Its kind, its days as sharply as they are known, its place as sharply; names as the gazetteer prints them."""
    place = Place(wording="x", name="Idlib", country="SY", precision="near")
    night = {"occurred_from": date(2021, 1, 12), "occurred_to": date(2021, 1, 13), "date_precision": "night"}
    event = replace(dossier().event, type="Armed clash", places=(place,), **night)
    wanted = {
        "fr": ("Affrontement armé près de Idlib", "nuit du 12 janvier 2021 – 13 janvier 2021", "Syrie"),
        "es": ("Enfrentamiento armado cerca de Idlib", "noche del 12 enero 2021 – 13 enero 2021", "Siria"),
        "ar": ("اشتباك مسلح قرب Idlib", "ليلة 12 يناير 2021 – 13 يناير 2021", "سوريا"),
    }[language]
    before = tongues.now()
    tongues.speak(TONGUES[language])
    try:
        assert telling.headline(event) == wanted[0]
        assert telling.days(event) == wanted[1]
        assert telling.where(event.places).endswith(wanted[2])
        for precision, first, last in (
            ("day", date(2021, 1, 3), date(2021, 1, 3)), ("month", date(2021, 1, 1), date(2021, 1, 31)),
            ("year", date(2021, 1, 1), date(2021, 12, 31)), ("week", date(2021, 1, 4), date(2021, 1, 10)),
            ("unknown", date(2021, 1, 4), date(2021, 2, 10)), ("unknown", None, None),
            ("unknown", date(2021, 1, 4), None), ("unknown", None, date(2021, 1, 4)),
        ):  # fmt: skip
            dated = replace(event, date_precision=precision, occurred_from=first, occurred_to=last)
            told = telling.days(dated)
            assert told
            assert told != words.days_words(dated) or told == "3"
            assert not set(told) & set("٠١٢٣٤٥٦٧٨٩")
        assert telling.headline(replace(event, places=())) != telling.headline(event)
        many = tuple(replace(place, name=f"Place {number}", precision="town") for number in range(4))
        assert "3" in telling.headline(replace(event, places=many))
    finally:
        tongues.speak(before)


def test_every_word_that_is_chosen_has_a_name() -> None:
    """What forms offer, and every verdict, as the model has them."""
    offered = {choice for kind in filling.KINDS for field in filling.fields(kind) for choice in field.choices}
    for code in sorted(offered | set(get_args(Verdict)) | set(get_args(PlacePrecision))):
        assert telling.word(code) == code.replace("_", " ")


def test_every_kind_of_event_has_a_name_in_every_language() -> None:
    """As the model lists them."""
    assert set(telling.TYPES) == {"Violent event" if one == "Other" else one for one in get_args(EventType)}


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


@pytest.mark.parametrize(
    ("code", "written"), [("en", "10,184"), ("fr", "10\u202f184"), ("es", "10.184"), ("ar", "10,184")]
)
def test_numbers_are_written_as_the_language_does(code: str, written: str) -> None:
    """A list of ten thousand events says so legibly."""
    tongues.speak(TONGUES[code])
    try:
        assert tongues.number(10_184) == written
    finally:
        tongues.speak(tongues.ENGLISH)
