"""Places as a table on the terminal."""

import io

from rich.console import Console

from tallystick.cli.places import places_view


def test_a_name_stands_once_with_what_it_is_and_what_was_refused() -> None:
    """Equal rows are shown once; a name that resolves to nothing is shown as words with its reason."""
    text = "Springfield, Springfield, Deir Safra"
    refused = {"name": "Springfield", "admin1": "Ohio", "country": "US", "feature": "town", "why": "fewer people (5.0)"}
    known = {"name": "Springfield", "admin1": "Illinois", "country": "US", "geonames_id": 1, "precision": "town"}
    lost = {"name": None, "admin1": None, "country": None, "geonames_id": None, "precision": "town"}
    rows = [
        {**known, "span": [0, 11], "why": "beside it", "refused": [refused]},
        {**known, "span": [13, 24], "why": "beside it", "refused": [refused]},
        {**lost, "span": [26, 36], "why": "not in the gazetteer", "refused": []},
    ]
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(places_view(text, rows))
    printed = console.export_text()
    assert printed.count("Springfield, Illinois, US (town)") == 1
    assert "Springfield, Ohio, US (town): fewer people (5.0)" in printed
    assert "words only (town)" in printed
    assert "not in the gazetteer" in printed
