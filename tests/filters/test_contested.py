"""Contested claims: which are, and at what price that is told."""

from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from claims.curation.publishing import retract
from claims.filters import ClaimFilterSet, ReadingPoint
from claims.models.facts import ClaimFact, LinkFact
from claims.models.ledger import Publication
from tests import factories

pytestmark = pytest.mark.django_db


def contested(seq: int | None = None, **query: str) -> set[UUID]:
    reading = None if seq is None else ReadingPoint(seq)
    return set(ClaimFilterSet({"contested": "true", **query}, reading=reading).qs.values_list("uid", flat=True))


def uncontested() -> set[UUID]:
    return set(ClaimFilterSet({"contested": "false"}).qs.values_list("uid", flat=True))


def test_both_sides_of_a_contradiction_are_contested() -> None:
    claim = factories.claim()
    denial = factories.claim(relations=[("contradicts", claim)])
    bystander = factories.claim(relations=[("supports", claim), ("restates", denial)])
    factories.publish_all(claim, denial, bystander)
    assert contested() == {claim.uid, denial.uid}
    assert uncontested() == {bystander.uid}


def test_whoever_contradicts_himself_is_not_contested() -> None:
    claim = factories.claim()
    factories.publish_all(claim, factories.claim(source=claim.source, relations=[("contradicts", claim)]))
    assert contested() == set()


def test_the_voice_is_the_claimant_and_not_whoever_passes_the_claim_on() -> None:
    guild = factories.actor()
    claim = factories.claim(voices=[{"actor": guild}])
    same = factories.claim(source=claim.source, relations=[("contradicts", claim)])
    elsewhere = factories.claim(voices=[{"actor": guild}], relations=[("contradicts", claim)])
    factories.publish_all(claim, elsewhere)
    assert contested() == set()
    factories.publish_all(same)
    assert contested() == {claim.uid, same.uid}


def test_a_claim_is_contested_as_long_as_the_other_is_public() -> None:
    claim = factories.claim()
    denial = factories.claim(relations=[("contradicts", claim)])
    factories.publish_all(claim)
    alone = Publication.objects.head()
    factories.publish_all(denial)
    both = Publication.objects.head()
    retract([denial], reason="Misread.")
    assert [contested(seq) for seq in (alone, both)] == [set(), {claim.uid, denial.uid}]
    assert contested() == set()


def many(number: int) -> None:
    """So many claims of two voices by turns, with a relation from each to the next; one in fifty contradicts it."""
    voices, uids = [uuid4(), uuid4()], [uuid4() for _ in range(number)]
    fact: dict[str, Any] = {"from_seq": 1, "first_at": timezone.now(), "terms": [], "words": "", "said_key": 0}
    ClaimFact.objects.bulk_create(
        ClaimFact(record=place, uid=uid, first_seq=place, occurred_key=place, claimant=voices[place % 2], **fact)
        for place, uid in enumerate(uids, 1)
    )
    LinkFact.objects.bulk_create(
        LinkFact(
            kind="claim",
            record=place,
            uid=uid,
            other=other,
            type="supports" if place % 50 else "contradicts",
            explicit=False,
            from_seq=1,
        )
        for place, (uid, other) in enumerate(pairwise(uids), 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claimfact, claims_linkfact")


def test_contested_claims_are_told_by_indexes() -> None:
    many(4_000)
    facts = ClaimFilterSet({"contested": "true"}, reading=ReadingPoint(1)).qs
    assert facts.count() == 2 * (4_000 // 50 - 1)
    plan = facts.order_by("-occurred_key", "-record")[:50].explain()
    assert "linkfact_by_type" in plan
    assert "Seq Scan on claims_linkfact" not in plan
