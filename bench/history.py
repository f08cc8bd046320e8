"""The course of a generated ledger: what is named first, then claims, and after every so many of them edits."""

import random
import time
from collections.abc import Callable

from bench.claims import Claims
from bench.edits import Edits
from bench.ledger import Appender
from bench.world import World

# So many claims go by between rounds of edits.
ROUND = 2_000


def generate(count: int, seed: int = 1, say: Callable[[str], None] = lambda line: None) -> str:
    """Publishes `count` claims with all that they name into an empty ledger, and edits some of them.

    Gives the hash in which the chain ends, in hexadecimal. `say` is given lines on how far it is.
    """
    began = time.perf_counter()
    chance = random.Random(seed)  # noqa: S311 — it is to be reproducible, and nothing rests on its being secret

    def progress(seq: int) -> None:
        pace = seq / (time.perf_counter() - began)
        say(f"  {len(claims.uids):,} of {count:,} claims, {seq:,} rows, {pace:,.0f} rows/s")

    world = World(count, chance)
    claims = Claims(world, max(20, count // 20), chance)
    appender = Appender(chance, progress)
    edits = Edits(world, claims, appender, chance)
    for made in world:
        appender.append(made.kind, made.record, made.document)
    while (since := len(claims.uids)) < count:
        for _ in range(min(ROUND, count - since)):
            for made in claims.one():
                appender.append(made.kind, made.record, made.document)
        edits.round(since)
    appender.flush()
    say(
        f"{appender.seq:,} rows in {time.perf_counter() - began:,.0f} s: {appender.copying:,.0f} s copying them, "
        f"{appender.advancing:,.0f} s making their facts, the rest making documents"
    )
    return appender.chain.hex()
