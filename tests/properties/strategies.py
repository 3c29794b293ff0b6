"""Strategies for the nouns of the model; every new noun or field joins them, so that all laws meet it.

What they make is grounded as real readings are: a quote is its report cut at its span, a claim's mention and
the claim it is part of are there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TypeVar

from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from tallystick.ids import content_id
from tallystick.model import (
    Attribution,
    Claim,
    Damage,
    DateEvidence,
    Group,
    Harm,
    Media,
    Mention,
    Occurrence,
    Party,
    Place,
    Position,
    Problem,
    Quantity,
    Reading,
    Report,
    Section,
    Series,
    Speaker,
)

T = TypeVar("T")

# Every character but half surrogates, which are no text; newlines, NUL, right-to-left and combining ones included.
characters = st.characters(exclude_categories=["Cs"])
words = st.text(characters, min_size=1, max_size=12)
prose = st.one_of(
    st.text(characters, max_size=120),
    st.sampled_from(
        [
            "At least 12 people died, the governor said.",
            "قتل خمسة أشخاص على الأقل في القصف، بحسب الدفاع المدني.",
            "Nine 🕊 were hurt — “maybe more”, a nurse told us.\n\nUPDATE: twelve.",
        ]
    ),
)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
days = st.dates(date(1990, 1, 1), date(2035, 1, 1))
outlets = st.sampled_from([None, "Harbour Post", "Radio Delta"])
urls = st.sampled_from([None, "https://post.example/live", "https://delta.example/1?a=b#c"])


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Unknown, or one of these."""
    return st.none() | strategy


@st.composite
def spans(draw: st.DrawFn, text: str) -> tuple[int, int]:
    """A stretch of at least one character of a text that is not empty."""
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))


@st.composite
def sections(draw: st.DrawFn, text: str) -> tuple[Section, ...]:
    """None, or a few stretches that follow each other."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4, unique=True)))
    return tuple(
        Section(start=start, end=end, published_at=draw(maybe(instants)), label=draw(maybe(words)))
        for start, end in pairwise(cuts)
    )


date_evidence = st.builds(
    DateEvidence,
    where=words,
    wording=words,
    at=maybe(instants),
    precision=st.sampled_from([None, "instant", "day"]),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with an id made from what it says and where."""
    outlet, url, title, text = draw(outlets), draw(urls), draw(st.text(characters, max_size=20)), draw(prose)
    return Report(
        id=content_id("rep", outlet, url, title, text),
        external_id=draw(maybe(words)),
        outlet=outlet,
        url=url,
        title=title,
        language=draw(st.sampled_from([None, "en", "ar"])),
        published_at=draw(maybe(instants)),
        published_precision=draw(st.sampled_from([None, "instant", "day"])),
        sections=draw(sections(text)),
        text=text,
        date_evidence=tuple(draw(st.lists(date_evidence, max_size=2))),
    )


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """What some words allow: low never above high."""
    low = draw(maybe(st.integers(0, 10_000)))
    high = draw(maybe(st.integers(low or 0, 20_000)))
    hedge = draw(st.sampled_from(["exact", "at_least", "more_than", "at_most", "about", "range", "vague"]))
    return Quantity(low=low, high=high, wording=draw(words), hedge=hedge)


groups = st.builds(
    Group,
    wording=words,
    status=st.sampled_from(["civilian", "combatant", "mixed", "unknown"]),
    nationality=st.sampled_from([None, "SY", "UA"]),
    affiliation=st.sampled_from([None, "act:SYR-MIL"]),
    sex=st.sampled_from([None, "female", "male"]),
    age=st.sampled_from([None, "child", "adult"]),
)
attributions = st.builds(
    Attribution,
    speakers=st.lists(
        st.builds(Speaker, wording=words, source=st.none() | st.just("org:sohr"), kind=maybe(words)),
        max_size=2,
    ).map(tuple),
    verb=maybe(words),
    stance=st.sampled_from(["asserts", "denies", "doubts"]),
    hedge=st.sampled_from([None, "reportedly"]),
)
places = st.builds(
    Place,
    wording=words,
    name=maybe(words),
    geonames_id=maybe(st.integers(1, 10**8)),
    latitude=maybe(st.floats(-90, 90)),
    longitude=maybe(st.floats(-180, 180)),
    country=st.sampled_from([None, "SY", "UA"]),
    precision=st.sampled_from(["site", "town", "near", "district", "province", "area", "country", "water"]),
)
parties = st.lists(st.builds(Party, wording=words, actor=st.none() | st.just("act:SYR-MIL")), max_size=2)
harms = st.builds(
    Harm,
    outcome=st.sampled_from(["killed", "wounded", "missing", "displaced", "casualties"]),
    quantity=quantities(),
    group=groups,
    scope=st.sampled_from(["total", "part", "increment", "aggregate"]),
)
payloads = {
    "harm": harms,
    "damage": st.builds(
        Damage, object=words, degree=st.sampled_from(["destroyed", "damaged", "hit"]), quantity=quantities()
    ),
    "position": st.builds(Position, act=st.sampled_from(["denies", "admits", "declines_comment"]), toward=maybe(words)),
    "series": st.builds(Series, ordinal=maybe(st.integers(1, 50)), window_from=maybe(days), window_to=maybe(days)),
    "media": st.builds(Media, what=st.sampled_from(["image", "video", "audio"]), caption=words),
    "occurrence": st.builds(Occurrence, attribute=st.sampled_from(["type", "when", "where", "weapon"]), value=words),
}


@st.composite
def mentions(draw: st.DrawFn, name: str, report: Report) -> Mention:
    """An incident as this report tells it."""
    first, last = draw(maybe(days)), draw(maybe(days))
    if first and last and last < first:
        first, last = last, first
    return Mention(
        id=name,
        role=draw(st.sampled_from(["main", "background", "aggregate"])),
        type=draw(st.sampled_from(["Attack", "Air/drone strike", "Grenade", "Other"])),
        occurred_from=first,
        occurred_to=last,
        date_wording=draw(maybe(words)),
        places=tuple(draw(st.lists(places, max_size=2))),
        initiators=tuple(draw(parties)),
        targets=tuple(draw(parties)),
        weapons=tuple(draw(st.lists(words, max_size=1))),
        span=draw(spans(report.text)) if report.text else (0, 0),
    )


@st.composite
def claims(draw: st.DrawFn, name: str, report: Report, about: tuple[str, ...]) -> Claim:
    """A claim that quotes this report, about one of these mentions or none."""
    where = draw(st.sampled_from([part for part in ("text", "title") if getattr(report, part)]))
    source: str = getattr(report, where)
    start, end = draw(spans(source))
    kind = draw(st.sampled_from(sorted(payloads)))
    return Claim(
        id=name,
        kind=kind,
        mention=draw(st.sampled_from([None, *about])),
        span=(start, end),
        quote=source[start:end],
        in_=where,
        attribution=draw(attributions),
        said_at=draw(maybe(instants)),
        rule=draw(maybe(words)),
        **{kind: draw(payloads[kind])},
    )


problems = st.builds(
    Problem,
    stage=st.sampled_from(["read", "extract"]),
    report=st.none(),
    code=st.sampled_from(["empty", "no-date", "language"]),
    message=words,
)


@st.composite
def readings(draw: st.DrawFn, of: st.SearchStrategy[Report] | None = None) -> Reading:
    """A report with what a reader might take down from it."""
    report = draw(of if of is not None else reports())
    about = tuple(f"m{n + 1}" for n in range(draw(st.integers(0, 2))))
    n_claims = draw(st.integers(0, 3)) if report.text or report.title else 0
    found = [draw(claims(f"c{n + 1}", report, about)) for n in range(n_claims)]
    return Reading(
        report=report,
        mentions=tuple(draw(mentions(name, report)) for name in about),
        claims=tuple(_with_parts(found)),
        problems=tuple(draw(st.lists(problems, max_size=1))),
    )


def _with_parts(found: list[Claim]) -> list[Claim]:
    """The same claims, each harm of scope "part" made a part of the first claim."""
    return [
        replace(claim, harm=replace(claim.harm, part_of=found[0].id))
        if claim.harm is not UNSET and claim.harm.scope == "part" and claim is not found[0]
        else claim
        for claim in found
    ]
