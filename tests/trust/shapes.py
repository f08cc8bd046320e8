"""Questions to every shape of a set of claims, drawn at random, and what reading the documents says the answers are."""

import hashlib
import json
import random
from typing import Any
from urllib.parse import urlencode

import feedparser
from django.test import Client
from rdflib import RDF, Graph, Namespace

from claims.filters import OwnDocumentFilterSet
from claims.shapes.agreement import Normalization
from claims.shapes.dimensions import DIMENSIONS
from claims.shapes.matched import Distinct
from claims.shapes.periods import Dates, Interval
from claims.shapes.timeline import Spread
from tests.api import oracle_changes, oracle_counts, oracle_lists, oracle_network, oracle_suggestions
from tests.api.counts import bare
from tests.api.exports import export_equals
from tests.api.test_changes import plain
from tests.api.test_network import assert_same_graph, node_link, read_graphml
from tests.api.test_oracle import Query
from tests.trust.chance import WORDS
from tests.trust.questions import Reading

SCHEMA = Namespace("https://schema.org/")
Own = dict[str, str]
COUNTED = [{}, {}, *({"distinct": distinct} for distinct in Distinct.values)]
ROLES = ("subject", "target", "addressee", "beneficiary", "mentioned")


class Shapes:
    """Asks about the claims that fulfil a query, at an S that `as_of` names, for one shape after the other."""

    def __init__(self, client: Client, chance: random.Random) -> None:
        self.client, self.chance = client, chance
        self.shapes: list[Any] = [
            self.facets, self.timeline, self.crosstab, self.network, self.export, self.groups, self.news,
            self.explanation, self.changes, self.linked, self.suggestions,
        ]  # fmt: skip

    def ask(self, reading: Reading, query: Query, as_of: Query) -> str:
        """Asks for one shape; its name. Raises AssertionError where the answer is not what the documents say."""
        shape = self.chance.choice(self.shapes)
        shape(reading, query, as_of)
        return shape.__name__

    def answer(self, path: str, *parts: Any, status: int = 200) -> Any:
        """The answer at the address, with the parameters of all parts."""
        asked = urlencode({name: value for part in parts for name, value in part.items()}, doseq=True)
        response = self.client.get(f"/api/v1/{path}?{asked}")
        assert response.status_code == status, f"{path}?{asked}: {response.content!r}"
        return response

    def drawn(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    # --- Counts ----------------------------------------------------------------------------------

    def facets(self, reading: Reading, query: Query, as_of: Query) -> None:
        own: Own = {
            "facet": ",".join(self.chance.sample(list(DIMENSIONS), 4)),
            "limit": self.drawn("1", "3", "200"),
            "dates": self.drawn(*Dates.values),
            "exclude_self": self.drawn("true", "false"),
            **self.drawn(*COUNTED),
        }
        found = bare(self.answer("claims/facets/", query, own, as_of).json())
        assert found == oracle_counts.facets(reading, query, own), (query, own, as_of)

    def timeline(self, reading: Reading, query: Query, as_of: Query) -> None:
        own: Own = {
            "interval": self.drawn(*Interval.values),
            "dates": self.drawn(*Dates.values),
            "spread": self.drawn(*Spread.values),
            "limit": self.drawn("1", "3"),
            **self.drawn(*COUNTED),
        }
        by, then_by = self.chance.sample(list(DIMENSIONS), 2)
        own |= self.drawn({}, {"by": by}, {"by": by, "then_by": then_by})
        expected = oracle_counts.timeline(reading, query, own)
        found = self.answer("claims/timeline/", query, own, as_of, status=400 if expected is None else 200)
        if expected is not None:
            assert bare(found.json()) == expected, (query, own, as_of)
            assert self.rows("claims/timeline/", query, own, as_of) == found.json()["rows"]

    def crosstab(self, reading: Reading, query: Query, as_of: Query) -> None:
        rows, columns = self.chance.sample(list(DIMENSIONS), 2)
        own: Own = {"rows": rows, "columns": columns, "limit": self.drawn("1", "3", "50"), **self.drawn(*COUNTED)}
        own["dates"] = self.drawn(*Dates.values)
        found = bare(self.answer("claims/crosstab/", query, own, as_of).json())
        assert found == oracle_counts.crosstab(reading, query, own), (query, own, as_of)

    def network(self, reading: Reading, query: Query, as_of: Query) -> None:
        ties = self.drawn("co_mention", "directed", *oracle_network.OF_HOLDERS)
        own: Own = {"ties": ties, "limit": self.drawn("3", "200"), "min_weight": self.drawn("1", "1", "2")}
        own |= self.drawn(*COUNTED)
        if ties in oracle_network.OF_HOLDERS:
            own["normalization"] = self.drawn(*Normalization.values)
        if ties == "directed":
            own |= {"from": self.drawn("subject", "claimant"), "to": ",".join(self.chance.sample(ROLES, 2))}
        body = self.answer("claims/network/", query, own, as_of).json()
        expected = oracle_network.network(reading, query, own)
        found = {name: body["meta"][name] for name in expected["meta"]}
        assert {"meta": found, **{name: body[name] for name in ("directed", "nodes", "edges")}} == expected, (
            query,
            own,
        )
        assert_same_graph(node_link(body), read_graphml(self.client, {**query, **own, **as_of}))
        assert self.rows("claims/network/", query, own, as_of) == body["edges"]

    def rows(self, path: str, *parts: Any) -> list[dict[str, Any]]:
        """The rows of the answer as a table."""
        text = self.answer(path, *parts, {"format": "ndjson"}).content.decode()
        return [json.loads(line) for line in text.splitlines()]

    # --- Documents -------------------------------------------------------------------------------

    def export(self, reading: Reading, query: Query, as_of: Query) -> None:
        form, ordering = self.drawn("ndjson", "json", "csv", "parquet"), self.drawn("-occurred", "said", "published")
        own: Own = {"format": form, "ordering": ordering}
        rows = self.drawn("claim", "participant", "attribution", "position", "evidence", "relation")
        if form in ("csv", "parquet"):
            own["rows"] = rows
        exported = self.answer("claims/export/", query, own, as_of)
        data = exported.getvalue()
        documents = [
            {name: value for name, value in reading.written[uid].items() if not name.startswith("_")}
            | {"licence": None}
            for uid in reading.find(query, ordering)
        ]
        export_equals(data, form, documents, as_of=reading.seq, rows=rows)
        manifest = self.answer("claims/export/manifest/", query, own, as_of).json()
        assert (manifest["bytes"], manifest["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())

    def groups(self, reading: Reading, query: Query, as_of: Query) -> None:
        own: Query = {"group_limit": [self.drawn("1", "20")], "ordering": [self.drawn("-occurred", "published")]}
        asked = {"group": "source", "limit": self.drawn("1", "2", "200"), "count": "exact"}
        found: list[dict[str, Any]] = []
        body = self.answer("claims/", query, own, asked, as_of).json()
        count = body["meta"]["count"]
        while True:
            found += [
                {
                    "source": reading.slugs_now["source", group["source"]["slug"]],
                    "count": group["count"],
                    "claims": [claim["uid"] for claim in group["claims"]],
                }
                for group in body["results"]
            ]
            if body["next"] is None:
                break
            body = self.client.get(body["next"]).json()
        assert found == oracle_lists.groups(reading, query, own), (query, own, as_of)
        assert count == len(found)

    def news(self, reading: Reading, query: Query, as_of: Query) -> None:
        feed = feedparser.parse(self.answer("claims/", query, {"format": "atom", "limit": "200"}, as_of).content)
        assert not feed.bozo
        expected = oracle_lists.news(reading, query, {})
        assert [entry.id.removeprefix("urn:uuid:") for entry in feed.entries] == [uid for uid, _ in expected][:200], (
            query
        )

    def explanation(self, reading: Reading, query: Query, as_of: Query) -> None:
        asked = {"explain": "true", "limit": "1"}
        body = self.answer("claims/", query, asked, as_of).json()
        told = [item["left"] for item in body["meta"]["explain"]]
        assert told == [left for _, left in oracle_lists.explained(reading, query, {})], query

    def linked(self, reading: Reading, query: Query, as_of: Query) -> None:
        feed = self.answer("claims/", query, {"format": "jsonld", "limit": "200"}, as_of)
        graph = Graph().parse(data=feed.content, format="json-ld")
        found = {
            str(graph.value(node, SCHEMA.identifier)): (
                str(graph.value(node, SCHEMA.text)),
                len(set(graph.objects(node, SCHEMA.hasPart))),
            )
            for node in graph.subjects(RDF.type, SCHEMA.Claim)
        }
        written = {uid: reading.written[uid] for uid in reading.find(query)[:200]}
        assert found == {
            uid: (document["statement"], len([item for item in document["evidence"] if item["quote"]]))
            for uid, document in written.items()
        }, query

    # --- Names ------------------------------------------------------------------------------------

    def suggestions(self, reading: Reading, query: Query, as_of: Query) -> None:
        """What is typed is the beginning of a word that names have, or of two."""
        one, other = (word[: self.chance.randint(1, 6)] for word in self.chance.sample(WORDS, 2))
        typed = self.drawn(one, one, f"{one} {other}", other.upper())
        found = self.answer("suggest/", {"q": typed, "limit": "50"}, as_of).json()["results"]
        expected = oracle_suggestions.suggestions(reading, typed)
        assert len(expected) <= 150, "more than are looked at"
        # Where nothing begins so, what is like it is suggested, and not told here.
        for item, told in zip(found, expected[:50], strict=bool(expected)):
            assert item["matched"] in told.pop("matched"), (typed, as_of)
            assert {name: item[name] for name in told} == told, (typed, as_of)

    # --- What followed each other ----------------------------------------------------------------

    def changes(self, reading: Reading, query: Query, as_of: Query) -> None:
        allowed = OwnDocumentFilterSet.parameters()
        followed = {name: texts for name, texts in plain(query).items() if name in allowed}
        if {"holder", "position"} & query.keys() and "topic" in query:
            followed = {}
        own: Query = {"after": [str(self.chance.randint(0, reading.seq))], "limit": [self.drawn("3", "1000")]}
        found: list[dict[str, Any]] = []
        body = self.answer("changes/", followed, own, as_of).json()
        while True:
            found += [
                {"seq": change["seq"], "event": change["event"], "document": change["document"]}
                for change in body["results"]
            ]
            if body["meta"]["up_to"] == body["meta"]["as_of"]:
                break
            body = self.client.get(body["next"]).json()
        for change in found:
            if change["document"] is not None:
                assert change["document"].pop("licence", None) is None
        assert found == oracle_changes.changes(reading, followed, own), (followed, own, as_of)
