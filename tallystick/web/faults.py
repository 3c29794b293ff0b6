"""What a page or the API says when something is asked for that cannot be had (RFC 9457 for programs)."""

from __future__ import annotations

import logging
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from tallystick.accounts import TooManyError
from tallystick.errors import LedgerBusyError, TallystickError, UnknownEventError, UnknownReportError, UsageError
from tallystick.shapes import N_
from tallystick.web import views
from tallystick.web.guard import PROBLEM, problem_json

API = "/api/"
TITLES = {
    400: N_("This cannot be asked"),
    401: N_("Please sign in"),
    403: N_("Not allowed"),
    404: N_("Nothing here"),
    405: N_("Not this way"),
    409: N_("Somebody else was faster"),
    413: N_("Too long"),
    422: N_("This cannot be asked"),
    429: N_("Too often"),
    503: N_("The ledger is busy"),
}
"""What a status means, in a few words."""
_log = logging.getLogger("tallystick.web")


class NotHereError(UsageError):
    """No report, judgement or page has this id."""


class Fault(NamedTuple):
    """What is wrong, for a person and for a program."""

    status: int
    code: str
    detail: str
    after: int = 1
    """Seconds after which it makes sense to ask again, where it does."""

    @property
    def title(self) -> str:
        """What happened, in a few words."""
        return TITLES.get(self.status, N_("A fault of ours"))


def install(app: FastAPI) -> None:
    """Have the application answer with these."""
    app.add_exception_handler(TallystickError, _ours)
    app.add_exception_handler(HTTPException, _theirs)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unknown)


def fault_of(error: Exception) -> Fault:
    """How an error is told."""
    if isinstance(error, (UnknownEventError, UnknownReportError, NotHereError)):
        return Fault(404, error.code, str(error))
    if isinstance(error, TooManyError):
        return Fault(429, error.code, str(error), error.seconds)
    if isinstance(error, UsageError):
        return Fault(400, error.code, str(error))
    if isinstance(error, LedgerBusyError):
        return Fault(503, error.code, str(error))
    code = error.code if isinstance(error, TallystickError) else "internal"
    return Fault(500, code, "A fault of ours. It is in the server's log; please report it.")


def answer(request: Request, fault: Fault) -> Response:
    """A fault as a page or, below /api/, as application/problem+json."""
    headers = {"retry-after": str(fault.after)} if fault.status in (429, 503) else {}
    if request.url.path.startswith(API):
        body = problem_json(fault.status, fault.title, fault.code, fault.detail)
        return Response(body, fault.status, headers, media_type=PROBLEM)
    page = views.page(request, "fault.html.j2", fault=fault)
    return Response(page, fault.status, headers, media_type="text/html")


def _ours(request: Request, error: Exception) -> Response:
    fault = fault_of(error)
    if fault.status == 500:
        _log.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
    return answer(request, fault)


def _unknown(request: Request, error: Exception) -> Response:
    return answer(request, fault_of(error))  # starlette logs what it does not know


def _theirs(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 401 and request.method in ("GET", "HEAD") and not request.url.path.startswith(API):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/sign-in?{urlencode({'back': request.url.path + query})}", status_code=303)
    answered = answer(request, Fault(error.status_code, "http", str(error.detail)))
    answered.headers.update(error.headers or {})
    return answered


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
    return answer(request, Fault(422, "usage", told or "The request cannot be read."))
