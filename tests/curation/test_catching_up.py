"""Refreshing in the background: nothing forgotten, nothing twice, however it is broken off."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from claims.curation import background, batches, catching_up, relabelling
from claims.curation.catching_up import catch_up, waiting
from claims.curation.door import lock_ledger
from claims.curation.publishing import publish
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.work import Refresh
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild() -> Actor:
    return make.actor("guild", name="The guild")


@pytest.fixture
def claims(guild: Actor) -> list[Claim]:
    source, topic = make.source(), make.topic()
    made = [make.claim(source=source, topics=[topic], participants=[(guild, "subject")]) for _ in range(5)]
    make.publish_all(*made)
    return made


@pytest.fixture
def small_batches(monkeypatch: Any) -> None:
    monkeypatch.setattr(relabelling, "BATCH", 2)


def names(claims: list[Claim]) -> list[str]:
    return [oracle.public(claim)["participants"][0]["actor"]["name"] for claim in claims]


def test_a_refresh_goes_on_where_it_was_broken_off(guild, claims, small_batches):
    (renamed,) = publish([make.edit(guild, name="The old guild")])
    rows = relabelling.step(renamed.seq)
    assert rows is not None
    job = Refresh.objects.get()
    assert (len(rows), job.done, job.total, job.finished_at) == (2, 2, 5, None)
    assert str(job) == f"after {renamed.seq}: 2 of 5"
    assert waiting() == [renamed.seq]
    assert sorted(names(claims)) == ["The guild"] * 3 + ["The old guild"] * 2
    told: list[int] = []
    assert len(catch_up(lambda job: told.append(job.done))) == 3
    assert told == [4, 5]
    job.refresh_from_db()
    assert job.finished_at
    assert (waiting(), catch_up()) == ([], [])
    assert names(claims) == ["The old guild"] * 5


def test_a_batch_that_breaks_down_leaves_nothing_half_done(guild, claims, small_batches, monkeypatch):
    (renamed,) = publish([make.edit(guild, name="The old guild")])
    relabelling.step(renamed.seq)
    head = Publication.objects.head()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("out of memory")

    with monkeypatch.context() as patched:
        patched.setattr(relabelling, "refresh", fail)
        catching_up.do(renamed.seq, threading.Event())
    assert Publication.objects.head() == head
    job = Refresh.objects.get()
    assert (job.done, job.error) == (2, "out of memory")
    catch_up()
    job.refresh_from_db()
    assert (job.done, job.error) == (5, "")
    assert names(claims) == ["The old guild"] * 5


def test_what_was_published_again_meanwhile_is_passed_over(guild, claims, small_batches):
    publish([make.edit(guild, name="The old guild")])
    publish([make.edit(claims[-1], statement="Dues fell.")])
    rows = catch_up()
    assert {row.uid for row in rows} == {claim.uid for claim in claims[:-1]}
    assert names(claims) == ["The old guild"] * 5


def test_a_second_rename_while_the_first_is_under_way_shows_the_newest_name(guild, claims, small_batches):
    (first,) = publish([make.edit(guild, name="The old guild")])
    relabelling.step(first.seq)
    (second,) = publish([make.edit(guild, name="The very old guild")])
    assert waiting() == [first.seq, second.seq]
    catch_up()
    assert names(claims) == ["The very old guild"] * 5
    assert oracle.last(claims[-1]).cause == first.seq, "refreshed once, with the newest name"


def test_no_transaction_of_a_refresh_appends_more_than_allowed(guild, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 4)
    monkeypatch.setattr(relabelling, "BATCH", 3)
    source, topic = make.source(), make.topic()
    for quote in ("Harbour", "ministry raised", "in May", "Shipowners", "other ports", "guild said", "doubled"):
        make.publish_all(make.claim(source=source, topics=[topic], quotes=[quote], participants=[(guild, "subject")]))
    source.quote_policy = "none"
    source.save()
    (revised,) = publish([source])
    sizes = []
    while (rows := relabelling.step(revised.seq)) is not None:
        sizes.append(len(rows))
    assert sizes == [4, 4, 2], "the share of the source comes along with each"


def test_refreshed_rows_leave_no_trace_in_when_a_record_was_revised(guild, claims):
    publish([make.edit(claims[0], statement="Dues fell.")])
    revised_at = oracle.last(claims[0]).revised_at
    assert revised_at
    publish([make.edit(guild, name="The old guild")])
    catch_up()
    assert [oracle.last(claim).revised_at for claim in claims] == [revised_at, None, None, None, None]


def test_the_command_shows_what_waits_and_does_it(guild, claims, small_batches, capsys):
    from django.core.management import call_command

    (renamed,) = publish([make.edit(guild, name="The old guild")])
    call_command("refresh", "--list")
    assert capsys.readouterr().out == f"after {renamed.seq}: 0 of ?\n"
    call_command("refresh")
    assert capsys.readouterr().out.splitlines() == [
        f"  after {renamed.seq}: 2 of 5",
        f"  after {renamed.seq}: 4 of 5",
        f"  after {renamed.seq}: 5 of 5",
        "5 documents refreshed after 1 publication; 0 left.",
    ]


def test_a_transaction_appends_two_hundred_rows_at_most() -> None:
    assert (relabelling.BATCH + 1, batches.BATCH) == (200, 200), "one is left for the source's share of quoted text"


@pytest.mark.django_db(transaction=True)
def test_a_serving_process_does_what_waits_when_it_starts_and_when_it_is_woken(monkeypatch):
    monkeypatch.setattr(background, "EVERY", 600.0)  # so that it is the waking that counts
    guild = make.actor("guild", name="The guild")
    claim = make.claim(participants=[(guild, "subject")])
    make.publish_all(claim)
    publish([make.edit(guild, name="The old guild")])
    worker = catching_up.start()
    try:
        assert catching_up.start() is worker
        assert becomes(lambda: names([claim]) == ["The old guild"])
        with transaction.atomic():
            catching_up.wake()
            publish([make.edit(guild, name="The very old guild")])
        assert becomes(lambda: names([claim]) == ["The very old guild"])
        # What goes wrong with one is noted, and is no reason to stop.
        with monkeypatch.context() as patched:
            patched.setattr(relabelling, "refresh", broken)
            publish([make.edit(guild, name="The broken guild")])
            catching_up.wake()
            assert becomes(lambda: Refresh.objects.filter(error="out of memory").exists())
        catching_up.wake()
        assert becomes(lambda: names([claim]) == ["The broken guild"])
    finally:
        worker.end()
    assert not worker.is_alive()


def broken(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("out of memory")


def becomes(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def before_the_lock(monkeypatch: Any, act: Callable[[], Any]) -> None:
    """Runs `act` once, when the documents of a step are made and the ledger's lock is not yet taken."""
    real, acts = lock_ledger, [act]
    monkeypatch.setattr(relabelling, "lock_ledger", lambda: (acts and acts.pop()(), real())[1])


def test_a_rename_between_making_documents_and_the_lock_is_in_them(guild, claims, monkeypatch):
    (first,) = publish([make.edit(guild, name="The old guild")])
    before_the_lock(monkeypatch, lambda: publish([make.edit(guild, name="The very old guild")]))
    relabelling.step(first.seq)
    assert names(claims) == ["The very old guild"] * 5


def test_a_revision_between_making_documents_and_the_lock_stays(guild, claims, monkeypatch):
    (first,) = publish([make.edit(guild, name="The old guild")])
    before_the_lock(monkeypatch, lambda: publish([make.edit(claims[2], statement="Dues fell.")]))
    relabelling.step(first.seq)
    assert names(claims) == ["The old guild"] * 5
    assert oracle.public(claims[2])["statement"] == "Dues fell."


@pytest.mark.parametrize(("seconds", "sizes"), [(60.0, [1, 2, 2]), (0.0, [1, 1, 1, 1, 1])])
def test_a_step_takes_as_many_documents_as_others_can_wait_for(guild, claims, monkeypatch, seconds, sizes):
    monkeypatch.setattr(relabelling, "FIRST", 1)
    monkeypatch.setattr(relabelling, "SECONDS", seconds)
    (renamed,) = publish([make.edit(guild, name="The old guild")])
    assert [len(rows) for _, rows in catching_up.steps(renamed.seq)] == sizes


@pytest.mark.django_db(transaction=True)
def test_a_process_that_ends_leaves_the_rest_of_a_refresh_to_the_next(guild, claims, small_batches, monkeypatch):
    monkeypatch.setattr(catching_up, "RESTS", 1_000.0)
    (renamed,) = publish([make.edit(guild, name="The old guild")])
    worker = catching_up.start()
    assert becomes(lambda: Refresh.objects.get().done == 2), "it rests after its first step"
    worker.end()
    assert (worker.is_alive(), Refresh.objects.get().done, waiting()) == (False, 2, [renamed.seq])
    catch_up()
    assert names(claims) == ["The old guild"] * 5
