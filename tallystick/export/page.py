"""One event as one self-contained HTML page: no script, and nothing is fetched from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tallystick.export import figures, naming, words
from tallystick.export.ihl import RULE, presumption
from tallystick.export.lineage import lineage
from tallystick.export.marks import by_report, passages, pieces, report_of, spans_in
from tallystick.export.matrix import Row, alike, claims_matrix, origin_name, outlet_names, toll_origins
from tallystick.export.stands import by_party, by_words, stand_sentences
from tallystick.export.tree import tree
from tallystick.model import (
    Claim,
    Dossier,
    Event,
    Place,
    PlacePrecision,
    Reading,
    Report,
    Role,
    Section,
    Span,
    Stand,
    Tally,
    global_id,
)


class Telling(NamedTuple):
    """What an event is called, when and where it was, how well it is known; a site says it in its readers' language."""

    headline: Callable[[Event], str]
    days: Callable[[words.Dated], str]
    where: Callable[[Sequence[Place]], str]
    toll: Callable[[Sequence[str]], str]
    flag: Callable[[str], str]
    role: Callable[[Role], str]
    sharpness: Callable[[PlacePrecision], str]
    say: Callable[[str], str]
    """Any sentence or word of ours, marked where it stays English."""
    plain: Callable[[str], str]
    """The same without a mark."""
    listed: Callable[[Sequence[str]], str]
    by_whom: Callable[[Event], str]
    stands: Callable[[Sequence[Stand]], Sequence[str]]
    claim: Callable[[Claim], str]
    place: Callable[[Place], str]
    instant: Callable[[datetime | None], str]
    short_instant: Callable[[datetime | None], str]
    short_day: Callable[[date], str]
    published: Callable[[Report], str]
    as_of: Callable[[Tally], str]


ENGLISH = Telling(
    headline=naming.headline,
    days=words.days_words,
    where=naming.where_words,
    toll=naming.toll_words,
    flag=str,
    role=naming.ROLES.__getitem__,
    sharpness=naming.PLACE_SHARPNESS.__getitem__,
    say=str,
    plain=str,
    listed=naming.listed,
    by_whom=naming.by_whom_words,
    stands=stand_sentences,
    claim=naming.claim_words,
    place=naming.place_words,
    instant=words.instant_words,
    short_instant=words.short_instant_words,
    short_day=lambda day: f"{day.day} {day:%b}",
    published=words.published_words,
    as_of=words.as_of_words,
)


class MarkedPassage(NamedTuple):
    """A section with its claims marked, ready for the page."""

    section: Section | None
    paragraphs: tuple[Markup, ...]


class MarkedReport(NamedTuple):
    """A report with its claims marked; `quotes` are the claims whose place is not shown."""

    report: Report
    title: Markup
    passages: tuple[MarkedPassage, ...]
    quotes: tuple[tuple[str, Claim], ...]


def dossier_page(
    dossier: Dossier, *, compare: Mapping[str, Tally] | None = None, show_texts: bool = True, ihl: bool = False
) -> str:
    """The whole page of one event: same dossier, same bytes.

    Args:
        compare: the tallies of other profiles, by profile; the dossier's own is always shown, first.
        show_texts: False for those who may not republish reports: of each only the words of its claims
            are shown then, and where the whole can be read.
        ihl: with the view that in doubt everybody is a civilian.
    """
    shown = told(dossier, compare=compare, show_texts=show_texts, ihl=ihl)
    return words.shown(environment().get_template("dossier.html.j2").render(shown))


def told(
    dossier: Dossier,
    *,
    compare: Mapping[str, Tally] | None = None,
    show_texts: bool = True,
    ihl: bool = False,
    telling: Telling | None = None,
) -> dict[str, Any]:
    """All that `dossier.html.j2` tells, by name; arguments as for `dossier_page`.

    Args:
        telling: words in the language of the page; None = English.

    A site replaces the addresses, functions from an id to where its page is, which a page of its own does not have.
    """
    event = dossier.event
    here = telling or ENGLISH
    say = here.plain
    matrix = claims_matrix(dossier)
    tallies = {event.tally.profile: event.tally} | dict(compare or {})
    return {
        "dossier": dossier,
        "event": event,
        "tally": event.tally,
        "tallies": tallies,
        "matrix": matrix,
        "toll_origins": toll_origins(dossier, matrix),
        "reports": marked_reports(dossier, show_texts=show_texts, telling=here),
        "homeless": _homeless(dossier),
        "outlets": {report: say(name) for report, name in outlet_names(dossier).items()},
        "parts": figures.parts(event.tally),
        "branches": tree(event),
        "parties": by_party(event.positions),
        "bar": Markup(figures.breakdown_bar(event.tally, say)),
        "steps": Markup(figures.steps(event.revisions, say)),
        "lineage": Markup(lineage(event, dossier.claims, say, here.short_day)),
        "sketch": Markup(figures.place_sketch(event.places, say)),
        "show_texts": show_texts,
        "ihl": presumption(event.tally) if ihl else None,
        "ihl_rule": RULE,
        "language": "en",
        "event_address": None,
        "report_address": None,
        "beside_address": None,
    }  # fmt: skip


def anchor(claim_id: str) -> str:
    """The id of a claim's mark on the page; different for different claims."""
    return "claim-" + re.sub(r"[^A-Za-z0-9_-]", lambda found: f".{ord(found[0]):x}.", claim_id)


def web_address(url: str | None) -> str | None:
    """An address that may stand in a link, or None: a report's `javascript:` is no address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


# -------------------------------------------------------------------------------------------- reports


def marked_reports(dossier: Dossier, *, show_texts: bool, telling: Telling) -> tuple[MarkedReport, ...]:
    """Every report with its claims marked, or with the quotes of its claims only."""
    claims = by_report(dossier.reports, dossier.claims)
    return tuple(_marked_report(report, claims[report.id], show_texts, telling) for report in dossier.reports)


def marked_reading(reading: Reading, telling: Telling) -> MarkedReport:
    """One report with everything that was taken down from it."""
    claims = {global_id(reading.report.id, claim.id): claim for claim in reading.claims}
    return _marked_report(reading.report, claims, True, telling)


def _marked_report(report: Report, claims: dict[str, Claim], show_texts: bool, telling: Telling) -> MarkedReport:
    begun: set[str] = set()
    titles = {
        key: f"{telling.plain(naming.speakers_words(one.attribution))}: {telling.claim(one)}"
        for key, one in claims.items()
    }
    titled = spans_in(report, claims, title=True)
    title = marked(report.title, (0, len(report.title)), titled, claims, begun, titles)
    found: list[MarkedPassage] = []
    if show_texts:
        spans = spans_in(report, claims)
        for passage in passages(report):
            told = tuple(marked(report.text, lines, spans, claims, begun, titles) for lines in passage.paragraphs)
            found.append(MarkedPassage(passage.section, told))
    quotes = tuple((key, claim) for key, claim in claims.items() if key not in begun)
    return MarkedReport(report, title, tuple(found), quotes)


def marked(
    text: str,
    stretch: Span,
    spans: Mapping[str, Span],
    claims: Mapping[str, Claim],
    begun: set[str],
    titles: Mapping[str, str],
) -> Markup:
    """A stretch of text with a `<mark>` around each claim; claims that cross are cut, never crossed.

    Args:
        begun: claims that have their id already; those that begin here are added.
        titles: what each claim says, and who says it.
    """
    html, opened = [], list[str]()
    for piece in pieces(*stretch, spans):
        keep = _common(opened, piece.claims)
        html.append(Markup("</mark>") * (len(opened) - keep))
        for key in piece.claims[keep:]:
            html.append(_opening(key, claims[key].kind, titles[key], first=key not in begun))
            begun.add(key)
        opened = list(piece.claims)
        html.append(escape(words.shown(text[piece.start : piece.end])))
    html.append(Markup("</mark>") * len(opened))
    return Markup("").join(html)


def _opening(key: str, kind: str, title: str, *, first: bool) -> Markup:
    if first:
        return Markup('<mark id="{}" class="{}" title="{}">').format(anchor(key), kind, title)
    return Markup('<mark class="{}" title="{}">').format(kind, title)


def _common(left: list[str], right: tuple[str, ...]) -> int:
    """How many claims both begin with."""
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return at
    return min(len(left), len(right))


def _homeless(dossier: Dossier) -> tuple[tuple[str, Claim], ...]:
    """Claims whose report is not in the dossier: their words are shown all the same."""
    known = {report.id for report in dossier.reports}
    return tuple((key, claim) for key, claim in dossier.claims.items() if report_of(key) not in known)


# ------------------------------------------------------------------------------------------- template


@cache
def environment(*packages: str) -> Environment:
    """What templates are written with; the templates of `packages` may build on those here."""
    folders = [PackageLoader(package, "templates") for package in (*packages, "tallystick.export")]
    environment = Environment(
        loader=ChoiceLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # A page of its own is in English; the site, whose readers choose, puts its catalogues in the place of these.
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # of the extension
    environment.globals["words"] = words
    environment.globals["names"] = naming
    environment.globals["telling"] = ENGLISH
    environment.globals["origin_name"] = origin_name
    environment.filters["alike"] = alike
    environment.filters["by_words"] = by_words
    environment.filters["anchor"] = anchor
    environment.filters["web_address"] = web_address
    environment.filters["report_of"] = report_of
    environment.filters["language"] = _language
    environment.tests["quiet"] = _is_quiet
    environment.tests["partial"] = _is_partial
    return environment


def _language(code: str | None) -> str:
    """A language for `lang=`, or nothing: a wrong one would make a reader's voice read nonsense."""
    return code if code and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) else ""


def _is_partial(row: Row) -> bool:
    """Whether an origin has a side in a figure that it gives."""
    return any(each.interest for cell in row.cells for each in cell)


def _is_quiet(event: Event) -> bool:
    """Whether an event has no figure at all."""
    return all(
        number is None
        for estimate in (event.tally.killed, event.tally.wounded)
        for number in (estimate.low, estimate.best, estimate.high)
    )
