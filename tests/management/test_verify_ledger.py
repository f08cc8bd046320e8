"""manage.py verify_ledger."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from claims.curation import rebuilding, verifying
from claims.curation.publishing import publish
from claims.models.ledger import Publication
from tests import factories as make
from tests.ledgers import alter

pytestmark = pytest.mark.django_db


def verify_ledger(*options: str) -> str:
    out = StringIO()
    call_command("verify_ledger", *options, stdout=out)
    return out.getvalue()


def kept(seq: int) -> str:
    return f"{seq}:{bytes(Publication.objects.get(seq=seq).chain).hex()}"


@pytest.fixture
def head() -> int:
    publish([make.topic() for _ in range(5)])
    return Publication.objects.head()


def facts() -> int:
    """How many there are now."""
    return sum(model._default_manager.count() for model in rebuilding.FACTS)


def test_it_says_how_far_it_is_and_what_holds(head):
    said = verify_ledger()
    assert "  5 of 5 publications verified" in said
    assert "  5 of 5 publications made into facts" in said
    assert f"The ledger holds up to {kept(head)}" in said
    assert "5 publications (5 published), 0 of them erased." in said
    assert f"0 releases; {facts()} facts as a rebuild would make them." in said
    assert "Verified in " in said


def test_an_empty_ledger_holds():
    said = verify_ledger()
    assert f"The ledger holds up to 0:{'0' * 64}" in said
    assert "0 publications (none)" in said


def test_it_fails_with_the_row_and_what_is_wrong(head):
    alter(Publication, 3, "slug = 'other'")
    with pytest.raises(CommandError, match=r"does not hold\.\npublication 3: its slug is not the one in its body"):
        verify_ledger()


def test_it_can_stop_before_the_head(head):
    alter(Publication, 4, "slug = 'other'")
    said = verify_ledger("--until", "3")
    assert "  3 of 3 publications verified" in said
    assert f"The ledger holds up to {kept(3)}" in said
    assert "Facts not compared." in said


def test_heads_that_were_kept_have_to_be_there(head):
    assert "The ledger holds" in verify_ledger("--expect", kept(2), "--expect", kept(head))
    with pytest.raises(CommandError, match=r"publication 2: its chain hash is [0-9a-f]{64}, and was once 0{64}"):
        verify_ledger("--expect", f"2:{'0' * 64}")
    with pytest.raises(CommandError, match="publication 6: it was there once, and the ledger ends at 5"):
        verify_ledger("--expect", f"6:{'0' * 64}")


@pytest.mark.parametrize("text", ["2", "two:00", f"0:{'0' * 64}", "2:00", f"2:{'g' * 64}"])
def test_a_head_that_is_none_is_refused_with_its_form(head, text):
    with pytest.raises(CommandError, match="is not SEQ:CHAIN, a number and 64 hexadecimal digits"):
        verify_ledger("--expect", text)


@pytest.mark.parametrize("options", [["--until", "6"], ["--until", "0"], ["--until", "2", "--expect", f"3:{'0' * 64}"]])
def test_an_end_that_is_not_in_the_ledger_or_before_a_kept_head_is_refused(head, options):
    with pytest.raises(CommandError, match=r"--until: give a number from [13] to 5, the head of the ledger"):
        verify_ledger(*options)


@pytest.mark.django_db(transaction=True)
def test_publishers_go_on_meanwhile_and_are_not_looked_at(monkeypatch):
    publish([make.topic() for _ in range(4)])
    monkeypatch.setattr(verifying, "BATCH", 2)
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    more = [make.topic() for _ in range(20)]

    def publish_another(what: str, seq: int) -> None:
        def work() -> None:
            publish([more.pop()])
            connections.close_all()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(20)
        assert not thread.is_alive(), "a publisher waits for the verification"

    before = facts()
    verdict = verifying.verify(progress=publish_another)
    assert (verdict.faults, verdict.head, verdict.facts) == ([], 4, before)
    assert Publication.objects.head() == 8
    assert verifying.verify().faults == []
