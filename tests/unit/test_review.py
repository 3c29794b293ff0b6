from __future__ import annotations

from pathlib import Path

import pytest

from tallystick import api, examples
from tallystick.link.compare import needed
from tallystick.model import Judgement
from tallystick.pipeline import make_sense
from tallystick.review import PROPOSED, questions
from tests.readings import DAMASCUS, DEIR_PROVINCE, MASYAF, at, harm, on, report, told


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> api.Known:
    """Everything in a ledger with all examples."""
    where: Path = tmp_path_factory.mktemp("review") / "tally.db"
    api.add(examples.paths(), ledger=where)
    return api.known(where)


def asked(known: api.Known, *judgements: Judgement) -> dict[str, list]:
    """The questions by kind; the events stay those that nobody judged."""
    found: dict[str, list] = {"link": [], "dispute": [], "place": []}
    for question in questions(known.readings, known.events(), judgements):
        found[question.kind].append(question)
    return found


def test_a_link_that_nearly_holds_is_asked_about(known: api.Known) -> None:
    """Both events are told apart now, their closest mentions are near to what joins two, and the evidence is shown."""
    home = {f"{ref.report}/{ref.mention}": event.id for event in known.events() for ref in event.mentions}
    links = asked(known)["link"]
    assert links
    for question in links:
        one, other = question.items
        assert {home[one], home[other]} == set(question.events)
        assert len(set(question.events)) == 2
        assert float(question.reasons[0].split()[0]) >= PROPOSED * needed()
        assert len(question.reasons) > 1


def test_a_link_says_what_keeps_the_events_apart() -> None:
    """A day and a province in passing would be enough on average, and are too little to be looked at together."""
    passing = told("m2", on(13), role="background", places=[DEIR_PROVINCE])
    readings = [
        report(name, at(20), [told("m1", on(day), places=[place]), passing], harm("c1", dead))
        for name, day, place, dead in (("one", 19, MASYAF, 5), ("other", 18, DAMASCUS, 9))
    ]
    (question,) = questions(readings, make_sense(readings), [], kinds={"link"})
    assert float(question.reasons[0].split()[0]) >= needed()
    assert "as strongly as one pair must" in question.reasons[0]


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_what_somebody_decided_is_not_asked_again(known: api.Known, verdict) -> None:
    """One word on the pair closes the question on the two events."""
    first = asked(known)["link"][0]
    judgement = Judgement(verdict=verdict, items=first.items, by="Ana", why="seen both")
    assert first.id not in [question.id for question in asked(known, judgement)["link"]]


def test_every_dispute_is_asked_about_until_one_of_its_claims_is_judged(known: api.Known) -> None:
    """As many questions as disputes; a word on one of the claims closes its own and no other."""
    disputes = asked(known)["dispute"]
    assert len(disputes) == sum(len(event.disputes) for event in known.events()) > 1
    lone = disputes[0].items[0]
    judgement = Judgement(verdict="reject", items=(lone,), by="Ana", why="a misprint")
    left = asked(known, judgement)["dispute"]
    assert [question for question in disputes if lone not in question.items] == left


def test_the_same_ledger_asks_the_same(known: api.Known) -> None:
    """In the same order, whatever the order of the readings."""
    again = questions(list(reversed(known.readings)), known.events(), ())
    assert again == questions(known.readings, known.events(), ())
