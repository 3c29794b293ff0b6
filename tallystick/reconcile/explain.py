"""What a reader should know beside the figures: who took which position, and notes on what the words imply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import UnsetType

from tallystick.model import Claim, MentionRef, Note, Party, Reading, Stand, global_id
from tallystick.reconcile.bounds import System, joint, solve
from tallystick.reconcile.breakdown import breakdown_notes
from tallystick.reconcile.case import Case
from tallystick.reconcile.disputes import denial_notes
from tallystick.reconcile.figure import Figure, are_disjoint
from tallystick.reconcile.independence import corroboration
from tallystick.reconcile.interest import speaks_for
from tallystick.reconcile.shares import share_notes, shares
from tallystick.reconcile.tree import limit
from tallystick.shapes import Shape

ORIGINS = Shape("%(outlets)d outlets give %(low)d %(outcome)s; independent origins: %(number)d (%(names)s).")
ORIGINS_AND_ONE = Shape(
    "%(outlets)d outlets give %(low)d %(outcome)s; independent origins: %(number)d (%(names)s) and at most one unnamed."
)
NONE_NAMED = Shape("%(outlets)d outlets give %(low)d %(outcome)s; independent origins: 0 (none named).")
NONE_NAMED_BUT_ONE = Shape(
    "%(outlets)d outlets give %(low)d %(outcome)s; independent origins: 0 (none named) and at most one unnamed."
)
HEADLINE = Shape("The headline says %(title)s %(outcome)s, its text %(body)s; both are kept.")
LEAVES = Shape(
    "%(total)s casualties with %(figure)s %(outcome)s leave %(number)d %(asked)s. Nobody says so; it enters no figure.",
    asked="",
)
DAMAGE = Shape("Damage: %(what)s %(degree)s.", degree="")


def stands(mentions: Sequence[MentionRef], readings: Mapping[str, Reading]) -> tuple[Stand, ...]:
    """Every position that a party takes toward the event, as each report gives it, in the reports' order."""
    found = []
    for reading, claim in _claims(mentions, readings):
        if isinstance(claim.position, UnsetType):
            continue
        speakers = claim.attribution.speakers
        found.append(
            Stand(
                party=speakers[-1].wording if speakers else (reading.report.outlet or "the report itself"),
                source=speakers[-1].source if speakers else None,
                act=claim.position.act,
                toward=claim.position.toward,
                claim=global_id(reading.report.id, claim.id),
                report=reading.report.id,
            )
        )
    return tuple(found)


def silent(case: Case) -> tuple[Party, ...]:
    """Initiators and targets of whom no report gives a position or a figure; each actor once."""
    heard = {stand.source for stand in case.incident.positions if stand.source}
    heard |= {s.source for figure in case.figures for s in figure.claim.attribution.speakers if s.source}
    sides = frozenset(side for source in heard for side in speaks_for(source))
    words = {stand.party.casefold() for stand in case.incident.positions}
    once: dict[str, Party] = {}
    for party in (*case.incident.initiators, *case.incident.targets):
        if party.actor and party.actor not in sides and party.wording.casefold() not in words:
            once.setdefault(party.actor, party)
    return tuple(once.values())


def notes(case: Case, mentions: Sequence[MentionRef], readings: Mapping[str, Reading]) -> tuple[Note, ...]:
    """What is no contradiction but worth knowing, each with the claims that it rests on."""
    return (
        *_corroboration_notes(case),
        *breakdown_notes(case.breakdowns),
        *share_notes(shares(case.figures, case.breakdowns)),
        *denial_notes(case.figures, case.origins),
        *_headline_notes(case),
        *_casualty_notes(case),
        *_damage_notes(mentions, readings),
    )


def _corroboration_notes(case: Case) -> Iterator[Note]:
    """Where several outlets print a toll, how many origins they really have."""
    totals = [figure for figure in case.figures if figure.stands and figure.bears == "total"]
    for key in sorted({(figure.harm.outcome, figure.low) for figure in totals}):
        same = [figure for figure in totals if (figure.harm.outcome, figure.low) == key]
        behind = corroboration(same, case.origins)
        if len(behind.outlets) < 2:
            continue
        fields = {"outlets": len(behind.outlets), "low": key[1], "outcome": key[0]}
        if behind.named:
            shape = ORIGINS_AND_ONE if behind.unnamed else ORIGINS
            text = shape(**fields, number=len(behind.named), names=", ".join(behind.named))
        else:
            text = (NONE_NAMED_BUT_ONE if behind.unnamed else NONE_NAMED)(**fields)
        yield Note(claims=tuple(figure.id for figure in same), text=text)


def _headline_notes(case: Case) -> Iterator[Note]:
    """A headline that gives another number than its text: one of them is a correction, and nothing says which."""
    totals = [f for f in case.figures if f.stands and f.bears == "total"]
    titles = [f for f in totals if f.claim.in_ == "title"]
    for title in titles:
        for body in totals:
            alike = (body.report, body.origin, body.harm.outcome) == (title.report, title.origin, title.harm.outcome)
            if alike and body.claim.in_ == "text" and are_disjoint(title.quantity, body.quantity):
                text = HEADLINE(title=title.number, outcome=title.harm.outcome, body=body.number)
                yield Note(claims=(title.id, body.id), text=text)


def _casualty_notes(case: Case) -> Iterator[Note]:
    """What casualties and the dead of one passage leave for the wounded, or the other way round."""
    passages: dict[tuple[object, ...], dict[str, Figure]] = {}
    for figure in case.figures:
        if figure.stands and figure.bears == "total":
            passages.setdefault((figure.report, figure.when, figure.origin), {}).setdefault(figure.harm.outcome, figure)
    for told in passages.values():
        if "casualties" not in told or ("killed" in told) == ("wounded" in told):
            continue
        known, asked = ("killed", "wounded") if "killed" in told else ("wounded", "killed")
        limits = (limit("casualties", told["casualties"]), limit(known, told[known]))
        found = solve(System(limits, (joint("casualties", ["killed", "wounded"]),)))
        if found is not None and found[asked].low > 0 and found[asked].low == found[asked].high:
            text = LEAVES(
                total=told["casualties"].number,
                figure=told[known].number,
                outcome=known,
                number=found[asked].low,
                asked=asked,
            )
            yield Note(claims=(told["casualties"].id, told[known].id), text=text)


def _damage_notes(mentions: Sequence[MentionRef], readings: Mapping[str, Reading]) -> Iterator[Note]:
    """One note for each damage, with the claims of every report that tells it in these words."""
    told: dict[str, list[str]] = {}
    for reading, claim in _claims(mentions, readings):
        if isinstance(claim.damage, UnsetType) or claim.attribution.stance != "asserts":
            continue
        damage = claim.damage
        number = damage.quantity.wording
        what = f"{number} {damage.object}"
        for whole, part in ((damage.object, number), (number, damage.object)):
            if part in whole:  # "a hospital" counts itself
                what = whole
        told.setdefault(DAMAGE(what=what, degree=damage.degree), []).append(global_id(reading.report.id, claim.id))
    yield from (Note(claims=tuple(claims), text=text) for text, claims in told.items())


def _claims(mentions: Iterable[MentionRef], readings: Mapping[str, Reading]) -> Iterator[tuple[Reading, Claim]]:
    """The claims of these mentions, and those about no mention where the report is about this event alone."""
    for ref in mentions:
        reading = readings[ref.report]
        alone = ref.role == "main" and sum(mention.role == "main" for mention in reading.mentions) == 1
        for claim in sorted(reading.claims, key=lambda claim: (claim.in_ == "text", claim.span, claim.id)):
            loose = claim.mention is None and isinstance(claim.damage, UnsetType)
            if claim.mention == ref.mention or (alone and loose):
                yield reading, claim
