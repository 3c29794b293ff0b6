"""`ftm`: FollowTheMoney entities, one a line, for Aleph, OpenAleph and OpenSanctions tools.

An event is an `Event`, a report an `Article`, a claim a `Note` with its exact words, and who is said to have done or
suffered it an `Organization` that is `involved`: said by reports, as the summary repeats. People are in no entity:
only registered organisations and armed actors are, so that nobody becomes a searchable person because he was quoted.

Rule:
    FollowTheMoney schema 4. Ids are ours with dots for other signs, and can be turned back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from tallystick.export.formats import sides
from tallystick.export.formats.format import Written
from tallystick.export.formats.loss import Loss
from tallystick.export.marks import report_of
from tallystick.export.naming import claim_words, headline, place_name, speakers_words
from tallystick.export.words import days_words, estimate_words, shown
from tallystick.model import Claim, Dossier, Report
from tallystick.reference.sources import Registry

Entity = dict[str, Any]
REGISTERED = ("act", "org")
SAID = "As reported, and no finding of fact or fault"


IN_NAMES = (
    "claim.damage.object",
    "claim.damage.degree",
    "claim.damage.quantity",
    "claim.position",
    "claim.series.ordinal",
    "claim.series.window_from",
    "claim.series.window_to",
    "claim.media.what",
    "claim.media.caption",
    "claim.occurrence",
)
"""What a claim that counts nobody says: in words, as the name of its note."""


class FollowTheMoney:
    """Entities of events, articles, claims and organisations; each entity once."""

    name = "ftm"
    description = "FollowTheMoney entities: events, articles, claims as notes, organisations involved"
    profile = "ledger"
    codebook = False
    files = ("entities.ftm.json",)
    holds = (
        "event.id",
        "event.type",
        "event.occurred_from",
        "event.occurred_to",
        "event.date_precision",
        "event.places.name",
        "event.places.country",
        "event.initiators.actor",
        "event.targets.actor",
        "event.origins.id",
        "event.origins.name",
        "event.origins.kind",
        "event.tally.profile",
        "event.tally.killed",
        "event.tally.wounded",
        "claim.id",
        "claim.quote",
        "claim.said_at",
        "claim.attribution.speakers.wording",
        "report.id",
        "report.outlet",
        "report.title",
        "report.url",
        "report.language",
        "report.published_at",
        "claim.harm.outcome",
        "claim.harm.quantity",
        *IN_NAMES,
    )

    def write(self, dossiers: Sequence[Dossier], loss: Loss) -> Written:
        """One entity a line, events first told first, each entity where it is first needed."""
        entities: dict[str, Entity] = {}
        for dossier in dossiers:
            for entity in _entities(dossier):
                _add(entities, entity)
            _tell(dossier, loss)
        lines = [msgspec.json.encode(entity) for entity in entities.values()]
        return Written({self.files[0]: b"".join(line + b"\n" for line in lines)}, len(lines))


def entity_id(id_: str) -> str:
    """Our id as an entity's, which has letters, digits, dots and hyphens only: `rep_…/c1` is `rep.….c1`."""
    return re.sub(r"[_:/]", ".", id_)


def our_id(entity: str) -> str:
    """The id again that `entity_id` turned: registry ids have a colon after their prefix, all others a line."""
    prefix, _, rest = entity.partition(".")
    return f"{prefix}{':' if prefix in REGISTERED else '_'}{rest.replace('.', '/')}"


def _add(entities: dict[str, Entity], entity: Entity) -> None:
    """An organisation that several events name is one entity, with all that is told of it."""
    known = entities.setdefault(entity["id"], entity)
    if known is not entity:
        for name, values in entity["properties"].items():
            merged = [*known["properties"].get(name, ()), *values]
            known["properties"][name] = list(dict.fromkeys(merged))


def _entities(dossier: Dossier) -> Iterator[Entity]:
    event = dossier.event
    involved = [*sides.initiators(event).actors, *sides.targets(event).actors]
    yield _entity(
        event.id,
        "Event",
        name=[headline(event)],
        startDate=_days([event.occurred_from]),
        endDate=_days([event.occurred_to]),
        country=[place.country.lower() for place in event.places if place.country],
        location=[shown(place_name(place)) for place in event.places],
        summary=[_summary(dossier)],
        keywords=[event.type],
        involved=[entity_id(actor.id) for actor in involved],
        proof=[entity_id(report.id) for report in dossier.reports],
        recordId=[event.id],
    )
    for actor in involved:
        country = [actor.country.lower()] if actor.country else []
        yield _entity(actor.id, "Organization", name=[actor.name], country=country, classification=[actor.kind])
    yield from _organisations(dossier)
    for report in dossier.reports:
        yield _article(report)
    for key, claim in dossier.claims.items():
        report = next(report for report in dossier.reports if report.id == report_of(key))
        yield _note(key, claim, dossier, report)


def _organisations(dossier: Dossier) -> Iterator[Entity]:
    """The origins that the registry lists: organisations, never people who were quoted."""
    registry = Registry.load()
    for origin in dossier.event.origins:
        if origin.named and origin.id.startswith("org:"):
            source = registry.by_id(origin.id)
            country = [source.country.lower()] if source and source.country else []
            kind = [origin.kind] if origin.kind else []
            yield _entity(origin.id, "Organization", name=[origin.name], country=country, classification=kind)


def _article(report: Report) -> Entity:
    return _entity(
        report.id,
        "Article",
        title=[report.title],
        fileName=[f"{report.id}.txt"],
        sourceUrl=[report.url] if report.url and report.url.startswith(("http://", "https://")) else [],
        publisher=[report.outlet],
        language=[report.language],
        publishedAt=_days([report.published_at]),
    )


def _note(key: str, claim: Claim, dossier: Dossier, report: Report) -> Entity:
    return _entity(
        key,
        "Note",
        name=[claim_words(claim)],
        entity=[entity_id(dossier.event.id)],
        description=[claim.quote],
        summary=[f"According to {speakers_words(claim.attribution)}"],
        publisher=[report.outlet],
        proof=[entity_id(report.id)],
        modifiedAt=_days([claim.said_at]),
    )


def _summary(dossier: Dossier) -> str:
    event, tally = dossier.event, dossier.event.tally
    return (
        f"{SAID}. {days_words(event)}. By the profile {tally.profile}, killed: {estimate_words(tally.killed)}; "
        f"wounded: {estimate_words(tally.wounded)}."
    )


def _days(values: Iterable[date | datetime | None]) -> list[str]:
    """Days, and instants to the second with no zone: the library takes both, in UTC."""
    found = (value for value in values if value is not None)
    return [
        value.strftime("%Y-%m-%dT%H:%M:%S") if isinstance(value, datetime) else value.isoformat() for value in found
    ]


def _entity(id_: str, schema: str, **properties: Sequence[str | None]) -> Entity:
    told = {name: list(dict.fromkeys(one for one in values if one)) for name, values in properties.items()}
    return {
        "id": entity_id(id_),
        "schema": schema,
        "properties": {name: values for name, values in sorted(told.items()) if values},
    }


def _tell(dossier: Dossier, loss: Loss) -> None:
    event = dossier.event
    loss.changed("event.date_precision", "in the words of the summary", event.date_precision != "unknown")
    loss.changed("event.places.country", "in small letters", sum(bool(place.country) for place in event.places))
    people = [origin for origin in event.origins if not (origin.named and origin.id.startswith("org:"))]
    for name in ("id", "name", "kind"):
        known = sum(getattr(origin, name) is not None for origin in people)
        loss.dropped(f"event.origins.{name}", "only registered organisations become entities, never people", known)
    if people:
        loss.withheld("people and unnamed sources who were quoted: they stand in the words of a note only", event.id)
    for role, parties in (("initiators", event.initiators), ("targets", event.targets)):
        known = sum(party.actor is not None for party in parties)
        loss.changed(f"event.{role}.actor", "as involved, without saying on which side", known)
    for path in ("event.tally.killed", "event.tally.wounded"):
        loss.all_changed(path, "in the words of the summary", event.id)
    for path in ("claim.harm.outcome", "claim.harm.quantity", *IN_NAMES):
        loss.all_changed(path, "in the words of a note", event.id)
    loss.changed("event.tally.profile", "in the words of the summary")
    dated = sum(report.published_at is not None for report in dossier.reports)
    loss.changed("report.published_at", "without its zone, UTC", dated)
    said = sum(claim.said_at is not None for claim in dossier.claims.values())
    loss.changed("claim.said_at", "without its zone, UTC", said)
    odd = sum(bool(one.url) and not one.url.startswith(("http://", "https://")) for one in dossier.reports if one.url)
    loss.dropped("report.url", "it is no web address", odd)
