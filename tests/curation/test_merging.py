"""Actors that turn out to be one, in public too: merged, followed, and parted again."""

import json

import pytest

from claims.choices import Operation
from claims.curation import checks, documents
from claims.curation.catching_up import catch_up
from claims.curation.publishing import Refused, publish, retract
from claims.curation.rebuilding import differences
from claims.models.actors import Actor, Affiliation
from claims.models.claims import Claim
from claims.models.facts import OPEN, LinkFact
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry() -> Actor:
    return make.actor("ministry", name="Port ministry", kind="government_body")


@pytest.fixture
def heir() -> Actor:
    return make.actor("ministry-of-ports", name="Ministry of Ports", kind="government_body")


@pytest.fixture
def claim(ministry: Actor, heir: Actor) -> Claim:
    """Public, with the actor that is to be merged in every part; the other actor is public too."""
    made = make.claim(
        source=make.source(publisher=ministry),
        participants=[(ministry, "subject"), (make.actor(), "target")],
        positions=[(ministry, make.topic(pole="More of it"), "for")],
    )
    make.publish_all(made, heir)
    made.refresh_from_db()
    return made


def merge(actor: Actor, into: Actor) -> list[Publication]:
    return publish([make.edit(actor, merged_into=into)], by="reviewer", reason="One ministry.")


def test_a_merge_takes_the_actor_from_the_public_and_names_the_other(claim, ministry, heir):
    (row,) = merge(ministry, heir)
    assert (row.op, row.slug, row.revised_at) == (Operation.MERGED, "ministry", None)
    assert json.loads(row.body or "") == {"uid": str(ministry.uid), "merged_into": str(heir.uid)}
    ministry.refresh_from_db()
    assert not ministry.is_public
    assert ("actor", ministry.pk) not in oracle.documents_at(row.seq)
    assert ("actor", ministry.pk) in oracle.documents_at(row.seq - 1)
    link = LinkFact.objects.get(type="merged_into")
    assert (link.uid, link.other, link.from_seq, link.till_seq) == (ministry.uid, heir.uid, row.seq, OPEN)


def test_documents_that_name_the_merged_actor_name_the_other_once_they_are_refreshed(claim, ministry, heir):
    (row,) = merge(ministry, heir)
    assert "ministry" in dict(oracle.labels_in(oracle.public(claim))).values()
    rows = catch_up()
    assert {(row.kind, row.op) for row in rows} == {("claim", "refreshed"), ("source", "refreshed")}
    assert {(again.cause, again.by, again.revised_at) for again in rows} == {(row.seq, "reviewer", None)}
    for record in (claim, claim.source):
        named = {slug for kind, slug in oracle.labels_in(oracle.public(record)) if kind == "actor"}
        assert heir.slug in named
        assert ministry.slug not in named
    label = {"slug": heir.slug, "name": heir.name, "kind": heir.kind, "named": True}
    document = oracle.public(claim)
    assert document["attribution"][0]["actor"] == document["positions"][0]["holder"] == label
    assert differences() == []


def test_what_is_published_after_a_merge_names_the_other_actor_at_once(claim, ministry, heir):
    merge(ministry, heir)
    catch_up()
    new = make.claim(participants=[(ministry, "subject")])
    make.publish_all(new)
    assert oracle.public(new)["participants"][0]["actor"]["slug"] == heir.slug


def test_a_merge_that_is_not_published_shows_nowhere(claim, ministry, heir):
    make.edit(ministry, merged_into=heir)
    publish([make.edit(claim, statement="Dues fell.")])
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == ministry.slug


def test_an_actor_is_merged_only_into_a_public_one(ministry):
    publish([ministry])
    make.edit(ministry, merged_into=make.actor("other"))
    with pytest.raises(Refused, match="merged_into: actor other is not public"):
        publish([ministry])


def test_an_actor_and_the_one_it_is_merged_into_are_published_in_one_act(claim, ministry):
    other = make.actor("other")
    make.edit(ministry, merged_into=other)
    rows = make.publish_all(ministry)
    assert [(row.slug, row.op) for row in rows] == [("other", "published"), ("ministry", "merged")]


def test_merges_are_followed_to_the_last(claim, ministry, heir):
    merge(ministry, heir)
    third = make.actor("third")
    publish([third])
    merge(heir, third)
    catch_up()
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == "third"
    ministry.refresh_from_db()
    assert Actor.objects.get(pk=ministry.pk).canonical() == third


def test_an_actor_is_not_tied_to_itself_by_a_merge(claim, ministry, heir):
    Affiliation.objects.create(actor=heir, kind="part_of", organisation=ministry)
    Affiliation.objects.create(actor=heir, kind="member_of", organisation=make.actor("league"))
    make.publish_all(heir)
    merge(ministry, heir)
    catch_up()
    assert [row["actor"]["slug"] for row in oracle.public(heir)["affiliations"]] == ["league"]
    publish([make.edit(heir, description="One ministry.")])
    assert [row["actor"]["slug"] for row in oracle.public(heir)["affiliations"]] == ["league"]
    assert differences() == []


def test_a_merge_is_taken_back_and_documents_name_the_actor_again(claim, ministry, heir):
    before = oracle.public(claim), oracle.public(claim.source)
    merge(ministry, heir)
    catch_up()
    (row,) = publish([make.edit(ministry, merged_into=None)])
    assert row.op == Operation.PUBLISHED
    rows = catch_up()
    assert {(row.kind, row.op) for row in rows} == {("claim", "refreshed"), ("source", "refreshed")}
    assert (oracle.public(claim), oracle.public(claim.source)) == before
    assert not LinkFact.objects.filter(type="merged_into", till_seq=OPEN).exists()
    assert differences() == []


def test_taking_a_merge_back_publishes_no_edit_that_waits(claim, ministry, heir):
    merge(ministry, heir)
    catch_up()
    make.edit(claim, statement="Half done.")
    publish([make.edit(ministry, merged_into=None)])
    catch_up()
    assert oracle.public(claim)["statement"] != "Half done."
    publish([claim])
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == ministry.slug


def test_an_actor_that_is_named_by_documents_not_yet_refreshed_is_not_retracted(claim, ministry, heir):
    merge(ministry, heir)
    with pytest.raises(Refused, match="it is not public"):
        retract([ministry], reason="Misread.")


def test_the_page_of_the_act_shows_what_a_merge_does(claim, ministry, heir):
    make.edit(ministry, merged_into=heir)
    assert documents.difference(ministry) == [("merged_into", None, heir.slug)]
    assert checks.check([Actor.objects.get(pk=ministry.pk)]) == []


def test_parting_reaches_those_who_were_merged_into_the_actor_before(claim, ministry, heir):
    third = make.actor("third")
    publish([third])
    merge(ministry, heir)
    catch_up()
    merge(heir, third)
    catch_up()
    publish([make.edit(heir, merged_into=None)])
    catch_up()
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == heir.slug
    assert differences() == []


def test_a_merge_into_one_that_is_merged_already_follows_it_when_that_is_taken_back(claim, ministry, heir):
    third = make.actor("third")
    publish([third])
    merge(heir, third)
    catch_up()
    (row,) = merge(ministry, heir)
    assert json.loads(row.body or "")["merged_into"] == str(heir.uid), "the next one, not the last"
    catch_up()
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == "third"
    publish([make.edit(heir, merged_into=None)])
    catch_up()
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == heir.slug


def test_a_merge_leads_past_one_that_was_never_public(claim, ministry, heir):
    between = make.actor("between", merged_into=heir)
    (row,) = merge(ministry, between)
    assert json.loads(row.body or "")["merged_into"] == str(heir.uid)
