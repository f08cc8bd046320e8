"""manage.py create_reader."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import conninfo

from claims.management.commands.create_reader import address
from claims.management.reader import astray, exists
from config.environment import database

pytestmark = pytest.mark.django_db


@pytest.fixture
def name() -> str:
    """One that no other run on the same server has."""
    return f"made_for_{connection.settings_dict['NAME']}"


def create_reader(name: str, *options: str) -> str:
    out = StringIO()
    call_command("create_reader", name, *options, stdout=out)
    return out.getvalue()


def run(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def password_of(name: str) -> str:
    (found,) = run(f"SELECT rolpassword FROM pg_authid WHERE rolname = '{name}'")  # noqa: S608
    return str(found)


def test_it_makes_the_role_with_its_rights_and_shows_its_address_once(name: str) -> None:
    said = create_reader(name)
    assert said.startswith(f"Made: {name} may read ")
    assert astray(connection, name) == []
    at = database(said.partition("PUBLIC_DATABASE_URL=")[2].strip())
    assert at["USER"] == name
    assert len(at["PASSWORD"]) >= 24
    assert at["PASSWORD"] not in password_of(name)
    assert password_of(name).startswith("SCRAM-SHA-256$")
    ours = connection.settings_dict
    assert [at[part] for part in ("NAME", "HOST", "PORT")] == [str(ours[part]) for part in ("NAME", "HOST", "PORT")]
    again = create_reader(name)
    assert again.startswith(f"Nothing was amiss: {name}")
    assert "PUBLIC_DATABASE_URL" not in again


def test_the_address_is_read_as_it_was_written() -> None:
    for url in (
        "postgresql://me:x@db.example:6432/claims?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
        "postgresql://me@%2Frun%2Fpost%20gres/my%20claims",
        "postgresql://me@[::1]:5433/claims",
    ):
        before = database(url)
        written = address(before | {"OPTIONS": before["OPTIONS"] | {"pool": {}}}, "reader", "p@ss/w:rd")
        assert database(written) == before | {"USER": "reader", "PASSWORD": "p@ss/w:rd"}
        assert conninfo.conninfo_to_dict(written)["password"] == "p@ss/w:rd"


def test_a_role_that_had_more_ends_with_exactly_what_it_should(name: str) -> None:
    run(f"CREATE ROLE {name} CREATEDB CREATEROLE")
    run(f"ALTER ROLE {name} SET search_path = elsewhere")
    run(f"GRANT SELECT, INSERT ON claims_claim, claims_term TO {name}")
    run(f'GRANT SELECT ("by"), UPDATE (reason) ON claims_publication TO {name}')
    run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}")
    run(f"GRANT CREATE ON SCHEMA public TO {name}")
    run(f"GRANT pg_read_all_settings TO {name}")
    said = create_reader(name)
    assert said.startswith(f"Brought up to date: {name}")
    for line in ("SELECT on public.claims_publication (by)", "INSERT on claims_term", "what pg_read_all_settings may"):
        assert f"  before: {line}" in said
    assert "  before: no SELECT on public.public_claims" in said
    assert astray(connection, name) == []
    role = f"SELECT rolcanlogin, rolcreatedb, rolcreaterole, rolconfig FROM pg_roles WHERE rolname = '{name}'"  # noqa: S608
    settings = ["default_transaction_read_only=on", "statement_timeout=60s", "jit=off"]
    assert run(role) == (True, False, False, settings)


@pytest.mark.parametrize(
    "grant",
    [
        "GRANT SELECT ON claims_claim TO PUBLIC",
        'GRANT SELECT ("by") ON claims_publication TO PUBLIC',
        "GRANT DELETE ON claims_term TO PUBLIC",
        "GRANT USAGE ON SEQUENCE claims_term_id_seq TO PUBLIC",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "CREATE FUNCTION of_the_owner() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1",
    ],
)
def test_what_everybody_may_is_told_and_no_role_made_that_may_it_too(grant: str, name: str) -> None:
    run(grant)
    with pytest.raises(CommandError, match="Nothing was changed") as refused:
        create_reader(name)
    told = str(refused.value).splitlines()
    assert len(told) == 2
    assert "revoke" in told[0]
    assert not exists(connection, name)


def test_what_is_granted_to_it_by_default_is_told(name: str) -> None:
    create_reader(name)
    run(f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {name}")
    with pytest.raises(CommandError, match="default privileges on what"):
        create_reader(name)


def test_the_password_stays_until_another_is_asked_for(name: str, tmp_path: Path) -> None:
    create_reader(name)
    first = password_of(name)
    assert "stays as it was" in create_reader(name)
    assert password_of(name) == first
    assert "PUBLIC_DATABASE_URL=" in create_reader(name, "--rotate")
    second = password_of(name)
    assert second != first
    file = tmp_path / "password"
    file.write_text("correct horse battery staple\n")
    said = create_reader(name, "--password-file", str(file))
    assert password_of(name) != second
    assert "correct horse" not in said
    assert ":PASSWORD@" in said


@pytest.mark.parametrize("content", [b"", b"\n", b"one\ntwo\n", b"\xff", None])
def test_a_password_file_without_a_password_is_refused(content: bytes | None, name: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match="--password-file"):
        create_reader(name, "--password-file", str(file))
    assert not exists(connection, name)


def test_sql_is_printed_for_a_dba_and_changes_nothing(name: str) -> None:
    printed = create_reader(name, "--sql", "--statement-timeout", "5")
    assert not exists(connection, name)
    assert f"\\password {name}" in printed
    run(printed.replace("BEGIN;", "").replace("COMMIT;", "").replace("\\", ""))
    assert astray(connection, name) == []
    assert "statement_timeout=5s" in str(run(f"SELECT rolconfig FROM pg_roles WHERE rolname = '{name}'"))  # noqa: S608
    run(f"GRANT SELECT ON claims_claim TO {name}")
    assert "REVOKE ALL ON TABLE public.claims_claim" in create_reader(name, "--sql")
    assert "public.claims_claim (" in str(astray(connection, name))


@pytest.mark.parametrize(
    "impossible", ["", "Reader", "1st", "a reader", "pg_reader", "public", "x" * 64, 'x"; DROP', "é"]
)
def test_a_name_that_cannot_be_is_refused_with_what_can(impossible: str) -> None:
    with pytest.raises(CommandError, match="lower-case letters, digits and underscores"):
        create_reader(impossible)


def test_a_role_that_serves_for_something_else_is_refused(name: str) -> None:
    (ours,) = run("SELECT current_user")
    with pytest.raises(CommandError, match=r"the role of DATABASE_URL.* choose another name"):
        create_reader(ours)
    run(f"CREATE ROLE {name} SUPERUSER")
    with pytest.raises(CommandError, match="is a superuser: choose another name"):
        create_reader(name)
    run(f"ALTER ROLE {name} NOSUPERUSER; CREATE TABLE theirs (); ALTER TABLE theirs OWNER TO {name}")
    with pytest.raises(CommandError, match=r"owns things .* choose another name"):
        create_reader(name)


def test_who_may_not_make_roles_is_told_what_to_do(name: str) -> None:
    run(f"CREATE ROLE weak_{name}")
    run(f"SET LOCAL ROLE weak_{name}")
    try:
        with pytest.raises(CommandError, match=f"create_reader {name} --sql.*CREATEROLE"):
            create_reader(name)
    finally:
        run("RESET ROLE")
    assert not exists(connection, name)


def test_a_timeout_of_no_time_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match="--statement-timeout"):
        create_reader(name, "--statement-timeout", "0")
