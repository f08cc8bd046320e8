"""Writes the list of views in docs/sql.md anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from claims.models.public_views import VIEWS

PAGE = settings.BASE_DIR / "docs" / "sql.md"
# What stands above it on the page is written by hand.
HEADING = "## The views\n"


class Command(BaseCommand):
    help = "Writes what docs/sql.md says of each view anew, as the database describes it. Run it when a view changes."

    def handle(self, *args: Any, **options: Any) -> None:
        above, _, _ = PAGE.read_text(encoding="utf-8").partition(HEADING)
        PAGE.write_text(above + described(), encoding="utf-8")
        self.stdout.write(f"{len(VIEWS)} views described in {PAGE.relative_to(settings.BASE_DIR)}.")


def described() -> str:
    """The views as the database has them, in Markdown: a table each, of its columns with type and comment."""
    parts = [HEADING]
    with connection.cursor() as cursor:
        for view in VIEWS:
            cursor.execute("SELECT obj_description(%s::regclass, 'pg_class')", [view.name])
            (comment,) = cursor.fetchone()
            parts.append(f"### {view.name}\n\n{comment}\n\n| column | type | what it is |\n|---|---|---|")
            cursor.execute(
                "SELECT attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum)"
                " FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
                [view.name],
            )
            rows = [f"| `{name}` | {kind} | {what} |" for name, kind, what in cursor.fetchall()]
            parts[-1] += "\n" + "\n".join(rows) + "\n"
    return "\n".join(parts)
