"""What was redacted, and who published it, stands in no shape, format, header, suggestion or refusal, at any state."""

from collections.abc import Iterator

import pytest
from django.test import Client

from claims.choices import PositionValue
from claims.curation.publishing import publish
from claims.curation.redacting import redact
from claims.models.actors import Affiliation
from claims.models.base import Record
from claims.models.ledger import Publication
from claims.shapes.dimensions import DIMENSIONS
from claims.shapes.network import Ties
from tests import factories as make
from tests.api.archive import Archive
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

# In every name and slug of the records, and in what their claim says.
ERASED, PUBLISHER = "zorbas", "curator-nobody"


@pytest.fixture
def records(archive: Archive) -> list[Record]:
    """Two actors, a topic, a place, an event and a source, which a claim names; published after the archive."""
    one, other = (make.actor(f"{ERASED}-{name}", name=f"Zorbas the {name}") for name in ("one", "other"))
    topic = make.topic(f"{ERASED}-topic", name="Zorbas topic", pole="More of Zorbas.")
    place = make.place(f"{ERASED}-place", name="Zorbas place", country="AZ")
    event = make.event(f"{ERASED}-event", name="Zorbas event", places=[place])
    source = make.source(f"{ERASED}-source", title="Zorbas papers", publisher=one, url="https://zorbas.example/")
    claim = make.claim(
        source=source,
        statement="Zorbas danced on the quay.",
        voices=[{"actor": other}],
        participants=[(one, "subject"), (other, "target")],
        topics=[topic],
        places=[place],
        event=event,
        positions=[(one, topic, PositionValue.FOR), (other, topic, PositionValue.FOR)],
    )
    make.publish_all(claim, by=PUBLISHER)
    return [source, event, place, topic, one, other]


def shapes() -> Iterator[str]:
    """Addresses of everything that would show it."""
    for form in ("json", "ndjson", "csv"):
        yield f"claims/facets/?facet={','.join(DIMENSIONS)}&limit=200&format={form}"
        for one, other in (("actor", "topic"), ("holder", "publisher"), ("event", "place"), ("source", "claimant")):
            yield f"claims/crosstab/?rows={one}&columns={other}&limit=200&format={form}"
            yield f"claims/timeline/?interval=year&dates=source&by={one}&then_by={other}&limit=200&format={form}"
    for ties in Ties.values:
        for form in ("json", "csv", "graphml"):
            normalization = "" if ties in (Ties.CO_MENTION, Ties.DIRECTED) else "&normalization=jaccard"
            yield f"claims/network/?ties={ties}&format={form}{normalization}"
    yield "claims/?group=source&limit=200"
    for form in ("jsonld", "atom", "ndjson", "csv"):
        yield f"claims/?format={form}&limit=200"
    for rows in ("participant", "attribution", "position"):
        yield f"claims/export/?format=csv&rows={rows}"
    yield "claims/export/?format=ndjson"
    yield "suggest/?q=zorb"
    yield "claims/?q=zorbsa"  # read as the word, once it is one
    # Refused, and what is nearest is named.
    yield "claims/facets/?actor=zorbes-one"
    yield "claims/network/?topic=zorbes-topic"


def telling(client: Client, word: str, seq: int) -> list[str]:
    """Those of the addresses whose answer holds the word."""
    return [address for address in shapes() if word in said(client, f"{address}&as_of={seq}").casefold()]


def said(client: Client, address: str) -> str:
    """Whatever an answer says, its headers included."""
    response = client.get(f"/api/v1/{address}")
    assert response.status_code in (200, 400), (address, response.content)
    return f"{response.headers} {response.getvalue().decode()}"


def test_what_was_redacted_is_in_no_shape_at_any_state(records: list[Record], client: Client) -> None:
    before = Publication.objects.head()
    silent = set(shapes()) - set(telling(client, ERASED, before))
    # Both are for it, so that there is no conflict, and the network of conflict has ties alone as rows.
    assert silent == {"claims/network/?ties=conflict&format=csv&normalization=jaccard"}
    redact(records, reason="The law says so.")
    for seq in (before, Publication.objects.head()):
        assert telling(client, ERASED, seq) == []


def test_who_published_is_in_no_shape(records: list[Record], client: Client) -> None:
    assert set(Publication.objects.filter(slug=f"{ERASED}-one").values_list("by", flat=True)) == {PUBLISHER}
    assert telling(client, PUBLISHER, Publication.objects.head()) == []


def test_who_lost_a_document_because_it_named_another_is_shown_by_its_slug(get: Get) -> None:
    quill, guild = make.actor("quill", name="Quill"), make.actor("guild", name="Guild of Quill")
    tie = Affiliation.objects.create(actor=guild, kind="controlled_by", organisation=quill)
    make.publish_all(make.claim(participants=[(guild, "subject")]))
    before = Publication.objects.head()
    tie.delete()
    publish([guild])
    redact([quill], reason="The law says so.")
    asked = {"actor": "guild", "as_of": before}
    (facet,) = get("claims/facets/", {**asked, "facet": "subject"})["facets"]
    assert facet["buckets"] == [{"key": "guild", "label": None, "count": 1}]
    assert (facet["values"], facet["other"], facet["not_coded"]) == (1, 0, 0)
    (row,) = get("claims/crosstab/", {**asked, "rows": "subject", "columns": "kind"})["rows"]
    assert row == facet["buckets"][0]
    rows = get("claims/timeline/", {**asked, "by": "subject", "dates": "source", "interval": "year"})["rows"]
    assert rows == [{"period": "2025", "subject": "guild", "subject_label": None, "count": 1}]
    (*_, condition) = get("claims/", {**asked, "explain": "true"})["meta"]["explain"]
    assert (condition["words"], condition["left"]) == ("actor is “guild”", 1)
    (facet,) = get("claims/facets/", {"actor": "guild", "facet": "subject"})["facets"]
    assert facet["buckets"] == [{"key": "guild", "label": "Guild of Quill", "count": 1}]
