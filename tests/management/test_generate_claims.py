"""`manage.py generate_claims`: what it says, and when it does nothing."""

import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bench import workshop
from claims.choices import ClaimState
from claims.curation.publishing import publish
from claims.models.claims import Claim
from claims.models.facts import ClaimFact
from claims.models.ledger import Publication
from tests import factories as make


@pytest.mark.django_db(transaction=True)
def test_it_fills_workshop_ledger_and_facts_and_says_how_far_it_is() -> None:
    out = StringIO()
    call_command("generate_claims", "60", seed=3, stdout=out)
    assert (
        Claim.objects.filter(state=ClaimState.PUBLISHED).count() == ClaimFact.objects.filter(till_seq=2**63 - 1).count()
    )
    last = Publication.objects.latest("seq")
    said = out.getvalue()
    assert f"The chain ends in {last.seq}:{bytes(last.chain).hex()}" in said
    for line in ("no audit rows", "60 of 60 claims", "making facts", "making indexes", "vacuuming", "60 claims in"):
        assert line in said
    # What is in it can be edited and published like anything else.
    claim = Claim.objects.published().first()
    assert claim is not None
    claim.statement = "Something else was said."
    claim.save()
    (row, *_) = publish([claim])
    assert (row.op, row.record) == ("revised", claim.pk)


@pytest.mark.django_db
def test_a_database_that_holds_records_is_left_alone() -> None:
    make.actor()
    with pytest.raises(
        CommandError, match=r"The workshop of this database holds records already.*give an empty database"
    ):
        call_command("generate_claims", "60")


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "-5", "many"])
def test_the_number_is_one_from_1_on(number: str) -> None:
    with pytest.raises(CommandError, match=r"no whole number from 1 on|required|unrecognized"):
        call_command("generate_claims", number)


@pytest.mark.django_db
def test_where_bench_is_not_there_it_says_where_to_run_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "bench" or name.startswith("bench.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(CommandError, match=r"bench/ of the sources.*Run this from a checkout"):
        call_command("generate_claims", "60")


@pytest.mark.django_db
def test_a_role_that_may_not_switch_triggers_off_hears_the_remedy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_writer")
        cursor.execute("SET LOCAL ROLE plain_writer")
        with pytest.raises(workshop.NotAllowed, match=r"session_replication_role.*--ledger-only"):
            workshop.triggers_off()
