import re
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest
from lxml import html
from msgspec.structs import replace

from tallystick.export.page import anchor, dossier_page, marked, web_address
from tallystick.model import Dispute, Dossier, Party, Place
from tests.dossiers import LIVE, STORY, dossier, live_claims, tallies, without_anything

VOID = {"meta", "br", "img", "link", "input"}
HOSTILE = """</mark></p></style><script>alert(1)</script><img src=x onerror=alert(1)>" onclick="x' {{ 7*7 }} \x1b[31m"""


class Balance(HTMLParser):
    """Collects every way in which tags are not properly nested."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attributes):
        """Opens, unless void."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Must close what was opened last."""
        if not self.open or self.open.pop() != tag:
            self.faults.append((tag, self.getpos()))


@pytest.fixture(scope="module")
def page():
    """The sample's page with every profile."""
    return dossier_page(dossier(), compare=tallies())


def words_of(tree):
    """The page's visible words in one line."""
    for style in tree.xpath("//style"):
        style.text = ""
    return " ".join(tree.text_content().split())


def hostile() -> Dossier:
    """The sample with every foreign text replaced by an attack."""
    given = dossier()
    event = replace(
        given.event,
        places=(Place(wording=HOSTILE, name=HOSTILE, latitude=34.0, longitude=41.0, country="SY"),),
        initiators=(Party(wording=HOSTILE),),
        targets=(Party(wording=HOSTILE),),
        outlets=(HOSTILE,),
        origins=tuple(
            replace(origin, name=HOSTILE, kind=HOSTILE, presumed=(HOSTILE,)) for origin in given.event.origins
        ),
        positions=tuple(replace(stand, party=HOSTILE, toward=HOSTILE) for stand in given.event.positions),
        disputes=(Dispute(claims=(), why=HOSTILE),),
    )
    reports = tuple(
        replace(report, title=HOSTILE, outlet=HOSTILE, url="javascript:alert(1)", language='x" onload="', sections=(),
                text=report.text + HOSTILE)
        for report in given.reports
    )  # fmt: skip
    claims = {key: replace(claim, quote=HOSTILE) if claim.id == "c2" else claim for key, claim in given.claims.items()}
    return Dossier(event=event, claims=claims, reports=reports, background=(event,))


@pytest.mark.parametrize("show_texts", [True, False])
@pytest.mark.parametrize("make", [dossier, without_anything, hostile])
def test_tags_are_properly_nested(make, show_texts):
    """Whatever is shown, every tag closes what was opened last."""
    balance = Balance()
    balance.feed(dossier_page(make(), show_texts=show_texts))
    assert (balance.faults, balance.open) == ([], [])


@pytest.mark.parametrize("show_texts", [True, False])
def test_every_claim_has_one_anchor_and_every_link_leads_somewhere(show_texts):
    """Each claim has exactly one place on the page, and each link within the page meets an id."""
    tree = html.fromstring(dossier_page(dossier(), compare=tallies(), show_texts=show_texts))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {anchor(key) for key in dossier().claims} <= set(ids)
    targets = {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")}
    assert targets <= set(ids)
    matrix = {link[1:] for link in tree.xpath("//table[contains(@class, 'matrix')]//a/@href")}
    assert matrix >= {anchor(key) for key, claim in dossier().claims.items() if claim.harm}


def test_marks_hold_the_quote():
    """The mark of a claim holds its words, letter for letter."""
    tree = html.fromstring(dossier_page(dossier()))
    for key, claim in dossier().claims.items():
        (mark,) = tree.xpath("//mark[@id=$id]", id=anchor(key))
        assert mark.text_content() == claim.quote


def test_a_claim_over_two_paragraphs_keeps_one_id():
    """A claim that runs over a border is marked on both sides and has its id once."""
    given = dossier()
    quote = STORY[STORY.index("before dawn") : STORY.index("Most") + 4]
    start = STORY.index(quote)
    key = next(key for key in given.claims if key.startswith("rep_b"))
    claim = replace(given.claims[key], quote=quote, span=(start, start + len(quote)))
    tree = html.fromstring(dossier_page(replace(given, claims={key: claim})))
    marks = tree.xpath("//article//mark")
    assert [mark.text_content() for mark in marks] == ["before dawn on Wednesday.", "Most"]
    assert [mark.get("id") for mark in marks] == [anchor(key), None]


def test_crossing_claims_are_cut_and_nested():
    """Where two claims cross, the second is cut in two; ids stay unique, and the text is unchanged."""
    claims = {str(n): claim for n, claim in enumerate(list(live_claims().values())[:3])}
    text = "abcdefghij"
    told = str(
        marked(text, (0, 10), {"0": (0, 6), "1": (3, 8), "2": (3, 5)}, claims, set(), dict.fromkeys(claims, "said"))
    )
    tags = re.sub(r"<mark( id=\"([^\"]+)\")?[^>]*>", lambda tag: f"<{tag[2] or ''}>", told)
    assert tags == "<claim-0>abc<claim-1><claim-2>de</mark>f</mark></mark><>gh</mark>ij"


def test_nothing_is_loaded_from_anywhere(page):
    """No script, no source, no import; the only addresses are those of reports, without referrer."""
    tree = html.fromstring(page)
    assert not tree.xpath("//script|//img|//link|//iframe|//object|//embed|//form|//base|//@src|//@srcset|//@style")
    assert not re.search(r"@import|url\((?!#)|expression", page)
    outside = [link for link in tree.xpath("//a") if not link.get("href").startswith("#")]
    assert [link.get("href") for link in outside] == [report.url for report in dossier().reports]
    assert all("noreferrer" in link.get("rel") for link in outside)
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]


@pytest.mark.parametrize("show_texts", [True, False])
def test_hostile_texts_stay_text(show_texts):
    """A title, quote, name or address cannot become markup, an attribute, a link or a template."""
    page = dossier_page(hostile(), show_texts=show_texts)
    tree = html.fromstring(page)
    assert not tree.xpath("//script|//img|//@onclick|//@onerror|//@onload")
    assert not [link for link in tree.xpath("//a/@href") if not link.startswith("#")]
    assert len(tree.xpath("//style")) == 1
    assert "{{ 7*7 }}" in page
    assert "\x1b" not in page


def test_the_same_dossier_makes_the_same_page(page):
    """Made twice, the page is the same byte for byte."""
    assert dossier_page(dossier(), compare=tallies()).encode() == page.encode()


def test_every_foreign_text_finds_its_own_direction(page):
    """Quotes, titles and paragraphs have dir=auto, so that Arabic beside English is read rightly."""
    tree = html.fromstring(page)
    foreign = tree.xpath("//q|//article//p[not(@class)]|//article/h3")
    assert len(foreign) > 20
    assert all(each.get("dir") == "auto" for each in foreign)


def test_headings_and_tables_are_read_in_order(page):
    """One main, one h1, no level skipped, every section and table labelled, every heading cell with a scope."""
    tree = html.fromstring(page)
    levels = [int(name[1]) for name in re.findall(r"<(h[1-6])", page)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [len(tree.xpath(f"//{mark}")) for mark in ("main", "header", "footer", "nav")] == [1, 1, 1, 1]
    assert all(section.get("aria-labelledby") in tree.xpath("//@id") for section in tree.xpath("//section"))
    assert all(cell.get("scope") for cell in tree.xpath("//th"))
    assert all(drawing.get("aria-label") for drawing in tree.xpath("//svg"))
    assert tree.get("lang") == "en"


def test_the_page_says_what_matters():
    """Figures, remainder, disputes, silence, blame, revision, origin count and the legal sentence are all there."""
    told = words_of(html.fromstring(dossier_page(dossier(), compare=tallies())))
    for sentence in (
        "night of 12–13 January 2021",
        "41 of them described, 16 not accounted for",
        "1 named origin for the toll",
        "14 soldiers by local sources stand against 1 by the army's own count.",
        "Israel Defense Forces and Israel declined to comment.",
        "Borne out by this record.",
        "superseded by the update of the same page, 14 January 2021",
        "somewhere in this province",
        "It is no legal finding",
        "GeoNames",
        LIVE,
    ):
        assert sentence in told


def test_what_is_not_known_is_said_with_its_reason():
    """An event without claims says "not known" and why, and shows no zero for it."""
    tree = html.fromstring(dossier_page(without_anything()))
    told = words_of(tree)
    assert "no report says how many were killed" in told
    assert "day not known" in told
    assert [each.text for each in tree.xpath("//dl//b")] == ["not known"] * 3


def test_texts_can_be_left_out():
    """Without republishing, only the quotes of claims and the titles of reports are shown."""
    page = dossier_page(dossier(), show_texts=False)
    told = words_of(html.fromstring(page))
    assert "when warplanes struck" not in told
    assert "At least 57 people were killed" in told
    assert "not republished here" in told


def test_claims_that_do_not_fit_their_text_are_still_shown():
    """A quote that is not where it should be, or whose report is missing, keeps its words and its anchor."""
    given = dossier()
    moved = replace(given, reports=tuple(replace(report, text="rewritten", sections=()) for report in given.reports))
    for changed in (moved, replace(given, reports=())):
        ids = html.fromstring(dossier_page(changed)).xpath("//@id")
        assert {anchor(key) for key in given.claims} <= set(ids)


def test_anchors_differ_for_different_claims():
    """Two ids never share an anchor, and an anchor holds nothing that would need escaping."""
    keys = ["a/b", "a.2f.b", "a-b", "a b", "ä"]
    assert len({anchor(key) for key in keys}) == len(keys)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", anchor(key)) for key in keys)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "http://", "http://[", None])
def test_only_web_addresses_become_links(url):
    """Anything but http and https with a host is no address."""
    assert web_address(url) is None


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1, 2])
def test_colours_have_contrast(theme):
    """Every text colour on every ground reaches 4.5 to 1 (WCAG AA) in light, dark and print."""
    css = files("tallystick.export").joinpath("templates/dossier.css").read_text()
    colours = dict(re.findall(r"--(\w+):#([0-9a-f]{3,6})", re.findall(r":root\{[^}]*\}", css)[theme]))
    for ground in ("paper", "card", "faint", "mark", "warmbg"):
        for ink in ("ink", "soft", "accent", "warm"):
            light, dark = sorted((luminance(colours[ground]), luminance(colours[ink])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)
