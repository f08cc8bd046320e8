"""Ties between actors from the reading index: who is in one claim with whom, and in which part.

What comes of it is what `claims.shapes.network` counts in SQL, row for row. Actors are numbered by their terms in the
facet `actor`; one that was merged into another counts as that one.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.filters.found import Found
from claims.filters.reading import ReadingPoint
from claims.models.facts import Facet

Numbers = NDArray[np.int64]


class Parts(NamedTuple):
    """Actors in one part of claims: the place of the claim among those found, and the number of the actor."""

    claims: Numbers
    actors: Numbers


class Tied(NamedTuple):
    """Nodes with their uids and numbers of claims, how many nodes and ties there are in all, and the ties that are
    given: the places of both nodes, and numbers by name."""

    nodes: list[tuple[str, int]]
    nodes_in_all: int
    ties: int
    given: list[dict[str, Any]]


class Actors:
    """Numbers of actors, whatever the facet that names them."""

    def __init__(self, reading: ReadingPoint) -> None:
        self.reading = reading
        self._uids: list[str] = []
        self._number: dict[str, int] = {}
        self._survivors = {str(merged): str(survivor) for merged, survivor in reading.survivors.items()}

    def parts(self, found: Found, facet: Facet) -> Parts:
        """Whoever has this part; twice where two that were merged have it."""
        terms, sizes = found.index.lists(facet, found.facts)
        claims = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
        # By counting: to sort the terms of a million claims takes ten times as long.
        there = np.flatnonzero(np.bincount(terms))
        keys = self.reading.keys(there.tolist())
        number_of = np.full(there[-1] + 1 if len(there) else 0, -1, dtype=np.int64)
        number_of[there] = [self._of(keys[term]) for term in there.tolist()]
        actors = number_of[terms]
        return Parts(claims[actors >= 0], actors[actors >= 0])

    def _of(self, uid: str) -> int:
        """The number of an actor; −1 for nobody."""
        if not uid:
            return -1
        uid = self._survivors.get(uid, uid)
        if uid not in self._number:
            self._number[uid] = len(self._uids)
            self._uids.append(uid)
        return self._number[uid]

    def __len__(self) -> int:
        return len(self._uids)

    def leading(self, units: Numbers, limit: int) -> Numbers:
        """The numbers of those with most units, of those with as many the first by uid; those without any left out."""
        (there,) = np.nonzero(units)
        if len(there) > limit:
            least = np.partition(units[there], len(there) - limit)[len(there) - limit]
            there = there[units[there] >= least]
        ordered = sorted(there.tolist(), key=lambda number: (-units[number], self._uids[number]))
        return np.array(ordered[:limit], dtype=np.int64)

    def uid(self, number: int) -> str:
        return self._uids[number]


def tied(
    found: Found, reading: ReadingPoint, limit: int, least: int, most: int, directed: tuple[str, Sequence[str]] | None
) -> Tied:
    """The ties of the `limit` actors in most claims: of those in one claim; or `directed`, from those in the one part
    to those in others. Ties that weigh less than `least` are left out, and no more than `most` are given.
    """
    actors = Actors(reading)
    facets = [directed[0], *directed[1]] if directed else [Facet.ACTOR.value]
    parts = {facet: _once(actors.parts(found, Facet(facet)), len(actors)) for facet in dict.fromkeys(facets)}
    size = max(1, len(actors))
    (first, *others) = parts.values()
    there = first
    if others:
        there = _once(Parts(*(np.concatenate(column) for column in zip(*parts.values(), strict=True))), size)
    units = np.bincount(there.actors, minlength=size)
    kept = actors.leading(units, limit)
    place = np.full(size, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    near = {facet: _kept(part, place) for facet, part in parts.items()}
    if directed is None:
        weights = {"weight": _pairs(near[Facet.ACTOR.value], near[Facet.ACTOR.value], len(kept), upwards=True)}
    else:
        weights = _directed(near, directed, len(kept))
    nodes = [(actors.uid(number), int(units[number])) for number in kept.tolist()]
    (heavy,) = np.nonzero(weights["weight"] >= max(least, 1))
    return Tied(nodes, int(np.count_nonzero(units)), len(heavy), list(_rows(weights, heavy[:most], len(kept))))


def _once(parts: Parts, size: int) -> Parts:
    """Each actor once in a claim."""
    joined = _distinct(parts.claims * max(1, size) + parts.actors)
    return Parts(joined // max(1, size), joined % max(1, size))


def _distinct(numbers: Numbers) -> Numbers:
    """The numbers in ascending order, each once. NumPy's `unique` hashes them first, and takes ten times as long."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def _kept(parts: Parts, place: Numbers) -> Parts:
    """Of these the actors that have a place, by it."""
    places = place[parts.actors]
    return Parts(parts.claims[places >= 0], places[places >= 0])


def _joined(one: Parts, other: Parts, size: int) -> tuple[Numbers, Numbers]:
    """For each pair of one and another actor in a claim, the claim, and `one * size + other`."""
    begin = np.searchsorted(other.claims, one.claims, "left")
    sizes = np.searchsorted(other.claims, one.claims, "right") - begin
    shift = np.repeat(begin - (np.cumsum(sizes) - sizes), sizes)
    others = other.actors[shift + np.arange(len(shift))]
    ones = np.repeat(one.actors, sizes)
    apart = ones != others
    return np.repeat(one.claims, sizes)[apart], (ones * size + others)[apart]


def _pairs(one: Parts, other: Parts, size: int, *, upwards: bool) -> Numbers:
    """In how many claims each pair occurs; `upwards` counts a pair once, from the smaller place to the greater."""
    _, pairs = _joined(one, other, size)
    if upwards:
        pairs = pairs[pairs // max(1, size) < pairs % max(1, size)]
    return np.bincount(pairs, minlength=size * size)


def _directed(near: dict[str, Parts], directed: tuple[str, Sequence[str]], size: int) -> dict[str, Numbers]:
    origin, destinations = directed
    every = {role: _joined(near[origin], near[role], size) for role in destinations}
    counts = {f"as_{role}": np.bincount(pairs, minlength=size * size) for role, (_, pairs) in every.items()}
    # An actor can have several parts in a claim, which is one claim all the same.
    squared = max(1, size * size)
    together = _distinct(np.concatenate([claims * squared + pairs for claims, pairs in every.values()]))
    return {"weight": np.bincount(together % squared, minlength=size * size), **counts}


def _rows(weights: dict[str, Numbers], pairs: Numbers, size: int) -> Iterator[dict[str, Any]]:
    for pair in pairs.tolist():
        yield {"one": pair // size, "other": pair % size, **{name: int(count[pair]) for name, count in weights.items()}}
