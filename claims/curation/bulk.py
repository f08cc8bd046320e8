"""Making all facts at once, in tables that hold none: in several processes, and with the indexes made at the end.

The rows are those of `advance`, which each process calls for all publications of some records at a time. The terms get
the numbers in whose order the processes come to them, which may be another in each run.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from time import perf_counter
from typing import NamedTuple
from uuid import UUID

from django.db import connection, models, transaction

from claims.choices import TOMBSTONES, RecordKind
from claims.curation.advance import advance, follow
from claims.curation.fact_tables import Script
from claims.curation.memory import Memory
from claims.curation.processes import as_done
from claims.curation.words import Use
from claims.models.facts import ClaimFact, LinkFact, RecordFact
from claims.models.finding import NameFact, QuoteFact, Word
from claims.models.ledger import Publication

# Records of a kind whose facts are made in one transaction.
TOGETHER = 500
TABLES: tuple[type[models.Model], ...] = (ClaimFact, QuoteFact, RecordFact, LinkFact, NameFact, Word)
# For making indexes; no more than a server with little memory has.
MAINTENANCE = "256MB"

Progress = Callable[[int], None]
Index = models.Index | models.BaseConstraint


class Read(NamedTuple):
    """What facts follow from, of a publication."""

    seq: int
    kind: str
    record: int
    uid: UUID
    slug: str
    op: str
    body: str | None
    first_seq: int
    first_at: datetime

    @property
    def has_document(self) -> bool:
        return self.body is not None and self.op not in TOMBSTONES


class Some(NamedTuple):
    """Records of a kind, by their internal numbers: from the first up to the last."""

    kind: str
    first: int
    last: int


class Made(NamedTuple):
    publications: int
    # Words not met before in the process that met these, each with the first S that has it.
    uses: dict[Use, int]


def make_all(
    progress: Progress, processes: int = 1, said: Callable[[str, float], None] = lambda what, took: None
) -> None:
    """Makes the facts of the whole ledger; the fact tables are empty. The caller sees to it that nobody publishes.

    With more than one process, what it writes is committed as it goes, so that it must not be part of a transaction.
    `progress` is told how many publications are done; `said`, what took how many seconds. When it breaks off, the
    tables are emptied, and have their indexes.
    """
    began = perf_counter()
    with connection.cursor() as cursor:
        # A ledger that was filled just now has no statistics yet, without which its rows are found slowly.
        cursor.execute(f"ANALYZE {Publication._meta.db_table}")
    with connection.schema_editor(atomic=False) as editor:
        for model, index in _missing(present=True):
            _remove(editor, model, index)
    try:
        uses: dict[Use, int] = {}
        done = 0
        for made in as_done(_parts(), _making, processes):
            done += made.publications
            for use, seq in made.uses.items():
                uses[use] = min(seq, uses.get(use, seq))
            progress(done)
        script = Script()
        script.insert(Word, ("kind", "word", "from_seq"), [(*use, seq) for use, seq in sorted(uses.items())])
        script.run()
        said("making facts", perf_counter() - began)
    except BaseException:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE " + ", ".join(model._meta.db_table for model in TABLES))
            make_indexes(1)
        raise
    began = perf_counter()
    make_indexes(processes)
    said("making indexes", perf_counter() - began)


def _parts() -> Iterator[Some]:
    for kind in RecordKind:
        numbers = Publication.objects.filter(kind=kind).aggregate(low=models.Min("record"), high=models.Max("record"))
        if numbers["low"] is not None:
            for first in range(numbers["low"], numbers["high"] + 1, TOGETHER):
                yield Some(kind.value, first, min(first + TOGETHER - 1, numbers["high"]))


def _making() -> Callable[[Some], Made]:
    memory = Memory(collecting=True)

    def make(some: Some) -> Made:
        rows = Publication.objects.filter(kind=some.kind, record__range=(some.first, some.last)).order_by("seq")
        found = [Read(*row) for row in rows.values_list(*Read._fields)]
        with transaction.atomic():
            advance(follow(found, {}), memory)
        return Made(len(found), memory.new_uses())

    return make


# --- Indexes -------------------------------------------------------------------------------------


def make_indexes(processes: int) -> None:
    """Makes the indexes that the models say and the tables lack, the slow ones first."""
    missing = [(TABLES.index(model), index.name) for model, index in _missing(present=False)]
    for _ in as_done(missing, _indexing, processes):
        pass


def _indexing() -> Callable[[tuple[int, str]], None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, %s)", [MAINTENANCE, connection.in_atomic_block])

    def make(named: tuple[int, str]) -> None:
        model = TABLES[named[0]]
        (index,) = (index for index in _indexes(model) if index.name == named[1])
        with connection.schema_editor(atomic=False) as editor:
            if isinstance(index, models.Index):
                editor.add_index(model, index)
            else:
                editor.add_constraint(model, index)

    return make


def lack_indexes() -> bool:
    """Whether the tables of facts lack any of their indexes: a process that made all facts was killed over it."""
    return bool(_missing(present=False))


def _missing(*, present: bool) -> list[tuple[type[models.Model], Index]]:
    """The indexes that the models say and that the tables have, or lack; those that take longest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")
        there = {name for (name,) in cursor.fetchall()}
    found = [(model, index) for model in TABLES for index in _indexes(model) if (index.name in there) == present]
    return sorted(found, key=lambda pair: (_is_plain(pair[1]), TABLES.index(pair[0])))


def _indexes(model: type[models.Model]) -> Iterable[Index]:
    rules = (rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint))
    return (*model._meta.indexes, *rules)


def _is_plain(index: Index) -> bool:
    return type(index) in (models.Index, models.UniqueConstraint)


def _remove(editor: object, model: type[models.Model], index: Index) -> None:
    if isinstance(index, models.Index):
        editor.remove_index(model, index)  # type: ignore[attr-defined]
    else:
        editor.remove_constraint(model, index)  # type: ignore[attr-defined]
