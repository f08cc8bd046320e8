"""Tables: what a shape gives to formats that know rows and columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices


class ColumnType(TextChoices):
    """What the values of a column are; any of them may be None, which says that there is none."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"  # a day as ISO 8601 writes it, as text
    DATETIME = "datetime"  # a moment as documents write it, as text


@dataclass(frozen=True)
class Column:
    """A column by name, with what its values are and what they say: the contract that every format keeps."""

    name: str
    type: ColumnType
    description: str


@dataclass(frozen=True)
class Table:
    """Rows of values in the order of the columns. The rows are gone through once."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
