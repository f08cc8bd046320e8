"""Imports a file as drafts: the pipeline of the admin's page, from the command line."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from claims.choices import ActorKind
from claims.curation.imports import pipeline, rejects
from claims.curation.imports.files import Unfit, pieces_of
from claims.curation.imports.remarks import remarks_on
from claims.curation.imports.room import NoRoom
from claims.curation.numbers import counted
from claims.models.imports import Accept, ColumnMapping, Duplicates, Import, ImportActor, ImportProblem

# Problems that are written out; the rest is counted.
WRITTEN = 100


class Command(BaseCommand):
    help = (
        "Imports claims from CSV, XLSX, NDJSON or a ZIP of the long tables, and from NDJSON also actors, sources, "
        "topics, events and places, as drafts; nothing becomes public. All of the file or nothing, unless --accept "
        "valid. With --dry-run it says what would be done. Broken off, it has imported nothing; run again, it leaves "
        "what is there as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file; - for standard input")
        parser.add_argument(
            "--user", help="the account in whose name, and with whose rights; none for the server's own"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check the file, say what would be done, import nothing"
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="NAME=TARGET",
            help="what a column holds, where the guess is wrong; NAME= for nothing. Can be repeated",
        )
        parser.add_argument("--mapping", help="name of the kept columns to read the file by")
        parser.add_argument(
            "--duplicates", choices=Duplicates.values, default=Duplicates.SKIP.value, help="of what is there already"
        )
        parser.add_argument("--accept", choices=Accept.values, default=Accept.ALL.value, help="where rows are wrong")
        parser.add_argument("--source", default="", help="slug of the source of rows that name none")
        parser.add_argument("--actor-kind", choices=ActorKind.values, default="", help="kind of new actors without one")
        parser.add_argument("--month-first", action="store_true", help="read 3/4/2025 as 4 March")
        parser.add_argument(
            "--make-missing", action="store_true", help="make sources, topics, events and places that are not there"
        )
        parser.add_argument("--reason", default="", help="why; it stands in the history of what is imported")
        parser.add_argument("--rejected", type=Path, help="file to write the rejected rows to, with what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._account(options["user"])
        name = options["file"]
        try:
            if name == "-":
                job = self._staged(sys.stdin.buffer, "standard input", by, options)
            else:
                with Path(name).open("rb") as stream:
                    job = self._staged(stream, Path(name).name, by, options)
            self._say(f"Import {job.pk}: {job.get_format_display()}")
            for column, target in job.mapping.items():
                self._say(f"  {column}: {target}")
            done = self._done(job, by, options["reason"], dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}") from error
        except (Unfit, NoRoom, pipeline.NotReady) as refusal:
            raise CommandError(f"Nothing was imported. {refusal}") from refusal
        self._tell(done, options)

    def _staged(self, stream: IO[bytes], name: str, by: Any, options: dict[str, Any]) -> Import:
        job = pipeline.stage(
            pieces_of(stream),
            name,
            by,
            duplicates=options["duplicates"],
            accept=options["accept"],
            source=options["source"],
            actor_kind=options["actor_kind"],
            day_first=not options["month_first"],
        )
        job.makes_records = job.makes_records or options["make_missing"]
        if options["mapping"]:
            kept = ColumnMapping.objects.filter(name=options["mapping"]).first()
            if kept is None:
                raise CommandError(f"No columns are kept as {options['mapping']}.")
            job.mapping = {column: target for column, target in kept.mapping.items() if column in job.header}
        for given in options["column"]:
            column, equals, target = given.partition("=")
            if not equals or column not in job.header:
                raise CommandError(f"--column {given}: write NAME=TARGET, of the columns {', '.join(job.header)}.")
            job.mapping = {c: t for c, t in job.mapping.items() if c != column and t != target}
            if target:
                job.mapping[column] = target
        job.save()
        return job

    def _done(self, job: Import, by: Any, reason: str, *, dry_run: bool) -> Import:
        if dry_run:
            return pipeline.check(job, progress=self._progress)
        try:
            return pipeline.commit(job, by, reason=reason, progress=self._progress)
        except pipeline.Refused:
            job.refresh_from_db()
            return job

    def _tell(self, job: Import, options: dict[str, Any]) -> None:
        counts = job.counts
        for remark in remarks_on(job):
            self._say(remark)
        for problem in ImportProblem.objects.filter(of=job)[:WRITTEN]:
            self._say(f"row {problem.row}, {problem.column or 'whole row'}: {problem.severity}: {problem.message}")
        if (more := counts["errors"] + counts["warnings"] - WRITTEN) > 0:
            self._say(f"… and {more} more, on the page of import {job.pk} in the admin.")
        asked = ImportActor.objects.filter(of=job, decided_at=None).count()
        if asked:
            actors = counted(asked, "actor is", "actors are")
            self._say(f"{actors} to be settled, on the page of import {job.pk} in the admin.")
        if options["rejected"] and counts["rejected"]:
            self._write_rejected(job, options["rejected"])
        if job.done_at is None and not options["dry_run"]:
            of = f"{counts['rejected']} of {counts['claims']}"
            raise CommandError(f"Nothing was imported: {of} {'is' if counts['rejected'] == 1 else 'are'} not right.")
        left = counted(counts["skip"], "as it is", "as they are")
        wrong = counted(counts["rejected"], "is not right", "are not right")
        if options["dry_run"]:
            make = counted(counts["make"], "draft")
            self._say(f"Would make {make}, update {counts['update']}, leave {left}; {wrong}.")
            return
        self._say(f"Made {counted(counts['made'], 'draft')}, updated {counts['updated']}, left {left}; {wrong}.")

    def _write_rejected(self, job: Import, path: Path) -> None:
        try:
            with path.open("wb") as file:
                file.writelines(rejects.rejected(job))
        except OSError as error:  # what is imported is imported all the same
            self._say(
                f"{path} cannot be written: {error.strerror}. The admin has them, on the page of import {job.pk}."
            )
        else:
            self._say(f"The rejected rows are in {path}.")

    def _account(self, name: str | None) -> Any:
        if name is None:
            return None
        account = get_user_model()._default_manager.filter(username=name, is_active=True).first()
        if account is None:
            raise CommandError(f"There is no active account {name}.")
        return account

    def _progress(self, rows: int) -> None:
        self._say(f"  {counted(rows, 'row')}")

    def _say(self, line: str) -> None:
        if self.stdout:
            self.stdout.write(line)
            self.stdout.flush()
