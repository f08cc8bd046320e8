"""What has to be there before anything is asked: indexes of the alternatives, the questions, and how they are put."""

import compileall
import json
import random
import sysconfig
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Max

from bench.asking import DEEP, PAGE, Question
from bench.chance import chance_of
from bench.processes import memory, workers
from bench.questions import Drawer, open_facts, position_of, write_table
from bench.systems import ROOT, Ours, Server
from claims.index.keeping import make_base, newest_base
from claims.models.claims import Claim
from claims.models.ledger import Publication

SCHEMA = Path(__file__).parent / "alternatives" / "normalised" / "schema.sql"
LONGEST_PAGE = 200
# What of this checkout is served, or serves.
PROGRAMS = ("claims", "config", "bench")
# How many addresses are asked for again and again where an exact cache is measured.
AGAIN = 20
REPEATED = {"W2 again": "W2", "W3 again": "W3", "W4 again": "W4"}
MEGABYTE = 1_000_000


def compile_programs() -> None:
    """Makes the bytecode of whatever is served in Python, as an image is built with it. A start that has to make it
    first, where the environment forbids to keep it, takes twice as long.
    """
    for folder in (*(str(ROOT / name) for name in PROGRAMS), sysconfig.get_path("purelib")):
        compileall.compile_dir(folder, quiet=2, workers=0)


def make_index() -> None:
    """Makes a base of the reading index, which takes minutes of millions, unless there is one of all that is public."""
    base = newest_base(DEFAULT_DB_ALIAS)
    head = Publication.objects.aggregate(seq=Max("seq"))["seq"]
    if base is None or base.seq != head or base.documents is None:
        make_base(DEFAULT_DB_ALIAS)


def make_schema() -> None:
    """Indexes and views for the SQL on the workshop's tables; made once, and anew when claims were added."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench.claim_words')")
        made = cursor.fetchone()[0] is not None
        if made:
            cursor.execute("SELECT count(*) FROM bench.claim_words")
            made = cursor.fetchone()[0] == Claim.objects.filter(published_version__isnull=False).count()
        if not made:
            cursor.execute(SCHEMA.read_text(encoding="utf-8"))
            cursor.execute("VACUUM (ANALYZE) bench.claim_words, claims_claim, claims_participant, claims_attribution")


def draw(number: int, seed: int, ours: Ours, *, for_sql: bool = True) -> dict[str, list[Question]]:
    """The questions of every work. Our server is up. `for_sql`: they also stand in the database, with the numbers that
    the workshop's rows have.
    """
    lists = Drawer(number, seed).all()
    lists["W5"] = deep_pages(ours, number, chance_of(seed, "deep"))
    for again, work in REPEATED.items():
        lists[again] = lists[work][:AGAIN] * max(1, number // AGAIN)
    if for_sql:
        pages = {work: [uids(ours, work, question) for question in lists[work]] for work in ("W2", "W3", "W5")}
        write_table(lists, pages)
    return lists


def uids(ours: Ours, work: str, question: Question) -> list[str]:
    """The claims that answer a question, in their order."""
    body = parsed(ours, f"{ours.address(work, question)}&fields=uid")
    return [document["uid"] for document in body["results"]]


def deep_pages(ours: Ours, number: int, chance: random.Random) -> list[Question]:
    """Pages that follow each other, from 100,000 claims into the list on (or from its middle, where it is shorter), in
    random order. One gets there as any reader would: by following `next`.
    """
    public = open_facts().count()
    step = LONGEST_PAGE if public >= 2 * LONGEST_PAGE else PAGE
    deep = max(step, min(DEEP, public // 2) // step * step)
    body, at = parsed(ours, f"/api/v1/claims/?fields=uid&limit={step}"), step
    while at < deep and body["next"]:
        body, at = parsed(ours, body["next"].removeprefix(ours.base)), at + step
    found: list[Question] = []
    while body["next"] and len(found) < number:
        # A cursor belongs to a list, however long its pages are.
        (cursor,) = parse_qs(urlsplit(body["next"]).query)["cursor"]
        day, record = position_of(body["results"][-1]["uid"])
        found.append(Question(cursor=cursor, page=deep // PAGE + 1 + len(found), day=day, record=record))
        body = parsed(ours, f"{ours.address('W5', found[-1])}&fields=uid")
    chance.shuffle(found)
    return found


def parsed(server: Server, address: str) -> Any:
    return json.loads(server.get(address).read())


def with_tag(server: Server, addresses: Iterable[str], most: float) -> Iterator[tuple[str, str]]:
    """Each address with the ETag of its answer, as a reader has it who asked before; those that are asked in `most`
    seconds, and one at least.
    """
    until = time.monotonic() + most
    for address in addresses:
        yield address, server.get(address).headers["ETag"] or ""
        if time.monotonic() > until:
            return


def weighed(server: Server) -> dict[str, float]:
    """Of a server: seconds to the first answer, number of workers, and megabytes of the largest of them."""
    assert server.process is not None
    sizes = [memory(pid) for pid in workers(server.process.pid)]
    return {
        "started_in": server.started_in,
        "workers": len(sizes),
        "rss": max(size.rss for size in sizes) / MEGABYTE,
        "pss": max(size.pss for size in sizes) / MEGABYTE,
        "pss_anon": max(size.pss_anon for size in sizes) / MEGABYTE,
    }
