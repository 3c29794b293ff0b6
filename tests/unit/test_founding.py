"""What must be right of one strike told by contradictory reports.

Every sentence is checked twice: on the two founding reports, where they are present, and always on the bundled
examples, which tell of the same strike in our words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache

import pytest

from tallystick import examples
from tallystick.extract.claims import Knowledge
from tallystick.model import Event, Reading, Report
from tallystick.pipeline import make_sense, take_down
from tallystick.read.formats import read_reports
from tallystick.reference import places
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.sources import Registry
from tests.material import needed

NIGHT = {date(2021, 1, 12), date(2021, 1, 13)}


@lru_cache(maxsize=1)
def known() -> Knowledge:
    """All tables, loaded once."""
    return Knowledge(Lexicon.load(), Registry.load(), places.load())


def taken_down(data: bytes, **given: str) -> list[Reading]:
    """The readings of one input."""
    reports = [one for one in read_reports(data, **given) if isinstance(one, Report)]
    return [take_down(report, known=known()) for report in reports]


@lru_cache(maxsize=1)
def founding() -> tuple[Reading, ...]:
    """The two founding reports; skips where they are not."""
    folder = needed("seeds")
    first, second = sorted(folder.glob("*.txt"))
    return (
        *taken_down(first.read_bytes(), outlet="first outlet", published_at="2021-01-14"),
        *taken_down(second.read_bytes(), outlet="second outlet", published_at="2021-01-13"),
    )


@lru_cache(maxsize=1)
def ours() -> tuple[Reading, ...]:
    """The bundled reports."""
    readings = [one for path in examples.paths() for one in taken_down(path.read_bytes(), name=path.name)]
    return tuple(readings)


BOTH = pytest.mark.parametrize("readings", [founding, ours], ids=["founding", "ours"])
Readings = Callable[[], tuple[Reading, ...]]


def main_event(readings: tuple[Reading, ...], **options: object) -> Event:
    """The event of the night of 12 to 13 January 2021."""
    events = make_sense(readings, **options)  # type: ignore[arg-type]
    fitting = [e for e in events if e.role == "main" and e.occurred_from in NIGHT and e.occurred_to in NIGHT]
    return max(fitting, key=lambda e: len(e.reports))


def live_page(readings: tuple[Reading, ...]) -> Reading:
    """The report with an update over its original entry."""
    return next(r for r in readings if any((s.label or "").upper().startswith("ORIGINAL") for s in r.report.sections))


@BOTH
def test_reports_of_the_strike_land_in_one_event(readings: Readings) -> None:
    """Reports that share no five words in a row, but a day, a place and figures, are one event of that night."""
    event = main_event(readings())
    assert len(event.outlets) >= 2
    assert {event.occurred_from, event.occurred_to} <= NIGHT
    assert event.type == "Air/drone strike"


@BOTH
def test_its_places_resolve_through_their_spellings(readings: Readings) -> None:
    """al-Bukamal, Albu Kamal and Boukamal are Abu Kamal; Mayadeen is Mayadin; Deir el-Zour is Deir ez-Zor."""
    towns = {p.name: p for p in main_event(readings()).places if p.precision in {"town", "near"}}
    assert {"Abu Kamal", "Mayadin", "Deir ez-Zor"} <= set(towns)
    abu_kamal = towns["Abu Kamal"]
    assert abu_kamal.country == "SY"
    assert abs((abu_kamal.latitude or 0) - 34.45) < 0.1
    assert abs((abu_kamal.longitude or 0) - 40.92) < 0.1


@BOTH
def test_a_province_is_never_the_pin_of_its_city(readings: Readings) -> None:
    """ "Deir ez-Zor Province" is an area."""
    said = [
        p
        for r in readings()
        for m in r.mentions
        for p in m.places
        if "rovince" in p.wording or "overnorate" in p.wording
    ]
    assert said
    assert all(place.precision in {"province", "district"} for place in said)


@BOTH
def test_the_toll_its_breakdown_and_what_is_left(readings: Readings) -> None:
    """57, of whom 14 + 16 + 11 are described: 16 are accounted for by nobody, and that is no error."""
    event = main_event(readings())
    assert event.tally.killed.low == 57
    lows = {(g.outcome, g.estimate.low) for g in event.tally.groups}
    assert {("killed", 14), ("killed", 16), ("killed", 11)} <= lows
    assert event.tally.remainder == 16
    assert not any("57" in d.why for d in event.disputes)


@BOTH
def test_the_armys_own_losses_stay_its_own(readings: Readings) -> None:
    """The army's one soldier killed and twelve wounded are a group of their own, never the least of the total."""
    event = main_event(readings())
    army = [g for g in event.tally.groups if "according to" in g.group]
    assert {(g.outcome, g.estimate.low) for g in army} >= {("killed", 1), ("wounded", 12)}
    assert event.tally.killed.low != 1
    assert {s.act for s in event.positions if "military" in s.party.lower() or "army" in s.party.lower()} >= {"admits"}


@BOTH
def test_an_earlier_figure_is_superseded_and_stays_on_the_time_line(readings: Readings) -> None:
    """At least 15, then 57, from the same page: no contradiction, one revision."""
    event = main_event(readings())
    fifteen = [r for r in event.revisions if r.killed is not None and r.killed.low == 15]
    assert [r.superseded for r in fifteen] == [True]
    assert not any(" 15" in d.why for d in event.disputes)


@BOTH
def test_two_outlets_are_one_origin(readings: Readings) -> None:
    """Whoever repeats 57 has it from one named origin; corroboration counts origins, never outlets."""
    event = main_event(readings())
    toll = next(note.text for note in event.notes if "independent origins" in note.text)
    assert "independent origins: 1 (Syrian Observatory for Human Rights)" in toll
    sohr = next(o for o in event.origins if o.id == "org:sohr")
    assert len(sohr.reports) >= 2
    assert sohr.presumed


@BOTH
def test_who_kept_silent_and_who_accused(readings: Readings) -> None:
    """Israel declined to comment, Syrian state media confirmed, the foreign ministry accused."""
    stands = {(s.source, s.act) for s in main_event(readings()).positions}
    assert ("org:idf", "declines_comment") in stands
    assert ("org:sy-media", "confirms") in stands
    assert ("org:sy-mfa", "accuses") in stands


@BOTH
def test_rumours_are_said_of_the_iranian_casualties_only(readings: Readings) -> None:
    """What the army calls rumours is casualties among Iranians; every other figure stands."""
    denied = [c for r in readings() for c in r.claims if c.attribution.stance == "denies" and c.kind == "harm"]
    assert denied
    for claim in denied:
        assert claim.harm.group.nationality == "IR"  # type: ignore[union-attr]


@BOTH
def test_background_strikes_are_events_of_their_own(readings: Readings) -> None:
    """Masyaf, al-Zabadani and the base near Damascus do not merge, and nothing of theirs leaks."""
    events = make_sense(readings())
    days = {e.occurred_from for e in events if e.role != "aggregate"}
    assert {date(2020, 12, 25), date(2020, 12, 30), date(2021, 1, 6)} <= days
    masyaf = next(
        e for e in events if e.occurred_from == date(2020, 12, 25) and any(p.name == "Masyaf" for p in e.places)
    )
    damage = [c for r in readings() for c in r.claims if c.damage and c.damage.quantity.low == 4]
    assert damage
    members = {(m.report, m.mention) for m in masyaf.mentions}
    owners = {(r.report.id, c.mention) for r in readings() for c in r.claims if c in damage}
    assert owners <= members
    assert not any("four buildings" in note.text for note in main_event(readings()).notes)


@BOTH
def test_fourth_in_is_checked_against_the_record(readings: Readings) -> None:
    """ "The fourth in less than three weeks" holds; "the fourth in two weeks" does not: the first was 19 days ago."""
    notes = [n for n in main_event(readings()).notes if n.text.startswith("Said to be number 4")]
    assert {note.holds for note in notes} == {True, False}


@BOTH
def test_what_was_known_when(readings: Readings) -> None:
    """The live page alone: at least 15 at the end of 13 January, 57 at the end of the 14th."""
    page = (live_page(readings()),)
    then = main_event(page, as_of=datetime(2021, 1, 13, 23, 59, 59, tzinfo=UTC))
    assert (then.tally.killed.low, then.tally.killed.high) == (15, None)
    later = main_event(page, as_of=datetime(2021, 1, 14, 23, 59, 59, tzinfo=UTC))
    assert (later.tally.killed.low, later.tally.killed.high) == (57, 57)


@BOTH
def test_each_step_of_the_revisions_has_its_origin_and_time(readings: Readings) -> None:
    """Revisions are in order of time, each with who said it."""
    revisions = main_event(readings()).revisions
    dated = [r.said_at for r in revisions if r.said_at is not None]
    assert dated == sorted(dated)
    assert all(r.origin for r in revisions)


@BOTH
@pytest.mark.parametrize(("profile", "best"), [("ucdp", 57), ("acled", 57), ("ledger", None)])
def test_each_profile_gives_its_own_figure(readings: Readings, profile: str, best: int | None) -> None:
    """ucdp and acled choose 57; the ledger profile chooses none."""
    assert main_event(readings(), profile=profile).tally.killed.best == best


@BOTH
def test_the_other_codebooks_decide_as_their_coders_would(readings: Readings) -> None:
    """GTD: out of scope, for a state did it. Airwars: weak, whatever the number of outlets, strike likely, attribution
    suspected, belligerents up to 57 and no civilian told of. UN: reported. ACLED: a row for each of three towns."""
    assert main_event(readings(), profile="gtd").tally.out_of_scope is not None
    airwars = main_event(readings(), profile="airwars").tally
    judged = {grade.name: grade.value for grade in airwars.grades}
    assert (judged["harm"], judged["strike"], judged["attribution"]) == ("weak", "likely", "suspected")
    assert judged["assessment"] == "no comment"
    assert airwars.killed.low is None
    belligerents = next(g for g in airwars.groups if g.group == "belligerents" and g.outcome == "killed")
    assert belligerents.estimate.high in (57, None)
    assert {g.value for g in main_event(readings(), profile="un3").tally.grades} == {"reported"}
    assert [row.killed for row in main_event(readings(), profile="acled").tally.split] == [19, 19, 19]


def test_the_founding_reports_under_ibc_and_airwars() -> None:
    """41 are told to be combatants; of 16 nothing is told, so 0 to 16 may be civilians, on one origin: provisional."""
    ibc = main_event(founding(), profile="ibc").tally
    assert (ibc.killed.low, ibc.killed.high) == (0, 16)
    assert [grade.value for grade in ibc.grades] == ["provisional"]
    rows = {row.group: row.estimate for row in main_event(founding(), profile="airwars").tally.groups}
    assert (rows["belligerents"].low, rows["belligerents"].high) == (41, 57)


@BOTH
def test_the_armys_interest_is_flagged_and_its_losses_conceded(readings: Readings) -> None:
    """Its own losses may be understated; they stand apart and weigh nothing."""
    event = main_event(readings())
    assert {("own_losses", "understated")} <= {(one.toward, one.may_be) for one in event.interests}
    assert {("killed", 1), ("wounded", 12)} <= {(one.outcome, one.low) for one in event.tally.concessions}


@BOTH
def test_nobody_who_spoke_is_called_silent(readings: Readings) -> None:
    """The side that declined to comment was heard to decline."""
    assert "act:ISR-MIL" not in {party.actor for party in main_event(readings()).silent}


@BOTH
def test_every_claim_quotes_its_report_and_has_a_source(readings: Readings) -> None:
    """A claim's span cuts its quote from the report; its speaker is named, or the outlet itself speaks."""
    for reading in readings():
        for claim in reading.claims:
            text = reading.report.title if claim.in_ == "title" else reading.report.text
            assert text[claim.span[0] : claim.span[1]] == claim.quote
            assert claim.quote.strip() == claim.quote != ""
            for speaker in claim.attribution.speakers:
                assert speaker.wording


@BOTH
def test_the_same_bytes_give_the_same_reading(readings: Readings) -> None:
    """Reading twice changes nothing."""
    for reading in readings():
        assert take_down(reading.report, known=known()) == reading
