"""Bringing the fact tables from one publication to the next: live after each append, and from nothing in a rebuild."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import orjson

from claims.choices import RecordKind
from claims.curation.fact_tables import Script
from claims.curation.facts import CLAIM_COLUMNS, RECORD_COLUMNS, Tie, Values, claim_values, record_values, ties
from claims.curation.finding import Called, Quoted, called, quoted
from claims.curation.memory import Memory
from claims.curation.words import first_uses, learn
from claims.models.facts import OPEN, ClaimFact, LinkFact, Lived, RecordFact, key_of
from claims.models.finding import NameFact, QuoteFact
from claims.models.folding import searchable
from claims.models.languages import in_database
from claims.models.ledger import Publication

LIFETIME = ("record", "uid", "from_seq", "till_seq")
FACT = (*LIFETIME, "first_seq", "first_at", "terms", "words")


class Row(Protocol):
    """What facts follow from, of a publication."""

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def record(self) -> int: ...
    @property
    def uid(self) -> UUID: ...
    @property
    def slug(self) -> str: ...
    @property
    def op(self) -> str: ...
    @property
    def body(self) -> str | None: ...
    @property
    def first_seq(self) -> int: ...
    @property
    def first_at(self) -> datetime: ...
    @property
    def has_document(self) -> bool: ...


class Step(NamedTuple):
    """A publication with the one of the same record before it."""

    publication: Any
    previous: Any


class Held(NamedTuple):
    """All that facts hold of a record by one publication."""

    values: Values | None
    ties: frozenset[Tie]
    names: frozenset[Called]
    quotes: frozenset[Quoted]


NOTHING = Held(None, frozenset(), frozenset(), frozenset())
# What a table holds besides the lifetime, as `Held` has it.
PARTS: dict[type[Lived], int] = {LinkFact: 1, NameFact: 2, QuoteFact: 3}
ITEMS: dict[type[Lived], tuple[str, ...]] = {
    LinkFact: Tie._fields,
    NameFact: Called._fields,
    QuoteFact: Quoted._fields,
}


def steps(publications: Sequence[Publication]) -> list[Step]:
    """The publications, in order of seq, each with its record's last one before it. A query for each kind at most."""
    if not publications:
        return []
    before = publications[0].seq
    last: dict[tuple[str, int], Publication] = {}
    for kind, rows in groupby(sorted(publications, key=lambda row: row.kind), key=lambda row: row.kind):
        earlier = Publication.objects.until(before - 1).latest_of(kind, [row.record for row in rows])
        last |= {(row.kind, row.record): row for row in earlier}
    return follow(publications, last)


def follow(publications: Sequence[Any], last: dict[tuple[str, int], Any]) -> list[Step]:
    """The publications with those before them; `last`: of records that were published before all of these."""
    found = []
    for publication in publications:
        key = (publication.kind, publication.record)
        found.append(Step(publication, last.get(key)))
        last[key] = publication
    return found


def advance(found: Sequence[Step], memory: Memory | None = None) -> None:
    """Makes the facts hold at the last of these publications. The caller holds the ledger's lock.

    A fact whose values stay the same keeps its row: a rename, or an edit of what nobody filters by, touches none.
    `memory` keeps what was looked up from one call to the next; where it collects words, they are not written.
    """
    memory = memory or Memory()
    held = _held([row for step in found for row in step if row is not None], memory)
    facts = Lives()
    parts = {model: Lives() for model in PARTS}
    texts = []
    for publication, previous in found:
        record = publication.kind, publication.record
        before = NOTHING if previous is None else held[previous.seq]
        after = held[publication.seq]
        if before.values != after.values:
            if before.values is not None:
                facts.end(record, publication)
            if after.values is not None:
                facts.begin(record, publication, after.values)
                texts.append((publication, after.values.words))
        for model, place in PARTS.items():
            had: frozenset[Any] = before[place]  # type: ignore[assignment]
            has: frozenset[Any] = after[place]  # type: ignore[assignment]
            if had is has or had == has:
                continue
            lives = parts[model]
            for item in had - has:
                lives.end((*record, *item.identity), publication)
            for item in sorted(has - had):
                lives.begin((*record, *item.identity), publication, item)
    script = Script()
    _write_facts(script, facts, memory)
    for model, lives in parts.items():
        _write_parts(script, model, lives)
    uses = first_uses(texts)
    if memory.uses is None:
        learn(script, uses)
    else:
        for use, seq in uses.items():
            memory.note_use(use, seq)
    script.run()


def _held(rows: Sequence[Row], memory: Memory) -> dict[int, Held]:
    """What facts hold by each of these publications, by seq."""
    parsed: dict[int, dict[str, Any]] = {
        row.seq: orjson.loads(row.body) for row in {row.seq: row for row in rows}.values() if row.body is not None
    }
    memory.take(rows, parsed)
    slugs, held = memory.slugs, {}
    for row in rows:
        if row.seq in held:
            continue
        if row.body is None:
            held[row.seq] = NOTHING
            continue
        document, values, names, quotes = parsed[row.seq], None, NOTHING.names, NOTHING.quotes
        if row.has_document:
            if row.kind == RecordKind.CLAIM:
                values = claim_values(document, slugs, memory.ranks)
                quotes = quoted(row.kind, document)
            else:
                values = record_values(RecordKind(row.kind), document, slugs)
                names = called(row.kind, document)
        held[row.seq] = Held(values, ties(row, document, slugs), names, quotes)
    return held


class Lives:
    """Lifetimes that some publications end and begin. One key may do both more than once among them."""

    def __init__(self) -> None:
        self.begun: list[tuple[tuple[Any, ...], Any, Any]] = []
        self.ends: dict[tuple[Any, ...], list[int]] = {}
        self._first: dict[tuple[Any, ...], int] = {}

    def end(self, key: tuple[Any, ...], by: Row) -> None:
        self._first.setdefault(key, -by.seq)
        self.ends.setdefault(key, []).append(by.seq)

    def begin(self, key: tuple[Any, ...], by: Row, what: Any) -> None:
        self._first.setdefault(key, by.seq)
        self.begun.append((key, by, what))

    def till(self, key: tuple[Any, ...], seq: int) -> int:
        """Where a lifetime ends that began at `seq`: rows are made with their end."""
        ends = self.ends.get(key)
        return OPEN if ends is None else next((end for end in ends if end > seq), OPEN)

    def ended(self) -> Iterator[tuple[tuple[Any, ...], int]]:
        """The keys of the rows that were open before, each with its end."""
        return ((key, -first) for key, first in self._first.items() if first < 0)


def _write_facts(script: Script, lives: Lives, memory: Memory) -> None:
    ended: dict[bool, list[tuple[Any, ...]]] = {True: [], False: []}
    for (kind, record), end in lives.ended():
        ended[kind == RecordKind.CLAIM].append((kind, record, end))
    script.end(ClaimFact, ("record",), [row[1:] for row in ended[True]])
    script.end(RecordFact, ("kind", "record"), ended[False])
    numbers = memory.numbers_of({pair for _, _, values in lives.begun for pair in values.terms})
    rows: dict[bool, list[tuple[Any, ...]]] = {True: [], False: []}
    for key, by, values in lives.begun:
        till = lives.till(key, by.seq)
        terms = sorted([numbers[pair] for pair in values.terms])
        words = in_database(values.config), searchable(values.words)
        row = (by.record, by.uid, by.seq, till, by.first_seq, by.first_at, terms, words, *values.columns)
        rows[by.kind == RecordKind.CLAIM].append(row)
    script.insert(ClaimFact, (*FACT, *CLAIM_COLUMNS), rows[True])
    script.insert(RecordFact, (*FACT, *RECORD_COLUMNS), rows[False])


def _write_parts(script: Script, model: type[Lived], lives: Lives) -> None:
    # Quotes are of claims alone, and their table does not say so.
    kinds = ("kind",) if "kind" in key_of(model) else ()
    script.end(model, key_of(model), [(*key[1 - len(kinds) :], end) for key, end in lives.ended()])
    script.insert(
        model,
        (*kinds, *LIFETIME, *ITEMS[model]),
        [
            (*key[: len(kinds)], by.record, by.uid, by.seq, lives.till(key, by.seq), *item)
            for key, by, item in lives.begun
        ],
    )
