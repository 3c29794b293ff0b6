"""What a format could not hold: counted for every field of the record, so that nothing is lost in silence.

A format declares the fields that it holds; all others are dropped, and counted without its help. Of those that it
holds it tells, case by case, what it had to drop or change. Whatever it writes that no report said, such as an even
share of a toll over three towns, it tells too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from tallystick.errors import InternalError
from tallystick.export.formats import fields
from tallystick.export.words import plural
from tallystick.model import Dossier, Record

NO_PLACE = "the format has no place for it"


class FieldLoss(Record, frozen=True, kw_only=True):
    """What became of one field's values; `values` = `kept` + `changed` + `dropped` + `omitted`."""

    field: str
    values: int
    kept: int
    changed: int
    """Written, but coarser or in other words."""
    dropped: int
    omitted: int
    """Gone with an event that has no row."""
    why: tuple[str, ...]


class Omitted(Record, frozen=True, kw_only=True):
    """An event that has no row, and why."""

    event: str
    why: str


class Told(Record, frozen=True, kw_only=True):
    """Something that a reader of the file must know, and of how many events it is so."""

    what: str
    events: int


class LossReport(Record, frozen=True, kw_only=True):
    """What a format could not hold of the records that it was given."""

    format: str
    profile: str
    """Whose figures the file carries."""
    events: int
    """Events that were to be exported."""
    rows: int
    """Rows, features, entities or lines written."""
    omitted: tuple[Omitted, ...]
    derived: tuple[Told, ...]
    """Written, though no report says it: worked out by a rule that is named."""
    blank: tuple[Told, ...]
    """Columns left blank, and why."""
    withheld: tuple[Told, ...]
    """Kept back on purpose."""
    escaped: int
    """Cells that began like a formula and have got an apostrophe in front, so that no spreadsheet runs them."""
    fields: tuple[FieldLoss, ...]
    """Every field that had a value, in the model's order of names."""


class Loss:
    """The account that a format keeps while it writes."""

    def __init__(self, dossiers: Sequence[Dossier], holds: Iterable[str]) -> None:
        """Begin an account.

        Args:
            holds: paths of `fields.paths()`, or the beginnings of some.
        """
        self._counts = {dossier.event.id: fields.count(dossier) for dossier in dossiers}
        self._holds = frozenset(path for prefix in holds for path in fields.matching(prefix))
        self._omitted: dict[str, str] = {}
        self._dropped: Counter[str] = Counter()
        self._changed: Counter[str] = Counter()
        self._why: dict[str, dict[str, None]] = {}
        self._told: dict[str, dict[str, set[str]]] = {"derived": {}, "blank": {}, "withheld": {}}
        self._escaped = 0

    def omitted(self, event: str, why: str) -> None:
        """The event has no row."""
        self._omitted[event] = why

    def dropped(self, field: str, why: str, number: int = 1) -> None:
        """So many values of a field that the format holds are not in the file."""
        self._note(self._dropped, field, why, number)

    def changed(self, field: str, why: str, number: int = 1) -> None:
        """So many values of a field that the format holds stand there coarser or in other words."""
        self._note(self._changed, field, why, number)

    def all_changed(self, prefix: str, why: str, event: str) -> None:
        """Every value of these fields of an event stands there coarser or in other words."""
        for path in fields.matching(prefix):
            self.changed(path, why, self._counts[event][path])

    def only(self, prefix: str, items: Sequence[Record], written: Collection[Record], names: str, why: str) -> None:
        """Of a list the format writes some items only: the values of the others, in these fields, are dropped."""
        for name in names.split():
            values = [item for item in items if getattr(item, name) not in (None, "")]
            self.dropped(f"{prefix}.{name}", why, sum(all(item is not one for one in written) for item in values))

    def derived(self, what: str, event: str) -> None:
        """Something was written that no report says."""
        self._told["derived"].setdefault(what, set()).add(event)

    def blank(self, columns: str, why: str, event: str) -> None:
        """Columns stay blank for this event."""
        self._told["blank"].setdefault(f"{columns}: {why}", set()).add(event)

    def withheld(self, what: str, event: str) -> None:
        """Something was kept back on purpose."""
        self._told["withheld"].setdefault(what, set()).add(event)

    def escaped(self, number: int = 1) -> None:
        """A cell began like a formula."""
        self._escaped += number

    def report(self, *, format: str, profile: str, rows: int) -> LossReport:
        """The account, closed.

        Raises:
            InternalError: a format told of more losses than there were values.
        """
        return LossReport(
            format=format,
            profile=profile,
            events=len(self._counts),
            rows=rows,
            omitted=tuple(Omitted(event=event, why=why) for event, why in self._omitted.items()),
            derived=self._said("derived"),
            blank=self._said("blank"),
            withheld=self._said("withheld"),
            escaped=self._escaped,
            fields=tuple(self._field(path) for path in sorted(set().union(*self._counts.values()))),
        )

    def _note(self, where: Counter[str], field: str, why: str, number: int) -> None:
        if number > 0:
            where[field] += number
            self._why.setdefault(field, {})[why] = None

    def _said(self, kind: str) -> tuple[Told, ...]:
        return tuple(Told(what=what, events=len(events)) for what, events in sorted(self._told[kind].items()))

    def _field(self, path: str) -> FieldLoss:
        values = sum(counts[path] for counts in self._counts.values())
        omitted = sum(self._counts[event][path] for event in self._omitted)
        changed, dropped, why = self._changed[path], self._dropped[path], tuple(self._why.get(path, ()))
        if path not in self._holds:
            changed, dropped = 0, values - omitted
            why = (NO_PLACE,) if dropped else ()
        kept = values - omitted - changed - dropped
        if min(kept, changed, dropped) < 0:
            raise InternalError(
                f"The loss report miscounts {path}: of {values - omitted} values {changed} changed, {dropped} dropped."
            )
        return FieldLoss(
            field=path, values=values, kept=kept, changed=changed, dropped=dropped, omitted=omitted, why=why
        )


# ------------------------------------------------------------------------------------------ in words

_NOUNS = {
    "event.places.precision": "place",
    "event.initiators.wording": "party that acted",
    "event.targets.wording": "target",
    "event.origins.name": "origin",
    "event.tally.groups.group": "group of the harmed",
    "event.tally.set_aside.reason": "claim set aside with its reason",
    "event.tally.trace": "step of the working",
    "event.positions.act": "position of a party",
    "event.disputes.why": "dispute",
    "event.notes.text": "note",
    "event.revisions.origin": "step of what was said when",
    "claim.quote": "claim in its exact words",
    "mention.weapons": "weapon",
    "report.title": "headline",
    "report.text": "report text",
    "change.newer": "changed figure of a page",
}
"""What a person calls a field's values; one for each kind of thing that can be lost."""
_PLURALS = {
    "party that acted": "parties that acted",
    "group of the harmed": "groups of the harmed",
    "claim set aside with its reason": "claims set aside with their reasons",
    "step of the working": "steps of the working",
    "position of a party": "positions of parties",
    "step of what was said when": "steps of what was said when",
    "changed figure of a page": "changed figures of pages",
    "claim in its exact words": "claims in their exact words",
}


def summary(report: LossReport) -> list[str]:
    """The report in a few lines, for people; the whole is in its JSON."""
    written = [one for one in report.fields if one.values > one.omitted]
    whole = sum(one.changed == one.dropped == 0 for one in written)
    lines = [
        f"{report.format}: {plural(report.rows, 'row')} from {plural(report.events, 'event')}, "
        f"figures by the profile “{report.profile}”. "
        f"Held whole: {whole} of {plural(len(written), 'field')} that have a value there.",
    ]
    lines += [f"Left out: {plural(number, 'event')}: {why}." for why, number in _reasons(report.omitted)]
    nouns = [one for one in written if one.field in _NOUNS]
    lost = [_amount(one.dropped, one) for one in nouns if one.dropped]
    changed = [_amount(one.changed, one) for one in nouns if one.changed]
    if lost:
        lines.append(f"Not held: {', '.join(lost)}.")
    if changed:
        lines.append(f"Held coarser or in other words: {', '.join(changed)}.")
    for title, told in (("Worked out by us", report.derived), ("Blank", report.blank), ("Withheld", report.withheld)):
        lines += [f"{title}: {one.what} ({plural(one.events, 'event')})." for one in told]
    if report.escaped:
        lines.append(f"Escaped: {plural(report.escaped, 'cell')} that began like a formula.")
    return lines


def _amount(lost: int, of: FieldLoss) -> str:
    values, noun = of.values - of.omitted, _NOUNS[of.field]
    words = plural(values, noun, _PLURALS.get(noun))
    return words if lost == values else f"{lost:,} of {words}"


def _reasons(omitted: Iterable[Omitted]) -> list[tuple[str, int]]:
    return sorted(Counter(one.why.rstrip(".") for one in omitted).items())
