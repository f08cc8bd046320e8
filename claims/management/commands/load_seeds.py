"""Brings the seeds and fixtures into an empty or a living database, and publishes what is new."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.curation.catching_up import catch_up
from claims.curation.loading import load
from claims.curation.numbers import counted
from claims.curation.publishing import Refused, publish
from claims.curation.reading import Rejected
from claims.curation.restoring import is_restored


class Command(BaseCommand):
    help = (
        "Loads fixtures/ and the texts of seeds/, anchors and verifies every quote, checks every record, and publishes "
        "what was never public. All of it or nothing; run again, it does only what is missing. What curators changed "
        "stays as they made it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument(
            "--update", action="store_true", help="set records that are there to what the fixtures say (not published)"
        )
        parser.add_argument("--fixtures", type=Path, default=settings.BASE_DIR / "fixtures", help="folder of fixtures")
        parser.add_argument(
            "--seeds", type=Path, default=settings.BASE_DIR / "seeds", help="folder of source documents"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_restored():
            raise CommandError(
                "The ledger of this database came with a data package, and its workshop is empty: what the fixtures "
                "hold may be in it already, under other numbers. Load them into a database of their own."
            )
        dry_run = options["dry_run"]
        try:
            report = load(
                options["fixtures"], options["seeds"], update=options["update"], dry_run=dry_run, say=self._say
            )
        except Rejected as error:
            raise CommandError("Nothing was loaded.\n" + "\n".join(error.problems)) from error
        if not (report.records or report.parts or report.texts or report.quotes or report.unpublished):
            kept = counted(report.kept, "record is there and stays as it is", "records are there and stay as they are")
            self.stdout.write(f"Nothing new to load: {kept}.")
            return
        would = "Would load" if dry_run else "Loaded"
        found = f"{counted(report.records, 'record')} with {counted(report.parts, 'part')}"
        texts = f"{counted(report.texts, 'text')}, {counted(report.quotes, 'quote')} anchored"
        kept = counted(report.kept, "record was there and stays as it is", "records were there and stay as they are")
        self.stdout.write(f"{would} {found}, {texts}; {kept}.")
        if dry_run:
            self.stdout.write(f"Would publish {counted(len(report.unpublished), 'record')}.")
            return
        total = len(report.unpublished)
        try:
            rows = publish(
                report.unpublished,
                by="load_seeds",
                reason="Loaded from the fixtures.",
                progress=lambda done: self._say(f"  {done} of {counted(total, 'record')} published"),
            )
        except Refused as error:
            raise CommandError(f"Loaded, but not all is published:\n{error}") from error
        rows += catch_up(lambda job: self._say(f"  documents refreshed {job}"))
        self.stdout.write(f"Published {counted(total, 'record')} in {counted(len(rows), 'publication')}.")

    def _say(self, line: str) -> None:
        if self.stdout:
            self.stdout.write(line)
            self.stdout.flush()
