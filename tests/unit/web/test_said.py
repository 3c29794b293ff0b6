from __future__ import annotations

from collections.abc import Iterator

import pytest

from tallystick.export import naming, words
from tallystick.export.matrix import claims_matrix
from tallystick.export.tree import Branch, tree
from tallystick.model import Dossier, Estimate, Quantity
from tallystick.pipeline import make_sense
from tallystick.reconcile import additions, disputes, supersede
from tallystick.reconcile.profiles import OURS
from tallystick.reconcile.profiles import ledger as ledger_profile
from tallystick.shapes import Shape
from tallystick.web import said, tongues
from tallystick.web.said import is_known, plain, say, shapes
from tallystick.web.tongues import TONGUES
from tests.catalogues import LANGUAGES
from tests.dossiers import dossier
from tests.golden.test_golden import readings
from tests.sentences import sentences

FILLED = {
    "outcome": "killed",
    "number": "12,000",
    "percent": "85%",
    "letter": "B",
    "ref": "rep_0a/c1",
    "weight": "+2.5",
    "degree": "hit",
}
ALIKE = {"%(figure)s (%(bounds)s)", "%(why)s (%(weight)s)", "%(low)d (%(names)s)"}
"""Shapes that write the same, one beside the other, and are translated alike."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn, spoken."""
    before = tongues.now()
    tongues.speak(TONGUES[request.param])
    yield request.param
    tongues.speak(before)


@pytest.mark.parametrize("profile", OURS)
def test_every_sentence_of_the_bundled_reports_is_known(profile: str) -> None:
    """Whatever a record says, each language has it."""
    told = [one for told in readings().values() for one in told]
    found = [text for event in make_sense(told, profile=profile) for text in sentences(event)]
    assert len(found) > 100
    assert [text for text in found if not is_known(text)] == []


@pytest.mark.parametrize("shape", shapes().all, ids=lambda shape: shape.text[:40])
def test_a_sentence_is_found_by_the_shape_that_wrote_it(shape: Shape) -> None:
    """With the fields that it was written with, whatever other shapes there are."""
    if shape.text in ALIKE:
        return
    fields = {
        name: 7 + number if name in shape.numbers else FILLED.get(name, f"Azaz {number}")
        for number, name in enumerate(_fields(shape))
    }
    found = shapes().read(shape(**fields))
    assert found is not None
    assert (found[0].text, found[1]) == (shape.text, {name: str(value) for name, value in fields.items()})


def _fields(shape: Shape) -> list[str]:
    return list(dict.fromkeys(part.split(")")[0] for part in shape.text.split("%(")[1:]))


def test_every_shape_is_translated() -> None:
    """In every language."""
    missing = [
        (code, shape.text)
        for code in LANGUAGES
        for shape in shapes().all
        if tongues.translated(code, shape.text) is None
    ]
    assert missing == []


HEDGES = [
    (Quantity(low=57, high=57, wording="57", hedge="exact"), ("57", "57", "57")),
    (Quantity(low=15, high=None, wording="at least 15", hedge="at_least"),
     ("au moins 15", "al menos 15", "ما لا يقل عن 15")),
    (Quantity(low=58, high=None, wording="more than 57", hedge="more_than"), ("plus de 57", "más de 57", "أكثر من 57")),
    (Quantity(low=0, high=20, wording="up to 20", hedge="at_most"),
     ("au plus 20", "a lo sumo 20", "ما لا يزيد على 20")),
    (Quantity(low=12, high=15, wording="about 12", hedge="about"),
     ("environ 12–15", "alrededor de 12–15", "نحو 12–15")),
    (Quantity(low=24, high=None, wording="dozens", hedge="vague"),
     ("“dozens” (au moins 24)", "“dozens” (al menos 24)", "“dozens” (ما لا يقل عن 24)")),
    (Quantity(low=0, high=0, wording="nobody", hedge="exact"), ("aucun", "ninguno", "لا شيء")),
    (None, ("inconnu", "desconocido", "غير معروف")),
]  # fmt: skip


@pytest.mark.parametrize(("quantity", "wanted"), HEDGES)
def test_a_hedge_says_the_same_in_every_language(quantity: Quantity | None, wanted: tuple[str, ...]) -> None:
    """What a number leaves open, and nothing else; the report's own word stays."""
    told = words.figure_words(quantity)
    heard = [said._in(code, told) for code in ("fr", "es", "ar")]
    if quantity is not None and quantity.low == quantity.high == 0:
        assert all(heard)
        assert len({told, *heard}) == 4
    else:
        assert heard == list(wanted)


def test_an_estimate_is_said(language: str) -> None:
    """Three numbers in words."""
    told = plain(words.estimate_words(Estimate(low=12, best=57, high=None)))
    assert told == {
        "fr": "57 (au moins 12)", "es": "57 (al menos 12)", "ar": "57 (ما لا يقل عن 12)",
    }[language]  # fmt: skip


def test_a_long_number_is_written_as_the_language_writes_it(language: str) -> None:
    """Its groups; the number is the same."""
    for told in (plain("12,000"), plain(words.AT_LEAST(number="12,000"))):
        assert "".join(filter(str.isdigit, told)) == "12000"
    assert plain("“12,000”") == "“12,000”"
    assert (
        plain("1,200–12,000") == {"fr": "1\u202f200–12\u202f000", "es": "1.200–12.000", "ar": "1,200–12,000"}[language]
    )


def test_a_sentence_within_a_sentence_is_said_too(language: str) -> None:
    """A dispute names who says what, each in the reader's language; names and figures as they are printed."""
    why = disputes.NO_NUMBER_FITS(
        whom=disputes.OF(what="soldiers", outcome="killed"),
        said="; ".join(
            disputes.SAYS(name=name, figure=figure) for name, figure in (("SOHR", "57"), ("SNHR", "dozens"))
        ),
    )
    told = plain(why)
    assert not {"says", "killed", "On"} & set(told.split())
    for printed in ("soldiers", "SOHR", "57", "SNHR", "dozens"):
        assert printed in told
    if language == "ar":
        assert "\u2068SOHR\u2069" in told
    if language == "fr":
        assert told == "Sur tués (soldiers) : SOHR dit 57; SNHR dit dozens. Aucun nombre ne convient à tous."


def test_a_sentence_of_nobody_here_stays_and_is_marked(language: str) -> None:
    """The reason of a person, or of a profile of somebody else's, is no sentence of ours."""
    assert say("I phoned <them>.") == '<span lang="en" dir="ltr">I phoned &lt;them&gt;.</span>'
    assert plain("I phoned them.") == "I phoned them."


def test_english_is_never_touched() -> None:
    """The page in English says what the record says."""
    tongues.speak(tongues.ENGLISH)
    why = supersede.TAKEN_BACK(figure="15", ref="rep_1/c1")
    assert say(why) == plain(why) == why
    assert say(additions.NO_BASE) == additions.NO_BASE


def _branches(found: tuple[Branch, ...]) -> Iterator[Branch]:
    for one in found:
        yield one
        yield from _branches(one.within)


def test_all_of_a_dossier_is_said(language: str) -> None:
    """The tree, the matrix, figures and places: nothing of it is English but names and quotes."""
    one: Dossier = dossier()
    told = [words.estimate_words(one.event.tally.killed), words.described_words(one.event.tally)]
    told += [word for branch in _branches(tree(one.event)) for word in (branch.number, branch.detail) if word]
    matrix = claims_matrix(one)
    told += [column.label for column in matrix.columns if column.group is None]
    told += [row.kind for row in matrix.rows if row.kind]
    cells = [each for row in matrix.rows for cell in row.cells for each in cell]
    told += [word for each in cells for word in (each.figure.before, each.figure.after, each.interest, *each.notes)]
    told += [naming.coordinates_words(place) for place in one.event.places]
    told += [naming.stand_words(stand) for stand in one.event.positions]
    assert [word for word in told if not is_known(word)] == []
    assert ledger_profile.ACCORDING_TO(group="soldiers", name="SOHR") == "soldiers, according to SOHR"
