"""Whoever logs in as the reader reads the ledger, and can do nothing else."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from psycopg import sql
from psycopg.errors import (
    InsufficientPrivilege,
    ObjectNotInPrerequisiteState,
    ReadOnlySqlTransaction,
    WrongObjectType,
)

from claims.management.reader import readable
from claims.models.claims import Claim
from claims.models.facts import ClaimFact, RecordFact
from claims.models.ledger import Publication, Release
from claims.models.sources import SourceText
from claims.models.work import Turn
from tests import readers

# By this mark pytest-django knows that these tests need a database, also when they run alone.
pytestmark = pytest.mark.django_db

# What is no table cannot be emptied or dropped as one, and a view that joins takes no rows from anybody.
REFUSED = (InsufficientPrivilege, WrongObjectType, ObjectNotInPrerequisiteState)


@pytest.fixture(scope="module")
def session(django_db_setup: None, django_db_blocker: Any) -> Iterator[psycopg.Connection[Any]]:
    with django_db_blocker.unblock(), readers.login() as name:
        with readers.connected(name) as session:
            yield session
        connection.close()


@pytest.fixture(scope="module")
def relations(session: psycopg.Connection[Any]) -> list[str]:
    """Every table and view of the database that is not PostgreSQL's own, as SQL names it."""
    found = session.execute(
        "SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
    )
    return [name for (name,) in found]


def test_it_reads_what_is_on_the_list(session: psycopg.Connection[Any], relations: list[str]) -> None:
    assert set(readable()) <= set(relations)
    for table, columns in readable().items():
        some = sql.SQL(", ").join(map(sql.Identifier, columns))
        session.execute(sql.SQL("SELECT {} FROM {} LIMIT 1").format(some, sql.Identifier(table)))


def test_it_reads_no_table_that_is_not_on_the_list(session: psycopg.Connection[Any], relations: list[str]) -> None:
    others = set(relations) - set(readable())
    told_apart = {model._meta.db_table for model in (Claim, SourceText, User, Session)}
    assert told_apart <= others
    assert {name for name in others if name.endswith("audit")}
    for name in others:
        for asked in ("SELECT count(*) FROM {}", "SELECT * FROM {} LIMIT 1"):
            with pytest.raises(InsufficientPrivilege):
                session.execute(sql.SQL(asked).format(sql.Identifier(name)))


@pytest.mark.parametrize(
    ("model", "column"), [(Publication, "by"), (Publication, "cause"), (Publication, "version"), (Release, "by")]
)
def test_it_reads_no_column_that_is_not_public(model: Any, column: str, session: psycopg.Connection[Any]) -> None:
    for asked in (column, "*"):
        with pytest.raises(InsufficientPrivilege):
            session.execute(f"SELECT {asked} FROM {model._meta.db_table}")  # noqa: S608


def test_a_session_is_read_only_and_its_statements_end(session: psycopg.Connection[Any]) -> None:
    assert session.execute("SHOW statement_timeout").fetchone() == ("1min",)
    with pytest.raises(ReadOnlySqlTransaction):
        session.execute("CREATE TEMPORARY TABLE mine ()")


def test_what_every_role_can_make_is_taken_by_the_statements_for_a_dba(session: psycopg.Connection[Any]) -> None:
    page = (settings.BASE_DIR / "docs" / "sql.md").read_text(encoding="utf-8")
    statements = re.findall(r"^REVOKE .+;$", page, re.M)
    assert len(statements) == 2
    makes = (
        "CREATE TEMPORARY TABLE mine ()",
        "SELECT lo_creat(-1)",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'mine')",
    )
    become_reader = sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(session.info.user))
    with readers.connected(connection.settings_dict["USER"]) as dba, dba.transaction(force_rollback=True):
        for make in makes:
            with dba.transaction(force_rollback=True):
                dba.execute(become_reader)
                dba.execute(make)
        for statement in statements:
            dba.execute(statement.replace(" policy_claims ", f" {session.info.dbname} "))
        dba.execute(become_reader)
        for make in (*makes, "SELECT lo_put(7, 0, 'mine')"):
            with pytest.raises(InsufficientPrivilege), dba.transaction():
                dba.execute(make)


def test_it_changes_nothing_even_where_it_says_that_it_wants_to(
    session: psycopg.Connection[Any], relations: list[str]
) -> None:
    session.execute("SET default_transaction_read_only = off")
    try:
        for name in relations:
            for change in ("INSERT INTO {} DEFAULT VALUES", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"):
                with pytest.raises(REFUSED):
                    session.execute(sql.SQL(change).format(sql.Identifier(name)))
        for kind in ("TABLE mine ()", "SCHEMA mine", "ROLE mine", "VIEW mine AS SELECT 1"):
            with pytest.raises(InsufficientPrivilege):
                session.execute(f"CREATE {kind}")
    finally:
        session.execute("RESET default_transaction_read_only")


def test_it_cannot_keep_publishers_from_their_turn(session: psycopg.Connection[Any]) -> None:
    """Whatever lock it can take: publishers go on, and take theirs."""
    session.execute("SET default_transaction_read_only = off")
    try:
        for mode in ("ACCESS SHARE", "ROW EXCLUSIVE", "EXCLUSIVE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), session.transaction():
                session.execute(f"LOCK TABLE {Turn._meta.db_table} IN {mode} MODE")
        for table in (Publication._meta.db_table, ClaimFact._meta.db_table, RecordFact._meta.db_table):
            for mode in ("ROW EXCLUSIVE", "SHARE", "EXCLUSIVE"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), session.transaction():
                    session.execute(f"LOCK TABLE {table} IN {mode} MODE")
    finally:
        session.execute("RESET default_transaction_read_only")
