"""What is asked first of every actor that is named, learnt ahead of whoever names it.

In a ledger of many actors nearly every list names one that the process has not heard of: to ask for it then takes as
long as a quarter of the page.
"""

from itertools import islice

from claims.choices import RecordKind
from claims.filters.reading import ReadingPoint
from claims.index.reading_index import REMEMBERED

# Actors that are learnt at once: some milliseconds.
AT_ONCE = 500
# Of more than these none is learnt ahead, so that there is room for what is asked.
MOST = REMEMBERED // 2


def learn_actors(using: str) -> None:
    """Learns the actors of the newest state, unless they are known or too many. A query for each `AT_ONCE`."""
    reading = ReadingPoint.at_head(using)
    learnt = reading.remembered("all actors are learnt")
    if reading.index is None or learnt:
        return
    slugs = list(reading.records(RecordKind.ACTOR).values_list("slug", flat=True)[: MOST + 1])
    if len(slugs) <= MOST:
        left = iter(slugs)
        while some := list(islice(left, AT_ONCE)):
            reading.uids([(RecordKind.ACTOR.value, slug) for slug in some])
    learnt[None] = True
