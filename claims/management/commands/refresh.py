"""Brings documents up to date with renamed and merged records, now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.curation.catching_up import catch_up, waiting
from claims.curation.numbers import counted
from claims.models.work import Refresh


class Command(BaseCommand):
    help = (
        "Brings the public documents that name a renamed or merged record up to date. The serving processes do this by "
        "themselves; this command does it now, goes on where another broke off, and shows how far it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", help="show what waits, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for job in Refresh.objects.pending():
                self.stdout.write(f"{job}{f' ({job.error})' if job.error else ''}")
            return
        found = len(waiting())
        rows = catch_up(self._tell)
        refreshed, after = counted(len(rows), "document"), counted(found, "publication")
        self.stdout.write(f"{refreshed} refreshed after {after}; {len(waiting())} left.")

    def _tell(self, job: Refresh) -> None:
        self.stdout.write(f"  {job}")
        self.stdout.flush()
