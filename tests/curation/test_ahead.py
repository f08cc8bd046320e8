"""Rendering the next batch while one is written: the documents are those that would be rendered afterwards."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from claims.choices import Axis, RecordKind
from claims.curation import advance, batches, documents
from claims.curation.documents import difference
from claims.curation.memory import Memory
from claims.curation.publishing import publish
from claims.curation.rebuilding import differences
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.facts import OPEN, ClaimFact
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Small batches; and of each that is rendered ahead whether the database would have to be asked for it."""
    monkeypatch.setattr(batches, "BATCH", 4)
    answers: list[bool] = []

    def asks(records: Sequence[Record]) -> bool:
        answers.append(original(records))
        return answers[-1]

    original = documents.asks
    monkeypatch.setattr(documents, "asks", asks)
    return answers


def claims_in_a_row(number: int) -> list[Claim]:
    """Claims of which each contradicts the one before."""
    source = make.source()
    found = [make.claim(source=source)]
    for _ in range(number - 1):
        found.append(make.claim(source=source, relations=[("contradicts", found[-1])]))
    return found


def test_a_claim_shows_relations_to_claims_of_the_batch_before(asked: list[bool]) -> None:
    claims = claims_in_a_row(10)
    make.publish_all(*claims)
    assert asked.count(False) > 1
    for before, claim in pairwise(claims):
        assert [relation["claim"] for relation in oracle.public(claim)["relations"]] == [str(before.uid)]
        assert difference(claim) == []


def test_what_names_an_edited_record_is_not_rendered_ahead(asked: list[bool]) -> None:
    claims = claims_in_a_row(10)
    make.publish_all(*claims)
    asked.clear()
    for claim in claims:
        make.edit(claim, statement=f"{claim.statement} Again.")
    make.edit(claims[0].source, title="Not public yet")
    publish(claims)
    assert False not in asked
    assert {oracle.public(claim)["source"]["title"] for claim in claims} != {"Not public yet"}


def test_facts_of_claims_are_made_with_the_ranks_of_a_scale_that_comes_with_them(asked: list[bool]) -> None:
    make.publish_all(*claims_in_a_row(3))
    claims = claims_in_a_row(10)
    new = make.scale(slug="another").levels.get(code="low")
    for claim in claims[6:]:
        make.edit(claim, coding_confidence=new, coding_confidence_basis="Hard to say.")
    make.publish_all(*claims)
    ranks = ClaimFact.objects.filter(till_seq=OPEN, record__in=[claim.pk for claim in claims])
    high = make.level(Axis.CODING_CONFIDENCE, "high").rank
    assert list(ranks.order_by("record").values_list("coding_rank", flat=True)) == [high] * 6 + [new.rank] * 4
    assert differences() == []


def test_a_scale_that_another_published_meanwhile_is_looked_up(asked: list[bool]) -> None:
    claims, memory = claims_in_a_row(2), Memory()
    make.publish_all(claims[0])
    rows = list(Publication.objects.filter(kind=RecordKind.CLAIM))
    advance.advance(advance.follow(rows, {(row.kind, row.record): row for row in rows}), memory)
    new = make.scale(slug="another").levels.get(code="low")
    make.edit(claims[1], coding_confidence=new, coding_confidence_basis="Hard to say.")
    make.publish_all(claims[1])
    again = list(Publication.objects.filter(kind=RecordKind.CLAIM, record=claims[1].pk))
    advance.advance(advance.follow(again, {(row.kind, row.record): row for row in again}), memory)
    assert memory.ranks[f"another:{new.code}"] == new.rank
