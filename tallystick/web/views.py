"""Pages from templates, with what all of them show: the way around, the profile, the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from tallystick.errors import UsageError
from tallystick.export import page as export_page
from tallystick.export import words
from tallystick.reconcile.profiles import profile_names
from tallystick.web import assets, telling, tongues
from tallystick.web.asked import TYPES, Asked, asked
from tallystick.web.desk import Desk
from tallystick.web.people import Person

if TYPE_CHECKING:
    from tallystick.web.tiles import Tiles

ROLES = ("main", "background", "aggregate")


def desk_of(request: Request) -> Desk:
    """The desk that answers."""
    desk: Desk = request.app.state.desk
    return desk


def tiles_of(request: Request) -> Tiles | None:
    """The tiles under the map; None where none are set."""
    tiles: Tiles | None = request.app.state.tiles
    return tiles


def asked_of(request: Request) -> Asked:
    """What the address asks for.

    Raises:
        UsageError: it cannot be used.
    """
    return asked(request.query_params, profile=desk_of(request).profile)


def page(request: Request, template: str, /, **told: Any) -> str:
    """One page as HTML."""
    question = told.pop("asked", None) or _question(request)
    person: Person | None = getattr(request.state, "person", None)
    may_judge = person is not None and person.may("analyst")
    shared = {
        "person": person,
        "token": request.app.state.tokens.of(person) if person else "",
        "may_judge": may_judge,
        "asked": question,
        "to": question.link,
        "path": request.url.path,
        "here": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
        "profiles": profile_names(),
        "language": tongues.now().code,
        "types": TYPES,
        "tiles": tiles_of(request),
        "event_address": partial(_address, question, "/events"),
        "report_address": partial(_address, question, "/reports"),
        "beside_address": partial(_address, question, "/reports", ending="/beside") if may_judge else None,
    }
    return words.shown(_environment().get_template(template).render(**told | shared))


def _address(question: Asked, folder: str, item: str, *, ending: str = "") -> str:
    return question.link(f"{folder}/{quote(item, safe='')}{ending}", keep=False)


def _question(request: Request) -> Asked:
    """What the address asks for; where that is the very fault that is to be told, nothing."""
    try:
        return asked_of(request)
    except UsageError:
        return asked({}, profile=desk_of(request).profile)


def _environment() -> Environment:
    environment = export_page.environment("tallystick.web")
    if "asset" not in environment.globals:
        environment.globals["asset"] = assets.address
        environment.globals["tongue"] = tongues.now
        environment.globals["telling"] = telling
        environment.globals["tongues"] = tongues.TONGUES
        environment.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
            tongues.gettext, tongues.ngettext, newstyle=True
        )
        environment.globals["ngettext"] = _with_numbers(environment.globals["ngettext"])  # type: ignore[arg-type]
    return environment


def _with_numbers(ngettext: Callable[..., str]) -> Callable[..., str]:
    """The same, with its number written as the language writes it."""

    @pass_context
    def counted(context: Context, one: str, many: str, number: int, **more: Any) -> str:
        return ngettext(context, one, many, number, num=tongues.number(number), **more)

    return counted
