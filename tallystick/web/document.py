"""The OpenAPI document of the API: the records of `model.py` as they are written, and every fault as a problem."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from msgspec import UNSET, UnsetType

from tallystick import api
from tallystick.changes import EventChange, Written
from tallystick.export.formats.loss import LossReport
from tallystick.model import Claim, Event, Problem, Reading, Record, Report, Tally
from tallystick.web.agreement import Agreement

REF = "#/components/schemas/{name}"


class Fault(Record, frozen=True, kw_only=True):
    """What is wrong with a request (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    """As docs/errors.md explains it."""
    detail: str
    judged: tuple[api.Judged, ...] | UnsetType = UNSET
    """409: what others judged of the same meanwhile."""
    seen: int | UnsetType = UNSET
    """409: what to send as `seen` once that was looked at."""


class ClaimLine(Record, frozen=True, kw_only=True):
    """A claim with its ledger-wide id, and where it stands."""

    id: str
    report: str
    events: tuple[str, ...]
    claim: Claim


class SourceLine(Record, frozen=True, kw_only=True):
    """Somebody whom figures are traced to."""

    id: str
    name: str
    kind: str | None
    events: tuple[str, ...]


class FormatLine(Record, frozen=True, kw_only=True):
    """A format in which records can be had."""

    name: str
    description: str
    profile: str
    """The profile whose figures it carries where no other is asked for."""
    files: tuple[str, ...]


class State(Record, frozen=True, kw_only=True):
    """Which ledger answers, and how much it holds."""

    version: str
    head: str
    """Hash of the last transaction: it names the state that every answer follows from."""
    profiles: tuple[str, ...]
    reports: int
    claims: int
    events: int


RECORDS: tuple[type, ...] = (
    Event, Report, Reading, Problem, Tally, api.Judged, Written, EventChange, Fault, ClaimLine, SourceLine, State,
    FormatLine, LossReport, Agreement,
)  # fmt: skip


def many(kind: type) -> dict[str, Any]:
    """How a page of a list is written."""
    schema = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": REF.format(name=kind.__name__)}},
            "next": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "Address of the next page."},
        },
        "required": ["items", "next"],
    }
    return {"content": {"application/json": {"schema": schema}}}


def one(kind: type) -> dict[str, Any]:
    """How one record is written."""
    return {"content": {"application/json": {"schema": {"$ref": REF.format(name=kind.__name__)}}}}


def problem(what: str) -> dict[str, Any]:
    """A fault that says more than others do."""
    schema = {"$ref": REF.format(name=Fault.__name__)}
    return {"description": what, "content": {"application/problem+json": {"schema": schema}}}


def dossier() -> dict[str, Any]:
    """How a dossier is written: the event's keys, then its claims by id and the events that its reports mention."""
    more = {
        "type": "object",
        "properties": {
            "claims": {"type": "object", "additionalProperties": {"$ref": REF.format(name="Claim")}},
            "background": {"type": "array", "items": {"$ref": REF.format(name="Event")}},
        },
        "required": ["claims", "background"],
    }
    schema = {"allOf": [{"$ref": REF.format(name="Event")}, more]}
    return {"content": {"application/json": {"schema": schema}}}


def by_profile() -> dict[str, Any]:
    """How tallies are written: one a profile."""
    schema = {"type": "object", "additionalProperties": {"$ref": REF.format(name="Tally")}}
    return {"content": {"application/json": {"schema": schema}}}


def install(app: FastAPI) -> None:
    """Have the application tell its document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way to replace it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    _, parts = msgspec.json.schema_components(RECORDS, ref_template=REF)
    # The records are told as they are written; what is sent to us, as the framework reads it.
    document["components"] = {"schemas": document.get("components", {}).get("schemas", {}) | parts}
    problem = {"application/problem+json": {"schema": {"$ref": REF.format(name="Fault")}}}
    for path in document["paths"].values():
        for method, operation in path.items():
            answers = operation["responses"]
            answers["304"] = {"description": "It is still what `If-None-Match` names."} if method == "get" else None
            answers["4XX"] = {"description": "It cannot be had, and why.", "content": problem}
            answers["503"] = {"description": "Somebody else is writing; try again.", "content": problem}
            answers.pop("422", None)
            for status in [status for status, answer in answers.items() if answer is None]:
                del answers[status]
    return document
