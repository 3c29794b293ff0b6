"""Who says what, as rows and columns: an event's claims by origin and by what they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tallystick.export.marks import report_of
from tallystick.export.naming import stance_words, through
from tallystick.export.words import Figure, figure, interest_words, shown
from tallystick.model import Claim, Dossier, Event, GroupTally, Harm, Origin, Outcome, Stand
from tallystick.shapes import N_, Shape

OTHER_PARTS = N_("other parts")
OUTLET_UNNAMED = N_("an outlet not named")
OUTLET_NUMBERED = Shape("an outlet not named (%(number)s)")
IN_OWN_VOICE = Shape("%(outlet)s, in its own voice", outlet="")
OWN_VOICE = Shape("%(outlet)s, own voice", outlet="")
SCOPES = {"increment": N_("added to an earlier toll"), "aggregate": N_("sum over many events")}

# Killed first: it is what most readers come for; "casualties" last, for it cannot be compared with the rest.
OUTCOMES: tuple[Outcome, ...] = (
    "killed",
    "wounded",
    "missing",
    "abducted",
    "detained",
    "displaced",
    "casualties",
)


class Column(NamedTuple):
    """What the figures below it count; `group` None = everybody, "" = parts that have no column."""

    outcome: Outcome
    group: str | None

    @property
    def label(self) -> str:
        """Its heading."""
        if self.group is None:
            return self.outcome
        return shown(self.group) if self.group else OTHER_PARTS


class Told(NamedTuple):
    """One figure in one cell."""

    claim: str
    figure: Figure
    group: str
    """Whom it counts, in the report's words."""
    notes: tuple[str, ...]
    """ "denies", "added to an earlier toll", ...; empty for a plain statement."""
    via: str
    """Which outlet carries it, and through whom."""
    said: Claim
    superseded: bool
    set_aside: str | None
    interest: str = ""
    """ "a party's own losses: may be understated"; empty for who has no side in it."""
    rating: str = ""
    """Both axes of the Admiralty scale: "B1"."""


class Row(NamedTuple):
    """One origin with everything it says, or one party that only takes a stand."""

    name: str
    kind: str | None
    outlets: tuple[str, ...]
    presumed: tuple[str, ...]
    cells: tuple[tuple[Told, ...], ...]
    stands: tuple[Stand, ...]


class Matrix(NamedTuple):
    """All figures of an event, each in one cell."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def claims_matrix(dossier: Dossier) -> Matrix:
    """Lay out every harm claim of an event by its origin and by what it counts.

    Returns:
        Each harm claim in exactly one cell; each stand in exactly one row. Origins in the event's order,
        then voices that are no origin of a figure, then parties without a figure.
    """
    event = dossier.event
    harms = {key: claim for key, claim in dossier.claims.items() if claim.harm}
    columns = {key: column_of(event, key, claim) for key, claim in harms.items()}
    shown_columns = _columns(event, set(columns.values()))
    outlets = outlet_names(dossier)
    rows: dict[str, list[str]] = {origin.name: [] for origin in event.origins}
    for key, claim in harms.items():
        rows.setdefault(origin_of(event, key, claim, outlets), []).append(key)
    stands = _stands(event, rows)
    built = [_row(dossier, name, keys, columns, shown_columns, stands, outlets) for name, keys in rows.items()]
    return Matrix(shown_columns, tuple(row for row in built if row.stands or any(row.cells)))


def outlet_names(dossier: Dossier) -> dict[str, str]:
    """How each report's outlet is called; one that the report does not tell has a number, never a guess."""
    names: dict[str, str] = {}
    for report in dossier.reports:
        unnamed = sum(name.startswith(OUTLET_UNNAMED) for name in names.values())
        nameless = OUTLET_NUMBERED(number=unnamed + 1) if unnamed else OUTLET_UNNAMED
        names[report.id] = shown(report.outlet or nameless)
    return names


def column_of(event: Event, key: str, claim: Claim) -> Column:
    """The column of one harm claim: its outcome's, or for the dead of a breakdown their group's.

    Only the dead get a column a group: a table with as many for the wounded could not be read.
    """
    harm = _harm(claim)
    if harm.outcome != "killed":
        return Column(harm.outcome, None)
    dead = [group for group in event.tally.groups if group.outcome == "killed"]
    wanted = harm.group.wording.casefold()
    for group in dead:
        if key in group.claims or (harm.scope == "part" and group.group.casefold() == wanted):
            return Column("killed", _outermost(dead, group))
    return Column("killed", "" if harm.scope == "part" else None)


def _outermost(groups: Sequence[GroupTally], group: GroupTally) -> str:
    """The group of the breakdown that contains this one, or itself."""
    seen = {group.group}
    while group.part_of is not None and group.part_of not in seen:
        seen.add(group.part_of)
        found = [other for other in groups if other.group == group.part_of]
        if not found:
            break
        group = found[0]
    return group.group


def origin_of(event: Event, key: str, claim: Claim, outlets: Mapping[str, str]) -> str:
    """The name of the row that a claim belongs to: its origin, else its speaker, else the outlet's own voice."""
    for origin in event.origins:
        if key in origin.claims:
            return origin.name
    speakers = claim.attribution.speakers
    if speakers:
        return shown(speakers[-1].wording)
    report = report_of(key)
    return IN_OWN_VOICE(outlet=outlets.get(report, report))


def toll_origins(dossier: Dossier, matrix: Matrix) -> tuple[str, ...]:
    """The named origins whose count of all the dead still stands: what a toll really rests on."""
    named = {shown(origin.name) for origin in dossier.event.origins if origin.named}
    return tuple(
        row.name for row in matrix.rows if row.name in named and any(not each.superseded for each in row.cells[0])
    )


def told(dossier: Dossier, key: str, outlet: str) -> Told:
    """One harm claim as a figure in a cell."""
    claim, event = dossier.claims[key], dossier.event
    harm = _harm(claim)
    aside = next((aside.reason for aside in event.tally.set_aside if aside.claim == key), None)
    superseded = any(key in revision.claims for revision in event.revisions if revision.superseded)
    notes = tuple(word for word in (*stance_words(claim.attribution), SCOPES.get(harm.scope, "")) if word)
    chain = [shown(speaker.wording) for speaker in claim.attribution.speakers]
    via = through([outlet, *chain[:-1]]) if chain else OWN_VOICE(outlet=outlet)
    interest = next((interest_words(one) for one in event.interests if one.claim == key), "")
    rating = next((one.reliability + one.credibility for one in event.ratings if one.claim == key), "")
    cut = figure(harm.quantity)
    return Told(key, cut, shown(harm.group.wording), notes, via, claim, superseded, aside, interest, rating)


def alike(cell: Sequence[Told]) -> tuple[tuple[Told, ...], ...]:
    """A cell's figures, those that say the same together: the number once, with everybody who prints it."""
    groups: dict[tuple[object, ...], list[Told]] = {}
    for each in cell:
        key = each.figure, each.notes, each.superseded, each.set_aside is not None, each.interest, each.rating
        groups.setdefault(key, []).append(each)
    return tuple(tuple(group) for group in groups.values())


def _row(
    dossier: Dossier,
    name: str,
    keys: Sequence[str],
    columns: Mapping[str, Column],
    shown_columns: Sequence[Column],
    stands: Mapping[str, list[Stand]],
    outlets: Mapping[str, str],
) -> Row:
    origin = next((origin for origin in dossier.event.origins if origin.name == name), None)
    reports = list(origin.reports if origin else ()) + [report_of(key) for key in keys]
    reports += [stand.report for stand in stands.get(name, ())]
    speakers = (speaker for key in keys for speaker in dossier.claims[key].attribution.speakers[-1:])
    kind = origin.kind if origin else next((speaker.kind for speaker in speakers if speaker.kind), None)
    cells = (
        tuple(told(dossier, key, outlets.get(report_of(key), "")) for key in keys if columns[key] == column)
        for column in shown_columns
    )
    return Row(
        name=shown(name),
        kind=shown(kind.replace("_", " ")) if kind else None,
        outlets=tuple(dict.fromkeys(outlets.get(report, report) for report in reports)),
        presumed=tuple(shown(why) for why in (origin.presumed if origin else ())),
        cells=tuple(tuple(sorted(cell, key=_last_first)) for cell in cells),
        stands=tuple(stands.get(name, ())),
    )


def _last_first(told: Told) -> tuple[bool, float, str]:
    """Current before superseded, later before earlier."""
    said = told.said.said_at
    return (told.superseded, -said.timestamp() if said else 0.0, told.claim)


def _columns(event: Event, used: set[Column]) -> tuple[Column, ...]:
    """Killed and wounded always, for that nobody told a figure is itself worth seeing."""
    dead = [group for group in event.tally.groups if group.outcome == "killed"]
    groups = [Column("killed", _outermost(dead, group)) for group in dead]
    others = [Column(outcome, None) for outcome in OUTCOMES[1:]]
    return (
        Column("killed", None),
        *dict.fromkeys(groups),
        *(column for column in (Column("killed", ""),) if column in used),
        *(column for column in others if column in used or column.outcome == "wounded"),
    )


def _stands(event: Event, rows: dict[str, list[str]]) -> dict[str, list[Stand]]:
    """Stands by row; a party without a figure gets a row of its own at the end."""
    found: dict[str, list[Stand]] = {}
    names: dict[str, str] = {}
    for stand in event.positions:
        name = origin_name(event.origins, stand.source or stand.party, stand.party)
        name = names.setdefault(stand.source or name.casefold(), name)
        rows.setdefault(name, [])
        found.setdefault(name, []).append(stand)
    return found


def origin_name(origins: Sequence[Origin], wanted: str, otherwise: str | None = None) -> str:
    """The name of the origin with this id or name; what was asked for where there is none."""
    for origin in origins:
        if wanted == origin.id or wanted.casefold() == origin.name.casefold():
            return origin.name
    return otherwise or wanted


def _harm(claim: Claim) -> Harm:
    if not claim.harm:
        raise ValueError(f"claim {claim.id} is no harm claim but {claim.kind}")
    return claim.harm
