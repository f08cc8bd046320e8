"""Methods, headers and errors, whatever is asked."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from psycopg.errors import QueryCanceled

from claims.api import errors
from claims.api.codebook import vocabularies
from claims.choices import CODEBOOK_VERSION, ClaimKind
from claims.models.ledger import PATHS, Publication
from tests.api.archive import Archive
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

PAGES = [
    "", "codebook/", "problems/", "problems/gone/", "schema/", "claims/", "actors/", "actors/azerbaijan/", "ledger/",
    "ledger/redactions/", "releases/",
]  # fmt: skip
READS_LEDGER = [
    "", "claims/", "actors/azerbaijan/", "confidence-scales/", "ledger/", "ledger/redactions/", "releases/",
]  # fmt: skip


def is_problem(response: Any, status: int) -> bool:
    body = response.json()
    return (
        response.status_code == body["status"] == status
        and response.headers["Content-Type"] == errors.MEDIA_TYPE
        and {"type", "title", "status", "detail"} <= set(body)
    )


# --- Methods ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_head_is_get_without_the_body(path: str, archive: Archive, client: Client) -> None:
    got, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert got.status_code == head.status_code == 200
    assert head.content == b""
    assert head.headers == got.headers


@pytest.mark.parametrize("path", PAGES)
def test_options_names_the_methods(path: str, archive: Archive, client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = client.options(f"/api/v1/{path}")
    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_can_be_written(path: str, method: str, archive: Archive, client: Client) -> None:
    response = getattr(client, method)(f"/api/v1/{path}", "{}", content_type="application/json")
    assert is_problem(response, 405)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_any_web_page_may_read(archive: Archive, client: Client) -> None:
    headers = {"Origin": "https://example.org"}
    response = client.get("/api/v1/claims/", headers=headers)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert {"Link", "Ledger-Head"} <= set(response.headers["Access-Control-Expose-Headers"].split(", "))
    assert client.get("/api/v1/claims/?x=1", headers=headers).headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/api/v1/claims/", headers={**headers, "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 200
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]


# --- What is answered ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_no_answer_depends_on_who_asks(path: str, archive: Archive, client: Client) -> None:
    assert "Cookie" not in client.get(f"/api/v1/{path}").headers["Vary"]


@pytest.mark.parametrize("path", READS_LEDGER)
def test_the_head_of_the_ledger_is_named(path: str, archive: Archive, client: Client) -> None:
    assert client.get(f"/api/v1/{path}").headers["Ledger-Head"] == str(Publication.objects.head())


@pytest.mark.parametrize("accept", ["", "*/*", "application/*", "application/json", "text/html, */*;q=0.1"])
def test_json_is_given_to_whoever_takes_it(accept: str, archive: Archive, client: Client) -> None:
    response = client.get("/api/v1/claims/", headers={"Accept": accept})
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["claims/", "actors/azerbaijan/", "codebook/", "schema/", "docs/"])
def test_what_cannot_be_given_is_not_acceptable(path: str, archive: Archive, client: Client) -> None:
    assert is_problem(client.get(f"/api/v1/{path}", headers={"Accept": "image/png"}), 406)


def test_whoever_asks_for_what_cannot_be_given_is_told_what_can(archive: Archive, client: Client) -> None:
    detail = client.get("/api/v1/claims/", headers={"Accept": "image/png"}).json()["detail"]
    assert "application/json, application/x-ndjson, text/csv, application/vnd.apache.parquet" in detail


def test_format_comes_before_accept(archive: Archive, client: Client) -> None:
    response = client.get("/api/v1/claims/?format=json", headers={"Accept": "text/html"})
    assert response.headers["Content-Type"] == "application/json"


def test_the_index_leads_to_everything(archive: Archive, client: Client, get: Get) -> None:
    index = get("")
    assert index["as_of"] == Publication.objects.head()
    assert {"codebook", "schema", "docs", *PATHS.values()} <= {resource["name"] for resource in index["resources"]}
    for resource in index["resources"]:
        assert resource["description"]
        assert client.get(resource["url"]).status_code == 200


def test_the_codebook_defines_every_public_code(get: Get) -> None:
    codebook = get("codebook/")
    assert codebook["version"] == CODEBOOK_VERSION
    found = {vocabulary["name"]: vocabulary["codes"] for vocabulary in codebook["vocabularies"]}
    assert set(found) == set(vocabularies())
    assert found["claim_kind"][0] == {"code": "event", "label": "event", "definition": ClaimKind.EVENT.definition}
    assert all(code["definition"] for codes in found.values() for code in codes)


def test_the_states_of_work_are_nobody_elses_business() -> None:
    assert "claim_state" not in vocabularies()


# --- Problems --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v2/", "/api/v1/claim/", "/api/v1/claims/1/", "/api/v1/claims/x/y/", "/api/v1/problems/x/"]
)
def test_an_unknown_address_is_a_problem(path: str, db: None, client: Client) -> None:
    assert is_problem(client.get(path), 404)


def test_an_address_without_its_slash_leads_to_the_one_with_it(archive: Archive, client: Client) -> None:
    response = client.get("/api/v1/claims?actor=azerbaijan")
    assert response.status_code == 301
    assert response.headers["Location"] == "/api/v1/claims/?actor=azerbaijan"


def test_elsewhere_an_unknown_address_is_a_page(db: None, client: Client) -> None:
    assert client.get("/nothing/").headers["Content-Type"].startswith("text/html")


def test_a_failure_of_ours_is_a_problem_that_tells_nothing(archive: Archive, client: Client, monkeypatch: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("claims.api.views.read_page", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/claims/")
    assert is_problem(response, 500)
    assert "secret" not in response.content.decode()


def test_a_query_that_takes_too_long_says_when_to_try_again(archive: Archive, client: Client, monkeypatch: Any) -> None:
    def stop(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("canceling statement due to statement timeout") from QueryCanceled()

    monkeypatch.setattr("claims.api.views.read_page", stop)
    response = client.get("/api/v1/claims/")
    assert is_problem(response, 503)
    assert int(response.headers["Retry-After"]) > 0


def test_a_database_that_is_gone_is_told_of_and_logged(
    archive: Archive, client: Client, monkeypatch: Any, caplog: Any
) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection to server at secret failed")

    monkeypatch.setattr("claims.filters.heads.rows_of", gone)
    response = client.get("/api/v1/claims/")
    assert is_problem(response, 503)
    assert int(response.headers["Retry-After"]) > 0
    assert "secret" not in response.content.decode()
    assert "secret" in caplog.text


def test_a_host_that_is_not_ours_is_a_problem(db: None, client: Client) -> None:
    response = client.get("/api/v1/claims/", headers={"Host": "evil.example"})
    assert is_problem(response, 400)
    assert "host" in response.json()["detail"]


def test_the_type_of_a_problem_is_an_address_that_explains_it(archive: Archive, client: Client, get: Get) -> None:
    listed = get("problems/")["problems"]
    assert {problem["type"] for problem in listed} == {problem.type for problem in errors.PROBLEMS.values()}
    for problem in listed:
        assert client.get(problem["type"]).json() == problem
    problem = client.get("/api/v1/claims/?actr=x").json()
    assert client.get(problem["type"]).json()["title"] == problem["title"]
