import re

from lxml import etree
from msgspec.structs import replace

from tallystick.export.figures import breakdown_bar, parts, place_sketch, steps
from tallystick.model import Estimate, Place
from tallystick.reference import areas
from tests.dossiers import acled, places, revisions, tally


def svg(text):
    """A drawing as a tree."""
    return etree.fromstring(text)


def test_the_bar_adds_up_to_the_total():
    """14 + 16 + 11 and the 16 not accounted for are 57; the army's own count of 1 is not drawn a second time."""
    assert [part.number for part in parts(tally())] == [14, 16, 11, 16]
    widths = [float(rect.get("width").rstrip("%")) for rect in svg(breakdown_bar(tally())).iter("rect")]
    assert abs(sum(widths) - 100) < 0.01
    assert "16 not accounted for" in svg(breakdown_bar(tally())).get("aria-label")


def test_a_part_counted_twice_is_found_by_the_remainder():
    """Without a part_of the remainder still tells which parts make the total."""
    flat = replace(tally(), groups=tuple(replace(group, part_of=None) for group in reversed(tally().groups)))
    assert sorted(part.number for part in parts(flat)) == [11, 14, 16, 16]


def test_groups_beyond_the_total_are_not_drawn_side_by_side():
    """Of 19 dead, 24 and 14 and 4 would make a bar of 42: they belong to another number."""
    small = replace(tally(), killed=Estimate(low=19, best=None, high=None), remainder=None)
    assert parts(small) == ()
    assert breakdown_bar(small) == ""


def test_no_breakdown_draws_nothing():
    """Without groups there is no bar, with one step no steps, without coordinates no sketch."""
    assert breakdown_bar(acled()) == ""
    assert steps(revisions()[:1]) == ""
    assert place_sketch((Place(wording="the quarry"),)) == ""


def test_steps_show_what_is_open_and_what_is_superseded():
    """Every step with a number is drawn, open ones hollow, superseded ones struck through."""
    drawn = svg(steps(revisions()))
    assert [dot.get("class") for dot in drawn.iter("circle")] == ["dot open old", "dot open", "dot", "dot"]
    assert [text.text for text in drawn.iter("text") if "count" in text.get("class", "")] == ["≥ 15", "≥ 57", "57", "1"]


def test_a_province_is_an_area_and_a_town_is_a_ring(monkeypatch):
    """The province is hatched and wider than any town, without an outline, too; a town is never a point."""
    monkeypatch.setattr(areas, "load", lambda: None)
    marks = {mark.get("class"): float(mark.get("r")) for mark in svg(place_sketch(places())).iter("circle")}
    assert set(marks) == {"area", "ring", "ring near"}
    assert marks["area"] > marks["ring near"] > marks["ring"] >= 9


SQUARE = [(38.0, 34.0), (42.0, 34.0), (42.0, 36.0), (38.0, 36.0), (38.0, 34.0)]
HOLE = [(39.0, 34.5), (39.5, 34.5), (39.5, 35.0), (39.0, 35.0), (39.0, 34.5)]
DEIR = Place(wording="Deir", name="Deir ez-Zor", latitude=35.0, longitude=40.0, precision="province")


class Known:
    """Areas of which one is known."""

    def at(self, latitude: float, longitude: float, *, level: int) -> tuple:
        """The square around one point."""
        return (SQUARE, HOLE) if (latitude, longitude) == (35.0, 40.0) else ()


def test_a_province_has_its_outline_where_that_is_known(monkeypatch):
    """With its holes, whole on the drawing, wherever the town lies; another one stays a circle."""
    monkeypatch.setattr(areas, "load", Known)
    town = Place(wording="x", name="Mayadin", latitude=35.0, longitude=40.4, precision="town")
    drawn = svg(place_sketch([DEIR, town]))
    (path,) = drawn.iter("path")
    assert path.get("class") == "area known"
    assert path.get("fill-rule") == "evenodd"
    assert path.get("d").count("M") == 2
    xs, ys = (list(map(int, re.findall(r"-?\d+", path.get("d"))))[start::2] for start in (0, 1))
    assert min(xs) >= 0 <= min(ys)
    assert max(xs) <= 400
    assert max(ys) <= 260
    assert max(xs) - min(xs) > 200
    other = replace(DEIR, latitude=30.0)
    assert [mark.get("class") for mark in svg(place_sketch([other])).iter("circle")] == ["area"]
    monkeypatch.setattr(areas, "load", lambda: None)
    assert "<path" not in place_sketch([DEIR])


def test_a_country_is_never_drawn():
    """The middle of a country says nothing about where."""
    assert place_sketch((Place(wording="Syria", name="Syria", latitude=35, longitude=38, precision="country"),)) == ""


def test_places_on_both_sides_of_the_date_line_lie_close():
    """The sketch takes the short way round, and keeps every mark on it."""
    pair = [Place(wording=str(at), name=str(at), latitude=0, longitude=at) for at in (179.9, -179.9)]
    xs = [float(mark.get("cx")) for mark in svg(place_sketch(pair)).iter("circle")]
    assert all(0 < x < 400 for x in xs)
    assert xs[0] != xs[1]


def test_hostile_names_stay_text():
    """A name cannot close the drawing."""
    name = '"><script>alert(1)</script>'
    drawn = svg(place_sketch((Place(wording="x", name=name, latitude=1, longitude=1),)))
    assert not list(drawn.iter("script"))
