"""Two reviewers press the same button in the same moment: it is done once, both are told, and nothing breaks."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.urls import reverse

from claims.curation import workflow
from claims.curation.publishing import Refused
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.reviewing import Acceptance
from tests import factories
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*asked):
    """The answers to (client, address, data), each asked by a thread of its own, all begun together."""
    start, answers = threading.Barrier(len(asked)), [None] * len(asked)

    def ask(number, client, where, data):
        try:
            start.wait()
            answers[number] = client.post(where, data)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number, *one)) for number, one in enumerate(asked)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def source(groups):
    source = factories.source()
    for _ in range(3):
        factories.claim(source=source)
    workflow.send_to_review(Claim.objects.all())
    return source


@pytest.mark.parametrize("attempt", range(3))
def test_two_reviewers_publish_the_same_source(as_role, source, attempt):
    workflow.accept(Claim.objects.all())
    where = reverse("admin:claims_source_publish-claims", args=[source.pk])
    reviewers = [as_role("reviewer") for _ in range(3)]
    pages = [(client, where, fields_of(client.get(where))) for client in reviewers]
    answers = at_once(*pages)
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert set(Claim.objects.values_list("state", flat=True)) == {"published"}
    claims = Counter(Publication.objects.filter(kind="claim").values_list("record", flat=True))
    assert list(claims.values()) == [1, 1, 1]
    documents = Counter((row.kind, row.record, str(row.body)) for row in Publication.objects.all())
    assert set(documents.values()) == {1}  # the source is told of again only with another count of its claims
    sequence = list(Publication.objects.order_by("seq").values_list("seq", flat=True))
    assert sequence == list(range(1, len(sequence) + 1))


@pytest.mark.parametrize("attempt", range(3))
def test_one_accepts_and_another_sends_back_the_same_claim(as_role, source, attempt):
    claim = Claim.objects.order_by("pk")[0]
    where = reverse("admin:claims_source_review", args=[source.pk])
    told = {"claim": claim.pk, "version": claim.version}
    accept, back = told | {"do": "accept"}, told | {"do": "send-back", "text": "Which dues?"}
    answers = at_once(*[(as_role("reviewer"), where, data) for data in (accept, accept, back, back)])
    assert {answer.status_code for answer in answers} == {302}
    claim.refresh_from_db()
    assert claim.state == "draft"
    assert not Acceptance.objects.filter(claim=claim, version=claim.version).exists()


def test_two_reviewers_accept_the_same_claim(as_role, source):
    claim = Claim.objects.order_by("pk")[0]
    where = reverse("admin:claims_source_review", args=[source.pk])
    data = {"claim": claim.pk, "version": claim.version, "do": "accept"}
    answers = at_once(*[(as_role("reviewer"), where, data) for _ in range(3)])
    assert {answer.status_code for answer in answers} == {302}
    assert Acceptance.objects.get(claim=claim).version == claim.version


def test_a_claim_that_is_deleted_while_it_is_accepted_is_told_of(groups):
    gone = factories.claim()
    workflow.send_to_review([gone])
    read = Claim.objects.get(pk=gone.pk)
    Claim.objects.all().delete()
    for step in (workflow.accept, workflow.send_back):
        with pytest.raises(Refused, match="1 deleted meanwhile"):
            step([read])
