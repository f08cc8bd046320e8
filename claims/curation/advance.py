"""Bringing the fact tables from one publication to the next: live after each append, and from nothing in a rebuild."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Q, Value

from claims.choices import RecordKind
from claims.curation.door import lock_ledger
from claims.curation.facts import Names, Pair, Values, claim_values, numbers_of, record_values
from claims.models.ledger import OPEN, TEXT_CONFIG, ClaimFact, Fact, Publication, RecordFact

REBUILD_BATCH = 500


class Step(NamedTuple):
    """A publication with the one of the same record before it."""

    publication: Publication
    previous: Publication | None


def steps(publications: Sequence[Publication]) -> list[Step]:
    """The publications, in order of seq, each with its record's last one before it. Two queries at most."""
    if not publications:
        return []
    before = publications[0].seq
    last: dict[tuple[str, int], Publication] = {}
    for kind, rows in groupby(sorted(publications, key=lambda row: row.kind), key=lambda row: row.kind):
        earlier = Publication.objects.until(before - 1).latest_of(kind, [row.record for row in rows])
        last |= {(row.kind, row.record): row for row in earlier}
    found = []
    for publication in publications:
        key = (publication.kind, publication.record)
        found.append(Step(publication, last.get(key)))
        last[key] = publication
    return found


def advance(found: Sequence[Step]) -> None:
    """Makes the facts hold at the last of these publications. The caller holds the ledger's lock.

    A fact whose values stay the same keeps its row: a rename, or an edit of what nobody filters by, touches none.
    """
    names = Names([step.publication for step in found])
    documents = [
        {id(row): json.loads(row.body) for row in step if row is not None and row.body is not None} for step in found
    ]
    names.learn(document for pair in documents for document in pair.values())

    def values(row: Publication | None, parsed: dict[int, dict[str, Any]]) -> Values | None:
        if row is None or row.body is None:
            return None
        if row.kind == RecordKind.CLAIM:
            return claim_values(parsed[id(row)], names.slugs, names.ranks)
        return record_values(RecordKind(row.kind), parsed[id(row)], names.slugs)

    ended: list[Publication] = []
    begun: list[tuple[Publication, Values]] = []
    for step, parsed in zip(found, documents, strict=True):
        before, after = values(step.previous, parsed), values(step.publication, parsed)
        if before == after:
            continue
        if before is not None:
            ended.append(step.publication)
        if after is not None:
            begun.append((step.publication, after))
    _write(ended, begun)


def _write(ended: list[Publication], begun: list[tuple[Publication, Values]]) -> None:
    """Ends and begins lifetimes. Within one call a record may do both more than once: rows are made with their end."""
    ends: dict[tuple[str, int], list[int]] = {}
    for row in ended:
        ends.setdefault((row.kind, row.record), []).append(row.seq)
    numbers: dict[Pair, int] = numbers_of({pair for _, values in begun for pair in values.terms})
    rows: dict[type[ClaimFact] | type[RecordFact], list[Any]] = {ClaimFact: [], RecordFact: []}
    first_begun: dict[tuple[str, int], int] = {}
    for row, values in begun:
        key = (row.kind, row.record)
        first_begun.setdefault(key, row.seq)
        model = ClaimFact if row.kind == RecordKind.CLAIM else RecordFact
        rows[model].append(
            model(
                record=row.record,
                uid=row.uid,
                from_seq=row.seq,
                till_seq=next((end for end in ends.get(key, []) if end > row.seq), OPEN),
                first_seq=row.first_seq,
                first_at=row.first_at,
                terms=sorted(numbers[pair] for pair in values.terms),
                words=SearchVector(Value(values.words), config=TEXT_CONFIG),
                **values.columns,
            )
        )
    for (kind, record), seqs in ends.items():
        # The row that was open before this call ends at the first end that no row of this call begins before.
        first = min(seqs)
        if first_begun.get((kind, record), first) >= first:
            model = ClaimFact if kind == RecordKind.CLAIM else RecordFact
            which = Q(record=record) if kind == RecordKind.CLAIM else Q(record=record, kind=kind)
            model.objects.filter(which, till_seq=OPEN).update(till_seq=first)
    for model, new in rows.items():
        model.objects.bulk_create(new)


def _batches() -> Iterator[list[Publication]]:
    after = 0
    while batch := list(Publication.objects.filter(seq__gt=after).order_by("seq")[:REBUILD_BATCH]):
        yield batch
        after = batch[-1].seq


def rebuild(progress: Callable[[int], None] = lambda seq: None) -> None:
    """Makes all facts anew from the ledger, in one transaction: readers see the old ones until it is done.

    `progress` is told the seq reached. Terms keep their numbers.
    """
    with transaction.atomic():
        lock_ledger()
        ClaimFact.objects.all().delete()
        RecordFact.objects.all().delete()
        for batch in _batches():
            advance(steps(batch))
            progress(batch[-1].seq)


def differences(progress: Callable[[int], None] = lambda seq: None) -> list[str]:
    """Rebuilds the facts, compares them with those that were there, and leaves everything as it was.

    One line for each row that is in one of the two and not in the other, 20 for each table and side at most.
    """
    lines: list[str] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (ClaimFact, RecordFact):
            table, columns = _table(model)
            cursor.execute(f"CREATE TEMPORARY TABLE before_{table} ON COMMIT DROP AS SELECT {columns} FROM {table}")  # noqa: S608
        rebuild(progress)
        for model in (ClaimFact, RecordFact):
            table, columns = _table(model)
            sides = {"missing": (table, f"before_{table}"), "not in the ledger": (f"before_{table}", table)}
            for side, (first, second) in sides.items():
                rows = f"SELECT {columns} FROM {first} EXCEPT SELECT {columns} FROM {second}"  # noqa: S608
                cursor.execute(f"SELECT record, from_seq FROM ({rows}) AS d ORDER BY record, from_seq LIMIT 20")  # noqa: S608
                lines += [f"{table}: {side}: record {record} from {seq}" for record, seq in cursor.fetchall()]
        transaction.set_rollback(True)
    return lines


def _table(model: type[Fact]) -> tuple[str, str]:
    """The model's table, and its columns but for the row's own number."""
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key]
    return model._meta.db_table, ", ".join(columns)
