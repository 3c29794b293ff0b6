from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tallystick import api
from tallystick.accounts import IDLE
from tests.browser.conftest import PASSWORD, Clock
from tests.unit.web.conftest import ARABIC


def arrived(page: Page, heading: str | re.Pattern[str]) -> None:
    """Wait until a page is wholly there: a click waits for its beginning, and what is counted then may be to come."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()


def judged(page: Page) -> int:
    """How many judgements the record holds."""
    page.get_by_role("link", name="Judgements").click()
    arrived(page, "Judgements")
    return page.locator("ol.events > li[id^=judged]").count()


def sign_in(page: Page, name: str) -> None:
    """Fill in the form."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_newcomer_finds_the_disputed_event_and_what_its_figure_rests_on(opened, site: str) -> None:
    """From the list to the event, from 57 to the sentence that says it, and back in time with the slider."""
    page = opened(site)
    page.get_by_label("disputed").check()
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("disputed=1"))
    arrived(page, "Events")
    page.locator("ol.events").get_by_role("link", name=re.compile("Abu Kamal|Deir ez-Zor")).last.click()
    expect(page.get_by_role("heading", name="Disputed").first).to_be_visible()
    page.locator("#who-says ~ div a.n", has_text=re.compile(r"^57$")).first.click()
    marked = page.locator("mark:target")
    expect(marked).to_be_in_viewport()
    expect(marked).to_contain_text("57")
    slider = page.get_by_label("As known on")
    slider.press("Home")
    page.wait_for_url("**as_of=2021-01-13**")
    expect(page.get_by_text("What had been said by 2021-01-13")).to_be_visible()
    page.get_by_role("link", name="Show everything known now").click()
    expect(page.get_by_text("What had been said by")).to_have_count(0)


def test_a_link_is_judged_and_taken_back(opened, own_site: str) -> None:
    """With a reason each time; both stand on record."""
    page = opened(f"{own_site}/review")
    question = page.get_by_role("article").filter(has_text="Do these two tell of one event?").first
    question.get_by_label("For which reason").fill("other aircraft, another hour")
    question.get_by_role("button", name="Different events").click()
    assert judged(page) == 1
    expect(page.get_by_text("other aircraft, another hour")).to_be_visible()
    page.get_by_label("For which reason").fill("a slip")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back by")).to_be_visible()
    arrived(page, "Judgements")
    expect(page.get_by_role("button", name="Take it back")).to_have_count(0)


def test_a_judgement_without_a_reason_is_not_sent(opened, own_site: str) -> None:
    """The browser asks for it before anything leaves."""
    page = opened(f"{own_site}/review")
    page.get_by_role("button", name="Same event").first.click()
    expect(page).to_have_url(f"{own_site}/review")
    assert judged(page) == 0


def test_the_keyboard_is_enough(opened, own_site: str) -> None:
    """Skip link, list, dossier, queue: without a pointer, and the focus is always seen."""
    page = opened(own_site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.locator("ol.events h2 a").first
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if link.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aleppo")
    page.goto(f"{own_site}/review")
    page.locator(".question").first.focus()
    page.keyboard.press("j")
    expect(page.locator(".question").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Tab")
    question = page.locator(".question").first
    reason = question.get_by_label("For which reason")
    while not reason.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("just the keys j and k")
    expect(reason).to_have_value("just the keys j and k")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert judged(page) == 1


def test_the_queue_is_worked_through_by_keys(opened, own_site: str) -> None:
    """Help, verdict, reason, sending, the next one, taking back: without a pointer, with Tab only to get there."""
    page = opened(f"{own_site}/review?kind=link")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.question') !== null"):
            break
    page.keyboard.press("k")  # the first has none before it: the key does nothing, and the focus stays
    first = page.locator(".question").first
    first.focus()
    page.keyboard.press("?")
    expect(page.get_by_text("the next question")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("the next question")).to_be_hidden()
    expect(first).to_be_focused()
    page.keyboard.press("r")  # no button of this question says so
    expect(first).to_be_focused()
    page.keyboard.press("d")
    reason = first.get_by_label("For which reason")
    expect(reason).to_be_focused()
    expect(first.get_by_role("button", name="Different events")).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("sad days, j and k")
    page.keyboard.press("Escape")
    expect(first).to_be_focused()
    page.keyboard.press("s")
    expect(first.get_by_role("button", name="Same event")).to_have_attribute("aria-pressed", "true")
    expect(reason).to_have_value("sad days, j and k")
    page.keyboard.press("Enter")
    page.wait_for_url("**#judged-*")
    expect(page.locator(".question").first).to_be_focused()
    page.keyboard.press("z")
    page.wait_for_url("**/judgements#undo")
    expect(page.locator("form[action$='/undo'] [name=why]").first).to_be_focused()
    page.keyboard.type("a slip")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taken back by")).to_be_visible()


def test_a_reason_without_a_verdict_sends_nothing(opened, own_site: str) -> None:
    """Enter leads to the buttons; without script it does nothing at all, and never chooses for anybody."""
    for script in (True, False):
        page = opened(f"{own_site}/review?kind=link", java_script_enabled=script)
        page.get_by_label("For which reason").first.fill("both name the bridge")
        page.keyboard.press("Enter")
        if script:
            expect(page.get_by_role("button", name="Same event").first).to_be_focused()
        expect(page).to_have_url(f"{own_site}/review?kind=link")
        assert judged(page) == 0


def test_a_question_is_opened_by_a_key(opened, own_site: str) -> None:
    """What it is about is one key away, and the way back leads to the queue."""
    page = opened(f"{own_site}/review")
    page.locator(".question").first.focus()
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/(events|reports)/"))
    page.go_back()
    expect(page.get_by_role("heading", name="Review")).to_be_visible()


def test_everything_works_without_script(opened, own_site: str, disputed: str) -> None:
    """Filter, slider, search, judging: forms and links do it all."""
    page = opened(own_site, java_script_enabled=False)
    page.get_by_label("Place, province or country").fill("al-Bukamal")
    page.locator("form.filters").get_by_role("button", name="Show").click()
    expect(page.locator("ol.events > li")).not_to_have_count(0)
    page.goto(f"{own_site}/events/{disputed}")
    page.get_by_label("As known on").press("Home")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("as_of=2021-01-13"))
    page.get_by_role("searchbox").fill("Fatimid")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark.hit").first).to_be_visible()
    page.goto(f"{own_site}/review")
    page.get_by_label("For which reason").first.fill("one and the same")
    page.get_by_role("button", name="Same event").first.click()
    assert judged(page) == 1


def test_the_map_works_without_script(opened, site: str) -> None:
    """From the list into the map, nearer by its numbers, with the filters that hold; back to a list of what is seen."""
    page = opened(site, java_script_enabled=False)
    page.get_by_label("Place, province or country").fill("Syria")
    page.locator("form.filters").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("place=Syria"))
    arrived(page, "Events")
    listed = page.locator("ol.events > li").count()
    ground = page.locator(".map img")
    assert ground.evaluate("one => one.decode().then(() => one.naturalWidth)") == 560
    page.get_by_role("link", name="A larger map").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map")
    expect(page.get_by_label("Place, province or country")).to_have_value("Syria")
    page.get_by_role("link", name="Closer").click()
    expect(page).to_have_url(re.compile("place=Syria.*zoom="))
    several = page.locator(".spots a", has=page.locator(".many"))
    while several.count() and "in_view" not in page.url:
        several.first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    page.get_by_role("link", name="Events", exact=True).click()
    expect(page.locator("ol.events > li")).not_to_have_count(0)
    assert listed > 1


def test_the_slider_of_the_list_goes_back_in_time(opened, site: str) -> None:
    """Fewer events were known on an earlier day; the time line's columns lead to their days."""
    page = opened(site)
    now = page.locator("ol.events > li").count()
    page.get_by_label("As known on").last.press("Home")
    page.wait_for_url("**as_of=**")
    arrived(page, "Events")
    assert page.locator("ol.events > li").count() < now
    page.goto(site)
    page.locator(".timeline a").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("since=|as_of="))


def test_arabic_runs_from_right_to_left(opened, site: str) -> None:
    """In its report and in what a search finds, while the page around it stays as it is."""
    page = opened(f"{site}/search?q={ARABIC.split()[2]}")
    page.locator("ol.events a").first.click()
    sentence = page.locator("p", has_text=ARABIC)
    expect(sentence).to_be_visible()
    page.wait_for_load_state()
    assert sentence.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert sentence.evaluate("one => getComputedStyle(one).textAlign") in ("start", "right")
    box, words = (
        sentence.bounding_box(),
        sentence.evaluate(
            "one => { const range = document.createRange(); range.selectNodeContents(one);"
            " const box = range.getBoundingClientRect(); return [box.left, box.right]; }"
        ),
    )
    assert abs(words[1] - (box["x"] + box["width"])) < 4  # it begins at the right edge
    assert words[0] > box["x"] + 20
    assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"


def test_the_interface_in_arabic(opened, site: str, disputed: str) -> None:
    """Chosen at the foot of a page, kept, and from right to left; the same numbers, with Arabic around them."""
    page = opened(site)
    figures = [re.findall(r"\d+", line) for line in page.locator(".figures-line").all_text_contents()]
    page.get_by_role("link", name="العربية").click()
    arrived(page, "الأحداث")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert [re.findall(r"\d+", line) for line in page.locator(".figures-line").all_text_contents()] == figures
    filters, listed = (page.locator(one).bounding_box() for one in (".filters", ".listed"))
    assert filters["x"] > listed["x"]  # what comes first stands on the right
    page.locator("ol.events h2 a").first.click()
    expect(page.get_by_role("link", name="الخريطة")).to_be_visible()
    assert page.locator("main").evaluate("one => getComputedStyle(one).direction") == "rtl"
    expect(page.get_by_role("heading", name="من يقول ماذا")).to_be_visible()
    page.wait_for_load_state()
    figure = page.locator("dl.figures b").first
    assert figure.evaluate("one => [one.closest('[lang]').lang, getComputedStyle(one).direction]") == ["ar", "rtl"]
    page.goto(f"{site}/events/{disputed}")
    step = page.locator("details[open] ol li", has_text="rep_").first  # it begins with the id of a report
    assert step.evaluate("one => getComputedStyle(one).direction") == "rtl"
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Map", exact=True)).to_be_visible()


def test_a_claim_is_added_by_hand_without_script(opened, own_site: str) -> None:
    """A sentence is chosen, the form filled; the claim stands in the report and in the record, and is taken back."""
    page = opened(f"{own_site}/reports", java_script_enabled=False)
    page.locator("ol.events h2 a").last.click()
    page.get_by_role("link", name="Add a claim that was missed").click()
    page.locator(".choose a").nth(1).click()
    page.get_by_label("What came to them").select_option("displaced")
    page.get_by_label("At least").fill("40")
    page.get_by_label("Of whom, as printed").fill("people of the quarter")
    page.get_by_label("For which reason").fill("the reader passed over it")
    words = page.get_by_label("The words it rests on").input_value()
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".quotes li").last).to_contain_text("at least 40 displaced")
    expect(page.locator(".quotes q").last).to_have_text(words)
    assert judged(page) == 1
    page.get_by_label("For which reason").fill("it tells of another day")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back by")).to_be_visible()


def test_a_report_that_was_not_understood_gets_its_incident_by_hand(opened, own_site: str, tmp_path: Path) -> None:
    """With its first claim, without script; the event is in the list, and gone when the claim is taken back."""
    told = "Minutes of the council.\n\nFour herders are named in it, of those who never came home."
    (tmp_path / "told.txt").write_text(told, encoding="utf-8")
    api.add([tmp_path / "told.txt"], ledger=tmp_path / "tally.db", published_at="2022-05-05")
    page = opened(f"{own_site}/?since=2022-05-01", java_script_enabled=False)
    expect(page.locator("ol.events > li")).to_have_count(0)
    found = next(one.report.id for one in api.known(tmp_path / "tally.db").readings if "herders" in one.report.text)
    page.goto(f"{own_site}/reports/{found}/add")
    page.get_by_role("link", name="Four herders").click()
    page.get_by_label("At least").fill("4")
    page.get_by_label("The number as printed").fill("Four")
    page.get_by_label("Of whom, as printed").fill("herders")
    page.get_by_label("Type").select_option("Attack")
    page.get_by_label("First day").fill("2022-05-02")
    page.get_by_label("For which reason").fill("they were killed, as other papers say")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".quotes li").last).to_contain_text("killed")
    page.goto(f"{own_site}/?since=2022-05-01")
    expect(page.locator("ol.events > li")).to_have_count(1)
    assert judged(page) == 1
    page.get_by_label("For which reason").fill("it does not say so")
    page.get_by_role("button", name="Take it back").click()
    page.goto(f"{own_site}/?since=2022-05-01")
    expect(page.locator("ol.events > li")).to_have_count(0)


def test_a_place_is_put_on_the_map(opened, own_site: str, tmp_path: Path) -> None:
    """From the queue, where what another program recorded just now stands; taking it back puts the question again."""
    told = "Gunmen stormed the village of Qarnabistan on 3 May 2022, killing nine guards, a monitor said."
    (tmp_path / "told.txt").write_text(told, encoding="utf-8")
    page = opened(f"{own_site}/review?kind=place")
    expect(page.get_by_role("button", name="Put it on the map")).to_have_count(0)
    api.add([tmp_path / "told.txt"], ledger=tmp_path / "tally.db", published_at="2022-05-04")
    page.reload()
    question = page.get_by_role("article").first
    question.get_by_label("Latitude").fill("34.20")
    question.get_by_label("Longitude").fill("40.10")
    question.get_by_label("Country").fill("SY")
    question.get_by_label("For which reason").fill("north of the road on the old map")
    question.get_by_role("button", name="Put it on the map").click()
    assert judged(page) == 1
    expect(page.get_by_text("34.20, 40.10")).to_be_visible()
    page.goto(f"{own_site}/map?at=34.2,40.1&zoom=9")
    expect(page.locator(".spots a")).not_to_have_count(0)
    page.goto(f"{own_site}/judgements")
    page.get_by_label("For which reason").fill("another valley")
    page.get_by_role("button", name="Take it back").click()
    page.goto(f"{own_site}/review?kind=place")
    expect(page.get_by_role("button", name="Put it on the map")).not_to_have_count(0)


def test_a_reader_reads_and_does_not_judge(opened, team_site: str) -> None:
    """The queue is there to read; nothing in it can be sent."""
    page = opened(f"{team_site}/review")
    sign_in(page, "Cleo")
    arrived(page, "Review")
    expect(page.get_by_role("button", name="Same event")).to_have_count(0)
    expect(page.get_by_text("Cleo, reader")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{team_site}/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_session_ends_while_one_is_away(opened, team_site: str, clock: Clock) -> None:
    """The next click asks to sign in, and leads back to where one was."""
    page = opened(f"{team_site}/reports")
    sign_in(page, "Ana")
    expect(page).to_have_url(f"{team_site}/reports")
    clock.now += IDLE
    page.locator("ol.events h2 a").first.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, "Ana")
    expect(page).to_have_url(re.compile("/reports/rep_"))


def test_two_people_judge_the_same(opened, team_site: str) -> None:
    """The slower one is shown what the other said, and decides."""
    pages = [opened(f"{team_site}/review", extra_http_headers={}) for _ in range(2)]
    for page in pages:
        sign_in(page, "Ana")
    # The same person twice is no conflict: one's own word is replaced by one's own later word.
    for page, verdict in zip(pages, ("Different events", "Not sure"), strict=True):
        question = page.get_by_role("article").filter(has_text="Do these two tell of one event?").first
        question.get_by_label("For which reason").fill(verdict)
        question.get_by_role("button", name=verdict).click()
    assert judged(pages[0]) == 2
