"""Bringing the fact tables from one publication to the next: live after each append, and from nothing in a rebuild."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from claims.choices import RecordKind
from claims.curation.facts import Names, Pair, Tie, Values, claim_values, numbers_of, record_values, ties
from claims.curation.finding import Called, Quoted, called, quoted
from claims.curation.words import first_uses, learn
from claims.models.facts import OPEN, ClaimFact, LinkFact, Lived, RecordFact, key_of
from claims.models.finding import NameFact, QuoteFact
from claims.models.folding import searchable
from claims.models.languages import in_database
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

    def names_of(row: Publication | None) -> frozenset[Called]:
        return frozenset() if row is None or not row.has_document else called(row.kind, parsed[row.seq])

    def quotes_of(row: Publication | None) -> frozenset[Quoted]:
        return frozenset() if row is None or not row.has_document else quoted(row.kind, parsed[row.seq])

    facts = Lives()
    held: dict[type[Lived], tuple[Lives, Callable[[Publication | None], frozenset[Any]]]] = {
        LinkFact: (Lives(), tied),
        NameFact: (Lives(), names_of),
        QuoteFact: (Lives(), quotes_of),
    }
    texts = []
    for publication, previous in found:
        record = publication.kind, publication.record
        before, after = values(previous), values(publication)
        if before != after:
            if before is not None:
                facts.end(record, publication)
            if after is not None:
                facts.begin(record, publication, after)
                texts.append((publication, after.words))
        for lives, of in held.values():
            had, has = of(previous), of(publication)
            for item in had - has:
                lives.end((*record, *item.identity), publication)
            for item in sorted(has - had):
                lives.begin((*record, *item.identity), publication, item)
    _write_facts(facts)
    for model, (lives, _) in held.items():
        _write_held(model, lives)
    learn(first_uses(texts))


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
                words=SearchVector(Value(searchable(values.words)), config=in_database(values.columns["config"])),
                **values.columns,
            )
        )
    for model, new in rows.items():
        model.objects.bulk_create(new)


def _write_held(model: type[Lived], lives: Lives) -> None:
    columns = {field.name for field in model._meta.concrete_fields}
    for (kind, record, *identity), end in lives.ended():
        of_record = {"kind": kind, "record": record} if "kind" in columns else {"record": record}
        rest = [name for name in key_of(model) if name not in of_record]
        open_rows = model._default_manager.filter(**of_record, **dict(zip(rest, identity, strict=True)), till_seq=OPEN)
        open_rows.update(till_seq=end)
    model._default_manager.bulk_create(
        model(
            **({"kind": by.kind} if "kind" in columns else {}),
            record=by.record,
            uid=by.uid,
            from_seq=by.seq,
            till_seq=lives.till(key, by.seq),
            **item._asdict(),
        )
        for key, by, item in lives.begun
    )
