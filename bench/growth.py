"""How our figures grow with the number of claims: `python -m bench.growth URL URL …`, the addresses of databases.

Each is served in its turn by processes of its own, and is asked its own questions of every work. Each has to be a
database of generated claims; a ledger without a workshop will do. Ratios are of the last to the first.
"""

import argparse
import json
import math
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import django

from bench import run
from bench.run import PAGE, say

# These are to take no longer, however many claims there are.
CONSTANT = ("W1", "W2", "W5", "W7", "W8")
# All but exports, whose cost is of what they hold.
WORKS = "W1,W2,W3,W4,W4 worst,W5,W7,W8,W9 timeline,W9 network,W9 worst,W10"


def measured(url: str, options: Sequence[str]) -> dict[str, Any]:
    """What bench.run finds on a database, of our own server alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found.json"
        command = [sys.executable, "-m", "bench.run", "--systems=none", f"--works={WORKS}", *options, f"--json={path}"]
        subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True, stdout=subprocess.DEVNULL)
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def rates(found: Mapping[str, Any], connections: int) -> dict[str, Mapping[str, Any]]:
    """Our loads by work."""
    own = (one for one in found["loads"] if one["system"] == "ours" and one["connections"] == connections)
    return {one["work"]: one for one in own}


def exponent(slower: float, larger: float) -> float:
    """The b by which a cost grows that follows `N ** b`: 0 where it stays the same, 1 where it is in proportion."""
    return math.log(slower) / math.log(larger)


def grown(every: Sequence[Mapping[str, Any]]) -> str:
    """A row for each work: answers a second with 16 connections and p99 with one on each database, how many times fewer
    answers a second the last gives than the first, and the exponent of the law that leads from one to the other.
    """
    from bench.report import number, table

    counts = [one["about"]["claims"] for one in every]
    sizes = [f"{count:,} claims" for count in counts]
    head = ["work", *(f"{size}, per second" for size in sizes), *(f"{size}, p99 ms" for size in sizes)]
    many, single = [rates(one, 16) for one in every], [rates(one, 1) for one in every]
    rows = []
    for work in many[0]:
        if all(work in one for one in many):
            speeds = [one[work]["load"]["rate"] for one in many]
            tails = [one[work]["load"]["p99"] if work in one else None for one in single]
            name = f"**{work}**" if work in CONSTANT else work
            law = number(exponent(speeds[0] / speeds[-1], counts[-1] / counts[0])) if all(speeds) else "—"
            slower = f"{number(speeds[0] / speeds[-1])} ×" if speeds[-1] else "—"
            rows.append([name, *map(number, speeds), *map(number, tails), slower, law])
    servers = [one["servers"]["ours"] for one in every]
    for name, column in (
        ("memory of a worker, PSS in MB", "pss"),
        ("of it not of files", "pss_anon"),
        ("first answer after s", "started_in"),
    ):
        rows.append([name, *(number(one[column]) for one in servers), *["" for _ in every], "", ""])
    return table((*head, "slower by", "exponent"), rows)


def arguments() -> argparse.ArgumentParser:
    """Those of bench.run, which every measurement gets, and the addresses."""
    parser = run.arguments()
    parser.prog, parser.description = "python -m bench.growth", "The same works on several databases."
    parser.add_argument("urls", nargs="+", metavar="URL", help="addresses of databases, the smallest first")
    return parser


def options_in(words: Sequence[str], urls: Sequence[str]) -> list[str]:
    """What bench.run is to be told of these words. The table is written here, of all databases."""
    return [word for word in words if word not in urls and word != "--write"]


def main() -> None:
    asked = arguments().parse_args()
    options = options_in(sys.argv[1:], asked.urls)
    # For the tables alone: what is measured is measured by processes of their own.
    os.environ["DATABASE_URL"] = asked.urls[0]
    os.environ.setdefault("SECRET_KEY", "of a benchmark")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    every = []
    for url in asked.urls:
        say(f"Measuring {url.rpartition('/')[2]}")
        every.append(measured(url, options))
    about = every[0]["about"]
    command = shlex.join(["make", "bench-growth", *([f"BENCH={shlex.join(options)}"] if options else [])])
    written = f"Measured on {about['date']} by `{command}` on {about['machine']}; ours alone.\n\n{grown(every)}"
    sys.stdout.write(written)
    if asked.write:
        from bench.report import write

        write(PAGE, "bench-growth", written)


if __name__ == "__main__":
    main()
