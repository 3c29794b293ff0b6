"""Can copies be told from confirmation? A simulation with a known truth.

    python -m bench.copying [--events N] [--seed N] [--json]

Of each event, monitors count the dead; some of them err. Outlets ask one monitor each, or copy another outlet, at a
rate from 0 to 90 %. Who asks names the monitor, or does not (SILENT). Who copies prints the text again, changed here
and there, or only the figures in its own words; it drops or keeps the name; some miscopy the figure (MISCOPIED). A copy
of a copy is common. What the simulation knows and the program does not: who asked whom.

Measured, by rate of copying: precision and recall of presumed repetitions (a report is presumed to repeat another where
its figure is given an origin that it does not itself name, or that it shares with an earlier report of the same text);
the mean error of the number of origins behind an event, ours beside counting outlets; and in how many events the figure
with most behind it is the true one: most outlets (majority vote), Dawid-Skene over outlets (crowd-kit, where it is
installed), most origins (ours).
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import mean

from tallystick.model import (
    Attribution,
    Claim,
    Group,
    Harm,
    Mention,
    MentionRef,
    Quantity,
    Reading,
    Report,
    Speaker,
)
from tallystick.reconcile.case import Case, build_case

RATES = (0.0, 0.3, 0.6, 0.9)
OUTLETS, MONITORS = 12, 4
ERRS, SILENT, DROPS_NAME, MISCOPIED, PARAPHRASED = 0.3, 0.2, 0.5, 0.05, 0.4
"""A monitor errs; an outlet that asked does not say whom; a copy leaves the name out; it miscopies; it paraphrases."""
GROUPS = ("traders", "drivers", "children", "guards")
START = datetime(2024, 3, 1, tzinfo=UTC)


@dataclass
class Told:
    """One outlet's report, and what the simulation knows of it."""

    outlet: int
    monitor: int
    """Whose figures these are in the end."""
    copied: int | None
    """The outlet that it copies; None = it asked the monitor."""
    figures: list[int]
    """The dead, and of them each group."""
    names: bool
    words: list[str] = field(default_factory=list)


@dataclass
class World:
    """One event, its reports, and the true figures."""

    truth: list[int]
    told: list[Told]


def world(dice: random.Random, rate: float) -> World:
    """One event, told by all outlets in turn."""
    truth = _figures(dice)
    counted = [_figures(dice) if dice.random() < ERRS else truth for _ in range(MONITORS)]
    told: list[Told] = []
    for outlet in range(OUTLETS):
        if told and dice.random() < rate:
            told.append(_copy(dice, outlet, dice.choice(told)))
            continue
        monitor = dice.randrange(MONITORS)
        names = dice.random() >= SILENT
        told.append(Told(outlet, monitor, None, list(counted[monitor]), names, _words(dice, 120)))
    return World(truth, told)


def _figures(dice: random.Random) -> list[int]:
    parts = [dice.randint(2, 30) for _ in GROUPS]
    return [sum(parts) + dice.randint(0, 5), *parts]


def _copy(dice: random.Random, outlet: int, original: Told) -> Told:
    figures = list(original.figures)
    if dice.random() < MISCOPIED:
        figures[0] += dice.choice([-1, 1, 10])
    if dice.random() < PARAPHRASED:
        words = _words(dice, 120)
    else:
        words = [dice.choice(VOCABULARY) if dice.random() < 0.02 else word for word in original.words] + _words(
            dice, 20
        )
    names = original.names and dice.random() >= DROPS_NAME
    return Told(outlet, original.monitor, original.outlet, figures, names, words)


VOCABULARY = [f"{first}{last}" for first in ("mar", "tel", "kor", "san", "bel", "riv", "dun", "gal") for last in
              ("ket", "dom", "ish", "eran", "und", "ost", "imar", "olen", "ade", "urk")]  # fmt: skip


def _words(dice: random.Random, number: int) -> list[str]:
    return [dice.choice(VOCABULARY) for _ in range(number)]


def case_of(made: World) -> Case:
    """What reconciling makes of the reports."""
    readings = [_reading(one) for one in made.told]
    refs = [MentionRef(report=reading.report.id, mention="m1", role="main") for reading in readings]
    return build_case(refs, {reading.report.id: reading for reading in readings})


def _reading(told: Told) -> Reading:
    speaker = Speaker(wording=f"the Monitor of Valley {told.monitor}", source=f"org:m{told.monitor}", kind="monitor")
    attribution = Attribution(speakers=(speaker,) if told.names else ())
    said = START + timedelta(hours=told.outlet)
    claims, lines = [], []
    for number, (count, group) in enumerate(zip(told.figures, ("people", *GROUPS), strict=True)):
        quote = f"{count} {group} were killed"
        start = sum(len(line) + 1 for line in lines)
        lines.append(quote)
        harm = Harm(
            outcome="killed",
            quantity=Quantity(low=count, high=count, wording=str(count)),
            group=Group(wording=group),
            scope="part" if number else "total",
            part_of="c0" if number else None,
        )
        claim = Claim(id=f"c{number}", kind="harm", mention="m1", span=(start, start + len(quote)), quote=quote,
                      attribution=attribution, said_at=said, harm=harm)  # fmt: skip
        claims.append(claim)
    text = "\n".join([*lines, " ".join(told.words)])
    report = Report(id=f"rep_{told.outlet:02}", outlet=f"Outlet {told.outlet}", published_at=said, text=text)
    return Reading(report=report, mentions=(Mention(id="m1", role="main", type="Attack"),), claims=tuple(claims))


def presumed(case: Case) -> set[str]:
    """The reports that are held to repeat an origin that they do not name."""
    told: dict[str, str] = {}
    named: dict[str, bool] = {}
    for figure in case.figures:
        if figure.bears == "total":
            told[figure.report], named[figure.report] = figure.origin, bool(figure.claim.attribution.speakers)
    own: dict[str, str] = {}
    repeats = set()
    for report in sorted(told):
        if not named[report] and (told[report].startswith("org:") or told[report] in own):
            repeats.add(report)
        own.setdefault(told[report], report)
    return repeats


def measure(made: Sequence[World]) -> dict[str, float]:
    """The figures of one rate of copying."""
    right = found = wanted = 0
    errors: dict[str, list[float]] = collections.defaultdict(list)
    true: dict[str, list[bool]] = collections.defaultdict(list)
    skene = dawid_skene(made)
    for number, one in enumerate(made):
        case = case_of(one)
        repeats = presumed(case)
        # Who hides whom it asked or copied can only be found out by comparing: these are to be found.
        hidden = {f"rep_{told.outlet:02}" for told in one.told if not told.names and _repeats(told, one)}
        right, found, wanted = right + len(repeats & hidden), found + len(repeats), wanted + len(hidden)
        origins = len({told.monitor for told in one.told})
        behind = sum(origin.named for origin in case.origins) + any(not origin.named for origin in case.origins)
        errors["origins"].append(abs(behind - origins))
        errors["outlets"].append(abs(len(one.told) - origins))
        votes = collections.Counter(told.figures[0] for told in one.told)
        true["outlets"].append(_most(votes) == one.truth[0])
        by_origin = collections.Counter(
            figure for figure, _ in {(f.low, f.origin) for f in case.figures if f.bears == "total"}
        )
        true["origins"].append(_most(by_origin) == one.truth[0])
        if skene:
            true["dawid-skene"].append(skene[number] == one.truth[0])
    precision, recall = right / max(1, found), right / max(1, wanted)
    figures = {"presumed precision": precision, "presumed recall": recall}
    figures |= {f"origins off by, counting {name}": mean(each) for name, each in errors.items()}
    return figures | {f"true figure, most {name}": mean(each) for name, each in true.items()}


def _repeats(told: Told, made: World) -> bool:
    """Whether another report of the event, named or copied, is behind the same figures."""
    return told.copied is not None or any(
        other.names and other.monitor == told.monitor and other.figures == told.figures for other in made.told
    )


def _most(votes: collections.Counter[int]) -> int:
    """The figure with most votes; of equal ones the lowest."""
    return min(votes, key=lambda figure: (-votes[figure], figure))


def dawid_skene(made: Sequence[World]) -> list[int]:
    """What Dawid and Skene's model holds true of each event; nothing where crowd-kit is not installed.

    It needs one set of labels for all events, so a label is a figure's place among the figures of its event, by votes.
    """
    try:
        import pandas
        from crowdkit.aggregation import DawidSkene
    except ImportError:
        return []
    rows, figures = [], []
    for number, one in enumerate(made):
        votes = collections.Counter(told.figures[0] for told in one.told)
        order = sorted(votes, key=lambda figure: (-votes[figure], figure))
        figures.append(order)
        rows += [(number, told.outlet, order.index(told.figures[0])) for told in one.told]
    labels = DawidSkene(n_iter=50).fit_predict(pandas.DataFrame(rows, columns=["task", "worker", "label"]))
    chosen = [int(labels[number]) for number in range(len(made))]
    # The model may prefer a label that an event does not have; then it has no figure for it.
    return [known[label] if label < len(known) else -1 for known, label in zip(figures, chosen, strict=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one column a rate of copying."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    dice = random.Random(given.seed)
    told = {f"{rate:.0%}": measure([world(dice, rate) for _ in range(given.events)]) for rate in RATES}
    if given.json:
        print(json.dumps(told, indent=1))
        return 0
    names = list(next(iter(told.values())))
    print("| copying | " + " | ".join(told) + " |\n|---|" + "---|" * len(told))
    for name in names:
        print(f"| {name} | " + " | ".join(f"{column[name]:.2f}" for column in told.values()) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
