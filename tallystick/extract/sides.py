"""Whose side a speaker is on: its own people, its own losses, its own deeds."""

from __future__ import annotations

import re

from msgspec.structs import replace

from tallystick.extract.accusations import Stood
from tallystick.extract.knowledge import Knowledge
from tallystick.extract.who import party_of
from tallystick.model import Act, Attribution, Harm, Speaker
from tallystick.reference.sources import Source

_REGULARS = re.compile(r"(?:\w+\s+)?(?:soldier|troop|trooper|serviceman|service\s+member|officer)s?", re.I)
_PARTIES = frozenset({"military", "government", "armed_group"})
_TELLERS = frozenset({"outlet", "state_media", "agency", "monitor", "ngo"})
_OWN = re.compile(r"(?:its|their|our|his)\b", re.I)


class Sides:
    """What follows from the side that a speaker belongs to."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known

    def of(self, attribution: Attribution) -> tuple[str, ...]:
        """The parties to the violence that the last speaker speaks for."""
        source = attribution.speakers[-1].source if attribution.speakers else None
        known = self._known.registry.by_id(source) if source is not None else None
        return known.sides if isinstance(known, Source) else ()

    def own_people(self, harm: Harm, attribution: Attribution) -> Harm:
        """ "the army said one of its troops", "an army official said a soldier": they are the army's.

        An army that speaks of soldiers and no more means its own; another's it calls by side or nation.
        """
        own = _OWN.match(harm.group.wording) or (_REGULARS.fullmatch(harm.group.wording) and not harm.group.nationality)
        if harm.group.affiliation is None and own:
            sides = self.of(attribution)
            if sides:
                return replace(harm, group=replace(harm.group, affiliation=sides[0]))
        return harm

    def is_party(self, speaker: Speaker) -> bool:
        """Whether the speaker can have done it: a belligerent by kind, or by its noun ("the brigade")."""
        last = speaker.wording.lower().split()[-1] if speaker.wording else ""
        words = self._known.words
        fights = words.status.get(last.removesuffix("s")) == "combatant" or words.combatant_words.search(last)
        return speaker.kind in _PARTIES or (bool(fights) and speaker.kind not in _TELLERS)

    def act(self, stood: Stood, speaker: Speaker) -> Act:
        """Who names its own side as the doer does not accuse: it claims the deed."""
        if stood.act != "accuses" or stood.toward is None:
            return stood.act
        doer = party_of(stood.toward, registry=self._known.registry, gazetteer=self._known.gazetteer).actor
        own = doer is not None and doer in self.of(Attribution(speakers=(speaker,)))
        return "claims_responsibility" if own else stood.act
