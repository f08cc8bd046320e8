"""Statements that every request makes, prepared by the server: parsed and planned once for each connection.

Django has psycopg write the values into the text of each statement, and prepares none, since poolers that change
connections between transactions cannot have it. Prepared here is only what has one good plan whatever its values are:
a generic plan for a filter that finds much or little would ruin one of the two.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections


class _Prepared(psycopg.Cursor):
    """Prepares what it executes, and passes values beside it."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        if not settings.PREPARE_STATEMENTS:
            return super().execute(query, params, **kwargs)
        # Its connection may prepare statements for as long as this takes. One that may do so always counts how often it
        # was given each of the last hundred others, by the whole text with all values in it, and holds these texts.
        self.connection.prepare_threshold = 0
        try:
            return super().execute(query, params, **kwargs)
        finally:
            self.connection.prepare_threshold = None


def rows_of(statement: str, params: Sequence[Any] | Mapping[str, Any], using: str) -> list[tuple[Any, ...]]:
    """What a statement finds. One query."""
    connection = connections[using]
    connection.ensure_connection()
    # Within Django's wrapper, so that it is logged, counted and its errors are told as those of every other query.
    with connection._prepare_cursor(_Prepared(connection.connection)) as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
