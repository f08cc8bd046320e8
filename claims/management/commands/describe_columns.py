"""Writes docs/columns.md anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from claims.choices import RecordKind
from claims.formats.columns import KEY, ORDINAL, DocumentTable
from claims.formats.record_columns import TABLES
from claims.models.ledger import API_ROOT, PATHS

PAGE = settings.BASE_DIR / "docs" / "columns.md"
ABOVE = """# The columns of tables

What `format=csv` and `format=parquet` give of records, and the tables of a data package. Written by
`manage.py describe_columns`; a test holds it to the contract in `claims/formats/`.

Each kind of record has a table with one row a record. Lists in a document are joined with `|` where they are of names
or codes, none of which has a `|` in it; other lists are counted, and `rows=` gives them as long tables. A row of a long
table is found by the record and `ordinal`, the place of the item in its list, from 0.

Types are those of Table Schema. In CSV nothing is an empty field, `true` and `false` are written so, and a text that a
spreadsheet could take for a formula has an apostrophe in front of it: one whose first character after blanks is `=`,
`+`, `-`, `@` or a full-width form of these, or which begins with a tab or a line end. So has a text that begins with an
apostrophe. To undo it, take one apostrophe off every text that begins with one. In Parquet nothing is null, dates are
date32, datetimes timestamps in UTC, integers int64; texts are as they are.

“Where” is the path in the document: `[*]` each of a list, `[-1]` the last, `[:-1]` all but the last, `[role=target]`
those with that code, `count(…)` how many there are. In a long table it begins at the item.
"""


class Command(BaseCommand):
    help = "Writes docs/columns.md anew, from the contract of the columns. Run it when a column changes."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(described(), encoding="utf-8")
        tables = sum(map(len, TABLES.values()))
        self.stdout.write(f"{tables} tables described in {PAGE.relative_to(settings.BASE_DIR)}.")


def described() -> str:
    """The page, in Markdown: each table with its columns."""
    parts = [ABOVE]
    for kind, tables in TABLES.items():
        plural = RecordKind(kind).label
        parts.append(f"## {plural[:1].upper()}{plural[1:]}: `{API_ROOT}{PATHS[kind]}/`\n")
        parts += [_table(name, table) for name, table in tables.items()]
    return "\n".join(parts)


def _table(name: str, table: DocumentTable) -> str:
    rows = []
    for column in table.columns:
        where = "" if table.each and column.path in (KEY, ORDINAL) else f"`{column.path}`"
        rows.append(f"| `{column.name}` | {column.type.value} | {where} | {column.description} |")
    heading = f"### {name}\n\n{table.description} Key: {', '.join(f'`{column}`' for column in table.key)}."
    if table.each:
        heading += f" Made of `{table.each}`, and asked for by `rows={name}`."
    return "\n".join([heading, "", "| column | type | where | what it is |", "|---|---|---|---|", *rows, ""])
