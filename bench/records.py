"""Generated records as their documents, and parts of documents that several kinds share.

Every document has the members of its serializer in `claims.serializers`, in their order; a test holds them to it.
"""

import datetime
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from claims.choices import RecordKind

Document = dict[str, Any]

# The days on which sources were published.
FIRST_DAY = datetime.date(2011, 1, 1)
DAYS = 15 * 365
SCALES: Path = settings.BASE_DIR / "fixtures" / "01-scales.yaml"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(eq=False)
class Made:
    """A record: its number, and its document as it stands."""

    kind: RecordKind
    record: int
    document: Document
    merged_into: "Made | None" = None

    @property
    def slug(self) -> str:
        slug: str = self.document["slug"]
        return slug

    def canonical(self) -> "Made":
        return self if self.merged_into is None else self.merged_into.canonical()

    def label(self) -> Document:
        """As other documents name it."""
        document = self.document
        return {member: document[member] for member in LABEL_MEMBERS[self.kind]}


LABEL_MEMBERS: dict[RecordKind, tuple[str, ...]] = {
    RecordKind.ACTOR: ("slug", "name", "kind", "named"),
    RecordKind.TOPIC: ("slug", "name"),
    RecordKind.EVENT: ("slug", "name"),
    RecordKind.PLACE: ("slug", "name", "country"),
}


def period(chance: random.Random, about: datetime.date, *, basis: bool) -> Document:
    """A range of days that begins near the given one: of a day, a month, a year or longer, a tenth with an open end."""
    drawn = chance.random()
    first: datetime.date | None = about
    last: datetime.date | None = about
    if drawn < 0.5:
        precision, text = "day", f"on {about.day} {MONTHS[about.month - 1]} {about.year}"
    elif drawn < 0.7:
        precision, text = "month", f"in {MONTHS[about.month - 1]} {about.year}"
        first = about.replace(day=1)
        last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    elif drawn < 0.85:
        precision, text = "year", f"in {about.year}"
        first, last = about.replace(month=1, day=1), about.replace(month=12, day=31)
    else:
        precision, end = "period", chance.random()
        last = about + datetime.timedelta(days=chance.randint(2, 900))
        if end < 0.4:
            last, text = None, f"since {about.year}"
        elif end < 0.6:
            first, text = None, f"until {last.year}"
        else:
            text = f"from {about.year} to {last.year}"
    inferred = chance.random() < 0.3
    written = {
        "from": first and first.isoformat(),
        "to": last and last.isoformat(),
        "precision": precision,
        "text": None if inferred else text,
        "inferred": inferred,
    }
    return written | ({"basis": "The date of publication." if inferred else None} if basis else {})


def read_scales() -> Iterator[Document]:
    """The scales of `fixtures/`, as their documents."""
    rows = yaml.safe_load(SCALES.read_text(encoding="utf-8"))
    scales = {row["fields"]["slug"]: row["fields"] for row in rows if row["model"] == "claims.confidencescale"}
    levels = [row["fields"] for row in rows if row["model"] == "claims.confidencelevel"]
    for slug, scale in scales.items():
        own = [level for level in levels if level["scale"] == [slug]]
        own.sort(key=lambda level: (level.get("rank", math.inf), level["code"]))
        members = ("uid", "slug", "name", "axis", "edition", "authority", "citation", "description")
        yield {member: scale.get(member) or None for member in members} | {"levels": [_level(level) for level in own]}


def _level(level: Document) -> Document:
    numbers = {member: level.get(member) for member in ("rank", "low", "high", "stix")}
    return {
        "code": level["code"],
        "label": level["label"],
        "synonyms": level.get("synonyms", []),
        "definition": level.get("definition") or None,
        **numbers,
    }
