"""Lines and rings as they are packed: for each the number of its points, then the steps from one point to the next."""

from __future__ import annotations

import sys
import zlib
from array import array
from typing import Literal

Line = list[tuple[float, float]]
"""Longitude and latitude of its points."""


def unpacked(data: bytes, *, size: Literal["h", "i"], corner: tuple[float, float], quantum: float) -> list[Line]:
    """The lines of one row.

    Args:
        size: of the numbers, as for an array.
        corner: longitude and latitude that the first step of each starts from.
        quantum: degrees of a step of 1.
    """
    numbers = array(size, zlib.decompress(data))
    if sys.byteorder == "big":
        numbers.byteswap()
    lines, at, (west, south) = [], 0, corner
    while at < len(numbers):
        end = at + 1 + 2 * numbers[at]
        x = y = 0
        line: Line = []
        for step in range(at + 1, end, 2):
            x += numbers[step]
            y += numbers[step + 1]
            line.append((west + x * quantum, south + y * quantum))
        lines.append(line)
        at = end
    return lines
