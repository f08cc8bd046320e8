"""Workshop records for tests: valid by default, so that a test says only what it is about.

A claim that `claim()` makes passes every check of publishing, once what it names is public: `publish_all()`
publishes it together with that.
"""

import datetime
import itertools
from collections.abc import Iterable
from typing import Any, TypeVar

from claims.choices import AnchorStatus, Axis
from claims.curation import anchoring
from claims.curation.publishing import publish, with_dependencies
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.ledger import Publication
from claims.models.sources import Source, SourceText
from claims.models.topics import Event, Place, Topic

AnyRecord = TypeVar("AnyRecord", bound=Record)

# All of as many digits, so that slugs and names sort as they were made, whatever other tests ran before.
_numbers = itertools.count(10_001)

TEXT = (
    "Harbour dues rise\n\n"
    "The port ministry raised harbour dues in May. Shipowners may move to other ports, the guild said.\n\n"
    "The ministry denies that dues are too high. Dues have doubled since 2019."
)

LEVELS: dict[str, list[tuple[str, int | None, int | None, int | None]]] = {
    Axis.LIKELIHOOD: [("unlikely", 1, 20, 45), ("likely", 2, 55, 80), ("almost_certain", 3, 95, 99)],
    Axis.CODING_CONFIDENCE: [("low", 1, None, None), ("moderate", 2, None, None), ("high", 3, None, None)],
    Axis.RELIABILITY: [("E", 1, None, None), ("A", 2, None, None), ("F", None, None, None)],
    Axis.CREDIBILITY: [("5", 1, None, None), ("1", 2, None, None), ("6", None, None, None)],
}


def number() -> int:
    """A number no other record of this run has."""
    return next(_numbers)


def scale(axis: str = Axis.CODING_CONFIDENCE, **fields: Any) -> ConfidenceScale:
    """The scale of this axis with its levels; made once."""
    slug = fields.pop("slug", f"scale-{axis.replace('_', '-')}")
    made, new = ConfidenceScale.objects.get_or_create(
        slug=slug,
        defaults={"name": slug, "axis": axis, "edition": "1", "authority": "Tests", "citation": "Tests", **fields},
    )
    if new:
        for code, rank, low, high in LEVELS[axis]:
            ConfidenceLevel.objects.create(scale=made, code=code, label=code, rank=rank, low=low, high=high)
    return made


def level(axis: str, code: str) -> ConfidenceLevel:
    return scale(axis).levels.get(code=code)


def actor(slug: str | None = None, **fields: Any) -> Actor:
    slug = slug or f"actor-{number()}"
    return Actor.objects.create(**{"slug": slug, "name": slug.title(), "kind": "organisation", **fields})


def topic(slug: str | None = None, **fields: Any) -> Topic:
    slug = slug or f"topic-{number()}"
    return Topic.objects.create(**{"slug": slug, "name": slug.title(), **fields})


def place(slug: str | None = None, **fields: Any) -> Place:
    slug = slug or f"place-{number()}"
    return Place.objects.create(**{"slug": slug, "name": slug.title(), **fields})


def event(slug: str | None = None, *, places: Iterable[Place] = (), **fields: Any) -> Event:
    slug = slug or f"event-{number()}"
    made = Event.objects.create(**{"slug": slug, "name": slug.title(), **fields})
    made.places.set(places)
    return made


def source(slug: str | None = None, *, text: str = TEXT, **fields: Any) -> Source:
    """A coded article with a text and a publisher of its own; without text, one that is only cited."""
    slug = slug or f"source-{number()}"
    defaults: dict[str, Any] = {
        "slug": slug,
        "title": slug.title(),
        "kind": "article",
        "published_on": datetime.date(2025, 6, 1),
        "coding_depth": "full" if text else "none",
    }
    if "publisher" not in fields:
        defaults["publisher"] = actor(f"publisher-of-{slug}", kind="media")
    made = Source.objects.create(**{**defaults, **fields})
    if text:
        store_text(made, text)
    return made


def store_text(of: Source, raw: str) -> SourceText:
    text = anchoring.normalise(raw)
    return SourceText.objects.create(source=of, text=text, rule=anchoring.RULE, sha256=anchoring.sha256(text))


def claim(
    *,
    source: Source | None = None,
    voices: Iterable[dict[str, Any]] = (),
    participants: Iterable[tuple[Actor, str]] | None = None,
    topics: Iterable[Topic] | None = None,
    places: Iterable[Place] = (),
    positions: Iterable[tuple[Actor, Topic, str]] = (),
    cues: Iterable[tuple[str, str]] = (),
    quotes: Iterable[str] = ("raised harbour dues",),
    relations: Iterable[tuple[str, Claim]] = (),
    **fields: Any,
) -> Claim:
    """A claim in the publisher's voice; `voices` come after it, as fields of Attribution."""
    of = source or globals()["source"]()
    made = Claim.objects.create(
        **{
            "source": of,
            "statement": f"Statement {number()}.",
            "kind": "state",
            "hedging": "hedged" if cues else "unhedged",
            "coding_confidence": level(Axis.CODING_CONFIDENCE, "high"),
            **fields,
        }
    )
    made.topics.set([topic()] if topics is None else topics)
    made.places.set(places)
    first = {"actor": of.publisher, "form": "asserted", "commitment": "certain"}
    for order, voice in enumerate([first, *voices]):
        Attribution.objects.create(claim=made, order=order, **{"form": "said", "commitment": "certain", **voice})
    for order, (who, role) in enumerate([(actor(), "subject")] if participants is None else participants):
        Participant.objects.create(claim=made, order=order, actor=who, role=role)
    for order, (holder, on, value) in enumerate(positions):
        Position.objects.create(claim=made, order=order, holder=holder, topic=on, value=value, basis="stated")
    for order, (words, kind) in enumerate(cues):
        HedgeCue.objects.create(claim=made, order=order, text=words, kind=kind)
    for order, quote in enumerate(quotes):
        evidence(made, quote, order)
    for order, (type_, target) in enumerate(relations):
        ClaimRelation.objects.create(claim=made, order=order, type=type_, target=target)
    return Claim.objects.get(pk=made.pk)


def evidence(of: Claim, quote: str, order: int = 0) -> Evidence:
    text = of.source.current_text
    found = anchoring.find(text.text, quote) if text else None
    if text is None or found is None or found.anchor is None:
        return Evidence.objects.create(claim=of, order=order, exact=quote)
    place = found.anchor
    return Evidence.objects.create(
        claim=of,
        order=order,
        exact=quote,
        text=text,
        prefix=place.prefix,
        suffix=place.suffix,
        start=place.start,
        end=place.end,
        paragraph=place.paragraph,
        status=AnchorStatus.EXACT,
    )


def publish_all(*records: Record, by: str = "", reason: str = "") -> list[Publication]:
    """Publishes the records and whatever they name that is not public."""
    return publish(with_dependencies(records), by=by, reason=reason)


def edit(record: AnyRecord, **fields: Any) -> AnyRecord:
    """Changes the record as a curator would, by whatever path; the same object, read again."""
    type(record).objects.filter(pk=record.pk).update(**fields)
    record.refresh_from_db()
    return record
