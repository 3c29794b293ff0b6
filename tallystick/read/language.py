"""Is this text English, the one language that can be read so far? Told first, then looked at; never guessed.

The look is cheap on purpose: it may only say "this is something else", so that an Arabic or Spanish report is
kept for later instead of being read as odd English.
"""

from __future__ import annotations

import re
import unicodedata

FUNCTION_WORDS = frozenset(
    """
    the of and to that for with from by at it its is are was were be been has have had not but or which who
    this these they their there his her after before when where while said would could will an as on into than
    """.split()
)
"""English words that carry grammar. Left out because other languages of the Latin script use them often:
a, in, no, he, me, die, so, we, all, also."""

MIN_WORDS = 40
MIN_SHARE = 0.08
"""Below this share of function words a text of `MIN_WORDS` or more is not English.

Measured on news sentences of eleven languages (tests/unit/read/test_language.py): English 0.45, an English text in
headline style 0.16, the highest other 0.05 (Dutch). Of 560 English news reports the lowest had 0.12.
"""

_THREE_LETTERS = {
    "ara": "ar", "ben": "bn", "bul": "bg", "ces": "cs", "cze": "cs", "dan": "da", "deu": "de", "ger": "de",
    "ell": "el", "eng": "en", "fas": "fa", "per": "fa", "fin": "fi", "fra": "fr", "fre": "fr", "heb": "he",
    "hin": "hi", "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja", "kor": "ko", "kur": "ku", "nld": "nl",
    "dut": "nl", "nor": "no", "pol": "pl", "por": "pt", "pus": "ps", "ron": "ro", "rum": "ro", "rus": "ru",
    "som": "so", "spa": "es", "swa": "sw", "swe": "sv", "tur": "tr", "ukr": "uk", "urd": "ur", "zho": "zh",
    "chi": "zh", "amh": "am",
}  # fmt: skip
_OBSOLETE = {"iw": "he", "in": "id", "ji": "yi"}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 20_000  # characters; an article is shorter


def to_iso639(tag: str | None) -> str | None:
    """The ISO 639-1 code of a language tag such as "en-GB" or "ara"; None where it has none."""
    primary = re.split(r"[-_.@]", (tag or "").strip().lower(), maxsplit=1)[0]
    if re.fullmatch(r"[a-z]{2}", primary):
        return _OBSOLETE.get(primary, primary)
    return _THREE_LETTERS.get(primary)


_OWN_LETTERS: tuple[tuple[str, str, float], ...] = (
    ("ur", "ٹڈڑںےہھ", 0.02),
    ("ps", "ټډړښځڅۍې", 0.01),
    ("ku", "ڕڵۆێە", 0.02),
    ("fa", "پچژگکی", 0.03),
    ("ar", "ةيكىأإؤئ", 0.03),
    ("uk", "іїєґ", 0.02),
    ("ru", "ыэё", 0.01),
)
"""Letters that the languages of one script do not share, and the share of all letters from which on they tell. In the
order in which they are looked for: Urdu has Persian's letters, too. Measured on news sentences
(tests/unit/read/test_language.py): the own language has at least twice the share that is asked for."""

_OWN_SCRIPTS = {"HEBREW": "he", "GREEK": "el", "GEORGIAN": "ka", "ARMENIAN": "hy", "HANGUL": "ko", "THAI": "th"}
_FOREIGN_TO = {"uk": "ўъыэ", "ru": "іїєґўђћљњџј", "ar": "پچژگ", "fa": "ةيك"}


def by_letters(text: str) -> str | None:
    """The language that the letters of a text are only used by; None where several languages are written so.

    Not for the Latin script, whose languages share their letters.
    """
    sample = [letter for letter in text[:_SAMPLE].lower() if letter.isalpha()]
    script = other_script(text[:_SAMPLE])
    if script is None or not sample:
        return None
    if script.upper() in _OWN_SCRIPTS:
        return _OWN_SCRIPTS[script.upper()]
    for code, letters, least in _OWN_LETTERS:
        foreign = sum(letter in _FOREIGN_TO.get(code, "") for letter in sample)
        own = sum(letter in letters for letter in sample)
        if own >= least * len(sample) and foreign < own / 2:
            return code
    return None


def why_not_english(text: str, told: str | None) -> str | None:
    """Why this text is not read as English, as a phrase; None = nothing speaks against it."""
    sample = text[:_SAMPLE]
    if script := other_script(sample):
        return f"written in {script} script" + (f", although told to be '{told}'" if told == "en" else "")
    if told is not None:
        return None if told == "en" else f"told to be '{told}'"
    share = function_word_share(sample)
    if share is not None and share < MIN_SHARE:
        return f"in Latin script, but only {share:.0%} of its words are common English ones"
    return None


def other_script(text: str) -> str | None:
    """The script that most letters are written in, if that is not Latin: "Arabic", "Cyrillic", "CJK" …"""
    counts: dict[str, int] = {}
    for letter in filter(str.isalpha, text):
        script = "LATIN" if letter < "ɐ" else unicodedata.name(letter, "UNKNOWN").split(maxsplit=1)[0]
        counts[script] = counts.get(script, 0) + 1
    others = {script: count for script, count in counts.items() if script != "LATIN"}
    if not others or 2 * sum(others.values()) <= sum(counts.values()):
        return None
    name = max(sorted(others), key=others.__getitem__)
    return name if name == "CJK" else name.capitalize()


def function_word_share(text: str) -> float | None:
    """The share of English function words in [0, 1]; None where the text is too short to tell."""
    words = _WORD.findall(text.lower())
    if len(words) < MIN_WORDS:
        return None
    return sum(word in FUNCTION_WORDS for word in words) / len(words)
