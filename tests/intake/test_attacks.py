"""POST /api/v1/drafts/ as somebody asks it who means harm, or whose program is broken: problems, no errors."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from claims.choices import ClaimState
from claims.models.claims import Claim
from claims.models.imports import Import
from claims.models.tokens import ApiToken, digest
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/drafts/"
DOCUMENT = {"statement": "The ministry raised dues.", "kind": "event", "source": {"slug": "harbour-news"}}
BODY = json.dumps(DOCUMENT)


@pytest.fixture
def coder() -> User:
    factories.source("harbour-news")
    user = User.objects.create_user("program")
    user.user_permissions.add(*Permission.objects.filter(codename__in=("add_claim", "change_claim")))
    return user


@pytest.fixture
def secret(coder: User) -> str:
    return ApiToken.objects.issue(coder, "tests")[1]


def post(secret: str | None, body: Any = BODY, content_type: str = "application/json", query: str = "") -> Any:
    headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
    return Client().generic("POST", f"{ADDRESS}{query}", body, content_type, headers=headers)


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "Authorization"])
def test_a_token_in_the_address_opens_nothing(secret: str, name: str) -> None:
    """There it would stand in the logs of every proxy."""
    assert post(None, query=f"?{name}={secret}").status_code == 401
    assert post(secret, query=f"?{name}=x").status_code == 400
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer  \x00", "Bearer é", "Basic cHJvZ3JhbTp4", "Token {secret}", "bearer{secret}",
     "Bearer {digest}", "Bearer {beginning}", "Bearer {secret}x", "Bearer {secret} {secret}", "Bearer {upper}"],
)  # fmt: skip
def test_what_is_not_the_whole_token_opens_nothing(secret: str, header: str) -> None:
    """Its digest, which a copy of the database gives, least of all."""
    told = header.format(secret=secret, digest=digest(secret), beginning=secret[:14], upper=secret.upper())
    response = Client().post(ADDRESS, BODY, content_type="application/json", HTTP_AUTHORIZATION=told)
    assert response.status_code == 401
    assert not Import.objects.exists()


def test_a_refusal_says_the_same_of_a_token_that_was_and_of_one_that_never_was(secret: str, coder: User) -> None:
    User.objects.update(is_active=False)
    was, never = post(secret), post("pclaims_never")
    assert (was.status_code, was.content) == (never.status_code, never.content)


def test_a_right_that_was_taken_ends_with_the_next_request(secret: str, coder: User) -> None:
    assert post(secret).status_code == 201
    coder.user_permissions.clear()
    assert post(secret).status_code == 403
    assert Claim.objects.count() == 1


def test_no_member_makes_a_claim_public_or_another_persons(secret: str, coder: User) -> None:
    other = User.objects.create_user("other")
    forged = {"state": "published", "published_version": 1, "is_public": True, "coder": other.pk, "seq": 1, "id": 7}
    post(secret, json.dumps(DOCUMENT | forged), query="?accept=valid")
    (claim,) = Claim.objects.all()
    assert (claim.state, claim.is_public, claim.coder) == (ClaimState.DRAFT, False, coder)


@pytest.mark.parametrize("name", ["source", "mapping", "actor_kind", "duplicates", "nothing"])
@pytest.mark.parametrize("value", ["%00", "x" * 5_000, "%ff%fe", "%ed%a0%80", "<script>", ""])
def test_junk_in_a_parameter_is_a_problem(secret: str, name: str, value: str) -> None:
    response = post(secret, query=f"?{name}={value}")
    assert response.status_code in (400, 422) or value == "" or name == "source"
    assert response.status_code < 500


@pytest.mark.parametrize(
    "content_type",
    ["", "x", "application/json; charset=nonsense", "text/csv; header=absent", "multipart/form-data; boundary=x",
     "application/x-www-form-urlencoded", "application/zip", "text/csv\x00", "application/json;;;"],
)  # fmt: skip
@pytest.mark.parametrize(
    "body",
    [b"", b"\x00" * 100, b"\xff\xfe", b"null", b"[]", b"[[]]", b'"x"', b"1", b"[" * 100_000, b'{"a":' * 100_000,
     b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b'{"results": 1}', b'{"results": [1, null, "x"]}', b"\xef\xbb\xbf",
     b'{"statement": "\\ud800", "kind": "event", "source": {"slug": "harbour-news"}}', b'{"statement": NaN}',
     b'{"statement": 1' + b"0" * 5_000 + b"}", b"a,b\n" + b'"' * 10_001],
)  # fmt: skip
def test_junk_in_the_body_is_a_problem(secret: str, content_type: str, body: bytes) -> None:
    response = post(secret, body, content_type)
    assert 400 <= response.status_code < 500 or (response.status_code == 201 and response.json()["made"] == 0)
    assert not Claim.objects.exists()


@pytest.mark.parametrize("length", ["abc", "-1", "9" * 5_000, "²"])
def test_a_length_that_is_none_is_no_error_of_the_server(secret: str, length: str) -> None:
    told: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "CONTENT_LENGTH": length}
    assert Client().generic("POST", ADDRESS, BODY, "application/json", **told).status_code in (201, 400, 413)


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(secret: str) -> None:
    told: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "CONTENT_LENGTH": str(10**12)}
    assert Client().generic("POST", ADDRESS, BODY, "application/json", **told).status_code == 413
    assert not Import.objects.exists()
