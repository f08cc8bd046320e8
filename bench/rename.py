"""What a rename costs those who read and publish meanwhile: `python -m bench.rename`.

Renames the actor that most claims name and brings all their documents up to date, as a serving process does
(`--rest 2`, the default: after each second of work it rests for two) or without rest (`--rest 0`), while another
process publishes one record after another and others read pages of documents. Tells how long it took, how long the
publisher had to wait for its turn, and how many pages were read before and meanwhile. Give it a copy of a database,
`createdb -T`: it leaves the actor renamed.
"""

import argparse
import multiprocessing
import time
from typing import Any

from bench.publish import begin, processor, say

# Seconds for which readers and the publisher are watched before the rename.
BEFORE = 10.0


def publishing(going: Any, waits: Any) -> None:
    """Publishes edits of one place until it is told to stop; notes what each took, in seconds."""
    begin()
    from django.db.models import Max

    from claims.curation.publishing import publish
    from claims.models.ledger import Publication
    from claims.models.topics import Place

    # A number that no place of the ledger has, which may have come without its workshop.
    free = 1 + (Publication.objects.filter(kind=Place.record_kind).aggregate(last=Max("record"))["last"] or 0)
    place, _ = Place.objects.get_or_create(slug="bench-rename", defaults={"name": "Bench", "pk": free})
    while going.is_set():
        Place.objects.filter(pk=place.pk).update(name=f"Bench {time.monotonic()}")
        began = time.monotonic()
        publish([place])
        waits.append((began, time.monotonic() - began))
        time.sleep(0.05)


def reading(going: Any, pages: Any, number: int, most: int) -> None:
    """Reads documents of a page of claims, one page after another, and counts."""
    begin()
    import random

    from django.db import connection

    chance, count = random.Random(number), 0  # noqa: S311
    with connection.cursor() as cursor:
        while going.is_set():
            cursor.execute(
                "SELECT last.body FROM claims_claimfact fact CROSS JOIN LATERAL (SELECT body FROM claims_publication"
                " WHERE kind = 'claim' AND record = fact.record ORDER BY seq DESC LIMIT 1) last"
                " WHERE first_seq >= %s AND till_seq = 9223372036854775807 ORDER BY first_seq LIMIT 50",
                [chance.randrange(most)],
            )
            cursor.fetchall()
            count += 1
            pages[number] = count


def most_named() -> Any:
    """The actor that most claims name; its row of the workshop is made where a ledger came without one."""
    from django.db import connection, transaction

    from claims.curation.door import close_door, open_door
    from claims.models.actors import Actor
    from claims.models.ledger import Publication

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT term.key FROM claims_claimfact fact, unnest(fact.terms) AS number JOIN claims_term term"
            " ON term.id = number WHERE term.facet = 'actor' AND fact.till_seq = 9223372036854775807"
            " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rename", description="What a rename costs the others.")
    parser.add_argument("--rest", type=float, default=2.0, help="seconds of rest after each second of work")
    parser.add_argument("--readers", type=int, default=16, help="processes that read meanwhile; 16 unless given")
    asked = parser.parse_args()
    pid = begin()
    from claims.curation.catching_up import steps
    from claims.curation.publishing import publish
    from claims.models.ledger import Publication

    actor, most = most_named(), Publication.objects.head()
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        going, waits, pages = manager.Event(), manager.list(), manager.dict()
        going.set()
        others = [context.Process(target=publishing, args=(going, waits))]
        others += [context.Process(target=reading, args=(going, pages, n, most)) for n in range(asked.readers)]
        for other in others:
            other.start()
        while len(pages) < asked.readers or not waits:
            if not all(other.is_alive() for other in others):
                raise SystemExit("One of the others has broken down: see above.")
            time.sleep(0.1)
        read, began = sum(pages.values()), time.monotonic()
        time.sleep(BEFORE)
        before = (sum(pages.values()) - read) / (time.monotonic() - began)
        type(actor).objects.filter(pk=actor.pk).update(name=f"Renamed {time.time():.0f}")
        read, began, python, backend = sum(pages.values()), time.monotonic(), time.process_time(), processor(pid)
        (renamed,) = publish([actor])
        documents, steps_made, longest = 0, 0, 0.0
        for took, rows in steps(renamed.seq):
            documents, steps_made, longest = documents + len(rows), steps_made + 1, max(longest, took)
            time.sleep(asked.rest * took)
        ended = time.monotonic()
        meanwhile = (sum(pages.values()) - read) / (ended - began)
        python, backend = time.process_time() - python, processor(pid) - backend
        going.clear()
        for other in others:
            other.join()
        waited = sorted(wait for at, wait in waits if at >= began)
        quiet = sorted(wait for at, wait in waits if at < began)
    say(
        f"{documents:,} documents in {ended - began:.1f} s, {steps_made:,} transactions,"
        f" the longest {longest * 1000:.0f} ms; processor {python:.1f} s of Python, {backend:.1f} s of PostgreSQL"
    )
    say(
        f"Another publisher's record took {quiet[len(quiet) // 2] * 1000:.0f} ms before (median; longest"
        f" {quiet[-1] * 1000:.0f} ms), {waited[len(waited) // 2] * 1000:.0f} ms meanwhile (longest"
        f" {waited[-1] * 1000:.0f} ms)"
    )
    if asked.readers:
        say(
            f"{asked.readers} readers: {before:,.0f} pages/s before, {meanwhile:,.0f} meanwhile:"
            f" {meanwhile / before:.0%}"
        )


if __name__ == "__main__":
    main()
