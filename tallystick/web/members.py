"""People with accounts: signing in and out, and whose request this is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from tallystick.accounts import SESSION, Accounts, Signed
from tallystick.web.judge import own_path
from tallystick.web.people import MANAGES, READS, FromForm, Person
from tallystick.web.views import page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

COOKIE = "tallystick"
SIGN_IN = "/sign-in"


class Members:
    """Tells who asks by the session in the cookie, or by the token in the header."""

    def __init__(self, accounts: Accounts, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Over one file of accounts."""
        self.accounts = accounts
        self.clock = clock

    def person(self, request: Request) -> Person | None:
        """The person who sent this; None = nobody is signed in, or not any more."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        signed: Signed | None = None
        if kind.lower() == "bearer":
            signed = self.accounts.token(token.strip(), now=self.clock())
        elif COOKIE in request.cookies:
            signed = self.accounts.session(request.cookies[COOKIE], now=self.clock())
        return Person(signed.name, signed.role, signed.by) if signed else None

    def wrote(self, person: Person) -> None:
        """Count it in the store, so that several servers count together."""
        self.accounts.wrote(person.name, now=self.clock())


@router.get(SIGN_IN)
def sign_in_page(request: Request) -> str:
    """The form."""
    return page(
        request, "sign_in.html.j2", back=own_path(request.query_params.get("back", "/"), otherwise="/"), name=""
    )


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=1_000)],
    back: Annotated[str, Form(max_length=2_000)] = "/",
) -> Response:
    """Begin a session, always a new one, so that nobody can be given one beforehand."""
    people = request.app.state.people
    if not isinstance(people, Members):
        return RedirectResponse("/", status_code=303)
    address = request.client.host if request.client else ""
    secret = people.accounts.sign_in(name, password, address=address, now=people.clock())
    if secret is None:
        told = page(request, "sign_in.html.j2", back=own_path(back, otherwise="/"), name=name)
        return HTMLResponse(told, status_code=401)
    answer = RedirectResponse(own_path(back, otherwise="/"), status_code=303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/sign-out", dependencies=[Depends(READS), FromForm])
def sign_out(request: Request) -> Response:
    """End the session, here and in the store."""
    people = request.app.state.people
    if isinstance(people, Members):
        people.accounts.sign_out(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse(SIGN_IN, status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/people", dependencies=[Depends(MANAGES)])
def people_page(request: Request) -> str:
    """Everybody with an account."""
    people = request.app.state.people
    return page(request, "people.html.j2", members=people.accounts.members() if isinstance(people, Members) else [])


@router.post("/people/{name}", dependencies=[Depends(MANAGES), FromForm])
def change(request: Request, name: str, what: Annotated[str, Form(max_length=20)]) -> Response:
    """Give somebody another role, or lock somebody out, which ends every session and token."""
    people = request.app.state.people
    if isinstance(people, Members):
        if what in ("off", "on"):
            people.accounts.change(name, active=what == "on")
        else:
            people.accounts.change(name, role=what)
    return RedirectResponse("/people", status_code=303)
