"""Requests wait for their turn in a process of the web server, and not for those that take long."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from claims.arrival import ARRIVED
from config.turns import InTurn, Turns

# Longer than any test may take, and shorter than anything that could be mistaken for it.
LONG, SHORT = 30.0, 0.05


class Answer(HttpResponse):
    """Closing it tells nobody that a request is over: there was none."""

    closings = 0

    def close(self) -> None:
        self.closings += 1


def answering(respond: Callable[[], HttpResponseBase], patience: float = LONG) -> InTurn:
    return InTurn(lambda environ, start_response: respond(), Turns(patience))


def ask(application: InTurn) -> list[bytes]:
    return list(application({}, lambda status, headers: None))


class Busy:
    """An application whose requests stay under way until they are let go."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Semaphore(0), threading.Semaphore(0)
        self.under_way = self.most = 0

    def __call__(self) -> HttpResponse:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.begun.release()
        assert self.go_on.acquire(timeout=LONG)
        self.under_way -= 1
        return Answer(b"done")


@pytest.fixture
def threads() -> Iterator[Callable[[InTurn], threading.Thread]]:
    """Asks in threads, all of which are over when the test is."""
    started = []

    def start(application: InTurn) -> threading.Thread:
        started.append(threading.Thread(target=ask, args=[application], daemon=True))
        started[-1].start()
        return started[-1]

    yield start
    for thread in started:
        thread.join(LONG)
        assert not thread.is_alive()


def test_one_is_answered_after_the_other(threads: Callable[[InTurn], threading.Thread]) -> None:
    busy = Busy()
    application = answering(busy)
    for _ in range(3):
        threads(application)

    for _ in range(3):
        assert busy.begun.acquire(timeout=LONG)
        assert not busy.begun.acquire(timeout=SHORT)
        busy.go_on.release()

    assert busy.most == 1


def test_nobody_waits_long_for_one_that_takes_long(threads: Callable[[InTurn], threading.Thread]) -> None:
    busy = Busy()
    application = answering(busy, patience=SHORT)
    for _ in range(3):
        threads(application)

    # None has been answered, and all are under way.
    for _ in range(3):
        assert busy.begun.acquire(timeout=LONG)
    assert busy.most == 3
    for _ in range(3):
        busy.go_on.release()


def test_who_took_long_does_not_let_the_next_one_on_before_its_turn(
    threads: Callable[[InTurn], threading.Thread],
) -> None:
    turns = Turns(SHORT)
    slow = turns.take()
    quick = turns.take()

    turns.give_back(slow)

    turns._patience = LONG
    waiting = threading.Thread(target=lambda: turns.give_back(turns.take()), daemon=True)
    waiting.start()
    waiting.join(SHORT)
    assert waiting.is_alive()
    turns.give_back(quick)
    waiting.join(LONG)
    assert not waiting.is_alive()


def test_nobody_is_lost_where_many_lose_patience_as_others_are_done() -> None:
    turns, done = Turns(0.000_1), []

    def ask_often() -> None:
        for _ in range(500):
            turns.give_back(turns.take())
        done.append(True)

    askers = [threading.Thread(target=ask_often, daemon=True) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(LONG)

    assert len(done) == len(askers)
    turns._patience = LONG
    turns.give_back(turns.take())


def test_a_request_that_fails_gives_its_turn_back() -> None:
    answers: list[Any] = [ValueError("no"), Answer(b"yes")]

    def respond() -> HttpResponse:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    application = answering(respond)

    with pytest.raises(ValueError, match="no"):
        ask(application)
    assert ask(application) == [b"yes"]


def test_a_body_that_is_streamed_is_read_past_its_turn() -> None:
    application = answering(lambda: StreamingHttpResponse(iter([b"a", b"b"])))

    streamed = application({}, lambda status, headers: None)

    assert ask(application) == [b"a", b"b"]
    assert list(streamed) == [b"a", b"b"]


def test_an_answer_is_closed_in_its_turn_and_sent_in_one_piece() -> None:
    answer = Answer([b"a", b"b"])

    assert answering(lambda: answer)({}, lambda status, headers: None) == [b"ab"]
    assert answer.closings == 1


def test_each_is_told_when_it_came_and_not_when_its_turn_was(threads: Callable[[InTurn], threading.Thread]) -> None:
    busy, came = Busy(), []

    def respond(environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponseBase:
        came.append((environ[ARRIVED], time.monotonic()))
        return busy()

    application = InTurn(respond, Turns(LONG))
    threads(application)
    assert busy.begun.acquire(timeout=LONG)
    threads(application)
    assert not busy.begun.acquire(timeout=SHORT)
    let_go = time.monotonic()
    for _ in range(2):
        busy.go_on.release()
    assert busy.begun.acquire(timeout=LONG)
    arrived, answered = came[1]
    assert arrived < let_go < answered
