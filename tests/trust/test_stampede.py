"""Many readers who ask at once for the same facets, for which nobody has asked yet: they are counted once for all, also
where that takes longer than others have patience for a turn.

In the threads that a process of the web server has, through the turns that requests take there; the processes of a
server share no answers, so each makes its own.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from claims.api import counting
from claims.api.kept import KEPT
from claims.shapes.facets import facets
from config.turns import PATIENCE, InTurn, Turns
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

READERS, THREADS = 16, settings.DATABASE_POOL_SIZE
# Longer than any answer takes here, and than anybody has to wait for a thread.
LONG = 30.0
QUERY = "facet=actor,kind"


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    KEPT.room = 2**20
    yield
    KEPT.room = 0
    KEPT.forget()


class Counted:
    """How often facets are counted, each time as long as is said."""

    def __init__(self, takes: float = 0.0) -> None:
        self.times, self.takes = 0, takes
        self._lock = threading.Lock()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with self._lock:
            self.times += 1
        time.sleep(self.takes)
        return facets(*args, **kwargs)


def ask(application: InTurn) -> tuple[str, bytes]:
    """Status and body of the facets, as a web server would have them."""
    said: list[str] = []
    environment = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/api/v1/claims/facets/",
        "QUERY_STRING": QUERY,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    body = b"".join(application(environment, lambda status, headers: said.append(status)))
    return said[0], body


def ask_at_once(patience: float) -> set[tuple[str, bytes]]:
    """The different answers that all readers together have of a process."""
    application = InTurn(WSGIHandler(), Turns(patience))
    with ThreadPoolExecutor(THREADS) as pool:
        answers = [pool.submit(ask, application) for _ in range(READERS)]
        return {answer.result(LONG) for answer in answers}


def publish_some() -> None:
    guild = factories.actor("guild")
    factories.publish_all(*(factories.claim(participants=[(guild, "subject")]) for _ in range(5)))


@pytest.mark.parametrize(
    ("counted", "patience"),
    [
        pytest.param(Counted(), LONG, id="quick"),
        pytest.param(Counted(takes=10 * PATIENCE), PATIENCE, id="longer than others wait for a turn"),
    ],
)
def test_facets_that_nobody_has_asked_for_are_counted_once(
    counted: Counted, patience: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some()
    monkeypatch.setattr(counting, "facets", counted)

    ((status, body),) = ask_at_once(patience)

    assert status == "200 OK"
    assert b"guild" in body
    assert counted.times == 1


def test_what_cannot_be_kept_is_made_by_each_who_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_some()
    counted = Counted(takes=10 * PATIENCE)
    monkeypatch.setattr(counting, "facets", counted)
    monkeypatch.setattr(KEPT, "room", 100)

    ((status, body),) = ask_at_once(PATIENCE)

    assert status == "200 OK"
    assert b"guild" in body
    assert 1 < counted.times <= READERS


def test_whoever_waits_for_one_that_fails_makes_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_some()
    failing = iter([True])

    def fails_once(*args: Any, **kwargs: Any) -> Any:
        time.sleep(5 * PATIENCE)
        if next(failing, False):
            raise RuntimeError("broken")
        return facets(*args, **kwargs)

    monkeypatch.setattr(counting, "facets", fails_once)

    answers = ask_at_once(PATIENCE)

    assert {status for status, _ in answers} == {"200 OK", "500 Internal Server Error"}


def test_what_is_published_while_one_waits_is_in_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_some()
    begun, published = threading.Event(), threading.Event()

    def slow(*args: Any, **kwargs: Any) -> Any:
        counts = facets(*args, **kwargs)
        if not begun.is_set():
            begun.set()
            published.wait(LONG)
        return counts

    monkeypatch.setattr(counting, "facets", slow)
    application = InTurn(WSGIHandler(), Turns(PATIENCE))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, application)
        begun.wait(LONG)
        factories.publish_all(factories.claim(participants=[(factories.actor("league"), "subject")]))
        second = pool.submit(ask, application)
        time.sleep(5 * PATIENCE)  # so that it waits for the first
        published.set()
        assert b"league" not in first.result(LONG)[1]
        assert b"league" in second.result(LONG)[1]
