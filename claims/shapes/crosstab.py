"""Crosstabs: how many units have which keys of two dimensions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from claims.shapes.coding import Coding
from claims.shapes.counted import Counted
from claims.shapes.dimensions import NOT_CODED, OTHER, Dimension, Leading
from claims.shapes.facets import Bucket, leading
from claims.shapes.sets import can_count, keyed, of_both
from claims.shapes.table import Column, ColumnType, Table
from claims.shapes.tally import Keys, tally, total


@dataclass(frozen=True)
class Crosstab:
    """`counts` has a list for each row, with a number for each column."""

    total: int
    rows: tuple[Bucket, ...]
    columns: tuple[Bucket, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Mixing:
    """How several dimensions are read together: the codings in their order, and the keys that are shown of each."""

    codings: Sequence[Coding]
    shown: Sequence[Sequence[Collection[str]]]
    leading: Sequence[Leading]  # in the order in which the dimensions were asked for
    places: Sequence[int]  # of each dimension asked for, its place in the order of the codings

    def asked(self, mixture: Keys) -> Keys:
        """A mixture in the order in which the dimensions were asked for."""
        return tuple(mixture[place] for place in self.places)


def mixing(counted: Counted, dimensions: Sequence[Dimension], limit: int) -> Mixing:
    """These dimensions read together, each with the keys that have most units."""
    groups = counted.grouped(dimensions)
    inner = [dimension for group in groups for dimension in group]
    alone = [(dimension,) for dimension in inner]
    read = counted.codings([*groups, *(alone if groups != alone else ())])
    found = leading(counted, inner, read[-len(inner) :], limit)
    names = iter(found)
    places = _places([dimension.name for dimension in dimensions], [dimension.name for dimension in inner])
    return Mixing(
        codings=read[: len(groups)],
        shown=[[next(names).names for _ in group] for group in groups],
        leading=[found[place] for place in places],
        places=places,
    )


def _places(asked: Sequence[str], inner: Sequence[str]) -> list[int]:
    places: list[int] = []
    for name in asked:
        places.append(next(place for place, found in enumerate(inner) if found == name and place not in places))
    return places


def crosstab(counted: Counted, rows: Dimension, columns: Dimension, limit: int) -> Crosstab:
    """Of each dimension the keys with most units; what is not shown, and what is not coded, has a row or column of its
    own where there is any.
    """
    counted = counted.grouped_by((rows, columns))
    heads: Sequence[Leading]
    if can_count(counted, (rows, columns)):
        heads, counts = _by_sets(counted, rows, columns, limit)
    else:
        mixed = mixing(counted, (rows, columns), limit)
        heads = mixed.leading
        counts = {mixed.asked(keys): units for keys, units in tally(counted, mixed.codings, mixed.shown).items()}
    row_keys = _headed(heads[0], {row for row, column in counts if column is None})
    column_keys = _headed(heads[1], {column for row, column in counts if row is None})
    return Crosstab(
        total=counts.get((None, None), 0),
        rows=tuple(Bucket(*heads[0].name(row), counts[row, None]) for row in row_keys),
        columns=tuple(Bucket(*heads[1].name(column), counts[None, column]) for column in column_keys),
        counts=tuple(tuple(counts.get((row, column), 0) for column in column_keys) for row in row_keys),
    )


def _by_sets(
    counted: Counted, rows: Dimension, columns: Dimension, limit: int
) -> tuple[list[Leading], dict[Keys, int]]:
    """What is shown of the two dimensions, and the counts as `tally` gives them, from the reading index."""
    both = [keyed(counted, dimension) for dimension in (rows, columns)]
    heads = [keys.most(limit) for keys in both]
    of_rows, of_columns = (
        {key: claims for key, claims in keys.sets(head.names).items() if claims}
        for keys, head in zip(both, heads, strict=True)
    )
    counts: dict[Keys, int] = {(None, None): total(counted)}
    counts |= {(row, None): len(claims) for row, claims in of_rows.items()}
    counts |= {(None, column): len(claims) for column, claims in of_columns.items()}
    counts.update(of_both(of_rows, of_columns))
    return heads, counts


def _headed(found: Leading, keys: Collection[str | None]) -> list[str]:
    return [key for key in (*found.names, OTHER, NOT_CODED) if key in keys]


CROSSTAB_COLUMNS = (
    Column("row", ColumnType.STRING, "Key of the row: empty for not coded, * for other, none for all rows together."),
    # In CSV nothing is as empty as what is not coded.
    Column("row_label", ColumnType.STRING, "The same as people read it: “not coded”, “other”, “total” without a key."),
    Column("column", ColumnType.STRING, "Key of the column likewise."),
    Column("column_label", ColumnType.STRING, "The same as people read it."),
    Column("count", ColumnType.INTEGER, "How many there are."),
)
ALL = (None, "total")


def crosstab_table(found: Crosstab) -> Table:
    """A row for each cell; at the end of each row of cells, and after all, the totals."""
    heads = [(column.key, column.label) for column in found.columns]
    rows = [
        (row.key, row.label, *head, count)
        for row, counts in zip(found.rows, found.counts, strict=True)
        for head, count in zip([*heads, ALL], [*counts, row.count], strict=True)
    ]
    totals = zip([*heads, ALL], [*(column.count for column in found.columns), found.total], strict=True)
    return Table(CROSSTAB_COLUMNS, [*rows, *((*ALL, *head, count) for head, count in totals)])
