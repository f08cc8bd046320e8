"""Bringing public documents up to date with a record that they name, once it was renamed, merged, or merged no more.

The publication that makes this necessary notes it in its own transaction (`note`); whoever has the time does it, batch
by batch (`step`), each batch a transaction that also notes how far it came. So nothing is forgotten, whatever ends in
between, and two who do it at once do not do it twice.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from claims.choices import Operation, RecordKind
from claims.curation import batches, documents
from claims.curation.appending import Entry, append, lock_rows
from claims.curation.checks import names_only_public
from claims.curation.door import lock_ledger
from claims.curation.exposure import give_shares
from claims.curation.labels import EMBEDDED, relabel
from claims.curation.naming import KINDS, Naming
from claims.curation.refreshing import refresh, refresh_shares
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.ledger import Publication
from claims.models.work import Refresh

Document = dict[str, Any]

# One row of a transaction is left for the source whose share of quoted text changes with its quote policy.
BATCH = batches.BATCH - 1


def note(rows: Sequence[Publication]) -> None:
    """Notes which of these publications make documents of others outdated, in the transaction that appends them."""
    new = [row for row in rows if row.kind not in (RecordKind.CLAIM, RecordKind.SCALE) and row.first_seq != row.seq]
    Refresh.objects.bulk_create(
        Refresh(cause=row.seq, kind=row.kind, record=row.record) for row in new if _outdates(row)
    )


def _outdates(row: Publication) -> bool:
    if row.op == Operation.MERGED:
        return True
    before = Publication.objects.filter(kind=row.kind, record=row.record, seq__lt=row.seq).latest("seq")
    if row.op == Operation.PUBLISHED:
        return before.op == Operation.MERGED
    if row.op != Operation.REVISED:
        return False
    old, new = json.loads(before.body or "{}"), json.loads(row.body or "{}")
    return any(old.get(name) != new.get(name) for name in EMBEDDED)


def step(cause: int) -> list[Publication] | None:
    """Refreshes the next documents; the rows appended. None when nothing is left, or somebody else is at it."""
    with transaction.atomic():
        job = Refresh.objects.select_for_update(skip_locked=True).filter(pk=cause, finished_at=None).first()
        if job is None:
            return None
        because = Publication.objects.get(seq=cause)
        kind = RecordKind(job.kind)
        record = documents.MODELS[kind].objects.get(pk=job.record)
        work: _Relabelling | _Parting
        work = _Parting(record) if because.op == Operation.PUBLISHED else _Relabelling(record)
        if job.begun_at is None:
            job.begun_at, job.total = timezone.now(), work.count()
        found = work.next(job)
        rows: list[Publication] = []
        if found is None:
            job.finished_at = timezone.now()
        else:
            rows = work.refresh(*found, because)
            job.at_kind, job.at_record = found[0], found[1][-1]
            job.done += len(found[1])
        job.error = ""
        job.save()
        return None if found is None else rows


class _Relabelling:
    """Of documents that name a record: they get the label that is public now, or that of the actor it was merged into.

    Each is taken as it stands in the ledger and changed in that one respect.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.naming = Naming(record)

    def count(self) -> int:
        return self.naming.count()

    def next(self, job: Refresh) -> tuple[RecordKind, list[int]] | None:
        return self.naming.after(job.at_kind, job.at_record, BATCH)

    def refresh(self, kind: RecordKind, records: list[int], because: Publication) -> list[Publication]:
        lock_ledger()
        label = self._label()
        if label is None:
            return []
        of = self.record.record_kind
        earlier = Publication.objects.filter(kind=of, record=self.record.pk)
        bodies = dict.fromkeys([(of, slug) for slug in set(earlier.values_list("slug", flat=True))], label)

        def change(document: Document, _: int) -> None:
            relabel(document, bodies)
            if kind == RecordKind.ACTOR:  # what was tied to the actor that it was merged into is tied to itself
                tied = document["affiliations"]
                document["affiliations"] = [row for row in tied if row["actor"]["slug"] != document["slug"]]

        rows = refresh(kind, records, change, by=because.by, cause=because.seq)
        # A source's quote policy may have taken quotes away.
        return rows + (refresh_shares([self.record], because.by, rows) if of == RecordKind.SOURCE else [])

    def _label(self) -> Document | None:
        """The document that is public now of the record, or of the one it was merged into; None where there is none."""
        seen: set[int] = set()
        (last,) = Publication.objects.latest_of(self.record.record_kind, [self.record.pk])
        while last.op == Operation.MERGED and last.seq not in seen:
            seen.add(last.seq)
            last = Publication.objects.filter(uid=json.loads(last.body or "")["merged_into"]).latest("seq")
        return json.loads(last.body or "") if last.has_document else None


class _Parting:
    """Of documents whose records name an actor that is merged no more: they name it again.

    Their documents name the other one, and only the workshop knows where this one was meant; so they are rendered
    anew. One that was edited since it was published is left, and so is one that names what is not public: it gets the
    name with its next publication.
    """

    def __init__(self, actor: Record) -> None:
        # Those merged into it stand for it again as well.
        known, level = {actor.pk}, {actor.pk}
        while level:
            level = set(Actor.objects.filter(merged_into__in=level).values_list("pk", flat=True)) - known
            known |= level
        self.naming: dict[RecordKind, Q] = {
            RecordKind.CLAIM: Q(attribution__actor__in=known)
            | Q(participants__actor__in=known)
            | Q(positions__holder__in=known)
            | Q(source__publisher__in=known),
            RecordKind.ACTOR: Q(affiliations__organisation__in=known),
            RecordKind.SOURCE: Q(publisher__in=known) | Q(authors__actor__in=known),
        }

    def _records(self, kind: RecordKind) -> Any:
        records = documents.MODELS[kind].objects.filter(self.naming[kind], published_version=F("version"))
        return records.order_by("pk").values_list("pk", flat=True).distinct()

    def count(self) -> int:
        return sum(self._records(kind).count() for kind in self.naming)

    def next(self, job: Refresh) -> tuple[RecordKind, list[int]] | None:
        reached = KINDS.index(RecordKind(job.at_kind)) if job.at_kind else 0
        for kind in KINDS[reached:]:
            if kind in self.naming:
                behind = job.at_record if kind == job.at_kind else 0
                if found := list(self._records(kind).filter(pk__gt=behind)[:BATCH]):
                    return kind, found
        return None

    def refresh(self, kind: RecordKind, records: list[int], because: Publication) -> list[Publication]:
        versions = lock_rows(kind, records)
        still = [pk for pk, (version, public) in versions.items() if version == public]
        lock_ledger()
        found = [record for record in documents.fresh(kind, still) if names_only_public(record)]
        give_shares(found)
        bodies = documents.render(found)
        entries = [
            Entry.of(record, body, Operation.REFRESHED, because.seq) for record, body in zip(found, bodies, strict=True)
        ]
        return append(entries, because.by, "")
