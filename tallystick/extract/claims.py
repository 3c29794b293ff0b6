"""Report to claims and mentions: the steps of `extract`, in order.

    1  parse the text and the title          text/english.py
    2  who says what                         attribution.py, speakers.py
    3  who came to harm                      harm.py, people.py
    4  days and places of each sentence      when.py, where.py
    5  incidents                             mentions.py
    6  positions, damage, series, pictures   positions.py, details.py
    7  claims: each finding with its speaker and its incident

Nothing is returned that is not in the text: a claim's quote is cut from the report by its span, never composed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from msgspec.structs import replace
from spacy.tokens import Token

from tallystick.extract import details, scope
from tallystick.extract.accusations import Stood
from tallystick.extract.anchors import Anchors
from tallystick.extract.annotated import annotated, check_layers
from tallystick.extract.attribution import find_attributions, joint
from tallystick.extract.draft import Draft
from tallystick.extract.finding import Finding
from tallystick.extract.harm import find_harm
from tallystick.extract.headline import with_headline
from tallystick.extract.knowledge import Knowledge as Knowledge
from tallystick.extract.mentions import Gathering, Incident, Told
from tallystick.extract.positions import find_positions
from tallystick.extract.sides import Sides
from tallystick.extract.speakers import Speakers, link, wording_of
from tallystick.extract.triage import may_hold_a_claim
from tallystick.extract.voices import Voices
from tallystick.extract.when import When
from tallystick.extract.where import Places, Where
from tallystick.extract.who import group_of, party_of
from tallystick.model import (
    Attribution,
    Claim,
    EventType,
    Harm,
    Mention,
    Party,
    Place,
    Position,
    Problem,
    Reading,
    Report,
    Series,
    Speaker,
)
from tallystick.text.english import parse_report, parsed, printed, short_lived, text_of

_PRECISION_ORDER = ("site", "town", "near", "district", "province", "area", "water", "country")


def extract(report: Report, *, known: Knowledge, layers: Collection[str] = (), explain: bool = False) -> Reading:
    """Take down every claim of one report.

    Args:
        layers, explain: what is wanted beside the claims; see annotated.py. The report is parsed once for all.
    Returns:
        A reading whose claims quote the report exactly; same report, same reading.
    Raises:
        UsageError: there is no such layer.
    """
    check_layers(layers)
    holds = may_hold_a_claim(report, known.words)
    if not holds and not layers and not explain:
        return Reading(report=report)
    with short_lived():
        reader = _Reader(report, known)
        reading = reader.read() if holds else Reading(report=report)
        if holds:
            reading = with_headline(reading, known.words, lambda titled: _Reader(titled, known).read(headline=True))
        return annotated(reading, reader.doc, reader.places, layers=layers, explain=explain, known=known)


class _Reader:
    """One report while it is read."""

    def __init__(self, report: Report, known: Knowledge) -> None:
        self.report, self.known = report, known
        self.doc, self.title = parse_report(report.text, report.title)
        self.attributions = find_attributions(self.doc, known.words)
        self.places = Places(self.doc, report.title, known.gazetteer, known.words, outlet=report.outlet, url=report.url)
        country = self.places.happening_in(report.text)
        self.speakers = Speakers(self.doc, self.attributions, known.registry, country)
        self.voices = Voices(self.attributions, self.speakers, known.words)
        said_in_title = find_attributions(self.title, known.words) if self.title is not None else []
        self.headline_voices = Voices(said_in_title, self.speakers, known.words)
        self.sides = Sides(known)
        self.anchors = Anchors.of(
            report, self._all_places(), country, gazetteer=known.gazetteer, registry=known.registry
        )
        self.drafts: list[Draft] = []
        self.faults: list[When] = []

    def read(self, *, headline: bool = False) -> Reading:
        """The steps of this module's docstring from the third on.

        Args:
            headline: the text is a headline that tells of violence: its main incident needs no claim.
        """
        words = self.known.words
        findings = find_harm(self.doc, words)
        stands = find_positions(self.doc, self.attributions, words)
        pictures = details.find_media(self.doc)
        damages = details.find_damage(self.doc, words)
        gathering, series = self._gather(findings, stands)
        for finding in findings:
            self._harm(finding, gathering.incident_of(finding), in_title=False)
        for stood in stands if gathering.incidents else ():  # a stand is toward violence, or no claim of ours
            # Silence is toward what the report is about, whatever its sentence goes on to tell.
            silent = stood.act == "declines_comment"
            self._position(stood, gathering.main if silent else gathering.of_sentence.get(stood.sentence.start))
        for detail in (*damages, *series, *pictures):
            # "The fourth in two weeks" is said of the main incident, though its sentence may date another.
            own = None if detail.kind == "series" else gathering.of_sentence.get(detail.sentence.start)
            incident = own or gathering.main
            self._draft(detail.kind, detail.start, detail.end, incident, detail.rule, {detail.kind: detail.value})
        self._headline(gathering)
        return self._assemble(gathering, headline=headline)

    # -------------------------------------------------------------------------------------- sentences

    def _all_places(self) -> Iterator[Where]:
        for sentence in self.doc.sents:
            yield from self.places.find(self.report.text, sentence.start_char, sentence.end_char)

    def _gather(self, findings: list[Finding], stands: list[Stood]) -> tuple[Gathering, list[details.Detail]]:
        words, text = self.known.words, self.report.text
        gathering = Gathering(words, published=self.anchors.published, title_types=words.types_in(self.report.title))
        series: list[details.Detail] = []
        previous_end = 0
        for sentence, read in self.anchors.sentences(self.doc):
            start, end = sentence.start_char, sentence.end_char
            times = [when for when in read if not when.refused]
            self.faults.extend(when for when in times if when.fault)
            ordinals = details.find_series(sentence, times, self.anchors.day(start), words)
            series.extend(ordinals)
            windows = [(d.start, d.end) for d in ordinals]
            told = Told(
                sentence=sentence,
                times=[w for w in times if not any(a <= w.start < b for a, b in windows)],
                places=self.places.find(text, start, end),
                types=words.types_in(text_of(sentence)),
                findings=[f for f in findings if f.sentence.start == sentence.start],
                new_paragraph="\n" in parsed(self.doc)[previous_end:start],
                stands=any(s.sentence.start == sentence.start for s in stands),
                violent=words.violence.search(text_of(sentence)) is not None,
            )
            previous_end = end
            incident = gathering.add(told)
            if incident is not None and not incident.initiators:
                # "the fourth by Israel ..., including one west of the city last week": that one is by Israel too.
                by = {name for d in ordinals if isinstance(d.value, Series) for name in d.value.initiators}
                incident.initiators.extend([token for token in sentence if token.text in by][:1])
        return gathering, series

    # ------------------------------------------------------------------------------------------ claims

    def _harm(self, finding: Finding, incident: Incident | None, *, in_title: bool) -> None:
        quantity = finding.people.quantity
        group = group_of(
            finding.people.group,
            words=self.known.words,
            registry=self.known.registry,
            gazetteer=self.known.gazetteer,
        )
        person = finding.rule == "harm.named" or finding.people.head.ent_type_ == "PERSON"
        group = replace(group, named=person and finding.people.number is None)
        harm = Harm(outcome=finding.outcome, quantity=quantity, group=group, scope=finding.scope or "total")
        voices = self.headline_voices if in_title else self.voices
        for attribution in voices.of(finding):
            harm = self.sides.own_people(harm, attribution)
            self._admission(harm, attribution, finding, incident)
            self.drafts.append(
                Draft(
                    kind="harm",
                    start=finding.start,
                    end=finding.end,
                    incident=incident,
                    rule=finding.rule,
                    attribution=attribution,
                    said_at=self.report.published_at if in_title else self.anchors.said_at(finding.start),
                    in_title=in_title,
                    payload={"harm": harm},
                    finding=finding,
                )
            )

    def _admission(self, harm: Harm, attribution: Attribution, finding: Finding, incident: Incident | None) -> None:
        """A party that gives losses of its own admits them."""
        people = finding.people
        own = harm.group.affiliation is not None and harm.group.affiliation in self.sides.of(attribution)
        if own and attribution.stance == "asserts" and finding.outcome in {"killed", "wounded"}:
            self._draft(
                "position", finding.start, finding.end, incident, "position.admits",
                {"position": Position(act="admits", toward=printed(finding.trigger.doc, people.start, people.end))},
                attribution=attribution,
            )  # fmt: skip

    def _position(self, stood: Stood, incident: Incident | None) -> None:
        if isinstance(stood.party, str):
            speakers: list[Speaker] = [Speaker(wording=stood.party, source=None, kind="armed_group")]
            at = parsed(stood.sentence.doc).lower().find(stood.party, stood.sentence.start_char)
            span = (at, at + len(stood.party)) if at >= 0 else _tight(self.report.text, stood.start, stood.end)
            speakers = [replace_wording(speakers[0], self.report.text[slice(*span)])]  # as printed, whoever it is
        else:
            heads = joint([stood.party])[:3]
            speakers = [self.speakers.speaker(head) for head in heads]
            quoted = self.voices.at(stood.start).speakers
            if stood.party.lower_ in {"we", "i"} and quoted:
                speakers = [quoted[-1]]  # "We hold X responsible," the adviser said
        chain = [self.speakers.speaker(link[0]) for link in stood.through or ()]
        for speaker in speakers:
            if self._stands_already(stood.act, speaker, incident):
                continue
            if stood.rule == "position.claims_responsibility" and not self.sides.is_party(speaker):
                continue  # "its attack", said by a monitor, is somebody else's
            links = list(chain)
            link(links, speaker)
            position = Position(act=self.sides.act(stood, speaker), toward=stood.toward)
            self._draft(
                "position", stood.start, stood.end, incident, stood.rule, {"position": position},
                attribution=Attribution(speakers=tuple(links), verb=None),
            )  # fmt: skip

    def _stands_already(self, act: str, speaker: Speaker, incident: Incident | None) -> bool:
        """One position a party, act and incident: the first place that tells it."""
        return any(
            d.kind == "position" and d.incident is incident
            and d.payload["position"].act == act and d.attribution.speakers
            and (d.attribution.speakers[-1].wording == speaker.wording
                 or (speaker.source is not None and d.attribution.speakers[-1].source == speaker.source))
            for d in self.drafts
        )  # fmt: skip

    def _draft(
        self, kind: str, start: int, end: int, incident: Incident | None, rule: str, payload: dict[str, Any],
        attribution: Attribution | None = None,
    ) -> None:  # fmt: skip
        if attribution is None:
            attribution = self.voices.at(start)
        self.drafts.append(
            Draft(kind, start, end, incident, rule, attribution, self.anchors.said_at(start), payload=payload)
        )

    def _headline(self, gathering: Gathering) -> None:
        """Figures of the headline that the text does not give."""
        if self.title is None:
            return
        told = {(d.finding.outcome, d.finding.people.quantity.low) for d in self.drafts if d.finding is not None}
        for finding in find_harm(self.title, self.known.words):
            if (finding.outcome, finding.people.quantity.low) not in told and finding.people.quantity.low is not None:
                if finding.people.number is not None:
                    self._harm(finding, gathering.main, in_title=True)

    # ---------------------------------------------------------------------------------------- together

    def _assemble(self, gathering: Gathering, *, headline: bool) -> Reading:
        self.drafts = scope.settle(self.drafts)
        kept = [i for i in gathering.incidents if _worth_keeping(i, self.drafts) or (headline and i is gathering.main)]
        mentions = {id(incident): f"m{index}" for index, incident in enumerate(kept, start=1)}
        ordered = sorted(self.drafts, key=lambda d: (d.in_title, d.start, d.end, d.kind))
        ids = {id(draft): f"c{index}" for index, draft in enumerate(ordered, start=1)}
        by_finding = {id(d.finding): ids[id(d)] for d in reversed(ordered) if d.finding is not None}
        claims = tuple(
            claim
            for draft in ordered
            if (claim := self._claim(draft, ids[id(draft)], mentions, by_finding)) is not None
        )
        return Reading(
            report=self.report,
            mentions=tuple(self._mention(i, gathering.kind_of(i), mentions[id(i)]) for i in kept),
            claims=claims,
            problems=tuple(self._problem(when) for when in self.faults),
        )

    def _problem(self, when: When) -> Problem:
        """A date that contradicts itself, or may be two days: said, and left unresolved."""
        subject = self.report.title or self.report.outlet or self.report.id
        what = f"{subject}: {when.wording!r} at character {when.start} names no one day: {when.why}; it dates nothing"
        if when.fault == "weekday-mismatch":
            return Problem(stage="extract", report=self.report.id, code="weekday-mismatch", message=what)
        return Problem(stage="extract", report=self.report.id, code="ambiguous-day", message=what)

    def _claim(self, draft: Draft, local: str, mentions: dict[int, str], parts: dict[int, str]) -> Claim | None:
        source = self.report.title if draft.in_title else self.report.text
        start, end = _tight(source, draft.start, draft.end)
        if start >= end:
            return None
        payload = dict(draft.payload)
        if draft.finding is not None and draft.finding.parent is not None and id(draft.finding.parent) in parts:
            whole = parts[id(draft.finding.parent)]
            payload["harm"] = replace(payload["harm"], part_of=whole if whole != local else None)
        return Claim(
            id=local,
            kind=draft.kind,  # type: ignore[arg-type]
            mention=mentions.get(id(draft.incident)) if draft.incident is not None else None,
            span=(start, end),
            quote=source[start:end],
            in_="title" if draft.in_title else "text",
            attribution=draft.attribution,
            said_at=draft.said_at,
            rule=draft.rule,
            **payload,
        )

    def _mention(self, incident: Incident, kind: EventType, local: str) -> Mention:
        country = next((w.place.country for w in incident.places if w.place.country), None)
        return Mention(
            id=local,
            role=incident.role,
            type=kind,
            occurred_from=incident.first,
            occurred_to=incident.last,
            date_precision=incident.precision,
            date_wording=incident.date_wording,
            places=_innermost_first([w.place for w in incident.places]),
            initiators=self._parties(incident.initiators, country),
            targets=self._parties(incident.targets, country),
            weapons=tuple(incident.weapons[:6]),
            span=incident.span,
        )

    def _parties(self, heads: list[Token], country: str | None) -> tuple[Party, ...]:
        parties: list[Party] = []
        for head in heads:
            words = (
                printed(head.doc, head.idx, head.idx + len(head))
                if head.dep_ in {"amod", "compound", "poss", "nmod"}
                else wording_of(head)
            )
            party = party_of(words, registry=self.known.registry, gazetteer=self.known.gazetteer, country=country)
            if not any(p.wording == party.wording or (p.actor and p.actor == party.actor) for p in parties):
                parties.append(party)
        return tuple(parties)


# ---------------------------------------------------------------------------------------------- pieces


def replace_wording(speaker: Speaker, wording: str) -> Speaker:
    """The same speaker, as printed here."""
    return Speaker(wording=wording, source=speaker.source, kind=speaker.kind)


def _tight(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " \n\t,;:":
        end -= 1
    while start < end and text[start] in " \n\t,;:":
        start += 1
    return start, end


def _innermost_first(places: list[Place]) -> tuple[Place, ...]:
    """Sharpest first; a whole country only where nothing sharper is known."""
    ordered = sorted(places, key=lambda p: _PRECISION_ORDER.index(p.precision))
    sharp = [p for p in ordered if p.precision != "country"]
    return tuple(sharp or ordered)


def _worth_keeping(incident: Incident, drafts: list[Draft]) -> bool:
    """A mention needs a claim, or a day, or (main) a word for violence."""
    if any(d.incident is incident for d in drafts):
        return True
    return incident.first is not None and bool(incident.types) and bool(incident.places or incident.initiators)
