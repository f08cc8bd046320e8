"""How statements of a megabyte are sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def not_remembered() -> Iterator[None]:
    """What is executed within is never prepared, so that psycopg does not count it either.

    It counts the last hundred statements by their whole text, with all that they write: of an import tens of
    megabytes, held as long as the connection.
    """
    connection.ensure_connection()
    held = connection.connection
    before, held.prepare_threshold = held.prepare_threshold, None
    try:
        yield
    finally:
        held.prepare_threshold = before
