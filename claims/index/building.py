"""Making a base of the reading index from the facts, whole: two reads of their table, and sorting."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from django.db import connections, transaction
from numpy.typing import NDArray

from claims.index.bitmaps import bitmap_of
from claims.index.layout import COLUMNS, ENDS, FEW_KEYS, FORWARD, ORDER, UNASKED, ends_of, starts_of
from claims.models.facts import ClaimFact, Facet, FactsEdition, Term
from claims.models.ledger import Publication

# Text of term numbers that is read as numbers at once.
CHUNK = 32 * 2**20

EDITION = f"SELECT token FROM {FactsEdition._meta.db_table}"  # noqa: S608 — the name put in is our own
FACTS, TERMS, LEDGER = (model._meta.db_table for model in (ClaimFact, Term, Publication))

Say = Callable[[str], None]


class Facts(NamedTuple):
    """Facts in the order in which the table gave them: columns, and the terms of each, one after the other."""

    columns: dict[str, NDArray[Any]]
    sizes: NDArray[np.int64]
    terms: NDArray[np.int32]


def build(using: str, say: Say = lambda line: None) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Description and arrays of a base of all facts up to the head. What is published meanwhile is not in it."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # Both reads of the table have to come by its rows in one order.
        cursor.execute("SET LOCAL synchronize_seqscans = off; SET LOCAL max_parallel_workers_per_gather = 0")
        # It reads more than any request may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f"SELECT seq, chain, ({EDITION}) FROM {LEDGER} ORDER BY seq DESC LIMIT 1")  # noqa: S608
        seq, chain, edition = cursor.fetchone() or (0, bytes(32), None)
        facts = _read(cursor, seq)
        asked = _asked(cursor)
        facets = {facet: _terms_of(cursor, facet) for facet in (*FORWARD, *FEW_KEYS)}
    say(f"Read {len(facts.sizes):,} facts with {len(facts.terms):,} terms")
    arrays = arranged(facts, asked, facets)
    of = {"seq": seq, "chain": bytes(chain).hex(), "edition": edition and str(edition)}
    return {**of, "facts": len(facts.sizes)}, arrays


def file_name(seq: int, chain: bytes) -> str:
    return f"{seq}-{chain.hex()[:32]}.base"


def _read(cursor: Any, seq: int) -> Facts:
    """The facts that began up to S. A lifetime that ends later is open."""
    dtype = np.dtype([part for name, column in COLUMNS.items() for part in _fields(name, np.dtype(column.dtype))])
    casts = {np.dtype(np.int64): "bigint", np.dtype(np.int32): "int", np.dtype(np.int16): "smallint"}
    columns = [f"({column.sql})::{casts[np.dtype(column.dtype)]}" for column in COLUMNS.values()]
    # A row in PostgreSQL's binary format is the number of its fields, then for each its length and its value.
    row = np.dtype([("fields", ">i2"), *dtype.descr, ("size_length", ">i4"), ("size", ">i4")])
    rows = f"FROM {FACTS} AS fact WHERE fact.from_seq <= {int(seq)}"
    statement = f"COPY (SELECT {', '.join(columns)}, cardinality(fact.terms) {rows}) TO STDOUT (FORMAT binary)"
    with cursor.copy(statement) as copy:
        whole = b"".join(bytes(part) for part in copy)
    # Before the rows stand a signature of 11 bytes and two numbers of four; behind them the number −1.
    table = np.frombuffer(whole, row, (len(whole) - 21) // row.itemsize, 19)
    found = {name: table[name].astype(column.dtype) for name, column in COLUMNS.items()}
    found[ENDS] = ends_of(found[ENDS], seq)
    with cursor.copy(f"COPY (SELECT array_to_string(fact.terms, ',') {rows}) TO STDOUT") as copy:
        terms = np.concatenate([np.empty(0, np.int32), *_numbers(bytes(part) for part in copy)])
    return Facts(found, table["size"].astype(np.int64), terms)


def _fields(name: str, dtype: np.dtype) -> list[tuple[str, str]]:
    return [(f"{name}_length", ">i4"), (name, dtype.newbyteorder(">").str)]


def _numbers(lines: Iterator[bytes]) -> Iterator[NDArray[np.int32]]:
    """The numbers in lines of numbers between commas."""
    waiting, size = [], 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size > CHUNK:
            yield _parsed(waiting)
            waiting, size = [], 0
    yield _parsed(waiting)


def _parsed(lines: list[bytes]) -> NDArray[np.int32]:
    text = b"".join(lines).replace(b"\n", b",")[:-1]
    return np.fromstring(text.decode(), dtype=np.int32, sep=",") if text else np.empty(0, np.int32)


def _asked(cursor: Any) -> NDArray[np.bool_]:
    """By number of a term whether any filter asks for it."""
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {TERMS}")  # noqa: S608 — as above
    asked = np.ones(cursor.fetchone()[0] + 1, dtype=bool)
    cursor.execute(f"SELECT array_agg(id) FROM {TERMS} WHERE {UNASKED}")  # noqa: S608 — as above
    asked[cursor.fetchone()[0] or []] = False
    return asked


def _terms_of(cursor: Any, facet: Facet) -> NDArray[np.int32]:
    statement = f"SELECT array_agg(id ORDER BY id) FROM {TERMS} WHERE facet = %s AND NOT ({UNASKED})"  # noqa: S608
    cursor.execute(statement, [facet.value])
    return np.array(cursor.fetchone()[0] or [], dtype=np.int32)


def arranged(facts: Facts, asked: NDArray[np.bool_], facets: dict[Facet, NDArray[np.int32]]) -> dict[str, NDArray[Any]]:
    """The arrays of a base of these facts."""
    order = np.lexsort([facts.columns[name] for name in reversed(ORDER)])
    arrays = {name: column[order] for name, column in facts.columns.items()}
    by_record = np.lexsort((np.arange(len(order)), arrays["record"])).astype(np.uint32)
    arrays |= {"by_record": by_record, "records": arrays["record"][by_record]}
    # The terms in the order of the facts, and beside each the ordinal of its fact. Forty to a fact are most of what is
    # held, so that places are no wider than need be; a shift below zero comes right when it is added to, by wrapping.
    place = np.uint32 if len(facts.terms) < 2**32 else np.uint64
    starts = np.cumsum(facts.sizes) - facts.sizes
    sizes = facts.sizes[order]
    places = np.repeat((starts[order] - (np.cumsum(sizes) - sizes)).astype(place), sizes)
    places += np.arange(len(places), dtype=place)
    terms = facts.terms[places]
    del places
    ordinals = np.repeat(np.arange(len(order), dtype=np.uint32), sizes)
    for facet, keys in facets.items():
        arrays[f"{facet}_keys"] = keys
        if facet in FORWARD:
            arrays |= _forward(facet, keys, terms, ordinals, len(order), len(asked))
    return arrays | _sets(terms, ordinals, asked)


def _forward(
    facet: Facet,
    numbers: NDArray[np.int32],
    terms: NDArray[np.int32],
    ordinals: NDArray[np.uint32],
    size: int,
    numbers_in_all: int,
) -> dict[str, NDArray[Any]]:
    """The lists of one facet: of each fact the places of its terms among those that any fact has."""
    place = np.full(numbers_in_all, -1, dtype=np.int32)
    place[numbers] = np.arange(len(numbers), dtype=np.int32)
    found = place[terms]
    own = found >= 0
    values, of = found[own], ordinals[own]
    counts = np.bincount(values, minlength=len(numbers))
    return {
        f"{facet}_starts": starts_of(np.bincount(of, minlength=size)),
        f"{facet}_values": values,
        f"{facet}_counts": counts.astype(np.int64),
    }


def _sets(terms: NDArray[np.int32], ordinals: NDArray[np.uint32], asked: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """The set of facts of each term that is asked for, serialised, one after the other."""
    joined = terms.astype(np.uint64)
    joined <<= np.uint64(32)
    joined |= ordinals
    joined = joined[asked[terms]]
    joined.sort()
    ordered = joined.astype(np.uint32)  # the lower half
    joined >>= np.uint64(32)
    numbers = joined.astype(np.int32)
    del joined
    begins = np.flatnonzero(np.diff(numbers, prepend=np.int32(-1)))
    parts = []
    for begin, end in pairwise([*begins, len(ordered)]):
        members = bitmap_of(ordered[begin:end])
        members.run_optimize()
        parts.append(members.serialize())
    return {
        "terms": numbers[begins],
        "set_starts": np.concatenate([[0], np.cumsum([len(part) for part in parts], dtype=np.int64)]).astype(np.int64),
        "sets": np.frombuffer(b"".join(parts), dtype=np.uint8),
    }
