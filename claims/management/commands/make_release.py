"""Gives the head of the ledger a name."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims.curation.releasing import contents, release
from claims.models.ledger import release_name


class Command(BaseCommand):
    help = (
        "Names the state of the ledger that is public now, for good, so that it can be quoted and read by as_of=NAME. "
        f"The name: {release_name.message}"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="such as v1 or summer-2026")
        parser.add_argument("--notes", default="", help="what is in it, for those who quote it")

    def handle(self, *args: Any, name: str, notes: str, **options: Any) -> None:
        try:
            made = release(name, notes, by="make_release")
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(f"Release {made.name} is {made.seq}:{bytes(made.chain).hex()}")
        self.stdout.write(f"Public in it, by kind: {contents(made)}.")
