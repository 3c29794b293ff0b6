"""The words in which figures and times are shown: one wording for page and terminal (names: naming.py).

Nothing here is markup. Text that comes from reports goes through `shown` before it reaches a screen.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, Protocol

from tallystick.model import (
    Change,
    Claim,
    Concession,
    DatePrecision,
    Estimate,
    Grade,
    Interest,
    Outcome,
    Quantity,
    Report,
    Tally,
)
from tallystick.shapes import N_, Shape

UNKNOWN = N_("not known")
OWN_VOICE = N_("the outlet’s own voice")
LEGAL = "This records what was publicly reported. It is no legal finding, and no finding of fact or fault."
RIGHTS = N_("The reports belong to their publishers; whoever passes this page on answers for their texts.")
RIGHTS_QUOTES = N_("The quotes belong to the publishers of the reports.")
GEONAMES = N_("Place names and coordinates: GeoNames (geonames.org), CC BY 4.0, and additions of this project.")

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# C0 and C1 controls (an ESC would steer a terminal), lone surrogates (cannot be written as UTF-8) and the
# two bidi overrides (they can turn "15 killed" around); tab and newline stay. One character for one,
# so that spans still hold.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e]")


class Dated(Protocol):
    """What has days: an event or a mention."""

    @property
    def occurred_from(self) -> date | None: ...  # noqa: D102
    @property
    def occurred_to(self) -> date | None: ...  # noqa: D102
    @property
    def date_precision(self) -> DatePrecision: ...  # noqa: D102


class Figure(NamedTuple):
    """A figure cut where a reader's eye should land: "at least" · "57" · ""."""

    before: str
    number: str
    after: str = ""


def shown(text: str) -> str:
    """A foreign text with nothing in it that could steer a screen; same length."""
    return _UNSHOWABLE.sub("\ufffd", text.replace("\r", " "))


def quoted(text: str) -> str:
    """A foreign text in quotes; one that runs right to left is kept from turning what stands around it."""
    words = shown(text)
    return f"“\u2068{words}\u2069”" if _RIGHT_TO_LEFT.search(words) else f"“{words}”"


# ------------------------------------------------------------------------------------------- numbers

NONE = N_("none")
AT_LEAST = Shape("at least %(number)s")
AT_MOST = Shape("at most %(number)s")
MORE_THAN = Shape("more than %(number)s")
ABOUT = Shape("about %(bounds)s", bounds="")
BOUNDED = Shape("%(figure)s (%(bounds)s)", figure="", bounds="")
BOUNDS_ALONE = Shape("(%(bounds)s)", bounds="")
UNBOUNDED = Shape("%(figure)s (bounds not known)", figure="")
NOT_TOLD = Shape("no report says how many were %(outcome)s")
ALL_ASIDE = N_("every figure that was told is set aside; the working says why")
NO_BOUND = N_("what was told gives no bound")
NO_NUMBER = Shape("the profile “%(profile)s” gives no single number here")
ALL_DESCRIBED = N_("all of them described")
DESCRIBED = Shape("%(number)s of them described, %(rest)s not accounted for")
OF_ALL = Shape("%(number)s of %(rest)s")
NOT_DIVIDING = N_("the groups that are told do not divide this number")
DIVIDES_NOT = Shape("the profile “%(profile)s” does not divide its number by group")
NO_BREAKDOWN = N_("no report breaks the total down")
CONCEDED = Shape("%(party)s gives %(figure)s %(outcome)s, of %(group)s", figure="", group="")
GROUP_NOT_NAMED = N_("a group not named")
LEANS = {
    "own_losses": N_("own losses: may be understated"),
    "enemy_losses": N_("enemy losses: may be overstated"),
    "harm_it_is_accused_of": N_("harm it is accused of: may be understated"),
}


def number_words(number: int) -> str:
    """A whole number with thin groups: 12,000; zero is "none", for it was said."""
    return NONE if number == 0 else f"{number:,}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """ "1 report", "2 reports"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """ "No report tells": with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def figure(quantity: Quantity | None) -> Figure:
    """What the words of one claim allow, cut into hedge and number."""
    if quantity is None:
        return Figure(before="", number=UNKNOWN)
    low, high = quantity.low, quantity.high
    bounds, words = _bounds(low, high), quoted(quantity.wording)
    if quantity.hedge == "vague" and quantity.wording:
        return Figure(before="", number=words, after="" if bounds is None else BOUNDS_ALONE(bounds=bounds))
    if bounds is None:
        return Figure(before="", number=UNKNOWN, after=f"({words})" if quantity.wording else "")
    if quantity.hedge == "more_than" and low and high is None:
        return Figure(before=N_("more than"), number=f"{low - 1:,}")
    if quantity.hedge == "at_most" and high:
        return Figure(before=N_("at most"), number=f"{high:,}")
    if quantity.hedge == "about":
        return Figure(before=N_("about"), number=bounds)
    if high is None and low is not None:
        return Figure(before=N_("at least"), number=f"{low:,}")
    return Figure(before="", number=bounds)


def figure_words(quantity: Quantity | None) -> str:
    """One claim's figure in words: "at least 57", "“dozens” (at least 24)", "none", "not known"."""
    cut = figure(quantity)
    return " ".join(part for part in (cut.before, cut.number, cut.after) if part)


def estimate_words(estimate: Estimate) -> str:
    """Three numbers in words; what is open above is "at least N", what is missing "not known"."""
    low, best, high = estimate.low, estimate.best, estimate.high
    bounds = _bounds(low, high)
    if best is None:
        return bounds or UNKNOWN
    if bounds is None:
        return UNBOUNDED(figure=number_words(best))
    if best == low and (high is None or high == best):
        return bounds
    if low is None and high == best:
        return bounds
    return BOUNDED(figure=number_words(best), bounds=bounds)


def low_best_high(estimate: Estimate) -> tuple[str, str, str]:
    """The three numbers one by one: what is open above is "open", what is missing "not known"."""
    low, best, high = estimate.low, estimate.best, estimate.high
    return (
        UNKNOWN if low is None else f"{low:,}",
        f"{best:,}" if best is not None else UNKNOWN if low is None and high is None else "no single number",
        f"{high:,}" if high is not None else UNKNOWN if low is None else "open",
    )


def _bounds(low: int | None, high: int | None) -> str | None:
    """ "57", "12–57", "at least 57", "at most 57"; None where neither end says anything."""
    if low is not None and low == high:
        return number_words(low)
    if high is None:
        return AT_LEAST(number=f"{low:,}") if low else None
    return f"{low:,}–{high:,}" if low else AT_MOST(number=f"{high:,}")


def unknown_reason(tally: Tally, outcome: Outcome, claims: dict[str, Claim]) -> str | None:
    """Why a tally has no single number of killed or wounded; None when it has one."""
    estimate = tally.killed if outcome == "killed" else tally.wounded
    if estimate.best is not None:
        return None
    told = {key for key, claim in claims.items() if claim.harm and claim.harm.outcome == outcome}
    if not told:
        return NOT_TOLD(outcome=outcome)
    if told <= {aside.claim for aside in tally.set_aside}:
        return ALL_ASIDE
    if estimate.low is None and estimate.high is None:
        return NO_BOUND
    return NO_NUMBER(profile=tally.profile)


_NOT_DIVIDED = frozenset({"group_not_coded", "out_of_scope"})
"""Codes of claims about a group that a codebook does not count, or of all claims where it counts nobody."""


def remainder_words(tally: Tally) -> str | None:
    """ "41 of them described, 16 not accounted for"; None without a breakdown."""
    total = tally.killed.best if tally.killed.best is not None else tally.killed.low
    if tally.remainder is None or total is None:
        return None
    if tally.remainder == 0:
        return ALL_DESCRIBED
    return DESCRIBED(number=f"{total - tally.remainder:,}", rest=f"{tally.remainder:,}")


def no_remainder_words(tally: Tally) -> str:
    """Why `remainder_words` has nothing to tell."""
    if any(group.outcome == "killed" for group in tally.groups):
        return NOT_DIVIDING
    if any(aside.code in _NOT_DIVIDED for aside in tally.set_aside):
        return DIVIDES_NOT(profile=tally.profile)
    return NO_BREAKDOWN


def grade_words(grade: Grade) -> str:
    """ "harm: weak, proposed"."""
    return f"{grade.name}: {grade.value}{', proposed' if grade.proposed else ''}"


def short_grade_words(grade: Grade) -> str:
    """ "weak", "strike likely", "attribution suspected": for a narrow column."""
    return f"{grade.name} {grade.value}" if grade.name in ("strike", "attribution", "scope") else grade.value


def concession_words(one: Concession) -> str:
    """ "Syrian Arab Army gives 1 killed, of “its soldiers”"."""
    group = quoted(one.group) if one.group else GROUP_NOT_NAMED
    figure = _bounds(one.low, one.high) or UNKNOWN
    return CONCEDED(party=shown(one.party), figure=figure, outcome=one.outcome, group=group)


def interest_words(one: Interest) -> str:
    """ "own losses: may be understated"."""
    return LEANS[one.toward]


def described_words(tally: Tally) -> str:
    """ "41 of 57"; "not known" without a breakdown."""
    total = tally.killed.best if tally.killed.best is not None else tally.killed.low
    if tally.remainder is None or total is None:
        return UNKNOWN
    return OF_ALL(number=f"{total - tally.remainder:,}", rest=f"{total:,}")


# ---------------------------------------------------------------------------------------------- time


def day_words(day: date) -> str:
    """ "13 January 2021"."""
    return f"{day.day} {day:%B} {day.year}"


def span_words(first: date, last: date) -> str:
    """ "12–13 January 2021", "30 December 2020 – 2 January 2021"."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_words(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} – {day_words(last)}"
    return f"{day_words(first)} – {day_words(last)}"


def days_words(dated: Dated) -> str:
    """When it happened, as sharply as is known and no sharper."""
    first, last = dated.occurred_from, dated.occurred_to
    if first is None and last is None:
        return "day not known"
    if first is None or last is None:
        return f"from {day_words(first)} on" if first else f"by {day_words(last)}" if last else ""
    if dated.date_precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.year}, day not known"
    if dated.date_precision == "year" and first.year == last.year:
        return f"{first.year}, day not known"
    span = span_words(first, last)
    if dated.date_precision in ("night", "week"):
        return f"{dated.date_precision} of {span}"
    if dated.date_precision in ("month", "year", "unknown") and first != last:
        return f"{span}, day not known"
    return span


def instant_words(at: datetime | None, *, day_only: bool = False) -> str:
    """ "13 January 2021, 09:30 UTC"; midnight sharp is a day, for that is how a day is stored."""
    if at is None:
        return "time not known"
    utc = at.astimezone(UTC) if at.tzinfo else at
    midnight = (utc.hour, utc.minute, utc.second) == (0, 0, 0)
    return day_words(utc.date()) if day_only or midnight else f"{day_words(utc.date())}, {utc:%H:%M} UTC"


def short_instant_words(at: datetime | None) -> str:
    """ "13 Jan 2021, 09:30", for narrow columns; UTC, as everywhere."""
    told = instant_words(at).removesuffix(" UTC")
    return told if at is None else told.replace(f"{at.astimezone(UTC):%B}", f"{at.astimezone(UTC):%b}")


def published_words(report: Report) -> str:
    """ "published 13 January 2021, 15:40 UTC"."""
    if report.published_at is None:
        return "time of publication not known"
    return f"published {instant_words(report.published_at, day_only=report.published_precision == 'day')}"


def as_of_words(tally: Tally) -> str:
    """ "as known on 14 January 2021"; everything recorded where no time is set."""
    if tally.as_of is None:
        return "with everything recorded"
    # "A day means its end": a moment before midnight stands for the day that it closes.
    at = tally.as_of
    if (at + timedelta(seconds=1)).time() < at.time():
        return f"as known at the end of {day_words(at.date())}"
    return f"as known on {instant_words(at)}"


def change_words(change: Change) -> str:
    """One change in words: "killed: “at least 15” became “57” (pro-Assad fighters)"."""
    if change.wording_before is None:
        what = f"“{change.wording_after}” was added"
    elif change.wording_after is None:
        what = f"“{change.wording_before}” is no longer there"
    else:
        what = f"“{change.wording_before}” became “{change.wording_after}”"
    return f"{change.outcome}: {what}" + (f" ({change.group})" if change.group else "")
