"""W6: an export of 100,000 claims, in megabytes a second, with the most memory that the server has meanwhile.

An export that has not ended after `MOST` seconds is broken off: its speed is that of what came until then.
"""

import json
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from bench.alternatives.sql import Normalised
from bench.load import require
from bench.processes import Clock, backends, descendants, forget_peak, peak, workers
from bench.systems import Server, without_ledger

MEGABYTE = 1_000_000
CHUNK = 1 << 20
# Of so many bytes from the beginning the documents are compared.
COMPARED = 1 << 18
MOST = 90.0


@dataclass(frozen=True)
class Exported:
    """What an export brought: bytes, lines and seconds; what the worker had in memory before, and at most (bytes)."""

    system: str
    format: str
    size: int
    lines: int
    seconds: float
    before: int
    most: int
    application: float
    postgresql: float
    ended: bool
    beginning: bytes = field(repr=False)

    @property
    def speed(self) -> float:
        """Megabytes a second."""
        return self.size / MEGABYTE / self.seconds

    def row(self) -> dict[str, Any]:
        told = {name: value for name, value in vars(self).items() if name != "beginning"}
        return {**told, "speed": self.speed}

    def documents(self) -> list[dict[str, Any]]:
        """The first documents, of NDJSON."""
        whole = self.beginning.rpartition(b"\n")[0].splitlines()
        return [without_ledger(json.loads(line)) for line in whole]


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _read(stream: _Stream, most: float = MOST) -> tuple[int, int, bool, bytes]:
    """Reads for `most` seconds at most: bytes, lines, whether that was to the end, and the beginning."""
    size = lines = 0
    beginning = b""
    until = time.monotonic() + most
    while chunk := stream.read(CHUNK):
        if len(beginning) < COMPARED:
            beginning = (beginning + chunk)[:COMPARED]
        size += len(chunk)
        lines += chunk.count(b"\n")
        if time.monotonic() > until:
            return size, lines, False, beginning
    return size, lines, True, beginning


def alike(one: Exported, other: Exported) -> bool:
    """Whether two exports in NDJSON have the same documents in the same order, as far as both were kept."""
    return all(a == b for a, b in zip(one.documents(), other.documents(), strict=False))


def export(server: Server, form: str, address: str, database: str, most: float = MOST) -> Exported:
    """Reads an export for `most` seconds at most. Raises ServerError."""
    assert server.process is not None
    own = workers(server.process.pid)
    for pid in own:
        forget_peak(pid)
    before = max(map(peak, own))
    main = server.process.pid
    with Clock(lambda: descendants(main)) as clock, Clock(lambda: backends(database)) as theirs:
        began = time.monotonic()
        size, lines, ended, beginning = 0, 0, False, b""
        with suppress(TimeoutError), server.get(address, patience=most) as response:
            size, lines, ended, beginning = _read(response, most)
        taken = time.monotonic() - began
    most = max(map(peak, own))
    return Exported(server.name, form, size, lines, taken, before, most, clock.total, theirs.total, ended, beginning)


def copy(url: str, database: str, filters: Mapping[str, str]) -> Exported:
    """The same lines by COPY on the workshop's tables: what no server in between can be faster than."""
    # Codes of vocabularies, which have no quotation marks.
    narrowed = " AND ".join(["true", *(f"claim.{name} = '{value}'" for name, value in filters.items())])
    sql = f"""COPY (
        SELECT (SELECT document FROM bench.claim_document AS whole WHERE whole.id = claim.id) FROM claims_claim AS claim
        WHERE claim.published_version IS NOT NULL AND {narrowed}
        ORDER BY coalesce(claim.occurred_from, '-infinity') DESC, claim.id DESC
    ) TO STDOUT"""  # noqa: S608 — what is put in is our own
    command = [require("psql"), "--no-psqlrc", "--quiet", "--dbname", url, "--command", sql]
    with Clock(lambda: backends(database)) as theirs:
        began = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.PIPE) as ran:
            assert ran.stdout is not None
            size, lines, ended, beginning = _read(ran.stdout)
            taken = time.monotonic() - began
            ran.terminate()
    # COPY writes a backslash as two.
    beginning = beginning.replace(b"\\\\", b"\\")
    return Exported(Normalised.name, "ndjson", size, lines, taken, 0, 0, 0.0, theirs.total, ended, beginning)
