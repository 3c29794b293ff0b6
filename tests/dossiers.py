"""A dossier as the pipeline makes them: the strike near Abu Kamal in the night of 12–13 January 2021.

The two reports are written for these tests, from public facts, in two styles: a live page with an update
above its original entry, and an agency story. The figures are those that were published at the time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tallystick.model import (
    Attribution,
    Claim,
    Dispute,
    Dossier,
    Estimate,
    Event,
    Group,
    GroupTally,
    Harm,
    MentionRef,
    Note,
    Origin,
    Party,
    Place,
    Position,
    Quantity,
    Report,
    ReportRef,
    Revision,
    Section,
    Series,
    SetAside,
    Speaker,
    Stand,
    Tally,
)

LIVE = "rep_aaaaaaaaaaaaaaaa"
AGENCY = "rep_bbbbbbbbbbbbbbbb"
DAY_13, DAY_14 = (datetime(2021, 1, day, tzinfo=UTC) for day in (13, 14))

UPDATE = """\
UPDATE, JAN 14: The reported toll of the raids on Abu Kamal has climbed to 57.

Among the dead, local sources say, are 14 government troops, 16 Iraqi militiamen and 11 Afghan fighters of \
the Fatemiyoun brigade.

The army, speaking through a friendly website, put its own losses at one soldier dead and 12 hurt. Talk of \
Iranian dead, an officer added, was only rumour.

Syria's foreign ministry accused Israel of acting hand in hand with the SDF.
"""
ENTRY = """\
ORIGINAL ENTRY, JAN 13: Israeli jets have bombed Iranian positions close to the Iraqi border; local sources \
count at least 15 dead among pro-government fighters.

State television confirmed strikes shortly after midnight. The Israeli army, as is its habit, would not \
comment.

It was the fourth such raid in two weeks.
"""
STORY = """\
At least 57 people were killed and dozens wounded when warplanes struck Abu Kamal, Mayadin and Deir ez-Zor \
before dawn on Wednesday.

Most of the dead were soldiers; the rest, says the Syrian Observatory for Human Rights, were foreign \
fighters, 16 Iraqis and 11 Afghans among them.

The raid, the fourth in less than three weeks, drew no word from Israel.
"""
TEXTS = {LIVE: UPDATE + "\n" + ENTRY, AGENCY: STORY}
TITLES = {
    LIVE: "Syria Live: Toll of Abu Kamal Raids Climbs",
    AGENCY: "Dozens killed in air raids on eastern Syria",
}

LOCAL = Speaker(wording="local sources", kind="unnamed")
SOHR = Speaker(wording="the Syrian Observatory for Human Rights", source="org:sohr", kind="monitor")
ARMY = Speaker(wording="The army", source="org:syrian-army", kind="military")
SITE = Speaker(wording="a friendly website", kind="outlet")
MINISTRY = Speaker(wording="Syria's foreign ministry", source="org:syria-mofa", kind="government")
STATE_TV = Speaker(wording="State television", source="org:syria-tv", kind="media")
IDF = Speaker(wording="The Israeli army", source="org:idf", kind="military")
ISRAEL = Speaker(wording="Israel", source="org:israel", kind="government")

SOLDIERS, IRAQIS, AFGHANS = "Syrian government soldiers", "Iraqi militiamen", "Afghan fighters"
OWN = "Syrian soldiers, by the army's own count"


def said(report: str, local: str, quote: str, *speakers: Speaker, in_title: bool = False, **payload: Any) -> Claim:
    """A claim whose quote stands in its report."""
    text = TITLES[report] if in_title else TEXTS[report]
    start = text.index(quote)
    late = report == LIVE and (in_title or start < len(UPDATE))
    return Claim(
        id=local,
        kind=next(iter(payload)),
        mention="m1",
        span=(start, start + len(quote)),
        quote=quote,
        in_="title" if in_title else "text",
        attribution=Attribution(speakers=speakers, verb="say" if speakers else None),
        said_at=DAY_14 if late else DAY_13,
        rule="sample",
        **payload,
    )


def harm(outcome: str, low: int | None, high: int | None, wording: str, group: str, **more: Any) -> Harm:
    """A harm with its quantity and group."""
    hedge = more.pop("hedge", "exact" if low == high else "at_least")
    quantity = Quantity(low=low, high=high, wording=wording, hedge=hedge)
    combatant = group not in ("people", "the dead")
    return Harm(
        outcome=outcome,  # type: ignore[arg-type]
        quantity=quantity,
        group=Group(wording=group, status="combatant" if combatant else "unknown"),
        **more,
    )


def live_claims() -> dict[str, Claim]:
    """What the live page says, update first."""
    part = {"scope": "part", "part_of": "c1"}
    made = [
        said(LIVE, "c1", "has climbed to 57", harm=harm("killed", 57, 57, "57", "people")),
        said(
            LIVE,
            "c2",
            "14 government troops",
            LOCAL,
            harm=harm("killed", 14, 14, "14", "government troops", **part),
        ),
        said(LIVE, "c3", "16 Iraqi militiamen", LOCAL, harm=harm("killed", 16, 16, "16", IRAQIS, **part)),
        said(
            LIVE,
            "c4",
            "11 Afghan fighters of the Fatemiyoun brigade",
            LOCAL,
            harm=harm("killed", 11, 11, "11", "Afghan fighters of the Fatemiyoun brigade", **part),
        ),
        said(
            LIVE,
            "c5",
            "one soldier dead",
            SITE,
            ARMY,
            harm=harm("killed", 1, 1, "one", "soldier", scope="part"),
        ),
        said(LIVE, "c6", "12 hurt", SITE, ARMY, harm=harm("wounded", 12, 12, "12", "soldiers", scope="part")),
        said(
            LIVE,
            "c7",
            "Talk of Iranian dead, an officer added, was only rumour",
            SITE,
            ARMY,
            position=Position(act="denies", toward="Iranian dead"),
        ),
        said(
            LIVE,
            "c8",
            "accused Israel of acting hand in hand with the SDF",
            MINISTRY,
            position=Position(act="accuses", toward="Israel"),
        ),
        said(
            LIVE,
            "c9",
            "at least 15 dead among pro-government fighters",
            LOCAL,
            harm=harm("killed", 15, None, "at least 15", "pro-government fighters"),
        ),
        said(LIVE, "c10", "State television confirmed strikes", STATE_TV, position=Position(act="confirms")),
        said(
            LIVE,
            "c11",
            "The Israeli army, as is its habit, would not comment",
            IDF,
            position=Position(act="declines_comment"),
        ),
        said(
            LIVE,
            "c12",
            "the fourth such raid in two weeks",
            series=Series(ordinal=4, window_from=date(2020, 12, 30), window_to=date(2021, 1, 13)),
        ),
    ]
    return {f"{LIVE}/{claim.id}": claim for claim in made}


def agency_claims() -> dict[str, Claim]:
    """What the agency story says."""
    part = {"scope": "part", "part_of": "c1"}
    made = [
        said(
            AGENCY,
            "c1",
            "At least 57 people were killed",
            harm=harm("killed", 57, None, "At least 57", "people"),
        ),
        said(AGENCY, "c2", "dozens wounded", harm=harm("wounded", 24, None, "dozens", "people", hedge="vague")),
        said(
            AGENCY,
            "c3",
            "Most of the dead were soldiers",
            harm=harm("killed", 29, None, "Most", "soldiers", hedge="vague", **part),
        ),
        said(AGENCY, "c4", "16 Iraqis", SOHR, harm=harm("killed", 16, 16, "16", "Iraqis", **part)),
        said(AGENCY, "c5", "11 Afghans", SOHR, harm=harm("killed", 11, 11, "11", "Afghans", **part)),
        said(AGENCY, "c6", "drew no word from Israel", ISRAEL, position=Position(act="declines_comment")),
        said(
            AGENCY,
            "c7",
            "the fourth in less than three weeks",
            series=Series(ordinal=4, window_from=date(2020, 12, 24), window_to=date(2021, 1, 13)),
        ),
        said(
            AGENCY,
            "c8",
            "Dozens killed",
            in_title=True,
            harm=harm("killed", 24, None, "Dozens", "people", hedge="vague"),
        ),
    ]
    return {f"{AGENCY}/{claim.id}": claim for claim in made}


def reports() -> tuple[Report, ...]:
    """Both reports, sections with their own times."""
    live = Report(
        id=LIVE,
        outlet="Levant Ledger",
        url="https://levant.example/live/abu-kamal",
        title=TITLES[LIVE],
        language="en",
        published_at=DAY_14,
        published_precision="day",
        text=TEXTS[LIVE],
        sections=(
            Section(start=0, end=len(UPDATE), published_at=DAY_14, label="UPDATE, JAN 14"),
            Section(
                start=len(UPDATE) + 1,
                end=len(TEXTS[LIVE]),
                published_at=DAY_13,
                label="ORIGINAL ENTRY, JAN 13",
            ),
        ),
    )
    agency = Report(
        id=AGENCY,
        outlet="Gulf Wire",
        url="https://wire.example/syria/raids",
        title=TITLES[AGENCY],
        language="en",
        published_at=datetime(2021, 1, 13, 15, 40, tzinfo=UTC),
        published_precision="instant",
        text=STORY,
    )
    return live, agency


def places() -> tuple[Place, ...]:
    """Three towns and the province, which is no town."""
    return (
        Place(
            wording="Abu Kamal",
            name="Abu Kamal",
            geonames_id=174448,
            latitude=34.4506,
            longitude=40.9171,
            admin1="Deir ez-Zor",
            country="SY",
            precision="near",
        ),
        Place(
            wording="Mayadin",
            name="Mayadin",
            geonames_id=167794,
            latitude=35.0197,
            longitude=40.4503,
            admin1="Deir ez-Zor",
            country="SY",
        ),
        Place(
            wording="Deir ez-Zor",
            name="Deir ez-Zor",
            geonames_id=170794,
            latitude=35.3359,
            longitude=40.1408,
            admin1="Deir ez-Zor",
            country="SY",
        ),
        Place(
            wording="Deir ez-Zor Province",
            name="Deir ez-Zor",
            geonames_id=170793,
            latitude=35.0,
            longitude=40.3,
            admin1="Deir ez-Zor",
            country="SY",
            precision="province",
        ),
    )


def groups() -> tuple[GroupTally, ...]:
    """The breakdown, the army's own count beside it."""

    def of(group: str, number: int, *claims: str, outcome: str = "killed", part_of: str | None = None) -> GroupTally:
        return GroupTally(
            group=group,
            outcome=outcome,  # type: ignore[arg-type]
            estimate=Estimate(low=number, best=number, high=number),
            status="combatant",
            claims=claims,
            part_of=part_of,
        )

    return (
        of(SOLDIERS, 14, f"{LIVE}/c2"),
        of(IRAQIS, 16, f"{LIVE}/c3", f"{AGENCY}/c4"),
        of(AFGHANS, 11, f"{LIVE}/c4", f"{AGENCY}/c5"),
        of(OWN, 1, f"{LIVE}/c5", part_of=SOLDIERS),
        of(OWN, 12, f"{LIVE}/c6", outcome="wounded"),
    )


def tally() -> Tally:
    """The figures under the profile without a single number."""
    return Tally(
        profile="ledger",
        as_of=datetime(2021, 1, 14, 23, 59, 59, 999999, tzinfo=UTC),
        killed=Estimate(low=57, best=57, high=None),
        wounded=Estimate(low=12, best=None, high=None),
        groups=groups(),
        remainder=16,
        used=tuple(f"{LIVE}/c{n}" for n in (1, 2, 3, 4, 5, 6)) + tuple(f"{AGENCY}/c{n}" for n in (1, 2, 4, 5)),
        set_aside=(
            SetAside(claim=f"{LIVE}/c9", reason="superseded by the update of the same page, 14 January 2021"),
            SetAside(claim=f"{AGENCY}/c3", reason="“most” speaks about the total; it is no figure"),
            SetAside(claim=f"{AGENCY}/c8", reason="the title repeats the text less sharply"),
        ),
        trace=(
            "Killed, low: 57, the highest figure that a named origin gives as a floor.",
            "Killed, high: open, because the agency says “at least”.",
            "The army's own 1 dead and 12 wounded count its own soldiers only; they bound no total.",
        ),
    )


def ucdp() -> Tally:
    """The same event under a profile that gives numbers."""
    return Tally(
        profile="ucdp",
        as_of=tally().as_of,
        killed=Estimate(low=15, best=57, high=57),
        wounded=Estimate(low=None, best=None, high=None),
        remainder=16,
        groups=groups(),
        used=(f"{LIVE}/c1",),
        set_aside=(SetAside(claim=f"{LIVE}/c6", reason="this codebook counts no wounded"),),
        trace=("Best: 57, the most reliable of the later figures (UCDP GED codebook).",),
    )


def acled() -> Tally:
    """A third opinion, for the comparison."""
    return Tally(
        profile="acled",
        as_of=tally().as_of,
        killed=Estimate(low=57, best=57, high=57),
        wounded=Estimate(low=None, best=None, high=None),
        used=(f"{LIVE}/c1",),
        trace=("One number: the most conservative of the latest figures.",),
    )


def tallies() -> dict[str, Tally]:
    """Every profile's tally, by profile."""
    return {each.profile: each for each in (tally(), ucdp(), acled())}


def origins() -> tuple[Origin, ...]:
    """One named origin for the toll, the army for its own losses, and an unnamed one."""
    return (
        Origin(
            id="org:sohr",
            name="Syrian Observatory for Human Rights",
            kind="monitor",
            reports=(AGENCY, LIVE),
            presumed=("Levant Ledger gives the same total and parts from “local sources”.",),
            claims=_told(AGENCY, 1, 2, 3, 4, 5, 8) + _told(LIVE, 1, 2, 3, 4),
        ),
        Origin(
            id="org:syrian-army", name="Syrian Arab Army", kind="military", reports=(LIVE,), claims=_told(LIVE, 5, 6)
        ),
        Origin(
            id="local sources",
            name="local sources",
            kind="unnamed",
            reports=(LIVE,),
            named=False,
            claims=_told(LIVE, 9),
        ),
    )


def _told(report: str, *numbers: int) -> tuple[str, ...]:
    return tuple(f"{report}/c{number}" for number in numbers)


def revisions() -> tuple[Revision, ...]:
    """At least 15, at least 57, 57; and the army's own."""

    def count(low: int, high: int | None, wording: str, hedge: str) -> Quantity:
        return Quantity(low=low, high=high, wording=wording, hedge=hedge)  # type: ignore[arg-type]

    return (
        Revision(
            said_at=DAY_13,
            origin="local sources",
            killed=count(15, None, "at least 15", "at_least"),
            wounded=None,
            claims=(f"{LIVE}/c9",),
            superseded=True,
        ),
        Revision(
            said_at=DAY_13,
            origin="org:sohr",
            killed=count(57, None, "At least 57", "at_least"),
            wounded=count(24, None, "dozens", "vague"),
            claims=(f"{AGENCY}/c1", f"{AGENCY}/c2"),
        ),
        Revision(
            said_at=DAY_14,
            origin="org:sohr",
            killed=count(57, 57, "57", "exact"),
            wounded=None,
            claims=(f"{LIVE}/c1",),
        ),
        Revision(
            said_at=DAY_14,
            origin="org:syrian-army",
            killed=count(1, 1, "one", "exact"),
            wounded=count(12, 12, "12", "exact"),
            claims=(f"{LIVE}/c5", f"{LIVE}/c6"),
        ),
    )


def positions() -> tuple[Stand, ...]:
    """Who kept silent, accused, denied, confirmed."""

    def stand(party: str, source: str, act: str, claim: str, toward: str | None = None) -> Stand:
        return Stand(
            party=party,
            source=source,
            act=act,
            toward=toward,
            claim=claim,  # type: ignore[arg-type]
            report=claim.split("/")[0],
        )

    return (
        stand("The Israeli army", "org:idf", "declines_comment", f"{LIVE}/c11"),
        stand("Israel", "org:israel", "declines_comment", f"{AGENCY}/c6"),
        stand("Syria's foreign ministry", "org:syria-mofa", "accuses", f"{LIVE}/c8", "Israel"),
        stand("The army", "org:syrian-army", "denies", f"{LIVE}/c7", "Iranian dead"),
        stand("State television", "org:syria-tv", "confirms", f"{LIVE}/c10"),
    )


def stub(local: str, day: date, place: Place) -> Event:
    """A background event, told in passing."""
    return Event(
        id=f"evt_{local * 16}",
        type="Air/drone strike",
        role="background",
        occurred_from=day,
        occurred_to=day,
        date_precision="day",
        places=(place,),
        initiators=(Party(wording="Israel", actor="act:ISR-MIL"),),
        targets=(),
        mentions=(MentionRef(report=LIVE, mention="m2", role="background"),),
        reports=(),
        outlets=("Levant Ledger",),
        origins=(),
        tally=Tally(
            profile="ledger",
            as_of=None,
            killed=Estimate(low=None, best=None, high=None),
            wounded=Estimate(low=None, best=None, high=None),
        ),
    )


def event() -> Event:
    """The strike itself."""
    refs = tuple(
        ReportRef(
            id=report.id,
            external_id=None,
            outlet=report.outlet,
            published_at=report.published_at,
            role="main",
            title=report.title,
            url=report.url,
        )
        for report in reports()
    )
    return Event(
        id="evt_1234567890abcdef",
        type="Air/drone strike",
        role="main",
        occurred_from=date(2021, 1, 12),
        occurred_to=date(2021, 1, 13),
        date_precision="night",
        places=places(),
        initiators=(
            Party(wording="Israel", actor="act:ISR-MIL"),
            Party(wording="Israeli jets", actor="act:ISR-MIL"),
        ),
        targets=(Party(wording="Iranian positions"),),
        mentions=(
            MentionRef(report=LIVE, mention="m1", role="main", why=("same town", "same night", "same total, 57")),
            MentionRef(report=AGENCY, mention="m1", role="main", why=("same town", "same night")),
        ),
        reports=refs,
        outlets=("Levant Ledger", "Gulf Wire"),
        origins=origins(),
        tally=tally(),
        positions=positions(),
        disputes=(
            Dispute(
                claims=(f"{LIVE}/c2", f"{LIVE}/c5"),
                why="14 soldiers by local sources stand against 1 by the army's own count.",
            ),
        ),
        notes=(
            Note(
                claims=tuple(f"{LIVE}/c{n}" for n in (1, 2, 3, 4)),
                text="14 + 16 + 11 = 41 of 57; the list is open, so 16 more are no contradiction.",
            ),
            Note(claims=(f"{AGENCY}/c3",), text="“Most were soldiers” holds only if all 16 others were."),
            Note(
                claims=(f"{AGENCY}/c7",),
                text="“The fourth in less than three weeks”: 25 and 30 December, 6 and 13 January lie within 20 days.",
                holds=True,
            ),
            Note(
                claims=(f"{LIVE}/c12",),
                text="“The fourth in two weeks”: this record knows three.",
                holds=False,
            ),
        ),
        revisions=revisions(),
    )


def dossier() -> Dossier:
    """The whole dossier."""
    masyaf = Place(wording="Masyaf", name="Masyaf", admin1="Hama", country="SY", latitude=35.065, longitude=36.342)
    zabadani = Place(wording="al-Zabadani", name="Al-Zabadani", admin1="Rif Dimashq", country="SY", precision="area")
    return Dossier(
        event=event(),
        claims={**agency_claims(), **live_claims()},
        reports=reports(),
        background=(stub("2", date(2020, 12, 25), masyaf), stub("3", date(2020, 12, 30), zabadani)),
    )


def without_anything() -> Dossier:
    """An event of which nothing but its type is known."""
    nothing = Estimate(low=None, best=None, high=None)
    bare = Event(
        id="evt_0000000000000000",
        type="Other",
        role="background",
        occurred_from=None,
        occurred_to=None,
        date_precision="unknown",
        places=(),
        initiators=(),
        targets=(),
        mentions=(),
        reports=(),
        outlets=(),
        origins=(),
        tally=Tally(profile="ledger", as_of=None, killed=nothing, wounded=nothing),
    )
    return Dossier(event=bare, claims={}, reports=())
