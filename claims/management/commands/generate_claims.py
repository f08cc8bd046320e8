"""Fills an empty database with made-up claims, to try and to measure things on."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from claims.curation.rebuilding import build
from claims.curation.restoring import NotRestored, refuse_unless_empty


def positive(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise ArgumentTypeError(f"“{text}” is no whole number from 1 on.")
    return int(text)


# Seconds between two lines on how far it is.
PAUSE = 5.0


class Command(BaseCommand):
    help = (
        "Fills an empty, migrated database with N made-up claims and all that they name: sources with their texts, "
        "actors, topics, events, places, what happened to them since, and the ledger of all that. Equal seeds give "
        "equal databases; no name in them is anybody's. Broken off, it leaves a part: begin with an empty one again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("claims", type=positive, metavar="N", help="how many claims")
        parser.add_argument("--seed", type=int, default=1, help="1 unless given; equal seeds give equal databases")
        parser.add_argument(
            "--ledger-only", action="store_true", help="no workshop behind the ledger: for the largest databases"
        )
        parser.add_argument("--processes", type=positive, default=2, help="that make claims at once; 2 unless given")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from bench.history import generate
            from bench.workshop import NotAllowed
        except ModuleNotFoundError as error:
            if error.name != "bench":
                raise
            raise CommandError(
                "What makes claims up is no part of an installation: it stands in the folder bench/ of the sources. "
                "Run this from a checkout, with DATABASE_URL naming the database to fill."
            ) from error
        try:
            refuse_unless_empty()
        except NotRestored as error:
            raise CommandError(str(error)) from error
        count, processes, began = options["claims"], options["processes"], time.monotonic()
        self._last = began
        workshop = not options["ledger_only"]
        if workshop:
            self._say("The workshop is written with triggers off: there are no audit rows of what is generated.")
        with connection.cursor() as cursor:
            # What a crash takes away is made again by the same command.
            cursor.execute("SET synchronous_commit = off")
        try:
            history = generate(count, options["seed"], workshop=workshop, processes=processes, say=self._say)
            for what, took in history.took.items():
                self._took(what, took)
            build(lambda done: self._facts_made(done, history.publications), processes, self._took)
            vacuuming = time.monotonic()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")
            self._took("vacuuming", time.monotonic() - vacuuming)
        except NotAllowed as error:
            raise CommandError(str(error)) from error
        except BaseException:
            self.stderr.write("It broke off, and the database holds a part: begin with an empty database again.")
            raise
        seconds = time.monotonic() - began
        self._say(f"{count:,} claims in {seconds:,.0f} s, {count / seconds:,.0f} each second.")
        self._say(f"The chain ends in {history.publications}:{history.chain}")

    def _facts_made(self, done: int, publications: int) -> None:
        if done == publications or time.monotonic() > self._last + PAUSE:
            self._last = time.monotonic()
            self._say(f"  facts of {done:,} of {publications:,} publications")

    def _took(self, what: str, seconds: float) -> None:
        self._say(f"  {seconds:,.1f} s {what}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
