"""Exports through a web server of their own, beside COPY of the same claims: `python -m bench.export [FORMAT …]`.

Of the database that DATABASE_URL names, which holds a ledger of some length. For each format: how many megabytes a
second come, what of the processors the server, its connections to the database and the reader take, and the most
memory that the server ever held. The connections are told where the database runs on the same machine.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import django

FORMATS = ("ndjson", "csv", "json", "parquet", "jsonld")
TICK = os.sysconf("SC_CLK_TCK")
PIECE = 1 << 18


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Process:
    """A process of this machine, as /proc tells of it."""

    def __init__(self, number: int) -> None:
        self.folder = Path("/proc", str(number))

    def seconds(self) -> float:
        """What it has had of the processors; nothing once it is gone."""
        try:
            fields = (self.folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / TICK

    def peak(self) -> float:
        """The most megabytes that it held since `forget`."""
        (line,) = (line for line in (self.folder / "status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def forget(self) -> None:
        (self.folder / "clear_refs").write_text("5")

    def children(self) -> list["Process"]:
        name = self.folder.name
        return [Process(int(child)) for child in (self.folder / "task" / name / "children").read_text().split()]


class Taken(NamedTuple):
    """What reading a file took: bytes, seconds until it came and until it was there, seconds of processors."""

    size: int
    first: float
    whole: float
    server: float
    database: float
    reader: float
    peak: float

    def told(self, name: str, claims: int) -> str:
        return (
            f"  {name:22} {self.size / 1e6:7.1f} MB in {self.whole:6.2f} s, {self.size / self.whole / 1e6:6.1f} MB/s, "
            f"{claims / self.whole:7,.0f} claims/s; processor s: server {self.server:5.2f}, database "
            f"{self.database:5.2f}, reader {self.reader:5.2f}; first byte {self.first * 1000:4.0f} ms; "
            f"most memory {self.peak:5.0f} MB"
        )


@contextmanager
def server() -> Iterator[tuple[int, Process]]:
    """granian with one worker, as config/web.py starts it but for their number: its port, and the worker."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = ["granian", "--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    command = [sys.executable, "-m", *command, "--log-level", "warning", "config.wsgi:application"]
    environment = {**os.environ, "ALLOWED_HOSTS": "127.0.0.1"}
    with subprocess.Popen(command, env=environment) as started:
        try:
            for _ in range(600):
                time.sleep(0.1)
                try:
                    ask(port, "/health/live").read()
                    break
                except OSError:
                    continue
            else:
                raise SystemExit("The server does not answer within a minute.")
            (worker,) = [child for child in Process(started.pid).children() if child.peak() > 40]
            yield port, worker
        finally:
            started.terminate()


def ask(port: int, path: str) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", path)
    answer = connection.getresponse()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}: {answer.read(2000).decode()}")
    return answer


def connections() -> list[Process]:
    """The processes of the database that answer this database's clients, this one's among them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [Process(pid) for (pid,) in cursor.fetchall()]


def exported(port: int, worker: Process, query: str) -> Taken:
    """An export, read as fast as it comes."""
    databases = {found.folder: (found, found.seconds()) for found in connections()}
    worker.forget()
    server_before, reader_before, began = worker.seconds(), time.process_time(), time.perf_counter()
    answer = ask(port, f"/api/v1/claims/export/?{query}")
    piece, size = bytearray(PIECE), answer.readinto(bytearray(1))
    first = time.perf_counter() - began
    while count := answer.readinto(piece):
        size += count
    whole, reader = time.perf_counter() - began, time.process_time() - reader_before
    now = {found.folder: (found, 0.0) for found in connections()} | databases
    database = sum(found.seconds() - before for found, before in now.values())
    return Taken(size, first, whole, worker.seconds() - server_before, database, reader, worker.peak())


COPY = """
    COPY (
        SELECT {what} FROM claims_claimfact AS fact CROSS JOIN LATERAL (
            SELECT body, body::jsonb AS doc, slug, uid, seq, first_at, revised_at FROM claims_publication
            WHERE kind = 'claim' AND record = fact.record AND seq <= {seq} ORDER BY seq DESC LIMIT 1
        ) AS p WHERE fact.from_seq <= {seq} AND fact.till_seq > {seq} ORDER BY fact.occurred_key DESC, fact.record DESC
    ) TO STDOUT (FORMAT csv{how})
"""


def copied(what: str, how: str, seq: int) -> Taken:
    """The same claims by COPY, without what keeps an export whole: in one statement, for which a snapshot is held."""
    from django.db import connection

    connection.ensure_connection()
    assert connection.connection is not None
    backend = Process(connection.connection.info.backend_pid)
    before, reader_before, began, first, size = backend.seconds(), time.process_time(), time.perf_counter(), 0.0, 0
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
        with cursor.copy(COPY.format(what=what, how=how, seq=seq)) as rows:
            for row in rows:
                first = first or time.perf_counter() - began
                size += len(row)
    whole = time.perf_counter() - began
    return Taken(size, first, whole, 0, backend.seconds() - before, time.process_time() - reader_before, 0)


def in_sql(path: str) -> str:
    """The value at a path of a document, as SQL takes it from jsonb; what is joined of lists comes in any order."""
    from claims.formats.paths import steps

    passed = steps(path)
    if path.startswith("count("):
        return f"jsonb_array_length(doc -> '{passed[0][0]}')"
    (name, which), *rest = passed
    members = ",".join(name for name, _ in rest)
    if which in ("0", "-1", None):
        index = "" if which is None else f",{which}"
        return f"doc #>> '{{{name}{index}{',' if members else ''}{members}}}'"
    member, _, code = which.partition("=")
    chosen = f" WHERE item ->> '{member}' = '{code}'" if code else ""
    return (
        f"(SELECT string_agg(DISTINCT item #>> '{{{members}}}', '|') "  # noqa: S608 — of our own columns
        f"FROM jsonb_array_elements(doc -> '{name}') AS item{chosen})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.export", description="Exports beside COPY.")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"of {', '.join(FORMATS)}; all unless given")
    parser.add_argument("--query", default="", help="filters of the export, as in an address; COPY takes none")
    parser.add_argument("--times", type=int, default=2, help="how often each is read; the best is told")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from claims.filters.reading import ReadingPoint
    from claims.formats.record_columns import TABLES
    from claims.models.ledger import PUT_IN

    reading = ReadingPoint.at_head()
    every = reading.claims().count()
    say(f"{every:,} public claims at {reading.seq:,}")

    def best(takes: list[Taken]) -> Taken:
        return min(takes, key=lambda taken: taken.whole)

    with server() as (port, worker):
        listed = json.load(ask(port, f"/api/v1/claims/?count=exact&limit=1&{asked.query}"))
        count = listed["meta"]["count"]
        say(f"Exports of {count:,} claims; the server holds {worker.peak():.0f} MB before the first")
        for form in asked.formats or FORMATS:
            takes = [exported(port, worker, f"format={form}&{asked.query}") for _ in range(asked.times)]
            say(best(takes).told(form, count))
    put_in = PUT_IN.replace("%(folder)s", "'/api/v1/claims/'")
    document = f"left(body, strpos(body, ',')) || {put_in} || right(body, -strpos(body, ','))"
    plain = ", QUOTE E'\\x01', DELIMITER E'\\x02'"
    columns = ", ".join(in_sql(column.path) for column in TABLES["claim"]["claim"].columns[5:-1])
    for name, what, how in (
        ("COPY of NDJSON", document, plain),
        ("COPY of 73 columns", f"p.uid, slug, seq, p.first_at, revised_at, {columns}, NULL", ""),
    ):
        say(best([copied(what, how, reading.seq) for _ in range(asked.times)]).told(name, every))


if __name__ == "__main__":
    main()
