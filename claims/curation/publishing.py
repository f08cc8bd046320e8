"""Publishing and retracting: the only writers of the ledger.

An act takes any number of records. They are gathered and checked as a whole, then appended in transactions of at most
`BATCH` rows, what is named before what names it. For each transaction the documents are rendered first; then the
records' rows are locked, their versions compared with what was gathered, and what is public of each is noted; then the
ledger's lock is taken; then the versions of all else that the records name are compared, and the head is read. What has
changed is gathered, checked and rendered again. Rows are always locked before the ledger, so that two publishers cannot
wait for each other.

Whatever the S, a relation in a document points at a claim that is public at that S: a target becomes public before the
relations to it are shown, and these are taken out before it is retracted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from itertools import chain, pairwise

import pghistory
from django.db import transaction

from claims.choices import Operation, RecordKind
from claims.curation import documents
from claims.curation.appending import Entry, append, lock_rows, mark_public, versions_of
from claims.curation.batches import Key, batches, by_kind, fresh, key_of
from claims.curation.checks import Problem, check, circles, in_words, name_of
from claims.curation.collecting import searching_seldom
from claims.curation.door import lock_ledger
from claims.curation.exposure import give_shares
from claims.curation.memory import Memory
from claims.curation.named import named_by, read_by
from claims.curation.naming import named_by_public_each
from claims.curation.refreshing import hide_relations_to, refresh_shares, show_relations_to
from claims.curation.relabelling import note
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.topics import Topic

Progress = Callable[[int], None]
# Records with their documents.
Rendered = dict[Key, tuple[Record, str]]


class Refused(Exception):
    """Nothing of the batch in hand was published; `problems` says why, record by record, with the remedy."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, problems)))


def publish(
    records: Iterable[Record], *, by: str = "", reason: str = "", progress: Progress = lambda done: None
) -> list[Publication]:
    """Makes the records public as the workshop holds them now; the rows appended.

    A public actor that was merged into another is merged in public too. What is public already, word for word, is
    passed over, so that an act that broke off can be run again. Documents that name a record which was renamed or
    merged are not brought up to date here, but noted for `catching_up`. Raises
    Refused, with nothing appended, when a check of `checks.py` fails; when a record is deleted or something it names is
    retracted meanwhile, Refused comes after the batches before it were appended. `progress` is told the number of
    records done. Within a transaction of the caller's all batches are part of it.
    """
    act = fresh(records)
    problems = check(act, act)
    if problems:
        raise Refused(problems)
    appended: list[Publication] = []
    done = 0
    memory = Memory()
    with searching_seldom():
        for batch, rendered in _rendered_ahead(batches(act)):
            rows = _publish_batch(batch, rendered, by, reason, memory)
            new = {
                row.record: row.seq for row in rows if row.kind == RecordKind.CLAIM and row.op == Operation.PUBLISHED
            }
            appended += rows + (show_relations_to(new, by, batch, memory) if new else [])
            done += len(batch)
            progress(done)
    return appended


def retract(records: Iterable[Record], *, reason: str, by: str = "") -> list[Publication]:
    """Takes public records back; the rows appended. Their publications stay in the ledger.

    Raises Refused, with nothing retracted, when no reason is given, when a record is not public, or when one that is
    not a claim is still named by a public document outside the act. When that comes about meanwhile, Refused comes
    after the batches before it were retracted.
    """
    act = fresh(records)
    problems = not_retractable(act)
    if not reason.strip():
        told = "say why it is retracted; the reason stays in the ledger."
        problems += [Problem(name_of(record), "reason", told) for record in act]
    if problems:
        raise Refused(problems)
    appended: list[Publication] = []
    # What names comes before what is named: the order of publishing, backwards.
    for batch in [batch[::-1] for batch in batches(act)][::-1]:
        claims = [record for record in batch if isinstance(record, Claim)]
        appended += hide_relations_to(claims, by) if claims else []
        with transaction.atomic():
            versions = lock_records(batch)
            lock_ledger()
            problems = _not_retractable(batch, {key: public for key, (_, public, *_) in versions.items()}, act)
            if problems:
                raise Refused(problems)
            if claims:  # relations that were published since
                appended += hide_relations_to(claims, by, locked=True)
            rows = append([Entry.of(record, None, Operation.RETRACTED) for record in batch], by, reason)
            with _told(by, reason):
                for kind, group in by_kind(batch):
                    mark_public(kind, dict.fromkeys((record.pk for record in group), None))
            appended += rows + refresh_shares(batch, by, rows)
    return appended


def with_dependencies(records: Iterable[Record]) -> list[Record]:
    """The records, and those never published (or retracted since) that their documents name, however far."""
    found: dict[Key, Record] = {}
    wanted = list(records)
    while wanted:
        new = {key_of(record): record for record in fresh(wanted)}
        new = {key: record for key, record in new.items() if key not in found}
        found |= new
        wanted = [named for record in new.values() for named in _named_by(record) if not named.is_public]
    return list(found.values())


def _named_by(record: Record) -> list[Record]:
    try:
        return [named for _, named in named_by(record)]
    except ValueError:  # merges in a circle: the check of the record says so
        return []


# --- One transaction -----------------------------------------------------------------------------


def _rendered_ahead(every: Iterable[list[Record]]) -> Iterator[tuple[list[Record], Rendered]]:
    """Each batch with its documents. While the database takes in one, the next is rendered, if nothing has to be asked
    for it.

    By then the one before it is public, or the act has broken off: it is rendered as if both became so together.
    """
    with ThreadPoolExecutor(1) as pool:
        coming: Future[Rendered] | None = None
        for batch, following in pairwise(chain(every, [None])):
            assert batch is not None  # only the last is
            rendered = _rendered(batch, batch) if coming is None else coming.result()
            coming = None
            if following and not documents.asks(following):
                coming = pool.submit(_rendered, following, [*batch, *following])
            yield batch, rendered


def _rendered(records: Sequence[Record], batch: Sequence[Record]) -> Rendered:
    """Each of the records with its document. `batch`: what becomes public in the same transaction."""
    rendered: Rendered = {}
    for kind, group in by_kind(records):
        give_shares(group)
        for record, body in zip(group, documents.render(group, batch), strict=True):
            rendered[kind, record.pk] = (record, body)
    return rendered


def lock_records(batch: Sequence[Record]) -> dict[Key, tuple[int, int | None]]:
    """Locks the rows of the batch; version and published version of each. Refused when one is gone."""
    versions = {
        (kind, pk): row for kind, group in by_kind(batch) for pk, row in lock_rows(kind, [r.pk for r in group]).items()
    }
    gone = [record for record in batch if key_of(record) not in versions]
    if gone:
        raise Refused([Problem(name_of(record), "uid", "it was deleted meanwhile: leave it out.") for record in gone])
    return versions


def _publish_batch(
    batch: Sequence[Record], rendered: Rendered, by: str, reason: str, memory: Memory
) -> list[Publication]:
    with transaction.atomic():
        versions = lock_records(batch)
        # Edited, published or retracted since they were gathered: now the rows stand still, and are checked again.
        stale = fresh(record for record in batch if _versions(record) != versions[key_of(record)])
        problems = check(stale, batch)
        rendered |= _rendered(stale, batch)
        # While others hold the ledger: it is a third of what the database has to do.
        _mark([rendered[key_of(record)][0] for record in batch], by, reason)
        lock_ledger()
        moved = fresh(_reading_what_moved([record for record, _ in rendered.values()], versions))
        for record in moved:  # as it was before that was noted: what is published, revised or merged is told by it
            record.published_version = versions[key_of(record)][1]
        problems += check(moved, batch)
        rendered |= _rendered(moved, batch)
        problems += circles([record for record, _ in rendered.values() if isinstance(record, Topic)])
        if problems:
            raise Refused(problems)
        in_order = [rendered[key_of(record)] for record in batch]
        rows = append([Entry.of(record, body) for record, body in in_order], by, reason, memory=memory)
        note(rows)
        for record, _ in in_order:  # later batches of the act name it
            record.published_version = _public_version(record)
        return rows + refresh_shares(batch, by, rows, memory)


def _mark(records: Iterable[Record], by: str, reason: str) -> None:
    """Notes in the workshop that these records are public as they are."""
    with _told(by, reason):
        for kind, group in by_kind(records):
            mark_public(kind, {record.pk: _public_version(record) for record in group})


def _public_version(record: Record) -> int | None:
    """The version of it that is public once it is published; None where it leads on to another record."""
    return None if documents.merges(record) else record.version


def _told(by: str, reason: str) -> AbstractContextManager:
    """Tells the audit who acts and why."""
    return pghistory.context(**{name: text for name, text in (("by", by), ("reason", reason)) if text})


def _versions(record: Record) -> tuple[int, int | None]:
    return record.version, record.published_version


def _reading_what_moved(records: Sequence[Record], locked: Mapping[Key, tuple[int, int | None]]) -> list[Record]:
    """Those of the records that name something edited, published, retracted or merged since it was gathered.

    They are to be checked and rendered anew. The caller holds the ledger's lock; those whose rows are `locked` stood as
    is told there before it began with them. Of claims that they relate to it counts whether these are public, and
    nothing else.
    """
    reading = {id(other): other for record in records for other in read_by(record)}.values()
    now = versions_of(other for other in reading if key_of(other) not in locked) | dict(locked)
    moved = {
        id(other)
        for other in reading
        if now.get(key_of(other), (0, None))[isinstance(other, Claim) :] != _versions(other)[isinstance(other, Claim) :]
    }
    return [record for record in records if any(id(other) in moved for other in read_by(record))] if moved else []


def not_retractable(act: Sequence[Record]) -> list[Problem]:
    """What stands in the way of retracting these records together."""
    return _not_retractable(act, {key_of(record): record.published_version for record in act}, act)


def _not_retractable(
    records: Sequence[Record], public: Mapping[Key, int | None], act: Sequence[Record]
) -> list[Problem]:
    """Why records cannot be retracted: one is not public, or a public document outside the act names it.

    Claims are named by relations alone, which go.
    """
    asked = [record for record in records if not isinstance(record, Claim) and public[key_of(record)] is not None]
    named = named_by_public_each(asked, besides={key_of(other) for other in act}) if asked else {}
    rows = _rows(one for by in named.values() for one in by.first)
    problems = []
    for record in records:
        if public[key_of(record)] is None:
            told = "it is not public, so there is nothing to retract."
            problems.append(Problem(name_of(record), "state", told))
        elif by := named.get(key_of(record)):
            found = [(rows.get((kind, pk)), f"{kind.label} {name}") for kind, pk, name in by.first]
            listed = ", ".join(in_words(row) if row else called for row, called in found)
            more = f" and {by.number - len(by.first)} more" if by.number > len(by.first) else ""
            told = f"public documents name it ({listed}{more}): retract or revise them first."
            problems.append(Problem(name_of(record), "uid", told, tuple(row for row, _ in found if row)))
    return problems


def _rows(wanted: Iterable[tuple[RecordKind, int, str]]) -> dict[Key, Record]:
    """Those of these records that the workshop has: what came with a data package it has not."""
    numbers: dict[RecordKind, set[int]] = {}
    for kind, pk, _ in wanted:
        numbers.setdefault(kind, set()).add(pk)
    return {
        (kind, row.pk): row
        for kind, some in numbers.items()
        for row in documents.MODELS[kind]._default_manager.filter(pk__in=some)
    }
