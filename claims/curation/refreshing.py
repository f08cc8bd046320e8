"""Refreshing public documents that nobody edited, because something that they embed has changed.

Each is taken as it stands in the ledger and changed in that one respect. It is not rendered anew: no edit that waits
for publication comes along. The ledger's lock is all that this needs, since nothing of the workshop is written.
"""

from collections.abc import Callable, Collection, Sequence

import orjson
from django.db import connection, transaction

from claims.choices import Operation, RecordKind
from claims.curation import batches, documents
from claims.curation.appending import Entry, append, lock_rows
from claims.curation.door import lock_ledger
from claims.curation.exposure import quoted_shares
from claims.curation.gathering import listed
from claims.curation.labels import Document
from claims.curation.latest import latest
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import ClaimRelation
from claims.models.facts import OPEN, ClaimFact, Facet, Term
from claims.models.ledger import Publication
from claims.serializers.claims import RelationItem


def refresh(
    kind: RecordKind,
    records: Collection[int],
    change: Callable[[Document, int], None],
    *,
    by: str,
    reason: str = "",
    cause: int | None = None,
) -> list[Publication]:
    """Changes the public documents of these records; the rows appended. The caller holds the ledger's lock.

    `change` is given a document to change in place, and the record's internal number.
    """
    entries = []
    for _, last in sorted(latest(kind, records).items()):
        if not last.has_document:
            continue
        body = orjson.loads(last.body or "")
        change(body, last.record)
        text = documents.as_text(body)
        entries.append(Entry(kind, last.record, last.uid, last.slug, text, last.version, Operation.REFRESHED, cause))
    return append(entries, by, reason) if entries else []


def _in_batches(pks: Sequence[int]) -> list[Sequence[int]]:
    return [pks[start : start + batches.BATCH] for start in range(0, len(pks), batches.BATCH)]


# --- Share of quoted text ------------------------------------------------------------------------


def refresh_shares(batch: Sequence[Record], by: str, rows: Sequence[Publication]) -> list[Publication]:
    """Brings the share of quoted text of the batch's sources up to date. The caller holds the ledger's lock."""
    if not rows:
        return []
    pks = {record.source_id for record in batch if isinstance(record, Claim)}
    pks |= {record.pk for record in batch if record.record_kind == RecordKind.SOURCE}
    shares = {pk: share for pk, (_, share) in quoted_shares(pks).items()}
    return refresh(
        RecordKind.SOURCE,
        shares,
        lambda body, pk: body.update(quoted_share=shares[pk]),
        by=by,
        cause=rows[-1].seq,
    )


# --- Relations -----------------------------------------------------------------------------------


def show_relations_to(targets: dict[int, int], by: str, besides: Sequence[Record]) -> list[Publication]:
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
                .order_by("claim", "order", "id")
            )
            items = {pk: [RelationItem().to_representation(row) for row in rows if row.claim_id == pk] for pk in still}
            cause = max(targets.values())
            appended += refresh(
                RecordKind.CLAIM,
                still,
                lambda body, pk, items=items: body.update(relations=items[pk]),  # type: ignore[misc]
                by=by,
                cause=cause,
            )
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
            lambda body, _: body.update(relations=[row for row in body["relations"] if row["claim"] not in hidden]),
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
