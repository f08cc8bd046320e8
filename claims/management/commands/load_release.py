"""Makes an empty database answer as a release did, from its data package."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.curation.restoring import NotRestored
from claims.management.unpacking import load


class Command(BaseCommand):
    help = (
        "Loads a data package that export_release wrote into an empty, migrated database, whose API then answers as "
        "the release did. Ledger, chain and every file are proven first; all of it or nothing. The workshop stays "
        "empty. docs/releases.md tells more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="the package, with its datapackage.json")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        began = time.monotonic()
        try:
            release = load(folder, self._say)
        except NotRestored as error:
            raise CommandError("Nothing was loaded.\n" + "\n".join(error.problems)) from error
        seconds = time.monotonic() - began
        self._say(f"Release {release.name} is {release.seq}:{bytes(release.chain).hex()}")
        self._say(f"Loaded, and verified with every file of the package, in {seconds:.1f} s.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
