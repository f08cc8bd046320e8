"""The rows that were not imported, as a file of the same sort to correct and send again, each with what is wrong."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson

from claims.curation.imports.columns import PROBLEM
from claims.curation.imports.decoding import text_of
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.files import opened
from claims.curation.imports.reading import entries_of, rows_of
from claims.curation.imports.rows import written
from claims.curation.imports.scratch import Scratch
from claims.models.imports import Import, ImportFormat, ImportProblem, Severity
from claims.models.ledger import folder

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Cells that a spreadsheet could take for a formula have an apostrophe in front, as in our exports.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


class Rejected:
    """Which rows of an import were not taken, in their order, and why. Rows have to be asked for in ascending order."""

    def __init__(self, job: Import) -> None:
        found = ImportProblem.objects.filter(of=job, severity=Severity.ERROR, last_row__gt=0)
        self._rows = iter(
            found.order_by("first_row", "row", "id")
            .values_list("first_row", "last_row", "row", "column", "message")
            .iterator()
        )
        self._next = next(self._rows, None)
        self._first = self._last = 0
        self._messages: dict[int, list[str]] = {}

    def why(self, row: int) -> str | None:
        """What is wrong with the row, "" where it falls with one of its claim; None where it was taken."""
        return " ".join(self._messages.get(row, ())) if self._is_of_rejected(row) else None

    def why_entry(self, first: int) -> str | None:
        """What is wrong with the record whose rows begin here, wherever in the file; None where it was taken."""
        if not self._is_of_rejected(first):
            return None
        return " ".join(message for messages in self._messages.values() for message in messages)

    def _is_of_rejected(self, row: int) -> bool:
        while self._next is not None and self._next[0] <= row:
            first, last, at, column, message = self._next
            if first != self._first:
                self._first, self._last, self._messages = first, last, {}
            self._messages.setdefault(at, []).append(f"{column}: {message}" if column else message)
            self._next = next(self._rows, None)
        return self._first <= row <= self._last


def name_of(job: Import) -> tuple[str, str]:
    """Name and media type of the file."""
    stem = job.name.rpartition("/")[2].rpartition(".")[0] or job.name
    kind, media = {
        ImportFormat.CSV.value: ("csv", "text/csv; charset=utf-8"),
        ImportFormat.XLSX.value: ("xlsx", XLSX),
    }.get(job.format, ("ndjson", "application/x-ndjson"))
    return f"{stem[:100]}-rejected.{kind}", media


def rejected(job: Import) -> Iterator[bytes]:
    """The file, in pieces: of a table the header and the rejected rows, behind a column `problem`; else documents."""
    if job.format == ImportFormat.CSV:
        yield from _as_csv(job)
    elif job.format == ImportFormat.XLSX:
        yield _as_xlsx(job)
    else:
        yield from _as_documents(job)


def _rows(job: Import) -> Iterator[list[Any]]:
    why = Rejected(job)
    with rows_of(job) as rows:
        next(rows, None)
        yield [PROBLEM, *(name for name in job.header if name != PROBLEM)]
        own = job.header.index(PROBLEM) if PROBLEM in job.header else None
        for row in rows:
            if (said := why.why(row.number)) is not None:
                yield [said, *(cell for place, cell in enumerate(row.cells) if place != own)]


def _as_csv(job: Import) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=job.separator or ",", lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)  # so that spreadsheets take it for UTF-8
    for cells in _rows(job):
        writer.writerow([cells[0], *map(_guarded, cells[1:])])
        if buffer.tell() > 64 * 1024:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _guarded(cell: Any) -> str:
    """As it stood; reading takes the guard off again, where there is one."""
    text = written(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _as_xlsx(job: Import) -> bytes:
    import openpyxl  # here, because it takes room and half a second of each start that only this needs

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rejected")
    for cells in _rows(job):
        sheet.append([f"'{cell}" if isinstance(cell, str) and cell.startswith("=") else cell for cell in cells])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _as_documents(job: Import) -> Iterator[bytes]:
    why = Rejected(job)
    if job.format == ImportFormat.TABLES:
        with Scratch() as scratch, entries_of(job, scratch) as entries:
            for entry in entries:
                if entry.first and (said := why.why_entry(entry.first)) is not None:
                    # By its path the kind of a document is known that lacks the members which tell of it.
                    path = folder(entry.kind)
                    yield orjson.dumps({PROBLEM: said, "path": path, **entry.document, **_text(entry)}) + b"\n"
        return
    with opened(job) as stream, text_of(stream, job.encoding) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip() and (said := why.why(number)) is not None:
                yield _with_problem(line, said)


def _text(entry: Entry) -> Document:
    return {} if entry.text is None else {"text": entry.text}


def _with_problem(line: str, said: str) -> bytes:
    """The document with what is wrong in front; a line that is none as it stood, to be mended by hand."""
    try:
        document = orjson.loads(line)
    except ValueError:
        return line.rstrip("\r\n").encode() + b"\n"
    if not isinstance(document, dict):
        return line.rstrip("\r\n").encode() + b"\n"
    return orjson.dumps({PROBLEM: said, **{name: value for name, value in document.items() if name != PROBLEM}}) + b"\n"
