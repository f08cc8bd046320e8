"""The results as tables in Markdown, between markers of a page, and as JSON."""

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.measuring import BARE, Measured
from bench.targets import EVERY, OURS, TARGETS, Found, Target

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


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 0) -> str:
    """A table in Markdown; all columns but the first and so many of the last are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1 - words), *["---"] * words], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def read(written: str) -> list[list[str]]:
    """The rows of a table in Markdown, cell by cell, without its head."""
    lines = [line for line in written.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


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
    """Every target that is measured with these, and whether it was reached."""
    rows = ((one.text, wanted(one), *reached(one, one.value(found))) for one in TARGETS)
    return table(("target", "wanted", "measured", ""), rows)


def wanted(target: Target) -> str:
    sign = "≤" if target.most else "≥"
    return f"{sign} {number(target.least)}{target.unit}" + (f" ({number(target.hoped)})" if target.hoped else "")


def reached(target: Target, value: float | None) -> tuple[str, str]:
    """What was measured, and what that says."""
    if value is None:
        return "—", "not measured"
    return f"{number(value)}{target.unit}", "reached" if target.reached(value) else "**not reached**"


def renewed(old: str, values: Mapping[str, float | None], on: str) -> str:
    """The table of all targets with what was measured on a day, by text of the target, in the place of what it said of
    these. The old rows of all others stay.
    """
    kept = {cells[0]: cells for cells in read(old)}
    rows = []
    for one in EVERY:
        value = values.get(one.text)
        if value is None and one.text in kept:
            rows.append(kept[one.text])
        else:
            by = f"`{one.by}`" if value is None else f"`{one.by}`, {on}"
            rows.append([one.text, wanted(one), *reached(one, value), by])
    return table(("target", "wanted", "measured", "", "by, on"), rows, words=2)


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


def surroundings(command: str) -> dict[str, Any]:
    """On what is measured, by which command, and when. Two queries."""
    from django.db import connection

    from bench.questions import open_facts
    from claims.models.ledger import Publication

    return {
        "date": today(),
        "command": command,
        "machine": machine(),
        "postgresql": ".".join(map(str, divmod(connection.pg_version, 10_000))),  # type: ignore[attr-defined]
        "claims": open_facts().count(),
        "publications": Publication.objects.head(),
    }


def told(about: Mapping[str, Any]) -> str:
    """The sentence that stands above a table."""
    return (
        f"Measured on {about['date']} by `{about['command']}` on {about['machine']}, PostgreSQL {about['postgresql']}; "
        f"{about['claims']:,} claims, {about['publications']:,} publications."
    )


def text(found: Found, about: dict[str, Any]) -> str:
    """All tables but that of the targets, with what they were measured on and by which command."""
    counts = sorted({one.connections for one in found.loads}, reverse=True)
    parts = [
        f"{told(about)} Medians of {about['rounds']} rounds.\n",
        *(f"{line}\n" for line in about["notes"]),
        *(f"With {n} connection{'s' if n > 1 else ''}:\n\n{loads(found, n)}" for n in counts),
    ]
    if found.exports:
        parts.append(exports(found))
    return "\n".join([*parts, servers(found)])


def place(page: Path, name: str) -> tuple[str, str, str]:
    """What stands before, between and behind the page's markers of this name. Raises ValueError where it has none."""
    old = page.read_text(encoding="utf-8")
    found = re.search(rf"(?<=<!-- {name}: )([^\n]*-->\n)(.*?)(?=<!-- end of {name} -->)", old, re.DOTALL)
    if found is None:
        raise ValueError(
            f"{page} has no place for the tables: put <!-- {name}: … --> and <!-- end of {name} -->, each in a line of "
            "its own, where they belong."
        )
    return old[: found.end(1)], found[2], old[found.end() :]


def write(page: Path, name: str, written: str) -> None:
    """Puts the text between the page's markers of this name. Raises ValueError where it has none."""
    before, _, behind = place(page, name)
    page.write_text(f"{before}\n{written}\n{behind}", encoding="utf-8")


def write_targets(page: Path, found: Found, on: str) -> None:
    """Renews the page's table of targets by what was measured of them. Raises ValueError where it has no place."""
    values = {one.text: one.value(found) for one in TARGETS}
    write(page, "targets", renewed(place(page, "targets")[1], values, on))


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
