"""The reader: a database role that may read the ledger and its public views, and nothing else.

What it may read is said here, once. The statements that bring a role there follow from what it has now, and
`astray` tells of every right that it has beyond or short of it, by whatever way it came to it.
"""

import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from psycopg import sql

from claims.models.facts import ClaimFact, FactsEdition, LinkFact, RecordFact, Term
from claims.models.finding import NameFact, QuoteFact, Word
from claims.models.ledger import Publication, Release
from claims.models.public_views import VIEWS

# The tables that the public side reads; of some, not every column.
LEDGER: tuple[type[Model], ...] = (
    Publication, ClaimFact, RecordFact, LinkFact, NameFact, QuoteFact, Word, Term, FactsEdition, Release,
)  # fmt: skip

# A name that makes no trouble in an address or anywhere else.
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# So many columns are told by name.
FEW = 4
# What else a role can be, and the reader is not.
ATTRIBUTES = {
    "rolcreaterole": "CREATEROLE",
    "rolcreatedb": "CREATEDB",
    "rolreplication": "REPLICATION",
    "rolbypassrls": "BYPASSRLS",
}


class UnfitNameError(ValueError):
    """The name cannot be the reader's; the message says why, and what to do."""


def readable() -> dict[str, tuple[str, ...]]:
    """The columns that the reader may read, by table or view."""
    tables = {
        model._meta.db_table: tuple(
            field.attname for field in model._meta.concrete_fields if field.attname not in _hidden(model)
        )
        for model in LEDGER
    }
    return tables | {view.name: tuple(column.name for column in view.columns) for view in VIEWS}


def _hidden(model: type[Model]) -> tuple[str, ...]:
    return getattr(model, "not_public", ())


def bring_up_to_date(connection: BaseDatabaseWrapper, name: str, seconds: int = 60) -> None:
    """Makes the role, or gives one that exists the reader's rights and no others; see `statements`."""
    with connection.cursor() as cursor:
        for statement in statements(connection, name, seconds):
            cursor.execute(statement)


def statements(connection: BaseDatabaseWrapper, name: str, seconds: int) -> list[str]:
    """The statements that make the role, or take what it has and give it what it is to have. No password is in them.

    `seconds`: how long one of its statements may take, where the connection asks for nothing else. Raises
    UnfitNameError.
    """
    if not NAME.fullmatch(name) or name.startswith("pg_") or name in ("public", "none"):
        raise UnfitNameError(
            f"{name!r} cannot be the name of the role: write up to 63 lower-case letters, digits and underscores, a "
            "letter first; not public, none or pg_…."
        )
    role, schema = sql.Identifier(name), sql.Identifier(_value(connection, "SELECT current_schema()"))
    database = sql.Identifier(_value(connection, "SELECT current_database()"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(ATTRIBUTES)} FROM pg_roles WHERE rolname = %s", [name])  # noqa: S608
        attributes = cursor.fetchone()
    if attributes is None:
        made = [sql.SQL("CREATE ROLE {} LOGIN").format(role)]
    else:
        _refuse_those_in_use(connection, name)
        had = [word for word, held in zip(ATTRIBUTES.values(), attributes, strict=True) if held]
        made = [
            sql.SQL("ALTER ROLE {} {}").format(role, sql.SQL(" ".join(["LOGIN", *(f"NO{word}" for word in had)]))),
            sql.SQL("ALTER ROLE {} RESET ALL").format(role),
            sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(role, database),
            *(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(of), role) for of in _groups(connection, name)),
            # As the server quotes it.
            *(sql.SQL(f"REVOKE ALL ON {what} FROM {{}}").format(role) for what in _granted(connection, name)),
        ]
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": f"{seconds}s",
        # The planner takes every list in a document for a hundred entries, and would compile what takes milliseconds.
        "jit": "off",
    }
    given = [
        sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(setting), sql.Literal(value))
        for setting, value in settings.items()
    ]
    given.append(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role))
    given.append(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
    # Of a whole table where that is right: some BI tools offer nothing else.
    in_part = {model._meta.db_table for model in LEDGER if _hidden(model)}
    for table, columns in readable().items():
        some = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
        what = some if table in in_part else sql.SQL("")
        given.append(sql.SQL("GRANT SELECT{} ON {}.{} TO {}").format(what, schema, sql.Identifier(table), role))
    return [statement.as_string(None) for statement in (*made, *given)]


def astray(connection: BaseDatabaseWrapper, name: str) -> list[str]:
    """Every right of the role, in this database, that the reader should not have, and every one that it lacks."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, {"role": name})
        may_read = {(f"{schema}.{table}", column) for schema, table, column in cursor.fetchall()}
        cursor.execute(_OTHER_RIGHTS, {"role": name})
        others = [f"{right} on {what}" for right, what in cursor.fetchall()]
        others += [f"what {group} may" for group in _groups(connection, name)]
    schema = _value(connection, "SELECT current_schema()")
    should_read = {(f"{schema}.{table}", column) for table, columns in readable().items() for column in columns}
    return [*_told(may_read - should_read), *others, *(f"no {line}" for line in _told(should_read - may_read))]


def _told(columns: set[tuple[str, str]]) -> list[str]:
    """A line for each table. Where there are many columns, their number says enough."""
    tables: dict[str, list[str]] = {}
    for table, column in sorted(columns):
        tables.setdefault(table, []).append(column)
    return [
        f"SELECT on {table} ({', '.join(names) if len(names) <= FEW else f'{len(names)} columns'})"
        for table, names in tables.items()
    ]


def set_password(connection: BaseDatabaseWrapper, name: str, password: str) -> None:
    """Gives the role the password, in the form in which the server keeps it: no log of its holds the password."""
    encrypted = connection.connection.pgconn.encrypt_password(password.encode(), name.encode()).decode()
    with connection.cursor() as cursor:
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(encrypted))
        cursor.execute(statement.as_string(None))


def exists(connection: BaseDatabaseWrapper, name: str) -> bool:
    return bool(_value(connection, "SELECT count(*) FROM pg_roles WHERE rolname = %s", name))


def _refuse_those_in_use(connection: BaseDatabaseWrapper, name: str) -> None:
    """A role that serves for something else would lose what it needs for that."""
    if name == _value(connection, "SELECT current_user"):
        raise UnfitNameError(f"{name} is the role of DATABASE_URL, which has to write: choose another name.")
    if _value(connection, "SELECT count(*) FROM pg_roles WHERE rolname = %s AND rolsuper", name):
        raise UnfitNameError(f"{name} is a superuser: choose another name.")
    owned = _value(
        connection,
        "SELECT count(*) FROM pg_shdepend AS d JOIN pg_roles AS r ON r.oid = d.refobjid"
        " WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND r.rolname = %s",
        name,
    )
    if owned:
        raise UnfitNameError(f"{name} owns things in this server's databases, {owned} of them: choose another name.")


def _groups(connection: BaseDatabaseWrapper, name: str) -> list[str]:
    """The roles of which it is a member."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.rolname FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.roleid"
            " JOIN pg_roles AS r ON r.oid = m.member WHERE r.rolname = %s ORDER BY 1",
            [name],
        )
        return [group for (group,) in cursor.fetchall()]


def _granted(connection: BaseDatabaseWrapper, name: str) -> list[str]:
    """On what the role itself was given rights, as REVOKE names it."""
    with connection.cursor() as cursor:
        cursor.execute(_GRANTED, [name])
        return [what for (what,) in cursor.fetchall()]


def _value(connection: BaseDatabaseWrapper, query: str, *arguments: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments or None)
        return cursor.fetchone()[0]


_GRANTED = """
    SELECT DISTINCT CASE
        WHEN d.classid = 'pg_class'::regclass THEN 'TABLE '
        WHEN d.classid = 'pg_proc'::regclass THEN 'ROUTINE '
        ELSE upper(o.type) || ' '
    END || o.identity
    FROM pg_shdepend AS d JOIN pg_roles AS r ON r.oid = d.refobjid AND d.refclassid = 'pg_authid'::regclass,
    pg_identify_object(d.classid, d.objid, 0) AS o
    WHERE d.deptype = 'a' AND r.rolname = %s AND d.classid <> 'pg_default_acl'::regclass
    AND (d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
         OR d.classid = 'pg_database'::regclass AND o.identity = quote_ident(current_database()))
    ORDER BY 1
"""

# What PostgreSQL and its extensions bring is left out: it holds nothing of ours.
_OURS = """
    n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
        SELECT FROM pg_depend AS e WHERE e.classid = {0}.tableoid AND e.objid = {0}.oid AND e.deptype = 'e')
"""
_TABLES = f"pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND {_OURS.format('c')}"
_HOLDS_ROWS = "c.relkind IN ('r', 'p', 'v', 'm', 'f')"
_COLUMNS = f"""
    SELECT n.nspname, c.relname, a.attname
    FROM {_TABLES} JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE {_HOLDS_ROWS} AND a.attnum > 0 AND NOT a.attisdropped
    AND has_column_privilege(%(role)s, c.oid, a.attnum, 'SELECT')
"""  # noqa: S608
_OTHER_RIGHTS = f"""
    SELECT kind, c.oid::regclass::text
    FROM {_TABLES}, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS kind
    WHERE {_HOLDS_ROWS}
    AND (has_table_privilege(%(role)s, c.oid, kind)
         OR kind IN ('INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(%(role)s, c.oid, kind))
    UNION ALL
    SELECT 'USAGE', c.oid::regclass::text FROM {_TABLES}
    WHERE CASE c.relkind WHEN 'S' THEN has_sequence_privilege(%(role)s, c.oid, 'USAGE, SELECT, UPDATE') END
    UNION ALL
    SELECT 'CREATE', 'SCHEMA ' || n.nspname FROM pg_namespace AS n
    WHERE {_OURS.format("n")} AND has_schema_privilege(%(role)s, n.oid, 'CREATE')
    UNION ALL
    SELECT 'CREATE', 'DATABASE ' || current_database()
    WHERE has_database_privilege(%(role)s, current_database(), 'CREATE')
    UNION ALL
    SELECT 'EXECUTE with the rights of its owner', p.oid::regprocedure::text
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace AND {_OURS.format("p")}
    WHERE p.prosecdef AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')
    UNION ALL
    SELECT 'default privileges', 'what ' || pg_get_userbyid(a.defaclrole) || ' makes'
    FROM pg_default_acl AS a, aclexplode(a.defaclacl) AS g JOIN pg_roles AS r ON r.oid = g.grantee
    WHERE r.rolname = %(role)s
    ORDER BY 2, 1
"""  # noqa: S608
