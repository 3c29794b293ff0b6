from __future__ import annotations

import random

from tallystick.text.minhash import KEYS, LEAST_SHARED, keys

WORDS = [f"w{number}" for number in range(4_000)]


def text(chance: random.Random) -> list[str]:
    """400 words by chance."""
    return [chance.choice(WORDS) for _ in range(400)]


def changed(words: list[str], share: float, chance: random.Random) -> list[str]:
    """The text with so many of its words exchanged that about this share of its runs stays in common with it."""
    made = list(words)
    while common(words, made) > share:
        made[chance.randrange(len(made))] = chance.choice(WORDS)
    return made


def common(left: list[str], right: list[str]) -> float:
    """The share of runs of three words that two texts have in common."""
    one, other = ({tuple(words[at : at + 3]) for at in range(len(words) - 2)} for words in (left, right))
    return len(one & other) / len(one | other)


def found(share: float, *, pairs: int = 60) -> float:
    """Of so many pairs with this share in common: the part that is held for near-copies."""
    chance = random.Random(7)
    hits = 0
    for _ in range(pairs):
        words = text(chance)
        shared = set(keys(" ".join(words))) & set(keys(" ".join(changed(words, share, chance))))
        hits += len(shared) >= LEAST_SHARED
    return hits / pairs


def test_near_copies_share_keys_and_others_do_not() -> None:
    """Nine tenths in common are found, a half and less are not; in between it is a matter of chance."""
    assert found(0.9) > 0.95
    assert found(0.5) < 0.1
    assert found(0.2) == 0.0


def test_the_same_words_have_the_same_keys() -> None:
    """Case, punctuation and line ends do not count; the keys are the same on every machine."""
    words = " ".join(WORDS[:60])
    assert keys(words) == keys(words.upper().replace(" ", ", ")) != ()
    assert len(keys(words)) == KEYS
    assert keys(words)[0] == 5006029879790457302


def test_a_short_text_has_no_keys() -> None:
    """Two headlines that are alike by chance are no copies."""
    assert keys("Two killed in raid") == keys("") == ()


def test_a_copy_with_another_toll_is_a_copy() -> None:
    """One changed number in a report leaves it a near-copy."""
    words = text(random.Random(3))
    other = [*words[:200], "57", *words[201:]]
    assert len(set(keys(" ".join(words))) & set(keys(" ".join(other)))) >= LEAST_SHARED
