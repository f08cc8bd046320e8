"""Settings: what the environment may say, what it is told when it says it wrongly, and what every page is sent with."""

import subprocess
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory

from config import environment
from config.environment import database


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://me:p%40ss%2Fw%3A@Db.example:6432/claims?sslmode=require&connect_timeout=3",
            {
                "USER": "me",
                "PASSWORD": "p@ss/w:",
                "HOST": "Db.example",
                "PORT": "6432",
                "NAME": "claims",
                "OPTIONS": {"sslmode": "require", "connect_timeout": "3"},
            },
        ),
        ("postgres://db/my%20claims", {"HOST": "db", "PORT": "", "USER": "", "PASSWORD": "", "NAME": "my claims"}),
        ("postgresql://%2FVar%2Frun/claims", {"HOST": "/Var/run", "NAME": "claims"}),
        ("postgresql:///claims?host=/run/a%20b&port=6000&user=me", {"HOST": "/run/a b", "PORT": "6000", "USER": "me"}),
        ("postgresql://me@[::1]:6432/claims", {"HOST": "::1", "PORT": "6432", "USER": "me"}),
    ],
)
def test_database_url_is_read_as_libpq_reads_it(url: str, expected: dict[str, object]) -> None:
    assert expected.items() <= database(url).items()


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mysql://secret@host/name", "begins with 'mysql'; the only database is PostgreSQL"),
        ("claims", "begins with 'nothing'"),
        ("postgresql://user:secret@host:5432", "names no database"),
        ("postgresql://user:secret@host:fivefour/name", "cannot be read"),
        ("postgresql://user:sec]ret@[host/name", "cannot be read"),
    ],
)
def test_malformed_database_url_is_named_with_the_remedy_and_without_the_password(url: str, complaint: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database(url)
    assert "DATABASE_URL" in str(refused.value)
    assert complaint in str(refused.value)
    assert environment.EXAMPLE in str(refused.value)
    assert "sec" not in str(refused.value)


def test_flag_is_on_or_off_or_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, expected in {"on": True, "1": True, "True": True, "off": False, "no": False, "": False}.items():
        monkeypatch.setenv("SOME_FLAG", text)
        assert environment.flag("SOME_FLAG", default=True) is expected
    monkeypatch.setenv("SOME_FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="SOME_FLAG='perhaps'"):
        environment.flag("SOME_FLAG", default=False)


@pytest.mark.parametrize("text", ["many", "-1", "0", "1.5"])
def test_number_below_the_least_or_none_is_an_error(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_NUMBER", text)
    with pytest.raises(ImproperlyConfigured, match="SOME_NUMBER"):
        environment.number("SOME_NUMBER", default=4, least=1)


def test_secret_key_is_required_with_database_url(start: Callable[..., subprocess.Popen[str]]) -> None:
    program = start("manage.py", "check", env={"DATABASE_URL": "postgresql:///claims"})
    said, _ = program.communicate(timeout=60)
    assert program.returncode != 0
    assert "SECRET_KEY is not set, and has to be because DATABASE_URL is set" in said
    assert "token_urlsafe" in said


def test_what_is_not_set_is_safe() -> None:
    assert settings.DEBUG is False
    assert "*" not in settings.ALLOWED_HOSTS
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert settings.X_FRAME_OPTIONS == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/api/v1/docs/", "/nowhere/", "/health/live"])
def test_every_page_is_sent_with_the_strict_policy(client: Client, path: str) -> None:
    headers = client.get(path).headers
    directives = dict(directive.split(" ", 1) for directive in headers["Content-Security-Policy"].split("; "))
    assert directives == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_any_page_may_read_the_api_without_credentials_and_no_page_the_admin(client: Client) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    api = client.get("/api/v1/", headers=elsewhere).headers
    assert api["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in api
    assert {name.strip() for name in api["Access-Control-Expose-Headers"].split(",")} == {
        "ETag",
        "Link",
        "Content-Location",
        "Ledger-Head",
        "Retry-After",
    }
    asked = client.options("/api/v1/", headers=elsewhere | {"Access-Control-Request-Method": "DELETE"}).headers
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.get("/admin/login/", headers=elsewhere).headers


@pytest.mark.django_db
def test_ready_once_the_tables_are_those_of_the_code(client: Client) -> None:
    assert client.get("/health/ready").json() == {"status": "ready", "head": 0}
    # asked by a number and not by name, as supervisors do
    assert client.get("/health/ready", headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="claims").first().delete()  # type: ignore[union-attr]
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "failing": "migrations", "pending": 1}


def test_not_ready_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from config import health

    def unreachable() -> None:
        raise OperationalError("connection to server at secret.host failed")

    monkeypatch.setattr(health, "pending_migrations", unreachable)
    response = health.HealthMiddleware(lambda request: pytest.fail("asked further"))(
        RequestFactory().get("/health/ready")
    )
    assert response.status_code == 503
    assert b"secret.host" not in getattr(response, "content", b"")
