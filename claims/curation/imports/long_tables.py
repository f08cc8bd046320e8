"""The tables of a data package, packed as a ZIP: one for each kind of record, and a long one for each list of it.

Which columns there are, and where in a document the value of each stands, is the contract of the tables that are
written (`claims.formats`); what is joined or counted in a column comes from the long table that has it whole.
"""

import re
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from claims.choices import RecordKind
from claims.curation.gathering import MODELS
from claims.curation.imports import cells
from claims.curation.imports.cells import Unreadable
from claims.curation.imports.decoding import encoding_of, storable, text_of
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.files import Unfit
from claims.curation.imports.grouping import APART
from claims.curation.imports.rows import Row, csv_rows, separator_of
from claims.curation.imports.scratch import Scratch
from claims.curation.imports.shaping import shape
from claims.formats.columns import KEY, ORDINAL, DocumentTable
from claims.formats.record_columns import TABLES
from claims.shapes.table import ColumnType

Cells = Mapping[str, str]

_PLAIN = re.compile(r"\w+(\.\w+)*")
_READ: dict[ColumnType, Callable[[str], Any]] = {
    ColumnType.BOOLEAN: cells.flag,
    ColumnType.INTEGER: cells.whole,
    ColumnType.NUMBER: cells.decimal,
}


class Member(NamedTuple):
    """Where in a document, or in an item of a list, the value of a column stands, and how its text is read."""

    path: str
    read: Callable[[str], Any]


def _members(table: DocumentTable) -> dict[str, Member]:
    """The members that the columns of a table give."""
    return {
        column.name: Member(column.path, _READ.get(column.type, str))
        for column in table.columns
        if column.path not in (KEY, ORDINAL) and _PLAIN.fullmatch(column.path)
    }


@dataclass
class _Long:
    """A long table of the archive, whose rows lie in the scratch under the name of their record."""

    name: str  # of its file, without the ending
    each: str  # the path of the list whose items are its rows
    members: dict[str, Member]
    held: str  # its name in the scratch
    header: list[str] = field(default_factory=list)


# Beside the columns that are written: the words of a text are in no package; whoever has them puts them here.
BESIDE = {RecordKind.SOURCE: {"text": Member("text", str)}}
# Files that look like tables. Whatever else a package has beside them says the same, or is no data.
_HOLDS_ROWS = re.compile(r"(?i)\.(csv|tsv|tab|xlsx?|ods)$")
# Of files and columns that are not read, how many are named.
MOST_NAMED = 20


def entries(archive: zipfile.ZipFile, scratch: Scratch, remark: Callable[[str], object]) -> Iterator[Entry]:
    """An entry for each row of the tables of records, with what the long tables have under its name.

    Kinds come in the order in which they name each other. `first` counts the rows of all tables through, so that no two
    entries have one; `locate` tells the row in its own table. Rows of long tables whose record is not there are entries
    of their own, that say so. `remark` is told of each table and column that is not read. Raises Unfit where a table
    lacks its key column, or no table is of records.
    """
    files = {name.rpartition("/")[2].removesuffix(".csv"): name for name in archive.namelist() if name.endswith(".csv")}
    found = [_Kind(kind, archive, files, scratch) for kind in MODELS]
    there = [one for one in found if one.is_there()]
    if not there:
        raise Unfit("None of its tables has a row for each record: pack the tables folder of a release.")
    unread = list(_unread(archive, files, found, there))
    for told in unread[:MOST_NAMED]:
        remark(storable(told))
    if len(unread) > MOST_NAMED:
        remark(f"{len(unread) - MOST_NAMED} more tables and columns of the archive are not read.")
    for one in there:
        one.survey()
    before = 0
    for one in there:
        before = yield from one.entries(before)


def _unread(
    archive: zipfile.ZipFile, files: Mapping[str, str], found: "Sequence[_Kind]", there: "Sequence[_Kind]"
) -> Iterator[str]:
    """A sentence on each file with rows, and each column of a table, from which nothing is taken, and why."""
    read = {name: (kind, table) for kind in there for name, table in kind.tables().items()}
    for path in archive.namelist():
        file = path.rpartition("/")[2]
        name = file.removesuffix(".csv")
        # A Mac packs files of its own, whose names begin with a dot.
        if not _HOLDS_ROWS.search(file) or file.startswith(".") or (name in read and files.get(name) == path):
            continue
        yield f"{cells.short(path)} is not read: {_why_unread(path, files, found, there)}"
    for name, (kind, table) in read.items():
        known = {column.name for column in table.columns} | {*BESIDE.get(kind.kind, {})}
        for column in kind.header(name):
            if column not in known:
                yield f"{name}.csv: the column {cells.short(column)} is not read.{_nearest(column, known)}"


def _why_unread(path: str, files: Mapping[str, str], found: "Sequence[_Kind]", there: "Sequence[_Kind]") -> str:
    file = path.rpartition("/")[2]
    name = file.removesuffix(".csv")
    meant = [(kind, table) for kind in [*there, *found] for table in kind.called(name)]
    if not file.endswith(".csv") or not meant:
        return f"no table is called so.{_nearest(file, {f'{name}.csv' for kind in found for name in kind.names()})}"
    kind, table = meant[0]
    if files[name] != path:
        return f"{cells.short(files[name])} has the same name."
    if not (header := kind.header(name)):
        return "it is empty."
    if table.key[0] not in header:
        return f"it has no column {table.key[0]}."
    if kind not in there:
        return f"its rows belong to those of {kind.main.name}.csv, which is not there."
    return f"{kind.name(table)}.csv is the same table."


def _nearest(written: str, known: Iterable[str]) -> str:
    near = get_close_matches(written.lower(), known, 1)
    return f" Nearest: {near[0]}." if near else ""


class _Kind:
    """The tables of one kind of record."""

    def __init__(self, kind: RecordKind, archive: zipfile.ZipFile, files: Mapping[str, str], scratch: Scratch) -> None:
        self.kind, self.archive, self.files, self.scratch = kind, archive, files, scratch
        self.main, *self.longs = TABLES[kind].values()
        self.key = self.main.key[0]
        self.members = {**_members(self.main), **BESIDE.get(kind, {})}
        # Rows that are broken, each with its table, by the record that they seem to belong to.
        self.broken: dict[str, list[tuple[str, Row]]] = {}

    def names(self) -> Iterator[str]:
        """What files with tables of this kind are called, without the ending."""
        for table in (self.main, *self.longs):
            yield from self._names(table)

    def called(self, name: str) -> list[DocumentTable]:
        """The table of this kind that a file of this name has, if any."""
        return [table for table in (self.main, *self.longs) if name in self._names(table)]

    def tables(self) -> dict[str, DocumentTable]:
        """The tables that the archive has of it, by the names of their files."""
        longs = {name: table for table in self.longs if (name := self.name(table)) is not None}
        return {self.main.name: self.main, **longs}

    def is_there(self) -> bool:
        """Whether the archive has its table of records: other kinds have long tables of the same name."""
        header = self.header(self.main.name)
        if header and self.key not in header and ORDINAL not in header:
            name = f"{self.main.name}.csv"
            raise Unfit(f"{name} has no column {self.key}, by which the rows of the other tables are found.")
        return self.key in header

    def survey(self) -> None:
        """Notes which records the table has, and which of them twice: of these nobody knows whose the rows of the
        long tables are."""
        for values, row in self._records():
            if not row.broken:
                self.scratch.note_group(values[self.key], self.kind, row.number)
                if values.get("uid") and values.get("slug"):
                    self.scratch.add_identities([(self.kind.value, values["slug"], values["uid"])])

    def entries(self, before: int) -> Generator[Entry, None, int]:
        """The entries, which are counted on from `before`; returns the number of the last."""
        longs = [long for table in self.longs if (long := self._loaded(table)) is not None]
        last = before
        for values, row in self._records():
            last = before + row.number
            yield self._entry(values, row, longs, last)
        for name, row in (each for rows in self.broken.values() for each in rows):
            lost = Entry(self.kind, 0, 0, locate=_in_table(name, row.number))
            lost.wrong("", f"Line {row.line} of {name}.csv: {row.broken}")
            yield lost
        for long in longs:
            for key, number in self.scratch.keys_without(long.held, f"table {self.kind}"):
                lost = Entry(self.kind, 0, 0, locate=_in_table(long.name, number))
                told = f"{self.main.name}.csv has no {self.kind.label} {cells.short(key)}"
                lost.wrong("", f"{told}, to which this row of {long.name}.csv belongs.", key)
                yield lost
        return max(before, last - 1)

    # --- Tables of records -----------------------------------------------------------------------

    def _records(self) -> Iterator[tuple[dict[str, str], Row]]:
        """The rows of the table of records, with their cells by column; none of a row that is broken."""
        rows = _rows(self.archive, self.files[self.main.name])
        header = _cells(next(rows))
        for row in rows:
            yield {} if row.broken else dict(zip(header, _cells(row), strict=True)), row

    def header(self, name: str) -> list[str]:
        head = next(_rows(self.archive, self.files[name]), None) if name in self.files else None
        return _cells(head) if head else []

    def _entry(self, values: dict[str, str], row: Row, longs: Iterable[_Long], number: int) -> Entry:
        entry = Entry(self.kind, number, number)
        origins: dict[str, tuple[str, int]] = {}
        # Columns of claim.csv need not be told apart from those of the other tables.
        own = "" if self.kind == RecordKind.CLAIM else f"{self.main.name}.csv "

        def place(of: Entry, path: str) -> tuple[int, str]:
            for list_path, (name, number) in origins.items():
                if path == list_path or path.startswith(f"{list_path}."):
                    member = path.removeprefix(list_path).lstrip(".")
                    return row.number, f"{name}.csv row {number} {member}".strip()
            return row.number, f"{own}{path}".strip()

        entry.locate = place
        if row.broken:
            entry.wrong("", f"Line {row.line}: {row.broken}")
            return entry
        document = _document(values, self.members, entry, "")
        key = values[self.key]
        self.scratch.first_row(f"table {self.kind}", key, row.number)
        if key and (other := self.scratch.other_group(key, self.kind, row.number)) is not None:
            entry.wrong(self.key, APART.format(row=other), key)
        for long in longs:
            items: list[Document] = []
            for at_row, found in self.scratch.under(long.held, key):
                at = f"{long.each}.{len(items)}"
                origins[at] = (long.name, at_row)
                items.append(_document(dict(zip(long.header, found, strict=True)), long.members, entry, at))
            _put(document, long.each, items)
        shape(entry, document)
        for name, wrong in self.broken.pop(key, ()):
            entry.wrong("", f"Line {wrong.line} of {name}.csv: {wrong.broken}")
        return entry

    # --- Long tables -----------------------------------------------------------------------------

    def _names(self, table: DocumentTable) -> tuple[str, ...]:
        """A package calls a long table by its kind too; alone, as it is exported, it has its plain name, which others
        can have."""
        return (table.name,) if table is self.main else (f"{self.kind}_{table.name}", table.name)

    def name(self, table: DocumentTable) -> str | None:
        """The name of the file that has a long table, without the ending; None where the archive has none of it."""
        return next((name for name in self._names(table) if table.key[0] in self.header(name)), None)

    def _loaded(self, table: DocumentTable) -> _Long | None:
        """The long table, its rows put into the scratch; None where the archive has none of it."""
        name = self.name(table)
        if name is None:
            return None
        header = self.header(name)
        long = _Long(name, table.each or "", _members(table), f"{self.kind}_{table.name}", header)
        key = header.index(table.key[0])
        self.scratch.make_table(long.held, len(header))

        def sound() -> Iterator[tuple[str, int, list[str]]]:
            rows = _rows(self.archive, self.files[name])
            next(rows)
            for row in rows:
                if row.broken:
                    belongs = str(row.cells[key]) if len(row.cells) > key else ""
                    self.broken.setdefault(belongs, []).append((name, row))
                else:
                    yield str(row.cells[key]), row.number, _cells(row)

        self.scratch.fill(long.held, sound())
        return long


def _cells(row: Row) -> list[str]:
    return [str(cell) for cell in row.cells]


def _in_table(name: str, number: int) -> Callable[[Entry, str], tuple[int, str]]:
    return lambda entry, path: (number, f"{name}.csv {path}".strip())


def _rows(archive: zipfile.ZipFile, path: str) -> Iterator[Row]:
    with archive.open(path) as stream:
        encoding = encoding_of(stream)
    with archive.open(path) as stream, text_of(stream, encoding) as text:
        first = text.readline()
        lines = iter([first, *()])
        yield from csv_rows(_chained(lines, text), separator_of(first))


def _chained(first: Iterator[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


def _document(values: Cells, members: Mapping[str, Member], entry: Entry, path: str) -> Document:
    """The members of a document that a row gives; an empty cell is null, and so is a part of which all are empty."""
    document: Document = {}
    for column, member in members.items():
        if column not in values:
            continue
        text = cells.unguarded(values[column])
        try:
            value = member.read(text) if text else None
        except Unreadable as error:
            entry.wrong(f"{path}.{member.path}" if path else member.path, str(error), text)
            continue
        _put(document, member.path, value)
    return _without_empty(document)


def _put(document: Document, path: str, value: Any) -> None:
    *heads, last = path.split(".")
    part = document
    for head in heads:
        if part.get(head) is None:
            part[head] = {}
        part = part[head]
    part[last] = value


def _without_empty(document: Document) -> Document:
    for name, value in document.items():
        if isinstance(value, dict):
            inner = _without_empty(value)
            document[name] = inner if any(member is not None for member in inner.values()) else None
    return document
