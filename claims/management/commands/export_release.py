"""Writes a release as a data package: for whoever analyses it, keeps it, or has it answer elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.curation.numbers import counted
from claims.filters.parameters import nearest, suggestion
from claims.management.packaging import FolderTaken, write
from claims.models.ledger import Release


class Command(BaseCommand):
    help = (
        "Writes a release as a Frictionless Data Package: tables as CSV, documents and the ledger's rows as lines of "
        "JSON, and datapackage.json, which describes them. The same release gives the same bytes. docs/releases.md "
        "tells more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="of the release, such as v1")
        parser.add_argument(
            "--to", type=Path, metavar="FOLDER", help="new or empty; without it, policy-claims-NAME in this folder"
        )

    def handle(self, *args: Any, name: str, to: Path | None, **options: Any) -> None:
        release = Release.objects.filter(name=name).first()
        if release is None:
            near = nearest(name, Release.objects.values_list("name", flat=True))
            raise CommandError(f"There is no release {name}.{suggestion(near)} make_release makes one.")
        folder = to or Path(f"policy-claims-{name}")
        try:
            sizes = write(release, folder)
        except FolderTaken as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Release {name} is {release.seq}:{bytes(release.chain).hex()}")
        files = counted(len(sizes), "file")
        self.stdout.write(f"Wrote {files} of {sum(sizes.values()) / 1e6:,.1f} MB to {folder}.")
