"""Names of the harmed are shown only to who asks for them."""

from __future__ import annotations

import random
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick import api
from tallystick.model import Attribution, Claim, Group, Harm, Mention, Quantity, Reading, Report

TEXT = (
    "A shell killed Amina Yusuf, 34, in the village of Tel Harran on Tuesday, the mayor said. "
    "Yusuf was buried the same evening. Three soldiers died near the bridge."
)


def reading() -> Reading:
    """One report that names a victim."""
    found = next(iter(api.read_bytes(TEXT.encode(), outlet="Hill Gazette", published_at="2021-01-14")))
    assert isinstance(found, Reading)
    return found


def test_a_name_is_covered_wherever_its_report_prints_it(tmp_path: Path) -> None:
    """Neither the whole name nor a part of it leaves by default, in the figures, the quotes or the text."""
    file = tmp_path / "report.txt"
    file.write_text(TEXT)
    api.add([file], ledger=tmp_path / "t.db", outlet="Hill Gazette", published_at="2021-01-14")
    event = api.events(tmp_path / "t.db")[0]
    shown = str(api.dossier(tmp_path / "t.db", event.id)) + str(event)
    assert "Yusuf" not in shown
    assert "Amina" not in shown
    assert "soldiers" in shown
    assert "Amina Yusuf" in str(api.dossier(tmp_path / "t.db", event.id, names=True))


def test_a_covered_quote_is_still_cut_by_its_span() -> None:
    """A cover is as long as the name."""
    from tallystick.export.withheld import without_names

    covered = without_names(reading())
    assert covered.report.text != TEXT
    for claim in covered.claims:
        assert covered.report.text[claim.span[0] : claim.span[1]] == claim.quote


def test_a_reading_without_names_is_untouched() -> None:
    """Groups of people are no names."""
    from tallystick.export.withheld import without_names

    found = next(iter(api.read_bytes(b"Three soldiers died near the bridge on Tuesday, the army said.")))
    assert isinstance(found, Reading)
    assert without_names(found) is found


NAMES = ["Amina Yusuf", "Ali al-Masri", "Séan O'Neil", "Marta Lind-Berg", "Omar Hadid", "Ana Ruiz"]


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_looking_names_up_by_a_word_covers_what_looking_for_all_of_them_does(dice: random.Random) -> None:
    """However names are printed or spelled in an address, none escapes for being looked up by one of its words."""
    from tallystick.export.withheld import _covered_reading, _parts, _pattern, _whole_names, all_without_names

    told = []
    for number, name in enumerate(dice.sample(NAMES, 4)):
        other = dice.choice(NAMES)
        printed = other.replace(" ", dice.choice([" ", "\n", " - ", "  "]))
        text = f"A shell killed {name}, 34, on Tuesday. {printed} had fled" + dice.choice([".", "!", " \\n."])
        path = dice.choice(["", dice.choice(NAMES).lower().replace(" ", "-")])
        title = dice.choice(["", f"{other} mourned"])
        told.append(reading_of(text, name, url=f"https://paper.example/{path}", title=title, id_=f"rep_{number}"))
    every = _pattern({name for one in told for name in _whole_names(one.claims)})
    expected = []
    for one in told:
        own = _pattern({re.escape(part) for part in _parts(one.claims)})
        one = _covered_reading(one, own, in_places=False) if own else one
        expected.append(_covered_reading(one, every, in_places=True) if every else one)
    assert all_without_names(told) == expected


def reading_of(text: str, name: str, *, url: str, title: str, id_: str) -> Reading:
    """A report that tells of one person killed, by name."""
    start = text.index(name)
    claim = Claim(
        id="c1",
        kind="harm",
        mention="m1",
        span=(start, start + len(name)),
        quote=name,
        attribution=Attribution(),
        harm=Harm(
            outcome="killed",
            quantity=Quantity(low=1, high=1, wording=name),
            group=Group(wording=name, named=True),
            scope="total",
        ),
    )
    report = Report(id=id_, text=text, title=title, url=url)
    return Reading(report=report, mentions=(Mention(id="m1", role="main", type="Attack"),), claims=(claim,))
