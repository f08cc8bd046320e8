"""What a rename costs those who read and publish meanwhile: `python -m bench.rename`.

Starts our web server, publishes a new name of the actor that 100,000 claims name, or about so many, and leaves it to
the server to bring the documents up to date, as it does in the background: after each second of work it rests for four.
Meanwhile 16 readers ask the server for pages of claims (W2), and another process publishes one record after another.
Tells how far the rename came in the time that it was watched, how many pages were read before, meanwhile and after, and
how long the publisher had to wait. Give it a copy of a database, `createdb -T`: it leaves the actor renamed.
"""

import argparse
import multiprocessing
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from bench.publish import begin, say

# Seconds that readers are watched at a time, and how often before the rename. All ask for the same pages.
TURN, BEFORE = 10.0, 3
# How many claims name the actor whose rename the target is about.
CLAIMS = 100_000


def publishing(going: Any, waits: Any) -> None:
    """Publishes edits of one place until it is told to stop; notes when each began, what it took, and how much of that
    it waited for the ledger's lock, in seconds.
    """
    begin()
    from django.db.models import Max

    from claims.curation import publishing
    from claims.curation.door import lock_ledger
    from claims.models.ledger import Publication
    from claims.models.topics import Place

    # A number that no place of the ledger has, which may have come without its workshop.
    free = 1 + (Publication.objects.filter(kind=Place.record_kind).aggregate(last=Max("record"))["last"] or 0)
    place, _ = Place.objects.get_or_create(slug="bench-rename", defaults={"name": "Bench", "pk": free})
    locks = list[float]()

    def timed() -> None:
        began = time.monotonic()
        lock_ledger()
        locks.append(time.monotonic() - began)

    patch.object(publishing, "lock_ledger", timed).start()  # of this process alone
    while going.is_set():
        # Public, and not among what other documents say of a place: no other rename comes of it.
        Place.objects.filter(pk=place.pk).update(dispute=f"Bench {time.monotonic()}")
        locks.clear()
        began = time.monotonic()
        publishing.publish([place])
        waits.append((began, time.monotonic() - began, sum(locks)))
        time.sleep(0.05)


def named_by(claims: int) -> Any:
    """The actor that so many claims name, or the nearest to it; its row of the workshop is made where a ledger came
    without one.
    """
    from django.db import connection, transaction

    from claims.curation.door import close_door, open_door
    from claims.models.actors import Actor
    from claims.models.ledger import Publication

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT term.key FROM claims_claimfact fact, unnest(fact.terms) AS number JOIN claims_term term"
            " ON term.id = number WHERE term.facet = 'actor' AND fact.till_seq = 9223372036854775807"
            " GROUP BY 1 ORDER BY abs(count(*) - %s), 1 LIMIT 1",
            [claims],
        )
        (uid,) = cursor.fetchone()
        if not Actor.objects.filter(uid=uid).exists():
            last = Publication.objects.filter(uid=uid).latest("seq")
            document = last.parsed()
            open_door()
            cursor.execute(
                "INSERT INTO claims_actor (id, uid, slug, name, kind, named, note, description, version,"
                " published_version) VALUES (%s, %s, %s, %s, %s, %s, '', '', 1, 1)",
                [last.record, uid, last.slug, document["name"], document["kind"], document["named"]],
            )
            close_door()
    return Actor.objects.get(uid=uid)


@contextmanager
def published_meanwhile() -> Iterator[Any]:
    """The acts of another process that publishes, as `publishing` notes them."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        going, waits = manager.Event(), manager.list()
        going.set()
        other = context.Process(target=publishing, args=(going, waits))
        other.start()
        try:
            while not waits:
                if not other.is_alive():
                    raise SystemExit("The other publisher has broken down: see above.")
                time.sleep(0.1)
            yield waits
        finally:
            going.clear()
            other.join()


def milliseconds(waits: list[float]) -> str:
    most = sorted(waits)[int(len(waits) * 0.99)]
    return (
        f"{statistics.median(waits) * 1000:.0f} ms (median; 99 of 100 at most {most * 1000:.0f}, longest"
        f" {max(waits) * 1000:.0f} ms)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rename", description="What a rename costs the others.")
    parser.add_argument("--readers", type=int, default=16, help="connections that read all the time; 16 unless given")
    parser.add_argument("--claims", type=int, default=CLAIMS, help="that name the actor, about; 100,000 unless given")
    parser.add_argument("--most", type=float, default=600, help="seconds that it is watched at most; 600 unless given")
    asked = parser.parse_args()
    begin()
    from bench.load import Load, walk
    from bench.preparing import make_index
    from bench.questions import Drawer
    from bench.systems import Ours
    from claims.curation.publishing import publish
    from claims.models.work import Refresh

    make_index()
    actor, server = named_by(asked.claims), Ours()
    questions = Drawer(5_000, seed=1).all()["W2"]
    paths = [(str(server.address("W2", question)), "") for question in questions]

    def read() -> Load:
        load = walk(server.base, paths, asked.readers, TURN)
        if load.errors:
            raise SystemExit(f"{load.errors:,} of {load.requests:,} answers to readers were errors: see above.")
        return load

    with ExitStack() as stack:
        stack.callback(server.stop)
        server.start()
        waits = stack.enter_context(published_meanwhile())
        read()  # what is asked for first is looked up
        before = [read() for _ in range(BEFORE)]
        type(actor).objects.filter(pk=actor.pk).update(name=f"Renamed {time.time():.0f}")
        began = time.monotonic()
        (renamed,) = publish([actor])
        took, meanwhile = time.monotonic() - began, list[Load]()
        while True:
            meanwhile.append(read())
            # The catching up of another server would do it, too: of this database there is none.
            job = Refresh.objects.get(cause=renamed.seq)
            if job.finished_at or time.monotonic() - began > asked.most:
                break
        seconds = time.monotonic() - began
        acts = list(waits)
        after = [read() for _ in range(BEFORE)]
    ended = (job.finished_at - job.begun_at).total_seconds() if job.finished_at and job.begun_at else seconds
    say(
        f"The new name took {took * 1000:.0f} ms to publish; {job.done:,} of {job.total or 0:,} documents were brought"
        f" up to date in {ended:.0f} s, {job.done / ended:,.0f} a second"
    )
    quiet, disturbed, done = (statistics.median(load.rate for load in loads) for loads in (before, meanwhile, after))
    say(
        f"{asked.readers} readers: {quiet:,.0f} pages/s before, {disturbed:,.0f} meanwhile: {disturbed / quiet:.0%},"
        f" {done:,.0f} in the {BEFORE * TURN:.0f} s after it;"
        f" p99 {statistics.median(load.p99 for load in before):.0f} and"
        f" {statistics.median(load.p99 for load in meanwhile):.0f} ms, longest"
        f" {max(load.highest for load in before):.0f} and {max(load.highest for load in meanwhile):.0f} ms"
    )
    for when, those in (
        ("before", [act for act in acts if act[0] < began]),
        ("meanwhile", [act for act in acts if act[0] >= began]),
    ):
        say(
            f"Another publisher's record took {milliseconds([took for _, took, _ in those])} {when};"
            f" of it for the ledger's lock {milliseconds([lock for *_, lock in those])}"
        )


if __name__ == "__main__":
    main()
