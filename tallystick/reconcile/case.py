"""Everything said about one event, sorted out and ready for a profile to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tallystick.model import Hedge, MentionRef, Origin, Outcome, Reading, Record
from tallystick.reconcile.breakdown import Breakdown, breakdowns, top_level
from tallystick.reconcile.figure import Figure, figures_of
from tallystick.reconcile.groups import with_topics
from tallystick.reconcile.independence import trace_origins
from tallystick.reconcile.supersede import without_superseded


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


class Case(Record, frozen=True, kw_only=True):
    """One event's figures and origins, as known at one time."""

    as_of: datetime | None
    figures: tuple[Figure, ...]
    """All harm claims, by time and id; those that do not stand carry the reason."""
    origins: tuple[Origin, ...]
    breakdowns: tuple[Breakdown, ...] = ()
    """Of the killed, the fullest first."""
    towns: tuple[str, ...] = ()

    def tolls(self, outcome: Outcome) -> list[Toll]:
        """The standing totals; where nobody gives one, the sums of the parts that one origin lists.

        Parties to the fighting come in only where nobody else gives any number.
        """
        standing = [f for f in self.figures if f.stands and f.harm.outcome == outcome]
        totals = [_toll(figure) for figure in standing if figure.bears == "total"]
        return totals or self._sums(standing, "group") or self._sums(standing, "party")

    def name_of(self, origin: str) -> str:
        """The name of an origin of this case."""
        return next((known.name for known in self.origins if known.id == origin), origin)

    def _sums(self, standing: Sequence[Figure], bears: str) -> list[Toll]:
        batches: dict[tuple[object, ...], list[Figure]] = {}
        for figure in standing:
            if figure.bears == bears:
                batches.setdefault((figure.when, figure.report, figure.origin), []).append(figure)
        return [_sum(top_level(batch, self.figures)) for _, batch in sorted(batches.items(), key=lambda item: item[0])]


def build_case(
    mentions: Sequence[MentionRef],
    readings: Mapping[str, Reading],
    *,
    as_of: datetime | None = None,
    rejected: Mapping[str, str] | None = None,
) -> Case:
    """Gather an event's harm claims, trace their origins, name their groups, and find what was superseded.

    Args:
        mentions: those of one event.
        readings: by report id; they hold only what was said by `as_of`.
        rejected: ledger-wide claim id to the reason that a person gave.
    """
    figures = [
        figure for ref in mentions for figure in figures_of(readings[ref.report], ref.mention, dict(rejected or {}))
    ]
    traced, origins = trace_origins(with_topics(figures))
    settled = sorted(without_superseded(traced), key=lambda figure: (figure.when, figure.id))
    return Case(
        as_of=as_of,
        figures=tuple(settled),
        origins=origins,
        breakdowns=tuple(breakdowns(settled, "killed")),
        towns=_towns(mentions, readings),
    )


def _towns(mentions: Iterable[MentionRef], readings: Mapping[str, Reading]) -> tuple[str, ...]:
    """The towns named, each once."""
    names: dict[object, str] = {}
    for ref in mentions:
        for mention in readings[ref.report].mentions:
            for place in mention.places if mention.id == ref.mention else ():
                if place.precision in {"town", "site", "near"}:
                    name = place.name or place.wording
                    names.setdefault(place.geonames_id or name.casefold(), name)
    return tuple(sorted(set(names.values())))


def _toll(figure: Figure) -> Toll:
    return Toll(
        low=figure.low,
        high=figure.quantity.high,
        hedge=figure.quantity.hedge,
        wording=figure.number,
        origin=figure.origin,
        named=figure.named,
        claims=(figure.id,),
    )


def _sum(parts: Sequence[Figure]) -> Toll:
    """Parts bound a toll from below only: nobody says that they are all."""
    once = {part.topic or part.id: part for part in sorted(parts, key=lambda part: (part.low, part.id))}
    return Toll(
        low=sum(part.low for part in once.values()),
        high=None,
        hedge="at_least",
        wording=" + ".join(part.number for part in parts),
        origin=parts[0].origin,
        named=parts[0].named,
        claims=tuple(part.id for part in parts),
        derived=True,
    )
