"""manage.py rebuild_facts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models.facts import ClaimFact
from claims.models.ledger import Publication
from tests import factories as make

pytestmark = pytest.mark.django_db


def rebuild_facts(*options: str) -> str:
    out = StringIO()
    call_command("rebuild_facts", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def public() -> None:
    make.publish_all(make.claim())


def test_it_makes_the_facts_anew_and_shows_how_far_it_is(public):
    before = list(ClaimFact.objects.values("record", "from_seq", "till_seq", "terms"))
    ClaimFact.objects.all().delete()
    head = Publication.objects.head()
    said = rebuild_facts()
    assert list(ClaimFact.objects.values("record", "from_seq", "till_seq", "terms")) == before
    assert f"{head} of {head} publications" in said
    assert f"Facts rebuilt up to publication {head}." in said


def test_the_check_passes_where_the_facts_are_the_ledgers(public):
    assert "The facts are what the ledger says" in rebuild_facts("--check")


def test_the_check_fails_with_the_rows_and_the_remedy_and_changes_nothing(public):
    ClaimFact.objects.update(coding_rank=9)
    with pytest.raises(CommandError, match=r"run rebuild_facts\.\nclaims_claimfact: missing: record"):
        rebuild_facts("--check")
    assert ClaimFact.objects.get().coding_rank == 9


def test_an_empty_ledger_has_no_facts():
    assert "up to publication 0" in rebuild_facts()
    assert "up to publication 0" in rebuild_facts("--check")
