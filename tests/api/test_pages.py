"""Pages follow each other without gap or repetition, whatever is published meanwhile."""

import re
import urllib.parse
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client

from claims.curation.publishing import publish, retract
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

ORDERINGS = ["-occurred", "occurred", "-said", "said", "-published", "published"]
CLAIMS = 70


def uids(body: dict[str, Any]) -> list[str]:
    return [item["uid"] for item in body["results"]]


def pages(get: Get, path: str, query: dict[str, Any], direction: str = "next") -> list[dict[str, Any]]:
    found = [get(path, query)]
    while found[-1][direction]:
        found.append(get(found[-1][direction]))
    return found


@pytest.mark.parametrize(
    ("ordering", "limit"),
    [("-occurred", 1), *((ordering, limit) for ordering in ORDERINGS for limit in (11, CLAIMS - 1, CLAIMS))],
)
def test_the_pages_together_are_the_whole_list(ordering: str, limit: int, archive: Archive, get: Get) -> None:
    whole = get("claims/", {"ordering": ordering, "limit": 200})
    found = pages(get, "claims/", {"ordering": ordering, "limit": limit})
    assert [uid for page in found for uid in uids(page)] == uids(whole)
    assert [len(page["results"]) for page in found[:-1]] == [limit] * (len(found) - 1)


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_previous_leads_back_over_the_same_pages(ordering: str, archive: Archive, get: Get) -> None:
    forth = pages(get, "claims/", {"ordering": ordering, "limit": 12, "hedged": "true"})
    assert len(forth) > 2
    back = [forth[-1]]
    while back[-1]["previous"]:
        back.append(get(back[-1]["previous"]))
    assert list(map(uids, back)) == list(map(uids, reversed(forth)))
    assert forth[0]["previous"] is None
    assert back[-1]["next"] is not None


def test_records_are_paged_by_name(archive: Archive, get: Get) -> None:
    whole = get("actors/", {"limit": 200})
    found = pages(get, "actors/", {"limit": 2})
    assert [uid for page in found for uid in uids(page)] == uids(whole)


def test_pages_hold_still_while_claims_are_published_revised_and_retracted(archive: Archive, get: Get) -> None:
    before = get("claims/", {"limit": 200, "ordering": "published"})
    page = get("claims/", {"limit": 9, "ordering": "published"})
    found, step = uids(page), 0
    while page["next"]:
        step += 1
        # One each of what could shift what is still to be read: a claim added, one revised, one gone.
        factories.publish_all(factories.claim())
        revised, gone = archive.claims[-10 - step], archive.claims[-step]
        Claim.objects.filter(pk=revised.pk).update(statement=f"Revised {step}.")
        publish([revised])
        retract([gone], reason="Misread.")
        page = get(page["next"])
        assert page["meta"]["as_of"] == before["meta"]["as_of"]
        found += uids(page)
    assert step > 3
    assert found == uids(before)
    assert uids(get("claims/", {"limit": 200, "ordering": "published"})) != found


def test_a_page_shows_documents_as_they_stood_when_the_list_was_begun(archive: Archive, get: Get) -> None:
    first = get("claims/", {"limit": 1, "ordering": "published"})
    second = get("claims/", {"limit": 2, "ordering": "published"})["results"][1]
    Claim.objects.filter(uid=second["uid"]).update(statement="Rewritten.")
    publish([Claim.objects.get(uid=second["uid"])])
    assert get(first["next"])["results"] == [second]
    assert get(f"claims/{second['uid']}/")["statement"] == "Rewritten."


def test_the_count_is_of_the_state_that_the_pages_are_of(archive: Archive, get: Get) -> None:
    page = get("claims/", {"limit": 5, "count": "exact"})
    assert page["meta"]["count"] == len(archive.claims)
    factories.publish_all(factories.claim())
    assert get(page["next"])["meta"]["count"] == len(archive.claims)
    assert get("claims/", {"count": "exact"})["meta"]["count"] == len(archive.claims) + 1


def test_a_count_is_made_only_on_request(archive: Archive, get: Get) -> None:
    assert get("claims/")["meta"]["count"] is None


def test_limit_can_change_between_pages(archive: Archive, get: Get) -> None:
    whole = uids(get("claims/", {"limit": 200}))
    page = get("claims/", {"limit": 3})
    wider = get(page["next"].replace("limit=3", "limit=10"))
    assert uids(wider) == whole[3:13]


def test_the_meta_repeats_what_was_understood(archive: Archive, get: Get) -> None:
    query = {"actor": ["azerbaijan,russia", "captain"], "hedged": "true", "likelihood_min": "55", "q": "a, b"}
    meta = get("claims/", {**query, "occurred_after": "2024-01-01", "kind__not": "event,state"})["meta"]
    assert meta["as_of"] == Publication.objects.head()
    assert meta["licence"] is None
    assert meta["applied"] == {
        "actor": ["azerbaijan,russia", "captain"],
        "hedged": True,
        "likelihood_min": 55,
        "q": "a, b",
        "occurred_after": "2024-01-01",
        "kind__not": "event,state",
        "ordering": "-occurred",
        "limit": 50,
    }


def test_link_headers_say_what_the_body_says(archive: Archive, client: Client, get: Get) -> None:
    first = get("claims/", {"limit": 10})
    response = client.get(first["next"])
    links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', response.headers["Link"]))
    body = response.json()
    assert links == {body["next"]: "next", body["previous"]: "prev"}
    assert "Link" not in client.get("/api/v1/claims/?limit=200").headers


def test_links_keep_the_parameters_of_the_request(archive: Archive, get: Get) -> None:
    query = {"actor": ["azerbaijan", "russia,captain"], "fields": "uid,kind", "limit": 1}
    page = get("claims/", query)
    assert page["next"].startswith(
        "http://testserver/api/v1/claims/?actor=azerbaijan&actor=russia,captain&fields=uid,kind"
    )
    following = get(page["next"])
    assert following["meta"]["applied"] == page["meta"]["applied"]
    assert set(following["results"][0]) == {"uid", "kind"}


# --- Cursors ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def cursor(archive: Archive, get: Get) -> str:
    following = get("claims/", {"limit": 5, "kind": "state"})["next"]
    return urllib.parse.parse_qs(following)["cursor"][0]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("claims/", {}),
        ("claims/", {"kind": "event"}),
        ("claims/", {"kind": "state", "hedged": "true"}),
        ("claims/", {"kind": "state", "ordering": "said"}),
        ("claims/", {"kind__not": "state"}),
        ("sources/", {}),
    ],
)
def test_a_cursor_serves_only_the_list_it_was_made_for(
    path: str, query: dict[str, str], cursor: str, refused: Get
) -> None:
    error = refused(path, {**query, "cursor": cursor})["cursor"]
    assert error["problem"] == "invalid-cursor"
    assert "begin again without a cursor" in error["detail"]


def test_the_order_of_alternatives_and_parameters_is_part_of_no_cursor(cursor: str, get: Get) -> None:
    get("claims/", {"cursor": cursor, "limit": 2, "kind": "state", "ordering": "-occurred", "count": "exact"})


def edited(cursor: str) -> list[str]:
    payload, signature = cursor.split(".")
    foreign = Signer(sep=".", salt="other").sign_object([1, "-occurred", "x", 1, 1, False])
    short = Signer(sep=".", salt="claims.shapes.page.Cursor").sign_object([1, 2])
    return [
        "x",
        ".",
        "a.b",
        payload,
        f"{payload}.",
        f"{payload[:-2]}AA.{signature}",
        cursor + "A",
        foreign,
        short,
        "0" * 3000,
    ]


def test_an_edited_cursor_is_refused(cursor: str, refused: Get) -> None:
    for text in edited(cursor):
        assert set(refused("claims/", {"kind": "state", "cursor": text})) == {"cursor"}, text


def test_a_cursor_from_a_state_that_is_not_here_yet_is_refused(cursor: str, refused: Get) -> None:
    """As when a replica that lags behind is asked for the next page."""
    seq = Publication.objects.head() + 1
    signer = Signer(sep=".", salt="claims.shapes.page.Cursor")
    ahead = signer.sign_object([seq, *signer.unsign_object(cursor)[1:]])
    assert f"up to {seq - 1} only" in refused("claims/", {"kind": "state", "cursor": ahead})["cursor"]["detail"]
