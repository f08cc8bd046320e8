"""Parquet, by pyarrow, which is an optional extra: it is imported when it is first needed.

Days are date32, moments timestamps in UTC to the microsecond. The schema says of each column what it is
(`description`), and of the file what it is told: at which state it was read, under which licence. The same rows make
the same bytes, as long as pyarrow's version is the same.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from claims.shapes.table import Column, ColumnType, Table

MEDIA_TYPE = "application/vnd.apache.parquet"
# Rows of a row group: what is held in memory at a time, and what a reader of a part of the file has to read.
GROUP = 5_000


class MissingLibraryError(RuntimeError):
    """pyarrow is not installed here."""


def library() -> Any:
    """pyarrow. Raises MissingLibraryError where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingLibraryError from error
    return pyarrow


def written(table: Table, about: Mapping[str, Any]) -> Iterator[bytes]:
    """The table in chunks; `about` is kept as metadata, but for what is None. Raises MissingLibraryError at once."""
    return _written(library(), table, about)


def _written(pa: Any, table: Table, about: Mapping[str, Any]) -> Iterator[bytes]:
    schema = _schema(pa, table, about)
    sink = _Sink()
    rows = iter(table.rows)
    with pa.PythonFile(sink, mode="w") as file, pa.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        yield sink.taken()
        while group := list(islice(rows, GROUP)):
            columns = zip(*group, strict=True)
            arrays = [
                pa.array(_values(column, values), type=schema.field(column.name).type)
                for column, values in zip(table.columns, columns, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=GROUP)
            yield sink.taken()
    yield sink.taken()


def _schema(pa: Any, table: Table, about: Mapping[str, Any]) -> Any:
    types = {
        ColumnType.STRING: pa.string(),
        ColumnType.INTEGER: pa.int64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.BOOLEAN: pa.bool_(),
        ColumnType.DATE: pa.date32(),
        ColumnType.DATETIME: pa.timestamp("us", tz="UTC"),
    }
    fields = [
        pa.field(column.name, types[column.type], metadata={"description": column.description})
        for column in table.columns
    ]
    return pa.schema(fields, metadata={name: str(value) for name, value in about.items() if value is not None})


def _values(column: Column, values: tuple[Any, ...]) -> list[Any]:
    if column.type == ColumnType.DATE:
        return [None if value is None else date.fromisoformat(value) for value in values]
    if column.type == ColumnType.DATETIME:
        return [None if value is None else datetime.fromisoformat(value) for value in values]
    return list(values)


class _Sink:
    """A file that is only written, and whose bytes are taken away meanwhile."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        self.closed = True

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
