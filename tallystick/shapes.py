"""Sentences of a fixed shape: written in English where their cause is, and found again where another language is read.

A record's reasons are English sentences, and part of its JSON. Each is written by a `Shape`, "%(who)s denies it", and
the same shape finds who it was in a sentence that was written with it. So an edge that speaks another language needs
the record alone, however it came there: it looks which shape a sentence has, and fills the translated shape with what
stood in it. Why not otherwise: docs/decisions/0030-reasons-in-the-readers-language.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import get_args

from tallystick.model import Outcome

_FIELD = re.compile(r"%\((\w+)\)([sd])")
_KNOWN = {
    "outcome": "|".join(get_args(Outcome)),
    "number": r"[\d,]+",
    "percent": r"[\d.]+%",
    "degree": "destroyed|damaged|hit",
    "letter": "[A-F]",
    "weight": r"[-+\d.e]+",
    "ref": r"[\w:./-]+",
}
"""Fields that hold nothing else wherever they stand; any other of text may hold whatever a report says."""


def N_(text: str) -> str:  # the name by which catalogues are made
    """A text without fields that is said as it stands, and found in a catalogue where it is shown."""
    return text


class Shape:
    """One sentence, or piece of one, with named fields: "%(number)d outlets give %(name)s"."""

    def __init__(self, text: str, **parts: str) -> None:
        """Write with this text.

        Args:
            text: English; `%(name)s` is a field of text, `%(name)d` a whole number.
            parts: fields that are said by shapes themselves, with what stands between several of them; "" = one alone.
        """
        self.text, self.parts = text, parts

    def __call__(self, **fields: object) -> str:
        """The sentence with its fields filled in."""
        return self.text % fields

    def read(self, said: str) -> dict[str, str] | None:
        """What stands in a sentence that was written with this shape; None for any other."""
        found = self._pattern.fullmatch(said) if self.landmark in said else None
        return None if found is None else found.groupdict()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The fields that are whole numbers."""
        return frozenset(name for name, kind in _FIELD.findall(self.text) if kind == "d")

    @cached_property
    def fixed(self) -> int:
        """How many of its letters are its own: of two shapes that fit a sentence, the one with more wrote it."""
        return sum(map(len, _FIELD.split(self.text)[::3]))

    @cached_property
    def landmark(self) -> str:
        """Its longest stretch that no field changes."""
        return max(_FIELD.split(self.text)[::3], key=len).replace("%%", "%")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces, known = _FIELD.split(self.text), set[str]()
        pattern = re.escape(pieces[0].replace("%%", "%"))
        for name, kind, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            wanted = r"-?\d+" if kind == "d" else _KNOWN.get(name, ".*?")
            pattern += f"(?P={name})" if name in known else f"(?P<{name}>{wanted})"
            pattern += re.escape(after.replace("%%", "%"))
            known.add(name)
        return re.compile(pattern, re.DOTALL)


class Shapes:
    """Shapes by which sentences are found again."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        """Look among these."""
        self.all = tuple(sorted(shapes, key=lambda shape: (-shape.fixed, shape.text)))

    def read(self, said: str) -> tuple[Shape, dict[str, str]] | None:
        """The shape that wrote a sentence, and its fields; None where none did."""
        for shape in self.all:
            if (fields := shape.read(said)) is not None:
                return shape, fields
        return None
