"""A small language for readings: reports with their mentions and claims, in words written for these tests.

    strike = told("m1", on(13), places=[ABU_KAMAL], by=[ISRAEL])
    reading = report("live", at(14), strike, harm("c1", 57), harm("c2", 14, "troops", by=LOCALS, of="c1"))

The text of a report is the quotes of its claims, one a line, so that every span quotes it exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from tallystick.model import (
    Attribution,
    Claim,
    Damage,
    EventType,
    Group,
    Harm,
    Hedge,
    Mention,
    Outcome,
    Party,
    Place,
    Position,
    Quantity,
    Reading,
    Report,
    Role,
    Scope,
    Section,
    Series,
    Speaker,
    Stance,
)

Days = tuple[date, date]

SOHR = Speaker(wording="the Syrian Observatory for Human Rights", source="org:sohr", kind="monitor")
SNHR = Speaker(wording="the Syrian Network for Human Rights", source="org:snhr", kind="monitor")
LOCALS = Speaker(wording="local sources", kind="unnamed")
ARMY = Speaker(wording="the army", source="org:sy-army", kind="military")
MINISTRY = Speaker(wording="the foreign ministry", source="org:sy-mfa", kind="government")
IDF = Speaker(wording="Israel's military", source="org:idf", kind="military")
ISRAEL = Party(wording="Israeli jets", actor="act:ISR-MIL")
SYRIA = Party(wording="Syrian aircraft", actor="act:SYR-MIL")


def at(day_of_january: int, hour: int = 0) -> datetime:
    """An hour of January 2021, UTC."""
    return datetime(2021, 1, day_of_january, hour, tzinfo=UTC)


def on(day: int, month: int = 1, year: int = 2021) -> Days:
    """One day, of January 2021 unless told otherwise."""
    return date(year, month, day), date(year, month, day)


def town(
    name: str, id_: int, latitude: float, longitude: float, admin1: str | None = None, wording: str | None = None
) -> Place:
    """A Syrian town as the gazetteer resolves it."""
    return Place(
        wording=wording or name,
        name=name,
        geonames_id=id_,
        latitude=latitude,
        longitude=longitude,
        admin1=admin1,
        country="SY",
    )


ABU_KAMAL = town("Abu Kamal", 174448, 34.45, 40.93, "Deir ez-Zor")
MAYADIN = town("Mayadin", 170017, 35.02, 40.45, "Deir ez-Zor")
DEIR_CITY = town("Deir ez-Zor", 170794, 35.33, 40.14, "Deir ez-Zor")
DEIR_PROVINCE = Place(
    wording="Deir ez-Zor province",
    name="Deir ez-Zor",
    geonames_id=170792,
    admin1="Deir ez-Zor",
    country="SY",
    precision="province",
)
MASYAF = town("Masyaf", 169113, 35.06, 36.34, "Hama")
ZABADANI = town("Al-Zabadani", 161866, 33.72, 36.10, "Rif Dimashq")
DAMASCUS = town("Damascus", 170654, 33.51, 36.29, "Damascus")


def told(
    id_: str = "m1",
    days: Days | None = None,
    *,
    night: bool = False,
    role: Role = "main",
    type_: EventType = "Air/drone strike",
    places: Sequence[Place] = (),
    by: Sequence[Party] = (),
    against: Sequence[Party] = (),
    at_offset: int = 0,
) -> Mention:
    """A mention; `night` = the two days are one night."""
    return Mention(
        id=id_,
        role=role,
        type=type_,
        occurred_from=days[0] if days else None,
        occurred_to=days[1] if days else None,
        date_precision="unknown" if days is None else "night" if night else "day",
        places=tuple(places),
        initiators=tuple(by),
        targets=tuple(against),
        span=(at_offset, at_offset),
    )


@dataclass
class Said:
    """A claim before it has a report: what it says, whose it is, and when."""

    id: str
    kind: str
    payload: dict[str, Any]
    quote: str
    speakers: tuple[Speaker, ...] = ()
    stance: Stance = "asserts"
    mention: str | None = "m1"
    said_at: datetime | None = None


def harm(
    id_: str,
    low: int | None,
    group: str | Group = "people",
    *,
    outcome: Outcome = "killed",
    high: int | str | None = "same",
    wording: str | None = None,
    hedge: Hedge = "exact",
    by: Speaker | Sequence[Speaker] = (),
    of: str | None = None,
    scope: Scope | None = None,
    stance: Stance = "asserts",
    mention: str | None = "m1",
    at: datetime | None = None,
) -> Said:
    """So many people came to harm; `of` names the claim that it is a part of."""
    top = low if high == "same" else high
    number = wording or str(low)
    people = group if isinstance(group, Group) else Group(wording=group)
    payload = Harm(
        outcome=outcome,
        quantity=Quantity(low=low, high=top if not isinstance(top, str) else None, wording=number, hedge=hedge),
        group=people,
        scope=scope or ("part" if of else "total"),
        part_of=of,
    )
    speakers = (by,) if isinstance(by, Speaker) else tuple(by)
    return Said(id_, "harm", {"harm": payload}, f"{number} {people.wording} {outcome}", speakers, stance, mention, at)


def at_least(id_: str, low: int, group: str | Group = "people", **more: Any) -> Said:
    """An open number."""
    return harm(id_, low, group, high=None, wording=f"at least {low}", hedge="at_least", **more)


def position(id_: str, act: Any, by: Speaker, *, toward: str | None = None, mention: str | None = "m1") -> Said:
    """A party's stand."""
    return Said(
        id_, "position", {"position": Position(act=act, toward=toward)}, f"{by.wording} {act}", (by,), mention=mention
    )


def series(id_: str, ordinal: int, first: date, last: date, *, mention: str = "m1") -> Said:
    """The n-th in a window."""
    payload = Series(ordinal=ordinal, window_from=first, window_to=last)
    return Said(id_, "series", {"series": payload}, f"number {ordinal} since {first}", mention=mention)


def damage(id_: str, number: int, what: str, *, mention: str) -> Said:
    """Things destroyed."""
    payload = Damage(object=what, degree="destroyed", quantity=Quantity(low=number, high=number, wording=str(number)))
    return Said(id_, "damage", {"damage": payload}, f"{number} {what} destroyed", mention=mention)


@dataclass
class Older:
    """An older section of a page: its claims and its time."""

    at: datetime
    claims: list[Said] = field(default_factory=list)


def report(
    name: str,
    published_at: datetime | None,
    mentions: Mention | Iterable[Mention],
    *claims: Said,
    older: Older | None = None,
    outlet: str | None = "same",
) -> Reading:
    """A reading whose report is made of its claims' quotes, the older section below."""
    report_id = f"rep_{name}"
    lines: list[str] = []
    built: list[Claim] = []

    def add(said: Said, time: datetime | None) -> None:
        start = sum(len(line) + 1 for line in lines)
        lines.append(said.quote)
        built.append(
            Claim(
                id=said.id,
                kind=said.kind,  # type: ignore[arg-type]
                mention=said.mention,
                span=(start, start + len(said.quote)),
                quote=said.quote,
                attribution=Attribution(speakers=said.speakers, stance=said.stance),
                said_at=said.said_at or time,
                **said.payload,
            )
        )

    for said in claims:
        add(said, published_at)
    cut = sum(len(line) + 1 for line in lines)
    for said in older.claims if older else ():
        add(said, older.at if older else None)
    text = "\n".join(lines) or name
    sections = (Section(start=0, end=cut), Section(start=cut, end=len(text), published_at=older.at)) if older else ()
    return Reading(
        report=Report(
            id=report_id,
            outlet=name if outlet == "same" else outlet,
            published_at=published_at,
            published_precision="day" if published_at else None,
            sections=sections,
            text=text,
        ),
        mentions=(mentions,) if isinstance(mentions, Mention) else tuple(mentions),
        claims=tuple(built),
    )


# --------------------------------------------------- the strike of 13 January 2021, as two pages tell it

TROOPS = Group(wording="government troops", status="combatant", affiliation="act:SYR-MIL")
IRAQI_MILITIA = Group(wording="Iraqi militiamen", status="combatant", nationality="IQ")
IRAQIS = Group(wording="Iraqis", nationality="IQ", status="combatant")
AFGHAN_FIGHTERS = Group(wording="Afghan fighters", status="combatant", nationality="AF")
AFGHANS = Group(wording="Afghans", nationality="AF", status="combatant")


def live_page() -> Reading:
    """An update of the 14th over an entry of the 13th, resting on local sources; the army answers."""
    strike = told("m1", on(13), places=[ABU_KAMAL, DEIR_PROVINCE], by=[ISRAEL])
    background = [
        told("m2", on(6), role="background", places=[DAMASCUS], by=[ISRAEL]),
        told("m3", on(25, 12, 2020), role="background", places=[MASYAF], by=[ISRAEL]),
        told("m4", on(30, 12, 2020), role="background", places=[ZABADANI], by=[ISRAEL]),
    ]
    original = [
        at_least("c9", 15, Group(wording="pro-government fighters", status="combatant"), by=LOCALS),
        position("p3", "declines_comment", IDF),
        series("s1", 4, date(2020, 12, 31), date(2021, 1, 13)),
        damage("d1", 4, "workshops", mention="m3"),
    ]
    page = report(
        "live",
        at(14),
        [strike, *background],
        harm("c1", 57),
        harm("c2", 14, TROOPS, by=LOCALS, of="c1"),
        harm("c3", 16, IRAQI_MILITIA, by=LOCALS, of="c1"),
        harm("c4", 11, AFGHAN_FIGHTERS, by=LOCALS, of="c1"),
        harm("c5", 1, TROOPS, by=ARMY, scope="part"),
        harm("c6", 12, TROOPS, outcome="wounded", by=ARMY),
        harm(
            "c8",
            2,
            Group(wording="Iranians", nationality="IR"),
            outcome="casualties",
            high=None,
            by=ARMY,
            stance="denies",
            scope="part",
        ),
        position("p1", "accuses", MINISTRY),
        older=Older(at(13), original),
    )
    below = page.report.sections[1].start
    return _with_mentions_in_section(page, below)


def _with_mentions_in_section(page: Reading, offset: int) -> Reading:
    """The background mentions stand in the older section."""
    mentions = tuple(
        replace(mention, span=(offset, offset)) if mention.role == "background" else mention
        for mention in page.mentions
    )
    return replace(page, mentions=mentions)


def agency_story() -> Reading:
    """The same strike on the 13th, resting on the observatory."""
    strike = told(
        "m1", (date(2021, 1, 12), date(2021, 1, 13)), night=True, places=[DEIR_CITY, MAYADIN, ABU_KAMAL], by=[ISRAEL]
    )
    army = Group(wording="soldiers of the army", status="combatant", affiliation="act:SYR-MIL")
    return report(
        "agency",
        at(13),
        strike,
        at_least("c1", 57),
        harm("c2", 24, outcome="wounded", high=None, wording="dozens", hedge="vague"),
        harm("c3", None, army, high=None, wording="most of the dead", hedge="vague", by=SOHR, of="c1"),
        harm("c5", 16, IRAQIS, by=SOHR, of="c1"),
        harm("c6", 11, AFGHANS, by=SOHR, of="c1"),
        series("s1", 4, date(2020, 12, 24), date(2021, 1, 13)),
        series("s2", 2, date(2021, 1, 1), date(2021, 1, 13)),
    )
