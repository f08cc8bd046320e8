"""Networks of actors: what the documents say, at every state, and as networkx reads them."""

import io
from typing import Any

import networkx as nx
import pytest
from django.test import Client

from claims.choices import Role
from claims.models.actors import Actor
from claims.models.facts import RecordFact
from claims.models.ledger import Publication
from claims.shapes import network as shape
from claims.shapes.agreement import Normalization
from claims.shapes.matched import Distinct
from tests import factories
from tests.api.archive import Archive, merge
from tests.api.conftest import Get
from tests.api.oracle import Oracle
from tests.api.oracle_network import network

pytestmark = pytest.mark.django_db

FILTERS: list[dict[str, list[str]]] = [
    {},
    {"kind": ["state,evaluative"]},
    {"actor": ["azerbaijan"], "rollup": ["true"]},
    {"topic": ["harbour-dues"]},
    {"position": ["for,against"]},
    {"occurred_after": ["2025-01-01"]},
    {"claimant": ["shipowners-guild"], "negated": ["false"]},
    {"q": ["no such words"]},
]
OWN: list[dict[str, str]] = [
    {},
    {"distinct": "event"},
    {"distinct": "proposition", "min_weight": "2", "limit": "6"},
    {"ties": "directed"},
    {"ties": "directed", "from": "claimant", "to": "addressee,mentioned,target", "distinct": "event"},
    {"ties": "directed", "to": "subject,target", "limit": "5"},
    {"ties": "agreement"},
    {"ties": "agreement", "normalization": "cosine", "limit": "4", "distinct": "proposition"},
    {"ties": "conflict", "normalization": "average_activity", "min_weight": "2"},
    {"ties": "subtract", "normalization": "jaccard"},
]


def states() -> list[int]:
    merged = Publication.objects.get(op="merged").seq
    return [merged - 1, merged, Publication.objects.head()]


def read_graphml(client: Client, query: dict[str, Any]) -> Any:
    response = client.get("/api/v1/claims/network/", {**query, "format": "graphml"})
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"].startswith("application/graphml+xml")
    graph = nx.read_graphml(io.BytesIO(response.content))
    # networkx adds these whether a file has defaults or not.
    assert (graph.graph.pop("node_default"), graph.graph.pop("edge_default")) == ({}, {})
    return graph


def node_link(body: dict[str, Any]) -> Any:
    return nx.node_link_graph(body, edges="edges")


def assert_same_graph(one: Any, other: Any) -> None:
    assert type(one) is type(other)
    assert nx.utils.graphs_equal(one, other)


@pytest.mark.parametrize("own", OWN, ids=lambda own: "&".join(f"{name}={value}" for name, value in own.items()))
def test_networks_are_what_the_documents_say_at_every_state(
    archive: Archive, get: Get, client: Client, own: dict[str, str]
) -> None:
    most = 0
    for seq in states():
        oracle = Oracle("claim", seq)
        for filters in FILTERS:
            query = {**filters, **own, "as_of": seq}
            body, expected = get("claims/network/", query), network(oracle, filters, own)
            found = {name: body["meta"][name] for name in expected["meta"]}
            assert {"meta": found, **{name: body[name] for name in ("directed", "nodes", "edges")}} == expected, query
            assert_same_graph(node_link(body), read_graphml(client, query))
            most = max(most, len(expected["edges"]))
    assert most > 3


@pytest.fixture
def debate(db: None) -> list[Actor]:
    """Three parties on four topics, most of which they mention more than once."""
    red, green, blue = (factories.actor(slug) for slug in ("red", "green", "blue"))
    tax, road, school, port = (factories.topic(slug, pole="More.") for slug in ("tax", "road", "school", "port"))
    said = [
        (red, tax, "for"),
        (red, tax, "for"),
        (red, road, "for"),
        (red, school, "neutral"),
        (green, tax, "for"),
        (green, road, "against"),
        (green, school, "neutral"),
        (blue, tax, "against"),
        (blue, road, "for"),
        (blue, road, "against"),
        (blue, school, "for"),
        (blue, port, "for"),
    ]
    source = factories.source("debate")
    claims = [
        factories.claim(
            source=source, participants=[(holder, "subject")], topics=[topic], positions=[(holder, topic, value)]
        )
        for holder, topic, value in said
    ]
    factories.publish_all(*claims)
    return [red, green, blue]


def weights(body: dict[str, Any]) -> dict[tuple[str, str], float]:
    return {(min(ends), max(ends)): tie["weight"] for tie in body["edges"] for ends in [(tie["source"], tie["target"])]}


BLUE_GREEN, BLUE_RED, GREEN_RED = ("blue", "green"), ("blue", "red"), ("green", "red")


def test_each_topic_counts_once_for_a_pair_whoever_says_it_however_often(debate: list[Actor], get: Get) -> None:
    agreement = get("claims/network/", {"source": "debate", "ties": "agreement"})
    # Blue is for and against the road: it agrees with red and green, and is at odds with both.
    assert weights(agreement) == {GREEN_RED: 2, BLUE_GREEN: 1, BLUE_RED: 1}
    assert weights(get("claims/network/", {"source": "debate", "ties": "conflict"})) == {
        GREEN_RED: 1,
        BLUE_GREEN: 2,
        BLUE_RED: 2,
    }
    assert weights(get("claims/network/", {"source": "debate", "ties": "subtract"})) == {
        GREEN_RED: 1,
        BLUE_GREEN: -1,
        BLUE_RED: -1,
    }


@pytest.mark.parametrize(
    ("normalization", "expected"),
    [
        # Red and green have 3 positions, blue has 5; red and green share 2, each shares 1 with blue.
        ("average_activity", {GREEN_RED: 2 / 3, BLUE_GREEN: 1 / 4, BLUE_RED: 1 / 4}),
        ("jaccard", {GREEN_RED: 2 / 4, BLUE_GREEN: 1 / 7, BLUE_RED: 1 / 7}),
        ("cosine", {GREEN_RED: 2 / 9, BLUE_GREEN: 1 / 15, BLUE_RED: 1 / 15}),
        ("none", {GREEN_RED: 2, BLUE_GREEN: 1, BLUE_RED: 1}),
    ],
)
def test_weights_are_normalised_as_the_discourse_network_analyzer_does(
    debate: list[Actor], get: Get, normalization: str, expected: dict[tuple[str, str], float]
) -> None:
    query = {"source": "debate", "ties": "agreement", "normalization": normalization}
    assert weights(get("claims/network/", query)) == expected


def test_a_time_window_of_the_claims_is_one_of_the_network(debate: list[Actor], get: Get) -> None:
    road = get("claims/network/", {"source": "debate", "ties": "agreement", "topic": "road"})
    assert weights(road) == {BLUE_GREEN: 1, BLUE_RED: 1}
    assert {node["id"]: node["claims"] for node in road["nodes"]} == {"red": 1, "green": 1, "blue": 2}


def test_directed_ties_tell_in_how_many_claims_the_other_has_which_role(db: None, get: Get) -> None:
    state, rebels, town = (factories.actor(slug) for slug in ("state", "rebels", "town"))
    source = factories.source("war-report")
    as_mentioned = [(state, "subject"), (rebels, "mentioned")]
    factories.publish_all(
        factories.claim(source=source, participants=[(state, "subject"), (rebels, "target"), (town, "beneficiary")]),
        factories.claim(source=source, participants=[(state, "subject"), (rebels, "addressee"), (rebels, "target")]),
        factories.claim(source=source, voices=[{"actor": rebels}], participants=as_mentioned),
    )
    body = get("claims/network/", {"source": "war-report", "ties": "directed"})
    roles = {"as_target": 0, "as_addressee": 0, "as_beneficiary": 0}
    assert body["directed"]
    assert body["edges"] == [
        {**roles, "source": "state", "target": "rebels", "weight": 2, "as_target": 2, "as_addressee": 1},
        {**roles, "source": "state", "target": "town", "weight": 1, "as_beneficiary": 1},
    ]
    # The rebels say so of themselves as well, which ties them to nobody but the state.
    asked = {"source": "war-report", "ties": "directed", "from": "claimant", "to": "subject,mentioned"}
    said = get("claims/network/", {**asked, "own_voice": "false"})
    (tie,) = said["edges"]
    assert tie == {"source": "rebels", "target": "state", "weight": 1, "as_subject": 1, "as_mentioned": 0}


def test_a_merged_actor_is_the_one_that_it_was_merged_into(db: None, get: Get) -> None:
    one, other, third = factories.actor("one"), factories.actor("other"), factories.actor("third")
    source = factories.source("who-is-who")
    factories.publish_all(
        factories.claim(source=source, participants=[(one, "subject"), (third, "target")]),
        factories.claim(source=source, participants=[(one, "subject"), (other, "target"), (third, "target")]),
    )
    before = Publication.objects.head()
    merge(one, other)
    query = {"source": "who-is-who", "ties": "directed"}
    body = get("claims/network/", query)
    assert [(tie["source"], tie["target"], tie["weight"]) for tie in body["edges"]] == [("other", "third", 2)]
    assert {node["id"] for node in body["nodes"]} == {"other", "third"}
    earlier = get("claims/network/", {**query, "as_of": before})
    assert {node["id"] for node in earlier["nodes"]} == {"one", "other", "third"}


def test_an_actor_whose_document_was_erased_is_called_by_its_uid(archive: Archive, get: Get, client: Client) -> None:
    shown = get("claims/network/", {"ties": "directed"})
    erased = shown["nodes"][0]
    RecordFact.objects.filter(uid=erased["uid"]).delete()
    body = get("claims/network/", {"ties": "directed"})
    assert body["nodes"][0]["id"] == body["nodes"][0]["label"] == erased["uid"]
    assert "kind" not in body["nodes"][0]
    assert_same_graph(node_link(body), read_graphml(client, {"ties": "directed"}))


def test_meta_says_how_much_is_left_out(archive: Archive, get: Get) -> None:
    every = get("claims/network/")
    some = get("claims/network/", {"limit": 3})
    assert some["meta"]["nodes"] == {"given": 3, "in_all": len(every["nodes"])}
    there = {node["id"] for node in some["nodes"]}
    assert some["edges"] == [tie for tie in every["edges"] if {tie["source"], tie["target"]} <= there]
    assert some["meta"]["edges"] == len(some["edges"]) < len(every["edges"])
    assert some["nodes"] == [
        {**node, "degree": some["nodes"][place]["degree"], "strength": some["nodes"][place]["strength"]}
        for place, node in enumerate(every["nodes"][:3])
    ]
    assert some["graph"]["nodes_in_all"] == len(every["nodes"])
    heavy = get("claims/network/", {"min_weight": 4})
    assert heavy["edges"] == [tie for tie in every["edges"] if tie["weight"] >= 4]
    assert heavy["meta"]["edges"] == len(heavy["edges"]) < len(every["edges"])


def test_too_many_ties_are_refused_with_the_remedy(archive: Archive, get: Get, refused: Get, monkeypatch: Any) -> None:
    ties = len(get("claims/network/")["edges"])
    for module in ("claims.shapes.network", "claims.api.network"):
        monkeypatch.setattr(f"{module}.MOST_TIES", ties - 1)
    error = refused("claims/network/")["limit"]
    assert f"There are {ties} ties" in error["detail"]
    assert error["detail"].endswith(f"{ties - 1} are the most.")
    assert len(get("claims/network/", {"limit": 5})["edges"]) > 0


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"from": "claimant"}, "from"),
        ({"ties": "agreement", "to": "target"}, "to"),
        ({"ties": "directed", "normalization": "none"}, "normalization"),
        ({"ties": "friends"}, "ties"),
        ({"ties": "directed", "to": "voice"}, "to"),
        ({"limit": "0"}, "limit"),
        ({"min_weight": "-1"}, "min_weight"),
        ({"actr": "azerbaijan"}, "actr"),
        ({"actor": "azerbaijn"}, "actor"),
    ],
)
def test_what_cannot_be_meant_is_refused(archive: Archive, refused: Get, query: dict[str, str], parameter: str) -> None:
    assert list(refused("claims/network/", query)) == [parameter]


def test_the_answer_repeats_how_it_was_understood(archive: Archive, get: Get) -> None:
    body = get("claims/network/", {"ties": "directed", "to": "target,subject", "negated": "false"})
    assert body["meta"]["applied"] == {
        "negated": False,
        "ties": "directed",
        "from": "subject",
        "to": "subject,target",
        "min_weight": 1,
        "limit": 200,
    }
    assert get(f"claims/network/?{body['graph']['question']}&as_of={body['graph']['as_of']}") == body


def test_before_anything_is_public_networks_are_empty(archive: Archive, get: Get, client: Client) -> None:
    for ties in shape.Ties.values:
        body = get("claims/network/", {"as_of": 0, "ties": ties})
        assert (body["nodes"], body["edges"], body["meta"]["claims"]) == ([], [], 0)
        assert_same_graph(node_link(body), read_graphml(client, {"as_of": 0, "ties": ties}))


@pytest.mark.parametrize(
    "name", ['<script>alert("x")</script>', "A & B ]]> &amp; é 😀", "' OR 1=1; --", "=1+1|2, 3", "%s %(name)s {0}"]
)
def test_names_are_read_back_as_they_are(db: None, get: Get, client: Client, name: str) -> None:
    hostile = factories.actor("hostile", name=name)
    factories.publish_all(factories.claim(participants=[(hostile, "subject"), (factories.actor("other"), "target")]))
    body = get("claims/network/", {"ties": "directed"})
    assert {node["label"] for node in body["nodes"] if node["id"] == "hostile"} == {name}
    assert_same_graph(node_link(body), read_graphml(client, {"ties": "directed"}))


def test_accept_asks_for_graphml_too(archive: Archive, client: Client) -> None:
    response = client.get("/api/v1/claims/network/", headers={"Accept": "application/graphml+xml"})
    assert response.content.startswith(b"<?xml")
    refusal = client.get("/api/v1/claims/network/?ties=x", headers={"Accept": "application/graphml+xml"})
    assert (refusal.status_code, refusal.headers["Content-Type"]) == (400, "application/problem+json")


def test_a_network_takes_the_same_queries_however_large(
    archive: Archive, get: Get, django_assert_num_queries: Any
) -> None:
    # The head of the ledger, and names; in SQL also propositions, terms, and the network.
    for query, queries in (({}, 2), ({"distinct": "proposition"}, 5)):
        get("claims/network/", query)
        with django_assert_num_queries(queries):
            get("claims/network/", query)


def test_every_choice_is_tried() -> None:
    assert {own.get("ties", "co_mention") for own in OWN} == set(shape.Ties.values)
    assert {own.get("normalization", "none") for own in OWN} == set(Normalization.values)
    assert {own["distinct"] for own in OWN if "distinct" in own} == set(Distinct.values)
    assert {role for own in OWN for role in own.get("to", "beneficiary").split(",")} == set(Role.values)
