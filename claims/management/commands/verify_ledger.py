"""Proves that nothing in the ledger was altered, or names the row that was."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.curation.numbers import counted
from claims.curation.verifying import Verdict, verify
from claims.models.ledger import Publication


def kept_head(text: str) -> tuple[int, bytes]:
    """A head that somebody wrote down, as SEQ:CHAIN."""
    seq, _, chain = text.partition(":")
    try:
        kept = int(seq), bytes.fromhex(chain)
    except ValueError:
        kept = 0, b""
    if kept[0] < 1 or len(kept[1]) != 32:
        raise ArgumentTypeError(f"“{text}” is not SEQ:CHAIN, a number and 64 hexadecimal digits.")
    return kept


class Command(BaseCommand):
    help = (
        "Verifies the ledger: numbers, times, digests, chain, erasures, releases, and that its facts are what a "
        "rebuild would give. Publishers go on meanwhile. It fails with the first bad row of each sort."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until", type=int, metavar="SEQ", help="go no further than this number; facts are left out"
        )
        parser.add_argument(
            "--expect",
            type=kept_head,
            action="append",
            default=[],
            metavar="SEQ:CHAIN",
            help="a head that was kept: fail if it is another now; can be given several times",
        )

    def handle(self, *args: Any, until: int | None = None, **options: Any) -> None:
        began, head = time.monotonic(), Publication.objects.head()
        expected = dict(options["expect"])
        least = max(expected, default=1)
        if until is not None and not least <= until <= head:
            raise CommandError(f"--until: give a number from {least} to {head}, the head of the ledger.")

        def progress(what: str, seq: int) -> None:
            self.stdout.write(f"  {seq} of {counted(until or head, 'publication')} {what}")
            self.stdout.flush()

        verdict = verify(until, expected, progress)
        if verdict.faults:
            raise CommandError("The ledger does not hold.\n" + "\n".join(verdict.faults))
        self._say(verdict)
        self.stdout.write(f"Verified in {time.monotonic() - began:.1f} s.")

    def _say(self, verdict: Verdict) -> None:
        operations = ", ".join(f"{count} {op}" for op, count in sorted(verdict.operations.items()))
        self.stdout.write(f"The ledger holds up to {verdict.head}:{verdict.chain.hex()}")
        publications = counted(verdict.head, "publication")
        self.stdout.write(f"{publications} ({operations or 'none'}), {verdict.erased} of them erased.")
        compared = "not compared" if verdict.facts is None else "as a rebuild would make them"
        facts = "Facts" if verdict.facts is None else counted(verdict.facts, "fact")
        self.stdout.write(f"{counted(verdict.releases, 'release')}; {facts} {compared}.")
