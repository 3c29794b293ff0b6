"""Strategies for the claims of a few reports on a few events: small worlds in which laws can break.

Numbers, days, towns, speakers and groups come from short lists, so that agreement, contradiction and near misses
all happen often.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tallystick.model import Group, Mention, Reading, Speaker, Stance
from tests.readings import (
    ABU_KAMAL,
    AFGHANS,
    ARMY,
    DAMASCUS,
    DEIR_PROVINCE,
    IRAQI_MILITIA,
    IRAQIS,
    ISRAEL,
    LOCALS,
    MAYADIN,
    SNHR,
    SOHR,
    SYRIA,
    TROOPS,
    Older,
    Said,
    at,
    harm,
    on,
    position,
    report,
    told,
)

GROUPS = (Group(wording="people"), TROOPS, IRAQIS, IRAQI_MILITIA, AFGHANS, Group(wording="drivers", status="civilian"))
NUMBERS = (0, 1, 3, 12, 15, 16, 57)
STANCES: tuple[Stance, ...] = ("asserts", "asserts", "asserts", "denies", "doubts")


@st.composite
def harms(draw: st.DrawFn, id_: str, mention: str, earlier: list[str]) -> Said:
    """One harm claim, open or closed, of anybody, maybe a part of an earlier one."""
    low = draw(st.sampled_from(NUMBERS))
    shape: dict[str, Any] = draw(
        st.sampled_from(
            [
                {},
                {"high": None, "wording": f"at least {low}", "hedge": "at_least"},
                {"high": low + 3, "wording": f"{low} to {low + 3}", "hedge": "range"},
                {"high": None, "wording": "dozens", "hedge": "vague"},
                {"high": None, "wording": "most of them", "hedge": "vague"},
            ]
        )
    )
    speaker: Speaker | None = draw(st.sampled_from([None, None, SOHR, SNHR, LOCALS, ARMY]))
    return harm(
        id_,
        low,
        draw(st.sampled_from(GROUPS)),
        outcome=draw(st.sampled_from(["killed", "killed", "killed", "wounded", "casualties"])),
        by=speaker or (),
        of=draw(st.sampled_from([None, *earlier])),
        scope=draw(st.sampled_from([None, None, "part", "increment", "aggregate"])),
        stance=draw(st.sampled_from(STANCES)),
        mention=mention,
        **shape,
    )


@st.composite
def mentions(draw: st.DrawFn, id_: str) -> Mention:
    """A strike on one of a few days, in one of a few towns, by one of two sides; any of it may be unknown."""
    return told(
        id_,
        draw(st.sampled_from([None, on(12), on(13), on(13), on(20)])),
        role=draw(st.sampled_from(["main", "main", "background", "aggregate"])),
        places=draw(st.lists(st.sampled_from([ABU_KAMAL, MAYADIN, DEIR_PROVINCE, DAMASCUS]), max_size=2)),
        by=draw(st.sampled_from([(), (ISRAEL,), (SYRIA,)])),
    )


@st.composite
def readings(draw: st.DrawFn, name: str) -> Reading:
    """One report of one or two mentions and up to six claims, maybe with an older section, maybe undated."""
    told_here = [draw(mentions(id_)) for id_ in ("m1", "m2")[: draw(st.integers(1, 2))]]
    ids: list[str] = []
    claims = []
    for number in range(draw(st.integers(0, 6))):
        claim = draw(harms(f"c{number}", draw(st.sampled_from(told_here)).id, ids))
        ids.append(claim.id)
        claims.append(claim)
    for number in range(draw(st.integers(0, 2))):
        party = draw(st.sampled_from([ARMY, SOHR]))
        act = draw(st.sampled_from(["denies", "confirms"]))
        claims.append(position(f"p{number}", act, party, mention=draw(st.sampled_from([None, told_here[0].id]))))
    published = draw(st.sampled_from([None, at(13), at(13, 12), at(14), at(21)]))
    cut = draw(st.integers(0, len(claims)))
    older = Older(published - timedelta(hours=9), claims[cut:]) if published and claims[cut:] else None
    outlet = draw(st.sampled_from(["Gazette", "Courier", None]))
    return report(name, published, told_here, *(claims[:cut] if older else claims), older=older, outlet=outlet)


@st.composite
def worlds(draw: st.DrawFn, most: int = 4) -> list[Reading]:
    """A few reports with different ids."""
    return [draw(readings(f"r{number}")) for number in range(draw(st.integers(1, most)))]
