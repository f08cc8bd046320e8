"""Which claims wait in which queue."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.choices import Axis
from claims.curation import workflow
from claims.curation.publishing import retract
from claims.curation.queues import BY_NAME, QUEUES, counts, waiting
from claims.models.claims import Claim
from claims.models.coding import Evidence
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> User:
    return User.objects.create_user("anna")


def held(name: str, account: Any) -> set[Claim]:
    return set(waiting(BY_NAME[name], account))


def test_mine_are_the_drafts_that_i_coded_or_that_came_back_to_me(account):
    mine, _ = factories.claim(coder=account), factories.claim(coder=User.objects.create_user("ben"))
    assert held("mine", account) == {mine}
    workflow.send_to_review([mine])
    assert held("mine", account) == set()
    workflow.send_back([mine], reason="Another voice.")
    assert held("mine", account) == {mine}


def test_to_review_is_what_was_sent_until_it_is_accepted_or_edited_after_that(account):
    claim, _ = factories.claim(), factories.claim()
    workflow.send_to_review([claim])
    assert held("to-review", account) == {claim}
    workflow.accept(Claim.objects.filter(pk=claim.pk), by="anna")
    assert (held("to-review", account), held("accepted", account)) == (set(), {claim})
    factories.edit(claim, statement="Dues rose.")
    assert (held("to-review", account), held("accepted", account)) == ({claim}, set())


def test_changed_is_what_was_edited_since_it_was_published(account):
    claim, other = factories.claim(), factories.claim()
    factories.publish_all(claim, other)
    factories.edit(claim, statement="Dues rose.")
    assert held("changed", account) == {claim}


def test_what_was_published_waits_in_no_queue_of_acceptance(account):
    claim = factories.claim()
    workflow.send_to_review([claim])
    workflow.accept(Claim.objects.filter(pk=claim.pk))
    factories.publish_all(Claim.objects.get(pk=claim.pk))
    assert held("accepted", account) == held("to-review", account) == set()


@pytest.mark.parametrize("status", ["missing", "ambiguous", "unchecked"])
def test_anchors_are_to_settle_where_a_quote_has_no_place(account, status):
    claim, _ = factories.claim(), factories.claim()
    Evidence.objects.filter(claim=claim).update(status=status, text=None, start=None, end=None)
    assert held("anchors", account) == {claim}


def test_anchors_are_to_settle_where_a_quote_moved_or_the_text_has_a_newer_version(account):
    moved, older, _ = factories.claim(), factories.claim(), factories.claim()
    Evidence.objects.filter(claim=moved).update(status="moved")
    factories.store_text(older.source, factories.TEXT + " More.")
    assert held("anchors", account) == {moved, older}


def test_a_quote_of_a_source_without_a_text_has_nothing_to_settle(account):
    factories.claim(source=factories.source(text="", coding_depth="full"))
    assert held("anchors", account) == set()


def test_contested_are_both_sides_of_a_contradiction_between_voices(account):
    source = factories.source()
    one = factories.claim(source=source, voices=[{"actor": factories.actor()}])
    other = factories.claim(source=source, relations=[("contradicts", one)])
    assert held("contested", account) == {one, other}


def test_what_one_voice_says_against_itself_is_not_contested_nor_is_what_was_merged_into_it(account):
    source = factories.source()
    survivor = factories.actor()
    merged = factories.actor(merged_into=survivor)
    one = factories.claim(source=source, voices=[{"actor": merged}])
    factories.claim(
        source=source, voices=[{"actor": survivor}], relations=[("contradicts", one), ("supports", factories.claim())]
    )
    assert held("contested", account) == set()


@pytest.mark.parametrize("length", [2, 3, 5])
def test_a_voice_is_followed_through_a_chain_of_merges_to_its_end(account, length):
    source = factories.source()
    chain = [factories.actor()]
    for _ in range(length):
        chain.append(factories.actor(merged_into=chain[-1]))
    one = factories.claim(source=source, voices=[{"actor": chain[-1]}])
    factories.claim(source=source, voices=[{"actor": chain[0]}], relations=[("contradicts", one)])
    factories.claim(source=source, voices=[{"actor": chain[1]}], relations=[("contradicts", one)])
    assert held("contested", account) == set()
    of_another = factories.claim(source=source, voices=[{"actor": factories.actor()}], relations=[("contradicts", one)])
    assert held("contested", account) == {one, of_another}


def test_where_merges_run_in_a_circle_each_voice_is_its_own(account):
    first = factories.actor()
    second = factories.actor(merged_into=first)
    factories.edit(first, merged_into=second)
    one = factories.claim(voices=[{"actor": first}])
    other = factories.claim(voices=[{"actor": second}], relations=[("contradicts", one)])
    assert held("contested", account) == {one, other}


def test_what_a_retracted_claim_contradicts_is_not_contested(account):
    one, other = factories.claim(), factories.claim()
    other = factories.claim(relations=[("contradicts", one)])
    factories.publish_all(one, other)
    retract([other], reason="Misread.")
    assert held("contested", account) == set()


def test_low_confidence_is_the_lowest_level_of_its_scale(account):
    low = factories.claim(
        coding_confidence=factories.level(Axis.CODING_CONFIDENCE, "low"), coding_confidence_basis="One mention."
    )
    factories.claim(coding_confidence=factories.level(Axis.CODING_CONFIDENCE, "moderate"), coding_confidence_basis="x")
    assert held("low-confidence", account) == {low}


def test_counts_say_of_each_queue_how_many_wait(account):
    factories.claim(coder=account)
    numbers = {queue.name: number for queue, number in counts(account)}
    assert list(numbers) == [queue.name for queue in QUEUES]
    assert {name for name, number in numbers.items() if number} == {"mine"}
