"""NDJSON: documents as the API gives them, one in each line."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import orjson

from claims.choices import RecordKind
from claims.curation.imports.cells import short
from claims.curation.imports.entries import Entry
from claims.curation.imports.shaping import kind_of, shape

# Of a line: longer ones are no documents.
MOST = 2_000_000


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """An entry for each line that is not empty."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield entry_of(number, line)


def entry_of(number: int, line: str) -> Entry:
    entry = Entry(RecordKind.CLAIM, number, number)
    try:
        if len(line) > MOST:
            raise ValueError(f"it has more than {MOST} characters")
        document = orjson.loads(line)
    except ValueError as error:
        entry.wrong("", f"The line is no JSON ({error}): each line has to be one whole document.", short(line))
        return entry
    if not isinstance(document, dict):
        entry.wrong("", "The line has to be an object with the members of a document.", short(line))
        return entry
    kind = kind_of(document)
    if kind is None:
        entry.wrong("", "Nothing tells what sort of record this is: a claim needs a statement.", short(line))
        return entry
    entry.kind = kind
    shape(entry, document)
    return entry


def identities(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Kind, slug and uid of each record that has a document of its own, so that labels before it make the same one."""
    for line in lines:
        if '"uid"' not in line or '"slug"' not in line or len(line) > MOST:
            continue
        try:
            document = orjson.loads(line)
            uid, slug = str(UUID(document["uid"])), document["slug"]
        except (AttributeError, KeyError, TypeError, ValueError):
            continue  # a claim, which has no slug; or what will be told of when it is read
        if isinstance(slug, str) and (kind := kind_of(document)) is not None:
            yield kind.value, slug, uid
