"""From a workshop record to its public document, and what separates the two."""

import json
from collections.abc import Collection
from typing import Any

import orjson

from claims.choices import RecordKind
from claims.curation.gathering import MODELS, Gathering
from claims.curation.labels import Bodies, relabel
from claims.curation.latest import latest
from claims.curation.named import read_by
from claims.models.actors import Actor
from claims.models.base import NamedRecord, Record
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.sources import Source
from claims.serializers import (
    ActorDocument,
    ClaimDocument,
    EventDocument,
    PlaceDocument,
    ScaleDocument,
    SourceDocument,
    TopicDocument,
)
from claims.serializers.base import Document
from claims.serializers.compiled import compiled
from claims.serializers.differences import Change, changes

__all__ = [
    "MODELS",
    "SERIALIZERS",
    "as_text",
    "difference",
    "differences",
    "fresh",
    "merges",
    "published_document",
    "render",
]

SERIALIZERS: dict[RecordKind, type[Document]] = {
    RecordKind.SCALE: ScaleDocument,
    RecordKind.PLACE: PlaceDocument,
    RecordKind.TOPIC: TopicDocument,
    RecordKind.ACTOR: ActorDocument,
    RecordKind.EVENT: EventDocument,
    RecordKind.SOURCE: SourceDocument,
    RecordKind.CLAIM: ClaimDocument,
}


def as_text(document: dict[str, Any]) -> str:
    """A document as the ledger stores it: JSON without spaces, characters as they are, members in their order."""
    # orjson writes the same in a fifth of the time, but for some numbers with a fraction; these are members of the
    # document itself, never of a part.
    if any(value.__class__ is float for value in document.values()):
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return orjson.dumps(document).decode()


def fresh(kind: RecordKind, records: Collection[int]) -> list[Record]:
    """The records of these internal numbers as the tables hold them now, with all that their documents read."""
    return Gathering().records(kind, records)


def render(records: Collection[Record], act: Collection[Record] = ()) -> list[str]:
    """The documents of records of one kind, as text; of an actor that is merged, what its tombstone says.

    `act`: the records that become public together with them. Of all others the documents say what is public, whatever
    edits of them wait in the workshop.
    """
    if not records:
        return []
    claims = frozenset(record.pk for record in act if isinstance(record, Claim))
    together = {(record.record_kind, record.slug) for record in act if isinstance(record, NamedRecord)}
    document_of, context = compiled(SERIALIZERS[next(iter(records)).record_kind]), {"act": claims}
    rendered = [
        {"uid": str(record.uid), "merged_into": str(into.uid)}
        if (into := merges(record))
        else document_of(record, context)
        for record in records
    ]
    if bodies := _public_bodies(records, together):
        for document in rendered:
            relabel(document, bodies)
    return [as_text(document) for document in rendered]


def asks(records: Collection[Record]) -> bool:
    """Whether rendering these may ask the database: of sources for what is public of them, of records that were edited
    since they were published for their public documents.
    """
    return any(record.record_kind != RecordKind.CLAIM for record in records) or any(
        named.has_changed for named in {id(other): other for record in records for other in read_by(record)}.values()
    )


def merges(record: Record) -> Actor | None:
    """The actor into which publishing this record merges it, in public too; None where it does not.

    The next one that the public knows: should that one's own merge be taken back, this one still leads to it.
    """
    if not isinstance(record, Actor) or not record.is_public or record.merged_into is None:
        return None
    last, into = record.merged_into.canonical(), record.merged_into
    while into != last and not Publication.objects.filter(uid=into.uid).exists():
        assert into.merged_into is not None  # or it would be the last
        into = into.merged_into
    return into


def _public_bodies(records: Collection[Record], together: Collection[tuple[RecordKind, str]]) -> Bodies:
    """The public documents of what these records name, where that was edited since it was published."""
    edited: dict[RecordKind, dict[int, str]] = {}
    for named in {id(other): other for record in records for other in read_by(record)}.values():
        if named.has_changed and isinstance(named, NamedRecord) and (named.record_kind, named.slug) not in together:
            edited.setdefault(named.record_kind, {})[named.pk] = named.slug
    return {
        (kind, slugs[last.record]): json.loads(last.body or "")
        for kind, slugs in edited.items()
        for last in latest(kind, slugs).values()
        if last.has_document
    }


def published_document(record: Record) -> dict[str, Any] | None:
    """The body that is public now; None when none is."""
    last = Publication.objects.filter(kind=record.record_kind, record=record.pk).order_by("-seq").first()
    if last is None or not last.has_document:
        return None
    document: dict[str, Any] = json.loads(last.body or "")
    return document


def difference(record: Record) -> list[Change]:
    """What publishing the record now would change in its public document, member by member.

    Everything, from None, where the record is not public.
    """
    return differences([record])[record.pk]


def differences(records: Collection[Record], act: Collection[Record] = ()) -> dict[int, list[Change]]:
    """The same of several records of one kind that are published together, by internal number.

    `act`: further records, of any kind, that are published with them. For a fixed number of queries. A record that was
    deleted meanwhile is left out. A source's share of quoted text is no difference: it follows from its public claims.
    """
    if not records:
        return {}
    kind = next(iter(records)).record_kind
    numbers = [record.pk for record in records]
    public = {last.record: last.parsed() for last in latest(kind, numbers).values() if last.has_document}
    current = fresh(kind, numbers)
    found = {record.pk: [Change("merged_into", None, into.slug)] for record in current if (into := merges(record))}
    shown = [record for record in current if record.pk not in found]
    for record in shown:
        if isinstance(record, Source) and record.pk in public:
            record.quoted_share = public[record.pk]["quoted_share"]
    for record, text in zip(shown, render(shown, [*current, *act]), strict=True):
        found[record.pk] = list(changes(public.get(record.pk, {}), json.loads(text)))
    return found
