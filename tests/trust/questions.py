"""Questions drawn at random of the documents of one kind at S, and what reading them says the answer is."""

import random
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Any

from claims.models.ledger import PATHS, Publication
from tests.api.actors import last_rows
from tests.api.oracle import ACTOR_FILTERS, Document, Oracle
from tests.api.test_oracle import PAGES, Query, range_queries, value_queries
from tests.oracle import LABELS
from tests.trust.chance import WORDS

# Some hold a quote, some stand in one, some do neither.
PASSAGES = ["RAISED harbour  dues", "he said: “in May” or so", "dues have doubled", "harbour dues fall"]
ORDERINGS = {
    "claim": ["-occurred", "occurred", "-said", "said", "-published", "published", "relevance"],
    "source": ["name", "-name", "published_on", "-published_on"],
    "event": ["name", "-name", "occurred", "-occurred"],
}


class Reading(Oracle):
    """The documents of one kind at S. A label can be of a name that the record has borne before, until it is refreshed;
    whoever asks by the slug that it bears at S is answered all the same."""

    def __init__(self, kind: str, seq: int) -> None:
        super().__init__(kind, seq)
        self.written = {document["uid"]: document for document in self.documents}
        self.documents = [self.as_named_now(document) for document in self.documents]
        topics = [self.as_named_now(document) for document in Oracle("topic", seq).documents]
        self.parents = {topic["slug"]: topic["parent"] and topic["parent"]["slug"] for topic in topics}

    @cached_property
    def slugs_now(self) -> dict[tuple[str, str], str]:
        """By kind and any slug of a record, the one that it bears at S."""
        now: dict[tuple[str, str], str] = {}
        for kind in PATHS:
            last = last_rows(kind, self.seq)
            earlier = Publication.objects.filter(kind=kind, seq__lte=self.seq).exclude(slug="")
            now |= {(kind, slug): last[record].slug for record, slug in earlier.values_list("record", "slug")}
        return now

    def as_named_now(self, part: Any) -> Any:
        if isinstance(part, list):
            return [self.as_named_now(item) for item in part]
        if not isinstance(part, dict):
            return part
        found: Document = {}
        for member, value in part.items():
            kind = "topic" if member == "topic" else LABELS.get(member)
            if kind == "topic" and isinstance(value, str):
                found[member] = self.slugs_now[kind, value]
            elif kind is not None and value is not None:
                labels = [self.named(kind, label) for label in (value if isinstance(value, list) else [value])]
                found[member] = labels if isinstance(value, list) else labels[0]
            else:
                found[member] = self.as_named_now(value)
        return found

    def named(self, kind: str, label: Document) -> Document:
        rest = self.as_named_now({member: value for member, value in label.items() if member != "slug"})
        return {**rest, "slug": self.slugs_now[kind, label["slug"]]}

    @cached_property
    def questions(self) -> list[Query]:
        """What can be asked about one thing, of these documents."""
        found = [*value_queries(self), *range_queries(self.kind)]
        if self.kind == "claim":
            found += [{**query, "rollup": ["true"]} for query in found if ACTOR_FILTERS & query.keys()]
            found += chain.from_iterable(self.of_claims())
        return found

    def of_claims(self) -> Iterator[list[Query]]:
        yield [{name: [str(percent)]} for name in ("likelihood_min", "likelihood_max") for percent in (0, 20, 55, 100)]
        yield [{"q": [word.title() if word == "zebra" else word]} for word in WORDS]
        yield [{"q": [" ".join(WORDS[:2])]}, {"q": WORDS[2:4]}]
        yield [{"q": [word[0] + word[2] + word[1] + word[3:]]} for word in WORDS[:3]]
        yield [{name: [passage]} for name in ("quote", "quote__not") for passage in PASSAGES]
        yield [{name: [address]} for name in ("source_url", "source_url__not") for address in PAGES]
        yield [{"contested": ["true"]}, {"contested": ["false"]}]
        moments = sorted({document["published_at"] for document in self.documents})
        yield [{name: [moment]} for name in ("published_after", "published_before") for moment in moments[::3]]
        if self.documents:
            yield [{"coding_confidence_min": ["moderate"]}]
        positions = [row for document in self.documents for row in document["positions"]]
        public = self.actors.public()
        for row in positions[:6]:
            held: Query = {"topic": [row["topic"]], "position": [row["value"]]}
            yield [held]
            if row["holder"]["slug"] in public:
                yield [{**held, "holder": [row["holder"]["slug"]]}]

    @cached_property
    def by_name(self) -> dict[str, list[Query]]:
        """The questions by what they are about, so that each is asked as often as the others."""
        found: dict[str, list[Query]] = {}
        for question in self.questions:
            found.setdefault(next(iter(question)).partition("__")[0], []).append(question)
        return found

    def draw(self, chance: random.Random) -> tuple[Query, str]:
        """A question about up to three things, and an ordering."""
        query: Query = {}
        names = sorted(self.by_name)
        for name in chance.sample(names, min(len(names), chance.choice([0, 1, 1, 2, 2, 3]))):
            single = chance.choice(self.by_name[name])
            # The same name twice would be a repetition, which the questions about one thing have.
            if not query.keys() & single.keys():
                query |= single
        for name in ("occurred", "said", "source", "published"):
            if query.get(f"{name}_after", [""]) > query.get(f"{name}_before", ["9999"]):
                del query[f"{name}_before"]
        if int(query.get("likelihood_min", ["0"])[0]) > int(query.get("likelihood_max", ["100"])[0]):
            del query["likelihood_max"]
        if self.kind == "claim" and chance.random() < 0.15:
            query |= {"sample": [chance.choice(["1", "3", "10", "10000"])]} | chance.choice([{}, {"seed": ["7"]}])
        orderings = ORDERINGS.get(self.kind, ["name", "-name"])
        return query, chance.choice([name for name in orderings if name != "relevance" or "q" in query])
