"""What a document says of other records is what is public of them, at once and no sooner."""

import pytest

from claims.curation import documents
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """A public claim."""
    made = make.claim(statement="Dues rose.")
    make.publish_all(made)
    made.refresh_from_db()
    return made


def test_an_unpublished_edit_of_what_a_claim_names_does_not_come_with_the_claim(claim):
    """Coders edit, reviewers publish: somebody else's half-done edit is not public by the way."""
    before = oracle.public(claim)
    publisher = claim.source.publisher
    make.edit(publisher, name="A slip of the pen", slug="slip", kind="company")
    make.edit(claim.topics.get(), name="Half done", slug="half-done")
    make.edit(claim.source, title="Working title", coding_depth="main", url="https://example.org/x")
    publish([make.edit(claim, statement="Dues fell.")])
    assert oracle.public(claim) == {**before, "statement": "Dues fell."}


def test_a_renamed_slug_that_is_not_public_yet_does_not_stop_publishing(claim):
    make.edit(claim.topics.get(), slug="renamed")
    publish([make.edit(claim, statement="Dues fell.")])
    assert oracle.dangling(Publication.objects.head()) == []


def test_a_published_rename_refreshes_the_documents_that_embed_the_name(claim):
    publisher = claim.source.publisher
    (revised,) = publish([make.edit(publisher, name="The Harbour Post")])
    assert revised.op == "revised"
    assert oracle.public(claim)["attribution"][0]["actor"]["name"] != "The Harbour Post", "it is done later"
    refreshed = catch_up()
    assert {(row.kind, row.op, row.cause) for row in refreshed} == {
        ("claim", "refreshed", revised.seq),
        ("source", "refreshed", revised.seq),
    }
    document = oracle.public(claim)
    assert document["attribution"][0]["actor"]["name"] == "The Harbour Post"
    assert document["source"]["publisher"]["name"] == "The Harbour Post"
    assert oracle.public(claim.source)["publisher"]["name"] == "The Harbour Post"
    assert oracle.last(claim).revised_at is None


def test_a_change_that_no_other_document_embeds_refreshes_nothing(claim):
    rows = publish([make.edit(claim.source.publisher, description="A daily.")])
    assert [row.op for row in rows] == ["revised"]
    assert catch_up() == []


def test_a_refresh_carries_no_unpublished_edit_along(claim):
    make.edit(claim, statement="Half done.")
    publish([make.edit(claim.source.publisher, name="The Harbour Post")])
    assert catch_up()
    assert oracle.public(claim)["statement"] == "Dues rose."
    claim.refresh_from_db()
    assert claim.has_changed


def test_a_claim_published_after_a_rename_without_an_edit_is_refreshed_and_not_revised(claim):
    publish([make.edit(claim.topics.get(), name="Harbour dues")])
    (row,) = publish([claim])
    assert (row.op, row.revised_at) == ("refreshed", None)
    assert catch_up() == [], "it has the new name already"


def test_records_of_one_act_embed_each_others_new_names(claim):
    topic = make.edit(claim.topics.get(), name="Harbour dues", slug="harbour-dues")
    narrow = make.topic("tonnage-dues", parent=topic)
    publish([topic, narrow, make.edit(claim, statement="Dues fell.")])
    assert oracle.public(claim)["topics"] == [{"slug": "harbour-dues", "name": "Harbour dues"}]
    assert oracle.public(narrow)["parent"] == {"slug": "harbour-dues", "name": "Harbour dues"}


def test_the_difference_shows_what_publishing_would_change_and_no_more(claim):
    make.edit(claim.topics.get(), name="Half done")
    make.edit(claim, statement="Dues fell.")
    (change,) = documents.difference(claim)
    assert change == ("statement", "Dues rose.", "Dues fell.")
    assert {change.before for change in documents.difference(make.claim())} == {None}
