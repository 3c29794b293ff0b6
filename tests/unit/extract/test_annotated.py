"""The layer of places, as `tally read --layers places` prints it."""

from tallystick.extract.annotated import place_layer
from tallystick.extract.claims import Knowledge
from tallystick.extract.where import Places
from tallystick.model import Report
from tallystick.text.english import parse

TEXT = "A clerk was shot in Springfield, Ill., on Friday. Nine farmers died in the village of Deir Safra."


def test_every_place_has_its_span_and_its_reason(known: Knowledge) -> None:
    """A row cuts its words out of the text, says why it is what it is, and null where it resolves to nothing."""
    rows = place_layer(Places(parse(TEXT), "", known.gazetteer, known.words), Report(id="x", text=TEXT))
    named = {TEXT[slice(*row["span"])]: row for row in rows}
    assert (named["Springfield"]["admin1"], named["Springfield"]["bearing"]) == ("Illinois", "here")
    assert all(row["why"] for row in rows)
    assert {named["Deir Safra"][key] for key in ("name", "latitude", "longitude", "geonames_id")} == {None}
    assert all("refused" not in row for row in rows)


def test_explained_it_tells_the_refused(known: Knowledge) -> None:
    """Other Springfields stand beside the chosen one, each with what it lacks."""
    rows = place_layer(Places(parse(TEXT), "", known.gazetteer, known.words), Report(id="x", text=TEXT), explain=True)
    refused = next(row for row in rows if row["admin1"] == "Illinois")["refused"]
    assert refused
    assert all(one["admin1"] != "Illinois" and one["why"] for one in refused)
