"""Is a text a near-copy of another? Texts in sixteen keys each; near-copies share some.

A text is the set of its runs of three words. Each run is hashed once; the hashes fall into 64 bins, and each bin keeps
its smallest. Of two texts with the share s of their runs in common (Jaccard), a bin agrees with chance s. Four bins
make a band, a band makes a key, so a key agrees with chance s⁴: of 16 keys, texts with s = .9 share ten, with .7 four,
with .5 one.

A wire story that stands whole within a longer one has a small share with it: containment is another question.

Rules: A. Broder, "On the resemblance and containment of documents" (1997); one permutation: P. Li, A. Owen, C. Zhang
(2012); what stands in for an empty bin: A. Shrivastava, "Optimal densification" (2017).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

BINS, ROWS = 64, 4
KEYS = BINS // ROWS
RUN = 3
"""Words in a run."""
LEAST_SHARED = 4
"""Keys that two texts share when one is held for a near-copy of the other. On pairs made by exchanging words: s = .9 is
found in 99 of 100 cases, .7 in 50, .5 in 2 (tests/unit/text/test_minhash.py)."""
LEAST_RUNS = 20
"""Shorter texts have no keys: two headlines alike by chance are no copies."""

_WORD = re.compile(r"\w+")


def keys(text: str) -> tuple[int, ...]:
    """The keys of a text, `KEYS` numbers below 2⁶³, one a band; () where it has fewer than `LEAST_RUNS` runs.

    Case and punctuation do not count. Numbers do: a copy with another toll shares most keys, not all.
    """
    words = _WORD.findall(text.lower())
    runs = {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    if len(runs) < LEAST_RUNS:
        return ()
    bins: list[int | None] = [None] * BINS
    for run in runs:
        value, at = divmod(_hash(run), BINS)
        held = bins[at]
        if held is None or value < held:
            bins[at] = value
    filled = [value if value is not None else _borrowed(bins, at) for at, value in enumerate(bins)]
    return tuple(_hash(f"{band} {filled[band * ROWS : band * ROWS + ROWS]}") & ((1 << 63) - 1) for band in range(KEYS))


def _borrowed(bins: list[int | None], at: int) -> int:
    """The value of the first full bin in an order that is the empty bin's own, the same for every text."""
    return next(value for other in _order(at) if (value := bins[other]) is not None)


def _order(at: int) -> Iterator[int]:
    step = 0
    while True:
        yield _hash(f"bin {at} {step}") % BINS
        step += 1


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
