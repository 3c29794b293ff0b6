"""How common words are in news of violence: a word that few reports use tells reports apart.

The shares come from development corpora (data/terms.txt says which, and by which command); a word that stands in none
of them often enough is rare. A fixed table, not one counted over the ledger: the weight of a word must not change with
the reports that come later, or the same reports in another order would end in other events.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("data") / "terms.txt"

RAREST = 0.002
"""Share of reports that a word which is not in the table is held to stand in."""

_WORD = re.compile(r"[^\W\d_]{3,}")


class Terms:
    """The share of reports that each common word stands in."""

    def __init__(self, shares: dict[str, float]) -> None:
        self._shares = shares

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Terms:
        """The bundled table; read once."""
        lines = FILE.read_text(encoding="utf-8").splitlines()
        rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
        return cls({word: float(share) for word, share in rows})

    def share(self, word: str) -> float:
        """The largest share of reports, in any of the corpora, that this word, in small letters, stands in."""
        return max(self._shares.get(word, RAREST), RAREST)

    def weight(self, word: str) -> float:
        """How much a word tells: minus the logarithm of its share."""
        return -math.log(self.share(word))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, three letters or more, in their order."""
    return _WORD.findall(text.lower())
