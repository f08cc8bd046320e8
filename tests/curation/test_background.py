"""The thread of a serving process that does what waits."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, transaction

from claims.curation import background
from claims.curation.background import Background

pytestmark = pytest.mark.django_db(transaction=True)


class Work:
    """Counts how often it was done; `fails` once where that is set."""

    def __init__(self) -> None:
        self.done, self.fails = 0, False

    def __call__(self, ended: threading.Event) -> None:
        self.done += 1
        if self.fails:
            self.fails = False
            raise DatabaseError("the server is gone")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setattr(background, "EVERY", 600.0)  # so that it is the waking that counts
    return Work()


@pytest.fixture
def held(work: Work) -> Iterator[Background]:
    held = Background("testing", work)
    worker = held.start()
    yield held
    worker.end()


def becomes(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end and not condition():
        time.sleep(0.01)
    return condition()


def test_it_does_what_waits_when_it_starts_and_when_it_is_woken_and_the_transaction_is_done(held, work):
    assert becomes(lambda: work.done == 1)
    with transaction.atomic():
        held.wake()
        time.sleep(0.1)
        assert work.done == 1
    assert becomes(lambda: work.done == 2)


def test_it_looks_again_every_minute(monkeypatch):
    monkeypatch.setattr(background, "EVERY", 0.02)
    work = Work()
    worker = Background("testing", work).start()
    assert becomes(lambda: work.done > 3)
    worker.end()


def test_a_database_that_is_gone_is_asked_again(held, work):
    assert becomes(lambda: work.done == 1)
    work.fails = True
    held.wake()
    assert becomes(lambda: work.done == 2)
    held.wake()
    assert becomes(lambda: work.done == 3)
    assert held.is_at_work()


def test_one_thread_is_enough_and_another_comes_when_it_has_ended(held, work):
    worker = held.start()
    assert held.start() is worker
    worker.end()
    assert not held.is_at_work()
    another = held.start()
    assert another is not worker
    assert held.is_at_work()
    another.end()


def test_without_a_thread_nothing_is_woken(work):
    none = Background("testing", work)
    none.wake()
    assert (none.is_at_work(), work.done) == (False, 0)
