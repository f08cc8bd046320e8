"""CSV as RFC 4180 has it: UTF-8, a header, lines ended by CR LF, quotes where a value needs them.

Nothing is an empty field; true and false, days, moments and numbers stand as JSON writes them. A text which a
spreadsheet could take for a formula has an apostrophe in front: one whose first character is = + - or @ (their
full-width forms too), blanks before it not counted, or which begins with a tab or a line end. So has a text that begins
with an apostrophe of its own, so that the rule can be undone: take one apostrophe off each text that begins with one.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from claims.shapes.table import Table

MEDIA_TYPE = "text/csv"
CONTENT_TYPE = f"{MEDIA_TYPE}; charset=utf-8; header=present"
BYTE_ORDER_MARK = "\ufeff"
# Blanks as spreadsheets skip them, which is more than Python's \s.
_DANGEROUS = re.compile("[\\s\u200b\u2060\ufeff]*[=+\\-@＝＋－＠]|['\t\r\n]")
# Characters after which what was written so far is given.
CHUNK = 64 * 1024


def guarded(value: str) -> str:
    """The text as a spreadsheet takes it for a text."""
    return f"'{value}" if _DANGEROUS.match(value) else value


def written(table: Table, *, bom: bool = False) -> Iterator[bytes]:
    """The table in chunks, of which the first is the header, behind a byte order mark if `bom` asks for it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    yield f"{BYTE_ORDER_MARK if bom else ''}{_taken_out_of(buffer)}".encode()
    for row in table.rows:
        writer.writerow([_field(value) for value in row])
        if buffer.tell() >= CHUNK:
            yield _taken_out_of(buffer).encode()
    if buffer.tell():
        yield _taken_out_of(buffer).encode()


def broken_off(table: Table) -> bytes:
    """A last line for a file that cannot be ended: it says so, and has a field more than any reader of CSV takes."""
    return f"\r\nThis file was broken off: it is not whole.{',' * len(table.columns)}\r\n".encode()


def _field(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _taken_out_of(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
