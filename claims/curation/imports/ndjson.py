"""NDJSON: documents as the API gives them, one in each line."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import orjson

from claims.choices import RecordKind
from claims.curation.imports.cells import short
from claims.curation.imports.entries import Entry
from claims.curation.imports.shaping import kind_of, shape

# Of a line: longer ones are no documents.
MOST = 2_000_000


@dataclass(slots=True)
class Early:
    """The numbers of the lines that are read before all others, wherever in the file they stand.

    Levels of a scale, and the text of a source, are read by what names them: they have to be there by then.
    """

    scales: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)

    def turns(self) -> Iterator[Callable[[int], bool]]:
        """Which lines are read at each going through the file."""
        for some in filter(None, (self.scales, self.texts)):
            yield some.__contains__
        yield lambda number: number not in self.scales and number not in self.texts


def entries(lines: Iterable[str], wanted: Callable[[int], bool]) -> Iterator[Entry]:
    """An entry for each line that is not empty and whose number is wanted."""
    for number, line in enumerate(lines, 1):
        if wanted(number) and line.strip():
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


def identities(lines: Iterable[str], early: Early) -> Iterator[tuple[str, str, str]]:
    """Kind, slug and uid of each record that has a document of its own, so that labels before it make the same one.

    Notes on the way which lines are to be read early.
    """
    for number, line in enumerate(lines, 1):
        if '"slug"' not in line or len(line) > MOST:
            continue
        try:
            document = orjson.loads(line)
            slug = document["slug"]
        except (KeyError, TypeError, ValueError):
            continue  # a claim, which has no slug; or what will be told of when it is read
        if not isinstance(slug, str) or (kind := kind_of(document)) is None:
            continue
        if kind == RecordKind.SCALE:
            early.scales.add(number)
        elif kind == RecordKind.SOURCE and isinstance(document.get("text"), str):
            early.texts.add(number)
        try:
            yield kind.value, slug, str(UUID(document["uid"]))
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
