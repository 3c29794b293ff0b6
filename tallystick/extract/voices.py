"""Who says a finding: the attributions that cover it, as a claim's chain of speakers, stance and hedge."""

from __future__ import annotations

import re

from msgspec.structs import replace

from tallystick.extract.attribution import Spoken, covering
from tallystick.extract.finding import Finding, is_doubted
from tallystick.extract.speakers import Speakers
from tallystick.model import Attribution
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import text_of

_RUMOUR = re.compile(
    r"\b(?:rumou?rs?|fabricat\w+|false|untrue|lies?|baseless|unfounded|propaganda|hoax|invented)\b", re.I
)


class Voices:
    """The attributions of one text and the speakers of its report."""

    def __init__(self, attributions: list[Spoken], speakers: Speakers, words: Lexicon) -> None:
        self._attributions, self._speakers, self._words = attributions, speakers, words

    def of(self, finding: Finding) -> list[Attribution]:
        """Who says this finding: one attribution for each of a joint source, or the outlet's own voice."""
        start, at = finding.people.start, finding.trigger.idx
        spoken = [
            one
            for one in self._attributions
            # "the coroner identified the dead as A, 40": the verb that names them is the cue itself.
            if (one.cue == finding.trigger and one.covers(start, start + 1))
            or (one.covers(min(start, at), min(start, at) + 1) and one.covers(at, at + 1))
        ]
        made = self._made(sorted(spoken, key=lambda one: -one.size()), self._hedge(finding))
        if is_doubted(finding.trigger):
            made = [replace(one, stance="doubts") if one.stance == "asserts" else one for one in made]
        return [self._denying(one, finding) for one in made]

    def at(self, offset: int) -> Attribution:
        """Who says what begins at this character."""
        return self._made(covering(self._attributions, offset, offset + 1), None)[0]

    def _made(self, spoken: list[Spoken], hedge: str | None) -> list[Attribution]:
        if not spoken:
            return [Attribution(hedge=hedge)]
        innermost = spoken[-1]
        if hedge is None and innermost.verb in self._words.distancing:
            hedge = innermost.cue.text
        chains = self._speakers.chains(spoken) or [()]
        return [
            Attribution(speakers=chain, verb=innermost.verb, stance=innermost.stance, hedge=hedge) for chain in chains
        ]

    def _hedge(self, finding: Finding) -> str | None:
        """The word before it that weakens it: "reportedly", "alleged"."""
        for token in finding.sentence:
            if token.idx >= finding.end:
                break
            if token.lower_ in self._words.hedge_words:
                return str(token.text)
        return None

    @staticmethod
    def _denying(attribution: Attribution, finding: Finding) -> Attribution:
        """ "claims about the casualties are rumours": harm that such a sentence is about is denied by its speaker."""
        topic = finding.outcome == "casualties" or finding.people.number is None
        if (
            attribution.stance == "asserts"
            and attribution.speakers
            and topic
            and _RUMOUR.search(text_of(finding.sentence))
        ):
            return replace(attribution, stance="denies")
        return attribution
