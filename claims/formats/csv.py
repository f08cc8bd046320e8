"""CSV as RFC 4180 has it: UTF-8, a header, lines ended by CR LF, quotes where a value needs them.

Nothing is an empty field; true and false, days, moments and numbers stand as JSON writes them. A text which a
spreadsheet could take for a formula has an apostrophe in front: one whose first character is = + - or @ (their
full-width forms too), blanks before it not counted, or which begins with a tab or a line end. So has a text that begins
with an apostrophe of its own, so that the rule can be undone: take one apostrophe off each text that begins with one.

The bytes are those that Python's own writer of CSV gives. Fields are written here because of a hundred columns most say
the same as in the row before, and what was written once is kept.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import getitem
from typing import Any

from claims.formats.columns import DocumentTable
from claims.formats.paths import Document, Writer
from claims.shapes.table import Column, ColumnType, Table

MEDIA_TYPE = "text/csv"
CONTENT_TYPE = f"{MEDIA_TYPE}; charset=utf-8; header=present"
BYTE_ORDER_MARK = "\ufeff"
SEPARATOR, LINE_END = ",", "\r\n"
# Blanks as spreadsheets skip them, which is more than Python's \s.
_DANGEROUS = re.compile("[\\s\u200b\u2060\ufeff]*[=+\\-@＝＋－＠]|['\t\r\n]")
# Bytes, about, after which what was written so far is given.
CHUNK = 64 * 1024
# So many fields of a column are kept. One that has more does not repeat itself: to look for what was written before
# takes longer there than to write it.
KEPT = 300
# Values that are equal have equal fields if all are of the one type that the column has; numbers are of two.
_ALIKE = {ColumnType.INTEGER: int, ColumnType.NUMBER: None, ColumnType.BOOLEAN: bool}


def guarded(value: str) -> str:
    """The text as a spreadsheet takes it for a text."""
    # Most begin with a letter or a digit, which is told in a third of the time.
    return value if value[:1].isalnum() or not _DANGEROUS.match(value) else f"'{value}"


def field(value: Any) -> str:
    """The value as a field of a row."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = guarded(value)
        if '"' in text:
            return '"{}"'.format(text.replace('"', '""'))
        return f'"{text}"' if SEPARATOR in text or "\n" in text or "\r" in text else text
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Fields(dict[Any, str]):
    """The fields of one column by value; it keeps some."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._alike = _ALIKE.get(column.type, str)

    def __missing__(self, value: Any) -> str:
        written = field(value)
        if type(value) is self._alike and len(self) < KEPT:
            self[value] = written
        return written


class Rows:
    """The rows of documents as CSV has them: the bytes of `written()` of their table, with far less ado."""

    def __init__(self, table: DocumentTable) -> None:
        self._table, self._fields = table, [Fields(column) for column in table.columns]
        self._row = Writer(table.paths, [fields.__getitem__ for fields in self._fields], SEPARATOR)

    def of(self, documents: Iterable[Document]) -> list[str]:
        """The rows, without line ends."""
        row, parts = self._row.text, self._table.parts
        rows = [row(part) for document in documents for part in parts(document)]
        for number, fields in enumerate(self._fields):
            if len(fields) >= KEPT:
                self._row.change(number, field)
                fields.clear()
        return rows


def header(columns: Iterable[Column], *, bom: bool = False) -> bytes:
    """The line of the names, behind a byte order mark if `bom` asks for it."""
    names = SEPARATOR.join(field(column.name) for column in columns)
    return f"{BYTE_ORDER_MARK if bom else ''}{names}{LINE_END}".encode()


def lines(rows: Sequence[str]) -> bytes:
    """Rows whose fields are joined already. One without a character would be no row to some readers."""
    return "".join([f"{row}\r\n" if row else '""\r\n' for row in rows]).encode()


def written(table: Table, *, bom: bool = False) -> Iterator[bytes]:
    """The table in chunks, of which the first is the header, behind a byte order mark if `bom` asks for it."""
    yield header(table.columns, bom=bom)
    fields = [Fields(column) for column in table.columns]
    rows, size = [], 0
    for row in table.rows:
        rows.append(SEPARATOR.join(map(getitem, fields, row)))
        size += len(rows[-1])
        if size >= CHUNK:
            yield lines(rows)
            rows, size = [], 0
    if rows:
        yield lines(rows)


def broken_off(columns: Sequence[Column]) -> bytes:
    """A last line for a file that cannot be ended: it says so, and has a field more than any reader of CSV takes."""
    return f"\r\nThis file was broken off: it is not whole.{',' * len(columns)}\r\n".encode()
