"""Making facts anew from the ledger: all of them, those of some records, or beside the live ones to compare them."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection, models, transaction

from claims.choices import RecordKind
from claims.curation.advance import advance, steps
from claims.curation.bulk import lack_indexes, make_all
from claims.curation.door import lock_ledger
from claims.curation.memory import Memory
from claims.models.facts import ClaimFact, FactsEdition, LinkFact, Lived, RecordFact, Term
from claims.models.finding import NameFact, QuoteFact, Word
from claims.models.ledger import Publication

LIVED: tuple[type[Lived], ...] = (ClaimFact, RecordFact, LinkFact, NameFact, QuoteFact)
FACTS: tuple[type[models.Model], ...] = (*LIVED, Word)
TABLES: tuple[type[models.Model], ...] = (Term, *FACTS)

BATCH = 500
# Terms that a rebuild needs and that are not there get numbers from here on, so that they equal none that is.
NEW_TERMS = 2_000_000_000

Progress = Callable[[int], None]
Said = Callable[[str, float], None]


def _nobody(seq: int) -> None:
    pass


def rebuild(progress: Progress = _nobody) -> None:
    """Makes all facts anew, in one transaction: readers see the old ones until it is done.

    Where there are none, or a part that a killed process left without indexes, readers wait.

    `progress` is told how many publications are done. Terms keep their numbers.
    """
    with transaction.atomic():
        lock_ledger()
        at_once = lack_indexes() or not any(model._default_manager.exists() for model in FACTS)
        for model in FACTS:
            model._default_manager.all().delete()
        if at_once:
            make_all(progress)
        else:
            _advance_through_all(progress)
        _begin_edition()


def build(progress: Progress = _nobody, processes: int = 1, said: Said = lambda what, took: None) -> None:
    """Makes the facts of a ledger that has none, in several processes; until it is done readers find a part of them.

    For a database that nobody reads and publishes in yet. `progress` is told how many publications are done; `said`,
    what took how many seconds. Broken off, it leaves no facts.
    """
    make_all(progress, processes, said)
    _begin_edition()


def _begin_edition() -> None:
    """Has whoever keeps something of the facts begin anew."""
    FactsEdition.objects.update_or_create(id=1, defaults={"token": uuid4()})


def rebuild_of(records: Collection[tuple[str, int]]) -> None:
    """Makes the facts of some records anew, given by kind and internal number. The caller holds the ledger's lock.

    Words are of no record: those that nothing has any more are for `words.unlearn` to take out.
    """
    for kind in RecordKind:
        numbers = sorted(number for of, number in records if of == kind)
        for start in range(0, len(numbers), BATCH):
            some = numbers[start : start + BATCH]
            if kind == RecordKind.CLAIM:
                ClaimFact.objects.filter(record__in=some).delete()
                QuoteFact.objects.filter(record__in=some).delete()
            else:
                RecordFact.objects.filter(kind=kind, record__in=some).delete()
            for model in (LinkFact, NameFact):
                model._default_manager.filter(kind=kind, record__in=some).delete()
            advance(steps(list(Publication.objects.filter(kind=kind, record__in=some).order_by("seq"))))


def differences(progress: Progress = _nobody) -> list[str]:
    """Makes the facts anew beside the live ones and compares the two; publishers and readers go on meanwhile.

    One line for each row that is in one of the two and not in the other, 20 for each table and side at most.
    """
    lines: list[str] = []
    with one_snapshot(), _shadows() as live, connection.cursor() as cursor:
        _advance_through_all(progress)
        for model in FACTS:
            table, columns = _table(model)
            sides = {"missing": (table, live(model)), "not in the ledger": (live(model), table)}
            for side, (first, second) in sides.items():
                rows = f"SELECT {columns} FROM {first} EXCEPT SELECT {columns} FROM {second}"  # noqa: S608
                what = "word" if model is Word else "uid"
                cursor.execute(f"SELECT {what}, from_seq FROM ({rows}) AS d ORDER BY from_seq, {what} LIMIT 20")  # noqa: S608
                of = "word" if model is Word else "record"
                lines += [f"{table}: {side}: {of} {name} from {seq}" for name, seq in cursor.fetchall()]
    return lines


def _advance_through_all(progress: Progress) -> None:
    after, memory = 0, Memory()
    while batch := list(Publication.objects.filter(seq__gt=after).order_by("seq")[:BATCH]):
        advance(steps(batch), memory)
        after = batch[-1].seq
        progress(after)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """A transaction that sees the database as it is now, to its end; it is undone."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
        transaction.set_rollback(True)


@contextmanager
def _shadows() -> Iterator[Callable[[type[models.Model]], str]]:
    """Temporary tables in the place of the facts: until they are dropped they are what the models' names mean.

    Gives a function that names the live table of a model.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        for table in (model._meta.db_table for model in TABLES):
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE {schema}.{table} INCLUDING ALL)")
        terms = Term._meta.db_table
        cursor.execute(f"INSERT INTO {terms} SELECT * FROM {schema}.{terms}")  # noqa: S608
        cursor.execute(f"ALTER TABLE {terms} ALTER COLUMN id RESTART WITH {NEW_TERMS}")
        yield lambda model: f"{schema}.{model._meta.db_table}"


def _table(model: type[models.Model]) -> tuple[str, str]:
    """The model's table, and its columns but for the row's own number."""
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key]
    return model._meta.db_table, ", ".join(columns)


def any_missing() -> bool:
    """Whether the ledger has documents and no facts at all, as after a migration that changes what facts are; or a part
    of them, without indexes, as where a process that made all of them was killed.
    """
    return Publication.objects.exists() and (lack_indexes() or not RecordFact.objects.exists())
