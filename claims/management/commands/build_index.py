"""manage.py build_index: make a base of the reading index."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from claims.index.keeping import make_base


class Command(BaseCommand):
    help = (
        "Makes a base of the reading index from the facts: the file that the serving processes of this machine share. "
        "They make it by themselves when it is due; after a large import it is sooner there so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default=settings.PUBLIC_DATABASE, help="Alias of the database that is read.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = make_base(options["database"], self.stdout.write)
        if path is None:
            self.stdout.write("Nothing is published yet, or another process of this machine is making one.")
        else:
            self.stdout.write(f"{path}: {path.stat().st_size:,} bytes")
