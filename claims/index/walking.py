"""Reading a set of facts in an order, from wherever a page begins: what it costs depends on the page alone.

The base lies in the order in which lists are read unless another is asked for, so a page of it is a slice of the set.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from claims.index.bitmaps import array_of
from claims.index.layout import ORDER
from claims.index.reading_index import ReadingIndex

Position = tuple[int, int]
RECORD = "record"


class Rows(NamedTuple):
    """Keys and records (internal numbers), in the order in which they are read."""

    keys: list[int]
    records: list[int]


def walk(
    index: ReadingIndex, facts: BitMap, column: str, limit: int, *, descending: bool, beyond: Position | None
) -> Rows:
    """The first of these facts by a column and then by record, or the first beyond a position; at most `limit`.

    Of each record there is at most one.
    """
    if column == ORDER[0]:
        return _merged(
            [_of_base(index, facts, limit, descending, beyond), _of_tail(index, facts, limit, descending, beyond)],
            limit,
            descending,
        )
    return _sorted(index, array_of(facts), column, limit, descending, beyond)


def _of_base(
    index: ReadingIndex, facts: BitMap, limit: int, descending: bool, beyond: Position | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    base, many = index.base, _rank(facts, index.base.size)
    if descending:
        end = many if beyond is None else _rank(facts, base.before(*beyond))
        found = array_of(facts[max(0, end - limit) : end])
    else:
        begin = 0 if beyond is None else _rank(facts, base.before(beyond[0], beyond[1] + 1))
        found = array_of(facts[begin : max(begin, min(begin + limit, many))])
    return base.columns[ORDER[0]][found], base.columns[RECORD][found]


def _rank(facts: BitMap, place: int) -> int:
    """How many of the facts have a smaller ordinal."""
    return facts.rank(place - 1) if place else 0


def _of_tail(
    index: ReadingIndex, facts: BitMap, limit: int, descending: bool, beyond: Position | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    many = _rank(facts, index.base.size)
    found = array_of(facts[many:]) if len(facts) > many else np.empty(0, np.uint32)
    rows = _sorted(index, found, ORDER[0], limit, descending, beyond)
    return np.array(rows.keys, dtype=np.int64), np.array(rows.records, dtype=np.int64)


def _sorted(
    index: ReadingIndex,
    ordinals: NDArray[np.uint32],
    column: str,
    limit: int,
    descending: bool,
    beyond: Position | None,
) -> Rows:
    if len(ordinals) == 0:
        return Rows([], [])
    keys = index.take(column, ordinals).astype(np.int64)
    if beyond is not None:
        key, record = beyond
        # Those that are as far as the key are told apart by record.
        (near,) = np.nonzero(keys <= key if descending else keys >= key)
        keys, ordinals = keys[near], ordinals[near]
        records = index.take(RECORD, ordinals)
        (past,) = np.nonzero((keys != key) | (records < record if descending else records > record))
        keys, ordinals = keys[past], ordinals[past]
    if len(keys) > limit:
        # The limit-th key, and all that are no farther: sorting the rest would tell nothing.
        edge = (
            np.partition(keys, len(keys) - limit)[len(keys) - limit]
            if descending
            else np.partition(keys, limit - 1)[limit - 1]
        )
        (near,) = np.nonzero(keys >= edge if descending else keys <= edge)
        keys, ordinals = keys[near], ordinals[near]
    return _merged([(keys, index.take(RECORD, ordinals))], limit, descending)


def _merged(parts: list[tuple[NDArray[Any], NDArray[Any]]], limit: int, descending: bool) -> Rows:
    keys, records = (np.concatenate([part[number] for part in parts]) for number in (0, 1))
    order = np.lexsort((records, keys))
    order = (order[::-1] if descending else order)[:limit]
    return Rows(keys[order].tolist(), records[order].tolist())
