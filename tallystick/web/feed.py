"""The events that changed last as an Atom feed (RFC 4287): for whoever follows with a feed reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree

from tallystick.changes import Written
from tallystick.export import naming, words
from tallystick.model import Event

KIND = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
ENTRIES = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def atom(events: Iterable[Event], changes: Iterable[Written], *, base: str) -> bytes:
    """The feed.

    Args:
        changes: everything that was written; an event is as new as the last of its reports that was read.
        base: the address of the site, without a slash at its end.
    """
    read = {change.report: change.known_at for change in changes if change.what == "reading"}
    dated = [(max((read.get(ref.id, _NEVER) for ref in event.reports), default=_NEVER), event) for event in events]
    dated = sorted((one for one in dated if one[1].role == "main"), key=lambda one: (one[0], one[1].id), reverse=True)
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE})
    _add(root, "title", "tallystick: events")
    _add(root, "id", f"{base}/")
    _add(root, "link", "", rel="self", href=f"{base}/api/v1/events.atom")
    _add(root, "link", "", rel="alternate", href=f"{base}/")
    _add(root, "updated", _instant(dated[0][0] if dated else _NEVER))
    for at, event in dated[:ENTRIES]:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", f"urn:tallystick:{event.id}")
        _add(entry, "title", f"{naming.headline(event)}, {words.days_words(event)}")
        _add(entry, "updated", _instant(at))
        _add(entry, "link", "", rel="alternate", href=f"{base}/events/{quote(event.id)}")
        _add(ElementTree.SubElement(entry, "author"), "name", "; ".join(event.outlets) or "outlet not known")
        _add(entry, "summary", _summary(event))
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _summary(event: Event) -> str:
    tally = event.tally
    told = (
        f"Reported killed: {words.estimate_words(tally.killed)}; wounded: {words.estimate_words(tally.wounded)} "
        f"(profile “{tally.profile}”). {naming.by_whom_words(event)} {words.plural(len(event.reports), 'report')}."
    )
    return f"{told} Disputed." if event.disputes else told


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
    child = ElementTree.SubElement(parent, tag, attributes)
    child.text = words.shown(text) or None
