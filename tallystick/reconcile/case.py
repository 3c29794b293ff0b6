"""Everything said about one event, sorted out and ready for a profile to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec

from tallystick.model import (
    DatePrecision,
    EventType,
    Hedge,
    MentionRef,
    Origin,
    Outcome,
    Party,
    Place,
    Reading,
    Record,
    Stand,
    Status,
)
from tallystick.reconcile.additions import sum_of, with_additions
from tallystick.reconcile.breakdown import Breakdown, breakdowns, top_level
from tallystick.reconcile.cuts import widest_cut
from tallystick.reconcile.figure import Figure, figures_of
from tallystick.reconcile.groups import with_topics
from tallystick.reconcile.independence import trace_origins
from tallystick.reconcile.supersede import without_superseded

Worked = TypeVar("Worked")


class Incident(Record, frozen=True, kw_only=True):
    """What is held to have happened, as far as a codebook's scope, place and day rules need it."""

    type: EventType = "Other"
    occurred_from: date | None = None
    occurred_to: date | None = None
    date_precision: DatePrecision = "unknown"
    date_wordings: tuple[str, ...] = ()
    """The reports' words for when."""
    places: tuple[Place, ...] = ()
    initiators: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    positions: tuple[Stand, ...] = ()


class Toll(Record, frozen=True, kw_only=True):
    """One origin's number for the whole event, as told once."""

    low: int
    high: int | None
    hedge: Hedge
    wording: str
    origin: str
    named: bool
    claims: tuple[str, ...]
    derived: bool = False
    """Added up from parts, because nobody gives a total."""
    said_at: datetime | None = None
    kind: str | None = None
    """Kind of the origin, such as `monitor`."""
    status: Status = "unknown"
    """Of the people it counts, as its words have them."""
    outlet: str = ""


class Case(Record, frozen=True, kw_only=True):
    """One event's figures and origins, as known at one time."""

    as_of: datetime | None
    figures: tuple[Figure, ...]
    """All harm claims, by time and id; those that do not stand carry the reason."""
    origins: tuple[Origin, ...]
    breakdowns: tuple[Breakdown, ...] = ()
    """Of the killed, the fullest first."""
    incident: Incident = Incident()
    killed: tuple[Toll, ...] = ()
    wounded: tuple[Toll, ...] = ()
    letters: Mapping[str, str] = {}
    """Reliability by origin, A to F, as the desk's own file has it; empty = the desk said nothing."""
    kept: dict[object, Any] = msgspec.field(default_factory=dict)
    """What one profile has worked out and the next would work out again; nothing else may depend on it."""

    def tolls(self, outcome: Outcome) -> tuple[Toll, ...]:
        """The standing totals; where nobody gives one, the sums of the parts that one origin lists.

        Parties to the fighting come in only where nobody else gives any number.
        """
        return self.killed if outcome == "killed" else self.wounded if outcome == "wounded" else ()

    def standing(self, outcome: Outcome | None = None) -> list[Figure]:
        """The figures that nothing has set aside, of one outcome or of all."""
        return self.once(
            ("standing", outcome),
            lambda: [f for f in self.figures if f.aside is None and (outcome is None or f.harm.outcome == outcome)],
        )

    def once(self, key: object, work: Callable[[], Worked]) -> Worked:
        """What this work gives, done the first time that it is asked for; it must depend on the case alone."""
        if key not in self.kept:
            self.kept[key] = work()
        found: Worked = self.kept[key]
        return found

    def name_of(self, origin: str) -> str:
        """The name of an origin of this case."""
        return next((known.name for known in self.origins if known.id == origin), origin)


def build_case(
    mentions: Sequence[MentionRef],
    readings: Mapping[str, Reading],
    *,
    incident: Incident | None = None,
    as_of: datetime | None = None,
    rejected: Mapping[str, str] | None = None,
    letters: Mapping[str, str] | None = None,
) -> Case:
    """Gather an event's harm claims, trace their origins, name their groups, and find what was superseded.

    Args:
        mentions: those of one event.
        readings: by report id; they hold only what was said by `as_of`.
        incident: what happened; None = nothing is known of it.
        rejected: ledger-wide claim id to the reason that a person gave.
        letters: reliability of origins by id, from the desk's file.
    """
    figures = [figure for ref in mentions for figure in figures_of(readings[ref.report], ref.mention, rejected or {})]
    traced, origins = trace_origins(with_topics(figures), {ref.report: readings[ref.report].report for ref in mentions})
    current = with_additions(without_superseded(traced, _later_pages(mentions, readings)))
    settled = tuple(sorted(current, key=lambda figure: (figure.when, figure.id)))
    kinds = {origin.id: origin.kind for origin in origins}
    return Case(
        as_of=as_of,
        figures=settled,
        origins=origins,
        breakdowns=tuple(breakdowns(settled, "killed")),
        incident=incident or Incident(),
        killed=_tolls(settled, "killed", kinds),
        wounded=_tolls(settled, "wounded", kinds),
        letters=letters or {},
    )


def _later_pages(mentions: Iterable[MentionRef], readings: Mapping[str, Reading]) -> dict[str, str]:
    """Each page of this event that a later version of it, of this event too, takes the place of."""
    reports = {ref.report: readings[ref.report].report for ref in mentions}
    return {report.revises: report.id for report in reports.values() if report.revises in reports}


def _tolls(figures: Sequence[Figure], outcome: Outcome, kinds: Mapping[str, str | None]) -> tuple[Toll, ...]:
    standing = [f for f in figures if f.stands and f.harm.outcome == outcome]
    changes = [f for f in figures if f.adds_to is not None]
    told = [figure for figure in standing if figure.bears == "total"]
    totals = [_toll(figure, changes, kinds, _twins(figure, told)) for figure in told]
    return tuple(totals or _sums(standing, figures, "group", kinds) or _sums(standing, figures, "party", kinds))


def _twins(figure: Figure, told: Sequence[Figure]) -> frozenset[str]:
    """The same toll of the same origin and time, told again by a copy."""
    same = (figure.origin, figure.when, figure.low, figure.quantity.high)
    return frozenset(f.id for f in told if (f.origin, f.when, f.low, f.quantity.high) == same)


def _toll(
    figure: Figure,
    changes: Sequence[Figure],
    kinds: Mapping[str, str | None],
    twins: frozenset[str] = frozenset(),
) -> Toll:
    quantity, claims = sum_of(figure, changes, twins) if changes else (figure.quantity, (figure.id,))
    return Toll(
        low=quantity.low or 0,
        high=quantity.high,
        hedge=quantity.hedge,
        wording=figure.number if len(claims) == 1 else quantity.wording,
        origin=figure.origin,
        named=figure.named,
        claims=claims,
        said_at=figure.said_at,
        kind=kinds.get(figure.origin),
        status=figure.harm.group.status,
        outlet=figure.outlet_name,
    )


def _sums(
    standing: Sequence[Figure], figures: Sequence[Figure], bears: str, kinds: Mapping[str, str | None]
) -> list[Toll]:
    batches: dict[tuple[object, ...], list[Figure]] = {}
    for figure in standing:
        if figure.bears == bears:
            batches.setdefault((figure.when, figure.report, figure.origin), []).append(figure)
    return [_sum(top_level(batch, figures), kinds) for _, batch in sorted(batches.items(), key=lambda item: item[0])]


def _once_each(parts: Iterable[Figure]) -> list[Figure]:
    """One figure a group: the same group told twice in a passage is not two groups; the lower of two numbers."""
    first: dict[str, Figure] = {}
    for part in sorted(parts, key=lambda part: (part.low, part.id)):
        first.setdefault(part.topic or part.id, part)
    return list(first.values())


def _sum(parts: Sequence[Figure], kinds: Mapping[str, str | None]) -> Toll:
    """Parts bound a toll from below only: nobody says that they are all. Cuts of the same dead are not added."""
    listed = widest_cut(_once_each(parts))
    statuses = {part.harm.group.status for part in listed}
    return Toll(
        low=sum(part.low for part in listed),
        high=None,
        hedge="at_least",
        wording=" + ".join(part.number for part in listed),
        origin=parts[0].origin,
        named=parts[0].named,
        claims=tuple(part.id for part in listed),
        derived=True,
        said_at=parts[0].said_at,
        kind=kinds.get(parts[0].origin),
        status=statuses.pop() if len(statuses) == 1 else "mixed",
        outlet=parts[0].outlet_name,
    )
