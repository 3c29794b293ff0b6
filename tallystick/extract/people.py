"""A noun phrase for people: how many they are, and how the text names them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from spacy.tokens import Token

from tallystick.model import Quantity
from tallystick.reference.lexicon import Lexicon
from tallystick.text.counts import Count, count_ending, is_age, is_number
from tallystick.text.english import is_shouted, parsed, printed, words_of
from tallystick.text.numerals import VAGUE_LOW, exactly, number
from tallystick.text.phrases import conjuncts, first_token, has_child, phrase

SHARES = frozenset({"rest", "remainder", "most", "majority", "half"})
BARE_PLURAL_LOW = 2
"""A plural without a number is two or more."""

_AGED = re.compile(
    r"(?:\b(?P<count>an?|the|another|two|three|four)\s+)?(?P<age>\d{1,3}[-‑ ](?:year|month|week|day)s?[-‑ ]olds?)$",
    re.I,
)
_PRONOUNS = {
    "he",
    "she",
    "they",
    "him",
    "her",
    "them",
    "it",
    "who",
    "whom",
    "that",
    "which",
    "himself",
    "themselves",
    "herself",
    "we",
    "i",
    "you",
    "us",
    "what",
    "this",
    "these",
    "those",
    "everyone",
    "someone",
}


@dataclass(frozen=True, slots=True)
class People:
    """People counted by one noun phrase."""

    head: Token
    quantity: Quantity
    number: tuple[int, int] | None
    """Character span of the number with its hedge; None for a bare plural or a name."""
    group: str
    """The people as named, without the number; empty when the number stands alone."""
    start: int
    end: int
    of_total: bool = False
    """"one of its soldiers", "most of the dead": counted out of a larger number."""
    names_people: bool = True
    """The noun is one for people, a nationality or a person's name."""
    particular: bool = True
    """A number, an article or a name stands with it, so that it is about certain people and not about a kind."""


def people_in(head: Token, words: Lexicon, *, joined: bool = True) -> Iterator[People]:
    """The people that this noun phrase, and those joined to it, count."""
    tokens = conjuncts(head) if joined else [head]
    nobody = [t for t in tokens if t.lower_ == "nobody" or (t.lower_ == "one" and after_no(t))]
    tokens = nobody or tokens  # "..., said a spokeswoman, but no one was hurt": the small parser joins the two
    one = _named_together(tokens, words)
    if one is not None:
        yield one
        return
    shared = {t.i for token in tokens if _is_counted(token) for t in sharing(token)}
    for token in tokens:
        counted = people_of(token, words) if token.i not in shared else None
        if counted is not None:
            yield counted


_UNREAD = re.compile(
    r"(?<![\w-])\d+(?![\w-])|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|dozen)\b(?!-)",
    re.I,
)
"""A number before its noun; one that is part of a name ("the 137th") or of an age is none."""
_TOGETHER = frozenset("woman women child children man men girl girls boy boys elderly infant infants".split())


def _named_together(tokens: list[Token], words: Lexicon) -> People | None:
    """ "women and children", "many X and Y fighters": one group, though two nouns."""
    if len(tokens) != 2 or tokens[1].tag_ not in {"NNS", "NNPS"} or tokens[1].i - tokens[0].i > 6:
        return None
    between = {t.lower_ for t in tokens[0].doc[tokens[0].i + 1 : tokens[1].i]}
    bare = not any(c.dep_ in {"nummod", "det", "poss"} or is_number(c) for c in tokens[1].children)
    if not bare or "and" not in between or "," in between:
        return None
    first, last = people_of(tokens[0], words), people_of(tokens[1], words)
    if first is None or last is None or last.number is not None:
        return None
    described = first.number is None and tokens[0].lower_ in _TOGETHER and tokens[1].lower_ in _TOGETHER
    sides = first.number is not None and tokens[0].tag_ in {"NNP", "JJ", "NN"}
    if not described and not sides:
        return None
    begin = first.number[1] if first.number is not None else first.start
    group = _without_article(printed(head_doc := tokens[0].doc, begin, last.end))
    quantity = first.quantity
    if first.number is None:
        quantity = msgspec.structs.replace(quantity, wording=_short(printed(head_doc, first.start, last.end)))
    return dataclasses.replace(first, head=tokens[1], quantity=quantity, group=group, end=last.end, names_people=True)


def people_of(head: Token, words: Lexicon) -> People | None:
    """The people that this one noun phrase counts; None when it counts none, or not people."""
    if head.lower_ in _PRONOUNS or (
        head.pos_ in {"VERB", "AUX", "ADV", "ADP"} and not is_number(head) and head.lower_ not in {"old", "olds"}
    ):
        return None
    if head.lower_ == "all":
        return None  # takes up people told before
    many = _number_of(head, words)
    if many is not None:
        return many
    if head.like_num and not is_number(head):
        return None  # a year, a price, a part of a date
    if head.lower_ in SHARES:
        return _share(head)
    if not any(character.isalnum() for character in head.text) or _first_of_hyphened(head):
        return None
    if head.lower_ == "nobody" or (head.lower_ == "one" and (has_child(head, "no") or after_no(head))):
        return _nobody(head)
    if (
        is_number(head)
        or (head.lower_ in VAGUE_LOW and head.pos_ != "PROPN")
        or head.lower_ in {"dozen", "none", "both"}
    ):
        return _standing_number(head, words)
    if head.lower_ in {"old", "olds"}:
        return _by_age(head)
    if _is_thing(head, words):
        return None
    named = next((c for c in head.children if c.dep_ == "compound" and c.pos_ == "PROPN" and c.i == head.i - 1), None)
    if named is not None and head.lower_ in {"dead", "injured", "wounded"}:
        return people_of(named, words)  # "pronounced Haddad dead"
    body = _body_of(head, words)
    if body is not None:
        return body
    return counted_noun(head, words)


# ------------------------------------------------------------------------------------- three shapes


def counted_noun(head: Token, words: Lexicon) -> People | None:
    """ "at least 15 soldiers", "a woman", "civilians", "Amina Yusuf, 40"."""
    first = first_token(head)
    count = _count_before(head, first)
    known = _names_people(head, words)
    start, end = head.doc[first].idx, phrase(head)[1]
    if count is not None and head.lemma_.lower() in {"family", "household"}:
        return None  # "six families": nobody knows of how many people
    if count is not None:
        end = max([end, *(last.idx + len(last) for last in sharing(head))])
        group = _FATE_WORDS.sub("", _OF_THEM.sub("", _at_place(printed(head.doc, count.after, end)).strip()))
        return People(
            head, count.quantity, (count.start, count.end), group, min(count.start, start), end, names_people=known
        )
    group = _at_place(_without_article(printed(head.doc, start, end)))
    determiner = head.doc[first].lower_
    plural = head.tag_ in {"NNS", "NNPS"} or head.lower_ in {"people", "police", "troops", "children"}
    person = head.ent_type_ == "PERSON" or (
        head.pos_ == "PROPN" and (_aged(head) or _named_elsewhere(head) or _full_name(head))
    )
    if person or (
        head.pos_ == "PROPN" and not plural and head.ent_type_ not in {"NORP", "ORG", "GPE", "LOC", "FAC", "DATE"}
    ):
        name, group = (_MARKED.sub("", words) for words in (words_of(_name_tokens(head)), group))
        return People(
            head,
            exactly(1, name),
            None,
            name if group in name else group,
            start,
            end,
            names_people=person or _named_elsewhere(head) or (known and _titled(head)),
        )
    if _SHARE_OF.match(group):
        return None  # "most of them fighters": a share, see breakdown.py
    if determiner == "no" or _neither_nor(head):
        wording = printed(head.doc, start, end)
        return People(head, exactly(0, wording), None, group, start, end, names_people=known)
    if plural and determiner == "both" and not any(c.dep_ == "conj" for c in head.children):
        return People(head, exactly(2, printed(head.doc, start, end)), None, group, start, end, names_people=known)
    if plural and _UNREAD.search(printed(head.doc, start, head.idx)):
        return None  # a number that was not read as one ("SUV.Six people"): never a guess
    if plural:
        wording = printed(head.doc, start, end)
        quantity = Quantity(low=BARE_PLURAL_LOW, high=None, wording=_short(wording), hedge="vague")
        particular = determiner in {"the", "these", "those", "his", "her", "their", "its"}
        return People(head, quantity, None, group, start, end, names_people=known, particular=particular)
    if not known or head.lemma_.lower() in {"group", "crew", "staff", "police", "army"}:
        return None
    low = 2 if head.lemma_.lower() in {"couple", "pair"} else 1
    wording = printed(head.doc, start, head.idx + len(head))
    return People(head, exactly(low, _short(wording)), None, group, start, end, names_people=True)


def _neither_nor(head: Token) -> bool:
    """ "No women or children were hurt": the "no" is said of both."""
    joined = head.dep_ == "conj" and any(c.dep_ == "cc" and c.lower_ in {"or", "nor"} for c in head.head.children)
    return joined and has_child(head.head, "no", "neither")


def _standing_number(head: Token, words: Lexicon) -> People | None:
    """ "57", "dozens", "one of its troops", "dozens of civilians", "both"."""
    if head.lower_ == "both" and head.dep_ in {"preconj", "det", "cc"}:
        return None
    if head.lower_ in {"none", "both"}:
        value = 0 if head.lower_ == "none" else 2
        return People(head, exactly(value, words_of([head])), None, "", head.idx, phrase(head)[1])
    first = first_token(head)
    begin = head.doc[first].idx
    count = count_ending(head.doc, head.i)
    if count is None:
        return None
    quantity, low, high = count.quantity, count.start, count.end
    of = next((child for child in head.children if child.lower_ in {"of", "among"} and child.i > head.i), None)
    counted = next((child for child in of.children if child.dep_ == "pobj"), None) if of is not None else None
    if counted is None:
        return People(head, quantity, (low, high), "", min(low, begin), high, names_people=True)
    if _is_thing(counted, words):
        return None
    definite = any(child.dep_ in {"det", "poss"} and child.lower_ not in {"a", "an"} for child in counted.children)
    stop = max([phrase(counted)[1], *(last.idx + len(last) for last in sharing(counted))])
    group = _at_place(_without_article(printed(head.doc, head.doc[first_token(counted)].idx, stop)))
    if counted.lower_ in {"them", "those", "whom", "which"}:
        group = ""
    return People(
        head,
        quantity,
        (low, high),
        group,
        min(low, begin),
        max(high, stop),
        of_total=definite or counted.lower_ in {"them", "those", "whom", "which"},
        names_people=not group or _names_people(counted, words),
    )


_MANY = re.compile(r"\b(?:an?\s+)?(?:\w+\s+)?numbers?$", re.I)


def _number_of(head: Token, words: Lexicon) -> People | None:
    """ "a number of civilians": two or more, as the words say no more; "a large number": several."""
    if head.lemma_.lower() != "number":
        return None
    lead = [c for c in head.children if c.i < head.i]
    sized = any(c.lower_ in {"high", "large", "great", "huge", "big", "significant", "growing"} for c in lead)
    sized = sized or head.tag_ == "NNS"
    of = next((c for c in head.children if c.lower_ == "of" and c.i == head.i + 1), None)
    counted = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
    if counted is None or not (sized or any(c.lower_ == "a" for c in lead)) or not _names_people(counted, words):
        return None
    first = head.doc[first_token(head)]
    wording = words_of([c for c in lead if c.dep_ != "det" or c.lower_ == "a"] + [head])
    group = printed(head.doc, head.doc[first_token(counted)].idx, phrase(counted)[1])
    group = re.sub(r"^(?:(?:killed|injured|wounded|dead)\s+)+", "", _without_article(group), flags=re.I)
    many = 3 if sized and head.tag_ == "NN" else BARE_PLURAL_LOW
    quantity = Quantity(low=many, high=None, wording=wording, hedge="vague")
    span = (first.idx, head.idx + len(head))
    return People(counted, quantity, span, group, span[0], phrase(counted)[1])


_BODIES = frozenset({"family", "group", "crew", "team", "band", "party", "squad", "gang", "household", "congregation"})


def _body_of(head: Token, words: Lexicon) -> People | None:
    """ "a family of five", "a group of 12 pilgrims": as many as the number inside says."""
    if head.lemma_.lower() not in _BODIES or head.tag_ not in {"NN", "NNP"}:
        return None
    of = next((c for c in head.children if c.lower_ == "of" and c.i > head.i), None)
    inner = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
    counted = people_of(inner, words) if inner is not None else None
    if counted is None or counted.number is None:
        return None
    start, end = phrase(head)
    group = counted.group or _without_article(printed(head.doc, start, end))
    return People(head, counted.quantity, counted.number, group, start, max(end, counted.end))


def _by_age(head: Token) -> People | None:
    """ "a 15-year-old", "two 7-year-olds": people named by their age."""
    match = _AGED.search(parsed(head.doc)[: head.idx + len(head)])
    if match is None:
        return None
    count = {"a": 1, "an": 1, "the": 1, "another": 1, "": 1}.get(
        (match["count"] or "").lower(), number(match["count"] or "")
    )
    if count is None or (head.lower_ == "olds" and count < 2):
        return None
    words = printed(head.doc, match.start(), match.end())
    return People(head, exactly(count, words), None, printed(head.doc, *match.span("age")), match.start(), match.end())


def _share(head: Token) -> People:
    """ "most of those killed", "the rest": a share of a total, its bounds settled when the total is known."""
    start = head.doc[first_token(head)].idx
    end = max(
        (token.idx + len(token) for token in head.subtree if token.i <= head.i + 4 and token.i >= head.i),
        default=start,
    )
    quantity = Quantity(low=None, high=None, wording=printed(head.doc, start, end), hedge="vague")
    return People(head, quantity, (start, end), "", start, end, of_total=True)


# ------------------------------------------------------------------------------------------ pieces


def _count_before(head: Token, first: int) -> Count | None:
    """The number inside the phrase before its noun."""
    if first == head.i and first > head.sent.start and is_number(head.doc[first - 1]):
        first -= 1  # the small parser hangs the number on the date before it: "2 March 2014 Seven guards"
    for index in range(head.i - 1, first - 1, -1):
        token = head.doc[index]
        if not is_number(token) and token.lower_ not in VAGUE_LOW and token.lower_ != "couple":
            continue
        if is_age(head.doc, index) or (token.lower_ == "some" and head.tag_ not in {"NNS", "NNPS"}):
            continue
        found = count_ending(head.doc, index)
        if found is not None:
            return found
    return None


def _names_people(head: Token, words: Lexicon) -> bool:
    lemma = head.lemma_.lower()
    if lemma in words.status or head.lower_ in words.status or head.ent_type_ in {"PERSON", "NORP"}:
        return True
    return head.pos_ == "NOUN" and _AGENT.search(head.lower_) is not None and lemma not in words.not_people


def _first_of_hyphened(head: Token) -> bool:
    """ "al" of "Rami al-Din": the last part of a name stands for it."""
    following = head.doc[head.i + 1 : head.i + 3]
    return head.pos_ == "PROPN" and not head.whitespace_ and len(following) == 2 and following[0].text == "-"


def _is_thing(head: Token, words: Lexicon) -> bool:
    """A noun for what is no person; "the wounded" are people, though a wound is none."""
    return head.lemma_.lower() in words.not_people and head.lower_ not in {"wounded", "injured", "shot"}


def _aged(head: Token) -> bool:
    """ "Nadia Haddad, 40,": who has an age is a person, whatever the entity is called."""
    following = head.doc[head.i + 1 : head.i + 3]
    return len(following) == 2 and following[0].text == "," and is_age(head.doc, head.i + 2)


def _nobody(head: Token) -> People:
    """ "Nobody", "no one", "no-one"."""
    start, end = phrase(head)
    if after_no(head):
        start = min(start, next(t.idx for t in head.doc[max(0, head.i - 2) : head.i] if t.lower_ == "no"))
    return People(head, exactly(0, printed(head.doc, start, end)), None, "", start, end)


def after_no(head: Token) -> bool:
    """ "no one", and "no - one", as a text prints it that was taken apart into words."""
    before = [t.lower_ for t in head.doc[max(0, head.i - 2) : head.i]]
    return before[-1:] == ["no"] or before == ["no", "-"]


_AGENT = re.compile(r".(?:m[ae]n|wom[ae]n|person|folk|hands?|ists?|eers?|keepers?|workers?|sellers?|makers?|owners?)$")
"""Endings of words for people that no list can hold: postman, farmhand, cellist, gamekeeper."""
_MARKED = re.compile(r"(?:[’']s|\[\d+\]?)$")
"""What stands at a name and is no part of it: an owner's s, the number of a footnote."""
_SHARE_OF = re.compile(r"(?:most|some|many|all|none|both|each)\s+of\s+(?:them|whom|those)\b", re.I)
_OF_THEM = re.compile(r"^of\s+(?:them|whom|those)\s+", re.I)
_AT_PLACE = re.compile(
    r"\s+(?:in|at|on|near|across|around|inside|outside)\s+(?:the\s+)?(?:\w+ern\s+|\w+\s+of\s+)?"
    r"(?-i:[A-Z])[\w-]*(?:\s+(?-i:[A-Z])[\w-]*)*(?:\s+(?:city|town|province|district|region|village|camp|prison))?$"
    r"|\s+in\s+(?:the\s+)?(?:[\w-]+\s+){0,2}(?:areas|neighbou?rhoods|districts|regions|villages|towns)$",
    re.I,
)
"""A place by name only: "soldiers in President Dahl's army" keep their army."""


def _at_place(group: str) -> str:
    """ "12 villagers in Karma": where it happened is no part of their name."""
    return _AT_PLACE.sub("", group)


def _is_counted(head: Token) -> bool:
    return any(c.dep_ == "nummod" or (c.i < head.i and is_number(c)) for c in head.children) or is_number(head)


def sharing(head: Token) -> list[Token]:
    """Bare plurals that share the number of this one: "children" of "seven women and children"."""
    if head.tag_ not in {"NNS", "NNPS"}:
        return []
    shared: list[Token] = []
    for token in head.children:
        bare = not any(c.dep_ in {"nummod", "det", "poss", "quantmod"} or is_number(c) for c in token.children)
        if token.dep_ == "conj" and token.tag_ in {"NNS", "NNPS"} and bare and token.i - head.i <= 6:
            between = head.doc[head.i + 1 : token.i]
            if any(t.lower_ == "and" for t in between) and not any(t.text == "," for t in between):
                shared.append(token)
    return shared


_FATE_WORDS = re.compile(
    r"^(?:(?:the\s+)?(?:dead|killed|wounded|injured|deceased|slain|missing|shot|hurt)\b\s*)+", re.I
)


def _titled(head: Token) -> bool:
    """ "the Imam Sheikh Rami al-Dorr": a title, and the name of its holder behind it."""
    return any(c.dep_ == "appos" and c.ent_type_ == "PERSON" for c in head.children)


def _named_elsewhere(head: Token) -> bool:
    """Whether the text names a person so in full: "Haddad" where "Rana Haddad" stands too."""
    return head.text[:1].isupper() and any(
        e.label_ == "PERSON" and len(e) > 1 and e[-1].text == head.text for e in head.doc.ents
    )


def _full_name(head: Token) -> bool:
    """In a text of capitals two names in a row are a person, unless known for a place: "JUDGE ADA BORROW"."""
    if (
        not is_shouted(head.doc)
        or head.tag_ != "NNP"
        or head.ent_type_ in {"GPE", "LOC", "FAC", "NORP", "DATE", "TIME"}
    ):
        return False
    before = [c for c in head.children if c.dep_ == "compound" and c.pos_ == "PROPN" and c.i < head.i]
    return len(before) > 0 and head.text.isalpha() and head.lemma_.lower() not in _NO_NAMES


_NO_NAMES = frozenset(
    "front party army government republic movement department group commando university church company union committee "
    "command ministry council congress force forces brigade battalion police bank agency office embassy station".split()
)
"""Last words of names of bodies."""


def _name_tokens(head: Token) -> list[Token]:
    entity = next((e for e in head.sent.ents if e.start <= head.i < e.end), None)
    if entity is not None:
        tokens = list(entity)
        while tokens[-1] != head and is_number(tokens[-1]):
            tokens.pop()  # "shot Valdez three times"
        return tokens
    return [t for t in head.subtree if t.dep_ == "compound" and t.i < head.i] + [head]


def _without_article(words: str) -> str:
    return re.sub(
        r"^(?:(?:the|a|an|some|no|any|both|these|those|all|another|other)\s+)+", "", words.strip(), flags=re.I
    )


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0]
