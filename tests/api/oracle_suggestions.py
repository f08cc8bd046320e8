"""What somebody who types may mean, told a second time: by looking at every name of every record at S.

Nothing here is shared with claims, so that a mistake there is not repeated here.
"""

from collections.abc import Iterator
from typing import Any

from tests.api.oracle import Document, Oracle, published
from tests.api.oracle_finding import split

KINDS = ("actor", "topic", "event", "place", "source")
WHOLE, BEGINS, LATER = range(3)


def suggestions(oracle: Oracle, typed: str) -> list[dict[str, Any]]:
    """All records with a name of which a word begins so, the likeliest first. `matched` has all names that fit as well;
    `oracle` reads the claims, which are counted.
    """
    found = []
    for kind in KINDS:
        for record in published(kind, oracle.seq):
            fits = {name: fit for name in names(record) if (fit := fitting(split(name), split(typed))) is not None}
            if fits:
                best = min((fit, len(name)) for name, fit in fits.items())
                told = {
                    "kind": kind,
                    "slug": record["slug"],
                    "matched": {name for name, fit in fits.items() if (fit, len(name)) == best},
                    "claim_count": len(oracle.find({kind: [record["slug"]]})),
                }
                found.append((best[0], -told["claim_count"], next(names(record)), record["uid"], told))
    return [told for *_, told in sorted(found, key=lambda item: item[:-1])]


def names(record: Document) -> Iterator[str]:
    """The names of a record, the one that it is called by first."""
    yield record.get("name") or record["title"]
    yield from (item["name"] for item in record.get("names", ()))


def fitting(name: list[str], typed: list[str]) -> int | None:
    """How well a name fits; None where no word of it begins so."""
    asked, texts = " ".join(typed), [" ".join(name[place:]) for place in range(len(name))]
    if texts and texts[0].startswith(asked):
        return WHOLE if texts[0] == asked else BEGINS
    return LATER if any(text.startswith(asked) for text in texts) else None
