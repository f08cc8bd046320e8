"""The one way of every import: a file is staged, checked as often as it takes, and then imported, all in one act.

The admin's pages, `manage.py import_claims` and `POST /api/v1/drafts/` call `stage`, `check` and `commit`, and nothing
else. What is imported are drafts; to publish them is another act. Each raises room.NoRoom for a full disk.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import now

from claims.choices import RecordKind
from claims.curation.imports import columns, files, reading, turns
from claims.curation.imports.actors import Actors
from claims.curation.imports.anchors import Quotes
from claims.curation.imports.decoding import NAMES, is_guessed, storable
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.planning import Plan, Planner
from claims.curation.imports.record_writing import RecordWriter
from claims.curation.imports.records import RecordPlan, RecordPlanner
from claims.curation.imports.resolving import Resolver
from claims.curation.imports.room import telling_of_a_full_disk
from claims.curation.imports.scales import levels_of
from claims.curation.imports.scratch import Scratch
from claims.curation.imports.writing import Writer, find_duplicates
from claims.curation.rights import Right, may
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceScale
from claims.models.imports import Accept, Duplicates, Import, ImportProblem, ImportState, Severity

# Claims that are looked up and written together.
TOGETHER = 500
# Sources with their texts, which may be long.
TEXTS_TOGETHER = 20
SHOWN_FIRST = 5

Progress = Callable[[int], None]


def _nobody(rows: int) -> None:
    pass


class NotReady(ValueError):
    """The import cannot be done as it stands; `remedies` are sentences for whoever asked for it."""

    def __init__(self, remedies: Iterable[str]) -> None:
        self.remedies = list(remedies)
        super().__init__(" ".join(self.remedies))


class Refused(NotReady):
    """Some rows are wrong, and nothing was imported."""


class Busy(NotReady):
    """Another import is being written, for longer than there was patience."""

    def __init__(self) -> None:
        super().__init__(["Another import is being written just now, and nothing was imported: try again in a moment."])


@telling_of_a_full_disk()
def stage(pieces: Iterable[bytes], name: str, by: Any = None, **options: Any) -> Import:
    """Keeps a file and looks into it. Raises files.Unfit, with nothing kept, for one that cannot be read."""
    with transaction.atomic():
        job = files.store(pieces, name=name[:200], by=by)
        reading.look_into(job)
        for option, value in options.items():
            setattr(job, option, value)
        job.save()
    return job


def rights_lacking(job: Import, by: Any) -> list[str]:
    """The rights that whoever imports needs for every claim, and has not; none for whoever runs the server (None)."""
    needed = [Right.IMPORT, *([Right.CODE] if job.duplicates == Duplicates.UPDATE else [])]
    return [right.value for right in needed if by is not None and not may(by, right)]


def not_ready(job: Import) -> list[str]:
    """What has to be said before the file can be read: sentences; none where it can."""
    if job.format not in reading.TABLES:
        return []
    return columns.problems_of(job.mapping, has_source=bool(job.source))


@telling_of_a_full_disk()
def check(job: Import, *, progress: Progress = _nobody) -> Import:
    """Goes through the whole file and keeps every problem, and what is to be decided; imports nothing.

    Raises NotReady where the columns are not mapped, files.Unfit where the file cannot be read.
    """
    if told := not_ready(job):
        raise NotReady(told)
    with transaction.atomic():
        job = _taken(job)
        run = _Run(job, job.by, writes=False, progress=progress)
        run.go()
        if run.resolver.actors.late:  # later rows have told of earlier ones what these leave open
            run = _Run(job, job.by, writes=False, progress=progress)
            run.go()
        run.keep(ImportState.CHECKED)
    return job


@telling_of_a_full_disk()
def commit(
    job: Import, by: Any = None, *, reason: str = "", progress: Progress = _nobody, patience: float | None = None
) -> Import:
    """Imports the file, in one transaction: all of it or, where that was chosen, the rows that are right.

    One import is written at a time, so that what is new in two files is made once. `patience`: the seconds for which it
    waits until no other is being written; None for as long as that takes.

    `by` is the account that asks for it; where none is given, the one that handed the file in. `reason` stands in the
    history of what is imported; where none is given, the name of the file.

    Raises Refused, with nothing imported and every problem kept, where a row is wrong and all had to be right;
    NotReady where it is imported already, or whoever handed it in lacks a right; Busy; files.Unfit where the file as a
    whole cannot be read.
    """
    if told := not_ready(job):
        raise NotReady(told)
    by = by or job.by
    for again in (True, False):
        try:
            return _committed(job, by, reason.strip(), progress, patience)
        except _TakenBack as taken_back:
            late = taken_back.actors.late
            taken_back.actors.keep_late()
            if not (late and again):
                break
    job = check(job, progress=progress)
    count = job.counts["rejected"]
    wrong = "has something wrong with it" if count == 1 else "have something wrong with them"
    raise Refused([f"{count} of {job.counts['claims']} {wrong}, and nothing was imported."])


@transaction.atomic
def _committed(job: Import, by: Any, reason: str, progress: Progress, patience: float | None) -> Import:
    """The import, which is done. Raises _TakenBack where a row is wrong and all had to be right."""
    job = _taken(job)
    if not turns.take(patience):
        raise Busy
    if lacking := rights_lacking(job, by):
        raise NotReady([f"The account lacks the right {', '.join(lacking)}: ask an administrator."])
    with pghistory.context(
        act="import",
        title=f"Import of {job.name}",
        reason=reason or f"Import {job.pk}: {job.name}",
        **({"by": by.get_username(), "user": by.pk} if by else {"by": ""}),
    ) as change_set:
        run = _Run(job, by, writes=True, progress=progress)
        run.go()
    if run.counts["rejected"] and (job.accept == Accept.ALL or run.resolver.actors.late):
        raise _TakenBack(run.resolver.actors)
    run.counts["change_set"] = str(change_set.id)
    run.keep(ImportState.DONE)
    return job


def _taken(job: Import) -> Import:
    """The import as it stands now, locked until the end of the transaction. Raises NotReady where it is done."""
    row = Import.objects.select_for_update(no_key=True, of=("self",)).select_related("by").get(pk=job.pk)
    if row.state == ImportState.DONE:
        raise NotReady(["It is imported already: hand the file in again to import it once more."])
    return row


class _TakenBack(Exception):
    """Leaves the transaction of an import, which is taken back; no error."""

    def __init__(self, actors: Actors) -> None:
        self.actors = actors
        super().__init__()


@dataclass
class _Run:
    """One way through the file."""

    job: Import
    by: Any
    writes: bool
    progress: Progress
    counts: dict[str, Any] = field(default_factory=dict)

    def go(self) -> None:
        job = self.job
        self.counts = dict.fromkeys(
            (
                "rows",
                "claims",
                "make",
                "update",
                "skip",
                "made",
                "updated",
                "unchanged",
                "rejected",
                "errors",
                "warnings",
            ),
            0,
        )
        self.counts["first"], self.counts["remarks"] = [], self._remarks()
        ImportProblem.objects.filter(of=job).delete()
        with Scratch() as scratch, reading.entries_of(job, scratch, self.counts["remarks"].append) as entries:
            self.scratch = scratch
            self.resolver = Resolver(job, self._may_make)
            self.quotes = Quotes(scratch)
            self.planner = Planner(job, self.resolver, self.quotes)
            self.writer = Writer(job, self.planner, scratch)
            self.records = RecordPlanner(job, self.resolver, self._may_change)
            self.record_writer = RecordWriter(self.writer.uid_of)
            for batch in _batches(entries):
                self._do(batch)
                self.progress(self.counts["rows"])
            lost = self.writer.link() if self.writes else self._lost_relations()
            self._keep_problems(_lost(lost))
        if not self.writes:
            self.resolver.actors.put_in_queue()

    def keep(self, state: ImportState) -> None:
        self.job.state, self.job.counts, self.job.task, self.job.error = state, self.counts, "", ""
        self.job.done_at = now() if state == ImportState.DONE else None
        self.job.save()

    def _remarks(self) -> list[str]:
        job, told = self.job, []
        if is_guessed(job.encoding):
            told.append(f"It is no UTF-8 and was read as {NAMES[job.encoding]}: look at accents and quotation marks.")
        return told

    def _may_make(self, model: type[Model]) -> bool:
        return self.by is None or bool(self.by.has_perm(f"claims.add_{model._meta.model_name}"))

    def _may_change(self, model: type[Model]) -> bool:
        return self.by is None or bool(self.by.has_perm(f"claims.change_{model._meta.model_name}"))

    # --- A batch ---------------------------------------------------------------------------------

    def _do(self, batch: list[Entry]) -> None:
        self.resolver.actors.learn((label, entry.first) for entry in batch for label in self._labels(entry))
        self.planner.learn(entry for entry in batch if entry.kind == RecordKind.CLAIM)
        records = [record for entry in batch if (record := self._planned_record(entry)) is not None]
        plans = [plan for entry in batch if (plan := self._planned(entry)) is not None]
        find_duplicates([plan for plan in plans if plan.source], Duplicates(self.job.duplicates))
        right_records = [record for record in records if not record.entry.is_wrong]
        right = [plan for plan in plans if not plan.entry.is_wrong]
        for action in [*(record.action for record in right_records), *(plan.action for plan in right)]:
            self.counts[action] += 1
        if self.writes:
            for done in (self.record_writer.write(right_records), self.writer.write(right)):
                for name, count in done.items():
                    self.counts[name] += count
        else:
            self._remember(right)
        self._learn(right_records)
        self.counts["claims"] += len(batch)
        self.counts["rejected"] += sum(entry.is_wrong for entry in batch)
        self.counts["rows"] = max(self.counts["rows"], *(entry.last for entry in batch))
        self._keep_problems(self._rows(batch))

    def _labels(self, entry: Entry) -> Iterator[Document]:
        yield from (self.planner if entry.kind == RecordKind.CLAIM else self.records).labels(entry)

    def _planned(self, entry: Entry) -> Plan | None:
        """The plan of a claim; None for what is none, or cannot have one."""
        if entry.kind != RecordKind.CLAIM or not entry.document:
            return None
        plan = self.planner.plan(entry)
        self._tell_repetition(plan)
        if len(self.counts["first"]) < SHOWN_FIRST and not entry.is_wrong:
            self.counts["first"].append(plan.shown())
        return plan

    def _planned_record(self, entry: Entry) -> RecordPlan | None:
        """The plan of any other record; None for a claim, and for what cannot have one."""
        if entry.kind == RecordKind.CLAIM or not entry.document:
            return None
        plan = self.records.plan(entry)
        for name in ("uid", "slug"):
            key = str(entry.document.get(name) or "")
            if not key or entry.is_wrong_at(name):
                continue
            if (row := self.scratch.first_row(f"{entry.kind} {name}", key, entry.row)) is not None:
                entry.wrong(name, f"Row {row} has this {name} already: take one of the two out.", key)
        if len(self.counts["first"]) < SHOWN_FIRST and not entry.is_wrong:
            title = entry.document.get("name") or entry.document.get("title")
            self.counts["first"].append(
                {
                    "row": entry.row,
                    "statement": title,
                    "kind": entry.kind.label,
                    "actors": [],
                    "days": "",
                    "quote": "",
                }
            )
        return plan

    def _tell_repetition(self, plan: Plan) -> None:
        """Two entries with one id are one too many; so are two of one statement, unless doubles are asked for."""
        entry = plan.entry
        if plan.uid is not None and (row := self.scratch.first_row("uid", str(plan.uid), entry.row)) is not None:
            where = "uid" if entry.document.get("uid") else "id"
            if not entry.is_wrong_at(where):
                entry.wrong(where, f"Row {row} has this id already: give it another id, or take one of the two out.")
        elif plan.source is not None and self.job.duplicates != Duplicates.ADD:
            of = plan.source.number or plan.source.fields.get("title")
            said = f"{of} {plan.fields['statement']}"
            if (row := self.scratch.first_row("statement", said, entry.row)) is not None:
                entry.wrong(
                    "statement",
                    f"Row {row} says the same of the same source: take one of the two out.",
                    plan.fields["statement"],
                )

    def _learn(self, records: Iterable[RecordPlan]) -> None:
        """From now on the levels and texts that come with these are known."""
        for record in records:
            if record.entry.is_wrong or record.reference is None or record.action == "skip":
                continue
            if record.model is ConfidenceScale:
                self.resolver.learn_levels(levels_of(record, written=self.writes))
            if record.text is not None and not self.writes:
                self.quotes.learn(record.reference, record.text)

    def _remember(self, plans: Iterable[Plan]) -> None:
        """Of a check: the relations, which are told of when all claims of the file are known."""
        for plan in plans:
            for place, (type_, target, explicit) in enumerate(plan.relations or ()):
                row = plan.entry.locate(plan.entry, f"relations.{place}")[0]
                self.scratch.add_relation(str(plan.uid or ""), place, type_, target, explicit, row)

    def _lost_relations(self) -> list[tuple[int, str]]:
        lost: list[tuple[int, str]] = []
        for batch in self.scratch.relations(TOGETHER):
            targets = {row[3] for row in batch if self.scratch.row_of("uid", row[3]) is None}
            there = {str(uid) for uid in Claim.objects.filter(uid__in=targets).values_list("uid", flat=True)}
            lost += [(row[5], row[3]) for row in batch if row[3] in targets - there]
        return lost

    # --- Problems --------------------------------------------------------------------------------

    def _rows(self, batch: Iterable[Entry]) -> Iterator[ImportProblem]:
        for entry in batch:
            for problem in entry.problems:
                yield ImportProblem(
                    of=self.job,
                    row=problem.row,
                    first_row=entry.first,
                    last_row=entry.last,
                    column=storable(problem.column)[:200],
                    severity=problem.severity,
                    value=storable(problem.value)[:200],
                    message=storable(problem.message),
                )

    def _keep_problems(self, rows: Iterable[ImportProblem]) -> None:
        made = list(rows)
        for row in made:
            row.of = self.job
            self.counts["errors" if row.severity == Severity.ERROR else "warnings"] += 1
        ImportProblem.objects.bulk_create(made, batch_size=1000)


def _lost(found: Iterable[tuple[int, str]]) -> Iterator[ImportProblem]:
    for row, uid in found:
        yield ImportProblem(
            row=row,
            first_row=row,
            last_row=row,
            column="relations",
            severity=Severity.WARNING,
            value=uid,
            message="The other claim is neither here nor in the file among those that are right: it is left out.",
        )


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """Entries that are done together; scales and texts by themselves, so that they are there for what comes after."""
    for early, some in itertools.groupby(entries, _is_early):
        while batch := list(itertools.islice(some, TEXTS_TOGETHER if early == RecordKind.SOURCE else TOGETHER)):
            yield batch


def _is_early(entry: Entry) -> RecordKind | None:
    is_early = entry.kind == RecordKind.SCALE or (entry.kind == RecordKind.SOURCE and entry.text is not None)
    return entry.kind if is_early else None
