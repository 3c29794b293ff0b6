"""`claimreview`: what was claimed, by whom and where, as schema.org `Claim`s: what a fact-checker reviews.

A ClaimReview is a verdict, and this project gives none: neither `reviewRating` nor `reviewBody` can be filled without
one. So each claim about harm becomes a `Claim`, ready to be the `itemReviewed` of somebody's own ClaimReview. Claims
that come from one origin with the same words for number and people are one Claim with several appearances, for a copy
is no second claim.

Rule:
    schema.org: Claim (`appearance`, `firstAppearance`, `claimInterpreter`), NewsArticle.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from tallystick.export.formats.format import Written
from tallystick.export.formats.loss import Loss
from tallystick.export.marks import report_of
from tallystick.export.naming import claim_words, group_words, headline
from tallystick.export.words import OWN_VOICE, shown
from tallystick.ids import content_id
from tallystick.model import Claim, Dossier, Report

NOT_REVIEWED = (
    "Claims as they were reported, without a verdict on any of them. Whoever reviews one may take it as itemReviewed."
)
LAST = datetime(9999, 1, 1, tzinfo=UTC)


class ClaimReviews:
    """A JSON-LD graph of schema.org Claims, without any review."""

    name = "claimreview"
    description = "what was claimed, by whom and where, as schema.org Claims ready for a review; no verdict is given"
    profile = "ledger"
    codebook = False
    files = ("claims.jsonld",)
    holds = (
        "event.id",
        "event.places.name",
        "claim.quote",
        "claim.said_at",
        "claim.attribution.speakers.wording",
        "claim.harm.outcome",
        "claim.harm.quantity",
        "claim.harm.group.wording",
        "report.id",
        "report.outlet",
        "report.title",
        "report.url",
        "report.language",
        "report.published_at",
    )

    def write(self, dossiers: Sequence[Dossier], loss: Loss) -> Written:
        """The graph, one Claim a line."""
        nodes = [node for dossier in dossiers for node in _claims(dossier, loss)]
        head = msgspec.json.encode({"@context": "https://schema.org", "description": NOT_REVIEWED})
        lines = b",\n".join(map(msgspec.json.encode, nodes))
        return Written({self.files[0]: head[:-1] + b',"@graph":[\n' + lines + b"\n]}\n"}, len(nodes))


def _claims(dossier: Dossier, loss: Loss) -> list[dict[str, Any]]:
    event = dossier.event
    harms = {key: claim for key, claim in dossier.claims.items() if claim.harm}
    if not harms:
        loss.omitted(event.id, "no claim about people harmed is recorded of it")
        return []
    loss.blank("reviewRating, reviewBody", "they are a verdict, and none is given here", event.id)
    reports = {report.id: report for report in dossier.reports}
    origin_of = {claim: origin.id for origin in event.origins for claim in origin.claims}
    alike: dict[tuple[str, ...], list[str]] = {}
    for key, claim in harms.items():
        alike.setdefault((origin_of.get(key, key), *_said(claim)), []).append(key)
    _tell(dossier, harms, loss)
    return [_node(dossier, keys, reports) for keys in alike.values()]


def _said(claim: Claim) -> tuple[str, ...]:
    """What makes two claims of one origin the same."""
    return claim_words(claim), group_words(claim).casefold(), claim.attribution.stance


def _node(dossier: Dossier, keys: Sequence[str], reports: dict[str, Report]) -> dict[str, Any]:
    ordered = sorted(keys, key=lambda key: (_when(dossier.claims[key], reports[report_of(key)]), key))
    first = dossier.claims[ordered[0]]
    appearances = [_appearance(dossier.claims[key], reports[report_of(key)]) for key in ordered]
    return {
        "@type": "Claim",
        "@id": f"urn:tallystick:{content_id('clm', *ordered)}",
        "name": _sentence(first),
        "text": first.quote,
        "author": _author(first, reports[report_of(ordered[0])]),
        "about": {"@type": "Event", "@id": f"urn:tallystick:{dossier.event.id}", "name": headline(dossier.event)},
        "firstAppearance": appearances[0],
        "appearance": appearances,
    }


def _when(claim: Claim, report: Report) -> datetime:
    return claim.said_at or report.published_at or LAST


def _sentence(claim: Claim) -> str:
    """ "57 killed (people)", denied or doubted where it was."""
    stance = "" if claim.attribution.stance == "asserts" else f"{claim.attribution.stance}: "
    group = group_words(claim)
    return f"{stance}{claim_words(claim)}" + (f" ({group})" if group else "")


def _author(claim: Claim, report: Report) -> dict[str, str]:
    """The origin as its words name it; schema.org knows no kind of somebody who may be a person or a body."""
    speakers = claim.attribution.speakers
    return {"@type": "Thing", "name": shown(speakers[-1].wording) if speakers else report.outlet or OWN_VOICE}


def _appearance(claim: Claim, report: Report) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": f"urn:tallystick:{report.id}",
        "headline": report.title or None,
        "url": report.url,
        "inLanguage": report.language,
        "datePublished": report.published_at,
        "publisher": {"@type": "Organization", "name": report.outlet} if report.outlet else None,
        "text": claim.quote,
        "temporal": claim.said_at if claim.said_at != report.published_at else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _tell(dossier: Dossier, harms: dict[str, Claim], loss: Loss) -> None:
    loss.all_changed("event.places.name", "in the name of the event", dossier.event.id)
    others = [claim for key, claim in dossier.claims.items() if key not in harms]
    loss.dropped("claim.quote", "it is no claim about people harmed", len(others))
    loss.dropped("claim.said_at", "it is no claim about people harmed", sum(one.said_at is not None for one in others))
    inner = sum(max(0, len(claim.attribution.speakers) - 1) for claim in harms.values())
    spoken = sum(len(claim.attribution.speakers) for claim in others)
    loss.dropped("claim.attribution.speakers.wording", "a Claim has one author, the origin", inner + spoken)
    for name in ("low", "high", "hedge", "wording"):
        known = sum(getattr(claim.harm.quantity, name) not in (None, "") for claim in harms.values() if claim.harm)
        loss.changed(f"claim.harm.quantity.{name}", "in words", known)
    telling = {report_of(key) for key in harms}
    for name in ("id", "outlet", "title", "url", "language", "published_at"):
        silent = [one for one in dossier.reports if one.id not in telling and getattr(one, name)]
        loss.dropped(f"report.{name}", "a report without a claim about people harmed does not appear", len(silent))
