"""Rendering the next batch while one is written: the documents are those that would be rendered afterwards."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from claims.curation import batches, documents
from claims.curation.documents import difference
from claims.curation.publishing import publish
from claims.models.base import Record
from claims.models.claims import Claim
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
