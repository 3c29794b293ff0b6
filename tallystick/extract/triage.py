"""Which reports cannot hold a claim, told before they are parsed.

Parsing is three quarters of the cost of a reading (bench/reading.py), and most of a news stream tells of no violence.
A report passes when any word of the reader's own lists stands in it, in whatever inflection; so a report that is
passed over has no trigger for any rule. The lists are those of the rules themselves: a word added there is looked for
here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tallystick.model import Report
from tallystick.reference.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_OTHER_FORMS = frozenset(
    "slew slain shot dead died dies dying death deaths deadly fatal fatally lives life body bodies corpse corpses toll "
    "fled fleeing missing hospital hospitals clinic infirmary condition wounds survive survived rubble debris ruins "
    "homeless homes bled drowned buried trapped injuries injury burns passed gunshot unaccounted grazed crossfire "
    "ambulance ambulances survivor survivors surviving blown blew "
    "hostages captive".split()
)
"""Irregular forms, and the words that the turns of phrase for a fate turn on."""


def may_hold_a_claim(report: Report, words: Lexicon) -> bool:
    """False only where no rule of the reader could find a claim in title or text."""
    known, phrases = _known(words)
    found = {*_WORD.findall(report.text.lower()), *_WORD.findall(report.title.lower())}
    return not known.isdisjoint(found) or any(phrase <= found for phrase in phrases)


@lru_cache(maxsize=2)
def _known(words: Lexicon) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """Words of which one is enough, and sets of words that must all be there ("under fire")."""
    # What kills only with "to death" is let through by that word.
    triggers = {lemma for lemma, ways in words.triggers.items() if not all(way.to_death for way in ways)}
    lemmas = {*triggers, *words.damage["destroyed"], *words.damage["damaged"]}
    phrases = (*words.incident_words, *words.violence_words, *words.headline_words)
    named = {frozenset(_WORD.findall(phrase)) for phrase in phrases}
    alone = {word for phrase in named if len(phrase) == 1 for word in phrase}
    known = frozenset(form for lemma in lemmas for form in _inflected(lemma)) | alone | _OTHER_FORMS
    return known, tuple(phrase for phrase in named if len(phrase) > 1 and phrase.isdisjoint(known))


def _inflected(lemma: str) -> set[str]:
    """All regular forms of a verb or noun: "kill killed killing", "injure injured", "bury buried", "stab stabbed"."""
    stem = lemma[:-1] if lemma[-1] in "ey" else lemma
    endings = {"y": ("ies", "ied", "ying"), "e": ("es", "ed", "ing", "ings")}.get(
        lemma[-1], ("s", "es", "ed", "ing", "ings")
    )
    doubled = {lemma + lemma[-1] + ending for ending in ("ed", "ing")}
    return {lemma, lemma + "s", lemma + "er", lemma + "ers"} | {stem + ending for ending in endings} | doubled
