"""What the ledger says of itself at S: how it stands, what was erased from it, and which of its states have a name."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Max, QuerySet

from claims.choices import Operation, RecordKind
from claims.filters.reading import ReadingPoint
from claims.models.facts import count_public
from claims.models.ledger import API_ROOT, Publication, instant
from claims.shapes.page import Ordering

NEWEST_REDACTION_FIRST = Ordering("-seq", F("seq"), tie="seq", descending=True)
REDACTION = ("at", "kind", "uid", "reason", "body")
# One state can have several names.
NEWEST_RELEASE_FIRST = Ordering("-seq", F("seq"), tie="id", descending=True)
RELEASE = ("name", "chain", "at", "notes", "counts")


def state(reading: ReadingPoint) -> dict[str, Any]:
    """The ledger as it stands at S, for whoever keeps it to prove later that nothing was altered. Four queries.

    Before the first publication there is neither time nor chain hash.
    """
    last = reading.publications().filter(seq=reading.seq).only("at", "chain").first()
    found = reading.publications().order_by().values_list("op").annotate(Count("seq"), Max("seq"))
    by_operation = {op: (count, newest) for op, count, newest in found}
    redactions, last_redaction = by_operation.get(Operation.REDACTED, (0, None))
    return {
        "seq": reading.seq,
        "at": instant(last.at) if last else None,
        "chain": bytes(last.chain).hex() if last else None,
        "publications": {op.value: by_operation.get(op.value, (0, None))[0] for op in Operation},
        "records": count_public(reading.seq, reading.using),
        "redactions": {"count": redactions, "last": last_redaction},
    }


def redactions(reading: ReadingPoint) -> QuerySet[Publication]:
    return reading.publications().filter(op=Operation.REDACTED)


def redaction_row(seq: int, at: Any, kind: str, uid: Any, reason: str, body: str) -> dict[str, Any]:
    """What was erased, and why. `REDACTION` names the columns that it is made from."""
    erased = json.loads(body)["erased"]
    return {"seq": seq, "at": instant(at), "kind": kind, "uid": str(uid), "reason": reason, "erased": erased}


def release_row(seq: int, name: str, chain: bytes, at: Any, notes: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """A release as it is read. `RELEASE` names the columns that it is made from."""
    return {
        "name": name,
        "path": f"{API_ROOT}releases/{name}/",
        "seq": seq,
        "chain": bytes(chain).hex(),
        "at": instant(at),
        "notes": notes,
        "counts": {kind: counts[kind] for kind in RecordKind.values},
    }
