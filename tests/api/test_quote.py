"""`quote` and `source_url`: which claims rest on this sentence, on this page."""

from typing import Any

import pytest

from claims.curation.publishing import publish
from claims.models.ledger import Publication
from tests import factories as make
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

TEXT = "The “Port-Ministry” raised  harbour dues — by 3.5 % — in Café Ärger. Shipowners may move. It is so."


@pytest.fixture
def get(get: Get) -> Get:
    """Of what is found, that which the test itself has published: the package's archive may be there too."""
    before = Publication.objects.head()

    def read(path: str, query: dict[str, Any] | None = None) -> Any:
        query = {"limit": 200, **(query or {})} if path in ("claims/", "sources/") else query
        body = get(path, query)
        body["results"] = [item for item in body["results"] if item.get("seq", before + 1) > before]
        return body

    return read


def claim(quote: str, **source: str) -> str:
    made = make.claim(source=make.source(text=TEXT, **source), quotes=[quote])
    make.publish_all(made)
    return str(made.uid)


def found(get: Get, **query: object) -> set[str]:
    return {claim["uid"] for claim in get("claims/", query)["results"]}


@pytest.mark.parametrize(
    "passage",
    [
        "raised  harbour dues — by 3.5 %",
        "RAISED HARBOUR DUES - BY 3,5",
        "harbour\ndues –\tby",
        "ministry raised harbour",
        'He wrote: ‘The "Port Ministry" raised harbour dues, by 3.5 % (in cafe arger)’, and left.',
    ],
)
def test_a_passage_is_found_in_a_quote_and_a_quote_in_a_passage_however_written(passage: str, get: Get) -> None:
    uid = claim("The “Port-Ministry” raised  harbour dues — by 3.5 % — in Café Ärger")
    other = claim("Shipowners may move")
    assert found(get, quote=passage) == {uid}
    assert found(get, quote__not=passage) == {other}


@pytest.mark.parametrize(
    "passage", ["raised harbour due", "aised harbour dues", "harbour raised dues", "raised dues by"]
)
def test_only_whole_words_in_their_order_are_found(passage: str, get: Get) -> None:
    claim("raised  harbour dues — by 3.5 %")
    assert found(get, quote=passage) == set()


@pytest.mark.parametrize("quote", ["may", "Shipowners may", "Shipowners may move", "It is so"])
def test_short_quotes_are_found_in_a_longer_passage(quote: str, get: Get) -> None:
    uid = claim(quote)
    assert found(get, quote="Well, shipowners may move: it is so.") == {uid}


def test_a_passage_given_twice_has_to_hold_twice(get: Get) -> None:
    uid = claim("raised  harbour dues — by 3.5 %")
    claim("harbour dues — by 3.5 %")
    assert found(get, quote=["raised harbour dues", "dues by 3 5"]) == {uid}


def test_a_quote_that_is_not_public_is_not_found(get: Get) -> None:
    claim("raised  harbour dues", quote_policy="none")
    assert found(get, quote="raised harbour dues") == set()


def test_quotes_are_those_that_claims_had_at_s(get: Get) -> None:
    made = make.claim(quotes=["raised harbour dues"])
    make.publish_all(made)
    seq = Publication.objects.head()
    made.evidence.all().delete()
    make.evidence(made, "Shipowners may move to other ports")
    publish([make.edit(made, statement="They may move.")])
    assert found(get, quote="raised harbour dues") == set()
    assert found(get, quote="raised harbour dues", as_of=seq) == {str(made.uid)}
    assert found(get, quote="may move to") == {str(made.uid)}
    assert found(get, quote="may move to", as_of=seq) == set()


@pytest.mark.parametrize("passage", ["two words", "!!! 😀 one", "—"])
def test_fewer_than_three_words_are_refused(passage: str, refused: Get) -> None:
    assert "at least 3 words" in refused("claims/", {"quote": passage})["quote"]["detail"]


def test_a_long_passage_is_refused_beyond_a_length_and_answered_below(get: Get, refused: Get) -> None:
    uid = claim("Shipowners may move")
    assert found(get, quote="so it was " * 190 + "Shipowners may move") == {uid}
    assert "are the most" in refused("claims/", {"quote": "word " * 500})["quote"]["detail"]


# --- Pages ---------------------------------------------------------------------------------------

PAGE = "https://www.ports.example/dues/?id=1&utm_source=feed#top"


@pytest.mark.parametrize(
    "address",
    [PAGE, "http://ports.example/dues?id=1", "PORTS.example/dues/?utm_campaign=x&id=1", "//ports.example/dues?id=1"],
)
def test_claims_are_found_by_the_page_of_their_source(address: str, get: Get) -> None:
    uid, other = claim("raised  harbour dues", url=PAGE), claim("raised  harbour dues")
    assert found(get, source_url=address) == {uid}
    assert found(get, source_url__not=address) == {other}
    assert len(get("sources/", {"url": address})["results"]) == 1
    assert len(get("sources/", {"url__not": address})["results"]) == 1


@pytest.mark.parametrize(
    "address", ["ports.example", "ports.example/dues?id=2", "https://", "x", "[", "http://[::1", "%", "😀"]
)
def test_a_page_that_no_source_is_of_finds_nothing(address: str, get: Get) -> None:
    uids = {claim("raised  harbour dues", url=PAGE), claim("raised  harbour dues")}
    assert found(get, source_url=address) == set()
    assert found(get, source_url__not=address) == uids
    assert get("sources/", {"url": address})["results"] == []


def test_a_page_is_that_of_the_source_at_s(get: Get) -> None:
    source = make.source(text=TEXT, url=PAGE)
    made = make.claim(source=source, quotes=["raised  harbour dues"])
    make.publish_all(made)
    seq = Publication.objects.head()
    publish([make.edit(source, url="https://ports.example/elsewhere")])
    assert found(get, source_url=PAGE) == set()
    assert found(get, source_url=PAGE, as_of=seq) == found(get, source_url="ports.example/elsewhere") == {str(made.uid)}


def test_sources_without_a_page_can_be_asked_for(get: Get) -> None:
    make.publish_all(make.source("with", url=PAGE), make.source("without"))
    assert [source["slug"] for source in get("sources/", {"url__isnull": "true"})["results"]] == ["without"]
