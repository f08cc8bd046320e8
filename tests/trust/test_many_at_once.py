"""Eight publishers, each a process of its own, and sixteen readers at once; and one who follows the ledger.

Every list that a reader read is held against the ledger afterwards: each record that was public at its S is in it once,
in the version of that S, and no other. POLICY_CLAIMS_SECONDS says how long the long run lasts (300).
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from django.db import connections
from django.test import Client

from claims.curation.catching_up import catch_up
from claims.curation.verifying import verify
from claims.models.ledger import PATHS, Publication
from tests.trust.chance import Curator

pytestmark = pytest.mark.django_db(transaction=True)

PUBLISHERS, READERS = 8, 16
PATIENCE = 120  # seconds
LISTS = [
    ("claim", "claims/?ordering=-published&limit=50"),
    ("claim", "claims/?ordering=-occurred&limit=20"),
    ("claim", "claims/?ordering=said&limit=200"),
    ("actor", "actors/?limit=30"),
    ("topic", "topics/?ordering=-name&limit=30"),
]


class Read(NamedTuple):
    """All pages of a list: the S that they were read at, and the publication shown of each record."""

    kind: str
    state: int
    shown: list[tuple[str, int]]


@pytest.fixture
def publishers(environment: dict[str, str]) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "tests.trust.worker"]
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen([*command, str(seed)], env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for seed in range(PUBLISHERS)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    yield processes
    for process in processes:
        process.kill()


@pytest.mark.thorough
def test_publishers_and_readers_at_once_for_some_seconds(publishers: list[subprocess.Popen[str]]) -> None:
    hold(publishers, 15.0)


@pytest.mark.slow
def test_publishers_and_readers_at_once_for_minutes(publishers: list[subprocess.Popen[str]]) -> None:
    hold(publishers, float(os.environ.get("POLICY_CLAIMS_SECONDS", "300")))


def hold(publishers: list[subprocess.Popen[str]], seconds: float) -> None:
    first = Curator("first")
    for _ in range(8):
        first.new_claim()
    before = Publication.objects.head()
    done = threading.Event()
    with ThreadPoolExecutor(READERS + 1) as pool:
        readers = [pool.submit(read_until, done, *LISTS[number % len(LISTS)]) for number in range(READERS)]
        follower = pool.submit(follow_until, done, before)
        try:
            did = [work(process, seconds) for process in publishers]
            told = [finished(process) for process in did]
        finally:
            done.set()
        read = [each for reader in readers for each in reader.result()]
        followed = follower.result()

    everything = list(Publication.objects.order_by("seq").values_list("seq", flat=True))
    assert everything == list(range(1, len(everything) + 1)), "no number twice, none left out"
    assert followed == everything[before:], "whoever follows misses none"
    assert_each_is_one_state(read)
    catch_up()
    assert verify().faults == []
    acts = sum((Counter(each["done"]) for each in told), Counter())
    refused = sum((Counter(each["refused"]) for each in told), Counter())
    assert len(everything) > before + PUBLISHERS
    assert len({each.state for each in read}) > seconds / 6
    sys.stdout.write(
        f"\n{seconds:.0f} s: {len(everything) - before} publications in {acts.total()} acts ({dict(acts)}), "
        f"{refused.total()} refused; {len(read)} lists read at {len({each.state for each in read})} states\n"
    )


def work(process: subprocess.Popen[str], seconds: float) -> subprocess.Popen[str]:
    assert process.stdin is not None
    process.stdin.write(f"{seconds}\n")
    process.stdin.flush()
    return process


def finished(process: subprocess.Popen[str]) -> Any:
    out, errors = process.communicate(timeout=PATIENCE + 600)
    assert process.returncode == 0, errors[-4000:]
    return json.loads(out)


# --- Readers -------------------------------------------------------------------------------------


def read_until(done: threading.Event, kind: str, path: str) -> list[Read]:
    read = [everything_of(kind, path)]
    while not done.wait(0.05):
        read.append(everything_of(kind, path))
    return read


def everything_of(kind: str, path: str) -> Read:
    client = Client()
    address: str | None = f"/api/v1/{path}&fields=seq"
    states: set[int] = set()
    shown: list[tuple[str, int]] = []
    while address:
        response = client.get(address)
        connections.close_all()  # as a server does after each request
        assert response.status_code == 200, response.content
        body = response.json()
        states.add(body["meta"]["as_of"])
        shown += [(document["uid"], document["seq"]) for document in body["results"]]
        address = body["next"]
    (state,) = states
    return Read(kind, state, shown)


def follow_until(done: threading.Event, after: int) -> list[int]:
    """Numbers of the publications in the order in which somebody who asks for what is new gets to see them."""
    seen: list[int] = []

    def look() -> None:
        last = seen[-1] if seen else after
        seen.extend(Publication.objects.filter(seq__gt=last).order_by("seq").values_list("seq", flat=True))
        connections.close_all()

    while not done.is_set():
        look()
        time.sleep(0.01)
    look()
    return seen


def assert_each_is_one_state(read: list[Read]) -> None:
    """Replays the ledger once, past the states that were read at. What was erased meanwhile is left out: who read it
    before saw it, and who reads now does not."""
    erased = {str(uid) for uid in Publication.objects.exclude(erased_by=None).values_list("uid", flat=True)}
    by_state: dict[int, list[Read]] = {}
    for each in read:
        by_state.setdefault(each.state, []).append(each)
    public: dict[str, dict[str, int]] = {kind: {} for kind in PATHS}
    rows = Publication.objects.order_by("seq").values_list("seq", "kind", "uid", "op")
    for seq, kind, uid, op in rows.iterator():
        if op in ("retracted", "merged", "redacted"):
            public[kind].pop(str(uid), None)
        else:
            public[kind][str(uid)] = seq
        for each in by_state.get(seq, []):
            found = [row for row in each.shown if row[0] not in erased]
            expected = {row for row in public[each.kind].items() if row[0] not in erased}
            assert len(found) == len(set(found)), f"{each.kind} at {seq}: twice in one list"
            assert set(found) == expected, f"{each.kind} at {seq}"
