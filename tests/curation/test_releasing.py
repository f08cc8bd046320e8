"""A release names the head of the ledger, once and for good."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from claims.curation.publishing import publish, retract
from claims.curation.releasing import release
from claims.models.ledger import Publication, Release
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_release_keeps_the_head_its_chain_and_what_was_public():
    gone, topic = make.topic(), make.topic()
    make.publish_all(make.claim(), gone, topic)
    retract([gone], reason="Not in use.")
    made = release("v1", notes="The first.", by="reviewer")
    head = Publication.objects.latest("seq")
    found = Release.objects.get()
    assert (found.pk, found.name, found.notes, found.by) == (made.pk, "v1", "The first.", "reviewer")
    assert (found.seq, bytes(found.chain)) == (head.seq, bytes(head.chain))
    assert found.at >= head.at
    # The claim's own topic, actor, publisher, source and scale come along.
    assert found.counts == {"claim": 1, "actor": 2, "source": 1, "topic": 2, "event": 0, "place": 0, "scale": 1}


def test_one_state_can_have_two_names():
    publish([make.topic()])
    assert release("draft").seq == release("v1").seq == 1


def test_there_is_nothing_to_release_before_the_first_publication():
    with pytest.raises(ValidationError, match="Nothing was published yet: publish something"):
        release("v1")


def test_a_name_is_given_once():
    publish([make.topic()])
    release("v1")
    publish([make.topic()])
    with pytest.raises(ValidationError, match="Release with this Name already exists"):
        release("v1")
    assert Release.objects.get().seq == 1


@pytest.mark.parametrize("name", ["", "7", "2026-01-01", "V1", "v 1", "v1-", "v--1", "v1\n", "x" * 61])
def test_a_name_that_as_of_could_not_take_is_refused(name):
    publish([make.topic()])
    with pytest.raises(ValidationError, match="name"):
        release(name)
    assert not Release.objects.exists()


def test_a_release_is_neither_changed_nor_deleted():
    publish([make.topic()])
    made = release("v1")
    made.notes = "Other."
    for act in (made.save, made.delete, Release.objects.all().delete):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            act()
