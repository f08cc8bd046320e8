"""The ledger as text, for whoever verifies it without this program: docs/verify_ledger.py shows how."""

import json
from collections.abc import Iterator

from claims.curation.rebuilding import one_snapshot
from claims.models.facts import OPEN
from claims.models.ledger import Publication, instant

BATCH = 500
COLUMNS = ("seq", "kind", "uid", "op", "at", "slug", "body", "reason", "salt", "digest", "chain", "erased_by")


def exported(until: int | None = None) -> Iterator[str]:
    """A line of JSON for each publication up to `until`, in order. All are read in one snapshot, which a redaction
    that comes meanwhile does not disturb.
    """
    after = 0
    with one_snapshot():
        rows = Publication.objects.until(until or OPEN).order_by("seq")
        while batch := list(rows.filter(seq__gt=after).only(*COLUMNS)[:BATCH]):
            yield from map(_line, batch)
            after = batch[-1].seq


def _line(row: Publication) -> str:
    values = {
        "seq": row.seq,
        "kind": row.kind,
        "uid": str(row.uid),
        "op": row.op,
        "at": instant(row.at),
        "slug": row.slug,
        "body": row.body,
        "reason": row.reason,
        "salt": None if row.salt is None else bytes(row.salt).hex(),
        "digest": bytes(row.digest).hex(),
        "chain": bytes(row.chain).hex(),
        "erased_by": row.erased_by,
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
