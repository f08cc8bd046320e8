"""Atom: a feed reader reads the newest publications, each claim once, whatever characters are in them."""

import datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.test import Client

from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish, retract
from claims.formats.xml import writable
from claims.models.ledger import Publication
from tests import factories
from tests.api.archive import made_archive
from tests.api.oracle import Oracle
from tests.api.oracle_lists import news
from tests.oracle import public

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
STRANGE = "Dues <rise> & “fall” ]]> 😀 é"


def read(client: Client, path: str) -> Any:
    response = client.get(path if path.startswith("http") else f"/api/v1/claims/{path}")
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/atom+xml"
    feed = feedparser.parse(response.content)
    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def links(part: Any) -> dict[str, str]:
    """By relation; of several alternates the first."""
    return {link.rel: link.href for link in reversed(part.links)}


def told(feed: Any) -> list[tuple[str, str]]:
    """The claims by uid, each with when it was last published or revised."""
    return [
        (entry.id.removeprefix("urn:uuid:"), datetime.datetime.fromisoformat(entry.updated).isoformat())
        for entry in feed.entries
    ]


@pytest.mark.parametrize(
    "query", [{}, {"kind": ["state"]}, {"topic": ["trade"]}, {"sample": ["6"], "seed": ["2"]}], ids=str
)
def test_the_newest_publications_of_the_claims_found_stand_first(query: dict[str, list[str]], client: Client) -> None:
    made_archive(claims=25)
    expected = news(Oracle("claim", Publication.objects.head()), query, {})
    address = "?format=atom&limit=4" + "".join(f"&{name}={values[0]}" for name, values in query.items())
    pages = [read(client, address)]
    while following := links(pages[-1].feed).get("next"):
        pages.append(read(client, following))
    assert expected
    assert [entry for page in pages for entry in told(page)] == expected
    assert len(pages) == -(-len(expected) // 4)
    assert len({page.feed.id for page in pages}) == 1
    for page, before in zip(pages[1:], pages, strict=False):
        assert told(read(client, links(page.feed)["previous"])) == told(before)
        assert links(page.feed)["first"].removeprefix(SITE) == f"/api/v1/claims/{address}"


def test_a_revision_is_news_and_a_refresh_is_none(client: Client) -> None:
    actor = factories.actor("guild", name="Guild")
    refreshed, revised, retracted = (factories.claim(participants=[(actor, "subject")]) for _ in range(3))
    factories.publish_all(refreshed, revised, retracted)
    publish([factories.edit(revised, statement="Revised.")])
    before = read(client, "?format=atom")
    assert before.feed.updated == before.entries[0].updated > before.entries[-1].updated
    assert before.entries[0].title == "Revised."
    publish([factories.edit(actor, name="The Guild")])
    catch_up()
    retract([retracted], reason="Misread.")
    after = read(client, "?format=atom")
    assert Publication.objects.filter(uid=refreshed.uid, op="refreshed").exists()
    assert told(before)[0][0] == str(revised.uid)
    assert told(after) == [entry for entry in told(before) if entry[0] != str(retracted.uid)]
    assert {entry.published for entry in after.entries} != {entry.updated for entry in after.entries}


def test_an_entry_says_what_the_claim_is(client: Client) -> None:
    topic = factories.topic("dues", name="Harbour & other dues")
    source = factories.source("paper", title="The Paper", url="https://example.org/?a=1&b=2")
    claim = factories.claim(source=source, topics=[topic], statement=STRANGE, quotes=["raised harbour dues"])
    factories.publish_all(claim)
    feed = read(client, "?format=atom")
    (entry,) = feed.entries
    assert entry.id == f"urn:uuid:{claim.uid}"
    assert entry.title_detail.type == "text/plain"
    assert entry.author == public(claim)["attribution"][-1]["actor"]["name"] == "Publisher-Of-Paper"
    alternates = {link.type: link.href for link in entry.links if link.rel == "alternate"}
    assert alternates == {
        "application/json": f"{SITE}/api/v1/claims/{claim.uid}/",
        "application/ld+json": f"{SITE}/api/v1/claims/{claim.uid}/?format=jsonld",
    }
    for address in alternates.values():
        assert client.get(address).status_code == 200
    assert links(entry)["via"] == "https://example.org/?a=1&b=2"
    assert [(tag.term, tag.scheme, tag.label) for tag in entry.tags] == [
        ("state", f"{SITE}/api/v1/codebook/#kind", "state"),
        ("dues", f"{SITE}/api/v1/topics/", "Harbour & other dues"),
    ]
    (content,) = entry.content
    assert content.type == "text/plain"
    assert "raised harbour dues" in content.value
    assert "The Paper, 2025-06-01" in content.value


@pytest.mark.parametrize("member", ["title", "content"])
def test_characters_of_xml_are_written_so_that_they_are_read(member: str, client: Client) -> None:
    factories.publish_all(factories.claim(statement=STRANGE))
    root = ET.fromstring(client.get("/api/v1/claims/?format=atom").content)  # noqa: S314 — it is our own
    text = root.findtext(f"{{*}}entry/{{*}}{member}")
    assert text is not None
    assert text.startswith(STRANGE)


def test_characters_that_xml_cannot_write_are_replaced(client: Client) -> None:
    claim = factories.claim(statement="Dues\ufffe rise\uffff.")
    factories.publish_all(claim)
    assert "\ufffe" in client.get(f"/api/v1/claims/{claim.uid}/").json()["statement"]
    (entry,) = read(client, "?format=atom").entries
    assert entry.title == "Dues\ufffd rise\ufffd."


@pytest.mark.parametrize("number", [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
def test_no_control_character_goes_into_xml(number: int) -> None:
    """Nobody can publish these any more, but a ledger may hold some from before."""
    assert writable(f"a{chr(number)}b") == "a\ufffdb"


def test_what_xml_can_write_is_left_as_it_is() -> None:
    text = "\t\n\r \x7f\x85é\ud7ff\ue000\ufffd😀\U0010ffff"
    assert writable(text) == text
    ET.fromstring(f"<a>{writable(text)}</a>")  # noqa: S314 — it is our own


def test_quotes_that_the_policy_withholds_are_not_in_it(client: Client) -> None:
    quote = "The ministry denies that dues are too high."
    factories.publish_all(factories.claim(source=factories.source(quote_policy="none"), quotes=[quote]))
    assert quote not in client.get("/api/v1/claims/?format=atom").content.decode()


def test_it_says_where_the_tombstones_are(client: Client) -> None:
    feed = read(client, "?format=atom")
    assert feed.entries == []
    assert links(feed.feed)["related"] == f"{SITE}/api/v1/changes/"
    assert f"{SITE}/api/v1/changes/" in feed.feed.subtitle
    assert client.get("/api/v1/changes/").status_code == 200


def test_its_identity_and_time_hold_as_long_as_its_news(client: Client) -> None:
    factories.publish_all(factories.claim())
    feed, again = read(client, "?format=atom"), read(client, "?limit=7&format=atom")
    assert feed.feed.id == again.feed.id
    assert feed.feed.updated == feed.entries[0].updated
    assert feed.feed.id != read(client, "?format=atom&kind=state").feed.id
    assert links(feed.feed)["self"] == f"{SITE}/api/v1/claims/?format=atom"


@pytest.mark.parametrize("parameter", ["ordering=published", "ordering=-published", "fields=uid", "count=exact"])
def test_what_a_feed_does_not_have_is_refused_with_the_remedy(parameter: str, client: Client) -> None:
    response = client.get(f"/api/v1/claims/?format=atom&{parameter}")
    name = parameter.partition("=")[0]
    assert response.status_code == 400
    assert f"atom does not take {name}: leave it out, or ask for format=json" in response.json()["detail"]


def test_a_cursor_of_the_list_is_none_of_the_feed(client: Client) -> None:
    made_archive(claims=12)
    cursor = client.get("/api/v1/claims/?limit=3").json()["next"].rpartition("cursor=")[2]
    response = client.get(f"/api/v1/claims/?limit=3&format=atom&cursor={cursor}")
    assert response.status_code == 400
    assert "It was made with ordering=-occurred" in response.json()["detail"]


def test_it_is_given_to_whoever_accepts_it(client: Client) -> None:
    factories.publish_all(factories.claim())
    response = client.get("/api/v1/claims/", headers={"Accept": "application/atom+xml"})
    assert response.headers["Content-Type"] == "application/atom+xml"
    known = client.get(
        "/api/v1/claims/", headers={"Accept": "application/atom+xml", "If-None-Match": response.headers["ETag"]}
    )
    assert known.status_code == 304
