"""Those who count many claims take turns, and nobody else waits for them."""

import threading
import time
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest
from django.test import Client

from claims.api import turns
from claims.filters import found as finding
from tests import factories

COUNTING = ["facets/?facet=kind", "crosstab/?rows=kind&columns=topic", "timeline/?interval=year", "network/"]


class Turn:
    """A lock that notes how often it was taken."""

    def __init__(self) -> None:
        self.taken = 0
        self.lock = threading.Lock()

    def __enter__(self) -> None:
        self.taken += 1
        self.lock.acquire()

    def __exit__(self, *error: object) -> None:
        self.lock.release()


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> Turn:
    made = Turn()
    monkeypatch.setattr(turns, "_turn", made)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("path", COUNTING)
@pytest.mark.parametrize(("lacking", "taken"), [(0, 1), (1, 0)])
def test_each_count_of_many_takes_its_turn(
    path: str, lacking: int, taken: int, turn: Turn, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.publish_all(factories.claim(), factories.claim())
    # There may be others, of other tests.
    count = client.get("/api/v1/claims/?count=exact").json()["meta"]["count"]
    monkeypatch.setattr(turns, "MANY", count + lacking)
    assert client.get(f"/api/v1/claims/{path}").status_code == 200
    assert turn.taken == taken


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["facets/?facet=kind&distinct=event", "network/?distinct=event", "network/?ties=conflict"]
)
def test_what_the_database_counts_takes_none(
    path: str, turn: Turn, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MANY", 1)
    factories.publish_all(factories.claim(), factories.claim())
    assert client.get(f"/api/v1/claims/{path}").status_code == 200
    assert turn.taken == 0


@pytest.mark.django_db
@pytest.mark.parametrize("path", COUNTING)
def test_whoever_could_not_be_answered_leaves_the_turn_to_others(
    path: str, turn: Turn, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MANY", 1)
    factories.publish_all(factories.claim())

    def broken(*args: object) -> None:
        raise RuntimeError("whatever it is")

    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(finding.Found, "ordinals", property(broken))
        patched.setattr(finding.Found, "take", broken)
        for counts in ("claims.api.counting.facets", "claims.api.counting.Counted", "claims.api.network.read_network"):
            patched.setattr(counts, broken)
        assert client.get(f"/api/v1/claims/{path}").status_code == 500
    assert not turn.lock.locked()
    assert client.get(f"/api/v1/claims/{path}").status_code == 200


def test_whoever_takes_the_turn_has_a_connection_which_those_who_wait_may_have_the_last_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done, turn = Mock(), MagicMock()
    done.attach_mock(turn.__enter__, "turn")
    done.attach_mock(connected := Mock(), "connected")
    monkeypatch.setattr(turns, "_turn", turn)
    monkeypatch.setattr(turns, "connections", {"default": Mock(ensure_connection=connected)})
    with turns.in_turn(range(turns.MANY)):  # type: ignore[arg-type]
        assert [name for name, *_ in done.mock_calls] == ["connected", "turn"]


def test_many_are_counted_one_after_the_other_and_few_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MANY", 10)
    inside, most, done = 0, 0, threading.Event()

    def count(found: Any) -> None:
        nonlocal inside, most
        with turns.in_turn(found):
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            inside -= 1

    many = [threading.Thread(target=count, args=[range(10)]) for _ in range(5)]
    for thread in many:
        thread.start()
    for thread in many:
        thread.join()
    assert most == 1

    def hold() -> None:
        with turns.in_turn(range(10)):  # type: ignore[arg-type]
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    for few in (range(9), None):
        with turns.in_turn(few):  # type: ignore[arg-type]
            assert holder.is_alive()
    done.set()
    holder.join()
