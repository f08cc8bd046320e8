"""W6: an export of 100,000 claims, in megabytes a second, with the most memory that the server has meanwhile."""

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.alternatives.sql import Normalised
from bench.load import require
from bench.processes import Clock, backends, descendants, forget_peak, peak, workers
from bench.systems import Server

MEGABYTE = 1_000_000
CHUNK = 1 << 20


@dataclass(frozen=True)
class Exported:
    """What an export brought: bytes, lines and seconds; what the worker had in memory before, and at most (bytes)."""

    system: str
    format: str
    bytes: int
    lines: int
    seconds: float
    before: int
    most: int
    application: float
    postgresql: float

    @property
    def speed(self) -> float:
        """Megabytes a second."""
        return self.bytes / MEGABYTE / self.seconds


def addresses(server: Server, filters: Mapping[str, str]) -> dict[str, str]:
    """By format, where the server gives an export of these claims."""
    if server.name == "ours":
        formats = {name: {"format": name} for name in ("ndjson", "csv")}
        return {name: f"/api/v1/claims/export/?{urlencode({**filters, **own})}" for name, own in formats.items()}
    return {"ndjson": f"/claims/export/?{urlencode(filters)}"} if server.name == "plain DRF" else {}


def export(server: Server, form: str, address: str, database: str) -> Exported:
    """Reads an export to its end. Raises ServerError."""
    assert server.process is not None
    own = workers(server.process.pid)
    for pid in own:
        forget_peak(pid)
    before, size, lines = max(map(peak, own)), 0, 0
    main = server.process.pid
    with Clock(lambda: descendants(main)) as clock, Clock(lambda: backends(database)) as theirs:
        began = time.monotonic()
        with server.get(address) as response:
            while chunk := response.read(CHUNK):
                size += len(chunk)
                lines += chunk.count(b"\n")
        taken = time.monotonic() - began
    return Exported(server.name, form, size, lines, taken, before, max(map(peak, own)), clock.total, theirs.total)


def copy(url: str, database: str, filters: Mapping[str, str]) -> Exported:
    """The same lines by COPY on the workshop's tables: what no server in between can be faster than."""
    # Codes of vocabularies, which have no quotation marks.
    narrowed = " AND ".join(["true", *(f"claim.{name} = '{value}'" for name, value in filters.items())])
    # By cursor order and as text: COPY would write every backslash twice.
    sql = f"""COPY (
        SELECT document FROM bench.claim_document JOIN claims_claim AS claim USING (id) WHERE {narrowed}
        ORDER BY coalesce(claim.occurred_from, '-infinity') DESC, claim.id DESC
    ) TO STDOUT"""  # noqa: S608 — what is put in is our own
    command = [require("psql"), "--no-psqlrc", "--quiet", "--dbname", url, "--command", sql]
    with Clock(lambda: backends(database)) as theirs:
        began = time.monotonic()
        size = lines = 0
        with subprocess.Popen(command, stdout=subprocess.PIPE) as ran:
            assert ran.stdout is not None
            while chunk := ran.stdout.read(CHUNK):
                size += len(chunk)
                lines += chunk.count(b"\n")
        taken = time.monotonic() - began
    return Exported(Normalised.name, "ndjson", size, lines, taken, 0, 0, 0.0, theirs.total)
