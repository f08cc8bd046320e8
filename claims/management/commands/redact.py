"""Erases records from the ledger, by legal duty."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from claims.choices import RecordKind
from claims.curation.checks import name_of
from claims.curation.documents import MODELS
from claims.curation.numbers import counted
from claims.curation.publishing import Refused
from claims.curation.redacting import foresee, redact
from claims.models.base import Record


class Command(BaseCommand):
    help = (
        "Erases a record from every publication that holds it, at every state of the ledger, and from workshop and "
        "audit. The ledger keeps that it was done, and why. It cannot be undone; try it with --dry-run first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=RecordKind.values, help="what sort of record it is")
        parser.add_argument("names", nargs="+", metavar="NAME", help="its slug, or the uid of a claim")
        parser.add_argument("--reason", default="", help="why; it is public, and stays")
        parser.add_argument("--by", default="redact", help="the account that the ledger names")
        parser.add_argument("--dry-run", action="store_true", help="say what would be erased, and erase nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        records = [self._found(RecordKind(options["kind"]), name) for name in options["names"]]
        foreseen = foresee(records)
        for record in foreseen.records:
            self.stdout.write(f"{'Would erase' if options['dry_run'] else 'Erasing'} {name_of(record)}")
        for name in foreseen.mentions:
            self.stdout.write(f"  {name} has the name in its own words, which stay; look at it")
        for name in foreseen.files:
            self.stdout.write(f"  {name} holds it in its file, which {'would go' if options['dry_run'] else 'goes'}")
        if options["dry_run"]:
            would = counted(len(foreseen.erased), "publication would lose its", "publications would lose their")
            self.stdout.write(f"{would} words: {foreseen.erased}")
            return
        try:
            rows = redact(records, reason=options["reason"], by=options["by"])
        except Refused as error:
            raise CommandError(f"Nothing was erased.\n{error}") from error
        numbers = ", ".join(str(row.seq) for row in rows if row.op == "redacted")
        lost = counted(len(foreseen.erased), "publication has lost its words", "publications have lost their words")
        self.stdout.write(
            f"{lost}; the ledger says so under {numbers}. Backups and copies that others keep are yours to see to."
        )

    def _found(self, kind: RecordKind, name: str) -> Record:
        model = MODELS[kind]
        try:
            found = {"uid": UUID(name)} if kind == RecordKind.CLAIM else {"slug": name}
            record: Record = model.objects.get(**found)
        except (ValueError, model.DoesNotExist):
            raise CommandError(f"There is no {kind.label} {name}.") from None
        return record
