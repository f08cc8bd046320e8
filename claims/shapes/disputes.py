"""What other claims have to do with a claim, in both directions."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Concat

from claims.choices import RecordKind, RelationType
from claims.filters.reading import ReadingPoint
from claims.shapes.documents import documents
from claims.shapes.page import Cursor, Ordering, Page, read_rows

# The types by which claims speak for or against each other; what causes, updates or exemplifies takes no side.
TAKING_SIDES = (RelationType.CONTRADICTS, RelationType.QUALIFIES, RelationType.SUPPORTS, RelationType.RESTATES)
BY_TYPE = Ordering("type", Concat("type", Value(" "), "direction"), tie="first_seq")


class Direction(TextChoices):
    """Which of two claims has the relation: the one that is asked about, or the other."""

    OUT = "out"
    IN = "in"


class Dispute(NamedTuple):
    """A relation of a claim with another one, whose document this has."""

    direction: str
    type: str
    explicit: bool
    different_voice: bool
    document: bytes


def relations_of(claim: UUID, types: Collection[str], reading: ReadingPoint) -> QuerySet:
    """The relations of a claim, either way, with claims that are public at S: rows of LinkFact with the other claim."""
    others = reading.claims().filter(uid=OuterRef("claim"))
    links = reading.links(RecordKind.CLAIM).filter(Q(uid=claim) | Q(other=claim), type__in=types)
    related = links.annotate(
        direction=Case(
            When(uid=claim, then=Value(Direction.OUT)), default=Value(Direction.IN), output_field=CharField()
        ),
        claim=Case(When(uid=claim, then=F("other")), default=F("uid")),
        first_seq=Subquery(others.values("first_seq")),
    )
    return related.filter(first_seq__isnull=False)


def read_disputes(
    claim: UUID, relations: QuerySet, reading: ReadingPoint, limit: int, *, query: str, cursor: Cursor | None
) -> Page[Dispute]:
    """The page of these relations of the claim that begins at the cursor, or the first. Four queries."""
    columns = ["direction", "type", "explicit", "claim"]
    page = read_rows(relations, BY_TYPE, limit, columns, seq=reading.seq, query=query, cursor=cursor)
    uids = {claim, *(row[-1] for row in page.rows)}
    facts = reading.claims().filter(uid__in=uids)
    found = {uid: (claimant, record) for uid, claimant, record in facts.values_list("uid", "claimant", "record")}
    voices = {uid: reading.survivors.get(claimant, claimant) for uid, (claimant, _) in found.items()}
    # But for what a redaction erased since the page was read.
    there = [row for row in page.rows if row[-1] in found]
    texts = documents(RecordKind.CLAIM, [found[other][1] for *_, other in there], reading)
    disputes = [
        Dispute(direction, type_, explicit, voices[other] != voices.get(claim), text)
        for (*_, direction, type_, explicit, other), text in zip(there, texts, strict=True)
        if text is not None
    ]
    return Page(disputes, page.next, page.previous)
