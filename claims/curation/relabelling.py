"""Bringing public documents up to date with a record that they name, once it was renamed, merged, or merged no more.

The publication that makes this necessary notes it in its own transaction (`note`); whoever has the time does it, batch
by batch (`step`), each batch a transaction that also notes how far it came. So nothing is forgotten, whatever ends in
between, and two who do it at once do not do it twice.
"""

import json
import time
from collections import deque
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
from claims.curation.labels import EMBEDDED
from claims.curation.latest import latest
from claims.curation.naming import KINDS, Naming
from claims.curation.refreshing import ahead, refresh, refresh_shares
from claims.curation.relabels import Labels
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.ledger import Publication
from claims.models.work import Refresh

# One row of a transaction is left for the source whose share of quoted text changes with its quote policy.
BATCH = batches.BATCH - 1
# A refresh begins with so many documents in a transaction, and goes on with as many as it can do, up to `BATCH`, while
# others wait this long for the ledger's lock; with fewer than it begins with only the transactions would be more.
FIRST, SECONDS = 25, 0.03
# Documents looked up at once to be gone through.
AHEAD = 50_000


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
    return Steps(cause).step()


class Steps:
    """One refresh, step by step. From one step to the next it remembers which documents come, and nothing else."""

    def __init__(self, cause: int) -> None:
        self.because = Publication.objects.get(seq=cause)
        self.job: Refresh | None = None
        self._size = FIRST
        self._work: _Relabelling | _Parting | None = None
        self._kind: RecordKind | None = None
        self._coming: deque[int] = deque()

    def step(self) -> list[Publication] | None:
        """As the function `step`; `job` says then how far it has come."""
        with transaction.atomic():
            jobs = Refresh.objects.select_for_update(skip_locked=True)
            job = jobs.filter(pk=self.because.seq, finished_at=None).first()
            if job is None:
                return None
            if self._work is None or self.job is None or (self.job.at_kind, self.job.at_record) != _reached(job):
                self._work, self._coming = self._begin(job), deque()
            self.job = job
            if job.begun_at is None:
                job.begun_at, job.total = timezone.now(), self._work.count()
            rows = self._next(job, self._work)
            if rows is None:
                job.finished_at = timezone.now()
            job.error = ""
            job.save()
            locked = self._work.locked
        if rows:  # it is done with at most once the transaction has ended
            took = time.monotonic() - locked
            self._size = max(FIRST, min(BATCH, 2 * self._size, int(self._size * SECONDS / took)))
        return rows

    def _begin(self, job: Refresh) -> "_Relabelling | _Parting":
        record = documents.MODELS[RecordKind(job.kind)].objects.get(pk=job.record)
        return _Parting(record) if self.because.op == Operation.PUBLISHED else _Relabelling(record)

    def _next(self, job: Refresh, work: "_Relabelling | _Parting") -> list[Publication] | None:
        if not self._coming:
            found = work.after(job.at_kind, job.at_record, AHEAD)
            if found is None:
                return None
            self._kind, self._coming = found[0], deque(found[1])
        assert self._kind is not None  # it was found
        some = [self._coming.popleft() for _ in range(min(self._size, BATCH, len(self._coming)))]
        rows = work.refresh(self._kind, some, self.because)
        job.at_kind, job.at_record = self._kind, some[-1]
        job.done += len(some)
        return rows


def _reached(job: Refresh) -> tuple[str, int]:
    return job.at_kind, job.at_record


class _Relabelling:
    """Of documents that name a record: they get the label that is public now, or that of the actor it was merged into.

    Each is taken as it stands in the ledger and changed in that one respect, before the ledger's lock is taken.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.naming = Naming(record)
        self.locked = 0.0

    def count(self) -> int:
        return self.naming.count()

    def after(self, kind: str, record: int, limit: int) -> tuple[RecordKind, list[int]] | None:
        return self.naming.after(kind, record, limit)

    def refresh(self, kind: RecordKind, records: list[int], because: Publication) -> list[Publication]:
        labels = self._labels()
        prepared = ahead(kind, records, labels.change(kind)) if labels else None
        lock_ledger()
        self.locked = time.monotonic()
        now = self._labels()
        if now is None:
            return []
        if labels is None or labels.seq != now.seq:  # renamed again meanwhile
            prepared = None
        rows = refresh(kind, records, now.change(kind), by=because.by, cause=because.seq, prepared=prepared)
        # A source's quote policy may have taken quotes away.
        of_source = self.record.record_kind == RecordKind.SOURCE
        return rows + (refresh_shares([self.record], because.by, rows) if of_source else [])

    def _labels(self) -> Labels | None:
        """What is public now of the record, or of the one it was merged into; None where nothing is."""
        kind = self.record.record_kind
        (last,) = latest(kind, [self.record.pk]).values()
        seen: set[int] = set()
        while last.op == Operation.MERGED and last.seq not in seen:
            seen.add(last.seq)
            last = Publication.objects.filter(uid=last.parsed()["merged_into"]).latest("seq")
        if not last.has_document:
            return None
        earlier = Publication.objects.filter(kind=kind, record=self.record.pk).order_by()
        return Labels(self.record, set(earlier.values_list("slug", flat=True).distinct()), last)


class _Parting:
    """Of documents whose records name an actor that is merged no more: they name it again.

    Their documents name the other one, and only the workshop knows where this one was meant; so they are rendered
    anew. One that was edited since it was published is left, and so is one that names what is not public: it gets the
    name with its next publication.
    """

    def __init__(self, actor: Record) -> None:
        self.locked = 0.0
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

    def after(self, kind: str, record: int, limit: int) -> tuple[RecordKind, list[int]] | None:
        reached = KINDS.index(RecordKind(kind)) if kind else 0
        for next_kind in KINDS[reached:]:
            if next_kind in self.naming:
                behind = record if next_kind == kind else 0
                if found := list(self._records(next_kind).filter(pk__gt=behind)[:limit]):
                    return next_kind, found
        return None

    def refresh(self, kind: RecordKind, records: list[int], because: Publication) -> list[Publication]:
        versions = lock_rows(kind, records)
        still = [pk for pk, (version, public) in versions.items() if version == public]
        lock_ledger()
        self.locked = time.monotonic()
        found = [record for record in documents.fresh(kind, still) if names_only_public(record)]
        give_shares(found)
        bodies = documents.render(found)
        entries = [
            Entry.of(record, body, Operation.REFRESHED, because.seq) for record, body in zip(found, bodies, strict=True)
        ]
        return append(entries, because.by, "")
