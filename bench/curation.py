"""How long the server takes for the pages of the admin, on a database that `manage.py generate_claims` filled.

    DATABASE_URL=… SECRET_KEY=any .venv/bin/python -m bench.curation [ADDRESS …]

Each page is asked for in this process as a superuser, twice to warm up and then `ROUNDS` times; the median, the slowest
and the number of queries are written. Measure on nothing that is in use: an account "measurer" is made.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

from config.static import collect

ROUNDS = 15
MOST = 0.3  # seconds, at the median


def main(pages: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("ALLOWED_HOSTS", "testserver")
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    collect(settings.STATIC_ROOT)  # pages name static files by their digests
    user, _ = get_user_model()._default_manager.get_or_create(username="measurer", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user)
    return 1 if sum([not is_quick(page, asking(client, page)) for page in pages or usual_pages()]) else 0


def asking(client: Any, page: str) -> Callable[[], int]:
    """Asks for a page, or posts a form where its address is followed by " POST " and the form; the status."""
    address, _, body = page.partition(" POST ")
    if not body:
        return lambda: int(client.get(address).status_code)
    return lambda: int(client.post(address, body, content_type="application/x-www-form-urlencoded").status_code)


def is_quick(page: str, ask: Callable[[], int]) -> bool:
    """Asks again and again, and writes what that took; whether the median is within `MOST` and the answer no error."""
    from django.db import connection

    asked: list[str] = []

    def counted(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    ask()
    with connection.execute_wrapper(counted):
        status = ask()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    median = statistics.median(took)
    figures = f"{median * 1000:6.0f} ms  slowest {max(took) * 1000:6.0f}  {len(asked):3} queries"
    sys.stdout.write(f"{figures}  {status}  {page[:110]}\n")
    return median <= MOST and status in (200, 302)


def usual_pages() -> Iterator[str]:
    """The coding bench of the source with the most claims: a new claim, one to edit, what is asked while one types."""
    from urllib.parse import urlencode

    from django.db.models import Count

    from claims.models.sources import Source

    with_text = Source.objects.filter(texts__isnull=False)
    source = with_text.annotate(n=Count("claims", distinct=True)).order_by("-n", "pk")[0]
    claim = source.claims.order_by("pk")[0]
    bench = f"/admin/claims/source/{source.pk}/code/"
    yield bench
    yield f"{bench}{claim.pk}/"
    typed = {
        "statement": claim.statement[:-12],
        "occurred_text": "in March",
        "evidence-TOTAL_FORMS": "1",
        "evidence-0-exact": claim.evidence.order_by("order")[0].exact,
        "participants-TOTAL_FORMS": "1",
        "participants-0-actor": claim.participants.order_by("order")[0].actor.name,
    }
    yield f"{bench}keep/ POST {urlencode(typed)}"
    for kind, words in (("actor", "an"), ("topic", "a"), ("event", "the"), ("claim", claim.statement[:20])):
        yield f"{bench}suggest/?{urlencode({'kind': kind, 'q': words})}"
    yield "/admin/claims/claim/"
    yield f"/admin/claims/claim/{claim.pk}/change/"
    yield f"/admin/claims/source/{source.pk}/change/"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
