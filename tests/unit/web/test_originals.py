from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from tallystick import api
from tallystick.model import Capture, Original
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.originals import LARGEST, shown
from tests.unit.web.conftest import ARABIC, HERE
from tests.unit.web.test_judge import Named

HOSTILE = """<!doctype html><html><head><title>Raid</title><style>p{color:red}</style><meta http-equiv="refresh" 
 content="0;url=https://elsewhere.example/"><link rel="stylesheet" href="https://elsewhere.example/a.css"></head>
<body onload="alert(1)"><h1 style="position:fixed">Raid on the depot</h1>
<p onclick="alert(2)">Nine <b class="x">guards</b> were killed,
<a href="javascript:alert(3)">the ministry</a> said &lt;later&gt;.</p>
<img src="https://elsewhere.example/p.gif" alt="Smoke over the depot" onerror="alert(4)"><img src="x.png">
<script>alert(5)</script><noscript><img src="https://elsewhere.example/n.gif"></noscript>
<iframe src="https://elsewhere.example/">inside</iframe><svg><script>alert(6)</script><text>drawn</text></svg>
<form action="https://elsewhere.example/"><input name="q" value="typed"><button>Send</button> Signed up?</form>
<x-odd onmouseover="alert(7)">an element <custom-one>of nobody</custom-one></x-odd>
<table><tr><th>killed</th><td>9</td></tr></table><p>First line<br>second line</p></body></html>"""


def original(data: bytes | str, name: str = "told.html") -> Original:
    """Some bytes as if they had been had."""
    data = data.encode() if isinstance(data, str) else data
    return Original(capture=Capture(sha256="", size=len(data), name=name), data=data)


def test_a_page_keeps_its_words_and_nothing_that_acts() -> None:
    """The words stand in their order; no attribute but the direction, no element that loads, runs, sends or hides."""
    written = shown(original(HOSTILE))
    tree = html.fragment_fromstring(str(written), create_parent=True)
    told = " ".join(tree.text_content().split())
    assert told == (
        "Raid on the depot Nine guards were killed, the ministry said <later>. [Smoke over the depot] Signed up? "
        "an element of nobody killed9First linesecond line"
    )
    assert {name for one in tree.iter() for name in one.attrib} == {"dir", "class"}
    assert {one.get("class") for one in tree.iter()} == {None, "heading"}
    assert {one.tag for one in tree.iter()} == {"div", "p", "b", "i", "br", "table", "tr", "th", "td"}


@pytest.mark.parametrize("inside", ["<p>" * 5_000 + "deep", "<div>" * 5_000, "<a " * 5_000, "<!--", "<p>\x00\ud800"])
def test_a_page_out_of_measure_is_shown_or_is_not(inside: str) -> None:
    """It never fails."""
    written = shown(original(f"<html><body><p>begun</p>{inside}".encode("utf-8", "surrogatepass")))
    assert written is None or "begun" in written


def test_fields_stand_by_their_names() -> None:
    """A line of JSON is read by people too: each name with what it says, the text with its lines."""
    line = {
        "id": 7,
        "text": f"Nine guards\nwere killed.\n{ARABIC}",
        "tags": ["a", None],
        "more": {"<b>": True},
        "no": [],
    }
    written = shown(original(json.dumps(line), "told.jsonl"))
    tree = html.fragment_fromstring(str(written), create_parent=True)
    assert [one.text for one in tree.iter("dt")] == ["id", "text", "tags", "more", "<b>", "no"]
    assert [one.text for one in tree.iter("p")] == ["7", line["text"], "a", "null", "true", "[]"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Nine guards were killed.\n\n<b>Later</b> more.", "Nine guards were killed.\n\n<b>Later</b> more."),
        ("{not json", "{not json"),
        ("[" * 100_000, "[" * 100_000),
        (b"\xef\xbb\xbfLater", "Later"),
        (b"caf\xe9 was hit", "café was hit"),
    ],
)
def test_plain_text_stays_as_it_is(data: bytes | str, expected: str) -> None:
    """Letter for letter, whatever it looks like."""
    tree = html.fragment_fromstring(str(shown(original(data, "told.txt"))), create_parent=True)
    assert [one.text_content() for one in tree] == [expected]


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"x" * (LARGEST + 1), b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_text_is_not_shown(data: bytes) -> None:
    """It can be downloaded."""
    assert shown(original(data, "told")) is None


def test_the_original_stands_beside_what_was_read(own: Path, tmp_path: Path) -> None:
    """For those who judge, where its bytes were kept; nothing is loaded from where it came from."""
    (tmp_path / "told.html").write_text(HOSTILE.replace("later", "on 3 March 2022 in Idlib"), encoding="utf-8")
    (tmp_path / "bare.txt").write_text(
        "A shell killed five people in Homs on 4 March 2022, doctors said.", encoding="utf-8"
    )
    told: list[str] = []
    api.add([tmp_path / "told.html"], ledger=own, told=lambda one: told.append(one.report.id))
    api.add([tmp_path / "bare.txt"], ledger=own, keep_texts=False, told=lambda one: told.append(one.report.id))
    desk = Desk(own)
    client = TestClient(create(desk, people=Named()), base_url=HERE)
    (link,) = html.fromstring(client.get(f"/reports/{told[0]}").text).xpath("//a[contains(@href, '/beside')]/@href")
    page = html.fromstring(client.get(link).text)
    (article,) = page.find_class("original")
    assert "[Smoke over the depot]" in article.text_content()
    assert page.xpath("//article[contains(@class, 'original')]//@src | //article//@onclick") == []
    assert not html.fromstring(client.get(f"/reports/{told[1]}").text).xpath("//a[contains(@href, '/beside')]")
    assert client.get(f"/reports/{told[1]}/beside").status_code == 404
    reader = TestClient(create(desk, people=Named("reader")), base_url=HERE)
    assert reader.get(link).status_code == 403
    assert "beside" not in reader.get(f"/reports/{told[0]}").text.partition("<main")[2]
    desk.close()
