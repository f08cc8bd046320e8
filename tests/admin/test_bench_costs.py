"""What the bench asks of the database: as much for a long form and a much coded source as for a short one."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models.claims import Claim
from tests import factories
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db

OPENED, TYPED, SAVED = 40, 30, 150


def queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as made:
        response = ask()
    assert response.status_code in {200, 302}, response.context["problems"]
    return len(made)


def claim_with(rows: int) -> Claim:
    source = factories.source()
    actors = [factories.actor() for _ in range(rows)]
    topics = [factories.topic(pole="Lower dues") for _ in range(rows)]
    return factories.claim(
        source=source,
        voices=[{"actor": actor} for actor in actors],
        participants=[(actor, "subject") for actor in actors],
        topics=topics,
        positions=[(actor, topic, "for") for actor, topic in zip(actors, topics, strict=True)],
        cues=[("may", "modal")] * rows,
        quotes=["raised harbour dues"] * rows,
        relations=[("supports", factories.claim(source=source)) for _ in range(rows)],
    )


def bench(claim: Claim) -> str:
    return reverse("admin:claims_source_code_claim", args=[claim.source_id, claim.pk])


def test_opening_and_typing_cost_the_same_for_twelve_rows_of_each_kind_as_for_two(coder):
    opened, typed = [], []
    for rows in (2, 12):
        page = bench(claim_with(rows))
        data = fields_of(coder.get(page)) | {"occurred_text": "in March"}
        opened.append(queries(partial(coder.get, page)))
        typed.append(queries(partial(coder.post, f"{page}keep/", data)))
    assert opened[0] == opened[1] <= OPENED
    assert typed[0] == typed[1] <= TYPED


def test_a_new_claim_costs_the_same_in_a_much_coded_source(coder):
    costs = []
    for rows in (2, 40):
        source = claim_with(rows).source
        page = reverse("admin:claims_source_code", args=[source.pk])
        costs.append(queries(partial(coder.get, page)))
    assert costs[0] == costs[1] <= OPENED


def test_saving_what_nobody_changed_writes_nothing_and_costs_little(coder):
    claim = claim_with(10)
    coder.post(bench(claim), fields_of(coder.get(bench(claim))) | {"_save": "1"})  # which finds where the cues stand
    claim.refresh_from_db()
    data = fields_of(coder.get(bench(claim)))
    with CaptureQueriesContext(connection) as made:
        assert coder.post(bench(claim), data | {"_save": "1"}).status_code == 302
    assert len(made) <= SAVED
    before = claim.version
    claim.refresh_from_db()
    assert claim.version == before


# Of an actor it is asked as well whether the words name one already.
@pytest.mark.parametrize(("kind", "most"), [("actor", 10), ("topic", 8), ("event", 8), ("place", 8), ("claim", 8)])
def test_suggestions_cost_a_few_queries(coder, kind, most):
    claim = claim_with(30)
    address = reverse("admin:claims_source_suggest", args=[claim.source_id])
    assert queries(lambda: coder.get(address, {"kind": kind, "q": "a"})) <= most
