"""Readers among publishers: each reader's pages are one consistent set."""

import threading
from collections.abc import Sequence
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
CLAIMS, REVISED = 20, 4
LISTS = [
    ("claim", "claims/?ordering=-published&limit=9"),
    ("claim", "claims/?ordering=-occurred&limit=9"),
    ("actor", "actors/?ordering=name&limit=4"),
    ("topic", "topics/?ordering=-name&limit=4"),
]

# What was read: kind, state, documents.
Pages = tuple[str, int, list[dict[str, Any]]]


def read_everything(kind: str, path: str) -> Pages:
    """The pages of the list one after the other: the state they were read at, and all their documents."""
    client = Client()
    address: str | None = f"/api/v1/{path}"
    states: set[int] = set()
    found: list[dict[str, Any]] = []
    while address:
        body = client.get(address).json()
        connections.close_all()  # as a server does after each request
        states.add(body["meta"]["as_of"])
        found += body["results"]
        address = body["next"]
    assert len(states) == 1
    return kind, states.pop(), found


def read_until(done: threading.Event, read: list[Pages], kind: str, path: str) -> None:
    read.append(read_everything(kind, path))
    while not done.wait(0.2):  # so that the publishers have their turn
        read.append(read_everything(kind, path))


def enough(read: list[Pages]) -> bool:
    """Whether lists of each kind were read at several states, so that there is something to compare."""
    states = {kind: {state for of, state, _ in read if of == kind} for kind in ("claim", "actor", "topic")}
    return all(len(of_kind) > 1 for of_kind in states.values()) and len(set().union(*states.values())) > 3


def revise_and_retract(claims: list[Claim], renamed: Sequence[Any]) -> None:
    try:
        for record in renamed:
            record.name, record.slug = f"Renamed {record.name}", f"renamed-{record.slug}"
            record.save()
            publish([record])
        for number, claim in enumerate(claims):
            Claim.objects.filter(pk=claim.pk).update(statement=f"Revised {number}.", kind="causal")
            publish([claim])
            if number % 3 == 0:
                retract([claim], reason="Misread.")
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_each_readers_pages_are_one_state_while_publishers_revise_and_retract() -> None:
    source = factories.source()
    actors, topics = [factories.actor() for _ in range(10)], [factories.topic() for _ in range(10)]
    claims = [
        factories.claim(source=source, topics=[topics[i % 10]], participants=[(actors[i % 10], "subject")])
        for i in range(CLAIMS)
    ]
    factories.publish_all(*claims)
    done = threading.Event()
    read: list[Pages] = []
    with ThreadPoolExecutor(READERS + PUBLISHERS) as pool:
        readers = [pool.submit(read_until, done, read, *asked) for asked in LISTS * (READERS // len(LISTS))]
        # Renamed are an actor and a topic of the last claims, which are not revised.
        publishers = [
            pool.submit(revise_and_retract, claims[start:REVISED:PUBLISHERS], renamed)
            for start, renamed in enumerate([[actors[-1], topics[-2]], []])
        ]
        try:
            for publisher in publishers:
                publisher.result()
            for claim in claims[REVISED:]:  # a machine with much else to do reads slowly
                if enough(read):
                    break
                revise_and_retract([claim], [])
        finally:
            done.set()
        for reader in readers:
            reader.result()

    assert enough(read)
    public = {state: documents_at(state).items() for state in {state for _, state, _ in read}}
    for kind, state, found in read:
        expected = {body["uid"]: body for (of, _), body in public[state] if of == kind}
        assert sorted(document["uid"] for document in found) == sorted(expected)
        for document in found:
            assert {name: document[name] for name in expected[document["uid"]]} == expected[document["uid"]]
