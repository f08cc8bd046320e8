"""NDJSON: a JSON value a line, in UTF-8, each line ended by a line feed."""

from collections.abc import Iterable

from claims.formats.json import dumped
from claims.shapes.table import Table

MEDIA_TYPE = "application/x-ndjson"


def lines(documents: Iterable[bytes]) -> bytes:
    """Documents as they are stored, which have no line ends in them."""
    return b"".join([document + b"\n" for document in documents])


def rows(table: Table) -> bytes:
    """The rows of a table, each an object with the names of the columns."""
    names = [column.name for column in table.columns]
    return lines(dumped(dict(zip(names, row, strict=True))).encode() for row in table.rows)
