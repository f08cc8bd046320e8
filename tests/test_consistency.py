"""Readers among publishers: each reader's pages are one consistent set."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from claims.curation.publishing import publish, retract
from claims.models.claims import Claim
from tests import factories
from tests.oracle import documents_at

READERS, PUBLISHERS = 16, 2
CLAIMS, REVISED = 40, 12

Pages = tuple[int, list[dict[str, Any]]]


def read_everything(ordering: str) -> Pages:
    """The pages of the list one after the other: the state they were read at, and all their claims."""
    client = Client()
    address: str | None = f"/api/v1/claims/?ordering={ordering}&limit=9"
    states: set[int] = set()
    found: list[dict[str, Any]] = []
    while address:
        body = client.get(address).json()
        connections.close_all()  # as a server does after each request
        states.add(body["meta"]["as_of"])
        found += body["results"]
        address = body["next"]
    assert len(states) == 1
    return states.pop(), found


def read_until(done: threading.Event, ordering: str) -> list[Pages]:
    read = [read_everything(ordering)]
    while not done.is_set():
        read.append(read_everything(ordering))
    return read


def revise_and_retract(claims: list[Claim]) -> None:
    try:
        for number, claim in enumerate(claims):
            Claim.objects.filter(pk=claim.pk).update(statement=f"Revised {number}.", kind="causal")
            publish([claim])
            if number % 3 == 0:
                retract([claim], reason="Misread.")
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_each_readers_pages_are_one_state_while_publishers_revise_and_retract() -> None:
    source, topic, actor = factories.source(), factories.topic(), factories.actor()
    claims = [factories.claim(source=source, topics=[topic], participants=[(actor, "subject")]) for _ in range(CLAIMS)]
    factories.publish_all(*claims)
    done = threading.Event()
    with ThreadPoolExecutor(READERS + PUBLISHERS) as pool:
        orderings = ["-published", "published", "-occurred", "said"] * (READERS // 4)
        readers = [pool.submit(read_until, done, ordering) for ordering in orderings]
        publishers = [pool.submit(revise_and_retract, claims[start:REVISED:PUBLISHERS]) for start in range(PUBLISHERS)]
        try:
            for publisher in publishers:
                publisher.result()
        finally:
            done.set()
        read = [pages for reader in readers for pages in reader.result()]

    assert len({state for state, _ in read}) > 3
    public = {state: documents_at(state).items() for state in {state for state, _ in read}}
    for state, found in read:
        expected = {body["uid"]: body for (kind, _), body in public[state] if kind == "claim"}
        assert sorted(claim["uid"] for claim in found) == sorted(expected)
        for claim in found:
            assert {name: claim[name] for name in expected[claim["uid"]]} == expected[claim["uid"]]
