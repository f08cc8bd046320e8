"""The results as tables in Markdown, between markers of a page, and as JSON."""

import json
import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.measuring import BARE, Measured
from bench.targets import OURS, TARGETS, Found

WORKS = {
    "W1": "one claim",
    "W2": "first page of 50 by actor and least coding confidence, newest first",
    "W3": "the same with a range of days and words",
    "W4": "facets of an actor's claims: actors, coding confidence, months",
    "W4 worst": "the same facets of nearly all claims",
    "W5": "a page of 50, 100,000 claims deep",
    "W7": "claims and pages that the reader has: 304",
    "W8": "200 changes",
    "W9 timeline": "an actor's claims by month",
    "W9 network": "who is together with whom in an actor's claims",
    "W9 worst": "nearly all claims by month",
    "W10": "exact count by actor and least coding confidence",
    "W2 again": "20 addresses of W2 over and over",
    "W3 again": "20 addresses of W3 over and over",
    "W4 again": "20 addresses of W4 over and over",
    BARE: "DRF that asks no database",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; all columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: float | None) -> str:
    """Three digits that count, and whole numbers from a hundred on."""
    if value is None:
        return "—"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def loads(found: Found, connections: int) -> str:
    """Every work with every system: answers a second, latencies, processor time, and how many times as fast ours is."""
    head = ("work, system", "per second", "p50 ms", "p99 ms", "application ms", "PostgreSQL ms", "ours is", "answers")
    rows: list[Sequence[str]] = []
    for work, meaning in WORKS.items():
        own = [one for one in found.loads if one.work == work and one.connections == connections]
        if own:
            rows.append((f"**{work}** {meaning}", *[""] * (len(head) - 1)))
            rows += [_row(one, next((two for two in own if two.system == OURS), None)) for one in own]
    return table(head, rows)


def _row(one: Measured, ours: Measured | None) -> Sequence[str]:
    load = one.load
    more = "" if load.requests else "> "
    ratio = f"{more}{number(ours.load.rate / load.least)} ×" if ours and ours is not one else ""
    return (
        one.system,
        number(load.rate),
        number(load.p50),
        number(load.p99),
        number(one.application * 1000 or None),
        number(one.postgresql * 1000),
        ratio,
        f"{load.requests:,}" + (f", {load.errors:,} errors" if load.errors else ""),
    )


def exports(found: Found) -> str:
    head = ("W6, system", "MB/s", "MB", "lines", "worker before, MB", "at most, MB", "application s", "PostgreSQL s")
    mega = 1_000_000
    return table(
        head,
        (
            (
                f"{one['system']}, {one['format']}",
                number(one["speed"]),
                number(one["size"] / mega),
                f"{one['lines']:,}" + ("" if one["ended"] else ", not ended"),
                number(one["before"] / mega or None),
                number(one["most"] / mega or None),
                number(one["application"] or None),
                number(one["postgresql"]),
            )
            for one in found.exports
        ),
    )


def targets(found: Found) -> str:
    """Every target with what was measured."""
    rows = []
    for target in TARGETS:
        value = target.value(found)
        sign = "≤" if target.most else "≥"
        wanted = f"{sign} {number(target.least)}{target.unit}" + (f" ({number(target.hoped)})" if target.hoped else "")
        said = "not measured" if value is None else "reached" if target.reached(value) else "**not reached**"
        rows.append((target.text, wanted, "—" if value is None else f"{number(value)}{target.unit}", said))
    return table(("target", "wanted", "measured", ""), rows)


def servers(found: Found) -> str:
    rows = (
        (name, *(number(one.get(column)) for column in ("started_in", "workers", "rss", "pss", "pss_anon")))
        for name, one in found.servers.items()
    )
    return table(
        ("server", "first answer after s", "workers", "RSS of a worker, MB", "PSS, MB", "not of files, MB"), rows
    )


def machine() -> str:
    """Processor, memory and system, as a reader would name them."""
    cpu = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(), re.MULTILINE)
    release = platform.freedesktop_os_release()["PRETTY_NAME"]
    gigabytes = int(memory[1]) / 2**20 if memory else 0
    return (
        f"{os.cpu_count()} cores ({cpu[1] if cpu else platform.machine()}), {gigabytes:.0f} GiB, {release}, "
        f"Python {platform.python_version()}"
    )


def text(found: Found, about: dict[str, Any]) -> str:
    """All tables, with what they were measured on and by which command."""
    counts = sorted({one.connections for one in found.loads}, reverse=True)
    parts = [
        f"Measured on {about['date']} by `{about['command']}` on {about['machine']}, PostgreSQL {about['postgresql']}; "
        f"{about['claims']:,} claims, {about['publications']:,} publications. Medians of {about['rounds']} rounds.\n",
        *(f"{line}\n" for line in about["notes"]),
        targets(found),
        *(f"With {n} connection{'s' if n > 1 else ''}:\n\n{loads(found, n)}" for n in counts),
    ]
    if found.exports:
        parts.append(exports(found))
    return "\n".join([*parts, servers(found)])


def write(page: Path, name: str, written: str) -> None:
    """Puts the text between the page's markers of this name. Raises ValueError where it has none."""
    begin, end = f"<!-- {name}: written by make {name} -->\n", f"<!-- end of {name} -->"
    old = page.read_text(encoding="utf-8")
    if begin not in old or end not in old:
        raise ValueError(f"{page} has no place for the tables: put {begin.strip()} and {end} where they belong.")
    before, _, rest = old.partition(begin)
    page.write_text(f"{before}{begin}\n{written}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def as_json(found: Found, about: dict[str, Any]) -> str:
    told = {
        "about": about,
        "loads": [one.row() for one in found.loads],
        "exports": list(found.exports),
        "servers": dict(found.servers),
        "targets": [
            {
                "target": one.text,
                "wanted": one.least,
                "most": one.most,
                "unit": one.unit.strip(),
                "measured": one.value(found),
            }
            for one in TARGETS
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def today() -> str:
    return datetime.now(UTC).date().isoformat()
