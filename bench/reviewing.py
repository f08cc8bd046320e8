"""How long the pages of review, history and change sets take on the server: `DATABASE_URL=… python -m bench.reviewing`.

On a database that `manage.py generate_claims` filled. What the pages are to show beside it (5,000 actors, an import of
1,000 claims, a bulk edit, claims in review) is made in a transaction that is taken back in the end. Prints the median
of seven openings of each page, in milliseconds.
"""

import os
import statistics
import sys
import time

import django


def prepare() -> list[str]:
    """Makes what is to be seen, and gives the addresses of the pages."""
    import pghistory
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.db.models import Count

    from claims.curation.queues import QUEUES
    from claims.models.actors import Actor
    from claims.models.claims import Claim
    from claims.models.coding import Attribution, Evidence
    from claims.models.reviewing import ChangeSet
    from claims.models.sources import Source

    get_user_model().objects.create_superuser("measurer")
    missing = max(0, 5_000 - Actor.objects.count())
    Actor.objects.bulk_create(Actor(slug=f"more-{n}", name=f"More {n}", kind="person") for n in range(missing))
    source = Source.objects.annotate(size=Count("claims")).order_by("-size")[0]
    with pghistory.context(act="bulk", title="Conditions", by="measurer", reason="To measure."):
        Claim.objects.filter(source=source).update(condition="If it is measured.")
    with pghistory.context(act="import", title="many.csv", by="measurer", reason="To measure."):
        made = Claim.objects.bulk_create(Claim(source=source, statement=f"S{n}.", kind="state") for n in range(1_000))
        voice = {"actor": Actor.objects.order_by("pk")[0], "form": "asserted", "commitment": "certain"}
        Attribution.objects.bulk_create(Attribution(claim=claim, **voice) for claim in made)
        Evidence.objects.bulk_create(Evidence(claim=claim, exact="x") for claim in made)
    Claim.objects.filter(pk__in=[claim.pk for claim in made[:300]]).update(state="in_review")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    edited = Claim.objects.filter(source=source).order_by("pk")[0]
    sets = [f"changeset/{one.pk}/{page}/" for one in ChangeSet.objects.all()[:2] for page in ("change", "undo")]
    pages = ["", "claim/", *(f"claim/?queue={queue.name}" for queue in QUEUES)]
    pages += [f"source/{source.pk}/review/?at={at}" for at in (1, 5, 9_999)]
    pages += [f"claim/{edited.pk}/{page}/" for page in ("change", "history", "comments")]
    pages += ["savedfilter/", "changeset/", *sets]
    return [f"/admin/claims/{page}" if page else "/admin/" for page in pages]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    # No static file has to be collected to measure a page.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with transaction.atomic():
        pages = prepare()
        client = Client()
        client.force_login(get_user_model().objects.get(username="measurer"))
        for page in pages:
            times = []
            for _ in range(8):
                began = time.perf_counter()
                response = client.get(page)
                times.append(time.perf_counter() - began)
                assert response.status_code == 200, page
            sys.stdout.write(f"{statistics.median(times[1:]) * 1000:7.0f} ms  {page}\n")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
