"""A reading with what it was made from: layers over the text, and the numbers that are in no claim.

Rule: contract 2.1 for the layers: spans in the report's text; coordinates and days null where unresolved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace
from spacy.tokens import Doc, Token

from tallystick.errors import UsageError
from tallystick.extract.anchors import Anchors
from tallystick.extract.dating import why_not
from tallystick.extract.knowledge import Knowledge
from tallystick.extract.layers import attribution_layer
from tallystick.extract.when import When
from tallystick.extract.where import Places
from tallystick.model import LeftOut, Reading, Report, TimeTold
from tallystick.reference.places import Candidate
from tallystick.text.counts import is_age, is_number
from tallystick.text.numerals import VAGUE_LOW

LAYERS = ("attributions", "places", "times")


def check_layers(layers: Collection[str]) -> None:
    """Raise UsageError where one of these is no layer."""
    unknown = sorted(set(layers) - set(LAYERS))
    if unknown:
        raise UsageError(f"Cannot show the layer {unknown[0]!r}: there are {', '.join(LAYERS)}.")


def annotated(
    reading: Reading,
    doc: Doc,
    places: Places,
    *,
    layers: Collection[str] = (),
    explain: bool = False,
    known: Knowledge,
) -> Reading:
    """The same reading with the layers asked for and, to explain, the numbers left out.

    Args:
        doc, places: of the report's text, as the reading was made from them.
    """
    made: dict[str, list[dict[str, Any]]] = {}
    if "attributions" in layers:
        made["attributions"] = attribution_layer(doc, known.words)
    if "places" in layers:
        made["places"] = place_layer(places, reading.report, explain=explain)
    if "times" in layers:
        made["times"] = times_layer(doc, places, reading.report, known)
    return replace(
        reading,
        layers=made if layers else UNSET,
        left_out=_left_out(doc, places, reading, known) if explain else UNSET,
        times=tuple(_told(doc, places, reading.report, known)) if explain else UNSET,
    )


def place_layer(places: Places, report: Report, *, explain: bool = False) -> list[dict[str, Any]]:
    """Every place name, in text order: what it resolves to and why, or as words with the reason.

    Args:
        explain: with the next best meanings of each name (`refused`), and what they lack.
    """
    rows = []
    for where in places.find(report.text, 0, len(report.text)):
        row: dict[str, Any] = {
            "span": [where.start, where.end],
            "name": where.place.name,
            "latitude": where.place.latitude,
            "longitude": where.place.longitude,
            "geonames_id": where.place.geonames_id,
            "admin1": where.place.admin1,
            "country": where.place.country,
            "precision": where.place.precision,
            "radius_km": where.radius_km,
            "bearing": where.bearing,
            "why": where.why,
        }
        if explain:
            row["refused"] = [_refused(one, why) for one, why in where.refused]
        rows.append(row)
    return rows


def _refused(one: Candidate, why: str) -> dict[str, Any]:
    told = ("name", "feature", "admin1", "country", "geonames_id", "population")
    return {**{key: getattr(one, key) for key in told}, "why": why}


def times_layer(doc: Doc, places: Places, report: Report, known: Knowledge) -> list[dict[str, Any]]:
    """Every expression of time as the claims are dated by it, in text order."""
    return [
        {
            "span": [when.start, when.end],
            "from": when.first.isoformat() if when.first else None,
            "to": when.last.isoformat() if when.last else None,
            "precision": when.precision,
            "rule": when.rule,
            "anchor": when.anchor.isoformat() if when.anchor else None,
            "why": when.why,
        }
        for when in _times(doc, places, report, known)
        if not when.refused
    ]


def _told(doc: Doc, places: Places, report: Report, known: Knowledge) -> Iterator[TimeTold]:
    """How each expression of time was read, and why it dates no violence where it does not."""
    anchors = _anchors(doc, places, report, known)
    for sentence, times in anchors.sentences(doc):
        for when in times:
            why_not_dating = when.why if when.refused else why_not(sentence, when, anchors.published, known.words)
            yield TimeTold(
                span=(when.start, when.end),
                wording=when.wording,
                first=when.first,
                last=when.last,
                precision=when.precision,
                rule=when.rule,
                anchor=when.anchor,
                why_unknown=None if when.refused else when.why,
                why_refused=why_not_dating,
            )


def _times(doc: Doc, places: Places, report: Report, known: Knowledge) -> list[When]:
    return [when for _, times in _anchors(doc, places, report, known).sentences(doc) for when in times]


def _anchors(doc: Doc, places: Places, report: Report, known: Knowledge) -> Anchors:
    country = places.happening_in(report.text)
    named = [where for s in doc.sents for where in places.find(report.text, s.start_char, s.end_char)]
    return Anchors.of(report, named, country, gazetteer=known.gazetteer, registry=known.registry)


# ---------------------------------------------------------------------------------- numbers left out


def _left_out(doc: Doc, places: Places, reading: Reading, known: Knowledge) -> tuple[LeftOut, ...]:
    """Every number of the text that is in no claim, with the first reason that fits."""
    claimed = [claim.span for claim in reading.claims if claim.in_ == "text"]
    times = [(when.start, when.end) for when in _times(doc, places, reading.report, known)]
    rows = []
    for token in doc:
        number = token.like_num or token.lower_ in VAGUE_LOW
        if not number or any(start <= token.idx < end for start, end in claimed):
            continue
        rows.append(
            LeftOut(
                span=(token.idx, token.idx + len(token)),
                wording=_printed(reading, token),
                why=_why(token, times, known),
            )
        )
    return tuple(rows)


def _printed(reading: Reading, token: Token) -> str:
    return reading.report.text[token.idx : token.idx + len(token)]


def _why(token: Token, times: list[tuple[int, int]], known: Knowledge) -> str:
    if any(start <= token.idx < end for start, end in times):
        return "a part of a day or time"
    if is_age(token.doc, token.i):
        return "an age"
    if token.ent_type_ in {"MONEY", "PERCENT", "QUANTITY"}:
        return {"MONEY": "money", "PERCENT": "a percentage", "QUANTITY": "a measure"}[token.ent_type_]
    if token.ent_type_ == "ORDINAL":
        return "an ordinal: it ranks and does not count"
    if token.i and token.doc[token.i - 1].text in {"-", "/"} and not token.doc[token.i - 1].whitespace_:
        return "a part of a name or of a compound"
    if not is_number(token) and token.lower_ not in VAGUE_LOW:
        return "a part of a day, a time or a name"
    counted = token.head.lemma_.lower()
    if counted in known.words.not_people:
        return f"it counts things: {token.head.text}"
    if counted in known.words.status:
        return f"it counts people ({token.head.text}), but no word for harm governs them"
    return "no word for harm stands with it"
