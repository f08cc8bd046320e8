"""Bringing the fact tables from one publication to the next: live after each append, and from nothing in a rebuild."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from claims.choices import RecordKind
from claims.curation.facts import Names, Pair, Tie, Values, claim_values, numbers_of, record_values, ties
from claims.models.facts import OPEN, TEXT_CONFIG, ClaimFact, LinkFact, RecordFact
from claims.models.ledger import Publication


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
    parsed = {
        row.seq: json.loads(row.body) for step in found for row in step if row is not None and row.body is not None
    }
    names.learn(parsed.values())

    def values(row: Publication | None) -> Values | None:
        if row is None or not row.has_document:
            return None
        if row.kind == RecordKind.CLAIM:
            return claim_values(parsed[row.seq], names.slugs, names.ranks)
        return record_values(RecordKind(row.kind), parsed[row.seq], names.slugs)

    def tied(row: Publication | None) -> frozenset[Tie]:
        return frozenset() if row is None or row.body is None else ties(row, parsed[row.seq], names.slugs)

    facts, links = Lives(), Lives()
    for publication, previous in found:
        record = publication.kind, publication.record
        before, after = values(previous), values(publication)
        if before != after:
            if before is not None:
                facts.end(record, publication)
            if after is not None:
                facts.begin(record, publication, after)
        held, holds = tied(previous), tied(publication)
        for tie in held - holds:
            links.end((*record, tie.type, tie.other), publication)
        for tie in sorted(holds - held):
            links.begin((*record, tie.type, tie.other), publication, tie)
    _write_facts(facts)
    _write_links(links)


class Lives:
    """Lifetimes that some publications end and begin. One key may do both more than once among them."""

    def __init__(self) -> None:
        self.begun: list[tuple[tuple[Any, ...], Publication, Any]] = []
        self.ends: dict[tuple[Any, ...], list[int]] = {}
        self._first: dict[tuple[Any, ...], int] = {}

    def end(self, key: tuple[Any, ...], by: Publication) -> None:
        self._first.setdefault(key, -by.seq)
        self.ends.setdefault(key, []).append(by.seq)

    def begin(self, key: tuple[Any, ...], by: Publication, what: Any) -> None:
        self._first.setdefault(key, by.seq)
        self.begun.append((key, by, what))

    def till(self, key: tuple[Any, ...], seq: int) -> int:
        """Where a lifetime ends that began at `seq`: rows are made with their end."""
        return next((end for end in self.ends.get(key, []) if end > seq), OPEN)

    def ended(self) -> Iterator[tuple[tuple[Any, ...], int]]:
        """The keys of the rows that were open before, each with its end."""
        return ((key, -first) for key, first in self._first.items() if first < 0)


def _write_facts(lives: Lives) -> None:
    for (kind, record), end in lives.ended():
        open_rows: Any = ClaimFact.objects if kind == RecordKind.CLAIM else RecordFact.objects.filter(kind=kind)
        open_rows.filter(record=record, till_seq=OPEN).update(till_seq=end)
    numbers: dict[Pair, int] = numbers_of({pair for _, _, values in lives.begun for pair in values.terms})
    rows: dict[type[ClaimFact] | type[RecordFact], list[Any]] = {ClaimFact: [], RecordFact: []}
    for key, by, values in lives.begun:
        model = ClaimFact if by.kind == RecordKind.CLAIM else RecordFact
        rows[model].append(
            model(
                record=by.record,
                uid=by.uid,
                from_seq=by.seq,
                till_seq=lives.till(key, by.seq),
                first_seq=by.first_seq,
                first_at=by.first_at,
                terms=sorted(numbers[pair] for pair in values.terms),
                words=SearchVector(Value(values.words), config=TEXT_CONFIG),
                **values.columns,
            )
        )
    for model, new in rows.items():
        model.objects.bulk_create(new)


def _write_links(lives: Lives) -> None:
    for (kind, record, type_, other), end in lives.ended():
        held = LinkFact.objects.filter(kind=kind, record=record, type=type_, other=other, till_seq=OPEN)
        held.update(till_seq=end)
    LinkFact.objects.bulk_create(
        LinkFact(
            kind=by.kind,
            record=by.record,
            uid=by.uid,
            type=tie.type,
            other=tie.other,
            explicit=tie.explicit,
            from_seq=by.seq,
            till_seq=lives.till(key, by.seq),
        )
        for key, by, tie in lives.begun
    )
