"""Names of the harmed are shown only to who asks for them."""

from __future__ import annotations

from pathlib import Path

from tallystick import api
from tallystick.model import Reading

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
