"""What is to be known of a file as a whole, beside what is wrong with its rows."""

from claims.curation.change_sets import is_undone
from claims.models.imports import Import, ImportState


def remarks_on(job: Import) -> list[str]:
    """What is to be known of the whole file: what was noted when it was read, and where else it was imported.

    The latter as it is now: what was undone since is not there any more.
    """
    same = Import.objects.filter(sha256=job.sha256, state=ImportState.DONE).exclude(pk=job.pk)
    if job.done_at is not None:
        same = same.filter(done_at__lt=job.done_at)
    told = []
    for earlier in same.order_by("-done_at")[:1]:
        since = ", which was undone since" if is_undone(earlier.counts.get("change_set")) else ""
        told.append(f"The same file was imported on {earlier.done_at:%-d %B %Y} (import {earlier.pk}){since}.")
    return [*job.counts.get("remarks", ()), *told]
