"""Mirrors that poll while curators publish, revise, rename, merge, retract and redact: they end equal to the API."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from claims.curation.catching_up import catch_up
from claims.models.ledger import PATHS, Publication
from tests.trust.chance import Curator
from tests.trust.mirror import Json, Mirror, written
from tests.trust.test_many_at_once import finished, work

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 5
# What claims that are drawn by chance fulfil at times and at times do not.
FILTERS = [
    "negated=true",
    "claim_kind=event,state&salience__not=detail",
    "hedged=true&likelihood_min=20",
    "relation=contradicts",
    "occurred_after=2024-06-01&occurred_match=within",
    "actor_kind=person&language=en",
    "holder__isnull=false",
    "q=zebra",
    "source_after=2025-03-01&event__isnull=true",
]


def ask(address: str, tag: str | None = None) -> tuple[int, Any, str | None]:
    response = Client().get(address, headers={"If-None-Match": tag} if tag else {})
    connections.close_all()  # as a server does after each request
    body = json.loads(response.content) if response.content else None
    return response.status_code, body, response.headers.get("ETag")


def public(path: str) -> dict[str, str]:
    """The documents of a list by uid, as a mirror has them: without `claim_count`, which is counted at reading."""
    found: dict[str, str] = {}
    address: str | None = f"/api/v1/{path}"
    while address:
        page = Client().get(address)
        assert written(json.loads(page.content)) == page.content.decode(), "nothing is lost by reading it"
        body = page.json()
        for document in body["results"]:
            document.pop("claim_count", None)
            found[document["uid"]] = written(document)
        address = body["next"]
    return found


def assert_equal_to_the_api(mirrors: dict[str, Mirror]) -> None:
    """Each mirror reads to the end, and then has what the API answers; nothing more, nothing less, nothing else."""
    whole = mirrors[""]
    for mirror in mirrors.values():
        while not mirror.poll():
            pass
        assert mirror.seq == Publication.objects.head()
    everything = {uid: document for path in PATHS.values() for uid, document in public(f"{path}/?limit=200").items()}
    assert whole.documents == everything
    assert list(whole.history) == list(range(1, whole.seq + 1)), "none left out"
    assert whole.chain.hex() == Client().get(f"/api/v1/ledger/?as_of={whole.seq}").json()["chain"]
    for query, mirror in mirrors.items():
        if query:
            asked = query.replace("claim_kind", "kind")
            assert mirror.documents == public(f"claims/?{asked}&limit=200"), query
    late = Mirror(ask)
    while not late.poll():
        pass
    assert late.documents == everything
    assert settled(whole.history) == settled(late.history), "what was erased is erased in what was read before"


def settled(history: dict[int, Json]) -> dict[int, Json]:
    """Without where the survivor of a merge is read, which changes with its slug."""
    return {
        seq: {**change, "merged_into": change["merged_into"] and change["merged_into"]["uid"]}
        for seq, change in history.items()
    }


def assert_actors_are_followed(limit: int) -> int:
    """Mirrors of what names an actor, made now, have what the list has; how many of them have something."""
    slugs = [json.loads(document)["slug"] for document in public("actors/?limit=200").values()]
    followed = 0
    for slug in slugs[:limit]:
        mirror = Mirror(ask, f"actor={slug}")
        while not mirror.poll():
            pass
        assert mirror.documents == public(f"claims/?actor={slug}&limit=200"), slug
        followed += bool(mirror.documents)
    return followed


def test_a_mirror_that_polls_between_acts_is_equal_to_the_api() -> None:
    curator = Curator("mirrored")
    for _ in range(4):
        curator.new_claim()
    mirrors = {query: Mirror(ask, f"{query}&limit=30") for query in ["", *FILTERS[:3]]}
    for act in [*[curator.act] * 14, *[curator.revise] * 4, curator.rename, curator.merge, curator.redact_claim]:
        act()
        for mirror in mirrors.values():
            mirror.poll()
    catch_up()
    assert_equal_to_the_api(mirrors)
    events = {change["event"] for query in FILTERS[:3] for change in mirrors[query].history.values()}
    assert events == {"upsert", "delete", "left"}
    assert {"refreshed", "redacted"} <= {change["op"] for change in mirrors[""].history.values()}
    assert assert_actors_are_followed(5)


@pytest.fixture
def writers(environment: dict[str, str]) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "tests.trust.worker"]
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen([*command, f"w{seed}"], env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for seed in range(WRITERS)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    yield processes
    for process in processes:
        process.kill()


@pytest.mark.thorough
def test_mirrors_that_poll_while_writers_work_at_full_speed_are_equal_to_the_api(
    writers: list[subprocess.Popen[str]],
) -> None:
    first = Curator("first")
    for _ in range(6):
        first.new_claim()
    mirrors = {query: Mirror(ask, f"{query}&limit=40") for query in ["", *FILTERS]}
    done = threading.Event()

    def follow(mirror: Mirror) -> None:
        while not done.wait(0.02):
            mirror.poll()

    with ThreadPoolExecutor(len(mirrors)) as pool:
        following = [pool.submit(follow, mirror) for mirror in mirrors.values()]
        try:
            did = [work(process, 12.0) for process in writers]
            told = [finished(process) for process in did]
        finally:
            done.set()
        for follower in following:
            follower.result()
    catch_up()
    assert_equal_to_the_api(mirrors)
    assert assert_actors_are_followed(20) > 5
    acts = [act for each in told for act, count in each["done"].items() if count]
    assert {"new_claim", "revise", "rename", "retract_claim", "merge", "redact_claim"} <= set(acts)
    assert sum(mirror.unchanged for mirror in mirrors.values()), "some asked when nothing was new"
    events = {change["event"] for query in FILTERS for change in mirrors[query].history.values()}
    assert events == {"upsert", "delete", "left"}
    sys.stdout.write(f"\n{mirrors[''].seq} publications followed by {len(mirrors)} mirrors\n")
