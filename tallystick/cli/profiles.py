"""An event's figures under every profile, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tallystick.cli import bits
from tallystick.export import words
from tallystick.export.words import shown
from tallystick.model import SetAside, Tally


def compare_view(event_id: str, tallies: Mapping[str, Tally]) -> RenderableType:
    """Every profile's figures side by side, then how each came to them and why it left what out."""
    head = Text(f"Event {shown(event_id)} by {words.plural(len(tallies), 'profile')}", style="bold")
    parts = [Group(trace(profile, tally), *reasons(tally)) for profile, tally in tallies.items()]
    return bits.spaced([head, profiles_table(tallies), *parts])


def profiles_table(tallies: Mapping[str, Tally]) -> Table:
    """One row a profile: its figures, its judgements, and how much of what was said enters them."""
    table = bits.table("profile", "killed", "wounded", "proposed judgement", "used / aside")
    for profile, tally in tallies.items():
        killed = Text(words.estimate_words(tally.killed))
        if tally.remainder:
            killed.append(f", {tally.remainder:,} unknown", style="dim")
        table.add_row(
            bits.text(profile, "bold"),
            killed,
            Text(words.estimate_words(tally.wounded)),
            _judged(tally),
            Text(f"{len(tally.used)} / {len(tally.set_aside)}"),
        )
    return table


def _judged(tally: Tally) -> Text:
    """What a codebook says that is no number."""
    if tally.out_of_scope:
        return Text("out of scope", style="yellow")
    told = Text("; ".join(dict.fromkeys(words.short_grade_words(grade) for grade in tally.grades)))
    if tally.split:
        told.append(words.plural(len(tally.split), "row"))
    return told


def trace(profile: str, tally: Tally) -> Text:
    """How a profile came to its figures, step by step."""
    told = bits.text(f"Profile “{profile}”", "bold")
    for number, step in enumerate(tally.trace, 1):
        told.append(f"\n{number}. {shown(step)}", style="not bold")
    return told if tally.trace else told.append("\nIt had nothing to work on.", style="not bold italic")


def reasons(tally: Tally) -> list[Text]:
    """Judgements with their grounds, concessions, reasons for setting claims aside, and the passages applied."""
    told = [bits.text(f"{words.grade_words(grade)}: {grade.why}") for grade in tally.grades]
    for one in tally.concessions:
        told.append(bits.text(f"Apart: {words.concession_words(one)}", "dim"))
    for code, asides in _by_code(tally.set_aside).items():
        claims = ", ".join(aside.claim for aside in asides)
        why = "; ".join(dict.fromkeys(aside.reason for aside in asides if code != "superseded"))
        told.append(
            bits.text(f"Set aside, {code or 'for another reason'}: {claims}{f' ({why})' if why else ''}", "dim")
        )
    told += [bits.text(f"{passage.id}: {passage.says} [{passage.source}]", "dim") for passage in tally.passages]
    return told


def _by_code(asides: Iterable[SetAside]) -> dict[str, list[SetAside]]:
    found: dict[str, list[SetAside]] = {}
    for aside in asides:
        found.setdefault(aside.code, []).append(aside)
    return dict(sorted(found.items()))
