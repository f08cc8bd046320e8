"""Load: a list of addresses walked once by wrk, or a list of questions by pgbench, with what that took.

Nobody is loaded for a fixed time, which would flatter whoever is fast enough to come to the same question again. A
system that cannot walk the list in the time allowed is stopped on the way; the list is in random order, so that what
it did is a fair part of it.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from statistics import quantiles

WALK = Path(__file__).with_name("walk.lua")
_WALKED = re.compile(r"^walked (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$", re.MULTILINE)
_TRANSACTIONS = re.compile(r"^tps = ([0-9.]+) \(without initial connection time\)$", re.MULTILINE)
# A value that a statement leaves open, as psql and pgbench write it; `::` is a cast.
PARAMETER = re.compile(r"(?<!:):([a-z]+)")
REMEDIES = {
    "wrk": "apt-get install wrk, or https://github.com/wg/wrk",
    "psql": "it comes with PostgreSQL: apt-get install postgresql-client",
    "pgbench": "it comes with PostgreSQL: apt-get install postgresql-contrib, or put its folder on PATH",
}


class LoadError(RuntimeError):
    """Nothing could be measured; the message says why and what to do."""


@dataclass(frozen=True)
class Load:
    """What was asked of a system, and how it went. Latencies are in milliseconds; errors are answers from 400 on."""

    requests: int
    seconds: float
    errors: int
    p50: float
    p99: float
    highest: float
    bytes: int = 0

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    @property
    def least(self) -> float:
        """The rate to divide by: of one that answered nothing, what it would be with one answer more."""
        return max(1, self.requests) / self.seconds


def require(program: str) -> str:
    """Where the program is. Raises LoadError with how to install it."""
    found = which(program)
    if found is None:
        raise LoadError(f"{program} is not installed: {REMEDIES[program]}.")
    return found


def walk(base: str, asked: Sequence[tuple[str, str]], connections: int, most: float) -> Load:
    """Asks a server for these paths, each with the tag that the reader has or "", for `most` seconds at most."""
    program = require("wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as paths:
        paths.writelines(f"{path}\t{tag}\n" for path, tag in asked)
        paths.flush()
        # One thread: it walks one list, and sends more than two cores of servers can answer.
        options = ["-t", "1", "-c", str(connections), "-d", f"{max(1, round(most))}s", "--timeout", "30s"]
        command = [program, *options, "-s", str(WALK), base, "--", paths.name, str(connections)]
        return read_wrk(subprocess.run(command, capture_output=True, text=True, check=False).stdout)


def read_wrk(output: str) -> Load:
    """What bench/walk.lua wrote last. Raises LoadError where it wrote nothing."""
    found = _WALKED.search(output)
    if found is None:
        raise LoadError(f"wrk was broken off: {output.strip() or 'it wrote nothing'}")
    requests, microseconds, size, errors, p50, p99, highest = map(int, found.groups())
    return Load(requests, microseconds / 1e6, errors, p50 / 1000, p99 / 1000, highest / 1000, size)


def script_of(sql: str, work: str) -> str:
    """A script for pgbench: every client takes its own questions out of the table, and asks each once."""
    names = list(dict.fromkeys(PARAMETER.findall(sql)))
    columns = ", ".join(f"{name}::text" for name in names)
    return (
        "\\set k :k + 1\n\\set n (:k * :clients + :client_id) % :number\n"
        f"SELECT {columns} FROM bench.question WHERE work = '{work}' AND n = :n \\gset\n{sql}"
    )


def enough(database: str, script: str, number: int, clients: int, most: float, settings: str = "") -> int:
    """How many of so many questions each client can ask in about `most` seconds; found by asking one, and a few."""
    each = 1
    for few in (1, 3):
        tried = drive(database, script, number, clients, min(few, max(1, number // clients)), settings)
        each = max(1, min(number // clients, int(tried.rate * most / clients)))
        if each <= few:  # no more than that can be asked
            break
    return each


def drive(database: str, script: str, number: int, clients: int, each: int, settings: str = "") -> Load:
    """Runs a script of pgbench, by prepared statements: each client asks so many of so many questions."""
    program = require("pgbench")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.sql"
        path.write_text(script, encoding="utf-8")
        told = [f"--define={name}={value}" for name, value in (("k", -1), ("clients", clients), ("number", number))]
        command = [
            program, "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--jobs={min(2, clients)}",
            f"--transactions={each}", *told, "--log", f"--log-prefix={folder}/log", f"--file={path}", database,
        ]  # fmt: skip
        environment = {**os.environ, "PGOPTIONS": f"-c jit=off {settings}".strip()}
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        tps = _TRANSACTIONS.search(ran.stdout)
        if ran.returncode or tps is None:
            raise LoadError(f"pgbench was broken off: {ran.stderr.strip()}")
        logs = [line.split() for log in Path(folder).glob("log.*") for line in log.read_text().splitlines()]
    times = sorted(int(fields[2]) / 1000 for fields in logs)
    p50, p99 = percentile(times, 50), percentile(times, 99)
    return Load(len(times), len(times) / float(tps[1]), 0, p50, p99, times[-1])


def percentile(times: Sequence[float], percent: int) -> float:
    return times[0] if len(times) == 1 else quantiles(times, n=100, method="inclusive")[percent - 1]
