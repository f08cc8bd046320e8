"""Hand-written SQL through pgbench: on the workshop's tables, and on what our own server leaves to PostgreSQL.

The first is what PostgREST would run, and so its upper bound: JSON made by PostgreSQL, prepared, no server between. The
second is our own limit: the head of the ledger, and the documents of a page by the numbers of their records.
"""

import json
from pathlib import Path
from typing import Any

from django.db import connection

from bench.asking import SAME_AS, Question
from bench.load import PARAMETER, Load, drive, enough, script_of
from bench.processes import Clock, backends
from bench.systems import AGAIN, System, network

FOLDER = Path(__file__).parent
# Plans for the values at hand, or one for all: whichever serves the statement better is taken.
PLANS = ("-c plan_cache_mode=force_custom_plan", "-c plan_cache_mode=force_generic_plan")


class Scripts(System):
    """Statements in a folder, a file for each work, on a database."""

    folder: Path

    def __init__(self, url: str, database: str) -> None:
        self.url, self.database = url, database
        self._plans: dict[str, str] = {}

    def file(self, work: str) -> Path:
        own = self.folder / f"{work.lower().replace(' ', '_')}.sql"
        return own if own.exists() else self.folder / f"{SAME_AS.get(work, work).lower().replace(' ', '_')}.sql"

    def takes(self, work: str) -> bool:
        return self.file(work).exists()

    def load(self, work: str, number: int, clients: int, most: float) -> tuple[Load, float]:
        """The load of a work, and PostgreSQL's seconds for each; less what it takes to draw the questions out of their
        table.
        """
        script = script_of(self.file(work).read_text(encoding="utf-8"), work)
        if work not in self._plans:
            tried = {plan: self._run(script, number, clients, 1.0, plan)[0].rate for plan in PLANS}
            self._plans[work] = max(tried, key=lambda plan: tried[plan])
        found, taken = self._run(script, number, clients, most, self._plans[work])
        drawing, less = self._run(script.partition("\\gset\n")[0] + "\\gset\n", number, clients, 1.0, "")
        p50, p99, highest = (max(0.0, time - drawing.p50) for time in (found.p50, found.p99, found.highest))
        seconds = max(found.seconds - found.requests / drawing.rate, found.seconds / 10)
        return Load(found.requests, seconds, 0, p50, p99, highest), max(0.0, taken - less)

    def _run(self, script: str, number: int, clients: int, most: float, plan: str) -> tuple[Load, float]:
        each = enough(self.url, script, number, clients, most, plan)
        with Clock(lambda: backends(self.database)) as clock:
            found = drive(self.url, script, number, clients, each, plan)
        return found, clock.total / found.requests

    def answer(self, work: str, number: int, question: Question) -> Any:
        sql = self.file(work).read_text(encoding="utf-8")
        drawn = script_of(sql, work).partition("SELECT ")[2].partition(" FROM ")[0]
        names = [column.removesuffix("::text") for column in drawn.split(", ")]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {drawn} FROM bench.question WHERE work = %s AND n = %s", [work, number])  # noqa: S608
            values = dict(zip(names, cursor.fetchone(), strict=True))
            cursor.execute(PARAMETER.sub(r"%(\1)s", sql), values)
            ((body,),) = cursor.fetchall()
        return self.read(SAME_AS.get(work, work), json.loads(body) if isinstance(body, str) else body)

    def read(self, work: str, body: Any) -> Any:
        raise NotImplementedError


class Normalised(Scripts):
    name, folder = "normalised SQL", FOLDER / "normalised"

    def read(self, work: str, body: Any) -> Any:
        if work == "W9 network":
            return network(body["nodes"] or [], body["edges"] or [])
        if work == "W4":
            return {name: [] if value is None else value for name, value in body.items()}
        return [] if body is None else body


class Limit(Scripts):
    """What is left to PostgreSQL of our own answers; it is no answer by itself, and is not compared."""

    name, folder = "our limit", FOLDER / "limit"

    def takes(self, work: str) -> bool:
        # What is asked again our servers need not ask PostgreSQL.
        return not work.endswith(AGAIN) and super().takes(work)
