"""The documents of records at S, as text."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Subquery

from claims.choices import RecordKind
from claims.filters.reading import ReadingPoint
from claims.models.facts import ClaimFact, Facet, RecordFact, Term
from claims.models.ledger import Publication
from claims.shapes.page import Row

# How claims name a record of a kind that is read with its number of claims.
COUNTED: dict[str, Facet] = {
    RecordKind.ACTOR: Facet.ACTOR,
    RecordKind.SOURCE: Facet.SOURCE,
    RecordKind.TOPIC: Facet.TOPIC,
}


def documents(kind: str, rows: Sequence[Row], reading: ReadingPoint) -> list[str]:
    """The documents of these rows, in their order."""
    found = reading.publications().in_bulk([row.document_seq for row in rows])
    return _whole([found[row.document_seq] for row in rows], kind, reading)


def whole(publication: Publication, reading: ReadingPoint) -> str:
    """The document of this publication."""
    return _whole([publication], publication.kind, reading)[0]


def _whole(publications: Sequence[Publication], kind: str, reading: ReadingPoint) -> list[str]:
    """Documents with what is known only at reading: the number of claims, where it is counted, and the licence."""
    counts = claim_counts(kind, [publication.uid for publication in publications], reading)
    licence = {"licence": settings.DATA_LICENCE}
    return [
        extended(row.document(), {"claim_count": counts[row.uid], **licence} if counts else licence)
        for row in publications
    ]


def extended(document: str, members: Mapping[str, Any]) -> str:
    """The text of a JSON object with more members at its end."""
    added = json.dumps(dict(members), ensure_ascii=False, separators=(",", ":"))
    return f"{document[:-1]},{added[1:]}"


def last_publication(kind: str, name: str, reading: ReadingPoint) -> Publication | None:
    """What the ledger last said, up to S, of the record with this name: a uid for claims, a slug for all others.

    That can be a retraction; None when no record ever had the name. A slug that was given up still leads to its record.
    """
    facts: QuerySet[Any] = (
        ClaimFact.objects.using(reading.using).filter(uid=name)
        if kind == RecordKind.CLAIM
        else RecordFact.objects.using(reading.using).filter(kind=kind, slug=name)
    )
    record = facts.filter(from_seq__lte=reading.seq).order_by("-from_seq").values("record")[:1]
    publications = reading.publications().filter(kind=kind, record=Subquery(record))
    return publications.order_by("-seq").first()


def is_gone(publication: Publication) -> bool:
    return not publication.has_document


def claim_counts(kind: str, uids: Sequence[UUID], reading: ReadingPoint) -> dict[UUID, int]:
    """How many claims at S each record has: an actor in any part, a source, a topic with its subtopics.

    Empty for the kinds that are not counted. One query, and for topics one before it.
    """
    if kind not in COUNTED or not uids:
        return {}
    within = reading.subtopics(uids) if kind == RecordKind.TOPIC else {uid: {uid} for uid in uids}
    pairs = [(root, str(uid)) for root, uids_within in within.items() for uid in uids_within]
    # A claim that has several of a topic's subtopics is one claim of that topic.
    statement = f"""
        SELECT pair.root, count(DISTINCT fact.record)
        FROM unnest(%(roots)s::uuid[], %(keys)s::text[]) AS pair (root, key)
        JOIN {Term._meta.db_table} AS term ON term.facet = %(facet)s AND term.key = pair.key
        JOIN {ClaimFact._meta.db_table} AS fact ON fact.terms @> ARRAY[term.id]
        WHERE fact.from_seq <= %(seq)s AND fact.till_seq > %(seq)s
        GROUP BY pair.root
    """  # noqa: S608 — the names put in are the tables'
    asked: dict[str, Any] = {
        "roots": [root for root, _ in pairs],
        "keys": [key for _, key in pairs],
        "facet": COUNTED[kind].value,
        "seq": reading.seq,
    }
    with reading.cursor() as cursor:
        cursor.execute(statement, asked)
        counted = dict(cursor.fetchall())
    return {uid: counted.get(uid, 0) for uid in uids}
