"""The share of a source's text that its public quotes expose."""

import pytest

from claims.curation import anchoring
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish, retract
from claims.models.ledger import Publication
from claims.models.sources import Source
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db

LENGTH = len(anchoring.normalise(make.TEXT))


def share(source: Source) -> float | None:
    return oracle.public(source)["quoted_share"]


def test_a_source_without_public_claims_exposes_nothing():
    source = make.source()
    make.publish_all(source)
    assert share(source) == 0.0


def test_a_source_that_no_claim_names_yet_exposes_nothing_whatever_claims_of_others_quote():
    make.publish_all(make.claim(quotes=["raised harbour dues"]))
    source = make.source("another")
    make.publish_all(source)
    assert share(source) == 0.0
    # Public already, without a claim: the share that is there is looked up, and not only set at first.
    publish([make.edit(source, title="Renamed")])
    assert share(source) == 0.0


def test_a_source_without_a_text_has_no_share():
    source = make.source(text="", coding_depth="none")
    make.publish_all(source)
    assert share(source) is None


def test_the_share_counts_the_characters_of_all_quotes():
    source = make.source()
    quotes = ["raised harbour dues", "Dues have doubled"]
    make.publish_all(make.claim(source=source, quotes=quotes))
    assert share(source) == round(sum(map(len, quotes)) / LENGTH, 4)


def test_quotes_that_overlap_count_once():
    source = make.source()
    make.publish_all(
        make.claim(source=source, quotes=["The port ministry raised", "port ministry"]),
        make.claim(source=source, quotes=["ministry raised harbour dues"]),
    )
    assert share(source) == round(len("The port ministry raised harbour dues") / LENGTH, 4)


def test_a_share_that_changes_is_refreshed_with_its_cause_and_one_that_does_not_is_not():
    source = make.source()
    first = make.claim(source=source)
    make.publish_all(first)
    head = Publication.objects.head()
    rows = make.publish_all(make.claim(source=source, topics=[first.topics.get()], participants=[]))
    assert [row.kind for row in rows] == ["claim"], "the same words again expose nothing new"
    rows = make.publish_all(make.claim(source=source, quotes=["Dues have doubled"]))
    claim, refreshed = (row for row in rows if row.kind in ("claim", "source"))
    assert (refreshed.op, refreshed.uid, refreshed.cause) == ("refreshed", source.uid, claim.seq)
    assert refreshed.revised_at is None
    assert refreshed.seq > head


def test_a_retraction_takes_its_quotes_out_of_the_share():
    source = make.source()
    claim = make.claim(source=source)
    make.publish_all(claim)
    retract([claim], reason="Misread.")
    assert share(source) == 0.0


def test_under_the_policy_none_no_words_are_public_and_the_share_is_0():
    source = make.source(quote_policy="none")
    claim = make.claim(source=source)
    make.publish_all(claim)
    (item,) = oracle.public(claim)["evidence"]
    assert item["quote"] is None
    assert (item["start"], item["end"] - item["start"]) == (make.TEXT.index("raised"), len("raised harbour dues"))
    assert share(source) == 0.0
    assert "raised harbour dues" not in "".join(row.body or "" for row in Publication.objects.all())


def test_a_policy_that_becomes_none_takes_the_quotes_out_of_what_is_public():
    source = make.source()
    claim = make.claim(source=source)
    make.publish_all(claim)
    Source.objects.filter(pk=source.pk).update(quote_policy="none")
    assert oracle.public(claim)["evidence"][0]["quote"]
    publish([source])
    catch_up()
    assert oracle.public(claim)["evidence"][0]["quote"] is None
    assert share(source) == 0.0


def test_a_policy_that_waits_for_publication_shows_no_quotes_early():
    source = make.source(quote_policy="none")
    claim = make.claim(source=source)
    make.publish_all(claim)
    Source.objects.filter(pk=source.pk).update(quote_policy="quotes")
    type(claim).objects.filter(pk=claim.pk).update(statement="Dues fell.")
    publish([claim])
    assert oracle.public(claim)["evidence"][0]["quote"] is None
    publish([source])
    catch_up()
    publish([claim])
    assert oracle.public(claim)["evidence"][0]["quote"] == "raised harbour dues"
    assert oracle.public(source)["quoted_share"] > 0


def test_an_unpublished_edit_of_the_source_does_not_come_with_its_share():
    source = make.source()
    make.publish_all(source)
    Source.objects.filter(pk=source.pk).update(title="Working title")
    make.publish_all(make.claim(source=source))
    document = oracle.public(source)
    assert document["title"] != "Working title"
    assert document["quoted_share"] > 0
    source.refresh_from_db()
    assert source.has_changed


def test_the_share_is_never_more_than_all_though_the_text_was_shortened():
    source = make.source()
    make.publish_all(make.claim(source=source))
    make.store_text(source, "Short.")
    publish([source])
    assert share(source) == 1.0
