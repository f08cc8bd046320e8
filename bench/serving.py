"""A Django project of the benchmark, served as ours is: `DATABASE_URL=… python -m bench.serving PORT`.

DJANGO_SETTINGS_MODULE says which: `config.settings` is ours, `bench.alternatives.settings` one of the others. Nothing
is prepared, as `make run` would prepare it: no table is brought up to date, no seed loaded.
"""

import os
import sys

import django

from config import web


def main() -> None:
    port = int(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.urls import get_resolver

    # The workers are copies of this process: they share what it has loaded, and must share no connection.
    _ = get_resolver().url_patterns
    if settings.ROOT_URLCONF == "config.urls":
        from claims.filters import ReadingPoint

        _ = ReadingPoint.at_head().index
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's have it
    web.serve(
        "127.0.0.1",
        port,
        workers=settings.WEB_WORKERS,
        threads=settings.DATABASE_POOL_SIZE,
        static_root=settings.STATIC_ROOT,
        when_up=lambda: None,
    )


if __name__ == "__main__":
    main()
