from __future__ import annotations

from collections.abc import Sequence

from tallystick.ids import content_id
from tallystick.link.identity import Naming, name
from tallystick.link.partition import Group


def _name(
    groups: Sequence[Group], filed: dict[str, str], ages: Sequence[str] = ("old", "young"), taken: Sequence[str] = ()
) -> Naming:
    born = {id_: number for number, id_ in enumerate(ages)}
    return name(groups, filed, born, first=min, is_taken=lambda id_: id_ in taken)


def test_a_new_event_is_called_by_its_first_mention() -> None:
    """Nothing is filed yet: the id is made from the mention told first, and all are filed under it."""
    naming = _name([("a", "b")], {})
    assert naming.ids == (content_id("evt", "a"),)
    assert set(naming.filed.values()) == set(naming.ids)


def test_who_joins_changes_no_id() -> None:
    """A mention that comes first in every respect joins under the id that is there."""
    assert _name([("a", "b")], {"b": "old"}).ids == ("old",)


def test_of_two_that_become_one_the_older_id_stays() -> None:
    """The younger leads to it, and its mentions stay filed under the younger."""
    naming = _name([("a", "b", "c")], {"a": "young", "b": "young", "c": "old"})
    assert naming.ids == ("old",)
    assert naming.leads_to == {"old": "old", "young": "old"}
    assert naming.filed == {"a": "young", "b": "young", "c": "old"}


def test_a_merge_taken_back_gives_both_their_ids() -> None:
    """What was merged and is parted again is called as before."""
    merged = _name([("a", "b", "c")], {"a": "young", "b": "young", "c": "old"})
    parted = _name([("a", "b"), ("c",)], merged.filed)
    assert parted.ids == ("young", "old")
    assert parted.leads_to == {"old": "old", "young": "young"}


def test_the_larger_part_keeps_the_id() -> None:
    """An event falls apart: the larger part is called as before, the smaller by an id of its own from then on."""
    naming = _name([("a",), ("b", "c")], dict.fromkeys("abc", "old"))
    assert naming.ids == (content_id("evt", "a"), "old")
    assert naming.filed["a"] == naming.ids[0]


def test_of_equal_parts_the_first_keeps_it() -> None:
    """Where two parts are equal, the one with the smaller ids keeps the id, whatever the order of anything."""
    assert _name([("a",), ("b",)], dict.fromkeys("ab", "old")).ids[0] == "old"


def test_no_id_is_given_twice() -> None:
    """An id that was given before, to what is elsewhere now, is not given again."""
    taken = content_id("evt", "a")
    assert _name([("a",)], {}, taken=[taken]).ids == (content_id("evt", "a", "2"),)
