"""Who asks, and what that person may do: every route names the least role that it needs."""

from __future__ import annotations

import getpass
import hmac
import secrets
from hashlib import sha256
from typing import Annotated, NamedTuple, Protocol

from fastapi import Depends, Form, Request
from starlette.exceptions import HTTPException

from tallystick.accounts import ROLES, Role


class Person(NamedTuple):
    """Somebody who asks."""

    name: str
    role: Role
    session: str
    """What the tokens of this person's forms are bound to."""

    def may(self, role: Role) -> bool:
        """Whether this person may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class People(Protocol):
    """Tells who asks."""

    def person(self, request: Request) -> Person | None:
        """The person who sent this request; None = nobody is signed in."""
        ...

    def wrote(self, person: Person) -> None:
        """Count one thing that this person is about to write.

        Raises:
            TooManyError: it is too much in too short a time.
        """
        ...


class Local:
    """One person on this machine: whoever can reach the server could read the ledger's file as well."""

    def __init__(self) -> None:
        self._name = _login()

    def person(self, request: Request) -> Person | None:
        """The one person there is."""
        return Person(self._name, "admin", "local")

    def wrote(self, person: Person) -> None:
        """One person by herself writes as much as she likes."""


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"  # a container's user often has a number and no name


class Needs:
    """A route's dependency: the person, if that person may."""

    def __init__(self, role: Role) -> None:
        """Ask for a role."""
        self.role: Role = role

    def __call__(self, request: Request) -> Person:
        """The person who asks.

        Raises:
            HTTPException: 401 where nobody is signed in, 403 where the role is too small.
        """
        person: Person | None = request.app.state.people.person(request)
        if person is None:
            raise HTTPException(401, "Nobody is signed in.", {"www-authenticate": "Bearer"})
        if not person.may(self.role):
            raise HTTPException(403, f"This needs the role {self.role}; {person.name} has {person.role}.")
        request.state.person = person
        return person


READS, JUDGES, MANAGES = Needs("reader"), Needs("analyst"), Needs("admin")
Judge = Annotated[Person, Depends(JUDGES)]


# ----------------------------------------------------------------------------------------- form tokens


class Tokens:
    """Proof that a form was made for the session that sends it back."""

    def __init__(self, secret: str = "") -> None:
        """Sign with a secret that all servers of a site have; empty = with one of this server's own."""
        self._secret = secret.encode() or secrets.token_bytes(32)

    def of(self, person: Person) -> str:
        """The token of a person's forms."""
        return hmac.new(self._secret, person.session.encode(), sha256).hexdigest()

    def fits(self, person: Person, token: str) -> bool:
        """Whether this token is that person's."""
        return hmac.compare_digest(self.of(person).encode(), token.encode())


def sent_form(request: Request, token: Annotated[str, Form(max_length=200)] = "") -> None:
    """A dependency of every route that a form is sent to.

    Raises:
        HTTPException: 403 where the form was not made for this session.
    """
    person: Person = request.state.person
    tokens: Tokens = request.app.state.tokens
    if not tokens.fits(person, token):
        raise HTTPException(403, "This form is not of this session. Open the page again, and send it from there.")


FromForm = Depends(sent_form)


def _writes(request: Request) -> None:
    people: People = request.app.state.people
    people.wrote(request.state.person)


Writes = Depends(_writes)
"""A dependency of every route that writes to the ledger: so much a minute, and no more."""
