"""Facts: what filters and orderings need of a document, derived from the document alone.

What a fact says is a function of the text of a publication, of which record a slug names, and of the rank of a level.
`advance.py` writes the tables, for publishing and rebuilding alike, so that the two cannot differ.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from claims.choices import HedgingState, Operation, RecordKind
from claims.curation.finding import text_of
from claims.models.facts import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, Facet, LinkType
from claims.models.folding import page_key
from claims.models.languages import ENGLISH, config_of

ROLES = (Facet.SUBJECT, Facet.TARGET, Facet.ADDRESSEE, Facet.BENEFICIARY, Facet.MENTIONED)
# A flat assertion satisfies every "at least" and no "at most".
FLAT = (100, 101)

Pair = tuple[str, str]
Slugs = dict[Pair, str]


# What the fact of a claim, and of another record, holds besides its lifetime, its terms and its words.
CLAIM_COLUMNS = (
    "config", "occurred_key", "occurred_low", "occurred_high", "said_key", "said_low", "said_high", "source_on",
    "likelihood_low", "likelihood_high", "claimant", "event", "coding_rank",
)  # fmt: skip
RECORD_COLUMNS = ("config", "kind", "slug", "name", "name_key", "parent", "low", "high")


class Values(NamedTuple):
    """A fact without its lifetime and before its terms have numbers; the columns begin with `config`."""

    terms: frozenset[Pair]
    words: str
    columns: tuple[Any, ...]

    @property
    def config(self) -> str:
        config: str = self.columns[0]
        return config


class Tie(NamedTuple):
    """What a LinkFact holds of its record, but for the lifetime."""

    type: str
    other: str
    explicit: bool | None = None

    @property
    def identity(self) -> tuple[Any, ...]:
        return (self.type, self.other)


def days(period: dict[str, Any] | None) -> tuple[int | None, int | None]:
    """First and last day as ordinals, open ends beyond all days; (None, None) without a period."""
    if period is None:
        return None, None
    return ordinal(period["from"], BEFORE_ALL_DAYS), ordinal(period["to"], AFTER_ALL_DAYS)


def ordinal(day: str | None, otherwise: int = BEFORE_ALL_DAYS) -> int:
    return datetime.date.fromisoformat(day).toordinal() if day else otherwise


def flag(value: bool) -> str:
    return "true" if value else "false"


def _or_none(keys: Iterable[str]) -> set[str]:
    """The keys, or the one that says that nothing is coded."""
    return set(keys) or {""}


def _parts(*values: str) -> set[str]:
    """Every mixture of the values with some left empty: ("a", "b") gives "a|b", "a|" and "|b"."""
    return {
        "|".join(value if mask >> i & 1 else "" for i, value in enumerate(values))
        for mask in range(1, 2 ** len(values))
    }


def _terms(facets: dict[Facet, set[str]]) -> frozenset[Pair]:
    return frozenset((facet.value, key) for facet, keys in facets.items() for key in keys)


def _level(document: dict[str, Any], name: str) -> set[str]:
    return {document[name]["code"]} if document[name] else {""}


def names_of(kind: str, document: dict[str, Any]) -> Iterator[Pair]:
    """Kind and slug of every record that the facts of this document name; some more than once."""
    actor, source, topic, place = RecordKind.ACTOR, RecordKind.SOURCE, RecordKind.TOPIC, RecordKind.PLACE
    if kind == RecordKind.CLAIM:
        for entry in (*document["attribution"], *document["participants"]):
            yield actor, entry["actor"]["slug"]
        for position in document["positions"]:
            yield actor, position["holder"]["slug"]
            yield topic, position["topic"]
        for label in document["topics"]:
            yield topic, label["slug"]
        if document["event"]:
            yield RecordKind.EVENT, document["event"]["slug"]
        yield source, document["source"]["slug"]
        if document["source"]["publisher"]:
            yield actor, document["source"]["publisher"]["slug"]
    elif kind == RecordKind.ACTOR:
        yield from ((actor, entry["actor"]["slug"]) for entry in document["affiliations"])
    elif kind == RecordKind.SOURCE:
        yield from ((actor, label["slug"]) for label in (document["publisher"], *document["authors"]) if label)
        yield from ((source, cited["slug"]) for cited in document["cites"])
    elif kind == RecordKind.TOPIC and document["parent"]:
        yield topic, document["parent"]["slug"]
    if kind in (RecordKind.CLAIM, RecordKind.EVENT):
        yield from ((place, label["slug"]) for label in document["places"])


def ties(row: Any, document: dict[str, Any], slugs: Slugs) -> frozenset[Tie]:
    """The ties of a record to others of its kind, by a publication of it and what that holds as JSON."""
    if row.op == Operation.MERGED:
        return frozenset({Tie(LinkType.MERGED_INTO.value, document["merged_into"])})
    if not row.has_document:
        return frozenset()
    if row.kind == RecordKind.CLAIM:
        found: dict[tuple[str, str], bool] = {}
        for relation in document["relations"]:
            key = relation["type"], relation["claim"]
            found[key] = relation["explicit"] or found.get(key, False)
        return frozenset(Tie(*key, explicit) for key, explicit in found.items())
    if row.kind == RecordKind.ACTOR:
        tied = document["affiliations"]
        return frozenset(Tie(entry["kind"], slugs[RecordKind.ACTOR, entry["actor"]["slug"]]) for entry in tied)
    return frozenset()


def claim_values(document: dict[str, Any], slugs: Slugs, ranks: dict[str, int | None]) -> Values:
    """The fact of a claim. `ranks` gives the rank of a coding confidence by "scale:code"."""

    def uid(kind: RecordKind, slug: str) -> str:
        return slugs[kind, slug]

    def actor(label: dict[str, Any]) -> str:
        return uid(RecordKind.ACTOR, label["slug"])

    voices, participants, source = document["attribution"], document["participants"], document["source"]
    claimant = voices[-1]
    by_role: dict[str, set[str]] = {role: set() for role in ROLES}
    for participant in participants:
        by_role[participant["role"]].add(actor(participant["actor"]))
    labels = [entry["actor"] for entry in (*voices, *participants)]
    event = uid(RecordKind.EVENT, document["event"]["slug"]) if document["event"] else None
    hedging = document["hedging"]
    hedged = {HedgingState.HEDGED: "true", HedgingState.UNHEDGED: "false"}.get(hedging["state"], "")
    likelihood = hedging["likelihood"]
    positions: set[str] = set()
    for position in document["positions"]:
        positions |= _parts(actor(position["holder"]), uid(RecordKind.TOPIC, position["topic"]), position["value"])
    relations: set[str] = set()
    for relation in document["relations"]:
        relations |= _parts(relation["type"], relation["claim"])
    facets = {
        Facet.KIND: {document["kind"]},
        Facet.SALIENCE: {document["salience"]},
        Facet.NEGATED: {flag(document["negated"])},
        Facet.LANGUAGE: {document["language"]},
        Facet.ACTOR: {actor(label) for label in labels},
        Facet.ACTOR_KIND: {label["kind"] for label in labels},
        **{Facet(role): _or_none(uids) for role, uids in by_role.items()},
        Facet.CLAIMANT: {actor(claimant["actor"])},
        Facet.VIA: _or_none(actor(voice["actor"]) for voice in voices[:-1]),
        Facet.OWN_VOICE: {flag(document["own_voice"])},
        Facet.FORM: {claimant["form"]},
        Facet.COMMITMENT: {claimant["commitment"]},
        Facet.TOPIC: _or_none(uid(RecordKind.TOPIC, topic["slug"]) for topic in document["topics"]),
        Facet.EVENT: {event or ""},
        Facet.PLACE: _or_none(uid(RecordKind.PLACE, place["slug"]) for place in document["places"]),
        Facet.COUNTRY: _or_none(place["country"] for place in document["places"] if place["country"]),
        Facet.SOURCE: {uid(RecordKind.SOURCE, source["slug"])},
        Facet.PUBLISHER: {actor(source["publisher"])} if source["publisher"] else {""},
        Facet.HEDGED: {hedged},
        Facet.LIKELIHOOD: {f"{likelihood['scale']}:{likelihood['code']}"} if likelihood else {""},
        Facet.CODING_CONFIDENCE: _level(document, "coding_confidence"),
        Facet.CREDIBILITY: _level(document, "credibility"),
        Facet.RELIABILITY: _level(source, "reliability"),
        Facet.POSITION: _or_none(positions),
        Facet.RELATION: _or_none(relations),
    }
    low, high = (likelihood["low"], likelihood["high"]) if likelihood else FLAT if hedged == "false" else (None, None)
    occurred_low, occurred_high = days(document["occurred"])
    said = claimant["said"]
    if said is None and document["own_voice"] and source["published_on"]:
        # The author speaks on the day of publication.
        said = {"from": source["published_on"], "to": source["published_on"]}
    said_low, said_high = days(said)
    confidence = document["coding_confidence"]
    return Values(
        _terms(facets),
        text_of(RecordKind.CLAIM, document),
        (
            config_of(document["language"]),
            occurred_low or BEFORE_ALL_DAYS,
            occurred_low,
            occurred_high,
            said_low or BEFORE_ALL_DAYS,
            said_low,
            said_high,
            ordinal(source["published_on"]) if source["published_on"] else None,
            low,
            high,
            actor(claimant["actor"]),
            event,
            ranks[f"{confidence['scale']}:{confidence['code']}"] if confidence else None,
        ),
    )


def record_values(kind: RecordKind, document: dict[str, Any], slugs: Slugs) -> Values:
    """The fact of an actor, source, topic, event, place or scale."""

    def actor(label: dict[str, Any]) -> str:
        return slugs[RecordKind.ACTOR, label["slug"]]

    name = document["title"] if kind == RecordKind.SOURCE else document["name"]
    low: int | None = None
    high: int | None = None
    parent: str | None = None
    facets: dict[Facet, set[str]]
    if kind == RecordKind.ACTOR:
        facets = {
            Facet.KIND: {document["kind"]},
            Facet.NAMED: {flag(document["named"])},
            Facet.AFFILIATION: _or_none(actor(entry["actor"]) for entry in document["affiliations"]),
        }
    elif kind == RecordKind.SOURCE:
        low = high = ordinal(document["published_on"]) if document["published_on"] else None
        facets = {
            Facet.KIND: {document["kind"]},
            Facet.LANGUAGE: {document["language"]},
            Facet.DEPTH: {document["coding_depth"]},
            Facet.PUBLISHER: {actor(document["publisher"])} if document["publisher"] else {""},
            Facet.AUTHOR: _or_none(actor(author) for author in document["authors"]),
            Facet.CITES: _or_none(slugs[RecordKind.SOURCE, cited["slug"]] for cited in document["cites"]),
            Facet.RELIABILITY: _level(document, "reliability"),
            Facet.URL: {page_key(document["url"] or "")},
        }
    elif kind == RecordKind.TOPIC:
        parent = slugs[RecordKind.TOPIC, document["parent"]["slug"]] if document["parent"] else None
        facets = {Facet.POLE: {flag(document["pole"] is not None)}}
    elif kind == RecordKind.EVENT:
        low, high = days(document["occurred"])
        facets = {
            Facet.PLACE: _or_none(slugs[RecordKind.PLACE, place["slug"]] for place in document["places"]),
            Facet.COUNTRY: _or_none(place["country"] for place in document["places"] if place["country"]),
        }
    elif kind == RecordKind.PLACE:
        facets = {Facet.COUNTRY: {document["country"] or ""}}
    else:
        facets = {Facet.AXIS: {document["axis"]}}
    columns = (
        config_of(document["language"]) if kind == RecordKind.SOURCE else ENGLISH,
        kind.value,
        document["slug"],
        name,
        name.casefold()[:500],  # casefold() can lengthen: ß becomes ss
        parent,
        low,
        high,
    )
    return Values(_terms(facets), text_of(kind, document), columns)
