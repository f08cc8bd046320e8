"""PUBLIC_DATABASE_URL: the public side reads through it, as a role that can read nothing else; the rest does not."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.test import Client

from claims.api.records import VIEWSETS
from claims.api.reference import openapi
from claims.curation.releasing import release
from claims.management.reader import LEDGER
from claims.models.ledger import PATHS, Publication
from config.environment import database
from tests import factories as make
from tests import readers


@contextmanager
def asked(alias: str) -> Iterator[list[str]]:
    """The statements that a database is asked meanwhile."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        statements.append(statement)
        return execute(statement, *rest)

    with connections[alias].execute_wrapper(note):
        yield statements


@pytest.fixture
def public(transactional_db: None, settings: Any) -> Iterator[str]:
    """The role as which the public side reads."""
    with ExitStack() as stack:
        reader = stack.enter_context(readers.login())
        settings.PUBLIC_DATABASE = stack.enter_context(readers.public_database(reader))
        yield reader


@pytest.fixture
def published() -> dict[str, str]:
    """The address of a record of each kind, by the path of the kind's list."""
    guild, dues = make.actor("guild"), make.topic("dues", pole="Higher dues.")
    other = make.claim()
    claim = make.claim(
        voices=[{"actor": guild}],
        topics=[dues],
        positions=[(guild, dues, "for")],
        places=[make.place("port")],
        event=make.event("rise"),
        relations=[("contradicts", other)],
    )
    rows = make.publish_all(claim, other)
    release("first", notes="All.")
    return {PATHS[row.kind]: row.path for row in rows}


# What takes queries of its own.
QUESTIONS = (
    {"actor": "guild", "rollup": "true", "topic": "dues", "count": "exact"},
    {"holder": "guild", "position": "for", "claimant__not": "nobody"},
    {"q": "statement", "ordering": "relevance"},
    {"contested": "true"},
    {"relation": "contradicts"},
    {"coding_confidence_min": "low", "actor": "gild"},
    {"as_of": "1"},
    {"as_of": "first"},
    {"as_of": "2020-01-01"},
)


def addresses(published: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every address that the schema knows, with what it needs alone, and with the example of each parameter."""
    for template, operations in openapi()["paths"].items():
        if "get" not in operations:
            continue  # drafts are handed in to the workshop
        kind = template.removeprefix("/api/v1/").partition("/")[0]
        own = published.get(kind, "").rstrip("/").rpartition("/")[2]
        path = template.format(slug=own, uid=own, name="first", code="gone")
        asked = [parameter for parameter in operations["get"]["parameters"] if parameter["in"] == "query"]
        needed = {
            parameter["name"]: written(examples(parameter)[0]) for parameter in asked if parameter.get("required")
        }
        yield path, needed
        for parameter in asked:
            for example in examples(parameter):
                yield path, {**needed, parameter["name"]: written(example)}


def examples(parameter: dict[str, Any]) -> list[Any]:
    found: list[Any] = parameter["schema"].get("examples", [])
    return found


def written(example: Any) -> str:
    return ",".join(example) if isinstance(example, list) else str(example)


def test_the_api_asks_nothing_of_the_curators_database(
    public: str, published: dict[str, str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An export gives its connection back after each batch, and a test may not open another one.
    monkeypatch.setattr(connections["public"], "close", lambda: None)
    questions = [*addresses(published), *(("/api/v1/claims/", question) for question in QUESTIONS)]
    assert len({path for path, _ in questions}) > 2 * len(VIEWSETS)
    with asked("default") as of_ours, asked("public") as of_theirs:
        for path, query in questions:
            response = client.get(path, query)
            # An example names records that need not be here, and is refused once it has been looked for.
            expected = {200, 400} if query else {200}
            assert response.status_code in expected, (path, query, response.content)
            assert of_ours == [], (path, query)
    assert len(of_theirs) > len(questions)


def test_the_api_reads_as_the_reader_and_the_admin_goes_on_as_before(
    public: str, published: dict[str, str], admin_client: Client
) -> None:
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (public,)
    assert len(admin_client.get("/api/v1/claims/").json()["results"]) == 2
    with asked("public") as of_theirs:
        assert admin_client.get("/admin/claims/claim/").status_code == 200
    assert of_theirs == []


def test_the_site_is_ready_when_the_public_side_can_read_the_ledger_too(public: str, client: Client) -> None:
    assert client.get("/health/ready").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON claims_publication FROM {public}")
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["failing"]) == (503, "ledger")


@pytest.mark.parametrize("table", [model._meta.db_table for model in LEDGER if model is not Publication])
def test_the_site_is_not_ready_before_the_reader_may_read_what_an_upgrade_brought(
    table: str, public: str, client: Client
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON {table} FROM {public}")
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["failing"]) == (503, "rights")


def test_a_malformed_address_is_named_by_its_variable() -> None:
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_DATABASE_URL begins with 'mysql'"):
        database("mysql://secret@host/name", variable="PUBLIC_DATABASE_URL")


@pytest.mark.thorough
def test_its_settings_are_its_own_and_its_requests_have_a_time_limit(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    ask = (
        "import config.wsgi; from django.conf import settings; from django.db import connections;"
        "at = connections.settings[settings.PUBLIC_DATABASE];"
        "print(at['USER'], at['NAME'], at['OPTIONS'].get('sslmode'), at['OPTIONS']['options'], 'pool' in at['OPTIONS'])"
    )
    urls = {
        "DATABASE_URL": "postgresql://ours@/claims?sslmode=require&host=/nowhere",
        "PUBLIC_DATABASE_URL": "postgresql://theirs@/replica?host=/nowhere",
    }
    program = start("-c", ask, env=urls | {"SECRET_KEY": "x", "DJANGO_SETTINGS_MODULE": "config.settings"})
    said = program.communicate(timeout=60)[0].strip().splitlines()
    assert "theirs replica None -c jit=off -c statement_timeout=30000 True" in said
