"""Several publishers, readers and editors at once, each with a connection of its own."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from claims.choices import RecordKind
from claims.curation import appending, chain, documents, publishing, redacting, wiping, workflow
from claims.curation.publishing import Refused, publish, retract
from claims.curation.rebuilding import differences
from claims.curation.verifying import verify
from claims.models.claims import Claim
from claims.models.facts import OPEN, ClaimFact
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 30  # seconds after which a thread counts as stuck


@pytest.fixture(autouse=True)
def enough_connections() -> Iterator[None]:
    options = connections.settings["default"]["OPTIONS"]
    before = options["pool"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    options["pool"] = {"min_size": 1, "max_size": 12, "timeout": PATIENCE}
    yield
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    options["pool"] = before


class Threads:
    """Runs functions at once; what one of them raised is raised at the end."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []
        self.errors: list[BaseException] = []

    def start(self, act: Callable[..., Any], *args: Any) -> threading.Thread:
        def run() -> None:
            try:
                act(*args)
            except BaseException as error:  # told in the main thread
                self.errors.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=run, daemon=True)
        self.threads.append(thread)
        thread.start()
        return thread

    def join(self) -> None:
        for thread in self.threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a thread is stuck"
        for error in self.errors:
            raise error


def waiting_for_a_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)


def verify_the_ledger() -> None:
    rows = list(Publication.objects.order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    previous = chain.GENESIS
    for row in rows:
        assert bytes(row.digest) == chain.digest_of(bytes(row.salt or b""), row.body, row.reason)
        previous = chain.link(previous, row.seq, row.kind, row.uid, row.op, row.at, bytes(row.digest))
        assert bytes(row.chain) == previous
    last = {(row.kind, row.record): row for row in rows}
    for kind, model in documents.MODELS.items():
        for record in model.objects.all():
            held = last.get((kind, record.pk))
            assert record.is_public == (held is not None and held.op != "retracted")
    open_facts = list(ClaimFact.objects.filter(till_seq=OPEN).values_list("record", flat=True))
    assert len(open_facts) == len(set(open_facts))
    assert set(open_facts) == set(Claim.objects.published().values_list("pk", flat=True))
    assert [line for seq in oracle.heads() for line in oracle.dangling(seq)] == []
    assert differences() == []


def test_publishers_and_readers_at_once_see_one_order_without_gaps():
    sources, topic = [make.source() for _ in range(2)], make.topic()
    claims = [make.claim(source=sources[i % 2], topics=[topic], participants=[]) for i in range(10)]
    for i, claim in enumerate(claims):
        claim.relations.create(target=claims[(i + 1) % 10], type="supports", order=0)
        claim.relations.create(target=claims[(i + 5) % 10], type="updates", order=1)
    make.publish_all(claims[0])
    working = threading.Event()
    working.set()
    heads: list[int] = []

    def read() -> None:
        with connection.cursor() as cursor:
            while working.is_set():
                cursor.execute("SELECT max(seq) FROM claims_publication")
                (head,) = cursor.fetchone()
                cursor.execute("SELECT count(*), max(seq) FROM claims_publication WHERE seq <= %s", [head])
                assert cursor.fetchone() == (head, head)
                heads.append(head)
                time.sleep(0.005)  # leaves the processor to the publishers

    def work(seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311  (a test that can be run again)
        for _ in range(6):
            some = list(Claim.objects.filter(pk__in=[claim.pk for claim in dice.sample(claims, 3)]))
            try:
                if dice.random() < 0.3:
                    retract([claim for claim in some if claim.is_public], reason="Misread.")
                    continue
                workflow.reopen([claim for claim in some if claim.state == "retracted"])
                Claim.objects.filter(pk=some[0].pk).update(kind=dice.choice(["state", "event", "causal"]))
                make.publish_all(*some)
            except Refused:
                pass  # another one retracted or reopened it first

    threads = Threads()
    readers = [threads.start(read) for _ in range(2)]
    publishers = [threads.start(work, seed) for seed in range(4)]
    for thread in publishers:
        thread.join(PATIENCE)
    working.clear()
    threads.join()
    assert not any(thread.is_alive() for thread in readers)
    assert len(set(heads)) > 3, "the readers met several heads"
    assert Publication.objects.filter(op="retracted").exists()
    verify_the_ledger()


def at_once(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Publishers wait for each other between rendering and locking."""
    real, barrier = publishing.lock_records, threading.Barrier(count, timeout=PATIENCE)
    seen: set[int] = set()

    def locked(batch):
        if threading.get_ident() not in seen:
            seen.add(threading.get_ident())
            barrier.wait()
        return real(batch)

    monkeypatch.setattr(publishing, "lock_records", locked)


def test_two_publishers_of_one_record_publish_it_once(monkeypatch):
    topic = make.topic()
    at_once(monkeypatch, 2)
    threads = Threads()
    for _ in range(2):
        threads.start(publish, [topic])
    threads.join()
    assert list(Publication.objects.values_list("op", flat=True)) == ["published"]
    verify_the_ledger()


def test_two_publishers_of_many_records_in_opposite_order_do_not_wait_for_each_other(monkeypatch):
    records = [make.topic(), make.place(), make.actor(), make.event(), make.source(text="", publisher=None)]
    at_once(monkeypatch, 2)
    threads = Threads()
    threads.start(publish, records)
    threads.start(publish, records[::-1])
    threads.join()
    assert Publication.objects.head() == len(records)
    verify_the_ledger()


def test_a_claim_and_its_target_published_at_once_end_up_related(monkeypatch):
    source, topic = make.source(), make.topic()
    target = make.claim(source=source, topics=[topic], participants=[])
    claim = make.claim(source=source, topics=[topic], participants=[], relations=[("supports", target)])
    publish([record for record in publishing.with_dependencies([claim]) if record.record_kind != RecordKind.CLAIM])
    at_once(monkeypatch, 2)
    threads = Threads()
    threads.start(publish, [claim])
    threads.start(publish, [target])
    threads.join()
    assert [row["claim"] for row in oracle.public(claim)["relations"]] == [str(target.uid)]
    verify_the_ledger()


def test_a_claim_published_while_its_target_is_retracted_does_not_point_at_it(monkeypatch):
    source, topic = make.source(), make.topic()
    target = make.claim(source=source, topics=[topic], participants=[])
    make.publish_all(target)
    claim = make.claim(source=source, topics=[topic], participants=[], relations=[("supports", target)])
    at_once(monkeypatch, 2)
    threads = Threads()
    threads.start(publish, [claim])
    threads.start(lambda: retract([target], reason="Misread."))
    threads.join()
    assert oracle.public(claim)["relations"] == []
    verify_the_ledger()


def test_an_editor_who_holds_a_record_keeps_nobody_else_from_publishing():
    """Rows are locked before the ledger: who waits for a row has not stopped the others."""
    held, other = make.topic(), make.topic()
    edited, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic():
            type(held).objects.filter(pk=held.pk).update(name="Edited")
            edited.set()
            assert go_on.wait(PATIENCE)

    threads = Threads()
    threads.start(work)
    assert edited.wait(PATIENCE)
    threads.start(publish, [held])
    until(waiting_for_a_lock)
    publish([other])
    assert Publication.objects.get().uid == other.uid
    go_on.set()
    threads.join()
    assert oracle.public(held)["name"] == "Edited", "what the editor saved before the lock was got"
    verify_the_ledger()


def test_whoever_quotes_a_text_that_is_being_erased_waits_and_is_told(monkeypatch):
    claim = make.claim()
    make.publish_all(claim)
    real, locked, go_on = wiping.wipe, threading.Event(), threading.Event()

    def wipe(record):
        if record == claim.source:
            locked.set()
            assert go_on.wait(PATIENCE)
        return real(record)

    def quote():
        with pytest.raises(IntegrityError, match="claims_evidence_text_id"), transaction.atomic():
            make.claim(source=claim.source, statement="Coded too late.")
        told.set()

    told = threading.Event()
    monkeypatch.setattr(wiping, "wipe", wipe)
    threads = Threads()
    threads.start(lambda: redacting.redact([claim.source], reason="Not ours to use."))
    assert locked.wait(PATIENCE)
    threads.start(quote)
    until(waiting_for_a_lock)
    go_on.set()
    threads.join()
    assert told.is_set()
    assert not claim.source.texts.exists()
    assert not Claim.objects.filter(statement="Coded too late.").exists()
    assert verify().faults == []


def test_an_edit_waits_until_a_record_is_published_and_then_counts_as_a_change(monkeypatch):
    topic = make.topic()
    real, locked, go_on = appending.append, threading.Event(), threading.Event()

    def append(*args, **kwargs):
        locked.set()
        assert go_on.wait(PATIENCE)
        return real(*args, **kwargs)

    monkeypatch.setattr(publishing, "append", append)
    threads = Threads()
    threads.start(publish, [topic])
    assert locked.wait(PATIENCE)
    threads.start(lambda: type(topic).objects.filter(pk=topic.pk).update(name="Edited"))
    until(waiting_for_a_lock)
    go_on.set()
    threads.join()
    topic.refresh_from_db()
    assert oracle.public(topic)["name"] != "Edited"
    assert topic.has_changed


def test_readers_do_not_see_a_publication_before_its_transaction_is_complete(monkeypatch):
    topics = [make.topic() for _ in range(3)]
    real, appended, go_on = appending.mark_public, threading.Event(), threading.Event()

    def mark(*args):
        appended.set()
        assert go_on.wait(PATIENCE)
        return real(*args)

    monkeypatch.setattr(publishing, "mark_public", mark)
    threads = Threads()
    threads.start(publish, topics)
    assert appended.wait(PATIENCE)
    assert Publication.objects.head() == 0
    go_on.set()
    threads.join()
    assert Publication.objects.head() == 3


def test_a_publisher_that_breaks_down_leaves_no_gap_and_no_lock(monkeypatch):
    first, second = make.topic(), make.topic()

    def fail(*args):
        raise OperationalError("the connection is gone")

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "mark_public", fail)
        with pytest.raises(OperationalError):
            publish([first])
    publish([second])
    assert list(Publication.objects.values_list("seq", "uid")) == [(1, second.uid)]
    verify_the_ledger()
