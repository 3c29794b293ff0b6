"""`claims-csv`: one row a claim: who said what of whom, in which exact words, and whether the tally uses it."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.export.formats.cells import Cell, Row, TableFormat, joined
from tallystick.export.formats.loss import Loss
from tallystick.export.marks import report_of
from tallystick.export.naming import claim_words
from tallystick.model import Claim, Dossier, Quantity, Report, SetAside

COLUMNS = tuple(
    """
    event claim mention kind says outcome low high wording hedge group named status nationality affiliation sex age
    scope part_of object degree act toward ordinal window_from window_to initiators targets
    media caption shows attribute value speakers speaker_ids speaker_kinds verb stance spoken_hedge
    quote where start end said_at report outlet published_at title url
    used set_aside_because set_aside_code set_aside_passage rule
    """.split()
)
"""`says` is the claim in words; the columns after it hold the same piece by piece, blank where a kind has none."""


class ClaimsCsv(TableFormat):
    """One row a claim."""

    name = "claims-csv"
    description = "one row a claim: who said what of whom, in which exact words"
    files = ("claims.csv",)
    columns = COLUMNS
    holds = (
        "event.id",
        "event.tally.used",
        "event.tally.set_aside",
        "claim",
        "report.id",
        "report.outlet",
        "report.published_at",
        "report.title",
        "report.url",
    )

    def rows(self, dossier: Dossier, loss: Loss) -> Iterator[Row]:
        """The rows of one event, in the order of its reports."""
        reports = {report.id: report for report in dossier.reports}
        aside = {one.claim: one for one in dossier.event.tally.set_aside}
        if not dossier.claims:
            loss.omitted(dossier.event.id, "no claim is recorded of it")
            return
        silent = set(reports) - set(map(report_of, dossier.claims))
        for name in ("id", "outlet", "published_at", "title", "url"):
            lost = sum(bool(getattr(reports[one], name)) for one in silent)
            loss.dropped(f"report.{name}", "a report without a claim on the event has no row", lost)
        for key, claim in dossier.claims.items():
            yield _row(dossier, key, claim, reports[report_of(key)], aside.get(key))


def _row(dossier: Dossier, key: str, claim: Claim, report: Report, aside: SetAside | None) -> Row:
    speakers = claim.attribution.speakers
    row: dict[str, Cell] = dict.fromkeys(COLUMNS)
    row |= {
        "event": dossier.event.id,
        "claim": key,
        "mention": claim.mention,
        "kind": claim.kind,
        "says": claim_words(claim),
        **_harm(claim),
        **_other(claim),
        "speakers": joined(speaker.wording for speaker in speakers),
        "speaker_ids": joined(speaker.source for speaker in speakers),
        "speaker_kinds": joined(speaker.kind for speaker in speakers),
        "verb": claim.attribution.verb,
        "stance": claim.attribution.stance,
        "spoken_hedge": claim.attribution.hedge,
        "quote": claim.quote,
        "where": claim.in_,
        "start": claim.span[0],
        "end": claim.span[1],
        "said_at": claim.said_at,
        "report": report.id,
        "outlet": report.outlet,
        "published_at": report.published_at,
        "title": report.title,
        "url": report.url,
        "used": "yes" if key in dossier.event.tally.used else "no",
        "set_aside_because": aside.reason if aside else None,
        "set_aside_code": aside.code if aside else None,
        "set_aside_passage": aside.passage if aside else None,
        "rule": claim.rule,
    }
    return row


def _quantity(quantity: Quantity) -> dict[str, Cell]:
    return {name: getattr(quantity, name) for name in ("low", "high", "wording", "hedge")}


def _harm(claim: Claim) -> dict[str, Cell]:
    if not claim.harm:
        return {}
    harm, group = claim.harm, claim.harm.group
    return {
        "outcome": harm.outcome,
        **_quantity(harm.quantity),
        "group": group.wording,
        "named": "yes" if group.named else "no",
        **{name: getattr(group, name) for name in ("status", "nationality", "affiliation", "sex", "age")},
        "scope": harm.scope,
        "part_of": harm.part_of,
    }


def _other(claim: Claim) -> dict[str, Cell]:
    """What a claim of another kind than harm says."""
    if claim.damage:
        return {"object": claim.damage.object, "degree": claim.damage.degree, **_quantity(claim.damage.quantity)}
    if claim.position:
        return {"act": claim.position.act, "toward": claim.position.toward}
    if claim.series:
        series = claim.series
        return {
            **{name: getattr(series, name) for name in ("ordinal", "window_from", "window_to")},
            "initiators": joined(series.initiators),
            "targets": joined(series.targets),
        }
    if claim.media:
        return {"media": claim.media.what, "caption": claim.media.caption, "shows": claim.media.shows}
    if claim.occurrence:
        return {"attribute": claim.occurrence.attribute, "value": claim.occurrence.value}
    return {}
