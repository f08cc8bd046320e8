"""Readers with a login of their own: the role of `manage.py create_reader`, committed, for tests that connect as it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, connections

from claims.management.reader import bring_up_to_date

ALIAS = "public"


@contextmanager
def login() -> Iterator[str]:
    """The name of a reader, which is there for as long as the context lasts."""
    # Roles are the server's, and several runs may share one.
    name = f"login_of_{connection.settings_dict['NAME']}"
    bring_up_to_date(connection, name)
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


def connected(name: str) -> psycopg.Connection[Any]:
    """A session of that role in the test database."""
    at = connection.settings_dict
    return psycopg.connect(
        host=at["HOST"], port=at["PORT"] or None, user=name, dbname=at["NAME"], password=at["PASSWORD"], autocommit=True
    )


@contextmanager
def public_database(name: str) -> Iterator[str]:
    """The alias that PUBLIC_DATABASE_URL makes, reading as that role."""
    default = connections.settings["default"]
    connections.settings[ALIAS] = {**default, "USER": name, "OPTIONS": {"application_name": "policy-claims-public"}}
    # A test may connect to no database that it did not name when it began, and go on with one that is connected.
    connections[ALIAS].connect()
    try:
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
