"""The file of an import as entries, whatever its format; and how it begins, for whoever maps its columns."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from claims.curation import archives
from claims.curation.imports import flat, grouping, long_tables, ndjson
from claims.curation.imports.columns import guessed
from claims.curation.imports.decoding import encoding_of, storable, text_of
from claims.curation.imports.entries import Entry
from claims.curation.imports.files import Unfit, opened, unpacked
from claims.curation.imports.rows import Row, csv_rows, separator_of, written, xlsx_rows
from claims.curation.imports.scratch import Scratch
from claims.models.imports import ColumnMapping, Import, ImportFormat

TABLES = (ImportFormat.CSV, ImportFormat.XLSX)


@contextmanager
def rows_of(job: Import) -> Iterator[Iterator[Row]]:
    """The rows of a flat table, the header first. Raises Unfit where the file cannot be read."""
    if job.format == ImportFormat.XLSX:
        with unpacked(job) as archive:
            yield xlsx_rows(archive)
        return
    with opened(job) as stream, text_of(stream, job.encoding) as text:
        yield _decoded(csv_rows(text, job.separator), job)


def _decoded(rows: Iterable[Any], job: Import) -> Iterator[Any]:
    try:
        yield from rows
    except UnicodeError as error:
        raise Unfit(f"It cannot be read as {job.encoding} ({error}): save it anew in UTF-8.") from error


def _whole(entries: Iterable[Entry]) -> Iterator[Entry]:
    try:
        yield from entries
    except archives.BROKEN as error:
        raise Unfit(f"The archive is broken ({error}): pack it anew.") from error
    except UnicodeError as error:
        raise Unfit(f"A table of it is not in the encoding it seems to be in ({error}): save it in UTF-8.") from error


@contextmanager
def entries_of(
    job: Import, scratch: Scratch, remark: Callable[[str], object] | None = None
) -> Iterator[Iterator[Entry]]:
    """The entries of the file, in its order; `remark` is told what of it is not read.

    Raises Unfit where the file as a whole cannot be read.
    """
    if job.format == ImportFormat.TABLES:
        with unpacked(job) as archive:
            yield _whole(long_tables.entries(archive, scratch, remark or (lambda told: None)))
    elif job.format == ImportFormat.NDJSON:
        early = ndjson.Early()
        with opened(job) as stream, text_of(stream, job.encoding) as text:
            scratch.add_identities(ndjson.identities(_decoded(text, job), early))
        yield _documents(job, early)
    else:
        with rows_of(job) as rows:
            next(rows, None)
            grouping.note_ids(rows, job.header, job, scratch)
        with rows_of(job) as rows:
            next(rows, None)
            yield flat.entries(rows, job.header, job, scratch)


def _documents(job: Import, early: ndjson.Early) -> Iterator[Entry]:
    for wanted in early.turns():
        with opened(job) as stream, text_of(stream, job.encoding) as text:
            yield from _decoded(ndjson.entries(text, wanted), job)


def look_into(job: Import) -> None:
    """Finds out how the file is to be read: encoding, separator, header, and the guess at what its columns hold.

    The fields are set, and not saved. Raises Unfit where there is nothing to read.
    """
    if job.format in (ImportFormat.CSV, ImportFormat.NDJSON):
        with opened(job) as stream:
            job.encoding = encoding_of(stream)
    if job.format in (ImportFormat.TABLES, ImportFormat.NDJSON):
        # Documents say what there is to know of what they name.
        job.makes_records = True
        return
    if job.format == ImportFormat.CSV:
        with opened(job) as stream, text_of(stream, job.encoding) as text:
            try:
                first = next((line for line in text if line.strip()), "")
            except UnicodeError as error:
                raise Unfit(f"It is no text ({error}): hand in CSV, XLSX, NDJSON or a ZIP of tables.") from error
        job.separator = separator_of(first)
    with rows_of(job) as rows:
        header = next(rows, None)
    if header is None:
        raise Unfit("It has no rows.")
    job.header = _names(header.cells)
    job.mapping = guessed(job.header, ColumnMapping.objects.order_by("-updated_at").values_list("mapping", flat=True))


def _names(cells: Sequence[Any]) -> list[str]:
    """Names of the columns; one that has none, or that of another, gets its number."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = storable(written(cell)).strip().removeprefix("\ufeff")[:100] or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def beginning(job: Import, count: int) -> list[Row]:
    """The first rows below the header of a flat table."""
    with rows_of(job) as rows:
        next(rows, None)
        return list(itertools.islice(rows, count))
