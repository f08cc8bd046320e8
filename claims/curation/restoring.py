"""Restoring a ledger in an empty database, from the rows of a data package.

What is restored is what is public: ledger, releases, and the facts that follow from them. The workshop stays empty, for
no package holds it. So nobody can revise here what came with the package; `record_checks.py` refuses to publish a
record that the ledger knows by another number or uid, and numbers of new records begin beyond those of the package.
"""

from collections.abc import Callable, Iterable
from itertools import islice

from django.db import DatabaseError, connection, models, transaction

from claims.choices import RecordKind
from claims.curation.documents import MODELS
from claims.curation.door import lock_ledger
from claims.curation.rebuilding import TABLES, rebuild
from claims.curation.verifying import verify
from claims.models.ledger import Publication, Release

BATCH = 1000

# Told what is being done, and the seq reached.
Progress = Callable[[str, int], None]


class NotRestored(Exception):
    """Nothing was written; `problems` says why, each with the remedy."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def restore(
    publications: Iterable[Publication],
    releases: Iterable[Release],
    *,
    doubts: Callable[[], Iterable[str]],
    progress: Progress = lambda what, seq: None,
) -> None:
    """Writes the rows of a ledger and its releases, makes the facts, and verifies the ledger; all of it or nothing.

    `doubts` is asked in the end, within the transaction, what is wrong with what was restored. Raises NotRestored where
    anything is, where the database is not empty, and where a row does not fit its table. What the rows raise when they
    are gone through is passed on.
    """
    with transaction.atomic():
        lock_ledger()
        refuse_unless_empty()
        _write(publications, releases, progress)
        _analyse(Publication, Release)
        rebuild(lambda seq: progress("made into facts", seq))
        _analyse(*TABLES)
        # Without the facts: they were made this minute, and making them again would prove nothing.
        verdict = verify(Publication.objects.head(), progress=progress)
        if problems := [*verdict.faults, *(() if verdict.faults else doubts())]:
            raise NotRestored(problems)
        _number_new_records_beyond()


def is_restored() -> bool:
    """Whether the ledger came with a package: it holds records, and the workshop none."""
    return Publication.objects.exists() and _first_in_workshop() is None


def _first_in_workshop() -> str | None:
    """What the workshop holds, if it holds anything."""
    held = (kind for kind, model in MODELS.items() if model._default_manager.exists())
    return next((kind.label for kind in held), None)


def refuse_unless_empty() -> None:
    """Raises NotRestored, with the remedy, where anything was published or stands in the workshop."""
    remedy = "give an empty database, in which nothing was done but `manage.py migrate`."
    if head := Publication.objects.head():
        raise NotRestored([f"The ledger of this database holds {head} publications already: {remedy}"])
    if kind := _first_in_workshop():
        raise NotRestored([f"The workshop of this database holds records already, a {kind} among them: {remedy}"])


def _write(publications: Iterable[Publication], releases: Iterable[Release], progress: Progress) -> None:
    rows, seq = iter(publications), 0
    try:
        while batch := list(islice(rows, BATCH)):
            Publication.objects.bulk_create(batch)
            seq = batch[-1].seq
            progress("written", seq)
        Release.objects.bulk_create(releases)
    except DatabaseError as error:
        raise NotRestored([f"After publication {seq}: the database refuses a row: {str(error).strip()}"]) from error


def _analyse(*models_filled: type[models.Model]) -> None:
    """What was filled just now has no statistics yet, without which queries are planned badly."""
    with connection.cursor() as cursor:
        for model in models_filled:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _number_new_records_beyond() -> None:
    """Has the sequences go on after the numbers that the ledger knows: a new record must not be taken for one of it."""
    last = dict(Publication.objects.values_list("kind").annotate(models.Max("record")).order_by())
    numbered: dict[type[models.Model], int] = {MODELS[RecordKind(kind)]: number for kind, number in last.items()}
    newest = Release.objects.aggregate(last=models.Max("pk"))["last"]
    if newest is not None:
        numbered[Release] = newest
    with connection.cursor() as cursor:
        for model, number in numbered.items():
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, number])
