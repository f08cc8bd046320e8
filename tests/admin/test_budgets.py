"""What every page of the admin costs on 10,000 generated claims: queries, and time as `bench.curation` measures it."""

import sys
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from bench.admin_world import ROWS, prepare
from bench.curation import MOST, Taken, from_the_resolver, timed

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROUNDS = 3
USUAL = 30  # queries of a page
# Of pages that work through many rows, or do what they are asked for in many tables.
MORE = {
    "changeset/undo/": 130,  # what came later is looked for in each table of the audit
    "import/change/ (check of 100 rows)": 45,
}
# Seconds at the median of pages that hold so much: a claim with 100 rows of each of its six kinds is there to see how
# the form grows.
LONGER = {
    f"claim/change/ ({ROWS} rows of each kind)": 3.0,
    f"source/code/ (a claim with {ROWS} rows of each kind)": 3.5,
}


@pytest.fixture
def pages() -> Iterator[list[Taken]]:
    """Each page, asked for as `bench.curation` asks; and told, for whoever wants to know where the time goes."""
    call_command("generate_claims", "10000")
    taken = []
    with transaction.atomic():
        user = User.objects.create_superuser("measurer")
        world, client = prepare(user), Client()
        client.force_login(user)
        for name, ask in {**from_the_resolver(world), **world.asked}.items():
            taken.append(timed(client, name, ask, ROUNDS))
            sys.stdout.write(f"{taken[-1]}\n")
        yield taken
        transaction.set_rollback(True)


def test_every_page_keeps_its_budget_of_queries_and_of_time(pages: list[Taken]) -> None:
    assert len(pages) > 150
    assert {*MORE, *LONGER} <= {taken.page for taken in pages}
    assert [str(taken) for taken in pages if taken.status >= 500] == []
    assert [str(taken) for taken in pages if taken.queries > MORE.get(taken.page, USUAL)] == []
    assert [str(taken) for taken in pages if taken.median > LONGER.get(taken.page, MOST)] == []
