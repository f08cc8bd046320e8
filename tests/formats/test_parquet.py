"""Parquet, read back by pyarrow."""

import datetime
import io
import sys
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet
import pytest

from claims.formats.parquet import GROUP, MissingLibraryError, written
from claims.shapes.table import Column, ColumnType, Table

COLUMNS = [Column(type_.value, type_, f"What is {type_.value}.") for type_ in ColumnType]
ROW = ("=1 🛳️\n", -7, 0.25, True, "2025-06-01", "2025-06-01T12:00:00.123456Z")


def read_back(data: bytes) -> Any:
    return pyarrow.parquet.read_table(io.BytesIO(data))


def test_values_come_back_in_their_types() -> None:
    table = read_back(b"".join(written(Table(COLUMNS, [ROW, (None,) * 6]), {"as_of": 7, "licence": None})))
    assert [str(field.type) for field in table.schema] == [
        "string", "int64", "double", "bool", "date32[day]", "timestamp[us, tz=UTC]",
    ]  # fmt: skip
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        (*ROW[:4], datetime.date(2025, 6, 1), datetime.datetime(2025, 6, 1, 12, 0, 0, 123456, datetime.UTC)),
        (None,) * 6,
    ]


def test_the_schema_says_what_columns_are_and_of_which_state_the_file_is() -> None:
    schema = read_back(b"".join(written(Table(COLUMNS, [ROW]), {"as_of": 7, "licence": None}))).schema
    assert schema.metadata == {b"as_of": b"7"}
    assert schema.field("date").metadata[b"description"] == b"What is date."


def test_a_table_without_rows_has_its_columns() -> None:
    table = read_back(b"".join(written(Table(COLUMNS, []), {})))
    assert (table.num_rows, table.column_names) == (0, [column.name for column in COLUMNS])


def test_the_same_rows_make_the_same_bytes() -> None:
    one, other = (b"".join(written(Table(COLUMNS, [ROW] * (GROUP + 1)), {"as_of": 7})) for _ in range(2))
    assert one == other
    assert pyarrow.parquet.ParquetFile(io.BytesIO(one)).num_row_groups == 2


def test_no_more_is_held_than_a_few_groups() -> None:
    def rows() -> Iterator[Any]:
        for number in range(20 * GROUP):
            yield (f"{number} {'x' * 200}", *ROW[1:])

    tracemalloc.start()
    try:
        for _ in written(Table(COLUMNS, rows()), {}):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A group of these rows is 1.3 MB of text; all of them are 26 MB.
    assert peak < 10_000_000


def test_without_pyarrow_it_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingLibraryError):
        written(Table(COLUMNS, [ROW]), {})
