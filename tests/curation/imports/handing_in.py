"""Files handed in as a coder would, and what comes of them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from claims.curation.imports.pipeline import Refused, check, commit, stage
from claims.models.claims import Claim
from claims.models.imports import Import, ImportProblem, Severity

HEADER = ("id", "source", "statement", "kind", "actor", "actor kind", "role", "quote", "date")

# A place, and beside it a table whose name is not right.
ARCHIVE = {"place.csv": "slug,name\r\npier,Pier\r\n", "topics.csv": "slug,name\r\ndues,Dues\r\n"}
UNREAD = "topics.csv is not read: no table is called so. Nearest: topic.csv."


def table(rows: Iterable[dict[str, Any]], header: Sequence[str] = HEADER, separator: str = ",") -> str:
    """A CSV of these rows. What a row does not say is empty, but that it is an event, and an actor its subject."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(header)
    for row in rows:
        given = {"kind": "event", "role": "subject" if row.get("actor") else "", **row}
        writer.writerow([given.get(name, "") for name in header])
    return text.getvalue()


def archive(files: dict[str, str]) -> bytes:
    """A ZIP of these files, each by its name."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return held.getvalue()


def handed_in(content: str | bytes, **options: Any) -> Import:
    data = content.encode() if isinstance(content, str) else content
    return stage([data], options.pop("name", "file.csv"), **options)


def checked(content: str | bytes, **options: Any) -> Import:
    return check(handed_in(content, **options))


def imported(content: str | bytes, **options: Any) -> Import:
    """The import, which is done. What stands against it is told."""
    job = handed_in(content, **options)
    try:
        return commit(job)
    except Refused as refusal:
        raise AssertionError(told(job)) from refusal


def told(job: Import, severity: Severity | None = None) -> list[tuple[int, str, str]]:
    """Row, column and message of each problem."""
    rows = ImportProblem.objects.filter(of=job)
    if severity is not None:
        rows = rows.filter(severity=severity)
    return list(rows.values_list("row", "column", "message"))


def wrong(job: Import) -> list[tuple[int, str, str]]:
    return told(job, Severity.ERROR)


def odd(job: Import) -> list[tuple[int, str, str]]:
    return told(job, Severity.WARNING)


def only_claim() -> Claim:
    (claim,) = Claim.objects.all()
    return claim
