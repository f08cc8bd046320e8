"""What publishing costs: `python -m bench.publish [--claims 4000]` in a database that has coded claims.

Makes drafts and publishes them: in bulk by one process, in bulk by two at once, and one by one. Of each it tells how
many claims per second, and what of it is processor time of Python and of PostgreSQL. Give it a copy of a database,
since it leaves the claims published: `createdb -T`.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import django

PROBES = 100


class Cost(NamedTuple):
    claims: int
    began: float
    ended: float
    # Processor seconds of Python, and of the backend of PostgreSQL where that runs here.
    python: float
    backend: float


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def begin() -> int:
    """Connects; the process number of the backend."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


def processor(pid: int) -> float:
    """Seconds that a process of this machine took up; 0 where it is not of this machine."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def in_bulk(numbers: Sequence[int], together: "multiprocessing.synchronize.Barrier") -> Cost:
    """Publishes these claims in one act, once all are ready."""
    pid = begin()
    from claims.curation.publishing import publish
    from claims.models.claims import Claim

    claims = list(Claim.objects.filter(pk__in=numbers))
    publish(claims[:1])  # what is made once for each process is not counted
    together.wait()
    began, python, backend = time.monotonic(), time.process_time(), processor(pid)
    publish(claims[1:])
    return Cost(len(claims) - 1, began, time.monotonic(), time.process_time() - python, processor(pid) - backend)


def processes(numbers: Sequence[int], count: int) -> None:
    """Lets so many processes publish the claims, each its part; tells what it cost."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(count) as pool:
        together = manager.Barrier(count)
        size = -(-len(numbers) // count)
        parts = [numbers[start : start + size] for start in range(0, len(numbers), size)]
        costs = pool.starmap(in_bulk, [(part, together) for part in parts])
    claims = sum(cost.claims for cost in costs)
    took = max(cost.ended for cost in costs) - min(cost.began for cost in costs)
    python, backend = sum(cost.python for cost in costs), sum(cost.backend for cost in costs)
    say(
        f"{count} at once: {claims:,} claims in {took:.1f} s, {claims / took:,.0f} claims/s; processor per claim"
        f" {python / claims * 1000:.2f} ms of Python, {backend / claims * 1000:.2f} ms of PostgreSQL"
    )


def one_by_one(numbers: Sequence[int]) -> None:
    from claims.curation.publishing import publish
    from claims.models.claims import Claim

    took = []
    for claim in Claim.objects.filter(pk__in=numbers):
        began = time.monotonic()
        publish([claim])
        took.append((time.monotonic() - began) * 1000)
    slow = statistics.quantiles(took, n=20)[-1]
    say(f"One by one: {statistics.median(took):.1f} ms at the median, {slow:.1f} ms at the 95th percentile")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.publish", description="What publishing costs.")
    parser.add_argument("--claims", type=int, default=4_000, help="how many in bulk; 4000 unless given")
    count = parser.parse_args().claims
    begin()
    from bench.drafts import make_drafts
    from claims.models.ledger import Publication

    made = make_drafts(2 * count + PROBES)
    say(f"The ledger has {Publication.objects.head():,} publications, the workshop {len(made):,} new drafts")
    one_by_one(made[-PROBES:])
    processes(made[:count], 1)
    processes(made[count : 2 * count], 2)


if __name__ == "__main__":
    main()
