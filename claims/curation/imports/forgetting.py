"""Files of imports that hold what is to be erased: a redaction takes them away, with what was found in them.

A file is looked through as it is read: by its cells, or the texts of its documents. One that cannot be read is taken
away too, since nobody can say what it holds. What was imported of it stays, or goes by its own redaction.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import orjson

from claims.curation import wiping
from claims.curation.imports.decoding import text_of
from claims.curation.imports.files import Unfit, opened, unpacked
from claims.curation.imports.reading import TABLES, rows_of
from claims.curation.imports.rows import written
from claims.models.base import Record
from claims.models.folding import folded
from claims.models.imports import Import, ImportActor, ImportChunk, ImportFormat, ImportProblem

# Shorter words are in nearly every file, and tell of nobody.
LEAST = 3

_BLANKS = re.compile(r"\s+")


def holding(records: Collection[Record], words: Iterable[str]) -> list[Import]:
    """The imports whose file holds one of these words, or that made one of the records or a part of it.

    Words are compared without regard to case, accents and blanks, and as whole words. Every kept file is read.
    """
    wanted = _Wanted(words)
    made = {str(context) for record in records for context in wiping.contexts_of(record)}
    return [
        job for job in Import.objects.order_by("pk") if job.counts.get("change_set") in made or wanted.is_in_file(job)
    ]


def forget(numbers: Collection[int]) -> None:
    """Deletes these imports, with their files and all that was found in them. Part of the caller's transaction."""
    for model in (ImportChunk, ImportProblem, ImportActor):
        rows = model._default_manager.filter(of__in=numbers)
        rows._raw_delete(rows.db)  # of a large file too many to be loaded
    Import.objects.filter(pk__in=numbers).delete()


class _Wanted:
    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({plain for word in words if len(plain := _plain(word)) >= LEAST})

    def is_in_file(self, job: Import) -> bool:
        if not self.words:
            return False
        try:
            return any(self.is_in(text) for text in (job.name, *_texts(job)))
        except (Unfit, UnicodeError, csv.Error):
            return True

    def is_in(self, text: str) -> bool:
        plain = _plain(text)
        return any(word in plain and _stands_alone(word, plain) for word in self.words)


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", folded(text)).strip()


def _stands_alone(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _texts(job: Import) -> Iterator[str]:
    """Every cell, or every text of every document."""
    if job.format in TABLES:
        with rows_of(job) as rows:
            for row in rows:
                yield "\n".join(map(written, row.cells))
    elif job.format == ImportFormat.NDJSON:
        with opened(job) as stream, text_of(stream, job.encoding) as lines:
            for line in lines:
                yield "\n".join(_texts_of(line))
    else:
        with unpacked(job) as archive:
            for name in archive.namelist():
                with archive.open(name) as stream, io.TextIOWrapper(stream, "utf-8-sig", newline="") as lines:
                    for cells in csv.reader(lines):
                        yield "\n".join(cells)


def _texts_of(line: str) -> Iterator[str]:
    """The texts of a line of JSON; the line itself, where it is none."""
    try:
        held: list[Any] = [orjson.loads(line)]
    except ValueError:
        yield line
        return
    while held:
        match held.pop():
            case str() as text:
                yield text
            case dict() as members:
                held += members.values()
            case list() as items:
                held += items
