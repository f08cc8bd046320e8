"""Refreshing public documents that nobody edited, because something that they embed has changed.

Each is taken as it stands in the ledger and changed in that one respect. It is not rendered anew: no edit that waits
for publication comes along. The ledger's lock is all that this needs, since nothing of the workshop is written.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import connection, transaction

from claims.choices import Operation, RecordKind
from claims.curation import batches, documents
from claims.curation.appending import Entry, append, lock_rows
from claims.curation.door import lock_ledger
from claims.curation.exposure import quoted_shares
from claims.curation.labels import Document
from claims.curation.latest import latest, latest_numbers
from claims.curation.memory import Memory
from claims.models.arrays import listed
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import ClaimRelation
from claims.models.facts import OPEN, ClaimFact, Facet, Term
from claims.models.ledger import Publication
from claims.serializers.claims import RelationItem


class Changed(NamedTuple):
    """The text of a document that is to be, and whether a fact can differ by it."""

    text: str
    facts: bool = True


# Changes the text of a public document, of the record of this internal number.
Change = Callable[[str, int], Changed]


class Ahead(NamedTuple):
    """What was made of some documents before the ledger's lock was taken: their publications, and how they change."""

    rows: dict[int, Publication]
    changed: dict[int, Changed]


def ahead(kind: RecordKind, records: Collection[int], change: Change) -> Ahead:
    """Changes the documents of these records as they stand now; `refresh` uses what nobody published anew meanwhile."""
    rows = latest(kind, records)
    return Ahead(rows, {pk: change(row.body or "", pk) for pk, row in rows.items() if row.has_document})


def refresh(
    kind: RecordKind,
    records: Collection[int],
    change: Change,
    *,
    by: str,
    reason: str = "",
    cause: int | None = None,
    prepared: Ahead | None = None,
    memory: Memory | None = None,
) -> list[Publication]:
    """Changes the public documents of these records; the rows appended. The caller holds the ledger's lock."""
    if prepared is None:
        rows, changed = ahead(kind, records, change)
    else:
        rows, changed = prepared
        numbers = latest_numbers(kind, records)
        if moved := [pk for pk, row in rows.items() if numbers[pk] != row.seq]:
            again = ahead(kind, moved, change)
            changed = {pk: new for pk, new in changed.items() if pk not in again.rows} | again.changed
            rows = rows | again.rows
    entries = [
        Entry(kind, pk, row.uid, row.slug, new.text, row.version, Operation.REFRESHED, cause, new.facts)
        for pk, new, row in ((pk, new, rows[pk]) for pk, new in sorted(changed.items()))
    ]
    known = {(kind, pk): row for pk, row in rows.items()}
    return append(entries, by, reason, known=known, memory=memory) if entries else []


def _with(member: str, value: Callable[[Document, int], Any], *, facts: bool = True) -> Change:
    """The change that gives a document this member anew."""

    def change(text: str, pk: int) -> Changed:
        document = orjson.loads(text)
        document[member] = value(document, pk)
        return Changed(documents.as_text(document), facts)

    return change


def _in_batches(pks: Sequence[int]) -> list[Sequence[int]]:
    return [pks[start : start + batches.BATCH] for start in range(0, len(pks), batches.BATCH)]


# --- Share of quoted text ------------------------------------------------------------------------


def refresh_shares(
    batch: Sequence[Record], by: str, rows: Sequence[Publication], memory: Memory | None = None
) -> list[Publication]:
    """Brings the share of quoted text of the batch's sources up to date. The caller holds the ledger's lock."""
    if not rows:
        return []
    pks = {record.source_id for record in batch if isinstance(record, Claim)}
    pks |= {record.pk for record in batch if record.record_kind == RecordKind.SOURCE}
    shares = {pk: share for pk, (_, share) in quoted_shares(pks).items()}
    return refresh(
        RecordKind.SOURCE,
        shares,
        _with("quoted_share", lambda _, pk: shares[pk], facts=False),
        by=by,
        cause=rows[-1].seq,
        memory=memory,
    )


# --- Relations -----------------------------------------------------------------------------------


def show_relations_to(
    targets: dict[int, int], by: str, besides: Sequence[Record], memory: Memory | None = None
) -> list[Publication]:
    """Puts relations to claims that have just become public into the public claims that have them.

    `targets` gives the number of each one's publication, `besides` what was published with them, and has them. A claim
    edited since it was published is left: its edits are not to become public by the way, and the relation comes with
    its next publication.
    """
    pks = _related(targets, {record.pk for record in besides})
    appended = []
    for some in _in_batches(pks):
        with transaction.atomic():
            versions = lock_rows(RecordKind.CLAIM, some)
            still = [pk for pk, (version, public) in versions.items() if version == public]
            lock_ledger()
            rows = list(
                ClaimRelation.objects.filter(claim__in=still, target__published_version__isnull=False)
                .select_related("target")
                .order_by("claim_id", "order", "id")
            )
            items = {pk: [RelationItem().to_representation(row) for row in rows if row.claim_id == pk] for pk in still}
            cause = max(targets.values())
            given = _with("relations", lambda _, pk, items=items: items[pk])  # type: ignore[misc]
            appended += refresh(RecordKind.CLAIM, still, given, by=by, cause=cause, memory=memory)
    return appended


def _related(targets: Collection[int], besides: Collection[int]) -> list[int]:
    """The public claims that have relations to these, but for those `besides`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT claim_id FROM claims_claimrelation WHERE target_id = ANY(%s::bigint[])",
            [listed(targets)],
        )
        found = {pk for (pk,) in cursor.fetchall()} - set(besides)
    public = Claim.objects.published().filter(pk__in=found) if found else Claim.objects.none()
    return list(public.order_by("pk").values_list("pk", flat=True))


def hide_relations_to(claims: Sequence[Record], by: str, *, locked: bool = False) -> list[Publication]:
    """Takes the relations to these claims out of the public documents of others.

    `locked`: the caller holds the ledger's lock, and all is part of its transaction.
    """
    hidden = {str(claim.uid) for claim in claims}
    terms = Term.objects.filter(facet=Facet.RELATION, key__in=[f"|{uid}" for uid in hidden])
    related = ClaimFact.objects.filter(till_seq=OPEN, terms__overlap=list(terms.values_list("id", flat=True)))
    pks = sorted(related.exclude(record__in=[claim.pk for claim in claims]).values_list("record", flat=True))

    def hide(some: Sequence[int]) -> list[Publication]:
        return refresh(
            RecordKind.CLAIM,
            some,
            _with("relations", lambda body, _: [row for row in body["relations"] if row["claim"] not in hidden]),
            by=by,
            reason="A claim that it pointed at is being retracted.",
        )

    if locked:
        return hide(pks)
    appended = []
    for some in _in_batches(pks):
        with transaction.atomic():
            lock_ledger()
            appended += hide(some)
    return appended
