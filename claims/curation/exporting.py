"""The ledger as text, for whoever verifies it without this program: docs/verify_ledger.py shows how.

`importing.py` reads the same lines back.
"""

import json
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max

from claims.curation.rebuilding import one_snapshot
from claims.models.facts import OPEN
from claims.models.ledger import Publication, Release, instant

BATCH = 500


def exported(until: int | None = None) -> Iterator[str]:
    """A line of JSON for each publication up to `until`, in order. All are read in one snapshot, which a redaction
    that comes meanwhile does not disturb.
    """
    after = 0
    with one_snapshot():
        rows = Publication.objects.until(until or OPEN).public().order_by("seq")
        while batch := list(rows.filter(seq__gt=after)[:BATCH]):
            yield from map(publication_line, batch)
            after = batch[-1].seq


def proven_by(seq: int) -> int:
    """The number up to which the ledger has to be read for what was erased of the rows up to `seq` to be accounted for.

    That is `seq`, or the number of a later redaction: an erased row is proven by the redaction that lists it.
    """
    while (erased_by := Publication.objects.until(seq).aggregate(last=Max("erased_by"))["last"] or 0) > seq:
        seq = erased_by
    return seq


def publication_line(row: Publication) -> str:
    """All that is public of a row, so that it can be restored: docs/ledger.md describes the members."""
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
        "record": row.record,
        "first_seq": row.first_seq,
        "first_at": instant(row.first_at),
        "revised_at": _instant_or_none(row.revised_at),
    }
    return _written(values)


def release_line(release: Release) -> str:
    """All that is public of a release, and the number by which lists of releases settle ties."""
    values = {
        "id": release.pk,
        "name": release.name,
        "seq": release.seq,
        "chain": bytes(release.chain).hex(),
        "at": instant(release.at),
        "notes": release.notes,
        "counts": dict(sorted(release.counts.items())),
    }
    return _written(values)


def _instant_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


def _written(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
