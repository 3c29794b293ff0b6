"""The graph as PROV: read by rdflib, held against the classes that PROV-O gives to its properties, and by `prov`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tallystick.export.formats.prov import BASE
from tallystick.model import Reading
from tests.exporting import dossiers_of, export_of
from tests.properties.claim_strategies import worlds
from tests.readings import agency_story, live_page

pytest.importorskip("prov", reason="the libraries prov and rdflib are not installed: make validators")
from prov.model import ProvDocument
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import PROV

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's of its own JSON-LD reader
ENTITY, ACTIVITY, AGENT = PROV.Entity, PROV.Activity, PROV.Agent
DOMAIN_AND_RANGE = {
    PROV.wasGeneratedBy: (ENTITY, ACTIVITY),
    PROV.used: (ACTIVITY, ENTITY),
    PROV.wasDerivedFrom: (ENTITY, ENTITY),
    PROV.wasQuotedFrom: (ENTITY, ENTITY),
    PROV.hadPrimarySource: (ENTITY, ENTITY),
    PROV.wasRevisionOf: (ENTITY, ENTITY),
    PROV.wasAttributedTo: (ENTITY, AGENT),
    PROV.wasAssociatedWith: (ACTIVITY, AGENT),
    PROV.hadMember: (PROV.Collection, ENTITY),
    PROV.agent: (PROV.Association, AGENT),
    PROV.hadPlan: (PROV.Association, PROV.Plan),
}
"""As the recommendation has them (PROV-O, section 4)."""


def graph_of(world: list[Reading]) -> Graph:
    """The exported graph; the context stands in the file, and nothing is fetched."""
    graph = Graph()
    graph.parse(data=export_of("prov", world).data.decode(), format="json-ld")
    return graph


def check(graph: Graph) -> None:
    """Every PROV relation joins what PROV-O says that it joins."""
    for subject, relation, thing in graph:
        if relation in DOMAIN_AND_RANGE:
            domain, range_ = DOMAIN_AND_RANGE[relation]  # type: ignore[index]
            assert (subject, RDF.type, domain) in graph, (subject, relation)
            assert (thing, RDF.type, range_) in graph, (relation, thing)


@settings(max_examples=10, deadline=None)
@given(worlds(3))
def test_relations_join_what_prov_says(world: list[Reading]) -> None:
    """Domain and range of PROV-O hold for every statement, and no entity is an activity."""
    graph = graph_of(world)
    check(graph)
    assert not set(graph.subjects(RDF.type, ENTITY)) & set(graph.subjects(RDF.type, ACTIVITY))


def test_the_check_can_fail() -> None:
    """A claim quoted from an agent would be found."""
    graph = graph_of([live_page()])
    claim = next(graph.subjects(PROV.wasQuotedFrom))
    graph.add((claim, PROV.wasQuotedFrom, next(graph.subjects(RDF.type, AGENT))))
    with pytest.raises(AssertionError):
        check(graph)


def test_prov_reads_it() -> None:
    """The `prov` library takes the graph as a PROV document with entities, activities, agents and their relations."""
    turtle = graph_of([live_page(), agency_story()]).serialize(format="turtle")
    document = ProvDocument.deserialize(content=turtle, format="rdf", rdf_format="turtle")
    kinds = {type(record).__name__ for record in document.get_records()}
    assert {"ProvEntity", "ProvActivity", "ProvAgent", "ProvGeneration", "ProvUsage", "ProvAttribution"} <= kinds
    assert document.unified()


def test_a_figure_leads_back_to_its_words() -> None:
    """From the tally over a claim to the report that it is quoted from, and to who said it."""
    world = [live_page(), agency_story()]
    graph = graph_of(world)
    dossier = max(dossiers_of(world, "ledger"), key=lambda one: len(one.claims))
    tally = URIRef(f"{BASE}tally:{dossier.event.id}:ledger")
    used = dossier.event.tally.used[0]
    claim = URIRef(f"{BASE}{used}")
    assert (tally, PROV.wasDerivedFrom, claim) in graph
    assert (claim, PROV.value, Literal(dossier.claims[used].quote)) in graph
    assert (claim, PROV.wasQuotedFrom, URIRef(f"{BASE}{used.split('/')[0]}")) in graph
    assert list(graph.objects(claim, PROV.hadPrimarySource))


def test_an_update_is_a_revision() -> None:
    """57 after 15, from the same page, is a revision of it."""
    graph = graph_of([live_page()])
    ours: dict[Any, Any] = dict(graph.subject_objects(PROV.value))
    pairs = {(str(ours[new]), str(ours[old])) for new, old in graph.subject_objects(PROV.wasRevisionOf)}
    assert any("57" in new and "15" in old for new, old in pairs)
