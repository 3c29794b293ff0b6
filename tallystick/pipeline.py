"""The four pure stages in order: take a report down (read, extract), make sense of many (link, reconcile)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from tallystick.link.cluster import Linked, link
from tallystick.link.series import check_series
from tallystick.link.sums import check_sum
from tallystick.link.telling import section_time_at
from tallystick.model import (
    Claim,
    Dossier,
    Event,
    Judgement,
    Mention,
    Problem,
    Reading,
    Report,
    Tally,
    global_id,
    to_json,
)
from tallystick.read.language import why_not_english
from tallystick.reconcile.profiles import profile_names
from tallystick.reconcile.reasons import REJECTED
from tallystick.reconcile.tally import case_of, reconcile, tallies
from tallystick.reconcile.versions import all_changes

if TYPE_CHECKING:
    from tallystick.extract.claims import Knowledge


LIMIT_CHARACTERS = 500_000
"""The longest text taken down; the parser takes 1.6 GB and half a minute for it. A long article has 60,000."""


def take_down(report: Report, *, known: Knowledge, layers: Collection[str] = (), explain: bool = False) -> Reading:
    """Everything that one report says, as claims.

    Args:
        layers: `attributions`, `places`, `times`: everything found of that kind, in `Reading.layers`.
        explain: put the numbers that are in no claim into `Reading.left_out`, each with the reason.
    Returns:
        A reading with the problem `no-claims` where an English report yields none, or `too-large` where it is
        too long to be parsed. A report in another language stays as it is, without claims: reading it has
        said so (`other-language`).
    Raises:
        ModelMissingError: no English pipeline is installed.
        UsageError: there is no such layer.
    """
    # Imported here, because the parser takes a second to load, which those who only make sense need not wait for.
    from tallystick.extract.claims import extract

    unread = Reading(report=report, layers={name: [] for name in layers} if layers else UNSET)
    if why_not_english(report.text, report.language):
        return unread
    if len(report.text) > LIMIT_CHARACTERS:
        what = f"expected at most {LIMIT_CHARACTERS:,} characters in one report, found {len(report.text):,}"
        return _unread(unread, "too-large", f"{what}; it is kept; cut it into reports")
    reading = extract(report, known=known, layers=layers, explain=explain)
    if reading.claims:
        return reading
    none = "no claim about harm, damage or a party's position was found; the report is kept, and read again later"
    return _unread(reading, "no-claims", none)


def _unread(reading: Reading, code: str, message: str) -> Reading:
    report = reading.report
    subject = report.title or report.outlet or report.id
    problem = Problem(stage="extract", report=report.id, code=code, message=f"{subject}: {message}")
    return replace(reading, problems=(*reading.problems, problem))


def make_sense(
    readings: Sequence[Reading],
    *,
    judgements: Sequence[Judgement] = (),
    profile: str = "ledger",
    as_of: datetime | None = None,
    letters: Mapping[str, str] | None = None,
    linked: Sequence[Linked] | None = None,
) -> list[Event]:
    """Everything taken down, as events with their tallies.

    Args:
        readings: any order; the same report twice counts once.
        as_of: only what had been said by then counts; None = everything.
        letters: reliability of origins, A to F, by id, from the desk's own file.
        linked: which mentions of these readings are one event, where that is known; None = link them now.
    Returns:
        Main events, background stubs and aggregates, in the order in which each was first told.
    Raises:
        UsageError: there is no such profile, or a judgement does not name two mentions.
    """
    known = known_by(_each_once(readings), as_of)
    made = reconciled(
        link(known, judgements) if linked is None else linked,
        {reading.report.id: reading for reading in known},
        judgements=judgements,
        profiles=(profile,),
        as_of=as_of,
        letters=letters,
    )
    return with_series([event for event, _ in made], known)


def reconciled(
    linked: Iterable[Linked],
    readings: Mapping[str, Reading],
    *,
    judgements: Sequence[Judgement],
    profiles: Sequence[str],
    as_of: datetime | None = None,
    letters: Mapping[str, str] | None = None,
) -> Iterator[tuple[Event, dict[str, Tally]]]:
    """These events, each by itself, and their tallies under each of some profiles; an event has that of the last one.

    What is said of series, which is of many, is left out.

    Args:
        readings: by report id, as known at that time.
    """
    rejected = _rejections(judgements)
    for one in linked:
        yield reconcile(
            one.mentions, readings, profiles=profiles, as_of=as_of, rejected=rejected, letters=letters, event_id=one.id
        )


def with_series(events: Sequence[Event], readings: Iterable[Reading]) -> list[Event]:
    """All events known, each with what this record makes of the series that it is counted in."""
    checked = check_series(events, readings)
    return [replace(event, notes=event.notes + checked[event.id]) if event.id in checked else event for event in events]


def compare(
    event: Event,
    readings: Sequence[Reading],
    *,
    judgements: Sequence[Judgement] = (),
    profiles: Iterable[str] | None = None,
    as_of: datetime | None = None,
    letters: Mapping[str, str] | None = None,
) -> dict[str, Tally]:
    """An event's tally under several profiles, from one sorting of its claims.

    Args:
        event: one that `make_sense` made of these readings and judgements, as known at the same time.
        profiles: by name; None = all that there are.
    """
    known = {reading.report.id: reading for reading in known_by(_each_once(readings), as_of)}
    case = case_of(event.mentions, known, as_of=as_of, rejected=_rejections(judgements), letters=letters)
    return tallies(case, profile_names() if profiles is None else profiles)


def dossier_of(
    event: Event, readings: Mapping[str, Reading], *, among: Sequence[Event] = (), known: Iterable[Event] = ()
) -> Dossier:
    """An event with the claims, mentions and reports that it was made of.

    Args:
        readings: by report id, as the event was made from them.
        among: events in which its background is looked for: those that the same reports mention.
        known: all events, beside which a sum over many is set; looked at for aggregates only.
    """
    mentions = {(ref.report, ref.mention) for ref in event.mentions}
    reports = {ref.id for ref in event.reports}
    told = [(ref.id, readings[ref.id]) for ref in event.reports]
    claims = {
        global_id(report, claim.id): claim
        for report, reading in told
        for claim in reading.claims
        if (report, claim.mention) in mentions
    }
    summed = check_sum(event, claims, known)
    return Dossier(
        event=replace(event, notes=(*event.notes, summed)) if summed else event,
        claims=claims,
        reports=tuple(reading.report for _, reading in told),
        changes=tuple(all_changes([reading for _, reading in told])),
        background=tuple(
            other for other in among if other.id != event.id and any(ref.report in reports for ref in other.mentions)
        ),
        mentions={
            global_id(report, mention.id): mention
            for report, reading in told
            for mention in reading.mentions
            if (report, mention.id) in mentions
        },
    )


def known_by(readings: Iterable[Reading], as_of: datetime | None) -> list[Reading]:
    """What these reports had said by then.

    A report published later is unseen, except for its sections that are older: a live page keeps its first
    entry below the update. A report dated to the day is known from the start of that day, UTC.
    Places and days of a mention come from its whole report; they do not carry times of their own.
    """
    if as_of is None:
        return list(readings)
    return [seen for reading in readings if (seen := _seen(reading, as_of)) is not None]


def _seen(reading: Reading, as_of: datetime) -> Reading | None:
    report = reading.report
    claims = tuple(claim for claim in reading.claims if _is_known(_said_at(claim, report), as_of))
    told = {claim.mention for claim in claims}
    mentions = tuple(
        mention for mention in reading.mentions if mention.id in told or _is_known(_told_at(mention, report), as_of)
    )
    published = _is_known(report.published_at, as_of)
    return replace(reading, mentions=mentions, claims=claims) if published or mentions or claims else None


def _said_at(claim: Claim, report: Report) -> datetime | None:
    return claim.said_at or report.published_at


def _told_at(mention: Mention, report: Report) -> datetime | None:
    return section_time_at(report, mention.span[0]) or report.published_at


def _is_known(at: datetime | None, as_of: datetime) -> bool:
    """What has no time at all is always known."""
    return at is None or at <= as_of


def _each_once(readings: Iterable[Reading]) -> list[Reading]:
    """One reading a report, by report id; of different readings of one report the same one wins in any order."""
    kept: dict[str, Reading] = {}
    for reading in readings:
        other = kept.get(reading.report.id)
        if other is None or to_json(reading) < to_json(other):
            kept[reading.report.id] = reading
    return [kept[report_id] for report_id in sorted(kept)]


def _rejections(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Claims that a person rejected and nobody accepted again later in the sequence."""
    rejected: dict[str, str] = {}
    for judgement in judgements:
        for claim in judgement.items:
            if judgement.verdict == "reject":
                rejected[claim] = REJECTED(person=judgement.by, why=judgement.why)
            elif judgement.verdict == "accept":
                rejected.pop(claim, None)
    return rejected
