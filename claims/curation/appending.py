"""Appending rows to the ledger: the part of publishing that runs under the ledger's lock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from claims.choices import TOMBSTONES, ClaimState, Operation, RecordKind
from claims.curation import documents
from claims.curation.advance import Step, advance
from claims.curation.batches import Key
from claims.curation.chain import digest_of, link, new_salt
from claims.curation.door import CLOSE_DOOR, open_door
from claims.curation.latest import COLUMNS, head, latest
from claims.curation.memory import Memory
from claims.models.arrays import listed
from claims.models.base import Record
from claims.models.facts import FactsEdition
from claims.models.ledger import Publication


class Entry(NamedTuple):
    """A row to be: without number, time and hashes, which the ledger gives.

    Without an `op` it is published or revised, as the record's last row has it. A record that nobody edited since it
    was published is refreshed: only what it embeds can have changed.
    """

    kind: RecordKind
    record: int
    uid: UUID
    slug: str
    body: str | None
    version: int | None = None
    op: Operation | None = None
    cause: int | None = None
    # False where no fact can differ from those of the record's last publication, so that they need not be compared.
    facts: bool = True

    @classmethod
    def of(cls, record: Record, body: str | None, op: Operation | None = None, cause: int | None = None) -> "Entry":
        slug = getattr(record, "slug", "")
        if op is None and documents.merges(record):
            op = Operation.MERGED
        elif op is None and record.is_public and not record.has_changed:
            op = Operation.REFRESHED
        return cls(record.record_kind, record.pk, record.uid, slug, body, record.version, op, cause)


def append(
    entries: Sequence[Entry],
    by: str,
    reason: str,
    *,
    known: Mapping[Key, Publication] | None = None,
    memory: Memory | None = None,
) -> list[Publication]:
    """Appends what changes the ledger and brings the facts along; the rows appended, in their order.

    The caller holds the ledger's lock. An entry whose body is public already is passed over. `known`: the last rows of
    all these records, where the caller has them. `memory` spares looking up for each batch what its facts name; it is
    for one act, since what it holds is undone with the transaction.
    """
    last: dict[Key, Publication] = dict(known or {})
    for kind in {entry.kind for entry in entries} if known is None else ():
        latest_of_kind = latest(kind, [entry.record for entry in entries if entry.kind == kind])
        last |= {(kind, record): row for record, row in latest_of_kind.items()}
    seq, chain, now = head()
    if seq == 0:
        _begin_edition()
    rows: list[Publication] = []
    found: list[Step] = []
    for entry in entries:
        previous = last.get((entry.kind, entry.record))
        is_public = previous is not None and previous.op not in TOMBSTONES
        if is_public and previous is not None and previous.body == entry.body:
            continue
        op = entry.op or (Operation.REVISED if is_public else Operation.PUBLISHED)
        seq += 1
        salt = new_salt()
        digest = digest_of(salt, entry.body, reason)
        chain = link(chain, seq, entry.kind, entry.uid, op, now, digest)
        row = Publication(
            seq=seq,
            kind=entry.kind,
            record=entry.record,
            uid=entry.uid,
            # What takes a record back does not publish the slug of an edit that never was.
            slug=previous.slug if previous and op in (Operation.RETRACTED, Operation.MERGED) else entry.slug,
            op=op,
            body=entry.body,
            salt=salt,
            digest=digest,
            chain=chain,
            at=now,
            first_at=previous.first_at if previous else now,
            first_seq=previous.first_seq if previous else seq,
            revised_at=now if op == Operation.REVISED else previous.revised_at if previous else None,
            by=by,
            reason=reason,
            cause=entry.cause,
            version=entry.version,
        )
        rows.append(row)
        if entry.facts:
            found.append(Step(row, previous))
        last[entry.kind, entry.record] = row
    _write(rows)
    if found:
        advance(found, memory)
    return rows


def _begin_edition() -> None:
    """Names the edition of the facts that begin with a ledger: tables that were emptied have none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FactsEdition._meta.db_table} (id, token) VALUES (1, gen_random_uuid())"  # noqa: S608
            " ON CONFLICT DO NOTHING"
        )


_COPY = 'COPY {} ("{}") FROM STDIN'.format(Publication._meta.db_table, '", "'.join(COLUMNS))
_values_of = attrgetter(*COLUMNS)


def _write(rows: Sequence[Publication]) -> None:
    if rows:
        # Django gives its own errors for what it executes, and not for what is copied.
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(_values_of(row))


def versions_of(records: Iterable[Record]) -> dict[tuple[RecordKind, int], tuple[int, int | None]]:
    """Version and published version of each of the records now, by kind and number; those that are gone are missing."""
    numbers: dict[RecordKind, list[int]] = {}
    for record in records:
        numbers.setdefault(record.record_kind, []).append(record.pk)
    if not numbers:
        return {}
    table = "SELECT '{}', id, version, published_version FROM {} WHERE id = ANY(%s::bigint[])"
    each = [table.format(kind.value, documents.MODELS[kind]._meta.db_table) for kind in numbers]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each), [listed(some) for some in numbers.values()])
        return {(RecordKind(kind), pk): (version, public) for kind, pk, version, public in cursor.fetchall()}


def lock_rows(kind: RecordKind, records: Collection[int]) -> dict[int, tuple[int, int | None]]:
    """Locks the rows of these records until the end of the transaction: version and published version by number.

    A record that is gone is missing from the answer. Rows that belong to a record count in its version, so that they
    stand still as well.
    """
    table = documents.MODELS[kind]._meta.db_table
    sql = f"SELECT id, version, published_version FROM {table} WHERE id = ANY(%s::bigint[]) ORDER BY id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR NO KEY UPDATE", [listed(records)])
        return {pk: (version, public) for pk, version, public in cursor.fetchall()}


def mark_public(kind: RecordKind, versions: dict[int, int | None]) -> None:
    """Notes in the workshop which version of each record is public; None where none is any more."""
    model = documents.MODELS[kind]
    state = ""
    if kind == RecordKind.CLAIM:
        state = f", state = CASE WHEN v.version IS NULL THEN '{ClaimState.RETRACTED}' ELSE '{ClaimState.PUBLISHED}' END"
    open_door()
    with connection.cursor() as cursor:
        # It begins with UPDATE: only before what writes does the audit put who acts and why.
        cursor.execute(
            f"UPDATE {model._meta.db_table} AS r SET published_version = v.version{state}"  # noqa: S608
            " FROM unnest(%s::bigint[], %s::bigint[]) AS v(id, version) WHERE r.id = v.id;"
            f" {CLOSE_DOOR}",
            [listed(versions), listed("NULL" if version is None else version for version in versions.values())],
        )
