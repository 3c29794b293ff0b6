"""Which words make an expression of time: one row a rule, tried on runs of tokens (tokens.py).

A row is a name, the words and what they mean (dates.py, narrative.py, periods.py, feasts.py). Capitals and small words are kinds of tokens; `day:` gives a
part its name; `?` is for what may be missing, `(a|b)` for either. `{D}` and the like stand for what is written below.
The longest match wins, then the first row. A rule whose name begins with "weak" counts only beside other words
("from March to May", "since 2011"): a bare "May" or "2014" says too little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tallystick.extract.times import dates, feasts, narrative, periods
from tallystick.extract.times.parts import Meaning, Parts, Told

Means = Callable[[Parts, Told], Meaning]

_SHORT = {
    "D": "day:(NUM|ORD)",
    "D2": "the? day2:(NUM|ORD)",
    "M": "month:MONTH",
    "Y": "((,|of|in)? (the? year)? year:YEAR|of year:NUM)",
    "Y4": "((,|of|in)? year:YEAR)",
    "LASTYEAR": "(,? of? which_year:(last|this|next|previous) calendar? year)",
    "WD": "weekday:WD",
    "N": "n:(NUM|SOME|a|a SOME of?|SOME of|a? SOME)",
    "U": "unit:(day|NIGHT|week|month|year|decade|fortnight|weekend|quarter|hours)",
    "PERIOD": "unit:(day|NIGHT|week|month|year|decade|fortnight|quarter|hours)",
    "UNITS": "unit:(day|week|month|year|fortnight|hours)",
    "REL": "which:(last|this|next|previous|following|past|same)",
    "EARLY": "(the? early (PART|hours|PART hours)|the? small hours|the? pre -? DAWN hours|pre -? DAWN|before? (DAWN|DUSK)|the? early hours PART?)",
    "ERA": "((the? (start|end|mid) of|early|late|mid) in? -?)",
    "NTH": "nth:(ORD|last)",
    "TO": "(to|-|and)",
    "ABOUT": "(nearly|less than|more than|at|a)",
}


@dataclass(frozen=True, slots=True)
class TimeRule:
    """One row, ready to be tried."""

    name: str
    pattern: re.Pattern[str]
    means: Means

    @property
    def weak(self) -> bool:
        """Whether it counts only beside other words."""
        return self.name.startswith("weak")


def compiled(words: str) -> re.Pattern[str]:
    """The words of a row as a pattern over the kinds of a run, each followed by a blank."""
    while "{" in words:
        words = re.sub(r"\{(\w+)\}", lambda match: _SHORT[match.group(1)], words)
    made: list[str] = []
    seen: Counter[str] = Counter()

    def named(name: str) -> str:
        seen[name] += 1
        return f"(?P<{name}>" if seen[name] == 1 else f"(?P<{name}__{seen[name]}>"

    for piece in re.findall(r"\w+:(?=\()|\w+:\w+|\w+|[,\-()|?]", words):
        if piece == "(":
            made.append("(?:" if not made or not made[-1].startswith("(?P<") or made[-1].endswith(")") else "")
        elif piece.endswith(":"):
            made.append(named(piece[:-1]))
        elif piece in {")", "|", "?"}:
            made.append(piece)
        elif ":" in piece:
            name, kind = piece.split(":")
            made.append(f"{named(name)}{kind} )")
        else:
            made.append(f"(?:{re.escape(piece)} )")
    return re.compile("".join(made))


def _rules(*rows: tuple[str, str, Means]) -> tuple[TimeRule, ...]:
    return tuple(TimeRule(name, compiled(words), means) for name, words, means in rows)


BASE = _rules(
    # ------------------------------------------------------------------------------- days by date
    ("day-month", "on? ({WD} ,?)? (the? PART of)? the? {D} (day)? of? {M} {Y}?", dates.full_date),
    ("day-month", "on? ({WD} ,?)? the? {D} (-|of)? {M} -? year:YEAR", dates.full_date),
    ("month-day", "on? ({WD} ,?)? (the? PART of)? {M} (,|-)? the? {D} ({Y4}|, year:NUM)?", dates.full_date),
    ("month-day", "on? the? PART? of? {M} {D} {LASTYEAR}", dates.full_date),
    ("day-month", "on? the? PART? of? the? {D} of? {M} {LASTYEAR}", dates.full_date),
    ("month-day", "on? {M} {D} ({Y4})? , a? {WD}", dates.full_date),
    ("day-month", "on? {D} {M} ({Y4})? , a? {WD}", dates.full_date),
    ("month-day", "next {D} of {M}", dates.full_date),
    ("year-month-day", "year:YEAR -? {M} -? {D}", dates.full_date),
    ("numeric", "(on|from|between)? (this|next)? {WD}? ,? DATE", dates.figures),
    ("ordinal-day", "on the {D}", dates.ordinal_day),
    ("ordinal-day", "(on|from|by|until|since|for) the day:ORD", dates.ordinal_day),
    ("ordinal-day", "on? {WD} ,? the? day:ORD", dates.ordinal_day),
    ("ordinal-day", "on? {WD} the day:NUM", dates.ordinal_day),
    ("ordinal-day", "on? the? {D} day? of which:(last|this|next|previous) month", dates.ordinal_day),
    ("night-of", "(on|in|during)? the? NIGHT (of|from|between)? the? {D} {TO} {D2} of? {M} {Y4}?", dates.day_range),
    ("night-of", "(on|in|during)? the? NIGHT (of|from|between)? {M} the? {D} {TO} {D2} {Y4}?", dates.day_range),
    ("night-of", "(on|in|during)? the? NIGHT (of|on) {WD}? ,? the? {D} of? {M} {Y4}?", dates.night_of),
    ("night-of", "(on|in|during)? the? NIGHT (of|on) {WD}? ,? {M} {D} {Y4}?", dates.night_of),
    ("night-of", "on? {WD}? ,? {M} {D} ,? at? NIGHT", dates.night_of),
    ("day-range", "(between|from|on|in)? the? {D} {TO} {D2} of? {M} {Y4}?", dates.day_range),
    ("day-range", "(between|from|on|in)? {M} the? {D} {TO} {D2} {Y4}?", dates.day_range),
    ("day-range", "{M} between {D} {TO} {D2} {Y4}?", dates.day_range),
    ("day-range", "(between|from)? {D} {TO} {D2} (in|of)? which:(last|this|next|previous) month", dates.day_range),
    # -------------------------------------------------------------------------------- weekdays
    ("into", "(overnight|late on?|the? NIGHT (of|from|between)|from|between|in the NIGHT (of|from))? {WD} NIGHT? and? (into|to|and) (early|late|{EARLY} of)? weekday2:WD PART? ", dates.into),
    ("into", "(the|in)? NIGHT (of|from|between)? {WD} (to|into|-|and) weekday2:WD", dates.into),
    ("into", "{WD} - weekday2:WD NIGHT", dates.into),
    ("into", "late on? {WD} NIGHT? (or|and) early on? weekday2:WD PART?", dates.into),
    ("into", "between late? {WD} (NIGHT|PART)? and early? weekday2:WD PART", dates.into),
    ("into", "overnight (into|to) weekday2:WD PART?", dates.into),
    ("weekday-week", "on? {WD} ,? (of|in)? (the)? which:(last|this|next|previous|following) week", dates.weekday_of_week),
    ("weekday-week", "which:(last|this|next|previous|following) week -? on? {WD}", dates.weekday_of_week),
    ("weeks-ago", "{N} (week|fortnight) ago ,? on? {WD}", dates.weeks_ago_on),
    ("night-of-weekday", "(on|late|late on|through|by|during)? (last)? {WD} NIGHT", dates.night_of_weekday),
    ("night-of-weekday", "(on|in|during)? the? NIGHT (of|on) last? {WD}", dates.night_of_weekday),
    ("night-of-weekday", "overnight (on|of)? {WD}", dates.night_of_weekday),
    ("weekday", "((in|at|during|before|by)? {EARLY} (of|on)?|(early|late|later|earlier) on?|on|by|nearly? (at|before|after)? (ORD light|DAWN|DUSK|PART|MIDNIGHT) (on|of)?)?"
     " (this (past|next)|last|this|past|previous|next|following|that|same|the (following|previous|same|next|last))? {WD} ((at? (PART|DAWN|DUSK|MIDNIGHT))|,? last)?", dates.weekday),
    ("nth-weekday", "on? the? {NTH} {WD} (of|in) {M} {Y4}?", dates.nth_weekday),
    ("nth-weekday", "on? the? nth:ORD {WD}", dates.nth_weekday_of_this_month),
    ("nth-weekday", "on? the? {NTH} {WD} (of|in) which:(last|this|next|previous) month", dates.nth_weekday),
    ("habit", "each {WD}", dates.habit),
    ("habit", "each ORD? (day|week|month|year|NIGHT)", dates.habit),
    # ---------------------------------------------------------------- today, yesterday, the night
    ("yesterday", "the? day before YESTERDAY", narrative.yesterday),
    ("yesterday", "(late|early|earlier)? YESTERDAY (PART|NIGHT)?", narrative.yesterday),
    ("tomorrow", "on? the? day after TOMORROW", narrative.tomorrow),
    ("tomorrow", "TOMORROW (PART|NIGHT)?", narrative.tomorrow),
    ("today", "(earlier|late|early)? TODAY", narrative.today),
    ("today", "(early|late|earlier)? this PART", narrative.today),
    ("today", "TONIGHT", narrative.today),
    ("overnight", "(overnight|(late|early)? last NIGHT)", narrative.overnight),
    ("overnight", "(in|during) the NIGHT", narrative.overnight),
    # ------------------------------------------------------------------- told from another day
    ("ago", "{ABOUT}? {N} {U} ago", narrative.ago),
    ("ago", "n:NUM unit:(day|month|year|week) (,|and)? n2:NUM unit2:(day|month|year|week) ((,|and)? n3:NUM unit3:(day|month|week))? ago", narrative.ago),
    ("later", "(just|nearly|less than|more than)? {N} {U} (later|earlier|before that|after that)", narrative.later),
    ("later-clause", "{N} {U} (before|after|afterwards)", narrative.later),
    ("later", "on? the (next|following|previous) (unit:day|PART|NIGHT|unit:(week|month|year))", narrative.later),
    ("later", "on? the unit:day (before|after)", narrative.later),
    ("later", "the NIGHT before", narrative.later),
    ("same-day", "on? (later|earlier)? (the? same|that) (day|PART|NIGHT)", narrative.same_day),
    ("same-day", "later (in|that) the? day", narrative.same_day),
    ("same-day", "later that (PART|NIGHT)", narrative.same_day),
    ("after-something", ",? (nearly|less than|more than|the)? n:(NUM|a|SOME|a? SOME of?)? {U} (after|before)", narrative.after_something),
    ("years-before", "{N} year (before that|earlier|before)", narrative.years_before),
    ("years-before", "(the|a) year before that", narrative.years_before),
    ("recent", "(in|over|for|of) the? (recent|last SOME|past SOME) (day|week|month|year)", narrative.recent),
    ("recent", "(in|for) more than n:(NUM|a) (day|week|month|year)", narrative.recent),
    ("after-something", "(day|week|month|year) (later|earlier|after|before)", narrative.vague),
    ("after-something", "(NUM|SOME|a) (day|week|month|year|NIGHT) into", narrative.vague),
    ("vague", "(SOME|a SOME of?) (day|week|month|year) ago", narrative.vague),
    ("nth-day", "on? the nth:ORD unit:(day|NIGHT|week|month|year) of", narrative.nth_day_of),
    ("in-a-row", "for? (the|a)? n:ORD straight unit:(day|NIGHT|week)", narrative.in_a_row),
    ("in-a-row", "for? (the|a)? n:ORD unit:(day|NIGHT|week) (running|in a row|straight)", narrative.in_a_row),
    ("in-a-row", "for? n:NUM straight unit:(day|NIGHT|week)", narrative.in_a_row),
    ("in-a-row", "for? n:NUM unit:(day|NIGHT|week) (running|in a row)", narrative.in_a_row),
    # ------------------------------------------------------------------------- periods up to now
    ("hours", "(in|for|within) (the|a)? (past|last|previous)? {ABOUT}? n:(NUM|SOME|a SOME) -? hours", periods.hours),
    ("hours", "the? (past|last|previous) n:(NUM|SOME) -? hours", periods.hours),
    ("hours", "n:NUM hours of", periods.hours),
    ("past-period", "((in|for) (just|nearly)?)? the? (past|last|previous) {N} {PERIOD}", periods.past_period),
    ("past-period", "((in|for) (just|nearly)?)? the? n:NUM (past|last|previous) {PERIOD}", periods.past_period),
    ("past-period", "(in|for|of) the (past|last) {PERIOD}", periods.past_period),
    ("past-period", "the? past unit:(day|week|month|year|fortnight|quarter)", periods.past_period),
    ("past-period", "in less than {N} {PERIOD}", periods.past_period),
    ("in-span", "in unit_a:a unit:(week|month|fortnight|year)", periods.in_a_unit),
    ("in-span", "in (nearly|just)? n:(NUM|a? SOME of?) unit:(day|week|month|fortnight|year)", periods.in_some_time),
    ("from-now", "{N} {PERIOD} (from (NOW|TODAY)|hence)", narrative.from_now),
    ("within", "(less than|within) the? (next|past|last)? {N} {PERIOD} ((from|of) (NOW|TODAY))?", periods.within),
    ("coming-period", "(in|for)? the? (next|following) {N} {PERIOD}", periods.coming_period),
    ("coming-period", "n:NUM (next|following) {PERIOD}", periods.coming_period),
    ("so-far", "so far this unit:(week|month|year)", periods.so_far),
    ("so-far", "since the (start|end) of (the|this) unit:(week|month|year)", periods.so_far),
    ("so-far", "unit:year to on", periods.so_far),
    # ------------------------------------------------------------------------- weeks, months, years
    ("unit", "(in|at|by)? (the? {ERA}|earlier|later)? (the)? {REL} calendar? unit:(week|month|year|NIGHT|quarter|fortnight|decade)", periods.unit_of),
    ("unit", "which:(next|last|past) unit:day", periods.unit_of),
    ("unit", "the unit:(week|month|year) after the? which:next", periods.unit_of),
    ("same-unit", "(in|on|earlier in|later in|later)? (the? same|that) unit:(week|month|year)", periods.same_unit),
    ("same-unit", "(earlier|later) (in|this) the? unit:(week|month|year)", periods.same_unit),
    ("same-unit", "(at|by|in)? the? (start|end|mid) of the unit:(week|month|year)", periods.same_unit),
    ("week-within", "(in|during)? the? {NTH} week (of|in) {M} {Y4}?", periods.week_within),
    ("week-within", "(in|during)? the? {NTH} week (of|in)? which:(last|this|next|previous) month", periods.week_within),
    ("week-number", "(in|during)? the? {NTH} week (of|in)? ({Y4}|{LASTYEAR})", periods.week_number),
    ("first-few", "(in|over)? the? nth:(ORD|last) n:NUM unit:(day|week|month) (of|in) ({Y4}|{LASTYEAR}|{M} {Y4}?|which:(last|this|next) month)", periods.first_few),
    ("nth-month", "(in)? the? {NTH} month of ({Y4}|{LASTYEAR})", periods.nth_month),
    ("rest", "(for|over)? the? rest of? (the|this)? unit:(week|month|year)", periods.rest),
    ("same-unit", "(in|during) the unit:(week|month|year)", periods.same_unit),
    ("same-unit", "(at|by)? the? end of the? unit:(week|month|year)", periods.same_unit),
    ("so-far", "unit:(week|month|year) to TODATE", periods.so_far),
    ("week-number", "(in|during)? the? week nth:NUM ({Y4}|{LASTYEAR})?", periods.week_number),
    ("week-with", "(in|for)? the? week (of|starting on?|start on?) ({M} the? {D}|the? {D} of? {M}) {Y4}?", periods.week_with),
    ("week-with", "(in|for)? the? week of the day:ORD", periods.week_with),
    ("weekend", "(over|at|in|during|on)? (the|this|last|that|same|this past|this? next|the (last|past|previous|following))? weekend", periods.weekend),
    ("month-year", "(in|during)? {ERA}? {M} (,|of|in|-)? (the? year)? ({Y4}|of year:NUM)", periods.month),
    ("month-year", "year:YEAR (,|-)? {M}", periods.month),
    ("month-year", "(in|during)? {ERA}? {M} {LASTYEAR}", periods.month),
    ("month", "(in|during) {ERA}? (last|this|next)? {M}", periods.month),
    ("month", "(at|by) the? (start|end|mid) of {M} {Y4}?", periods.month),
    ("month", "{ERA} (last|this)? {M}", periods.month),
    ("month", "(last|this|next) {M}", periods.month),
    ("season", "(in|during)? (the|last|this) season:SEASON ((of|in)? year:YEAR)?", periods.season),
    ("season", "in season:SEASON (of? year:YEAR)?", periods.season),
    ("season", "season:SEASON year:YEAR", periods.season),
    ("year", "(in|of|during) (the year|year)? {ERA}? year:YEAR", periods.year),
    ("year", "(at|by)? the? {ERA} year:YEAR", periods.year),
    ("year", "the? calendar? year year:YEAR", periods.year),
    ("years", "(in|from)? year:YEAR (to|-) year2:YEAR", periods.years),
    ("years", "between year:YEAR {TO} year2:YEAR", periods.years),
    ("portion", "(in|during|for)? ({Y4} -?)? (nth:QUARTER|nth:HALFYEAR) (,? of? ({Y4}|{LASTYEAR})|- year:YEAR)?", periods.portion),
    ("portion", "year:YEAR the {NTH} (half|quarter)", periods.portion),
    ("portion", "(in|during)? the? {NTH} (half|quarter) (of|in)? ({Y4}|{LASTYEAR}|the year)", periods.portion),
    ("decade", "(in|during|of|throughout)? the {ERA}? DECADE", periods.decade),
    ("decade", "(in|during) {ERA}? DECADE", periods.decade),
    ("century", "(in|during|of)? the? nth:ORD century", periods.century),
    # ------------------------------------------------------------------------------------ feasts
    ("holiday", "(on|over:in|for|over:(over|during)|at|through)? (the|last|this|next|previous|following)? (orthodox|catholic)? FEAST day? holiday? NIGHT? PART? {Y4}?", feasts.feast),
    ("holiday", "(on|at)? FEAST of which_year:(last|this|next) year", feasts.feast),
    ("holiday", "on? the {NTH} (day|NIGHT) of (the)? (orthodox|catholic)? FEAST holiday? {Y4}?", feasts.feast),
    ("holiday", "on? the? eve of (the)? (orthodox|catholic)? FEAST holiday? {Y4}?", feasts.feast),
    ("holiday", "the? weekend of FEAST {Y4}?", feasts.feast),
    ("holiday", "(on|in|at|over)? the? FEAST {Y4}? weekend {Y4}?", feasts.feast),
    ("hijri", "on? the? {D} (day)? of? hijri:HM ,? year:(YEAR|NUM)?", feasts.hijri_date),
    ("hijri", "on? hijri:HM the? {D} ,? year:(YEAR|NUM)?", feasts.hijri_date),
    ("hijri", "on? the {D} day of hijri:HM", feasts.hijri_date),
    ("hijri-month", "(in|during|over|for|throughout|by|at)? the? (holy month of|month of|fasting month of|{ERA}|last|this|eve of|{NTH} unit:week of)? hijri:HM ((,|of|in)? year:YEAR)?", feasts.hijri_month),
    # ----------------------------------------------------------------------------------- the clock
    ("clock", "((at|by|before|after|early|since|nearly|on)? (at|before|after|nearly|early|nearly)?) (at|a|nearly|by)? (CLOCK|PART|MIDNIGHT|DAWN|DUSK)", narrative.clock),
    # ------------------------------------------------------------------- only beside other words
    ("bare-month", "{M}", periods.bare_month),
    ("weak-now", "NOW|TODATE", narrative.today),
    ("weak-month", "{ERA}? {M}", periods.bare_month),
    ("weak-year", "(the? {ERA})? year:YEAR", periods.year),
    ("weak-ordinal", "the? day:ORD", dates.ordinal_day),
    ("weak-season", "season:SEASON", periods.season),
    ("weak-unit", "the? {ERA}? which:(last|this) unit:(week|month|year)", periods.unit_of),
)  # fmt: skip
