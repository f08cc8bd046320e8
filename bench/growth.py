"""How our figures grow with the number of claims: `python -m bench.growth URL URL …`, the addresses of databases.

Each is served in its turn by processes of its own, and is asked its own questions of every work. Each has to be a
database of generated claims with a workshop. Ratios are to the first.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import django

from bench.run import PAGE, say

# Of these a reader would expect that they take no longer, however many claims there are.
CONSTANT = ("W1", "W2", "W3", "W5", "W8")


def measured(url: str, options: Sequence[str]) -> dict[str, Any]:
    """What bench.run finds on a database, of our own server alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found.json"
        command = [sys.executable, "-m", "bench.run", "--systems=none", f"--json={path}", *options]
        subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True, stdout=subprocess.DEVNULL)
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def rates(found: Mapping[str, Any], connections: int) -> dict[str, Mapping[str, Any]]:
    """Our loads by work."""
    own = (one for one in found["loads"] if one["system"] == "ours" and one["connections"] == connections)
    return {one["work"]: one for one in own}


def grown(every: Sequence[Mapping[str, Any]]) -> str:
    """A row for each work: answers a second with 16 connections and p99 with one on each database, and how many times
    fewer answers a second the last gives than the first.
    """
    sizes = [f"{one['about']['claims']:,} claims" for one in every]
    from bench.report import number, table

    head = ["work", *(f"{size}, per second" for size in sizes), *(f"{size}, p99 ms" for size in sizes), "slower by"]
    many, single = [rates(one, 16) for one in every], [rates(one, 1) for one in every]
    rows = []
    for work in many[0]:
        if all(work in one for one in many):
            speeds = [one[work]["load"]["rate"] for one in many]
            tails = [one[work]["load"]["p99"] if work in one else None for one in single]
            name = f"**{work}**" if work in CONSTANT else work
            rows.append([name, *map(number, speeds), *map(number, tails), f"{number(speeds[0] / speeds[-1])} ×"])
    rows.append(
        [
            "memory of a worker, PSS in MB",
            *(number(one["servers"]["ours"]["pss"]) for one in every),
            *["" for _ in every],
            "",
        ]
    )
    rows.append(
        [
            "first answer after s",
            *(number(one["servers"]["ours"]["started_in"]) for one in every),
            *["" for _ in every],
            "",
        ]
    )
    return table(head, rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description="The same works on several databases.")
    parser.add_argument("urls", nargs="+", metavar="URL", help="addresses of databases, the smallest first")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked, options = parser.parse_known_args()
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
    written = f"Measured on {about['date']} on {about['machine']}; ours alone.\n\n{grown(every)}"
    sys.stdout.write(written)
    if asked.write:
        from bench.report import write

        write(PAGE, "bench-growth", written)


if __name__ == "__main__":
    main()
