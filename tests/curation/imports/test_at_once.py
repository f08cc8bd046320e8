"""Imports at the same moment: one is written at a time, so that what is new in two files is made once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import pytest
from django.db import connection, transaction

from claims.curation.imports import background, pipeline, turns
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.imports import Import, ImportState, Task
from claims.models.sources import Source
from tests.curation.imports.handing_in import handed_in, table

pytestmark = pytest.mark.django_db(transaction=True)


def content(source: Source, first: int = 0) -> str:
    """Forty claims, each with an actor that is new and like no other."""
    return table(
        {"source": source.slug, "statement": f"Berth {n} was let.", "actor": name_of(n), "actor kind": "organisation"}
        for n in range(first, first + 40)
    )


def name_of(number: int) -> str:
    return f"Guild {sha256(str(number).encode()).hexdigest()[:20]}"


def at_once(jobs: list[Import]) -> list[Import]:
    start, done = threading.Barrier(len(jobs)), []

    def go(job: Import) -> None:
        try:
            start.wait()
            done.append(pipeline.commit(job))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


@contextmanager
def another_is_being_written() -> Iterator[None]:
    """By somebody else, on a connection of their own, until it ends."""
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                assert turns.take(None)
                begun.set()
                over.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    begun.wait(30)
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_the_same_file_imported_by_three_at_once_is_there_once(source: Source) -> None:
    done = at_once([handed_in(content(source)) for _ in range(3)])
    assert sorted((job.counts["made"], job.counts["skip"]) for job in done) == [(0, 40), (0, 40), (40, 0)]
    assert (Claim.objects.count(), Actor.objects.filter(name__startswith="Guild").count()) == (40, 40)


def test_an_actor_that_is_new_in_two_files_at_once_is_made_once(source: Source) -> None:
    done = at_once([handed_in(content(source)), handed_in(content(source, 20))])
    assert sum(job.counts["made"] for job in done) == 60
    assert Actor.objects.filter(name__startswith="Guild").count() == 60


def test_who_has_no_patience_is_told_and_may_try_again(source: Source) -> None:
    job = handed_in(content(source))
    with another_is_being_written(), pytest.raises(pipeline.Busy, match="try again in a moment"):
        pipeline.commit(job, patience=0.05)
    assert not Claim.objects.exists()
    job.refresh_from_db()
    assert job.state == ImportState.STAGED
    assert pipeline.commit(job, patience=0.05).counts["made"] == 40


def test_what_waits_in_the_background_waits_on(
    source: Source, monkeypatch: pytest.MonkeyPatch, django_user_model: type
) -> None:
    monkeypatch.setattr(background, "PATIENCE", 0.05)
    job = handed_in(content(source))
    background.ask(job, Task.COMMIT, django_user_model.objects.create_superuser("root"))  # type: ignore[attr-defined]
    with another_is_being_written():
        assert background.do_waiting() == 0
    job.refresh_from_db()
    assert (job.task, job.error) == (Task.COMMIT, "")
    assert background.do_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.error, Claim.objects.count()) == (ImportState.DONE, "", 40)


def test_a_check_waits_for_nobody(source: Source) -> None:
    job = handed_in(content(source))
    with another_is_being_written():
        assert pipeline.check(job).counts["make"] == 40
