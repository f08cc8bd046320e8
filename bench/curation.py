"""How long the server takes for every page of the admin, on a database that `manage.py generate_claims` filled.

    DATABASE_URL=… SECRET_KEY=any .venv/bin/python -m bench.curation [PART OF A NAME …]

All that the admin's resolver knows is opened, and what has no address of its own: queues, previews, checks. What the
pages are to show beside what is there (5,000 actors, an import, a bulk edit, a claim with 100 rows of each kind) is
made in a transaction that is taken back in the end. Each page is asked for in this process as a superuser, once to warm
up and then `ROUNDS` times; median, processor time of Python and number of queries are written, the slowest first.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import django

ROUNDS = 7
MOST = 0.3  # seconds, at the median
# Django's own way out of the admin; and what answers with what no browser opens.
ELSEWHERE = {"view_on_site", "logout", "claims_source_code_keep", "claims_source_code_claim_keep"}


class Taken(NamedTuple):
    median: float
    processor: float
    queries: int
    status: int
    page: str

    def __str__(self) -> str:
        times = f"{self.median * 1000:6.0f} ms  processor {self.processor * 1000:6.0f} ms"
        return f"{times}  {self.queries:4} queries  {self.status}  {self.page}"


def main(parts: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client

    from bench.admin_world import prepare
    from claims.curation.collecting import leave_out_what_is_there

    leave_out_what_is_there()  # as each process of the server does when it starts
    settings.ALLOWED_HOSTS = ["testserver"]
    # No static file has to be collected to measure a page.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with transaction.atomic():
        user = get_user_model()._default_manager.create_superuser("measurer")
        world = prepare(user)
        client = Client()
        client.force_login(user)
        pages = {**from_the_resolver(world), **world.asked}
        chosen = {name: ask for name, ask in pages.items() if not parts or any(part in name for part in parts)}
        found = sorted((timed(client, name, ask) for name, ask in chosen.items()), reverse=True)
        transaction.set_rollback(True)
    for taken in found:
        sys.stdout.write(f"{taken}\n")
    opened = [taken for taken in found if taken.status < 400]
    slow = [taken for taken in opened if taken.median > MOST]
    sys.stdout.write(
        f"{len(opened)} pages opened, {len(found) - len(opened)} refused; {len(slow)} over {MOST * 1000:.0f} ms\n"
    )
    return 1 if slow or any(taken.status >= 500 for taken in found) else 0


def from_the_resolver(world: Any) -> dict[str, Callable[[Any], int]]:
    """All that has an address of its own."""
    from bench.admin_world import got
    from tests.admin.walking import addresses, url

    others = {"app_label": "claims", "id": world.records["user"].pk}
    known = {name: record for name, record in world.records.items() if record is not None}
    found = {}
    for at in addresses():
        if at.name not in ELSEWHERE and (not at.model or at.model in known or not at.takes):
            where = url(at, known | world.drafts if at.page == "delete" else known, others)
            found[at.name.removeprefix("claims_").replace("_", "/", 1) + "/"] = got(where)
    return found


def timed(client: Any, page: str, ask: Callable[[Any], int], rounds: int = ROUNDS) -> Taken:
    """Asks again and again, and tells what that took; what is refused only once."""
    from django.db import connection

    asked: list[str] = []

    def counted(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    ask(client)
    with connection.execute_wrapper(counted):
        status = ask(client)
    took, processor = [], []
    for _ in range(rounds if status < 400 else 1):
        began, cpu = time.perf_counter(), time.process_time()
        ask(client)
        took.append(time.perf_counter() - began)
        processor.append(time.process_time() - cpu)
    return Taken(statistics.median(took), statistics.median(processor), len(asked), status, page)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
