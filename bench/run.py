"""The API measured against what people would pick instead: `DATABASE_URL=… python -m bench.run`; see bench/README.md.

The database is one of generated claims with a workshop behind them, to which this adds a schema `bench` and indexes
whose names begin with `bench_`. Never one that is in use.
"""

import argparse
import os
import shlex
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
# Copies of the data in other databases, and what is not from PyPI.
FOLDER = ROOT / ".bench"


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure the API and its alternatives.")
    parser.add_argument("--questions", type=int, default=2_000, help="of each work; fewer where there are no more")
    parser.add_argument("--seed", type=int, default=1, help="equal seeds ask equal questions")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", default="16,1", help="numbers of connections, separated by commas")
    parser.add_argument("--alone", default="", help="numbers of connections with which ours alone is asked: 1")
    parser.add_argument("--most", type=float, default=20, help="seconds that one list may take of one system")
    parser.add_argument("--equal", type=int, default=20, help="questions of each work whose answers are compared")
    parser.add_argument("--works", default="", help="only these, separated by commas: W1,W4 worst")
    parser.add_argument(
        "--systems",
        default="",
        help="only these servers beside ours (plain DRF,Datasette); none: ours alone, and no SQL",
    )
    parser.add_argument("--json", type=Path, help="write all figures into this file")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    return parser


def main() -> None:
    asked = arguments().parse_args()
    if not os.environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL is not set: name a database of generated claims, as bench/README.md says.")
    # The servers that are started sign cursors with it too.
    os.environ.setdefault("SECRET_KEY", "of a benchmark")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["LOG_LEVEL"] = "WARNING"
    django.setup()
    from bench.load import LoadError, require
    from bench.systems import ServerError

    # Whoever ends it has the tables of what was measured until then. Python hears of Ctrl-C by itself, but not where a
    # shell began it in the background.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    try:
        for program in ("wrk", "pgbench", "psql"):
            require(program)
        found, about = measure(asked)
    except (LoadError, ServerError) as error:
        raise SystemExit(str(error)) from error
    from bench import report

    written = report.text(found, about)
    sys.stdout.write(f"{report.targets(found)}\n{written}")
    if asked.json:
        asked.json.write_text(report.as_json(found, about), encoding="utf-8")
    if asked.write:
        report.write(PAGE, "bench", written)
        report.write_targets(PAGE, found, about["date"])
        PAGE.with_suffix(".json").write_text(report.as_json(found, about), encoding="utf-8")


def measure(asked: argparse.Namespace) -> tuple[Any, dict[str, Any]]:
    """All that was found, and what it was found on."""
    from django.db import connection

    from bench import preparing
    from bench.alternatives.sql import Limit, Normalised
    from bench.measuring import Measured, Rounds, medians
    from bench.systems import Keeping, Ours
    from bench.targets import Found

    url, database = os.environ["DATABASE_URL"], str(connection.settings_dict["NAME"])
    works = named(asked.works)
    # Without others there needs be no workshop either.
    alone = "none" in named(asked.systems)
    if not alone:
        say("Making the indexes and views of the alternatives")
        preparing.make_schema()
    with ExitStack() as stack:
        say("Making the bytecode and the reading index")
        preparing.compile_programs()
        preparing.make_index()
        ours = Ours()
        stack.callback(ours.stop)
        say("Starting ours")
        ours.start()
        others, notes = started([Keeping(), *alternatives(asked.systems)], stack)
        say("Drawing the questions")
        lists = preparing.draw(asked.questions, asked.seed, ours, for_sql=not alone)
        sql = [] if alone else [Normalised(url, database)]
        say("Comparing the answers")
        differing = compare(
            [ours, *others, *sql],
            {work: lists[work] for work in lists if not works or work in works},
            asked.equal,
            notes,
        )
        connections, own = ([int(number) for number in named(text)] for text in (asked.connections, asked.alone))
        rounds = Rounds(database, asked.rounds, connections, asked.most, own)
        systems = [ours, *others, *sql, *(Limit(one.url, database) for one in sql)]
        measured: list[Measured] = []
        files: list[dict[str, Any]] = []
        try:
            for one in rounds.run(systems, lists, differing, works):
                measured.append(one)
            if not works or "W6" in works:
                for file in export([one for one in (ours, *others) if one.process], sql, database, notes):
                    files.append(file)
        except KeyboardInterrupt:
            notes.append("Interrupted: the tables have what was measured until then.")
        notes += rounds.broken
        running = {one.name: preparing.weighed(one) for one in (ours, *others) if one.process}
    return Found(medians(measured), files, running), about(asked, notes)


def named(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def started(servers: Sequence[Any], stack: ExitStack) -> tuple[list[Any], list[str]]:
    """Those of the servers that start, and of each other one a note why it does not."""
    from bench.systems import ServerError

    there, notes = [], []
    for server in servers:
        say(f"Starting {server.name}")
        stack.callback(server.stop)
        try:
            server.start()
            there.append(server)
        except ServerError as error:
            notes.append(f"{server.name} is left out: {error}")
            say(notes[-1])
    return there, notes


def compare(
    systems: Sequence[Any], lists: Mapping[str, Sequence[Any]], most: int, notes: list[str]
) -> set[tuple[str, str]]:
    """The systems and works whose answers differ from ours, with a note for each."""
    from bench.equal import Difference, differences
    from bench.preparing import REPEATED

    differing: set[tuple[str, str]] = set()
    # What is asked again was compared when it was asked first.
    once = {work: questions for work, questions in lists.items() if work not in REPEATED}
    for told in differences(systems, once, most):
        if isinstance(told, Difference):
            again = [repeated for repeated, work in REPEATED.items() if work == told.work]
            differing |= {(told.system, work) for work in (told.work, *again)}
            notes.append(f"Not compared in speed, because the answers differ: {told}.")
            say(str(told))
        else:
            say("{} answers {} alike ({} questions)".format(*told))
    return differing


def export(servers: Sequence[Any], sql: Sequence[Any], database: str, notes: list[str]) -> Iterator[dict[str, Any]]:
    """W6, of every system that has exports, ours first."""
    from bench import exports
    from bench.questions import exported

    filters = exported()

    def every() -> Iterator[exports.Exported]:
        for server in servers:
            for form, address in server.exports(filters).items():
                say(f"Exporting {form} from {server.name}")
                yield exports.export(server, form, address, database)
        for one in sql:
            say(f"Exporting ndjson from {one.name}")
            yield exports.copy(one.url, database, filters)

    first = None
    for one in every():
        if one.format == "ndjson":
            first = first or one
            if not exports.alike(first, one):
                notes.append(f"The export of {one.system} differs from ours.")
        yield one.row()


def about(asked: argparse.Namespace, notes: list[str]) -> dict[str, Any]:
    """On what and how it was measured."""
    from bench import report

    options = [f"BENCH={shlex.join(sys.argv[1:])}"] if sys.argv[1:] else []
    command = shlex.join(["make", "bench", *options])
    return {**report.surroundings(command), "rounds": asked.rounds, "notes": notes}


def alternatives(chosen: str) -> list[Any]:
    """Those that are servers and are chosen; all where none is named."""
    from bench.alternatives.datasette import Datasette, DatasetteWithDocuments
    from bench.alternatives.directus import Directus
    from bench.alternatives.django_projects import DjangoNinja, PlainDRF

    datasettes = (Datasette(FOLDER), DatasetteWithDocuments(FOLDER))
    every = (PlainDRF(), DjangoNinja(), *datasettes, Directus(FOLDER))
    names = named(chosen)
    return [one for one in every if not names or one.name in names]


if __name__ == "__main__":
    main()
