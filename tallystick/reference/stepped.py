"""Lines and rings as they are packed: for each the number of its points, then the steps from one point to the next."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Line = list[tuple[float, float]]
"""Longitude and latitude of its points."""
Floats = NDArray[np.float64]


class Lines:
    """Many lines as columns, to be computed with."""

    def __init__(self, points: Floats, starts: NDArray[np.int64]) -> None:
        """Hold lines.

        Args:
            points: longitude and latitude, of one line after the other.
            starts: the number of the first point of each line, and of all points.
        """
        self.points, self.starts = points, starts

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[Line]:
        """One line after the other."""
        for start, end in pairwise(self.starts.tolist()):
            yield list(map(tuple, self.points[start:end].tolist()))

    @cached_property
    def bounds(self) -> tuple[Floats, Floats, Floats, Floats]:
        """West, south, east and north of each line."""
        if not len(self):
            none = np.empty(0)
            return none, none, none, none
        low, high = (extreme.reduceat(self.points, self.starts[:-1]) for extreme in (np.minimum, np.maximum))
        return low[:, 0], low[:, 1], high[:, 0], high[:, 1]

    def only(self, which: NDArray[np.int64]) -> Lines:
        """Some of them."""
        counts = np.diff(self.starts)[which]
        starts = np.concatenate([[0], np.cumsum(counts)])
        from_where = np.repeat(self.starts[:-1][which] - starts[:-1], counts)
        return Lines(self.points[from_where + np.arange(starts[-1])], starts)

    def cut(self, after: NDArray[np.bool_]) -> Lines:
        """Them in parts of two points or more, each of which ends where a line does, or a point is one to cut after."""
        ends = after.copy()
        ends[self.starts[1:] - 1] = True
        parts = Lines(self.points, np.concatenate([[0], np.flatnonzero(ends) + 1]))
        return parts.only(np.flatnonzero(np.diff(parts.starts) > 1))


def joined(lines: list[Lines]) -> Lines:
    """Lines of several kinds as one."""
    before = np.cumsum([0, *(len(one.points) for one in lines)])
    starts = [one.starts[:-1] + start for one, start in zip(lines, before[:-1], strict=True)]
    return Lines(
        np.concatenate([np.empty((0, 2)), *(one.points for one in lines)]), np.concatenate([*starts, before[-1:]])
    )


def unpacked(data: bytes, *, size: Literal["h", "i"], corner: tuple[float, float], quantum: float) -> Lines:
    """The lines of one row.

    Args:
        size: of the numbers, as for an array.
        corner: longitude and latitude that the first step of each starts from.
        quantum: degrees of a step of 1.
    """
    numbers = np.frombuffer(zlib.decompress(data), f"<{size}").astype(np.int64)
    heads, at = [], 0
    while at < len(numbers):
        heads.append(at)
        at += 1 + 2 * int(numbers[at])
    starts = np.array([(head - number) // 2 for number, head in enumerate([*heads, at])])
    walked = np.concatenate([[[0, 0]], np.cumsum(np.delete(numbers, heads).reshape(-1, 2), axis=0)])
    steps = walked[1:] - np.repeat(walked[starts[:-1]], np.diff(starts), axis=0)
    return Lines(np.array(corner) + steps * quantum, starts)
