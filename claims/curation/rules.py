"""The register of checks, and what a check may ask besides the record itself.

The checks stand in `record_checks.py` and `claim_checks.py`; `checks.py` applies them.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, wraps
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from claims.choices import Operation, RecordKind
from claims.curation import documents
from claims.curation.named import levels_of
from claims.models.arrays import listed
from claims.models.base import NamedRecord, Record
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceScale
from claims.models.ledger import Publication
from claims.models.sources import SourceText
from claims.models.topics import Topic
from claims.serializers.differences import changes

_LEDGER = Publication._meta.db_table

Found = Iterator[tuple[str, str]]
R = TypeVar("R", bound=Record)


class Lookups:
    """What checks ask besides the records themselves, of the database above all: each question once for all checked
    together.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._standing: dict[tuple[int, str], bool] = {}

    def others_under_slug(self, record: NamedRecord) -> set[UUID]:
        """The other records that were ever public under the record's slug."""
        return self._uids.get((record.record_kind, record.slug), set()) - {record.uid}

    def changed_since_public(self, scale: ConfidenceScale) -> list[str]:
        """The fields in which a scale differs from what was last public of it; none where it never was."""
        return self._changed_scales.get(scale.pk, [])

    def is_anothers(self, record: Record) -> bool:
        """Whether the ledger knows the record's uid by another internal number, or its number by another uid."""
        uids, numbers = self._known
        number = record.record_kind, record.pk
        return uids.get(number, record.uid) != record.uid or numbers.get(record.uid, number) != number

    @cached_property
    def _known(self) -> tuple[dict[tuple[str, int], UUID], dict[UUID, tuple[str, int]]]:
        """What the ledger knows by the kinds, numbers and uids of the records: each uid by its number, and the reverse.

        A uid or number in it is one record's alone, or nothing would have been published.
        """
        by_number = "kind = %s AND record = ANY(%s::bigint[])"
        wheres, given = ["uid = ANY(%s::uuid[])"], [listed(str(record.uid) for record in self._records)]
        for kind in {record.record_kind for record in self._records}:
            wheres.append(by_number)
            given += [kind.value, listed(record.pk for record in self._records if record.record_kind == kind)]
        # One search for each, or the planner may read the table from end to end.
        each = [f"SELECT kind, record, uid FROM {_LEDGER} WHERE {where} AND first_seq = seq" for where in wheres]  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(each), given)
            found = cursor.fetchall()
        return {(kind, number): uid for kind, number, uid in found}, {uid: (kind, n) for kind, n, uid in found}

    def stands_in(self, text: SourceText, words: str) -> bool:
        """Whether these very words stand in the text: a long one is looked through once for what many claims name."""
        key = (text.pk, words)
        if key not in self._standing:
            self._standing[key] = words in text.text
        return self._standing[key]

    def is_redacted(self, record: Record) -> bool:
        return (record.record_kind, record.pk) in self._redacted

    @cached_property
    def _redacted(self) -> set[tuple[str, int]]:
        sql = f"SELECT kind, record FROM {_LEDGER} WHERE op = %s AND record = ANY(%s::bigint[])"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [Operation.REDACTED.value, listed(record.pk for record in self._records)])
            return set(cursor.fetchall())

    def above(self, topic: Topic) -> Iterator[int]:
        """Internal numbers of the topics above this one, the nearest first; without end where they run in a circle."""
        above = topic.parent_id
        while above is not None:
            yield above
            above = self._parents.get(above)

    @cached_property
    def _parents(self) -> dict[int, int | None]:
        """The parent of every topic above the topics among the records: a query for each level."""
        parents: dict[int, int | None] = {}
        found = {record.parent_id for record in self._records if isinstance(record, Topic)}
        while level := {pk for pk in found if pk is not None and pk not in parents}:
            rows = dict(Topic.objects.filter(pk__in=level).values_list("pk", "parent"))
            parents |= rows
            found = set(rows.values())
        return parents

    @cached_property
    def _uids(self) -> dict[tuple[str, str], set[UUID]]:
        named = [record for record in self._records if isinstance(record, NamedRecord)]
        rows = Publication.objects.filter(
            kind__in={record.record_kind for record in named}, slug__in={record.slug for record in named}
        )
        uids: dict[tuple[str, str], set[UUID]] = {}
        for kind, slug, uid in rows.order_by().values_list("kind", "slug", "uid").distinct():
            uids.setdefault((kind, slug), set()).add(uid)
        return uids

    @cached_property
    def _changed_scales(self) -> dict[int, list[str]]:
        """Of the scales among the records, and of those by whose levels the claims among them are coded."""
        scales = {record.pk for record in self._records if isinstance(record, ConfidenceScale)}
        for record in self._records:
            if isinstance(record, Claim):
                scales |= {level.scale.pk for _, level in levels_of(record) if level.scale.has_changed}
        with_body = Publication.objects.latest_of(RecordKind.SCALE, list(scales)).with_document()
        bodies = dict(with_body.values_list("record", "body"))
        current = documents.fresh(RecordKind.SCALE, list(bodies)) if bodies else []
        changed = {}
        for scale, after in zip(current, documents.render(current), strict=True):
            differing = changes(json.loads(bodies[scale.pk] or ""), json.loads(after))
            changed[scale.pk] = sorted({change.path.split(".")[0] for change in differing})
        return changed


CHECKS: dict[RecordKind, list[Callable[[Any, Lookups], Found]]] = {kind: [] for kind in RecordKind}


def of(*kinds: RecordKind) -> Callable[[Callable[[R], Found]], Callable[[R], Found]]:
    """Registers a check that looks at nothing but the record, for records of these kinds."""

    def register(check: Callable[[R], Found]) -> Callable[[R], Found]:
        @wraps(check)
        def without_lookups(record: R, lookups: Lookups) -> Found:
            return check(record)

        for kind in kinds:
            CHECKS[kind].append(without_lookups)
        return check

    return register


def with_lookups(*kinds: RecordKind) -> Callable[[Callable[[R, Lookups], Found]], Callable[[R, Lookups], Found]]:
    """Registers a check that asks `Lookups` too, for records of these kinds."""

    def register(check: Callable[[R, Lookups], Found]) -> Callable[[R, Lookups], Found]:
        for kind in kinds:
            CHECKS[kind].append(check)
        return check

    return register
