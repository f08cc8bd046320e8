"""Where the processor time of Python goes: `python -m bench.profiles [--write]` on the database of DATABASE_URL.

Requests are answered and claims published in this process, with a profiler that counts processor time and not waiting.
What a function takes itself is told for the package that it is of; what C does for Python counts to whom it was
called by. A profiler makes every call dearer, so the shares are scaled to the time that is taken without it. `--write`
puts the tables into docs/performance.md. With `--publish 2000` claims are made and published: give it a copy of a
database. Of the start of the web server it is told which packages take how long to be loaded.
"""

import argparse
import cProfile
import io
import os
import pstats
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
# Packages that are told apart; the rest is Python's own library.
PACKAGES = ("django_filters", "rest_framework", "django", "psycopg", "orjson", "numpy", "pyroaring", "pghistory")
# Of a table no more rows than these.
MOST = 12
# Of which works requests are looked at.
WORKS = ("W1", "W2", "W4", "W8")
STARTING, PUBLISHING = "The start of the web server", "Publishing, a claim"
# What the web server loads before it answers.
LOADING = (
    "import django; django.setup(); import django.urls; django.urls.get_resolver().url_patterns; import config.wsgi"
)
_LOADED = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", re.MULTILINE)


def package_of(file: str) -> str:
    """To which package a file belongs; of our own the folder as well."""
    path = Path(file)
    if path.is_relative_to(ROOT / "claims"):
        return "claims." + path.relative_to(ROOT / "claims").parts[0].removesuffix(".py")
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).parts[0] if ".venv" not in path.parts else _installed(path)
    return _installed(path)


def _installed(path: Path) -> str:
    return next((name for name in PACKAGES if name in path.parts), "Python's library")


def shares(profile: cProfile.Profile) -> dict[str, float]:
    """What part of the time each package took itself, 0 to 1, the largest first."""
    stats: Mapping[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        if file != "~":
            spent[package_of(file)] += own
            continue
        # Built in: of each caller its part.
        for (calling, _, _), (_, _, part, _) in callers.items():
            spent[package_of(calling) if calling != "~" else "Python's library"] += part
    whole = sum(spent.values())
    return {name: part / whole for name, part in spent.most_common(MOST)} if whole else {}


def measured(act: Callable[[], Any], count: int) -> tuple[float, dict[str, float]]:
    """Milliseconds of this process for each of `count` things that the act does; and how they are shared out."""
    began = time.process_time()
    act()
    each = (time.process_time() - began) / count * 1000
    # Finer than process_time's own steps, and of this thread alone.
    profile = cProfile.Profile(time.thread_time)
    profile.runcall(act)
    return each, shares(profile)


def table(title: str, each: float, parts: Mapping[str, float]) -> str:
    rows = [f"| {name} | {each * share:.2f} | {share:.0%} |" for name, share in parts.items() if share >= 0.01]
    return "\n".join([f"**{title}**: {each:.2f} ms\n", "| of that | ms | |", "|---|---|---|", *rows, ""])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.profiles", description="Where processor time goes.")
    parser.add_argument("--requests", type=int, default=300, help="of each work; 300 unless given")
    parser.add_argument("--publish", type=int, default=0, help="so many claims are made and published as well")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["KEPT_ANSWERS"], os.environ["ALLOWED_HOSTS"] = "0", "*"
    from config.wsgi import application

    parts = [
        table(f"{work}, a request", *measured(partial(answer_all, application, paths), len(paths)))
        for work, paths in works(asked.requests).items()
    ]
    if asked.publish:
        parts.append(table(PUBLISHING, *of_publishing(asked.publish)))
    parts.append(table(STARTING, *of_starting()))
    from bench import report

    options = f" BENCH='--publish {asked.publish}'" if asked.publish else ""
    written = "\n".join([f"{report.told(report.surroundings(f'make bench-profiles{options}'))}\n", *parts])
    sys.stdout.write(written)
    if asked.write:
        report.write(PAGE, "bench-profiles", written)


def works(number: int) -> dict[str, list[str]]:
    """The paths of some works by name, answered once so that what is made once is not counted."""
    from bench.questions import Drawer
    from bench.systems import Ours
    from config.wsgi import application

    ours, drawn = Ours(), Drawer(number, seed=1).all()
    found = {work: [ours.address(work, question) or "" for question in drawn[work]] for work in WORKS}
    for paths in found.values():
        answer_all(application, paths[:20])
    return found


def answer_all(application: Any, paths: list[str]) -> None:
    """Has the application answer these, as a web server would. Raises RuntimeError where it does not with 200."""
    for path in paths:
        said: list[str] = []
        named, _, query = path.partition("?")
        environment = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": named,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        }
        response = application(environment, lambda status, _, said=said: said.append(status))
        b"".join(response)
        response.close()
        if not said[0].startswith("200"):
            raise RuntimeError(f"{path} was answered by {said[0]}.")


def of_starting() -> tuple[float, dict[str, float]]:
    """Milliseconds of a process that loads what the web server does, and how its packages share in that."""
    command = [sys.executable, "-c", LOADING]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = [sys.executable, "-X", "importtime", *command[1:]]
    ran = subprocess.run(told, cwd=ROOT, check=True, capture_output=True, text=True)
    spent: Counter[str] = Counter()
    for own, name in _LOADED.findall(ran.stderr):
        spent[loaded_of(name)] += int(own)
    whole = sum(spent.values())
    took = (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000
    return took, {name: part / whole for name, part in spent.most_common(MOST)}


def loaded_of(module: str) -> str:
    """To which package a module belongs; of our own the folder as well."""
    first, *rest = module.split(".")
    if first == "claims":
        return ".".join([first, *rest[:1]])
    return "Python's library" if first in sys.stdlib_module_names else first


def of_publishing(number: int) -> tuple[float, dict[str, float]]:
    """What it takes Python to publish a claim in bulk, the threads that render ahead included, but for their shares."""
    from bench.drafts import make_drafts
    from claims.curation.publishing import publish
    from claims.models.claims import Claim

    made = make_drafts(2 * number)[: 2 * number]
    halves = [list(Claim.objects.filter(pk__in=part)) for part in (made[:number], made[number:])]
    waiting = iter(halves)
    return measured(lambda: publish(next(waiting)), number)


if __name__ == "__main__":
    main()
