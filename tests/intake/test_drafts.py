"""POST /api/v1/drafts/: with a token alone, drafts alone, and everything that is wrong told."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now

from claims.api.errors import MEDIA_TYPE
from claims.api.reference import openapi
from claims.choices import ClaimState
from claims.models.claims import Claim
from claims.models.imports import Import
from claims.models.ledger import Publication
from claims.models.sources import Source
from claims.models.tokens import ApiToken
from tests import factories
from tests.curation.imports.handing_in import ARCHIVE, UNREAD, archive

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]
DOCUMENT = {"statement": "The ministry raised dues.", "kind": "event", "source": {"slug": "harbour-news"}}
TABLE = "source,statement,kind\nharbour-news,From a table.,event\n"


@pytest.fixture
def source() -> Source:
    return factories.source("harbour-news")


@pytest.fixture
def coder() -> User:
    user = User.objects.create_user("program")
    user.user_permissions.add(*Permission.objects.filter(codename__in=("add_claim", "change_claim")))
    return user


@pytest.fixture
def secret(coder: User) -> str:
    return ApiToken.objects.issue(coder, "tests")[1]


@pytest.fixture
def post(client: Client, secret: str) -> Post:
    def send(body: Any, content_type: str = "application/json", query: str = "", token: str | None = None) -> Any:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"Authorization": f"Bearer {token or secret}"}
        return client.post(f"/api/v1/drafts/{query}", data, content_type=content_type, headers=headers)

    return send


def is_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == MEDIA_TYPE
    assert response.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = response.json()
    return body


def test_drafts_are_made_in_the_name_of_the_account_and_nothing_becomes_public(
    post: Post, source: Source, coder: User
) -> None:
    head = Publication.objects.head()
    response = post(DOCUMENT)
    assert response.status_code == 201, response.content
    assert response.json() | {"number": 0} == {
        "number": 0, "done": True, "claims": 1, "made": 1, "updated": 0, "skipped": 0, "rejected": 0, "to_settle": 0,
        "remarks": [], "problems": [],
    }  # fmt: skip
    claim = Claim.objects.get()
    assert (claim.state, claim.coder, claim.is_public) == (ClaimState.DRAFT, coder, False)
    assert Publication.objects.head() == head
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps(DOCUMENT) + "\n", "application/x-ndjson"),
        ([DOCUMENT], "application/json"),
        ({"results": [DOCUMENT]}, "application/json"),
        (TABLE, "text/csv; charset=utf-8"),
    ],
)
def test_the_body_is_the_file(post: Post, source: Source, body: Any, content_type: str) -> None:
    assert post(body, content_type).status_code == 201
    assert Claim.objects.count() == 1


def test_a_dry_run_says_what_would_be_done(post: Post, source: Source) -> None:
    response = post(DOCUMENT, query="?dry_run=true")
    assert response.status_code == 200
    assert (response.json()["done"], response.json()["made"]) == (False, 1)
    assert not Claim.objects.exists()


def test_what_of_an_archive_is_not_read_is_told(post: Post) -> None:
    response = post(archive(ARCHIVE), "application/zip", query="?dry_run=true")
    assert (response.status_code, response.json().get("remarks")) == (200, [UNREAD])


def test_what_is_wrong_is_told_row_by_row_and_nothing_is_imported(post: Post, source: Source) -> None:
    wrong = {**DOCUMENT, "kind": "fact", "statement": "x"}
    body = is_problem(post([DOCUMENT, wrong]), 422)
    assert body["report"]["rejected"] == 1
    assert [(problem["row"], problem["column"]) for problem in body["report"]["problems"]] == [(2, "kind")]
    assert not Claim.objects.exists()
    done = post([DOCUMENT, wrong], query="?accept=valid").json()
    assert (done["made"], done["rejected"]) == (1, 1)


def test_sending_it_again_makes_no_doubles(post: Post, source: Source) -> None:
    post(DOCUMENT)
    assert post(DOCUMENT).json()["skipped"] == 1
    assert post({**DOCUMENT, "salience": "detail"}, query="?duplicates=update").json()["updated"] == 1
    assert Claim.objects.get().salience == "detail"


# --- Who may -------------------------------------------------------------------------------------


def test_without_a_token_nothing_is_taken(client: Client, source: Source) -> None:
    response = client.post("/api/v1/drafts/", json.dumps(DOCUMENT), content_type="application/json")
    assert "token" in is_problem(response, 401)["detail"].lower() or response.headers["WWW-Authenticate"]
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert not Import.objects.exists()


def test_a_session_is_no_token(client: Client, source: Source) -> None:
    client.force_login(User.objects.create_superuser("root"))
    response = client.post("/api/v1/drafts/", json.dumps(DOCUMENT), content_type="application/json")
    is_problem(response, 401)


@pytest.mark.parametrize("how", ["revoked", "over", "of nobody", "misspelt"])
def test_a_token_that_does_not_hold_is_refused(post: Post, source: Source, coder: User, secret: str, how: str) -> None:
    token = ApiToken.objects.get()
    if how == "revoked":
        ApiToken.objects.update(revoked_at=now())
    elif how == "over":
        ApiToken.objects.update(expires_at=now() - timedelta(seconds=1))
    elif how == "of nobody":
        User.objects.update(is_active=False)
    else:
        secret = f"{token.beginning}x"
    assert "not valid" in is_problem(post(DOCUMENT, token=secret), 401)["detail"]
    assert not Claim.objects.exists()


def test_an_account_without_the_right_is_refused(post: Post, source: Source, coder: User) -> None:
    coder.user_permissions.clear()
    assert "may not add claims" in is_problem(post(DOCUMENT), 403)["detail"]


def test_to_update_needs_the_right_to_change(post: Post, source: Source, coder: User) -> None:
    coder.user_permissions.remove(Permission.objects.get(codename="change_claim"))
    assert "claims.change_claim" in is_problem(post(DOCUMENT, query="?duplicates=update"), 422)["detail"]


def test_the_secret_is_not_stored(secret: str) -> None:
    token = ApiToken.objects.get()
    held = json.dumps({field.name: str(getattr(token, field.attname)) for field in token._meta.fields})
    assert secret not in held
    assert len(token.digest) == 64
    assert secret.startswith(token.beginning)


def test_its_last_use_is_noted(post: Post, source: Source) -> None:
    post(DOCUMENT)
    used = ApiToken.objects.get().used_at
    assert used is not None
    assert now() - used < timedelta(minutes=1)


def test_tokens_are_made_listed_and_revoked_by_command(coder: User, capsys: Any) -> None:
    call_command("api_token", "make", "program", "a mirror", "--days", "3")
    secret = capsys.readouterr().out.strip()
    token = ApiToken.objects.named_by(secret)
    assert token is not None
    assert token.expires_at is not None
    call_command("api_token", "list")
    listed = capsys.readouterr().out
    assert f"{token.pk} valid program a mirror" in listed
    assert secret not in listed
    call_command("api_token", "revoke", str(token.pk))
    assert ApiToken.objects.named_by(secret) is None
    for wrong in (("make", "nobody", "x"), ("revoke", str(token.pk)), ("make", "program", "x", "--days", "0")):
        with pytest.raises(CommandError):
            call_command("api_token", *wrong)


# --- What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?duplicate=skip", "Nearest: duplicates"),
        ("?duplicates=merge", "skip, update, add"),
        ("?dry_run=yes", "true, false"),
        ("?mapping=none", "no columns are kept"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(post: Post, query: str, words: str) -> None:
    assert words in is_problem(post(DOCUMENT, query=query), 400)["detail"]


def test_a_body_that_is_not_read_is_refused(post: Post, settings: Any) -> None:
    assert "text/csv" in is_problem(post("x", "image/png"), 415)["detail"]
    is_problem(post(" ", "application/json"), 400)
    is_problem(post("{", "application/json"), 400)
    settings.IMPORT_LIMIT = 1
    is_problem(post("a,b\n" * 300_000, "text/csv"), 413)
    assert not Import.objects.exists()


def test_it_is_for_handing_in_alone(client: Client, secret: str) -> None:
    response = client.get("/api/v1/drafts/", headers={"Authorization": f"Bearer {secret}"})
    is_problem(response, 405)


# --- The schema ----------------------------------------------------------------------------------


def test_the_schema_has_it_with_its_security_scheme() -> None:
    schema = openapi()
    operation = schema["paths"]["/api/v1/drafts/"]["post"]
    assert set(schema["paths"]["/api/v1/drafts/"]) == {"post"}
    assert operation["security"] == [{"token": []}]
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert {"application/x-ndjson", "text/csv"} <= set(operation["requestBody"]["content"])
    assert {"200", "201", "400", "401", "403", "413", "415", "422"} <= set(operation["responses"])
    others = [item["get"] for path, item in schema["paths"].items() if path != "/api/v1/drafts/"]
    assert all(not other.get("security") or other["security"] == [{}] for other in others)
