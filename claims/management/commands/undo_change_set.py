"""Undoes an import or bulk action from the shell: for those that are too large to wait for in a browser."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims.curation.change_sets import undo
from claims.curation.numbers import counted
from claims.curation.putting_back import CannotPutBack
from claims.models.reviewing import ChangeSet


class Command(BaseCommand):
    help = (
        "Undoes a change set whole, as the admin's page does: what it made goes, what it changed becomes as it was, "
        "what it deleted comes back. Where something later stands on it, nothing is done, and that is named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("change_set", help="its number, which stands at the top of its page")
        parser.add_argument("--by", required=True, help="who undoes it: the name of an account")
        parser.add_argument("--reason", required=True, help="why; it stays in the history")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            change_set = ChangeSet.objects.get(pk=options["change_set"])
        except (ChangeSet.DoesNotExist, ValidationError) as error:
            raise CommandError(f"There is no change set {options['change_set']}.") from error
        try:
            done = undo(change_set, by=options["by"], reason=options["reason"])
        except CannotPutBack as refusal:
            raise CommandError("Nothing was undone.\n" + "\n".join(map(str, refusal.problems))) from refusal
        self.stdout.write(f"{counted(done, 'row put back as it was', 'rows put back as they were')}.")
