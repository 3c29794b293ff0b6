"""Keys under which one place is found however it is spelled.

Two keys, from strict to loose:

- `folded`: the same letters, whatever the marks, case, hyphens and articles ("al-Mayādīn" = "Mayadin").
- `skeleton`: the same consonants, whatever the way of transliterating them ("Boukamal" = "Albu Kamal" =
  "البوكمال"). Several names share one, so use it inside one country. Two consonants are no evidence: of such names
  the vowels count too ("Rakkah" = "Raqqa", "Saada" = "Sa'dah").

Standard library only: the build loads this file by itself to compile the gazetteer.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

_JOINED = dict.fromkeys(map(ord, "'’‘ʼʻʿʾ`´ʹʺ′ʽˈ׳״\"“”ـ.\u200c\u200d\u200e\u200f"))
_NO_DECOMPOSITION = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ə": "e",
        "ħ": "h",
        "ŋ": "ng",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ھ": "ه",
        "ہ": "ه",
        "ە": "ه",
        "ۀ": "ه",
    }
)
_MARK = re.compile(r"[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_GAP = re.compile(r"[\W_]+")

_SUN = frozenset({"d", "r", "s", "t", "z", "n", "l", "sh", "ch", "th", "dh"})
"""The consonants that the Arabic article takes on: "ash-Shaykh", "ez-Zor"."""


_CYRILLIC_SUN = frozenset("дрстзнлш")
_ARTICLES = frozenset({"al", "el", "ul", "il", "эль", "аль", "ель", "אל", "א"})
"""The article as a word of its own; Hebrew papers write א before a sun letter."""


def _clean(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.casefold()).translate(_NO_DECOMPOSITION)
    return _GAP.sub(" ", _MARK.sub("", text).translate(_JOINED)).strip()


def _is_article(word: str, following: str) -> bool:
    """Whether `word` is the Arabic article: "al" before anything, "ez" only before z.

    "ash Shaddadi" must be caught; "Ash Fork" and "An Khe" must not.
    """
    if word in _ARTICLES:
        return True
    if word[:1] in "аэе" and word[1:] in _CYRILLIC_SUN:
        return following.startswith(word[1:])
    return word[:1] in "aeiu" and word[1:] in _SUN and following.startswith(word[1:])


def _arabic_word(word: str, *, last: bool) -> str:
    """Take the article off; read ة as t where the word rules the next one (معرة النعمان, Maarat)."""
    definite = word.startswith("ال") and len(word) >= 4
    bare = word[2:] if definite else word
    if not bare.endswith("ة"):
        return bare
    return bare[:-1] + ("ه" if last or definite else "ت")


@lru_cache(maxsize=1_024)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in plain letters, without articles. One name is asked for by several keys in a row."""
    words = _clean(name).split(" ")
    end = len(words) - 1
    kept = []
    for place, word in enumerate(words):
        if place < end and (_is_article(word, words[place + 1]) or (word == "the" and place == 0)):
            continue
        kept.append(_arabic_word(word, last=place == end) if word[-1:] >= "؀" else word)
    return tuple(kept)


def folded(name: str) -> str:
    """The name in plain small letters: no marks, punctuation, hyphens or Arabic articles."""
    return " ".join(_words(name))


def spelling(name: str) -> str:
    """What must be equal for an exact match: all but case, apostrophes, dots and hyphens."""
    text = unicodedata.normalize("NFC", name.casefold()).translate(_JOINED)
    return _GAP.sub(" ", text).strip()


# --------------------------------------------------------------------------------------- consonants

_VOWEL = "."
"""Stands for any vowel until doubled consonants are told from repeated ones: Mudawwara, Hudaydah."""

_LATIN = {
    **dict.fromkeys("aeiouyw", _VOWEL),
    **{letter: letter for letter in "bdfghklmnprstz0123456789"},
    "c": "k",
    "j": "g",
    "q": "k",
    "v": "b",
    "x": "ks",
    "shch": "x",
    "tsch": "x",
    "tch": "x",
    "sch": "x",
    "sh": "x",
    "ch": "x",
    "kh": "h",
    "gh": "g",
    "dj": "g",
    "dh": "z",
    "th": "t",
    "ph": "f",
    "zh": "z",
    "ck": "k",
    "tz": "ts",
    "yj": _VOWEL,
    "ce": "s" + _VOWEL,
    "ci": "s" + _VOWEL,
}
_LATIN_UNITS = re.compile("|".join(sorted(_LATIN, key=lambda unit: (-len(unit), unit))))
_SILENT_H = re.compile(r"(?<=[aeiou])h$")
"""The h of Raqqah and Mayadineh; not the kh of Shaykh."""

_ARABIC = dict(zip("بتثجحخدذرزسشصضطظغفقكلمنهپچژگڤڕڵ", "bttghhdzrzsxsdtzgfkklmnhpxzgbrl", strict=True))
_HEBREW = dict(zip("בגדהזחטכךלמםנןסקרשת", "bgdhzhtkklmmnnskrxt", strict=True)) | {
    "צ": "ts",
    "ץ": "ts",
    "פ": "f",
    "ף": "f",
}
_CYRILLIC = {
    **dict(zip("бвгґджзклмнпрстфхцчшщ", "bbggdzzklmnprstfhcxxx", strict=True)),
    "ц": "ts",
    "қ": "k",
    "ғ": "g",
    "ң": "n",
    "һ": "h",
    "ҳ": "h",
    **dict.fromkeys("аеиоуыэюяієўәіөұү", _VOWEL),
}
_CYRILLIC_UNITS = re.compile("дж|.")


def _single(symbols: str) -> str:
    """Write doubled consonants once, then leave the vowels out."""
    once = re.sub(r"(.)\1+", r"\1", symbols)
    return once.replace(_VOWEL, "")


def _latin(word: str) -> str:
    if word.startswith(("albu", "albou")):  # Albu Kamal is also Abu Kamal and Bukamal
        word = word[2:]
    word = _SILENT_H.sub("", word)
    return _single("".join(_LATIN[unit] for unit in _LATIN_UNITS.findall(word)))


def _arabic(word: str) -> str:
    """Nothing is collapsed: Arabic writes a doubled consonant once already."""
    if word.endswith("ه"):
        word = word[:-1]
    return "".join(_ARABIC.get(letter, "") for letter in word)


def _hebrew(word: str) -> str:
    start, rest = word[:1], word[1:]
    if rest.endswith("ה"):
        rest = rest[:-1]
    first = "p" if start == "פ" else _HEBREW.get(start, "")
    return first + "".join(_HEBREW.get(letter, "") for letter in rest)


def _cyrillic(word: str, *, ukrainian: bool) -> str:
    units = ("g" if unit == "дж" else _CYRILLIC.get(unit, "") for unit in _CYRILLIC_UNITS.findall(word))
    if ukrainian:  # Ukrainian г is h: Чернігів, Chernihiv
        units = ("h" if unit == "г" else _CYRILLIC.get(unit, "") for unit in word)
    return _single("".join(units))


_QUALITY = {
    **dict.fromkeys("aая", "a"),
    **dict.fromkeys("eiyеиыэієїй", "i"),
    **dict.fromkeys("ouwоуюў", "u"),
}
"""Three vowels are told apart where consonants alone say too little; spellings differ within each class."""


def _voiced(word: str) -> str:
    """A word of Latin or Cyrillic letters with its vowels, runs of them told by the first: Qayyara is kara."""
    cyrillic = "Ѐ" <= word[:1] <= "ӿ"
    units = _CYRILLIC_UNITS.findall(word) if cyrillic else _LATIN_UNITS.findall(_SILENT_H.sub("", word))
    table = _CYRILLIC if cyrillic else _LATIN
    symbols = []
    for unit in units:
        symbol = "g" if unit == "дж" else table.get(unit, "")
        symbols.append(symbol.replace(_VOWEL, _QUALITY.get(unit[-1:], "")))
    once = re.sub(r"(.)\1+", r"\1", "".join(symbols))
    return re.sub(r"([aiu])[aiu]+", r"\1", once)


def _consonants(word: str, *, ukrainian: bool) -> str:
    first = word[:1]
    if first < "Ͱ":
        return _latin(word)
    if "Ѐ" <= first <= "ӿ":
        return _cyrillic(word, ukrainian=ukrainian)
    if "֐" <= first <= "׿":
        return _hebrew(word)
    return _arabic(word)


def skeleton(name: str) -> str:
    """The consonants that survive transliteration, as one word; may be empty.

    Folds kh with h, gh and j with g, q with k, sh with ch, dh with z, v with b; drops vowels, w, y and a
    silent final h; writes doubled consonants once. Latin, Arabic, Hebrew and Cyrillic give the same key.
    """
    words = _words(name)
    ukrainian = any("і" in word or "є" in word for word in words)
    return "".join(_consonants(word, ukrainian=ukrainian) for word in words)


def loose_key(name: str) -> str:
    """The key to look a name up by its sound: its skeleton, or, where that has two consonants, with the vowels.

    Returns:
        At least three letters; "" for a name too short for any, and for one of two consonants in a script that
        writes no vowels.
    """
    bones = skeleton(name)
    if len(bones) != 2:
        return bones if len(bones) > 2 else ""
    words = _words(name)
    if any(word[:1] > "ӿ" for word in words):
        return ""
    key = "".join(map(_voiced, words))
    return key if len(key) > 2 else ""


def likeness(left: str, right: str) -> float:
    """How alike two names sound, vowels and all: 1 the same, 0 nothing in common.

    For names that share a skeleton: spellings of one town were measured at .83 and more ("Minbij", Manbij), English
    words that hit a town's consonants at .77 and less ("Country", Quneitra). 1 for scripts that write no vowels.
    """
    first, second = _words(left), _words(right)
    if any(word[:1] > "ӿ" for word in (*first, *second)):
        return 1.0
    return SequenceMatcher(None, "".join(map(_voiced, first)), "".join(map(_voiced, second))).ratio()


def skeletons(name: str) -> tuple[str, ...]:
    """All keys to file a name under: its loose key, and the one with dh read as d (Dhale, Ad Dali).

    English writes both ذ (which others write z) and ض (which others write d) as dh.
    """
    first = loose_key(name)
    other = loose_key(name.replace("dh", "d").replace("Dh", "D"))
    return (first,) if other == first else (first, other)


# ------------------------------------------------------------------------------------ generic words

_ADMIN1 = """province governorate state oblast region wilaya wilayat vilayet muhafazat muhafazah muhafaza
    prefecture krai emirate republic voblast velayat countryside محافظه ولايه область край провинция мухафаза מחוז"""
_ADMIN2 = """district county raion rayon subdistrict nahiya nahiyah woreda municipality department canton
    commune prefecture qada caza قضاء منطقه ناحيه مديريه район נפת"""
_LEVEL = dict.fromkeys(_ADMIN2.split(), 2) | dict.fromkeys(_ADMIN1.split(), 1)
_AIRFIELD = [
    tuple(words.split())
    for words in (
        "military air base",
        "military airbase",
        "military airport",
        "military airfield",
        "international airport",
        "air force base",
        "air force station",
        "air base",
        "airbase",
        "airport",
        "airfield",
        "aerodrome",
        "airstrip",
    )
]

_AIRFIELD_ENDS = frozenset(tail[-1] for tail in _AIRFIELD)


def without_admin_word(name: str) -> tuple[str, int] | None:
    """Take "Province", "District", "محافظة" ... off a name.

    Returns:
        The bare name, folded, and the level that the word speaks of (1 or 2); None where there is no such word.
    """
    words = [
        word.replace("ت", "ه") if word in ("محافظت", "ولايت", "منطقت", "ناحيت", "مديريت") else word
        for word in _words(name)
    ]
    if len(words) > 1 and words[-1] in _LEVEL:
        return " ".join(words[:-1]), _LEVEL[words[-1]]
    if len(words) > 1 and words[0] in _LEVEL:
        rest = words[2:] if words[1] == "of" else words[1:]
        return (" ".join(rest), _LEVEL[words[0]]) if rest else None
    return None


def airfield_name(name: str) -> str | None:
    """One name for "X airport", "X air base" and "X military airfield"; None where there is no such word."""
    words = _words(name)
    if words[-1] not in _AIRFIELD_ENDS:
        return None
    for tail in _AIRFIELD:
        if len(words) > len(tail) and words[-len(tail) :] == tail:
            return " ".join([*words[: -len(tail)], "airfield"])
    return None
