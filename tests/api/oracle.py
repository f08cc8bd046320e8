"""What filters and orderings mean, told a second time: by reading documents one by one in Python.

Nothing here is shared with claims.filters, so that a mistake there is not repeated here.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db import connection

from tests.api.actors import GONE, Actors, last_rows
from tests.api.oracle_finding import config, is_at, meant, plain, rests_on, vocabulary

Document = dict[str, Any]

RANKS = {"low": 1, "moderate": 2, "high": 3}
ROLES = ("subject", "target", "addressee", "beneficiary", "mentioned")
LONG_AGO, NEVER = "0000-00-00", "9999-99-99"


def published(kind: str, seq: int) -> list[Document]:
    """The documents of this kind at S, in the order in which they were first published."""
    rows = [row for row in last_rows(kind, seq).values() if row.body is not None and row.op not in GONE]
    rows.sort(key=lambda row: row.first_seq)
    return [{**json.loads(row.document()), "_record": row.record, "_first": row.first_seq} for row in rows]


def slugs(labels: Iterable[Document | None]) -> set[str]:
    return {label["slug"] for label in labels if label}


def codes(*values: Any) -> set[str]:
    return {value if isinstance(value, str) else str(value).lower() for value in values if value is not None}


# --- Values of a document, by the filter that asks for them --------------------------------------


def participants(role: str) -> Callable[[Document], set[str]]:
    return lambda claim: slugs(row["actor"] for row in claim["participants"] if row["role"] == role)


def everyone(claim: Document) -> list[Document]:
    return [row["actor"] for row in (*claim["attribution"], *claim["participants"])]


def hedged(claim: Document) -> set[str]:
    return {"hedged": {"true"}, "unhedged": {"false"}}.get(claim["hedging"]["state"], set())


def likelihood(claim: Document) -> set[str]:
    level = claim["hedging"]["likelihood"]
    return {f"{level['scale']}:{level['code']}"} if level else set()


def level(value: Document | None) -> set[str]:
    return {value["code"]} if value else set()


CLAIM_VALUES: dict[str, Callable[[Document], set[str]]] = {
    "uid": lambda claim: {claim["uid"]},
    "kind": lambda claim: {claim["kind"]},
    "salience": lambda claim: {claim["salience"]},
    "negated": lambda claim: codes(claim["negated"]),
    "language": lambda claim: {claim["language"]},
    "actor": lambda claim: slugs(everyone(claim)),
    "actor_kind": lambda claim: {actor["kind"] for actor in everyone(claim)},
    **{role: participants(role) for role in ROLES},
    "claimant": lambda claim: {claim["attribution"][-1]["actor"]["slug"]},
    "via": lambda claim: slugs(voice["actor"] for voice in claim["attribution"][:-1]),
    "own_voice": lambda claim: codes(len(claim["attribution"]) == 1),
    "form": lambda claim: {claim["attribution"][-1]["form"]},
    "commitment": lambda claim: {claim["attribution"][-1]["commitment"]},
    "topic": lambda claim: slugs(claim["topics"]),
    "holder": lambda claim: slugs(position["holder"] for position in claim["positions"]),
    "position": lambda claim: {position["value"] for position in claim["positions"]},
    "event": lambda claim: slugs([claim["event"]]),
    "relation": lambda claim: {relation["type"] for relation in claim["relations"]},
    "place": lambda claim: slugs(claim["places"]),
    "country": lambda claim: codes(*(place["country"] for place in claim["places"])),
    "source": lambda claim: {claim["source"]["slug"]},
    "publisher": lambda claim: slugs([claim["source"]["publisher"]]),
    "hedged": hedged,
    "likelihood": likelihood,
    "coding_confidence": lambda claim: level(claim["coding_confidence"]),
    "credibility": lambda claim: level(claim["credibility"]),
    "reliability": lambda claim: level(claim["source"]["reliability"]),
}

ACTOR_VALUES: dict[str, Callable[[Document], set[str]]] = {
    "uid": lambda actor: {actor["uid"]},
    "slug": lambda actor: {actor["slug"]},
    "kind": lambda actor: {actor["kind"]},
    "named": lambda actor: codes(actor["named"]),
    "affiliation": lambda actor: slugs(row["actor"] for row in actor["affiliations"]),
}
SOURCE_VALUES: dict[str, Callable[[Document], set[str]]] = {
    "uid": lambda source: {source["uid"]},
    "slug": lambda source: {source["slug"]},
    "kind": lambda source: {source["kind"]},
    "publisher": lambda source: slugs([source["publisher"]]),
    "author": lambda source: slugs(source["authors"]),
    "language": lambda source: {source["language"]},
    "coding_depth": lambda source: {source["coding_depth"]},
    "reliability": lambda source: level(source["reliability"]),
    "cites": lambda source: slugs(source["cites"]),
}
TOPIC_VALUES: dict[str, Callable[[Document], set[str]]] = {
    "uid": lambda topic: {topic["uid"]},
    "slug": lambda topic: {topic["slug"]},
    "parent": lambda topic: slugs([topic["parent"]]),
    "pole": lambda topic: codes(topic["pole"] is not None),
}
EVENT_VALUES: dict[str, Callable[[Document], set[str]]] = {
    "uid": lambda event: {event["uid"]},
    "slug": lambda event: {event["slug"]},
    "place": lambda event: slugs(event["places"]),
    "country": lambda event: codes(*(place["country"] for place in event["places"])),
}
PLACE_VALUES: dict[str, Callable[[Document], set[str]]] = {
    "uid": lambda place: {place["uid"]},
    "slug": lambda place: {place["slug"]},
    "country": lambda place: codes(place["country"]),
}
SCALE_VALUES: dict[str, Callable[[Document], set[str]]] = {
    "uid": lambda scale: {scale["uid"]},
    "slug": lambda scale: {scale["slug"]},
    "axis": lambda scale: {scale["axis"]},
}
VALUES = {
    "claim": CLAIM_VALUES,
    "actor": ACTOR_VALUES,
    "source": SOURCE_VALUES,
    "topic": TOPIC_VALUES,
    "event": EVENT_VALUES,
    "place": PLACE_VALUES,
    "scale": SCALE_VALUES,
}
# Filters whose values are slugs of actors, of which one can take in others.
ACTOR_FILTERS = {"actor", *ROLES, "claimant", "via", "holder", "publisher", "author", "affiliation"}


def words(document: Document) -> str:
    """What `q` searches, without accents."""
    parts = [document.get(name) for name in ("statement", "name", "title", "definition", "description")]
    parts += [item["quote"] for item in document.get("evidence", ())]
    parts += [item["name"] for item in (*document.get("names", ()), *document.get("authors", ()))]
    parts += [item["label"] for item in document.get("levels", ())]
    return plain(" ".join(part for part in parts if part))


# --- Days ----------------------------------------------------------------------------------------


def said(claim: Document) -> Document | None:
    """When the claimant said it; the author speaks on the day of publication."""
    period: Document | None = claim["attribution"][-1]["said"]
    day = claim["source"]["published_on"]
    if period is None and len(claim["attribution"]) == 1 and day:
        return {"from": day, "to": day}
    return period


def on(day: str | None) -> Document | None:
    return {"from": day, "to": day} if day else None


PERIODS: dict[tuple[str, str], Callable[[Document], Document | None]] = {
    ("claim", "occurred"): lambda claim: claim["occurred"],
    ("claim", "said"): said,
    ("claim", "source"): lambda claim: on(claim["source"]["published_on"]),
    ("source", "source"): lambda source: on(source["published_on"]),
    ("event", "occurred"): lambda event: event["occurred"],
}


def first(period: Document) -> str:
    return period["from"] or LONG_AGO


def last(period: Document) -> str:
    return period["to"] or NEVER


def lies(period: Document | None, side: str, day: str, *, within: bool) -> bool:
    if period is None:
        return False
    if side == "after":
        return (first(period) if within else last(period)) >= day
    return (last(period) if within else first(period)) <= day


# --- Filters -------------------------------------------------------------------------------------


class Oracle:
    """The documents of one kind at S, and which of them a query should find, in which order."""

    def __init__(self, kind: str, seq: int) -> None:
        self.kind, self.seq = kind, seq
        self.documents = published(kind, seq)
        self.actors = Actors(seq)
        self.parents = {topic["slug"]: topic["parent"] and topic["parent"]["slug"] for topic in published("topic", seq)}

    def find(self, query: dict[str, list[str]], ordering: str | None = None) -> list[str]:
        searches = [" ".join(self.meant(word)[0] for word in text.split()) for text in query.get("q", [])]
        return [document["uid"] for document in self.ordered(self.found(query), ordering, searches)]

    def found(self, query: dict[str, list[str]]) -> list[Document]:
        """The documents that fulfil the query, or the sample of them that it asks for."""
        found = [document for document in self.documents if self.fulfils(document, query)]
        if "sample" in query:
            found = drawn(found, int(query["sample"][0]), query.get("seed", ["0"])[0])
        return found

    def above(self, slug: str | None) -> set[str]:
        """A topic and every wider one."""
        return {slug, *self.above(self.parents.get(slug))} if slug else set()  # none is left of an erased one

    def values(self, document: Document, name: str, *, rollup: bool) -> set[str]:
        """What a filter finds the document by."""
        values = VALUES[self.kind][name](document)
        if (self.kind, name) == ("claim", "topic"):
            return {wider for slug in values for wider in self.above(slug)}
        if name in ACTOR_FILTERS:
            return {wider for slug in values for wider in self.actors.above(slug, rollup=rollup)}
        return values

    def fulfils(self, document: Document, query: dict[str, list[str]]) -> bool:
        """Whether it does by itself: a sample is drawn of all that do."""
        rest = {name: texts for name, texts in query.items() if name not in ("sample", "seed")}
        rollup = rest.pop("rollup", ["false"]) == ["true"]
        if self.kind == "claim" and {"holder", "position"} & set(query):
            parts = {name: rest.pop(name, [None]) for name in ("holder", "topic", "position")}
            wanted = [(h, t, p) for h in parts["holder"] for t in parts["topic"] for p in parts["position"]]
            held = [
                {**row, "holders": self.actors.above(row["holder"]["slug"], rollup=rollup)}
                for row in document["positions"]
            ]
            if not all(any(self.is_position(row, *one) for row in held) for one in wanted):
                return False
        within = rest.pop("occurred_match", ["overlap"]) == ["within"]
        return all(
            self.fulfils_one(document, name, text, within=within, rollup=rollup)
            for name, texts in rest.items()
            for text in texts
        )

    def is_position(self, row: Document, holder: str | None, topic: str | None, value: str | None) -> bool:
        return (
            (holder is None or bool(row["holders"] & set(holder.split(","))))
            and (topic is None or bool(self.above(row["topic"]) & set(topic.split(","))))
            and (value is None or row["value"] in value.split(","))
        )

    def fulfils_one(self, document: Document, name: str, text: str, *, within: bool, rollup: bool) -> bool:
        base, _, suffix = name.partition("__")
        if suffix == "isnull":
            period = PERIODS.get((self.kind, base.removesuffix("_on")))
            nothing = not period(document) if period else not VALUES[self.kind][base](document)
            return nothing == (text == "true")
        if base in ("quote", "source_url", "url"):
            return self.rests_on(document, base, text) != (suffix == "not")
        if suffix == "not":
            return self.values(document, base, rollup=rollup).isdisjoint(text.split(","))
        if name == "contested":
            return (document["uid"] in self.contested) == (text == "true")
        if match := re.fullmatch(r"(occurred|said|source)_(after|before)", name):
            period = PERIODS[self.kind, match[1]]
            return lies(period(document), match[2], text, within=within and match[1] == "occurred")
        if name == "q":
            return all(any(word in words(document) for word in self.meant(word)) for word in text.split())
        if name in SPECIAL:
            return SPECIAL[name](document, text)
        return not self.values(document, name, rollup=rollup).isdisjoint(text.split(","))

    def meant(self, word: str) -> list[str]:
        """What a word of `q` is read as: itself, unless no document has or had it up to S."""
        word = plain(word)
        if word in self.vocabulary or any(word in words(document) for document in self.documents):
            return [word]
        return meant(word, self.vocabulary) or [word]

    @cached_property
    def vocabulary(self) -> set[str]:
        return vocabulary(self.kind, self.seq, words)

    def rests_on(self, document: Document, name: str, text: str) -> bool:
        """Whether a claim rests on this passage or page; whether a source is at this page."""
        if name == "quote":
            return rests_on(document, text)
        if name == "url":
            return is_at(document, text)
        return document["source"]["slug"] in {source["slug"] for source in self.sources if is_at(source, text)}

    @cached_property
    def sources(self) -> list[Document]:
        return published("source", self.seq)

    def disputes(self, uid: str) -> list[Document]:
        """What a claim has to do with others, both ways, in the order of the type, the direction and the other."""
        by_uid = {document["uid"]: document for document in self.documents}
        found = []
        for document in self.documents:
            for relation in document["relations"]:
                ends = {"out": (document["uid"], relation["claim"]), "in": (relation["claim"], document["uid"])}
                found += [
                    {
                        "direction": direction,
                        "type": relation["type"],
                        "explicit": relation["explicit"],
                        "different_voice": self.voice(by_uid[uid]) != self.voice(by_uid[other]),
                        "claim": by_uid[other],
                    }
                    for direction, (one, other) in ends.items()
                    if one == uid and other in by_uid
                ]
        return sorted(found, key=lambda item: (item["type"], item["direction"], item["claim"]["_first"]))

    def voice(self, claim: Document) -> int:
        return self.actors.voice(claim["attribution"][-1]["actor"]["slug"])

    @cached_property
    def contested(self) -> set[str]:
        uids = [document["uid"] for document in self.documents]
        disputed = {uid: [item for item in self.disputes(uid) if item["type"] == "contradicts"] for uid in uids}
        return {uid for uid in uids if any(item["different_voice"] for item in disputed[uid])}

    def ordered(self, documents: list[Document], ordering: str | None, searches: list[str]) -> list[Document]:
        ordering = ordering or ("-occurred" if self.kind == "claim" else "name")
        if ordering == "relevance":
            ranks = relevance(documents, searches)
            return sorted(documents, key=lambda document: (ranks[document["uid"]], document["_record"]), reverse=True)
        name = ordering.removeprefix("-")

        def key(document: Document) -> Any:
            if name == "published":
                return document["_first"]
            if name == "name":
                return (document.get("name") or document["title"]).casefold().encode()
            period = on(document["published_on"]) if name == "published_on" else PERIODS[self.kind, name](document)
            return first(period) if period else LONG_AGO

        order = sorted(documents, key=lambda document: (key(document), document["_record"]))
        return order[::-1] if ordering.startswith("-") else order


def drawn(documents: list[Document], size: int, seed: str) -> list[Document]:
    """A random sample: the documents with the lowest lots."""

    def lot(document: Document) -> str:
        return hashlib.md5(f"{seed}:{document['uid']}".encode(), usedforsecurity=False).hexdigest()

    return sorted(documents, key=lot)[:size]


def relevance(documents: list[Document], searches: list[str]) -> dict[str, int]:
    """How well the words of each fit all searches, in millionths, as PostgreSQL reckons it."""
    joined = " && ".join(["websearch_to_tsquery(config, %s)"] * len(searches))
    statement = f"""
        SELECT uid, (ts_rank(to_tsvector(config, words), {joined}) * 1000000)::int
        FROM unnest(%s::text[], %s::text[], %s::regconfig[]) AS document (uid, words, config)
    """  # noqa: S608
    columns = [
        [document["uid"] for document in documents],
        [words(document) for document in documents],
        [config(document) for document in documents],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*searches, *columns])
        return dict(cursor.fetchall())


def percent(claim: Document) -> tuple[int, int] | None:
    """At least the one and at most the other; a flat assertion is more than any percentage."""
    coded = claim["hedging"]["likelihood"]
    if coded:
        return coded["low"], coded["high"]
    return (101, 101) if claim["hedging"]["state"] == "unhedged" else None


def moment(text: str, *, end: bool) -> datetime.datetime:
    if len(text) == 10:
        text += "T23:59:59.999999+00:00" if end else "T00:00:00+00:00"
    return datetime.datetime.fromisoformat(text)


SPECIAL: dict[str, Callable[[Document, str], bool]] = {
    "likelihood_min": lambda claim, text: (range_ := percent(claim)) is not None and range_[0] >= int(text),
    "likelihood_max": lambda claim, text: (range_ := percent(claim)) is not None and range_[1] <= int(text),
    "coding_confidence_min": lambda claim, text: RANKS[claim["coding_confidence"]["code"]] >= RANKS[text],
    "published_after": lambda claim, text: moment(claim["published_at"], end=False) >= moment(text, end=False),
    "published_before": lambda claim, text: moment(claim["published_at"], end=False) <= moment(text, end=True),
}
