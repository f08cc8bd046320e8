"""Writes the ledger as lines of JSON, for whoever verifies it without this program."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.curation.exporting import exported
from claims.curation.numbers import counted
from claims.models.ledger import Publication


class Command(BaseCommand):
    help = (
        "Writes every publication as a line of JSON (NDJSON), in order, with its salt and hashes. "
        "docs/verify_ledger.py verifies the outcome; docs/ledger.md says what is in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="written anew; without it, standard output"
        )
        parser.add_argument("--until", type=int, metavar="SEQ", help="go no further than this number")

    def handle(self, *args: Any, file: Path | None, until: int | None, **options: Any) -> None:
        head = Publication.objects.head()
        if until is not None and not 1 <= until <= head:
            raise CommandError(f"--until: give a number from 1 to {head}, the head of the ledger.")
        if file is None:
            for line in exported(until):
                self.stdout.write(line)
            return
        count = 0
        try:
            with file.open("w", encoding="utf-8", newline="\n") as out:
                for count, line in enumerate(exported(until), 1):  # noqa: B007
                    out.write(f"{line}\n")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Wrote {counted(count, 'publication')} to {file}.")
