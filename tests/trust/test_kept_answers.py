"""Served by several processes that keep their answers, no reader is ever told less than was public when they asked."""

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from django.db import connections

from claims.curation.publishing import publish, retract
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories
from tests.oracle import documents_at

pytestmark = pytest.mark.django_db(transaction=True)

READERS, PUBLISHED, PATIENCE = 6, 25, 60
# Few, so that each is asked again and again.
PATHS = ("/api/v1/claims/?limit=100", "/api/v1/claims/?actor=guild&limit=100", "/api/v1/actors/?limit=100")


class Answer(NamedTuple):
    path: str
    # The last publication that was over when the question was asked, and the state that was answered.
    known: int
    state: int
    results: list[dict[str, Any]]


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.serving", str(port)],
        env={**environment, "KEPT_ANSWERS": "16", "WEB_WORKERS": "2"},
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(base: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE * 10):
        assert process.poll() is None, "The server ended."
        try:
            urllib.request.urlopen(f"{base}/health/live", timeout=PATIENCE).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("The server does not answer.")


class Known:
    """The last publication of which it is known that it is over."""

    seq = 0


def read_until(done: threading.Event, base: str, known: Known, read: list[Answer]) -> None:
    while not done.is_set():
        for path in PATHS:
            seq = known.seq
            # A connection of its own each time, so that the workers take turns.
            with urllib.request.urlopen(base + path, timeout=PATIENCE) as response:
                body = json.load(response)
            read.append(Answer(path, seq, body["meta"]["as_of"], body["results"]))


def publish_and_retract(claims: list[Claim], known: Known) -> None:
    for number, claim in enumerate(claims):
        Claim.objects.filter(pk=claim.pk).update(statement=f"Revised {number}.")
        rows = publish([claim])
        if number % 3 == 0:
            rows += retract([claim], reason="Misread.")
        known.seq = rows[-1].seq
        time.sleep(0.05)  # so that answers are kept, and given again


def test_no_answer_is_older_than_what_was_published_before_it_was_asked_for(server: str) -> None:
    guild = factories.actor("guild")
    claims = [factories.claim(participants=[(guild, "subject")] if n % 2 else []) for n in range(PUBLISHED)]
    factories.publish_all(*claims)
    known, read, done = Known(), list[Answer](), threading.Event()
    known.seq = Publication.objects.head()
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read_until, done, server, known, read) for _ in range(READERS)]
        try:
            publish_and_retract(claims, known)
        finally:
            done.set()
        for reader in readers:
            reader.result()
    connections.close_all()

    stale = [(answer.path, answer.known, answer.state) for answer in read if answer.state < answer.known]
    assert not stale
    states = {answer.state for answer in read}
    assert len(states) > PUBLISHED // 2
    # Most were given again, or there was nothing to prove.
    assert len(read) > 2 * len({(answer.path, answer.state) for answer in read})
    public = {state: documents_at(state) for state in states}
    for answer in read:
        kind = "actor" if "actors" in answer.path else "claim"
        expected = {body["uid"]: body for (of, _), body in public[answer.state].items() if of == kind}
        if "actor=guild" in answer.path:
            expected = {uid: body for uid, body in expected.items() if body["participants"]}
        assert {found["uid"] for found in answer.results} == set(expected)
        for found in answer.results:
            assert {name: found[name] for name in expected[found["uid"]]} == expected[found["uid"]]
