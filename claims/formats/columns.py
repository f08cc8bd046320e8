"""The contract of the tables that are made of documents: which columns, of which type, and how each is taken.

A table is of one kind of record. It has a row for each document; a long table has a row for each item of a list in it,
under a key: the name of the record (`uid` of a claim, `slug` of any other), and the item's `ordinal` in its list, from
0.

A path says where in the document a value stands: see paths.py. What texts can hold is never joined: lists of texts, or
of several values each, are counted here and have a long table.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from claims.formats.paths import Document, taker
from claims.shapes.table import Column, ColumnType, Table

KEY, ORDINAL = "key", "ordinal"


@dataclass(frozen=True)
class DocumentColumn(Column):
    """A column, with the path at which its value stands in a document or, in a long table, in an item."""

    path: str


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

    def rows(self, document: Document) -> list[tuple[Any, ...]]:
        """The rows of one document, values in the order of the columns."""
        return [*map(self._take, self.parts(document))]

    def table(self, documents: Iterable[str | bytes]) -> Table:
        """The rows of these documents, which are texts of JSON and are gone through once."""
        return Table(self.columns, (row for text in documents for row in self.rows(orjson.loads(text))))

    @cached_property
    def paths(self) -> tuple[str, ...]:
        return tuple(column.path for column in self.columns)

    @cached_property
    def _take(self) -> Callable[[Document], tuple[Any, ...]]:
        return taker(self.paths)

    @cached_property
    def _take_list(self) -> Callable[[Document], tuple[Any, ...]]:
        return taker((self.each or "",))

    def parts(self, document: Document) -> Iterable[Document]:
        """What has a row each: the document, or the items of a long table."""
        if self.each is None:
            return (document,)
        name = document["slug"] if "slug" in document else document["uid"]
        (items,) = self._take_list(document)
        return [{**item, KEY: name, ORDINAL: ordinal} for ordinal, item in enumerate(items or ())]


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
