"""The course of a generated database: what is named first, then batches of claims, and a round of edits after each."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from django.db import transaction

from bench.batches import drawing
from bench.chance import chance_of
from bench.edits import Edits
from bench.ledger import Ledger, row_of
from bench.outline import Plan
from bench.workshop import Desk, number_on, triggers_off
from bench.world import World
from claims.curation.door import lock_ledger
from claims.curation.processes import in_order

APPENDING, EDITING = "appending publications", "edits"


class History(NamedTuple):
    """What came of it: how many publications, the hash in which their chain ends, and what took how many seconds.

    The seconds are summed up over the processes.
    """

    publications: int
    chain: str
    took: dict[str, float]


# Seconds between two lines on how far it is.
PAUSE = 5.0


def generate(
    count: int,
    seed: int = 1,
    *,
    workshop: bool = True,
    processes: int = 2,
    say: Callable[[str], None] = lambda line: None,
) -> History:
    """Writes `count` claims with all that they name into an empty ledger and workshop, and edits some of them.

    What is made is the same whatever the number of processes. The facts are left to be made. `say` is given lines on
    how far it is.
    """
    if workshop:
        with transaction.atomic():
            triggers_off()
    plan = Plan(count, seed)
    world = World(plan)
    ledger = Ledger(count, plan.sources, len(world.actors))
    edits = Edits(plan, world, ledger)
    salts = chance_of(seed, "salts of the world")
    for made in world:
        ledger.append(row_of(made, salts))
    ledger.copy()
    took = Counter[str]()
    began = said = time.perf_counter()
    prepare = partial(drawing, plan, ledger.at(0), workshop=workshop)
    for batch, drawn in enumerate(in_order(range(plan.batches), prepare, processes)):
        took.update(drawn.took)
        with transaction.atomic():
            lock_ledger()
            with timed(took, APPENDING):
                for row in drawn.rows:
                    ledger.append(row)
                ledger.copy()
            with timed(took, EDITING):
                edits.note(drawn)
                edits.round()
                ledger.copy()
        if (now := time.perf_counter()) > said + PAUSE or batch == plan.batches - 1:
            said, done = now, plan.claims(batch).stop - 1
            say(f"  {done:,} of {count:,} claims, {ledger.seq:,} publications, {done / (now - began):,.0f} claims/s")
    if workshop:
        desk = Desk(world, ledger.at(0))
        desk.lay_world(world, edits.versions)
        desk.copy()
        number_on()
    return History(ledger.seq, ledger.chain.hex(), dict(took))


@contextmanager
def timed(took: Counter[str], what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    took[what] += time.perf_counter() - began  # type: ignore[assignment]
