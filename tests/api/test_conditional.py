"""Whoever has an answer is told whether it is still the answer, at the price of looking at the head of the ledger."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.api import versions
from claims.curation.publishing import publish
from claims.curation.redacting import redact
from claims.curation.releasing import release
from claims.models.claims import Claim
from claims.models.ledger import Publication, instant
from tests import factories
from tests.api.conftest import Get
from tests.ledgers import Ledger

pytestmark = pytest.mark.django_db

OF_LEDGER = [
    "",
    "changes/?limit=3",
    "claims/?limit=3&count=exact",
    "actors/?kind=media",
    "actors/owners/",
    "actors/owners/history/",
]
BESIDE_LEDGER = ["codebook/", "problems/", "problems/gone/", "schema/", "schema/?format=yaml", "docs/"]
# What a reader who has the answer is told of it all the same.
TOLD = ("ETag", "Cache-Control", "Vary", "Content-Location", "Ledger-Head")
NEWEST, PINNED = "public, no-cache", "public, max-age=3600"


def known(client: Client, address: str, tag: str, **headers: str) -> Any:
    return client.get(address, headers={"If-None-Match": tag, **headers})


@contextmanager
def nothing_is_rendered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def render(renderer: Any, data: Any, *args: Any) -> bytes:
        assert data is None, "rendered"
        return b""

    with monkeypatch.context() as patch:
        patch.setattr("claims.api.renderers.LedgerJSONRenderer.render", render)
        yield


# --- Not modified ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", OF_LEDGER)
def test_an_answer_of_the_ledger_is_known_again_by_one_query(
    path: str, ledger: Ledger, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    address = f"/api/v1/{path}"
    answer = client.get(address)
    assert answer.status_code == 200
    with django_assert_num_queries(1), nothing_is_rendered(monkeypatch):
        again = known(client, address, answer.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert {name: again.headers.get(name) for name in TOLD} == {name: answer.headers.get(name) for name in TOLD}


@pytest.mark.parametrize("path", BESIDE_LEDGER)
def test_an_answer_beside_the_ledger_is_known_again(
    path: str, reader: str, db: None, client: Client, django_assert_num_queries: Any
) -> None:
    address = f"/api/v1/{path}"
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == NEWEST
    with django_assert_num_queries(0):
        again = known(client, address, answer.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    told = ("ETag", "Cache-Control", "Vary")
    assert [again.headers[name] for name in told] == [answer.headers[name] for name in told]
    assert client.head(address).headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize("path", [*OF_LEDGER, "codebook/", "docs/"])
def test_a_tag_is_found_however_it_is_written(path: str, ledger: Ledger, client: Client) -> None:
    address = f"/api/v1/{path}"
    weak = client.get(address).headers["ETag"]
    assert weak.startswith('W/"')
    strong = weak.removeprefix("W/")
    for written in (weak, strong, f'"other", {weak}', f'W/"a","b",{strong}, "c"', "*"):
        assert known(client, address, written).status_code == 304, written
        assert client.head(address, headers={"If-None-Match": written}).status_code == 304, written
    for written in ('"other"', strong.strip('"'), "", '"', f"{weak[:-2]}0"):
        assert known(client, address, written).status_code == 200, written


@pytest.mark.parametrize(
    "path", ["claims/?as_of=v1&limit=2", "claims/?limit=2&as_of={moment}", "actors/guild/?as_of={moment}"]
)
def test_a_named_state_is_known_again_by_two_queries(
    path: str, ledger: Ledger, client: Client, django_assert_num_queries: Any
) -> None:
    before_the_merge = Publication.objects.get(seq=ledger.merged - 1).at
    address = f"/api/v1/{path.format(moment=instant(before_the_merge))}"
    answer = client.get(address)
    with django_assert_num_queries(2):
        again = known(client, address, answer.headers["ETag"])
    assert again.status_code == 304
    assert again.headers["Content-Location"] == answer.headers["Content-Location"]


def test_every_page_is_known_again(ledger: Ledger, get: Get, client: Client, django_assert_num_queries: Any) -> None:
    following = get("claims/", {"limit": 2})["next"]
    answer = client.get(following)
    publish([factories.actor("newcomer")])
    with django_assert_num_queries(1):
        assert known(client, following, answer.headers["ETag"]).status_code == 304


# --- Modified --------------------------------------------------------------------------------------------------------


def tag(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.headers["ETag"]


def test_the_tag_changes_with_the_head_unless_the_state_is_pinned(ledger: Ledger, client: Client) -> None:
    newest, pinned = "/api/v1/claims/?limit=2", f"/api/v1/claims/?limit=2&as_of={ledger.head}"
    before = tag(client, newest), tag(client, pinned)
    publish([factories.actor("newcomer")])
    after = tag(client, newest), tag(client, pinned)
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_the_tag_changes_with_a_redaction_whatever_the_state(ledger: Ledger, client: Client) -> None:
    pinned = f"/api/v1/claims/?as_of={ledger.retracted}"
    before = client.get(pinned)
    claim = Claim.objects.get(uid=before.json()["results"][0]["uid"])
    redact([claim], reason="The law.")
    after = known(client, pinned, before.headers["ETag"])
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert str(claim.uid) not in {item["uid"] for item in after.json()["results"]}


def test_the_tag_changes_with_all_that_changes_the_answer(
    ledger: Ledger, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/api/v1/claims/?limit=2"
    tags = [tag(client, address), tag(client, f"{address}&count=exact"), tag(client, "/api/v1/actors/?limit=2")]
    settings.ALLOWED_HOSTS = ["*"]
    tags.append(tag(client, address, Host="example.org"))  # the links of a page name the host
    settings.DATA_LICENCE = "CC-BY-4.0"
    tags.append(tag(client, address))
    settings.SECRET_KEY = "another, by which cursors are signed"
    tags.append(tag(client, address))
    monkeypatch.setattr(versions, "program", lambda: "another")
    tags.append(tag(client, address))
    assert len(set(tags)) == len(tags)
    assert tag(client, "/api/v1/schema/") != tag(client, "/api/v1/schema/?format=yaml")


def test_a_tag_cannot_be_guessed(ledger: Ledger, client: Client, settings: Any) -> None:
    """So that one that is given stands for an answer that was given."""
    address = "/api/v1/claims/?limit=2"
    own = tag(client, address)
    settings.SECRET_KEY = "that of somebody else"
    foreign = tag(client, address)
    assert own != foreign


# --- What has no answer is never unchanged ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("claims/?kind=x", 400),
        ("claims/?as_of=none-such", 400),
        ("claims/?utm_source=x", 400),
        ("claims/?actor=nobody", 400),
        ("codebook/?x=y", 400),
        ("actors/nobody/", 404),
        ("actors/nobody/history/", 404),
        ("problems/nothing/", 404),
        ("nothing/", 404),
        ("actors/guild/", 308),
    ],
)
def test_a_refusal_stays_one_whatever_the_reader_has(path: str, status: int, ledger: Ledger, client: Client) -> None:
    tags = f"*, {tag(client, '/api/v1/claims/')}", tag(client, "/api/v1/actors/owners/"), "*"
    for written in tags:
        response = known(client, f"/api/v1/{path}", written)
        assert response.status_code == status, written
        assert response.headers["Cache-Control"] == ("no-cache" if status == 308 else "no-store")
        assert "ETag" not in response.headers


def test_what_was_retracted_since_is_gone_and_not_unchanged(ledger: Ledger, client: Client) -> None:
    row = Publication.objects.get(seq=ledger.retracted)
    address = f"/api/v1/claims/{row.uid}/"
    pinned = client.get(address, {"as_of": row.seq - 1})
    assert known(client, address, f"{pinned.headers['ETag']}").status_code == 410
    assert known(client, address, "*").status_code == 410


# --- What caches are told --------------------------------------------------------------------------------------------


def test_a_state_that_was_given_can_be_kept_an_hour(ledger: Ledger, client: Client, get: Get) -> None:
    following = get("claims/", {"limit": 2})["next"]
    for address in ("/api/v1/claims/?as_of=1", "/api/v1/claims/?as_of=v1", "/api/v1/?as_of=2", following):
        assert client.get(address).headers["Cache-Control"] == PINNED, address
    for path in OF_LEDGER:
        assert client.get(f"/api/v1/{path}").headers["Cache-Control"] == NEWEST, path


def test_the_names_of_a_state_are_asked_for_again_for_it_can_get_others(
    ledger: Ledger, client: Client, get: Get
) -> None:
    pinned = f"/api/v1/releases/?as_of={ledger.head}"
    following = get("releases/", {"limit": 1})["next"]
    for address in (pinned, following, "/api/v1/releases/", f"/api/v1/releases/v1/?as_of={ledger.head}"):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == NEWEST, address
        again = known(client, address, answer.headers["ETag"])
        assert (again.status_code, again.headers["Cache-Control"]) == (304, NEWEST), address
    before = client.get(pinned)
    release("v3")
    after = known(client, pinned, before.headers["ETag"])
    assert after.status_code == 200
    assert [row["name"] for row in after.json()["results"]] == ["v3", "v2", "v1"]


@pytest.mark.parametrize("path", [*OF_LEDGER, *BESIDE_LEDGER, "claims/?kind=x", "nothing/", "actors/guild/"])
def test_an_answer_depends_on_accept_and_on_encoding_and_on_no_session(
    path: str, ledger: Ledger, client: Client
) -> None:
    varies = {name.strip().lower() for name in client.get(f"/api/v1/{path}").headers["Vary"].split(",")}
    # Of the origin depends only whether the permission for other origins is written out.
    assert varies == {"accept", "accept-encoding", "origin"}


def test_other_origins_may_read_what_they_need_to_ask_again(ledger: Ledger, client: Client) -> None:
    response = client.get("/api/v1/claims/", headers={"Origin": "https://example.org"})
    exposed = set(response.headers["Access-Control-Expose-Headers"].split(", "))
    assert exposed == {"Content-Location", "ETag", "Ledger-Head", "Link", "Retry-After"}
    wanted = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    preflight = client.options("/api/v1/claims/", headers={"Origin": "https://example.org", **wanted})
    assert "if-none-match" in preflight.headers["Access-Control-Allow-Headers"]
    again = known(client, "/api/v1/claims/", response.headers["ETag"], Origin="https://example.org")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_the_admin_goes_without_all_this(db: None, client: Client) -> None:
    response = client.get("/admin/login/", headers={"Accept-Encoding": "gzip"})
    assert "ETag" not in response.headers
    assert "Content-Encoding" not in response.headers


# --- Compression -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["claims/", "actors/owners/", "codebook/", "schema/"])
def test_an_answer_is_compressed_for_those_who_accept_it(path: str, ledger: Ledger, client: Client) -> None:
    address = f"/api/v1/{path}"
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert len(packed.content) < len(plain.content)
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert known(client, address, packed.headers["ETag"], **{"Accept-Encoding": "gzip"}).status_code == 304


def test_any_tag_spares_reading_nothing_but_the_rendering(
    ledger: Ledger, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`*` fits any answer, so that first there has to be one."""
    with nothing_is_rendered(monkeypatch), CaptureQueriesContext(connection) as queries:
        response = known(client, "/api/v1/actors/owners/", "*")
    assert response.status_code == 304
    assert len(queries) > 1
