"""Facets: for each of some dimensions, how many units have which key."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from claims.shapes.coding import Coding
from claims.shapes.counted import Counted
from claims.shapes.dimensions import DIMENSIONS, NOT_CODED, OTHER, UNNAMED, DateDimension, Dimension, Leading
from claims.shapes.periods import FILTERS
from claims.shapes.sets import can_count, keyed
from claims.shapes.table import Column, ColumnType, Table
from claims.shapes.tally import count_rest, tally_each, total


@dataclass(frozen=True)
class Bucket:
    """A key with its label and the number of its units."""

    key: str
    label: str | None
    count: int


@dataclass(frozen=True)
class Facet:
    """The keys of a dimension, those with most units first; `values` is the number of keys before a limit."""

    facet: str
    total: int
    not_coded: int
    other: int
    values: int
    buckets: tuple[Bucket, ...]


def leading(counted: Counted, dimensions: Sequence[Dimension], codings: Sequence[Coding], limit: int) -> list[Leading]:
    """Of each dimension the keys with most units, those with equally many in the order of their keys."""
    found = []
    for dimension, counts in zip(dimensions, tally_each(counted, codings), strict=True):
        total, not_coded = sum(counts.values()), counts.pop(NOT_CODED, 0)
        # A record that bears no name at S has no key by which it could be asked for.
        named = dimension.naming(list(counts), counted.reading)
        ordered = sorted(named, key=lambda key: (-counts[key], named[key].key))[:limit]
        names, shown = {key: named[key] for key in ordered}, {key: counts[key] for key in ordered}
        found.append(Leading(names, shown, not_coded, len(counts), len(named), total))
    return found


def facets(counted: Counted, names: Sequence[str], limit: int, *, exclude_self: bool = False) -> list[Facet]:
    """The facets of these names, in their order.

    All of them in one pass, but for one that is counted under other filters than the rest.
    """
    found: dict[str, Facet] = {}
    together: list[Dimension] = []
    for dimension in (DIMENSIONS[name] for name in dict.fromkeys(names)):
        own = counted.without(_own_filters(dimension, counted)) if exclude_self else counted
        own = own.grouped_by((dimension,))
        if own.values == counted.values:
            together.append(dimension)
        else:
            found[dimension.name] = _facets(own, [dimension], limit)[0]
    found |= {facet.facet: facet for facet in _facets(counted, together, limit)}
    return [found[name] for name in dict.fromkeys(names)]


def _own_filters(dimension: Dimension, counted: Counted) -> Collection[str]:
    if isinstance(dimension, DateDimension):
        return FILTERS[counted.dates]
    return (dimension.name, f"{dimension.name}__not", f"{dimension.name}__isnull")


def _facets(counted: Counted, dimensions: Sequence[Dimension], limit: int) -> list[Facet]:
    if not dimensions:
        return []
    units = total(counted)
    if can_count(counted, dimensions):
        by_key = [keyed(counted, dimension) for dimension in dimensions]
        shown = [keys.most(limit) for keys in by_key]
        others = [keys.other(one) for keys, one in zip(by_key, shown, strict=True)]
    else:
        read = [group for dimension in dimensions for group in counted.grouped((dimension,))]
        codings = counted.codings(read)
        shown = leading(counted, [group[0] for group in read], codings, limit)
        others = _others(counted, units, codings, shown)
    return [
        Facet(dimension.name, units, one.not_coded, other, one.values, _buckets(one))
        for dimension, one, other in zip(dimensions, shown, others, strict=True)
    ]


def _buckets(leading: Leading) -> tuple[Bucket, ...]:
    return tuple(Bucket(*name, leading.counts[key]) for key, name in leading.names.items())


def _others(counted: Counted, units: int, codings: Sequence[Coding], shown: Sequence[Leading]) -> list[int]:
    """Of each dimension the units of claims that are coded, though with no key that is shown."""
    others = dict.fromkeys(range(len(shown)), 0)
    asked = []
    for place, (coding, one) in enumerate(zip(codings, shown, strict=True)):
        if one.hide and counted.distinct is None and coding.always and one.total == units:
            # Every claim has one key and no more.
            others[place] = units - one.not_coded - sum(one.counts.values())
        elif one.hide or not coding.always:
            asked.append(place)
    counts = count_rest(counted, units, [codings[place] for place in asked], [shown[place].names for place in asked])
    others |= dict(zip(asked, counts, strict=True))
    return list(others.values())


FACET_COLUMNS = (
    Column("facet", ColumnType.STRING, "What the claims are grouped by."),
    Column("key", ColumnType.STRING, "The key as the filter takes it; empty for not coded, * for other."),
    Column("label", ColumnType.STRING, "The key as people read it."),
    Column("count", ColumnType.INTEGER, "How many there are."),
)


def facet_table(found: Sequence[Facet]) -> Table:
    """A row for each key of each facet, and for what is not coded and what is not shown where there is any."""
    rows = []
    for facet in found:
        rows += [(facet.facet, bucket.key, bucket.label, bucket.count) for bucket in facet.buckets]
        for key, count in ((OTHER, facet.other), (NOT_CODED, facet.not_coded)):
            if count:
                rows.append((facet.facet, key, UNNAMED[key], count))
    return Table(FACET_COLUMNS, rows)
