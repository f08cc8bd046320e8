#!/usr/bin/env python3
"""Verifies an export of the ledger (`manage.py export_ledger`) with nothing but Python itself.

    python3 verify_ledger.py ledger.ndjson
    python3 verify_ledger.py --expect 231:6618…95f8 < ledger.ndjson

It checks that numbers follow each other and times do not go back, that each digest is that of the words, that each
chain hash follows from the row before it, that every erased row is one that a later redaction lists, and the reverse,
and that no slug which was left to an erased row leads to another record. The first bad line is named. `--expect` takes
a head that you kept, as SEQ:CHAIN, and can be repeated. docs/ledger.md gives the formulas.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

Row = dict[str, Any]


class Walk:
    """What is known of the ledger up to the last row that was read."""

    def __init__(self, expected: dict[int, bytes]) -> None:
        self.expected = expected
        self.seq, self.at, self.chain = 0, "", bytes(32)
        self.erased: dict[int, dict[int, int]] = {}  # by redaction: the rows said to be erased by it, with their lines
        self.slugs: dict[str, str] = {}  # of each record, by uid
        self.named: dict[str, int] = {}  # by uid: the record's first row with a slug
        self.bearers: dict[tuple[str, str], set[str]] = {}  # by kind and name, slug or uid: the records that have it
        self.left: dict[int, tuple[str, str]] = {}  # kind and slug of each erased row that has one

    def through(self, lines: Iterable[bytes]) -> None:
        for line, text in enumerate(lines, 1):
            try:
                row = json.loads(text)
                for problem in [*self.faults_of_place(row), *self.faults_of_words(row), *self.faults_of_slug(row)]:
                    bad(line, f"publication {row['seq']} {problem}")
                self.seq, self.at, self.chain = row["seq"], row["at"], bytes.fromhex(row["chain"])
                if row["erased_by"] is not None:
                    self.erased.setdefault(row["erased_by"], {})[self.seq] = line
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                bad(line, f"this is no line of an export ({error!r})")
        for redaction, rows in self.erased.items():
            for seq, line in rows.items():
                bad(line, f"publication {seq} is said to be erased by {redaction}, which does not list it")
        for seq, name in self.left.items():
            if len(self.bearers[name]) > 1:
                bad(seq, f"publication {seq} is erased, and its slug leads to another record")
        for seq in self.expected:
            bad(None, f"publication {seq} was there once, and the export ends at {self.seq}")

    def faults_of_place(self, row: Row) -> Iterator[str]:
        if row["seq"] != self.seq + 1:
            yield f"does not follow {self.seq}"
        if row["at"] < self.at:
            yield "has an earlier time than the one before it"
        columns = "".join(f"{row[name]}\n" for name in ("seq", "kind", "uid", "op", "at"))
        chain = bytes.fromhex(row["chain"])
        if chain != hashlib.sha256(self.chain + columns.encode() + bytes.fromhex(row["digest"])).digest():
            yield "has a chain hash that does not follow from the row before it"
        if self.expected.pop(row["seq"], chain) != chain:
            yield "has another chain hash than you kept"

    def faults_of_words(self, row: Row) -> Iterator[str]:
        body = row["body"]
        if row["erased_by"] is not None:
            if body is not None or row["salt"] is not None or row["reason"]:
                yield "is said to be erased, and still has body, salt or reason"
            return
        words = f"{body or ''}\n{row['reason']}".encode()
        if row["digest"] != hashlib.sha256(bytes.fromhex(row["salt"]) + words).hexdigest():
            yield "has a digest that is not that of its salt, body and reason"
        elif body is not None:
            said = json.loads(body)
            if said["uid"] != row["uid"]:
                yield "has the body of another record"
            if row["op"] in ("published", "revised", "refreshed") and said.get("slug", "") != row["slug"]:
                yield "has another slug than its body"
            if row["op"] == "redacted" and set(said["erased"]) != self.erased.pop(row["seq"], {}).keys():
                yield "does not list those rows that are said to be erased by it"

    def faults_of_slug(self, row: Row) -> Iterator[str]:
        seq, kind, uid, slug = row["seq"], row["kind"], row["uid"], row["slug"]
        if row["op"] == "redacted":
            if slug:
                yield "is a redaction, and has a slug"
            elif uid in self.named:
                bad(self.named[uid], f"publication {self.named[uid]} still has a slug, and {seq} redacts its record")
        elif row["op"] not in ("published", "revised") and slug != self.slugs.get(uid):
            yield "has another slug than its record had before"
        self.slugs[uid] = slug
        for name in {slug, uid} - {""}:
            self.bearers.setdefault((kind, name), set()).add(uid)
        if slug:
            self.named.setdefault(uid, seq)
            if row["erased_by"] is not None:
                self.left[seq] = (kind, slug)


def bad(line: int | None, problem: str) -> NoReturn:
    sys.exit(f"Line {line}: {problem}." if line else f"{problem[0].upper()}{problem[1:]}.")


def head(text: str) -> tuple[int, bytes]:
    seq, _, chain = text.partition(":")
    if len(bytes.fromhex(chain)) != 32:
        raise ValueError
    return int(seq), bytes.fromhex(chain)


def main() -> None:
    parser = argparse.ArgumentParser(description="Verifies an export of the ledger.")
    parser.add_argument("file", nargs="?", type=Path, help="the export; without it, standard input")
    parser.add_argument("--expect", type=head, action="append", default=[], metavar="SEQ:CHAIN", help="a head you kept")
    given = parser.parse_args()
    walk = Walk(dict(given.expect))
    if given.file is None:
        walk.through(sys.stdin.buffer)
    else:
        with given.file.open("rb") as lines:
            walk.through(lines)
    sys.stdout.write(f"The ledger holds up to {walk.seq}:{walk.chain.hex()}\n")


if __name__ == "__main__":
    main()
