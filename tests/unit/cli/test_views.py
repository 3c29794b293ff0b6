import io
from datetime import date

import pytest
from msgspec.structs import replace
from rich.console import Console

from tallystick.cli.dossier import dossier_view
from tallystick.cli.profiles import compare_view
from tallystick.cli.views import events_view, problems_view, reading_view
from tallystick.model import Mention, Problem, Reading
from tests.dossiers import LIVE, dossier, event, live_claims, places, reports, tallies, without_anything

WIDTHS = [80, 120]
HOSTILE = "[red]RED[/red] [link=http://x.example]y[/link] \x1b[2J\x1b]0;title\x07 \u202eslaw"


def printed(view, width=80, **options):
    """What a view prints on a terminal of a width."""
    out = io.StringIO()
    Console(file=out, width=width, **options).print(view)
    return out.getvalue()


def flat(text):
    """The same words in one line."""
    return " ".join(text.split())


def reading():
    """The live page as read."""
    mention = Mention(
        id="m1", role="main", type="Air/drone strike", occurred_from=date(2021, 1, 12),
        occurred_to=date(2021, 1, 13), date_precision="night", places=places()[:1], initiators=event().initiators,
    )  # fmt: skip
    problem = Problem(stage="read", report=LIVE, code="no-date", message="no date in the page")
    return Reading(report=reports()[0], mentions=(mention,), claims=tuple(live_claims().values()), problems=(problem,))


def views():
    """One of each."""
    every = dossier()
    return {
        "reading": reading_view(reading()),
        "empty reading": reading_view(Reading(report=replace(reports()[0], text="Nothing.", sections=()))),
        "events": events_view([every.event, *every.background]),
        "dossier": dossier_view(every, compare=tallies()),
        "bare dossier": dossier_view(without_anything()),
        "compare": compare_view(every.event.id, tallies()),
        "problems": problems_view(reading().problems),
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", list(views()))
def test_no_line_is_wider_than_the_terminal(name, width):
    """Every view fits; long quotes wrap, and nothing is cut off with an ellipsis."""
    told = printed(views()[name], width)
    assert max(len(line) for line in told.splitlines()) <= width
    assert "…" not in told


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reading_shows_who_says_what(width):
    """Each claim has its speaker, figure, group, scope and words, and its mark in the text."""
    told = flat(printed(reading_view(reading()), width))
    for words in (
        "at least 15",
        "Fatemiyoun",
        "part",
        "night of 12–13",
        "14 government troops c2,",
        "no-date",
    ):
        assert words in told


def test_claims_are_coloured_in_the_text():
    """A claim's words are told from the text around them by more than their id."""
    told = printed(reading_view(reading()), force_terminal=True, color_system="standard")
    assert "\x1b[1;4;36mhas climbed to 57\x1b[0m" in told


def test_events_keep_their_id_whole():
    """At 80 columns an id can still be copied, beside days, place, figures and flags."""
    told = printed(views()["events"], 80)
    for words in ("evt_1234567890abcdef", "at least", "2 · 2 · 2", "not known", "revised once"):
        assert words in told
    assert "disputed" in told


@pytest.mark.parametrize("width", WIDTHS)
def test_the_terminal_dossier_follows_the_page(width):
    """The same sections in the same order, with the same words."""
    told = flat(printed(views()["dossier"], width))
    order = (
        "Air/drone strike near Abu Kamal and 2 other places",
        "Israel Defense Forces and Israel declined to comment.",
        "1 named origin for the toll",
        "41 of them described, 16 not accounted for",
        "Who says what",
        "Does it add up?",
        "14 soldiers by local sources stand against 1",
        "What was known when",
        "Who confirmed, denied, kept silent, accused",
        "somewhere in this province",
        "The reports, with their claims marked",
        "Told as background in the same reports",
        "The working",
        "superseded by the update of the same page",
        "It is no legal finding",
    )
    found = [told.find(words) for words in order]
    assert -1 not in found
    assert found == sorted(found)


def test_the_bar_is_whole_and_in_proportion():
    """The parts of the terminal's bar are as long as their numbers."""
    bar = next(line for line in printed(views()["dossier"]).splitlines() if line.startswith("█"))
    assert [bar.count(glyph) for glyph in "█▓▒·"] == [14, 16, 11, 16]


def test_superseded_figures_are_struck_through():
    """The first toll stays on the time line, struck through and told so."""
    told = printed(views()["dossier"], 120, force_terminal=True, color_system="standard")
    assert "\x1b[2;9mat least 15" in told
    assert "superseded" in told


def test_texts_can_be_left_out():
    """Without republishing, no sentence beyond the quotes is printed."""
    told = flat(printed(dossier_view(dossier(), show_texts=False)))
    assert "when warplanes struck" not in told
    assert "At least 57 people were" in told


def test_compare_shows_every_profile_with_its_trace():
    """All profiles side by side, then how each came to its figures."""
    told = flat(printed(views()["compare"]))
    for words in ("57 (15–57)", "Profile “acled”", "1. Best: 57"):
        assert words in told


def test_foreign_texts_are_printed_and_not_obeyed():
    """Markup in a title or quote is shown as it stands, and an escape sequence does nothing."""
    every = dossier()
    bad_reports = tuple(replace(report, title=HOSTILE, outlet=HOSTILE) for report in every.reports)
    bad_event = replace(
        every.event, places=tuple(replace(place, name=HOSTILE) for place in every.event.places),
        origins=tuple(replace(origin, name=HOSTILE) for origin in every.event.origins),
        positions=tuple(replace(stand, party=HOSTILE, toward=HOSTILE) for stand in every.event.positions),
        notes=tuple(replace(note, text=HOSTILE) for note in every.event.notes),
    )  # fmt: skip
    bad_claims = {key: replace(claim, quote=HOSTILE) for key, claim in every.claims.items()}
    bad = replace(every, event=bad_event, reports=bad_reports, claims=bad_claims)
    bad_reading = replace(reading(), report=bad_reports[0], claims=tuple(bad_claims.values()),
                          problems=(Problem(stage=HOSTILE, report=HOSTILE, code=HOSTILE, message=HOSTILE),),
    )  # fmt: skip
    for view in (dossier_view(bad), reading_view(bad_reading), events_view([bad_event])):
        told = printed(view, 120)
        assert "[red]RED[/red]" in flat(told)
        assert not {"\x1b", "\x07", "\u202e"} & set(told)


def test_nothing_known_is_said():
    """An event, a list or a report with nothing in it says so in words."""
    bare = flat(printed(views()["bare dossier"]))
    assert "not known killed (no report says how many were killed)" in bare
    assert "No claim was found in this report." in flat(printed(views()["empty reading"]))
    assert "No events are known." in printed(events_view([]))
    assert "No problems." in printed(problems_view(()))
