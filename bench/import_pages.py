"""How long the server takes for the pages of imports, on the database of DATABASE_URL.

    .venv/bin/python -m bench.importing --rows 20000 --no-check  # in an empty database: 10,000 claims, 5,000 actors
    .venv/bin/python -m bench.import_pages

A small file is handed in again and again, and one with 2,000 errors and as many names to settle is looked at. As in
`bench.curation` the median, the slowest and the number of queries of each page are written. What was handed in is
deleted in the end; an account "measurer" stays.
"""

import io
import os
import sys
from collections.abc import Callable
from typing import Any

import django

from bench.curation import asking, is_quick
from config.static import collect

HEADER = "id,source,statement,kind,date,actor,actor kind\n"
ERRORS, SMALL = 2_000, 100


def table(rows: int, *, wrong: bool) -> bytes:
    """So many claims of a source of `bench.importing`; where they are wrong, with no day and a name that is new."""
    day, actor = ("never", "Unheard of {}") if wrong else ("2025-03-04", "Body of matters 007919")
    lines = (
        f"p{number},import-source-{number % 500},Page {number} was measured.,event,{day},{actor.format(number)},\n"
        for number in range(rows)
    )
    return (HEADER + "".join(lines)).encode()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("ALLOWED_HOSTS", "testserver")
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from claims.curation.imports import forgetting, pipeline
    from claims.models.actors import Actor
    from claims.models.claims import Claim
    from claims.models.imports import Import

    collect(settings.STATIC_ROOT)  # pages name static files by their digests
    user, _ = get_user_model()._default_manager.get_or_create(username="measurer", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user)
    last = Import.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    sys.stdout.write(f"{Claim.objects.count():,} claims, {Actor.objects.count():,} actors\n")
    staged = pipeline.stage([table(SMALL, wrong=False)], "small.csv", user)
    wrong = pipeline.check(pipeline.stage([table(ERRORS, wrong=True)], "wrong.csv", user))
    counts = wrong.counts
    sys.stdout.write(f"a file with {counts['errors']:,} errors, {wrong.actors.count():,} names to settle\n")
    folder = "/admin/claims/import/"
    options = "&".join(
        ["duplicates=skip&accept=all&day_first=on&_check=Check"]
        + [f"column_{number}={staged.mapping.get(name, '')}" for number, name in enumerate(staged.header)]
    )

    def hand_in() -> int:
        file = io.BytesIO(table(SMALL, wrong=False))
        file.name = "small.csv"
        return int(client.post(f"{folder}add/", {"file": file}).status_code)

    def read(page: str) -> Callable[[], int]:
        """A file that is streamed, to its end."""

        def ask() -> int:
            answer: Any = client.get(page)
            b"".join(answer.streaming_content)
            return int(answer.status_code)

        return ask

    pages: dict[str, Callable[[], int]] = {
        f"{folder}add/ (upload of {SMALL} rows)": hand_in,
        f"{folder}{staged.pk}/change/ (columns)": asking(client, f"{folder}{staged.pk}/change/"),
        f"{folder}{staged.pk}/change/ (check of {SMALL} rows)": asking(
            client, f"{folder}{staged.pk}/change/ POST {options}"
        ),
        f"{folder}{wrong.pk}/change/ (preview, first errors)": asking(client, f"{folder}{wrong.pk}/change/"),
        f"{folder}{wrong.pk}/change/?p=40 (the last)": asking(client, f"{folder}{wrong.pk}/change/?p=40"),
        f"{folder}{wrong.pk}/actors/ (names to settle)": asking(client, f"{folder}{wrong.pk}/actors/"),
        f"{folder}{wrong.pk}/rejected/ (file of the rejected)": read(f"{folder}{wrong.pk}/rejected/"),
        f"{folder} (list)": asking(client, folder),
    }
    slow = [page for page, ask in pages.items() if not is_quick(page, ask)]
    forgetting.forget(list(Import.objects.filter(pk__gt=last, by=user).values_list("pk", flat=True)))
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
