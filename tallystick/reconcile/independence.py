"""Where figures come from: follow who quotes whom, and presume a copy where the figures themselves say so.

Corroboration counts origins, never outlets. A third of real UCDP rows with several articles rest on one origin.
Six rules, each leaving a sentence of evidence:

1. A total in the outlet's own voice, over parts that it attributes to S, is S's total (and parts in its own
   voice under a total of S are S's parts).
2. An unnamed origin ("local sources", the outlet itself) whose breakdown equals a named origin's in another
   report is presumed to repeat it: at least two distinctive figures of the same groups, or the total and two parts.
3. What a text gives in the outlet's own voice under an agency's mark ("With Reuters") is the agency's; under several
   marks, that of the one agency that gives the same figures elsewhere.
4. What an unnamed origin says in a text that repeats an earlier one's (`repeats.py`) comes from where it comes there.
5. A figure that is attributed to an outlet or agency whose own report is at hand comes from where that report has it.
   Where this leads in a circle, because outlets cite each other, nobody stands behind it.
6. What is left unnamed counts for at most one origin, however many outlets print it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from tallystick.ids import content_id
from tallystick.model import Origin, Record, Report, Speaker
from tallystick.reconcile.figure import Figure, ancestors
from tallystick.reconcile.groups import same_group
from tallystick.reconcile.repeats import AGENCIES, agencies_marked, copied, published_by
from tallystick.reference.sources import Registry
from tallystick.shapes import Shape

UNNAMED_KINDS = frozenset({"unnamed", "resident", "relative", "own_voice"})
OWN_VOICE = "own_voice"
DISTINCTIVE = 10
"""Below ten, equal figures are often chance: most groups of dead in the news are smaller."""


_FIGURES = "{figures}"

AS_PART = Shape("%(outlet)s gives %(figures)s itself, as part of what it attributes to %(name)s", outlet="")
OVER_PARTS = Shape("%(outlet)s gives %(figures)s itself, over parts that it attributes to %(name)s", outlet="")
SAME_FIGURES = Shape("%(outlet)s names no origin, but its figures %(figures)s are those of %(name)s", outlet="")
MARKED = Shape("%(outlet)s gives %(figures)s itself, in a text with the mark of %(name)s", outlet="")
COPIED = Shape(
    "%(outlet)s and %(other)s share %(percent)s of the shorter text, with %(figures)s in it", outlet="", other=""
)
CITED = Shape("%(outlet)s has %(figures)s from %(names)s", outlet="", names=" and ")
CIRCLE = Shape("%(names)s cite each other for %(figures)s: nobody else stands behind it", names=" and ")


class _Source(Record, frozen=True, kw_only=True):
    id: str
    name: str
    kind: str | None
    named: bool


class _Finding(Record, frozen=True, kw_only=True):
    """A figure's origin, and the evidence where it is presumed."""

    source: _Source
    why: str = ""
    """A sentence, with `_FIGURES` where the figures that it bears on are to stand."""
    number: str = ""


class Corroboration(Record, frozen=True, kw_only=True):
    """Who independently stands behind some figures."""

    named: tuple[str, ...]
    unnamed: int
    """0 or 1: unnamed origins cannot be told apart, so together they are one at most."""
    kinds: tuple[str, ...]
    outlets: tuple[str, ...]


def trace_origins(
    figures: Sequence[Figure], reports: Mapping[str, Report] | None = None
) -> tuple[list[Figure], tuple[Origin, ...]]:
    """Give each figure its origin.

    Args:
        reports: those that the figures stand in, by id; without them, rules 3 to 5 have nothing to go by.
    Returns:
        The figures with `origin` and `named` set, and the origins: named ones first, then by id.
    """
    figures = sorted(figures, key=lambda figure: figure.id)
    reports = reports or {}
    outlets = published_by(reports)
    found = _across_reports(figures, _within_reports(figures, outlets))
    found = _as_marked(figures, found, reports)
    found = _as_copied(figures, found, reports)
    found = _as_cited(figures, found, outlets)
    cited = {one.source.id for one in found.values() if one.source.named}
    found = {
        id_: replace(one, source=replace(one.source, named=True)) if one.source.id in cited else one
        for id_, one in found.items()
    }
    traced = [
        replace(figure, origin=found[figure.id].source.id, named=found[figure.id].source.named) for figure in figures
    ]
    return traced, _origins(figures, found)


def corroboration(figures: Iterable[Figure], origins: Iterable[Origin]) -> Corroboration:
    """How many independent origins, kinds and outlets tell these figures."""
    figures = list(figures)
    ids = {figure.origin for figure in figures}
    behind = [origin for origin in origins if origin.id in ids]
    return Corroboration(
        named=tuple(sorted(origin.name for origin in behind if origin.named)),
        unnamed=int(any(not origin.named for origin in behind)),
        kinds=tuple(sorted({origin.kind for origin in behind if origin.kind})),
        outlets=tuple(sorted({figure.outlet_name for figure in figures})),
    )


# ---------------------------------------------------------------------------------- within a report


def _within_reports(figures: Sequence[Figure], outlets: Mapping[str, str]) -> dict[str, _Finding]:
    spoken = {f.id: _speaker_source(f, f.claim.attribution.speakers[-1]) for f in figures if _is_spoken(f)}
    by_report: dict[str, list[Figure]] = {}
    for figure in figures:
        by_report.setdefault(figure.report, []).append(figure)
    return {
        figure.id: _Finding(source=spoken[figure.id])
        if figure.id in spoken
        else _presumed_speaker(figure, by_report[figure.report], spoken) or _Finding(source=_own_voice(figure, outlets))
        for figure in figures
    }


def _is_spoken(figure: Figure) -> bool:
    return bool(figure.claim.attribution.speakers)


def _speaker_source(figure: Figure, speaker: Speaker) -> _Source:
    """The origin that a speaker is: in the registry by id, else known only to this outlet."""
    registry = Registry.load()
    name = _plain(speaker.wording)
    if speaker.source:
        listed = registry.by_id(speaker.source)
        return _Source(id=speaker.source, name=listed.name if listed else name, kind=speaker.kind, named=True)
    named = speaker.kind not in UNNAMED_KINDS and _is_named(speaker.wording)
    return _Source(id=content_id("src", figure.outlet, name.casefold()), name=name, kind=speaker.kind, named=named)


@lru_cache(maxsize=65536)
def _is_named(wording: str) -> bool:
    """As the registry has it; kept, for it is asked for every figure and the same few speakers come again."""
    return Registry.load().is_named(wording)


def _own_voice(figure: Figure, outlets: Mapping[str, str]) -> _Source:
    """The outlet itself: an agency by its registry id; named where it is no medium, such as a monitor's own page."""
    known = Registry.load().by_id(outlets.get(figure.report, ""))
    if known is not None and known.kind != "outlet":
        return _Source(id=known.id, name=known.name, kind=known.kind, named=known.kind not in AGENCIES)
    return _Source(id=content_id("src", figure.outlet), name=figure.outlet_name, kind=OWN_VOICE, named=False)


def _presumed_speaker(figure: Figure, figures: Sequence[Figure], spoken: dict[str, _Source]) -> _Finding | None:
    """The one speaker of a figure's parts, or of the total that it is a part of."""
    by_id = {other.id: other for other in figures}
    for above in ancestors(figure, by_id):
        if above.id in spoken:
            source = spoken[above.id]
            why = AS_PART(outlet=figure.outlet_name, figures=_FIGURES, name=source.name)
            return _Finding(source=source, why=why, number=figure.number)
    parts = [spoken[f.id] for f in figures if f.id in spoken and figure in ancestors(f, by_id)]
    if not parts and figure.bears == "total":
        parts = [spoken[f.id] for f in figures if f.id in spoken and _is_loose_part(f, figure)]
    if len({source.id for source in parts}) != 1:
        return None
    why = OVER_PARTS(outlet=figure.outlet_name, figures=_FIGURES, name=parts[0].name)
    return _Finding(source=parts[0], why=why, number=figure.number)


def _is_loose_part(part: Figure, total: Figure) -> bool:
    """A part of a total that the same passage leaves unsaid."""
    return (
        part.report == total.report
        and part.said_at == total.said_at
        and part.harm.outcome == total.harm.outcome
        and part.bears in {"group", "share"}
        and part.part_of is None
    )


# ----------------------------------------------------------------------------------- across reports


def _across_reports(figures: Sequence[Figure], found: dict[str, _Finding]) -> dict[str, _Finding]:
    """Move each unnamed batch (one report, one moment, one unnamed origin) to the named origin it repeats."""
    batches: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        source = found[figure.id].source
        if not source.named:
            batches.setdefault((figure.report, figure.when.isoformat(), source.id), []).append(figure)
    moved = dict(found)
    theirs = _named_numbers(figures, found) if batches else {}
    for batch in batches.values():
        if (repeated := _repeated(batch, theirs, found)) is not None:
            source, equal = repeated
            why = SAME_FIGURES(outlet=batch[0].outlet_name, figures=equal, name=source.name)
            moved |= {figure.id: _Finding(source=source, why=why) for figure in batch}
    return moved


_Number = tuple[str, str, int]
"""What a figure bears on, its outcome and its least number: equal figures have the same."""


def _named_numbers(figures: Sequence[Figure], found: dict[str, _Finding]) -> dict[_Number, list[Figure]]:
    """The figures of named origins that somebody may repeat, by their number."""
    numbers: dict[_Number, list[Figure]] = {}
    for figure in figures:
        if found[figure.id].source.named and (number := _number(figure)) is not None:
            numbers.setdefault(number, []).append(figure)
    return numbers


def _number(figure: Figure) -> _Number | None:
    if figure.low == 0 or figure.claim.attribution.stance != "asserts" or figure.bears not in ("total", "group"):
        return None
    return figure.bears, figure.harm.outcome, figure.low


def _repeated(
    batch: Sequence[Figure], theirs: dict[_Number, list[Figure]], found: dict[str, _Finding]
) -> tuple[_Source, str] | None:
    """The named origin with the same breakdown in another outlet; none where two different ones have it.

    Another outlet, because an outlet that tells two origins apart knows that they are two.
    """
    equal: dict[str, list[Figure]] = {}
    sources: dict[str, _Source] = {}
    for mine in batch:
        number = _number(mine)
        by_source: dict[str, list[Figure]] = {}
        for other in theirs.get(number, ()) if number is not None else ():
            source = found[other.id].source
            if other.outlet != batch[0].outlet:
                by_source.setdefault(source.id, []).append(other)
                sources[source.id] = max(source, sources.get(source.id, source), key=lambda one: one.name)
        for source_id, others in by_source.items():
            if mine.bears == "total" or any(same_group(mine.harm.group, other.harm.group) for other in others):
                equal.setdefault(source_id, []).append(mine)
    matches = [source_id for source_id, figures in equal.items() if _is_breakdown(figures)]
    if len(matches) != 1:
        return None
    numbers = sorted({figure.low for figure in equal[matches[0]]}, reverse=True)
    return sources[matches[0]], ", ".join(map(str, numbers))


def _as_marked(
    figures: Sequence[Figure], found: dict[str, _Finding], reports: Mapping[str, Report]
) -> dict[str, _Finding]:
    """Give an outlet's own figures to the agency whose mark the text bears."""
    marks = {id_: agencies_marked(report) for id_, report in reports.items()}
    moved = dict(found)
    numbered: dict[_Number | None, list[Figure]] = {}
    for figure in figures:
        numbered.setdefault(_number(figure), []).append(figure)
    for figure in figures:
        agencies = {agency.id: agency for agency in marks.get(figure.report, ())}
        if found[figure.id].source.kind != OWN_VOICE or not agencies:
            continue
        told = {
            found[other.id].source.id
            for other in numbered[_number(figure)]
            if other.report != figure.report and _is_equal(figure, other)
        }
        fitting = set(agencies) if len(agencies) == 1 else set(agencies) & told
        if len(fitting) == 1:
            agency = agencies[fitting.pop()]
            why = MARKED(outlet=figure.outlet_name, figures=_FIGURES, name=agency.name)
            source = _Source(id=agency.id, name=agency.name, kind=agency.kind, named=False)
            moved[figure.id] = _Finding(source=source, why=why, number=figure.number)
    return moved


def _as_copied(
    figures: Sequence[Figure], found: dict[str, _Finding], reports: Mapping[str, Report]
) -> dict[str, _Finding]:
    """Give unnamed figures of a repeated text to the origin that they have where the text was printed first."""
    moved = dict(found)
    by_report: dict[str, list[Figure]] = {}
    for figure in figures:
        by_report.setdefault(figure.report, []).append(figure)
    for report, copy in copied(reports.values()).items():
        earlier = by_report.get(copy.earlier, ())
        for figure in by_report.get(report, ()):
            if found[figure.id].source.named:
                continue
            first = next((other for other in earlier if _is_equal(figure, other)), None)
            if first is not None and moved[first.id].source.id != found[figure.id].source.id:
                why = COPIED(
                    outlet=figure.outlet_name, other=first.outlet_name, percent=f"{copy.share:.0%}", figures=_FIGURES
                )
                moved[figure.id] = _Finding(source=moved[first.id].source, why=why, number=figure.number)
    return moved


def _as_cited(figures: Sequence[Figure], found: dict[str, _Finding], outlets: Mapping[str, str]) -> dict[str, _Finding]:
    """Follow what is attributed to a medium to where that medium's own report has it."""
    by_outlet: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.report in outlets:
            by_outlet.setdefault(outlets[figure.report], []).append(figure)

    def cited(figure: Figure) -> Figure | None:
        speakers = figure.claim.attribution.speakers
        own = by_outlet.get(speakers[-1].source or "", ()) if speakers else ()
        return next((other for other in own if other.report != figure.report and _is_equal(figure, other)), None)

    moved = dict(found)
    for figure in figures:
        chain = [figure]
        while (behind := cited(chain[-1])) is not None and behind not in chain:
            chain.append(behind)
        if behind is not None:
            moved[figure.id] = _circle(chain[chain.index(behind) :], figure)
        elif len(chain) > 1:
            through = " and ".join(other.outlet_name for other in chain[1:])
            why = CITED(outlet=figure.outlet_name, figures=_FIGURES, names=through)
            moved[figure.id] = _Finding(source=found[chain[-1].id].source, why=why, number=figure.number)
    return moved


def _circle(circle: Sequence[Figure], figure: Figure) -> _Finding:
    names = sorted({other.outlet_name for other in circle})
    source = _Source(id=content_id("src", "circle", *names), name=" and ".join(names), kind=OWN_VOICE, named=False)
    why = CIRCLE(names=" and ".join(names), figures=_FIGURES)
    return _Finding(source=source, why=why, number=figure.number)


def _is_equal(mine: Figure, other: Figure) -> bool:
    if mine.harm.outcome != other.harm.outcome or mine.low != other.low or mine.low == 0:
        return False
    if not mine.claim.attribution.stance == other.claim.attribution.stance == "asserts":
        return False
    if mine.bears == other.bears == "total":
        return True
    return mine.bears == other.bears == "group" and same_group(mine.harm.group, other.harm.group)


def _is_breakdown(equal: Sequence[Figure]) -> bool:
    numbers = {(figure.bears, figure.harm.outcome, figure.low) for figure in equal}
    distinctive = [number for number in numbers if number[2] >= DISTINCTIVE]
    parts = [number for number in numbers if number[0] == "group"]
    return len(distinctive) >= 2 or (len(numbers) > len(parts) >= 2)


# ---------------------------------------------------------------------------------------- the list


def _evidence(findings: Sequence[_Finding]) -> tuple[str, ...]:
    """One sentence for each kind of evidence, with the figures that it bears on."""
    numbers: dict[str, list[str]] = {}
    for one in findings:
        if one.why:
            numbers.setdefault(one.why, []).append(one.number)
    return tuple(
        sorted(
            why.replace(_FIGURES, " and ".join(dict.fromkeys(given)) if given else "") for why, given in numbers.items()
        )
    )


def _origins(figures: Sequence[Figure], found: dict[str, _Finding]) -> tuple[Origin, ...]:
    members: dict[str, list[Figure]] = {}
    for figure in figures:
        members.setdefault(found[figure.id].source.id, []).append(figure)
    origins = []
    for source_id, told in members.items():
        findings = [found[figure.id] for figure in told]
        origins.append(
            Origin(
                id=source_id,
                name=_fullest(one.source.name for one in findings),
                kind=min((one.source.kind for one in findings if one.source.kind), default=None),
                reports=tuple(sorted({figure.report for figure in told})),
                named=findings[0].source.named,
                presumed=_evidence(findings),
                claims=tuple(sorted(figure.id for figure in told)),
            )
        )
    return tuple(sorted(origins, key=lambda origin: (not origin.named, origin.id)))


def _fullest(names: Iterable[str]) -> str:
    return min(set(names), key=lambda name: (-len(name), name))


def _plain(wording: str) -> str:
    return wording.removeprefix("The ").removeprefix("the ").strip()
