"""GraphML holds any network, whatever it says of its actors."""

import io
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from claims.formats.graphml import NAMESPACE, graphml
from claims.shapes.network import Network, Question, Ties, edge_columns, node_columns

JACCARD = Question(Ties.AGREEMENT.value, 10, normalization="jaccard")


def node(name: str, label: str, **further: Any) -> dict[str, Any]:
    return {"id": name, "label": label, "kind": "state", "uid": f"uid-{name}", "claims": 3, "degree": 1, **further}


def network(*nodes: dict[str, Any], edges: list[dict[str, Any]] | None = None, asked: Question = JACCARD) -> Network:
    ties = edges or []
    columns = node_columns(asked), edge_columns(asked)
    return Network(asked.directed, *columns, nodes, ties, 3, len(nodes))


def read(document: bytes) -> Any:
    return nx.read_graphml(io.BytesIO(document))


@pytest.mark.parametrize(
    ("label", "as_read"),
    [
        ("plain", "plain"),
        ("<a href='x'>&amp;</a>", "<a href='x'>&amp;</a>"),
        ("]]>", "]]>"),
        ("😀 𝒜 é", "😀 𝒜 é"),
        ("a\tb\nc\rd\r\ne", "a\tb\nc\rd\r\ne"),
        ("bell\x07 null\x00 escape\x1b", "bell null escape"),
        ("\ufffe\uffff\ud800half", "half"),
        ("\x85\x7f\u2028", "\x85\x7f\u2028"),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_a_text_is_read_back_but_for_what_xml_cannot_hold(label: str, as_read: str) -> None:
    written = graphml(network(node("one", label, strength=0.5)), {"question": label})
    graph = read(written)
    assert graph.nodes["one"]["label"] == as_read
    assert graph.graph["question"] == as_read


def test_numbers_are_read_back_as_what_they_are() -> None:
    edges = [{"source": "one", "target": "two", "weight": 1 / 3, "agreement": 1, "conflict": 0}]
    graph = read(graphml(network(node("one", "One"), node("two", "Two"), edges=edges), {"as_of": 7}))
    assert graph.edges["one", "two"] == {"weight": 1 / 3, "agreement": 1, "conflict": 0}
    assert [type(value) for value in graph.edges["one", "two"].values()] == [float, int, int]
    assert (graph.graph["as_of"], type(graph.graph["as_of"])) == (7, int)


def test_what_there_is_not_is_left_out() -> None:
    written = graphml(network({"id": "x", "label": "x", "kind": None}), {})
    assert read(written).nodes["x"] == {"label": "x"}
    assert b"None" not in written


@pytest.mark.parametrize(("ties", "directed"), [(Ties.DIRECTED, True), (Ties.CO_MENTION, False)])
def test_an_empty_network_is_a_graph(ties: Ties, directed: bool) -> None:
    graph = read(graphml(network(asked=Question(ties.value, 10)), {}))
    assert (len(graph), graph.is_directed()) == (0, directed)


def test_each_value_has_a_key_that_says_its_type() -> None:
    written = graphml(network(node("one", "One", strength=1.0)), {"ties": "agreement", "as_of": 1})
    root = ElementTree.fromstring(written)  # noqa: S314 — our own
    keys = {key.get("id"): key.get("attr.type") for key in root.iter(f"{{{NAMESPACE}}}key")}
    used = {data.get("key") for data in root.iter(f"{{{NAMESPACE}}}data")}
    assert used <= set(keys)
    assert (keys["edge-weight"], keys["node-strength"], keys["node-claims"]) == ("double", "double", "long")
    assert (keys["node-label"], keys["graph-as_of"]) == ("string", "long")
