"""The brute-force reading of the ledger that the fast ways are held against: every publication, in Python."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from claims.curation.documents import published_document
from claims.models.base import Record
from claims.models.ledger import Publication

Key = tuple[str, int]


def last(record: Record) -> Publication:
    """The record's last publication."""
    return Publication.objects.filter(kind=record.record_kind, record=record.pk).latest("seq")


def public(record: Record) -> dict[str, Any]:
    """The document of the record that is public now; there must be one."""
    document = published_document(record)
    assert document is not None, f"{record} is not public"
    return document


def documents_at(seq: int) -> dict[Key, dict[str, Any]]:
    """The body of every record that is public at S, by kind and internal number."""
    found: dict[Key, dict[str, Any]] = {}
    for row in Publication.objects.filter(seq__lte=seq).order_by("seq"):
        if row.body is None or row.op in ("retracted", "merged", "redacted"):
            found.pop((row.kind, row.record), None)
        else:
            found[row.kind, row.record] = json.loads(row.body)
    return found


def heads() -> list[int]:
    """The numbers that a reader can have met as the head: the last of each transaction, within a test's own too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM claims_publication GROUP BY xmin::text ORDER BY 1")
        return [seq for (seq,) in cursor.fetchall()]


def rows_of_each_transaction() -> list[list[int]]:
    """The numbers that were appended together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(seq ORDER BY seq) FROM claims_publication GROUP BY xmin::text ORDER BY min(seq)"
        )
        return [seqs for (seqs,) in cursor.fetchall()]


# Members of documents that hold labels, and the kind of record that each names.
LABELS = {
    "actor": "actor", "publisher": "actor", "authors": "actor", "holder": "actor", "source": "source",
    "cites": "source", "topics": "topic", "parent": "topic", "event": "event", "places": "place",
}  # fmt: skip


def labels_in(part: Any) -> Iterator[tuple[str, str]]:
    """What a document names: each record as kind and slug (a claim by its uid)."""
    if isinstance(part, list):
        for item in part:
            yield from labels_in(item)
    if not isinstance(part, dict):
        return
    for member, value in part.items():
        if member == "topic" and isinstance(value, str):
            yield "topic", value
        elif member == "scale":
            yield "scale", value
        elif member == "claim":
            yield "claim", value
        elif member in LABELS:
            for label in value if isinstance(value, list) else [value]:
                if label is not None:
                    yield LABELS[member], label["slug"]
        yield from labels_in(value)


def dangling(seq: int) -> list[str]:
    """What documents at S name although it is not public at S."""
    documents = documents_at(seq)
    # A record answers to every slug it ever had.
    slugs: dict[Key, set[str]] = {}
    for row in Publication.objects.filter(seq__lte=seq):
        slugs.setdefault((row.kind, row.record), set()).add(row.slug or str(row.uid))
    public = {(kind, slug) for (kind, record) in documents for slug in slugs[kind, record]}
    return [
        f"at {seq}: {key} names {kind} {slug}"
        for key, document in documents.items()
        for kind, slug in labels_in(document)
        if (kind, slug) not in public
    ]
