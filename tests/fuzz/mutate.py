"""Bytes made worse: cut, doubled, turned, spliced, with words in them that readers look for."""

from __future__ import annotations

import random
from collections.abc import Sequence

_SIGNS = (
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\xe2\x80\xa8",
    b"\xed\xa0\x80",
    b"",
)
_LONG = (b" " * 40, b"<div>" * 300, b"[" * 200, b"9" * 400)
_WORDS = (
    "PK\x03\x04 \x1f\x0b\x08 PAR1 < > </ <!-- --> <![CDATA[ ]]> &#x110000; &#55296; <script> <?xml <table> <time "
    '\\ud800 \\u0000 { } null -1 1e999 "text": "published_at": " '
    "WARC/1.1 Content-Length: WARC-Date: Transfer-Encoding: Content-Encoding: chunked gzip ffffffff 99999999999 "
    "UPDATE ENTRY, JAN 13: 1200 GMT: 31 February 2021 0000-00-00 9999-12-31T23:59:60+99:99 Friday last "
    "least killed wounded dozens between two-thirds no one 0 half of whom said according to ( ) ; — “ ” ٣٤"
)
TOKENS: tuple[bytes, ...] = (*_SIGNS, *_LONG, *(word.encode() for word in _WORDS.split()), b" ")
"""What readers look for, and what they stumble over."""
MOST = 60_000


def worse(data: bytes, dice: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """These bytes with one to six things done to them."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randint(0, len(made))
        end = min(len(made), at + dice.choice((1, 2, 8, 60, 700)))
        kind = dice.randrange(8)
        if kind == 0:
            del made[at:end]
        elif kind == 1:
            made[at:at] = made[at:end] * dice.choice((1, 3, 40))
        elif kind == 2 and at < len(made):
            made[at] = dice.randrange(256)
        elif kind == 3 and at < len(made):
            made[at] ^= 1 << dice.randrange(8)
        elif kind == 4 and others:
            other = dice.choice(others)
            start = dice.randint(0, len(other))
            made[at:end] = other[start : start + dice.choice((8, 60, 700, 5000))]
        elif kind == 5:
            made[at:end] = bytes(dice.randrange(256) for _ in range(dice.randint(0, 12)))
        elif kind == 6 and dice.random() < 0.2:
            del made[at:]
        else:
            made[at:at] = dice.choice(TOKENS)
    return bytes(made[:MOST])
