"""FilterSets as any Django programmer may use them: without a request, and never wider than asked."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from claims.filters import ActorFilterSet, ClaimFilterSet, ReadingPoint
from claims.models.facts import ClaimFact
from claims.models.ledger import Publication
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_claims() -> None:
    factories.publish_all(factories.claim(kind="event"), factories.claim(kind="state", negated=True))


def test_a_filterset_narrows_the_facts_at_the_head(two_claims: None) -> None:
    assert ClaimFilterSet({"kind": "event"}).qs.count() == 1
    assert ClaimFilterSet({"kind": "event,state"}).qs.count() == 2
    assert ClaimFilterSet({}).qs.count() == 2
    assert ActorFilterSet({"kind": "media"}).qs.count() == 2


def test_a_filterset_narrows_the_queryset_it_is_given(two_claims: None) -> None:
    first = ClaimFact.objects.order_by("first_seq")[:1].values("pk")
    filterset = ClaimFilterSet({"negated": "true"}, ClaimFact.objects.filter(pk__in=first))
    assert filterset.qs.count() == 0
    assert filterset.filter_queryset(ClaimFact.objects.all()).count() == 1


def test_a_filterset_reads_at_the_point_it_is_given(two_claims: None) -> None:
    before = ReadingPoint.at_head()
    factories.publish_all(factories.claim(kind="event"))
    assert ClaimFilterSet({"kind": "event"}, reading=before).qs.count() == 1
    assert ClaimFilterSet({"kind": "event"}).qs.count() == 2


def test_a_slug_is_looked_up_at_the_reading_point(two_claims: None) -> None:
    before = ReadingPoint.at_head()
    factories.publish_all(factories.claim(participants=[(factories.actor("newcomer"), "subject")]))
    assert ClaimFilterSet({"actor": "newcomer"}).qs.count() == 1
    assert "actor" in ClaimFilterSet({"actor": "newcomer"}, reading=before).errors


@pytest.mark.parametrize("query", [{"kind": "evnt"}, {"actr": "x"}, {"actor": "nobody"}, {"negated": ""}])
def test_what_cannot_be_understood_is_an_error_and_no_wider_answer(query: dict[str, str], two_claims: None) -> None:
    filterset = ClaimFilterSet(query)
    assert not filterset.is_valid()
    assert set(filterset.errors) == set(query)
    with pytest.raises(ValidationError):
        filterset.qs  # noqa: B018 — reading it is what raises


def test_a_repeated_parameter_means_and(two_claims: None) -> None:
    press, guild = factories.actor("gazette"), factories.actor("guild")
    factories.publish_all(factories.claim(participants=[(press, "subject"), (guild, "target")]))
    factories.publish_all(factories.claim(participants=[(press, "subject")]))
    assert ClaimFilterSet(MultiValueDict({"actor": ["gazette", "guild"]})).qs.count() == 1
    assert ClaimFilterSet(MultiValueDict({"actor": ["gazette,guild"]})).qs.count() == 2


def test_holder_topic_and_position_are_of_one_position() -> None:
    ministry, guild = factories.actor("ministry"), factories.actor("guild")
    dues = factories.topic("dues", pole="Higher dues.")
    exemptions = factories.topic("exemptions", pole="More of them.", parent=dues)
    both = [(ministry, "subject"), (guild, "subject")]
    factories.publish_all(
        factories.claim(participants=both, positions=[(ministry, dues, "for"), (guild, exemptions, "against")])
    )

    def found(**query: str) -> int:
        return ClaimFilterSet(query).qs.count()

    assert found(holder="ministry", position="for") == 1
    assert found(holder="ministry", position="against") == 0
    assert found(holder="guild", topic="exemptions", position="against") == 1
    assert found(holder="guild", topic="dues") == 1
    assert found(holder="ministry", topic="exemptions") == 0
    assert found(holder__not="ministry") == 0
    assert found(position__isnull="false") == found(holder__isnull="false") == 1
    assert found(position="neutral") == 0


def test_a_flat_assertion_satisfies_any_least_likelihood_and_no_greatest() -> None:
    factories.publish_all(factories.claim(hedging="unhedged"), factories.claim(hedging="not_coded"))
    assert ClaimFilterSet({"likelihood_min": "100"}).qs.count() == 1
    assert ClaimFilterSet({"likelihood_max": "100"}).qs.count() == 0


def test_an_open_end_counts_as_unbounded() -> None:
    factories.publish_all(
        factories.claim(occurred_from=datetime.date(2024, 12, 25), occurred_precision="period"),
        factories.claim(occurred_to=datetime.date(2020, 1, 1), occurred_precision="period"),
        factories.claim(),
    )
    assert ClaimFilterSet({"occurred_after": "9999-12-31"}).qs.count() == 1
    assert ClaimFilterSet({"occurred_before": "0001-01-01"}).qs.count() == 1
    assert ClaimFilterSet({"occurred_after": "0001-01-01"}).qs.count() == 2
    assert ClaimFilterSet({"occurred_before": "9999-12-31", "occurred_match": "within"}).qs.count() == 1


def test_the_hundreds_of_derived_filters_cost_nothing_when_they_are_not_asked_for() -> None:
    assert set(ClaimFilterSet({"kind": "event"}).filters) == {"kind"}
    assert len(ClaimFilterSet().filters) == len(ClaimFilterSet.base_filters) > 80


def test_a_filterset_without_slugs_asks_for_nothing_but_terms(two_claims: None, django_assert_num_queries: Any) -> None:
    reading = ReadingPoint(Publication.objects.head())
    with django_assert_num_queries(2):
        list(ClaimFilterSet({"kind": "event", "negated__not": "true"}, reading=reading).qs)
    # For words, in which languages there are texts, and which of them no text has.
    with django_assert_num_queries(4):
        list(ClaimFilterSet({"kind": "event", "negated__not": "true", "q": "statement"}, reading=reading).qs)
