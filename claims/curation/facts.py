"""Facts: what filters and orderings need of a document, derived from the document alone.

What a fact says is a function of the text of a publication, of which record a slug names, and of the rank of a level.
`advance.py` writes the tables, for publishing and rebuilding alike, so that the two cannot differ.
"""

import datetime
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

from claims.choices import HedgingState, Operation, RecordKind
from claims.curation.finding import text_of
from claims.models.facts import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, Facet, LinkType
from claims.models.folding import page_key
from claims.models.languages import ENGLISH, config_of

# The codes of the facets as plain strings: a member of an enumeration takes ten times as long to ask for its value.
CODE = SimpleNamespace(**{facet.name: facet.value for facet in Facet})
ROLES = (CODE.SUBJECT, CODE.TARGET, CODE.ADDRESSEE, CODE.BENEFICIARY, CODE.MENTIONED)
HEDGED = {HedgingState.HEDGED.value: "true", HedgingState.UNHEDGED.value: "false"}
# A flat assertion satisfies every "at least" and no "at most".
FLAT = (100, 101)
# The key that says so.
NOT_CODED = ("",)
ACTOR, SOURCE, TOPIC = RecordKind.ACTOR.value, RecordKind.SOURCE.value, RecordKind.TOPIC.value
EVENT, PLACE = RecordKind.EVENT.value, RecordKind.PLACE.value

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


def _terms(facets: dict[str, Iterable[str]]) -> frozenset[Pair]:
    return frozenset([(facet, key) for facet, keys in facets.items() for key in keys])


def _level(document: dict[str, Any], name: str) -> str:
    return str(document[name]["code"]) if document[name] else ""


def names_of(kind: str, document: dict[str, Any]) -> Iterator[Pair]:
    """Kind and slug of every record that the facts of this document name; some more than once."""
    if kind == RecordKind.CLAIM:
        for entry in (*document["attribution"], *document["participants"]):
            yield ACTOR, entry["actor"]["slug"]
        for position in document["positions"]:
            yield ACTOR, position["holder"]["slug"]
            yield TOPIC, position["topic"]
        for label in document["topics"]:
            yield TOPIC, label["slug"]
        if document["event"]:
            yield EVENT, document["event"]["slug"]
        yield SOURCE, document["source"]["slug"]
        if document["source"]["publisher"]:
            yield ACTOR, document["source"]["publisher"]["slug"]
    elif kind == RecordKind.ACTOR:
        yield from ((ACTOR, entry["actor"]["slug"]) for entry in document["affiliations"])
    elif kind == RecordKind.SOURCE:
        yield from ((ACTOR, label["slug"]) for label in (document["publisher"], *document["authors"]) if label)
        yield from ((SOURCE, cited["slug"]) for cited in document["cites"])
    elif kind == RecordKind.TOPIC and document["parent"]:
        yield TOPIC, document["parent"]["slug"]
    if kind in (RecordKind.CLAIM, RecordKind.EVENT):
        yield from ((PLACE, label["slug"]) for label in document["places"])


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
        return frozenset(Tie(entry["kind"], slugs[ACTOR, entry["actor"]["slug"]]) for entry in tied)
    return frozenset()


def level_of(document: dict[str, Any]) -> str | None:
    """The coding confidence of a claim, as "scale:code"."""
    confidence = document["coding_confidence"]
    return f"{confidence['scale']}:{confidence['code']}" if confidence else None


def claim_values(document: dict[str, Any], slugs: Slugs, ranks: dict[str, int | None]) -> Values:
    """The fact of a claim. `ranks` gives the rank of a coding confidence by "scale:code"."""
    voices, participants, source = document["attribution"], document["participants"], document["source"]
    voiced = [slugs[ACTOR, voice["actor"]["slug"]] for voice in voices]
    taking_part = [slugs[ACTOR, participant["actor"]["slug"]] for participant in participants]
    claimant, publisher = voices[-1], source["publisher"]
    event = slugs[EVENT, document["event"]["slug"]] if document["event"] else None
    hedging = document["hedging"]
    hedged = HEDGED.get(hedging["state"], "")
    likelihood = hedging["likelihood"]
    positions: set[str] = set()
    for position in document["positions"]:
        holder, topic = slugs[ACTOR, position["holder"]["slug"]], slugs[TOPIC, position["topic"]]
        positions |= _parts(holder, topic, position["value"])
    relations: set[str] = set()
    for relation in document["relations"]:
        relations |= _parts(relation["type"], relation["claim"])
    terms = [
        (CODE.KIND, document["kind"]),
        (CODE.SALIENCE, document["salience"]),
        (CODE.NEGATED, flag(document["negated"])),
        (CODE.LANGUAGE, document["language"]),
        (CODE.CLAIMANT, voiced[-1]),
        (CODE.OWN_VOICE, flag(document["own_voice"])),
        (CODE.FORM, claimant["form"]),
        (CODE.COMMITMENT, claimant["commitment"]),
        (CODE.EVENT, event or ""),
        (CODE.SOURCE, slugs[SOURCE, source["slug"]]),
        (CODE.PUBLISHER, slugs[ACTOR, publisher["slug"]] if publisher else ""),
        (CODE.HEDGED, hedged),
        (CODE.LIKELIHOOD, f"{likelihood['scale']}:{likelihood['code']}" if likelihood else ""),
        (CODE.CODING_CONFIDENCE, _level(document, "coding_confidence")),
        (CODE.CREDIBILITY, _level(document, "credibility")),
        (CODE.RELIABILITY, _level(source, "reliability")),
    ]
    for code, keys in (
        (CODE.VIA, voiced[:-1]),
        (CODE.TOPIC, [slugs[TOPIC, topic["slug"]] for topic in document["topics"]]),
        (CODE.PLACE, [slugs[PLACE, place["slug"]] for place in document["places"]]),
        (CODE.COUNTRY, [place["country"] for place in document["places"] if place["country"]]),
        (CODE.POSITION, positions),
        (CODE.RELATION, relations),
    ):
        terms += [(code, key) for key in keys or NOT_CODED]
    roles = [participant["role"] for participant in participants]
    terms += zip(roles, taking_part, strict=True)
    terms += [(role, "") for role in ROLES if role not in roles]
    terms += [(CODE.ACTOR, uid) for uid in (*voiced, *taking_part)]
    terms += [(CODE.ACTOR_KIND, entry["actor"]["kind"]) for entry in (*voices, *participants)]
    low, high = (likelihood["low"], likelihood["high"]) if likelihood else FLAT if hedged == "false" else (None, None)
    occurred_low, occurred_high = days(document["occurred"])
    said = claimant["said"]
    if said is None and document["own_voice"] and source["published_on"]:
        # The author speaks on the day of publication.
        said = {"from": source["published_on"], "to": source["published_on"]}
    said_low, said_high = days(said)
    level = level_of(document)
    return Values(
        frozenset(terms),
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
            voiced[-1],
            event,
            None if level is None else ranks[level],
        ),
    )


def record_values(kind: RecordKind, document: dict[str, Any], slugs: Slugs) -> Values:
    """The fact of an actor, source, topic, event, place or scale."""

    def actor(label: dict[str, Any]) -> str:
        return slugs[ACTOR, label["slug"]]

    name = document["title"] if kind == RecordKind.SOURCE else document["name"]
    low: int | None = None
    high: int | None = None
    parent: str | None = None
    facets: dict[str, Iterable[str]]
    if kind == RecordKind.ACTOR:
        facets = {
            CODE.KIND: {document["kind"]},
            CODE.NAMED: {flag(document["named"])},
            CODE.AFFILIATION: _or_none(actor(entry["actor"]) for entry in document["affiliations"]),
        }
    elif kind == RecordKind.SOURCE:
        low = high = ordinal(document["published_on"]) if document["published_on"] else None
        facets = {
            CODE.KIND: {document["kind"]},
            CODE.LANGUAGE: {document["language"]},
            CODE.DEPTH: {document["coding_depth"]},
            CODE.PUBLISHER: {actor(document["publisher"])} if document["publisher"] else {""},
            CODE.AUTHOR: _or_none(actor(author) for author in document["authors"]),
            CODE.CITES: _or_none(slugs[SOURCE, cited["slug"]] for cited in document["cites"]),
            CODE.RELIABILITY: {_level(document, "reliability")},
            CODE.URL: {page_key(document["url"] or "")},
        }
    elif kind == RecordKind.TOPIC:
        parent = slugs[TOPIC, document["parent"]["slug"]] if document["parent"] else None
        facets = {CODE.POLE: {flag(document["pole"] is not None)}}
    elif kind == RecordKind.EVENT:
        low, high = days(document["occurred"])
        facets = {
            CODE.PLACE: _or_none(slugs[PLACE, place["slug"]] for place in document["places"]),
            CODE.COUNTRY: _or_none(place["country"] for place in document["places"] if place["country"]),
        }
    elif kind == RecordKind.PLACE:
        facets = {CODE.COUNTRY: {document["country"] or ""}}
    else:
        facets = {CODE.AXIS: {document["axis"]}}
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
