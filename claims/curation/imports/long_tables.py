"""The long tables of a data package, packed as a ZIP: claim.csv, and beside it a table for each list of a claim."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from claims.choices import RecordKind
from claims.curation.imports import cells
from claims.curation.imports.cells import Unreadable
from claims.curation.imports.decoding import encoding_of, text_of
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.files import Unfit
from claims.curation.imports.grouping import APART
from claims.curation.imports.rows import Row, csv_rows, separator_of
from claims.curation.imports.scratch import Scratch
from claims.curation.imports.shaping import shape

Cells = Mapping[str, str]


class Table(NamedTuple):
    """A long table: the path of the list whose items are its rows, and the members of an item by column."""

    path: str
    members: dict[str, str]


_ACTOR = {"actor": "actor.slug", "actor_name": "actor.name", "actor_kind": "actor.kind", "actor_named": "actor.named?"}


def _days(name: str) -> dict[str, str]:
    told = {f"{name}_{part}": f"{name}.{part}" for part in ("from", "to", "precision", "text")}
    return {**told, f"{name}_inferred": f"{name}.inferred?"}


# Members end in ? where they are true or false, in # where they are whole numbers.
CLAIM: dict[str, str] = {
    "uid": "uid", "statement": "statement", "kind": "kind", "negated": "negated?", "salience": "salience",
    "condition": "condition", "language": "language", "event": "event.slug", "event_name": "event.name",
    **_days("occurred"), "occurred_basis": "occurred.basis", "hedging": "hedging.state",
    "likelihood_scale": "hedging.likelihood.scale", "likelihood": "hedging.likelihood.code",
    "coding_confidence_scale": "coding_confidence.scale", "coding_confidence": "coding_confidence.code",
    "coding_confidence_basis": "coding_confidence.basis", "credibility_scale": "credibility.scale",
    "credibility": "credibility.code", "source": "source.slug", "source_title": "source.title",
    "source_published_on": "source.published_on", "source_url": "source.url", "publisher": "source.publisher.slug",
    "publisher_name": "source.publisher.name", "publisher_kind": "source.publisher.kind",
    "publisher_named": "source.publisher.named?", "codebook": "coding.codebook", "coding_depth": "coding.depth",
}  # fmt: skip
TABLES: dict[str, Table] = {
    "attribution": Table(
        "attribution", {**_ACTOR, "form": "form", "cue": "cue", **_days("said"), "commitment": "commitment"}
    ),
    "participant": Table("participants", {**_ACTOR, "role": "role", "mention": "mention", "evaluation": "evaluation#"}),
    "position": Table(
        "positions",
        {
            **{f"holder{end}": f"holder.{member}" for end, member in
               (("", "slug"), ("_name", "name"), ("_kind", "kind"), ("_named", "named?"))},
            "topic": "topic", "value": "value", "basis": "basis",
        },
    ),
    "evidence": Table(
        "evidence",
        {"quote": "quote", "start": "start#", "end": "end#", "paragraph": "paragraph#"},
    ),
    "relation": Table("relations", {"type": "type", "other": "claim", "explicit": "explicit?"}),
    "cue": Table("hedging.cues", {"text": "text", "kind": "kind", "link": "link#"}),
    "topic": Table("topics", {"topic": "slug", "topic_name": "name"}),
    "place": Table("places", {"place": "slug", "place_name": "name", "country": "country"}),
}  # fmt: skip
KEY = "claim"


def entries(archive: zipfile.ZipFile, scratch: Scratch) -> Iterator[Entry]:
    """An entry for each row of claim.csv, with what the other tables have under its uid.

    Rows of the other tables whose claim is not in claim.csv are entries of their own, that say so. Raises Unfit where a
    table lacks its key column.
    """
    files = {name.rpartition("/")[2].removesuffix(".csv"): name for name in archive.namelist() if name.endswith(".csv")}
    headers: dict[str, list[str]] = {}
    broken: dict[str, list[tuple[str, Row]]] = {}  # by the claim that they seem to belong to
    # Folders of a package have tables of other records too; those that belong to claims begin with its key.
    for name in TABLES:
        if name in files and (loaded := _load(archive, files[name], name, scratch, broken)) is not None:
            headers[name] = loaded
    header: list[str] = []
    for row in _rows(archive, files["claim"]):
        # Of two rows with one uid nobody knows whose the rows of the other tables are: neither is imported.
        if header and not row.broken and (uid := str(row.cells[header.index("uid")])):
            scratch.note_group(uid, "", row.number)
        elif not header and "uid" in row.cells:
            header = [str(cell) for cell in row.cells]
    header = []
    for row in _rows(archive, files["claim"]):
        if not header:
            header = [str(cell) for cell in row.cells]
            if "uid" not in header:
                raise Unfit("claim.csv has no column uid, by which the rows of the other tables are found.")
            continue
        entry = _entry(row, header, headers, scratch)
        for name, wrong in broken.pop(entry.document.get("uid") or "", ()):
            entry.wrong("", f"Line {wrong.line} of {name}.csv: {wrong.broken}")
        yield entry
    for name, row in (each for rows in broken.values() for each in rows):
        lost = Entry(RecordKind.CLAIM, 0, 0, locate=_in_table(name, row.number))
        lost.wrong("", f"Line {row.line} of {name}.csv: {row.broken}")
        yield lost
    for name in headers:
        for key, number in scratch.keys_without(name, "table"):
            lost = Entry(RecordKind.CLAIM, 0, 0, locate=_in_table(name, number))
            lost.wrong("", f"claim.csv has no claim {cells.short(key)}, to which this row of {name}.csv belongs.", key)
            yield lost


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


def _load(
    archive: zipfile.ZipFile, path: str, name: str, scratch: Scratch, broken: dict[str, list[tuple[str, Row]]]
) -> list[str] | None:
    """Puts a table into the scratch; its header, or None where it is a table of other records."""
    rows = _rows(archive, path)
    head = next(rows, None)
    header = [str(cell) for cell in head.cells] if head else []
    if KEY not in header:
        return None
    key = header.index(KEY)
    scratch.make_table(name, len(header))

    def sound() -> Iterator[tuple[str, int, list[str]]]:
        for row in rows:
            if row.broken:
                belongs = str(row.cells[key]) if len(row.cells) > key else ""
                broken.setdefault(belongs, []).append((name, row))
            else:
                yield str(row.cells[key]), row.number, [str(cell) for cell in row.cells]

    scratch.fill(name, sound())
    return header


def _entry(row: Row, header: list[str], headers: Mapping[str, list[str]], scratch: Scratch) -> Entry:
    entry = Entry(RecordKind.CLAIM, row.number, row.number)
    origins: dict[str, tuple[str, int]] = {}

    def place(of: Entry, path: str) -> tuple[int, str]:
        for list_path, (name, number) in origins.items():
            if path == list_path or path.startswith(f"{list_path}."):
                member = path.removeprefix(list_path).lstrip(".")
                return row.number, f"{name}.csv row {number} {member}".strip()
        return row.number, path

    entry.locate = place
    if row.broken:
        entry.wrong("", f"Line {row.line}: {row.broken}")
        return entry
    values = dict(zip(header, (str(cell) for cell in row.cells), strict=True))
    document = _document(values, CLAIM, entry, "")
    uid = values["uid"]
    scratch.first_row("table", uid, row.number)
    if uid and (other := scratch.other_group(uid, "", row.number)) is not None:
        entry.wrong("uid", APART.format(row=other), uid)
    for name, columns in headers.items():
        table = TABLES[name]
        items: list[Document] = []
        for number, found in scratch.under(name, uid):
            at = f"{table.path}.{len(items)}"
            origins[at] = (name, number)
            items.append(_document(dict(zip(columns, found, strict=True)), table.members, entry, at))
        *heads, last = table.path.split(".")
        part = document
        for head in heads:
            part = part.setdefault(head, {})
        part[last] = items
    shape(entry, document)
    return entry


def _document(values: Cells, members: Mapping[str, str], entry: Entry, path: str) -> Document:
    """The members of a document that a row gives; an empty cell is null, and so is a part of which all are empty."""
    document: Document = {}
    for column, member in members.items():
        if column not in values:
            continue
        text = cells.unguarded(values[column])
        name = member.rstrip("?#")
        try:
            value: Any = text or None
            if text and member.endswith("?"):
                value = cells.flag(text)
            elif text and member.endswith("#"):
                value = cells.whole(text)
        except Unreadable as error:
            entry.wrong(f"{path}.{name}" if path else name, str(error), text)
            continue
        *heads, last = name.split(".")
        part = document
        for head in heads:
            part = part.setdefault(head, {})
        part[last] = value
    return _without_empty(document)


def _without_empty(document: Document) -> Document:
    for name, value in document.items():
        if isinstance(value, dict):
            inner = _without_empty(value)
            document[name] = inner if any(member is not None for member in inner.values()) else None
    return document
