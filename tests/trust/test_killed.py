"""A publisher is killed in each of its phases, as by `kill -9`: what it had begun is there as a whole or not at all."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.db import connection

from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish
from claims.curation.verifying import verify
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

PATIENCE = 60  # seconds

# Where it stops, what it is doing, and whether what it had begun is in the ledger afterwards.
PHASES = [
    ("before:claims.curation.documents.render", "revise", False),
    ("after:claims.curation.publishing.lock_records", "revise", False),
    ("after:claims.curation.publishing.lock_ledger", "revise", False),
    ("before:claims.curation.appending.advance", "revise", False),
    ("after:claims.curation.appending.advance", "revise", False),
    ("after:claims.curation.publishing.mark_public", "revise", False),
    ("after:claims.curation.publishing.refresh_shares", "revise", False),
    ("after:claims.curation.publishing._publish_batch", "revise", True),
    ("after:claims.curation.publishing.mark_public", "retract", False),
    ("before:claims.curation.catching_up.steps", "rename", True),
    ("after:claims.curation.relabelling.refresh", "rename", True),
    ("after:claims.curation.redacting._erase", "redact", False),
    ("after:claims.curation.wiping.wipe", "redact", False),
    ("after:claims.curation.redacting._redact_batch", "redact", True),
]


@pytest.fixture
def claims() -> list[Claim]:
    source, topic, guild = make.source(), make.topic(), make.actor("guild")
    made = [make.claim(source=source, topics=[topic], participants=[(guild, "subject")]) for _ in range(3)]
    make.publish_all(*made)
    return made


@pytest.fixture
def killed(environment: dict[str, str]) -> Iterator[object]:
    processes: list[subprocess.Popen[str]] = []

    def run(phase: str, act: str) -> None:
        """Lets a publisher come as far as the phase, and kills it there."""
        command = [sys.executable, "-m", "tests.trust.publisher", phase, act]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "stopped\n", "it came to its end without the phase"
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        until_it_is_gone()

    yield run
    for process in processes:
        process.kill()


def until_it_is_gone() -> None:
    """The server notices that a client is gone when it next listens to it."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)
    raise AssertionError("the server still works for the process that was killed")


@pytest.mark.parametrize(("phase", "act", "kept"), PHASES, ids=[f"{act}, {phase}" for phase, act, _ in PHASES])
def test_what_a_killed_publisher_had_begun_is_whole_or_not_there(phase, act, kept, claims, killed):
    before = list(Publication.objects.order_by("seq").values_list("seq", "chain"))
    killed(phase, act)
    rows = Publication.objects.order_by("seq").values_list("seq", "chain")
    assert list(rows)[: len(before)] == before
    assert (len(rows) > len(before)) == kept
    assert verify().faults == []
    # The next publisher waits for nothing, and takes the next number.
    head = Publication.objects.head()
    (row,) = publish([make.topic()])
    assert row.seq == head + 1
    catch_up()
    assert verify().faults == []


def test_an_act_that_was_killed_can_be_done_again(claims, killed):
    killed("after:claims.curation.relabelling.refresh", "rename")
    catch_up()
    names = {row["actor"]["name"] for claim in claims for row in document(claim)["participants"]}
    assert names == {"Renamed"}


def document(claim: Claim) -> dict[str, list[dict[str, dict[str, str]]]]:
    from tests.oracle import public

    return public(claim)
