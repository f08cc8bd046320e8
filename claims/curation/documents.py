"""From a workshop record to its public document, and what separates the two."""

import json
from collections.abc import Collection
from typing import Any

from claims.choices import RecordKind
from claims.curation.labels import Bodies, names_in, relabel
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceScale
from claims.models.ledger import Publication
from claims.models.sources import Source
from claims.models.topics import Event, Place, Topic
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
from claims.serializers.differences import Change, changes

# In the order in which records of one act enter the ledger: what is named comes before what names it.
MODELS: dict[RecordKind, type[Record]] = {
    RecordKind.SCALE: ConfidenceScale,
    RecordKind.PLACE: Place,
    RecordKind.TOPIC: Topic,
    RecordKind.ACTOR: Actor,
    RecordKind.EVENT: Event,
    RecordKind.SOURCE: Source,
    RecordKind.CLAIM: Claim,
}
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
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def fresh(kind: RecordKind, records: Collection[int]) -> list[Record]:
    """The records of these internal numbers as the tables hold them now, with all that their documents read."""
    return list(MODELS[kind].objects.filter(pk__in=records).for_document().order_by("pk"))


def render(
    records: Collection[Record], act: Collection[int] = (), together: Collection[tuple[RecordKind, str]] = ()
) -> list[str]:
    """The documents of records of one kind, as text; of an actor that is merged, what its tombstone says.

    `act`: internal numbers of the claims that become public together with them. `together`: kind and slug of the other
    records that do; of all others the documents say what is public, whatever edits of them wait in the workshop.
    """
    if not records:
        return []
    kind = next(iter(records)).record_kind
    serializer = SERIALIZERS[kind](context={"act": act})
    rendered = [
        {"uid": str(record.uid), "merged_into": str(into.uid)}
        if (into := merges(record))
        else serializer.to_representation(record)
        for record in records
    ]
    bodies = _public_bodies({name for document in rendered for name in names_in(document)} - set(together))
    for document in rendered:
        relabel(document, bodies)
    return [as_text(document) for document in rendered]


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


def _public_bodies(names: Collection[tuple[RecordKind, str]]) -> Bodies:
    """The public documents of those of the named records that were edited since they were published."""
    bodies: Bodies = {}
    for kind in {kind for kind, _ in names}:
        # Every model here but the claim's has a slug, and labels name no claims.
        changed = MODELS[kind].objects.changed().filter(slug__in=[slug for other, slug in names if other == kind])  # type: ignore[misc]
        slugs = dict(changed.values_list("pk", "slug"))  # type: ignore[misc]
        for last in Publication.objects.latest_of(kind, list(slugs)) if slugs else ():
            if last.has_document:
                bodies[kind, slugs[last.record]] = json.loads(last.body or "")
    return bodies


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
    (current,) = fresh(record.record_kind, [record.pk])
    before = published_document(record)
    if into := merges(current):
        return [Change("merged_into", None, into.slug)]
    if before is not None and isinstance(current, Source):
        current.quoted_share = before["quoted_share"]
    after = json.loads(render([current], act=[record.pk])[0])
    return list(changes(before or {}, after))
