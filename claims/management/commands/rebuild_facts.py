"""Makes the facts anew from the ledger, or proves that they need not be."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.curation.numbers import counted
from claims.curation.rebuilding import differences, rebuild
from claims.models.ledger import Publication


class Command(BaseCommand):
    help = (
        "Makes the fact tables anew from the ledger, in one transaction: readers see the old facts until it is done, "
        "publishers wait. With --check nothing changes; it fails when a rebuild would give other rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, and leave everything as it is")

    def handle(self, *args: Any, **options: Any) -> None:
        head = Publication.objects.head()

        def progress(seq: int) -> None:
            self.stdout.write(f"  {seq} of {counted(head, 'publication')}")
            self.stdout.flush()

        if not options["check"]:
            rebuild(progress)
            self.stdout.write(f"Facts rebuilt up to publication {head}.")
            return
        lines = differences(progress)
        if lines:
            raise CommandError("A rebuild would give other facts; run rebuild_facts.\n" + "\n".join(lines))
        self.stdout.write(f"The facts are what the ledger says, up to publication {head}.")
