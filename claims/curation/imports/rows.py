"""Files as rows of cells: CSV, of which no line is ever swallowed, and XLSX.

A row keeps its number as a spreadsheet shows it (the header is row 1), the line at which it begins, and its cells, or
else what is wrong with it as a whole.
"""

import csv
import datetime
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from claims.curation import archives
from claims.curation.imports.files import Unfit

SEPARATORS = (",", ";", "\t", "|")
# A cell that goes on over more lines than this is one whose quotation mark was never closed.
MOST_LINES = 400
MOST_CHARACTERS = 100_000
MOST_COLUMNS = 500
MOST_ROWS = 1_048_576
# Of a sheet. openpyxl makes up the cells that a row leaves out before its last: sixteen thousand of a row of one.
MOST_CELLS = 20_000_000
# Pieces of a sheet, of a mebibyte each, in which no row begins: a row is read whole, and its cells lie in memory then.
MOST_PIECES = 4
# Bytes of what an XLSX file holds outside its sheets: its texts lie in memory while it is read.
MOST_HELD = 200 * 2**20
QUOTE = '"'

csv.field_size_limit(MOST_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    line: int
    cells: Sequence[Any]
    broken: str | None = None  # what is wrong with the row as a whole
    odd: str | None = None  # what is to be looked at


def separator_of(header: str) -> str:
    """What parts the cells of a header: of the usual signs the one that stands most often outside quotation marks."""
    outside = "".join(header.split(QUOTE)[::2])
    return max(SEPARATORS, key=lambda sign: (outside.count(sign), -SEPARATORS.index(sign)))


def csv_rows(lines: Iterable[str], separator: str) -> Iterator[Row]:
    """The rows of a CSV, the header first. Empty lines are left out.

    A quotation mark that opens a cell has to be closed before a separator or line end. Where it is not, or where a row
    of several lines has not as many cells as the header, the first line alone is given as broken, and reading goes on
    with the line after it: a stray quotation mark costs its own line and no other.
    """
    reader = _Lines(lines)
    number, width = 0, 0
    while (first := reader.next()) is not None:
        line = reader.number
        if not first.strip("\r\n"):
            continue
        number += 1
        cells, taken = _record(first, reader, separator)
        if cells is None:
            if not width:
                raise Unfit(f"The header (line {line}) has a stray quotation mark: close it, or take it out.")
            reader.back(taken)
            said = (
                f"A quotation mark in line {line} opens a cell and is not closed as it should be: "
                "close it, or double it where it belongs to the text."
            )
            yield Row(number, line, _plainly(first, separator), said)
        elif not width:
            width = len(cells)
            if width > MOST_COLUMNS:
                raise Unfit(f"The header has {width} columns; {MOST_COLUMNS} are the most that are read.")
            yield Row(number, line, cells)
        elif len(cells) > width and not any(cells[width:]):
            yield Row(number, line, cells[:width])
        elif len(cells) != width and taken:
            reader.back(taken)
            said = (
                f"A quotation mark opens in line {line} and closes in line {line + len(taken)}, and the row has "
                f"{len(cells)} cells where the header has {width}: it is a stray one, or a separator is missing."
            )
            yield Row(number, line, _plainly(first, separator), said)
        elif len(cells) != width:
            said = (
                f"It has {len(cells)} cells, the header has {width}: put the missing separators in, or put quotation "
                "marks around a cell that holds a separator."
            )
            yield Row(number, line, cells, said)
        else:
            yield Row(number, line, cells, None, _swallowed(cells, line, separator) if taken else None)


def _swallowed(cells: Sequence[str], line: int, separator: str) -> str | None:
    """What to look at where a cell of several lines seems to hold rows: in a text, a blank follows a separator."""
    for cell in cells:
        for inner in cell.splitlines() if "\n" in cell or "\r" in cell else ():
            bare = sum(not after.startswith(" ") for after in inner.split(separator)[1:])
            if bare >= max(2, len(cells) // 2):
                return (
                    f"“{inner[:60]}” stands inside a cell and looks like a row: see the quotation mark in line {line}."
                )
    return None


class _Lines:
    """Lines that can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._back, self.number = iter(lines), deque[str](), 0

    def next(self) -> str | None:
        line = self._back.popleft() if self._back else next(self._lines, None)
        self.number += line is not None
        return line

    def back(self, lines: Sequence[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def _record(first: str, reader: _Lines, separator: str) -> tuple[list[str] | None, list[str]]:
    """The cells of the row that begins with this line, and the lines after it that belong to it.

    None for the cells where a quotation mark is stray; then the lines are those that were looked at.
    """
    if QUOTE not in first:
        return first.rstrip("\r\n").split(separator), []
    text, taken = first, list[str]()
    while True:
        if QUOTE in (taken[-1] if taken else first):
            try:
                return next(csv.reader([text], delimiter=separator, strict=True)), taken
            except csv.Error as error:
                if "unexpected end of data" not in str(error):
                    return None, taken
        if len(taken) >= MOST_LINES or len(text) > MOST_CHARACTERS or (more := reader.next()) is None:
            return None, taken
        taken.append(more)
        text += more


def _plainly(line: str, separator: str) -> list[str]:
    """The cells of a broken line, with its quotation marks as they stand there."""
    return line.rstrip("\r\n").split(separator)


# --- XLSX ----------------------------------------------------------------------------------------


def xlsx_rows(archive: zipfile.ZipFile) -> Iterator[Row]:
    """The rows of the first sheet, the header first; rows without any value are left out.

    Cells are texts, numbers, days or moments; of a formula its last result is taken. Raises Unfit for what cannot be
    read.
    """
    # Here, because it takes room and half a second of each start that only this needs.
    import openpyxl

    assert archive.fp is not None
    if archives.unpacks_to(archive, _is_held) > MOST_HELD:
        raise Unfit(f"Its sheets share more than {MOST_HELD // 2**20} MB of texts: save it as CSV.")
    book = None
    try:
        _look_over(archive)
        book = openpyxl.load_workbook(archive.fp, read_only=True, data_only=True)
        yield from _sheet_rows(book.worksheets[0])
    except Unfit:
        raise
    except Exception as error:  # of a broken file openpyxl raises whatever comes of it
        raise Unfit(f"The XLSX file is broken ({error}): open it in a spreadsheet and save it anew.") from error
    finally:
        if book is not None:
            book.close()


_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")


def _look_over(archive: zipfile.ZipFile) -> None:
    """Raises Unfit where a sheet has a row that goes on for mebibytes."""
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        with archive.open(name) as stream:
            without, end = 0, b""
            while (piece := stream.read(2**20)) and b"</sheetData" not in end + piece:
                without = 0 if _ROW.search(end + piece) else without + 1
                if without >= MOST_PIECES:
                    raise Unfit(
                        f"A row of it goes on for more than {MOST_PIECES} MB; that is the most that is read: take out "
                        "what stands far to the right, or save it as CSV."
                    )
                end = piece[-64:]


def _is_held(name: str) -> bool:
    """Whether a member of the archive is read into memory as a whole: all but the sheets, and what openpyxl leaves."""
    return name.startswith("xl/") and not name.startswith(("xl/worksheets/", "xl/media/"))


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # some programs write wrong ones, by which columns would be lost
    width = read = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MOST_ROWS:  # openpyxl makes up the rows that a row's own number leaves out, be they billions
            raise Unfit(f"It has a row past {MOST_ROWS:,}, which is the last that a sheet can have: save it anew.")
        read += len(values)
        if read > MOST_CELLS:
            raise Unfit(
                f"Up to row {number:,} it has more than {MOST_CELLS:,} cells, empty ones before a value or a format "
                "included; that is the most that is read: take out what stands far to the right, or save it as CSV."
            )
        last = next((place for place in range(len(values), 0, -1) if values[place - 1] is not None), 0)
        cells = list(values[:last])
        if not cells:
            continue
        if not width:
            width = len(cells)
            if width > MOST_COLUMNS:
                raise Unfit(f"The header has {width} columns; {MOST_COLUMNS} are the most that are read.")
        said = f"It has a value in column {len(cells)}, the header names {width}: name the column, or empty the cell."
        yield Row(number, number, cells + [None] * (width - len(cells)), said if len(cells) > width else None)


def written(value: Any) -> str:
    """A cell as text: days and moments as ISO 8601 has them, whole numbers without a fraction."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime() | datetime.date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value)
