"""Writing the fact tables: many rows by one statement each, several statements by one message to the database.

The names of tables and columns, and their types, are those of the models.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

from claims.models.facts import OPEN, Lived

# Types whose values are written without a sign that would have to be quoted in an array.
PLAIN = ("bigint", "integer", "smallint", "boolean", "uuid")

# The columns of a table by name, in the order in which its rows give them.
Columns = tuple[str, ...]
Rows = Sequence[tuple[Any, ...]]


class Script:
    """Statements that are sent together, by `run`. In the transaction of the caller they are one act."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._parameters: list[str] = []

    def insert(self, model: type[models.Model], columns: Columns, rows: Rows) -> None:
        """Inserts the rows. What is to be searched is given as its configuration's name and its text, in a pair."""
        if not rows:
            return
        fields = {name: model._meta.get_field(name) for name in columns}
        names, taken, given = [], [], []
        for name, values in zip(columns, zip(*rows, strict=True), strict=True):
            if isinstance(fields[name], SearchVectorField):
                parts = [f"{name}_{part}" for part in ("config", "text")]
                taken.append("to_tsvector(r.{}::regconfig, r.{})".format(*parts))
                for part, column in zip(parts, zip(*values, strict=True), strict=True):
                    self._add_array(column, "text")
                    names.append(part)
                    given.append("%s::text[]")
            else:
                kind = _type(fields[name])
                # An array of arrays would have to be of one width: they are given as texts.
                passed = "text" if kind.endswith("[]") else kind
                taken.append(f"r.{name}::{kind}" if kind.endswith("[]") else f"r.{name}")
                self._add_array(values, passed)
                names.append(name)
                given.append(f"%s::{passed}[]")
        self._statements.append(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(taken)}"  # noqa: S608
            f" FROM unnest({', '.join(given)}) AS r ({', '.join(names)})"
        )

    def end(self, model: type[Lived], columns: Columns, rows: Rows) -> None:
        """Ends open lifetimes. A row gives the values of these columns, which say whose they are, and where it ends."""
        if not rows:
            return
        types = [*(_type(model._meta.get_field(name)) for name in columns), "bigint"]
        for values, kind in zip(zip(*rows, strict=True), types, strict=True):
            self._add_array(values, kind)
        given = ", ".join(f"%s::{kind}[]" for kind in types)
        same = " AND ".join(f"f.{name} = r.{name}" for name in columns)
        self._statements.append(
            f"UPDATE {model._meta.db_table} AS f SET till_seq = r.ends"  # noqa: S608
            f" FROM unnest({given}) AS r ({', '.join(columns)}, ends) WHERE {same} AND f.till_seq = {OPEN}"
        )

    def add(self, statement: str, columns: Iterable[tuple[Iterable[Any], str]]) -> None:
        """A statement with an array of each of these columns, given with its type, for a parameter."""
        for values, kind in columns:
            self._add_array(values, kind)
        self._statements.append(statement)

    def run(self) -> None:
        if self._statements:
            with connection.cursor() as cursor:
                cursor.execute("; ".join(self._statements), self._parameters)

    def _add_array(self, values: Iterable[Any], kind: str) -> None:
        self._parameters.append(array_of(values, plain=kind in PLAIN))


def array_of(values: Iterable[Any], *, plain: bool = False) -> str:
    """The values as PostgreSQL reads an array of them; `plain`: there is nothing to quote in any."""
    quoted = str if plain else _quoted
    return "{" + ",".join(["NULL" if value is None else quoted(value) for value in values]) + "}"


def _quoted(value: Any) -> str:
    if type(value) is list:
        return '"{' + ",".join(map(str, value)) + '}"'
    text = value if type(value) is str else str(value)
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _type(field: Any) -> str:
    kind: str = field.db_type(connection)
    return kind
