"""The reading index: the facts of claims as sets and columns, in the memory of each process that answers readers.

It follows from the facts, and stands beside them as an index stands beside its table: whatever it finds, the same
question finds in SQL. The hash in which the ledger's chain ends, and the edition of the facts, tell whether it is of
this ledger, and no other.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import connections
from numpy.typing import NDArray
from pyroaring import BitMap

from claims.choices import RecordKind
from claims.index import later
from claims.index.base import Base, Counts, place_in
from claims.index.bitmaps import array_of, bitmap_of, bitmap_where
from claims.index.layout import COLUMNS, ENDS, FORWARD, UNASKED
from claims.index.tail import Tail
from claims.models.facts import OPEN, ClaimFact, Facet, Term
from claims.models.ledger import Publication

# States of which the facts that hold are kept.
STATES = 16
# Unions of terms that are kept; of a million facts each is an eighth of a megabyte at most.
UNIONS = 64
# Answers to one question that are remembered: some megabytes.
REMEMBERED = 20_000

FACTS, TERMS, LEDGER = (model._meta.db_table for model in (ClaimFact, Term, Publication))
_COLUMNS = ", ".join(column.sql for column in COLUMNS.values())
# What publications began and ended; and the hash of the row before them, by which one sees whether they follow it.
CHAIN = f"SELECT chain FROM {LEDGER} WHERE seq = %s"  # noqa: S608 — the names put in are our own
_PUBLISHED = f"""
    SELECT bool_or(kind <> '{RecordKind.CLAIM}'), array_agg(record) FILTER (WHERE kind = '{RecordKind.CLAIM}'),
           array_agg(seq) FILTER (WHERE kind = '{RecordKind.CLAIM}')
    FROM {LEDGER} WHERE seq > %s AND seq <= %s
"""  # noqa: S608
NEW = f"""
    SELECT {_COLUMNS}, fact.terms FROM {LEDGER} AS row JOIN {FACTS} AS fact
    ON fact.record = row.record AND (fact.from_seq = row.seq OR fact.till_seq = row.seq)
    WHERE row.seq > %s AND row.seq <= %s AND row.kind = '{RecordKind.CLAIM}' ORDER BY fact.from_seq
"""  # noqa: S608
_OF_RECORDS = f"SELECT {_COLUMNS}, fact.terms FROM {FACTS} AS fact WHERE record = ANY(%s) AND from_seq <= %s"  # noqa: S608
_ERASED = f"""
    SELECT DISTINCT record FROM {LEDGER} WHERE kind = '{RecordKind.CLAIM}' AND erased_by > %s AND erased_by <= %s
"""  # noqa: S608
_FACETS = f"SELECT id, facet FROM {TERMS} WHERE id = ANY(%s) AND NOT ({UNASKED})"  # noqa: S608
_PLACES = {name: place for place, name in enumerate(COLUMNS)}


class Lore:
    """What is remembered of records that are not claims, until one of them is published: answers by question."""

    def __init__(self) -> None:
        self._answers: dict[str, dict[Any, Any]] = {}

    def of(self, question: str) -> dict[Any, Any]:
        """The answers to a question by what it was asked of; whoever finds one missing adds it."""
        answers = self._answers.setdefault(question, {})
        if len(answers) > REMEMBERED:
            # Another, since some thread may read this one.
            answers = self._answers[question] = {}
        return answers


class Point(NamedTuple):
    """A state of the ledger: its last number, the hash in which its chain ends, the last redaction up to it; and the
    edition of the facts that are there now."""

    seq: int
    chain: bytes
    redaction: int
    edition: UUID | None


class OtherLedgerError(Exception):
    """What the index knows is not of the ledger that is read."""


class ReadingIndex:
    """All facts of claims up to `seq`. Sets that it gives are not to be changed; several threads may ask."""

    def __init__(self, base: Base) -> None:
        self.base, self.tail = base, Tail(base.size)
        self.seq, self.chain, self.edition = base.seq, base.chain, base.edition
        # The number of the last publication of a record that is no claim, as far as it is known; and what is remembered
        # of those records, which holds at every S from it on.
        self.last_of_others = base.seq
        self.lore = Lore()
        # The numbers of terms by facet and key, and the other way round, which never change.
        self.terms: dict[tuple[str, str], int] = {}
        self.keys: dict[int, str] = {}
        # Facets and keys that have no number yet.
        self.unnumbered: set[tuple[str, str]] = set()
        # The first S at which documents of a kind have a word.
        self.words: dict[tuple[str, str], int] = {}
        self._gone = BitMap()
        self._states: OrderedDict[int, BitMap] = OrderedDict()
        # Facts that have one of several terms: "at least so sure" is asked in every other question.
        self._unions: OrderedDict[frozenset[int], BitMap] = OrderedDict()
        # By facet, an S and how many facts of the base that hold there have each key.
        self._counts: dict[Facet, tuple[int, NDArray[np.int64]]] = {}
        self._lock = threading.RLock()

    @property
    def size(self) -> int:
        return self.base.size + self.tail.size

    # --- What is published

    def follow(self, head: Point, using: str) -> None:
        """Takes in what was published up to the head of the ledger. Raises OtherLedgerError.

        No query where nothing was.
        """
        seq, chain, redaction, edition = head
        with self._lock:
            if self.size == 0 and self.seq == 0:
                self.edition = edition
            if edition != self.edition:
                raise OtherLedgerError
            if (seq, chain) == (self.seq, self.chain):
                return
            with connections[using].cursor() as cursor:
                if self.seq:
                    cursor.execute(CHAIN, [self.seq])
                    known = cursor.fetchone()
                    if known is None or bytes(known[0]) != self.chain:
                        raise OtherLedgerError
                if seq > self.seq:
                    self._take_in(cursor, seq, redaction)
                    self.seq, self.chain = seq, chain

    def learn_documents(self, using: str) -> None:
        """Has the documents that were added to those beside the base, as far as it has taken in what was published.

        No query where none was added.
        """
        held = self.base.documents
        part = None if held is None else later.read(held, self.seq, using)
        if held is not None and part is not None:
            # Readers wait for no more than that.
            with self._lock:
                if self.base.documents is held:
                    held.learn(part)

    def _take_in(self, cursor: Any, seq: int, redaction: int) -> None:
        since = self.seq
        self.unnumbered = set()
        self._unions.clear()
        alive = self.at(since).copy()
        cursor.execute(_PUBLISHED, [since, seq])
        others, *again = cursor.fetchone()
        if others or redaction > since:
            self.last_of_others, self.lore = seq, Lore()
        if self.base.documents is not None:
            self.base.documents.outdate(*(numbers or [] for numbers in again))
        cursor.execute(NEW, [since, seq])
        rows = cursor.fetchall()
        if redaction > since:
            # What erases words makes facts anew, at whatever S they hold.
            self.base.without_documents()
            self._states.clear()
            self.words = {}
            cursor.execute(_ERASED, [since, seq])
            records = sorted(record for (record,) in cursor.fetchall())
            gone = self.of_records(np.array(records, dtype=np.int64))
            self._gone |= gone
            alive -= gone
            cursor.execute(_OF_RECORDS, [records, seq])
            erased = set(records)
            rows = [row for row in rows if row[_PLACES["record"]] not in erased]
            anew = cursor.fetchall()
            facets = self._facets(cursor, [*rows, *anew])
            alive |= BitMap([self._begin(row, seq, facets) for row in anew if self._end_of(row, seq) == OPEN])
            for row in anew:
                if self._end_of(row, seq) != OPEN:
                    self._begin(row, seq, facets)
        else:
            facets = self._facets(cursor, rows)
        begun: set[tuple[int, int]] = set()
        for row in rows:
            key = (row[_PLACES["record"]], row[_PLACES["from_seq"]])
            end = self._end_of(row, seq)
            if key[1] > since:
                if key not in begun:
                    begun.add(key)
                    ordinal = self._begin(row, seq, facets)
                    if end == OPEN:
                        alive.add(ordinal)
            elif end != OPEN:
                alive.discard(self._end(*key, end))
        self._keep(seq, alive)

    def _facets(self, cursor: Any, rows: Sequence[Sequence[Any]]) -> dict[int, str]:
        terms = {term for row in rows for term in row[-1]}
        if not terms:
            return {}
        cursor.execute(_FACETS, [list(terms)])
        return dict(cursor.fetchall())

    def _end_of(self, row: Sequence[Any], seq: int) -> int:
        end: int = row[_PLACES[ENDS]]
        return end if end <= seq else OPEN

    def _begin(self, row: Sequence[Any], seq: int, facets: dict[int, str]) -> int:
        values = list(row[:-1])
        values[_PLACES[ENDS]] = self._end_of(row, seq)
        return self.tail.append(values, row[-1], facets)

    def _end(self, record: int, begun: int, seq: int) -> int:
        """Notes the end of the fact of this record that began then; its ordinal."""
        own = self.of_records(np.array([record], dtype=np.int64)) - self._gone
        (ordinal,) = (
            int(found)
            for found, start in zip(array_of(own), self.take("from_seq", array_of(own)), strict=True)
            if start == begun
        )
        if ordinal < self.base.size:
            self.base.columns[ENDS][ordinal] = seq
        else:
            self.tail.end(ordinal, seq)
        return ordinal

    # --- Sets

    def at(self, seq: int) -> BitMap:
        """The facts that hold at S, which is not past what the index knows."""
        with self._lock:
            kept = self._states.get(seq)
            if kept is None:
                kept = self._holding(self.base.columns, 0, seq)
                kept |= self._holding(
                    {name: self.tail.column(name) for name in ("from_seq", ENDS)}, self.base.size, seq
                )
                kept -= self._gone
                self._keep(seq, kept)
            return kept

    def _holding(self, columns: dict[str, NDArray[Any]], first: int, seq: int) -> BitMap:
        found = bitmap_where((columns["from_seq"] <= seq) & (columns[ENDS] > seq))
        return found.shift(first) if first else found

    def _keep(self, seq: int, holding: BitMap) -> None:
        self._states[seq] = holding
        while len(self._states) > STATES:
            self._states.popitem(last=False)

    def having(self, term: int) -> BitMap:
        """The facts, of whatever lifetime, that have the term with this number."""
        known, new = self.base.having(term), self.tail.having(term)
        return known if new is None else known | new

    def having_any(self, terms: Collection[int]) -> BitMap:
        """The facts, of whatever lifetime, that have one of these terms."""
        if len(terms) == 1:
            return self.having(*terms)
        asked = frozenset(terms)
        with self._lock:
            union = self._unions.get(asked)
            if union is None:
                union = self._unions[asked] = BitMap.union(BitMap(), *(self.having(term) for term in terms))
                while len(self._unions) > UNIONS:
                    self._unions.popitem(last=False)
        return union

    def of_records(self, records: NDArray[np.int64]) -> BitMap:
        """The facts, of whatever lifetime, of the records with these internal numbers."""
        return bitmap_of(self.base.of_records(np.sort(records))) | BitMap(self.tail.of_records(records.tolist()))

    def terms_of(self, facet: Facet) -> list[int]:
        """The terms of a facet that any fact has, of whatever lifetime."""
        return [
            *self.base.keys(facet).tolist(),
            *(self.tail.keys.get(facet, set()).difference(self.base.keys(facet).tolist())),
        ]

    # --- Columns

    def take(self, name: str, ordinals: NDArray[np.uint32]) -> NDArray[Any]:
        """The values of a column, of facts in ascending order."""
        split = place_in(ordinals, self.base.size)
        known = self.base.columns[name][ordinals[:split]]
        if split == len(ordinals):
            return known
        return np.concatenate([known, self.tail.column(name)[ordinals[split:] - self.base.size]])

    def lists(self, facet: Facet, facts: BitMap) -> tuple[NDArray[Any], NDArray[Any]]:
        """The terms of a facet of these facts, in the order of ordinals, and how many each fact has."""
        ordinals = array_of(facts)
        split = place_in(ordinals, self.base.size)
        values, sizes = self.base.lists(facet).of(ordinals[:split])
        values = self.base.keys(facet)[values]
        if split == len(ordinals):
            return values, sizes
        new, new_sizes = self.tail.lists(facet).of(ordinals[split:] - self.base.size)
        return np.concatenate([values, new]), np.concatenate([sizes, new_sizes])

    def counts(self, facet: Facet, facts: BitMap) -> Counts:
        """How many of these facts have each term of a facet; terms that none has are left out."""
        if facet not in FORWARD:
            few = {term: self.having(term).intersection_cardinality(facts) for term in sorted(self.terms_of(facet))}
            those = [term for term, count in few.items() if count]
            return Counts(np.array(those, dtype=np.int32), np.array([few[term] for term in those], dtype=np.int64))
        own, keys = facts & BitMap(range(self.base.size)), self.base.keys(facet)
        most = len(own) * 2 > self.base.size
        counts = self._counts_of_most(facet, own) if most else self._counted(facet, own)
        there = np.flatnonzero(counts)
        terms, counts = keys[there], counts[there]
        new = facts - own
        if not new:
            return Counts(terms, counts)
        values, _ = self.tail.lists(facet).of(array_of(new) - self.base.size)
        together, place = np.unique(np.concatenate([terms, values]), return_inverse=True)
        weights = np.concatenate([counts, np.ones(len(values), dtype=np.int64)])
        return Counts(together, np.bincount(place, weights, len(together)).astype(np.int64))

    def _counts_of_most(self, facet: Facet, own: BitMap) -> NDArray[np.int64]:
        """How many of these facts of the base, which are most of it, have each of its keys: few are left out, and it is
        sooner told what these have.
        """
        whole = BitMap(range(self.base.size))
        with self._lock:
            holding = self.at(self.seq) & whole
            if own.issubset(holding):
                whole, counts = holding, self._counts_of_holding(facet, whole - holding)
            else:  # at an old S
                counts = self.base.counts(facet)
        return counts - self._counted(facet, whole - own)

    def _counts_of_holding(self, facet: Facet, ended: BitMap) -> NDArray[np.int64]:
        """The same of all that hold at the last S, counted once for each."""
        seq, counts = self._counts.get(facet, (-1, np.empty(0, np.int64)))
        if seq != self.seq:
            counts = self.base.counts(facet) - self._counted(facet, ended)
            self._counts[facet] = self.seq, counts
        return counts

    def _counted(self, facet: Facet, facts: BitMap) -> NDArray[np.int64]:
        """The same of some facts of the base, counted one by one."""
        values, _ = self.base.lists(facet).of(array_of(facts))
        return np.bincount(values, minlength=len(self.base.keys(facet)))
