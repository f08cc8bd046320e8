"""JSON-LD: rdflib reads it without a network, SHACL holds it to its promises, and the triples say what JSON says."""

import copy
import datetime
import hashlib
import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from django.test import Client
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from claims.curation.publishing import publish, with_dependencies
from claims.formats.jsonld import TERMS
from claims.models.actors import Identifier
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories
from tests.api.archive import made_archive
from tests.oracle import public

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
SCHEMA, OA = Namespace("https://schema.org/"), Namespace("http://www.w3.org/ns/oa#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
PC = Namespace(f"{SITE}/api/v1/codebook/#")
SHAPES = Graph().parse(Path(__file__).with_name("shapes.ttl"))
QUOTE = "The ministry denies that dues are too high."


@pytest.fixture(autouse=True)
def without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("A reader had to fetch something.")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", refuse)


def graph_of(text: str | bytes) -> Graph:
    return Graph().parse(data=text, format="json-ld")


def conforms(graph: Graph) -> tuple[bool, str]:
    conforming, _, report = pyshacl.validate(graph, shacl_graph=SHAPES)
    return conforming, report


def read(client: Client, path: str) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/ld+json"
    return json.loads(response.content)


def published_claim(**fields: Any) -> Claim:
    claim = factories.claim(**fields)
    factories.publish_all(claim)
    return claim


@pytest.fixture
def claim() -> Claim:
    """With something in every member."""
    ministry = factories.actor("port-ministry", kind="government_body", name="Port Ministry")
    guild = factories.actor("guild", kind="organisation")
    for scheme, value in (("wikidata", "Q227"), ("lei", "529900T8BM49AURSDO55")):
        Identifier.objects.create(
            actor=ministry, scheme=scheme, value=value, evidence="Its page.", checked_on=datetime.date(2025, 6, 1)
        )
    dues = factories.topic("dues", pole="Higher dues.")
    source = factories.source("paper", url="https://example.org/paper?a=1&b=ü")
    other = published_claim(source=source)
    said = {f"said_{name}": datetime.date(2025, 5, 30) for name in ("from", "to")}
    return published_claim(
        source=source,
        statement="The ministry “denies” <b>it</b> & more 😀.",
        voices=[{"actor": ministry, "form": "said", "commitment": "certain", **said, "said_precision": "day"}],
        participants=[(guild, "target")],
        topics=[dues],
        places=[factories.place("baku", country="AZ")],
        positions=[(ministry, dues, "for")],
        event=factories.event("rise"),
        relations=[("contradicts", other)],
        quotes=[QUOTE, "raised harbour dues"],
        occurred_from=datetime.date(2025, 5, 1),
        occurred_precision="period",
    )


def test_a_claim_says_in_triples_what_it_says_in_json(claim: Claim, client: Client) -> None:
    graph, document = graph_of(client.get(f"/api/v1/claims/{claim.uid}/?format=jsonld").content), public(claim)
    node = URIRef(f"{SITE}/api/v1/claims/{claim.uid}/")
    ministry = URIRef(f"{SITE}/api/v1/actors/port-ministry/")
    paper = URIRef(f"{SITE}/api/v1/sources/paper/")

    assert (node, RDF.type, SCHEMA.Claim) in graph
    assert graph.value(node, SCHEMA.text) == Literal(document["statement"])
    assert graph.value(node, SCHEMA.author) == ministry
    assert (ministry, RDF.type, SCHEMA.GovernmentOrganization) in graph
    assert set(graph.objects(ministry, SCHEMA.sameAs)) == {URIRef("https://www.wikidata.org/entity/Q227")}
    assert {graph.value(number, SCHEMA.value) for number in graph.objects(ministry, SCHEMA.identifier)} == {
        Literal("Q227"),
        Literal("529900T8BM49AURSDO55"),
    }
    assert list(graph.objects(URIRef(f"{SITE}/api/v1/actors/guild/"), SCHEMA.sameAs)) == []
    assert graph.value(node, SCHEMA.datePublished) == Literal("2025-05-30", datatype=SCHEMA.Date)
    assert graph.value(node, SCHEMA.temporalCoverage) == Literal("2025-05-01/..")
    assert graph.value(node, SCHEMA.appearance) == paper
    assert graph.value(paper, SCHEMA.url) == URIRef("https://example.org/paper?a=1&b=ü")
    assert graph.value(paper, SCHEMA.datePublished) == Literal("2025-06-01", datatype=SCHEMA.Date)
    about = {URIRef(f"{SITE}/api/v1/topics/dues/"), URIRef(f"{SITE}/api/v1/events/rise/")}
    assert set(graph.objects(node, SCHEMA.about)) == about
    assert set(graph.objects(node, SCHEMA.contentLocation)) == {URIRef(f"{SITE}/api/v1/places/baku/")}
    assert set(graph.objects(node, SCHEMA.mentions)) == {URIRef(f"{SITE}/api/v1/actors/guild/")}
    voices = Collection(graph, graph.value(node, PC.attribution) or RDF.nil)
    assert [graph.value(voice, PC.voice) for voice in voices] == [
        URIRef(f"{SITE}/api/v1/actors/publisher-of-paper/"),
        ministry,
    ]
    assert [str(graph.value(voice, PC.form)) for voice in voices] == [
        voice["form"] for voice in document["attribution"]
    ]
    position = graph.value(node, PC.positions)
    assert graph.value(position, PC.holder) == ministry
    assert graph.value(position, PC.on_topic) == URIRef(f"{SITE}/api/v1/topics/dues/")
    assert graph.value(position, PC.stance) == Literal("for")
    relation = graph.value(node, PC.relations)
    assert graph.value(relation, PC.relation) == Literal("contradicts")
    other = document["relations"][0]["claim"]
    assert graph.value(relation, PC.other_claim) == URIRef(f"{SITE}/api/v1/claims/{other}/")
    assert graph.value(graph.value(node, PC.coding_confidence), SCHEMA.value) == Literal("high")
    assert conforms(graph)[0], conforms(graph)[1]


def test_evidence_is_anchored_as_web_annotations(claim: Claim, client: Client) -> None:
    graph, document = graph_of(client.get(f"/api/v1/claims/{claim.uid}/?format=jsonld").content), public(claim)
    node = URIRef(f"{SITE}/api/v1/claims/{claim.uid}/")
    assert len(document["evidence"]) == 2
    for number, item in enumerate(document["evidence"], 1):
        quotation = URIRef(f"{node}#quotation-{number}")
        assert (node, SCHEMA.hasPart, quotation) in graph
        assert graph.value(quotation, SCHEMA.text) == Literal(item["quote"])
        annotation = URIRef(f"{node}#annotation-{number}")
        assert (node, PC.evidence, annotation) in graph
        assert (annotation, RDF.type, OA.Annotation) in graph
        assert graph.value(annotation, OA.hasBody) == node
        assert graph.value(annotation, OA.motivatedBy) == OA.identifying
        target = graph.value(annotation, OA.hasTarget)
        assert graph.value(target, OA.hasSource) == URIRef(f"{SITE}/api/v1/sources/paper/")
        selectors = {graph.value(found, RDF.type): found for found in graph.objects(target, OA.hasSelector)}
        assert set(selectors) == {OA.TextQuoteSelector, OA.TextPositionSelector}
        assert graph.value(selectors[OA.TextQuoteSelector], OA.exact) == Literal(item["quote"])
        position = selectors[OA.TextPositionSelector]
        for end in ("start", "end"):
            assert graph.value(position, OA[end]) == Literal(str(item[end]), datatype=XSD.nonNegativeInteger)
        assert item["end"] - item["start"] == len(item["quote"])


def test_quotes_that_the_policy_withholds_are_in_no_triple(client: Client) -> None:
    claim = published_claim(source=factories.source(quote_policy="none"), quotes=[QUOTE])
    text = client.get(f"/api/v1/claims/{claim.uid}/?format=jsonld").content.decode()
    graph = graph_of(text)
    assert QUOTE not in text
    assert list(graph.subjects(RDF.type, SCHEMA.Quotation)) == []
    assert list(graph.subjects(RDF.type, OA.TextQuoteSelector)) == []
    assert len(list(graph.subjects(RDF.type, OA.TextPositionSelector))) == 1
    assert conforms(graph)[0], conforms(graph)[1]


@pytest.mark.parametrize(
    ("fields", "published_on", "expected"),
    [
        ({}, datetime.date(2025, 6, 1), "2025-06-01"),
        ({}, None, None),
        ({"voices": [{"form": "said"}]}, datetime.date(2025, 6, 1), None),
        (
            {
                "voices": [
                    {"form": "said", "said_from": datetime.date(2025, 5, 1), "said_to": datetime.date(2025, 5, 31)}
                ]
            },
            datetime.date(2025, 6, 1),
            None,
        ),
    ],
    ids=["the author's", "in an undated source", "of another who said it some day", "said within a month"],
)
def test_a_claim_has_the_day_on_which_it_was_said_or_none(
    fields: dict[str, Any], published_on: datetime.date | None, expected: str | None, client: Client
) -> None:
    for voice in fields.get("voices", ()):
        voice |= {"actor": factories.actor(), "said_precision": "month" if "said_from" in voice else ""}
    claim = published_claim(source=factories.source(published_on=published_on), **fields)
    document = read(client, f"claims/{claim.uid}/?format=jsonld")
    assert document.get("datePublished") == expected
    assert "temporalCoverage" not in document
    assert conforms(graph_of(json.dumps(document)))[0]


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document, its context left out."""
    if isinstance(part, list):
        for item in part:
            yield from nodes(item)
    elif isinstance(part, dict):
        yield part
        for name, value in part.items():
            if name != "@context":
                yield from nodes(value)


def test_a_page_is_a_feed_of_the_claims_of_the_list(client: Client, settings: Any) -> None:
    settings.DATA_LICENCE = "CC-BY-4.0"
    made_archive(claims=25)
    page = read(client, "claims/?format=jsonld&limit=12&kind__not=causal")
    plain = client.get("/api/v1/claims/?limit=12&kind__not=causal").json()
    graph = graph_of(json.dumps(page))
    assert [item["identifier"] for item in page["dataFeedElement"]] == [claim["uid"] for claim in plain["results"]]
    feed = URIRef(f"{SITE}/api/v1/claims/?format=jsonld&limit=12&kind__not=causal")
    assert (feed, RDF.type, SCHEMA.DataFeed) in graph
    assert (feed, SCHEMA.license, URIRef("https://spdx.org/licenses/CC-BY-4.0")) in graph
    assert graph.value(feed, SCHEMA.version) == Literal(plain["meta"]["as_of"])
    assert {str(node) for node in graph.objects(feed, SCHEMA.dataFeedElement)} == {
        f"{SITE}{claim['path']}" for claim in plain["results"]
    }
    assert conforms(graph)[0], conforms(graph)[1]
    following = client.get(page["next"])
    assert page["next"] in client.get(str(feed).removeprefix(SITE)).headers["Link"]
    assert json.loads(following.content)["dataFeedElement"]
    # A null would be no statement, and an empty list none either.
    assert not [node for node in nodes(page) if None in node.values() or [] in node.values()]


def test_a_licence_with_an_address_is_named_by_it(claim: Claim, client: Client, settings: Any) -> None:
    settings.DATA_LICENCE = "https://example.org/terms"
    for path in (f"claims/{claim.uid}/?format=jsonld", "claims/?format=jsonld"):
        assert read(client, path)["license"] == "https://example.org/terms"


def test_an_export_is_a_feed_of_all_claims(client: Client) -> None:
    made_archive(claims=25)
    response = client.get("/api/v1/claims/export/?format=jsonld&negated=false&ordering=published")
    assert response.headers["Content-Type"] == "application/ld+json"
    body = response.getvalue()
    feed = json.loads(body)
    page = read(client, "claims/?format=jsonld&negated=false&ordering=published&limit=200")
    assert feed["dataFeedElement"] == page["dataFeedElement"]
    manifest = client.get("/api/v1/claims/export/manifest/?format=jsonld&negated=false&ordering=published").json()
    assert manifest["sha256"] == hashlib.sha256(body).hexdigest()
    assert manifest["count"] == len(feed["dataFeedElement"])
    assert manifest["url"] == feed["@id"]
    assert client.get(manifest["url"]).getvalue() == body
    assert not is_json(body[:-1])


def is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_every_term_of_our_own_is_defined_and_none_is_idle(client: Client) -> None:
    made_archive(claims=25)
    defined = {term["name"]: term["definition"] for term in client.get("/api/v1/codebook/").json()["terms"]}
    assert defined == TERMS
    graph = graph_of(client.get("/api/v1/claims/?format=jsonld&limit=200").content)
    used = {str(term).removeprefix(str(PC)) for term in graph.predicates(unique=True) if str(term).startswith(str(PC))}
    # The archive has no conditionals, no words for actors and no judgements of them.
    assert used <= set(TERMS)
    assert set(TERMS) - used <= {"condition", "mention", "evaluation", "cue"}


BREAKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no text": lambda claim: claim.pop("text"),
    "no author": lambda claim: claim.pop("author"),
    "an actor without name": lambda claim: [
        node.pop("name") for node in nodes(claim) if "/actors/" in node.get("@id", "")
    ],
    "no source": lambda claim: claim.pop("appearance"),
    "a date that is no day": lambda claim: claim.update(datePublished="June 2025"),
    "an interval without end": lambda claim: claim.update(temporalCoverage="2025-05-01/"),
    "no evidence": lambda claim: claim.pop("evidence"),
    "evidence about nothing": lambda claim: claim["evidence"][0].pop("body"),
    "evidence nowhere": lambda claim: claim["evidence"][0].pop("target"),
    "no position": lambda claim: claim["evidence"][0]["target"]["selector"].pop(1),
    "a quote without words": lambda claim: claim["evidence"][0]["target"]["selector"][0].pop("exact"),
    "an end before the start": lambda claim: claim["evidence"][0]["target"]["selector"][1].update(end=0),
    "a start below zero": lambda claim: claim["evidence"][0]["target"]["selector"][1].update(start=-1),
    "no end": lambda claim: claim["evidence"][0]["target"]["selector"][1].pop("end"),
    "a quotation of nothing": lambda claim: claim["hasPart"][0].pop("isPartOf"),
    "nobody speaks": lambda claim: claim.update(attribution=[]),
    "a review": lambda claim: claim.update({"@type": ["Claim", "ClaimReview"]}),
    "another address": lambda claim: claim.update({"@id": "urn:claim"}),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_the_shapes_tell_a_broken_claim(broken: str, claim: Claim, client: Client) -> None:
    document = read(client, f"claims/{claim.uid}/?format=jsonld")
    mutant = copy.deepcopy(document)
    BREAKS[broken](mutant)
    assert mutant != document
    assert not conforms(graph_of(json.dumps(mutant)))[0]


def test_it_is_given_to_whoever_accepts_it(claim: Claim, client: Client) -> None:
    accept = {"Accept": "application/ld+json, application/json;q=0.5"}
    for path in ("claims/", f"claims/{claim.uid}/"):
        assert client.get(f"/api/v1/{path}", headers=accept).headers["Content-Type"] == "application/ld+json"
        assert client.get(f"/api/v1/{path}").headers["Content-Type"] == "application/json"
    assert (
        client.get(f"/api/v1/claims/{claim.uid}/history/", headers=accept).headers["Content-Type"] == "application/json"
    )


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/ld+json, */*;q=0.1", "application/ld+json"),
        ("application/json;q=0.9, application/ld+json;q=1.0", "application/ld+json"),
        ("application/ld+json;q=0.2, application/json;q=0.3", "application/json"),
        ("application/ld+json;q=0, */*", "application/json"),
        ("application/json;q=0, */*", "application/x-ndjson"),
        ("application/*", "application/json"),
        ("text/html, */*;q=0.8", "application/json"),
        ("application/ld+json;q=high, application/json;q=0.1", "application/json"),
    ],
)
def test_what_is_wanted_most_is_given(accept: str, expected: str, client: Client) -> None:
    assert client.get("/api/v1/claims/", headers={"Accept": accept}).headers["Content-Type"] == expected


def test_what_is_not_wanted_is_not_given(client: Client) -> None:
    assert client.get("/api/v1/claims/", headers={"Accept": "application/json;q=0"}).status_code == 406


def test_it_takes_no_parameter_without_effect(claim: Claim, client: Client) -> None:
    for path in ("claims/?", f"claims/{claim.uid}/?"):
        response = client.get(f"/api/v1/{path}format=jsonld&fields=statement")
        assert response.status_code == 400
        assert "jsonld does not take fields" in response.json()["detail"]


def test_it_is_read_at_its_state_of_the_ledger(client: Client) -> None:
    claim = published_claim(statement="Before.")
    seq = Publication.objects.head()
    publish(with_dependencies([factories.edit(claim, statement="After.")]))
    assert read(client, f"claims/{claim.uid}/?format=jsonld")["text"] == "After."
    assert read(client, f"claims/{claim.uid}/?format=jsonld&as_of={seq}")["text"] == "Before."
