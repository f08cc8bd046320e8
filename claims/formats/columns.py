"""The contract of the tables that are made of documents: which columns, of which type, and how each is taken.

A table is of one kind of record. It has a row for each document; a long table has a row for each item of a list in it,
under a key: the name of the record (`uid` of a claim, `slug` of any other), and the item's `ordinal` in its list, from
0.

A path says where in the document a value stands: `source.slug`; `attribution[-1]` the last of a list, `[0]` the first;
`topics[*].slug` of every item, `attribution[:-1]` of all but the last, `participants[role=target]` of those with that
code, each value once and joined with "|", which is in no slug and no code; `count(evidence)` how many there are. What
texts can hold is never joined: lists of texts, or of several values each, are counted here and have a long table. A
value is None where the document has null, or nothing at all.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from claims.shapes.table import Column, ColumnType, Table

SEPARATOR = "|"
KEY, ORDINAL = "key", "ordinal"

Document = Mapping[str, Any]
Getter = Callable[[Document], Any]


@dataclass(frozen=True)
class DocumentColumn(Column):
    """A column, with the path at which its value stands in a document or, in a long table, in an item."""

    path: str

    def getter(self) -> Getter:
        return _getter(self.path)


@dataclass(frozen=True)
class DocumentTable:
    """The rows that documents of one kind have.

    `each` is the path of the list whose items are the rows of a long table. `key` are the columns by which a row is
    found again; of a long table the name of the record and the ordinal.
    """

    name: str
    description: str
    columns: tuple[DocumentColumn, ...]
    key: tuple[str, ...]
    each: str | None = None
    _getters: tuple[Getter, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_getters", tuple(column.getter() for column in self.columns))

    def rows(self, document: Document) -> Iterator[tuple[Any, ...]]:
        """The rows of one document, values in the order of the columns."""
        if self.each is None:
            yield tuple([get(document) for get in self._getters])
            return
        name = document["slug"] if "slug" in document else document["uid"]
        for ordinal, item in enumerate(_through(steps(self.each))(document) or ()):
            keyed = {**item, KEY: name, ORDINAL: ordinal}
            yield tuple([get(keyed) for get in self._getters])

    def table(self, documents: Iterable[str]) -> Table:
        """The rows of these documents, which are texts of JSON and are gone through once."""
        return Table(self.columns, (row for text in documents for row in self.rows(json.loads(text))))


# --- Paths ------------------------------------------------------------------------------------------------------------

_COUNT = re.compile(r"count\((?P<list>\w+)\)")
_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<which>[^\]]+)\])?")


def steps(path: str) -> list[tuple[str, str | None]]:
    """The members that a path passes, each with what it takes of a list: `("attribution", "-1")`."""
    if counted := _COUNT.fullmatch(path):
        return [(counted["list"], None)]
    matches = [_STEP.fullmatch(step) for step in path.split(".")]
    if not all(matches):
        raise ValueError(f"{path} is no path.")
    return [(match["name"], match["which"]) for match in matches if match]


def _getter(path: str) -> Getter:
    if counted := _COUNT.fullmatch(path):
        return lambda document: len(document.get(counted["list"]) or ())
    return _through(steps(path))


def _through(passed: list[tuple[str, str | None]]) -> Getter:
    (name, which), *rest = passed
    onward = _through(rest) if rest else None
    if which is not None:
        return _of_list(name, which, onward)

    def member(document: Document) -> Any:
        value = document.get(name)
        return value if value is None or onward is None else onward(value)

    return member


def _of_list(name: str, which: str, onward: Getter | None) -> Getter:
    if which in ("0", "-1"):
        index = int(which)

        def one(document: Document) -> Any:
            items = document.get(name)
            if not items:
                return None
            return items[index] if onward is None else onward(items[index])

        return one
    member, _, code = which.partition("=")

    def joined(document: Document) -> str | None:
        items = document.get(name) or ()
        if which == ":-1":
            items = items[:-1]
        elif code:
            items = [item for item in items if item.get(member) == code]
        values = [item if onward is None else onward(item) for item in items]
        return SEPARATOR.join(dict.fromkeys(str(value) for value in values if value is not None)) or None

    return joined


# --- Columns ----------------------------------------------------------------------------------------------------------


def text(name: str, description: str, path: str = "") -> DocumentColumn:
    return DocumentColumn(name, ColumnType.STRING, description, path or name)


def whole(name: str, description: str, path: str = "") -> DocumentColumn:
    return DocumentColumn(name, ColumnType.INTEGER, description, path or name)


def number(name: str, description: str, path: str = "") -> DocumentColumn:
    return DocumentColumn(name, ColumnType.NUMBER, description, path or name)


def flag(name: str, description: str, path: str = "") -> DocumentColumn:
    return DocumentColumn(name, ColumnType.BOOLEAN, description, path or name)


def day(name: str, description: str, path: str = "") -> DocumentColumn:
    return DocumentColumn(name, ColumnType.DATE, description, path or name)


def moment(name: str, description: str, path: str = "") -> DocumentColumn:
    return DocumentColumn(name, ColumnType.DATETIME, description, path or name)


def actor(name: str, who: str, path: str) -> tuple[DocumentColumn, ...]:
    """The columns of a label of an actor."""
    return (
        text(name, f"{who}: its name in addresses.", f"{path}.slug"),
        text(f"{name}_name", f"{who}: its name.", f"{path}.name"),
        text(f"{name}_kind", f"{who}: what sort of actor it is.", f"{path}.kind"),
        flag(f"{name}_named", f"{who}: false where the text leaves it without a name.", f"{path}.named"),
    )


def days(name: str, what: str, path: str) -> tuple[DocumentColumn, ...]:
    """The columns of a range of days; all empty where the text gives no time."""
    return (
        day(f"{name}_from", f"{what}: first day; empty for an open beginning.", f"{path}.from"),
        day(f"{name}_to", f"{what}: last day; empty for an open end.", f"{path}.to"),
        text(
            f"{name}_precision",
            f"{what}: whether the text gives a day, a month, a year, a period.",
            f"{path}.precision",
        ),
        text(f"{name}_text", f"{what}: the words of the text that tell.", f"{path}.text"),
        flag(f"{name}_inferred", f"{what}: whether the coder worked the days out.", f"{path}.inferred"),
    )


def level(name: str, what: str, path: str) -> tuple[DocumentColumn, ...]:
    """The columns of a level of a confidence scale; all empty where none is given."""
    return (
        text(f"{name}_scale", f"{what}: the scale.", f"{path}.scale"),
        text(name, f"{what}: code of the level in its scale.", f"{path}.code"),
        text(f"{name}_label", f"{what}: the term as the scale words it.", f"{path}.label"),
    )


def published(uid: str = "Identity of the record, for good.") -> tuple[DocumentColumn, ...]:
    """What every document begins with."""
    return (
        text("uid", uid),
        text("path", "Where the record is read, without a host."),
        whole("seq", "Number in the ledger of the publication that this is."),
        moment("published_at", "When the record was first published."),
        moment("revised_at", "When it was last revised; empty if never."),
    )


LICENCE = text("licence", "Licence of the data, as an SPDX identifier or an address.")


def long(
    name: str, of: str, each: str, description: str, columns: tuple[DocumentColumn, ...], *, by: str = "slug"
) -> DocumentTable:
    """A long table of the records called `of`, whose key column has their name."""
    key = (
        text(of, f"The {of}, by its {by}.", KEY),
        whole(ORDINAL, f"Number of the row in the {of}'s list, from 0.", ORDINAL),
    )
    return DocumentTable(name, description, (*key, *columns), (of, ORDINAL), each)
