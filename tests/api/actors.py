"""Who is who among the actors at S, told by reading the publications one by one: for the oracle, and as it is."""

import json

from claims.models.ledger import Publication

GONE = ("retracted", "merged", "redacted")
ROLLING_UP = ("part_of", "office_of", "controlled_by")


def last_rows(kind: str, seq: int) -> dict[int, Publication]:
    """The last publication of each record of this kind, up to S."""
    return {row.record: row for row in Publication.objects.filter(kind=kind, seq__lte=seq).order_by("seq")}


class Actors:
    """Who is who at S."""

    def __init__(self, seq: int) -> None:
        self.last = last_rows("actor", seq)
        rows = Publication.objects.filter(kind="actor", seq__lte=seq)
        self.by_slug = {row.slug: row.record for row in rows}
        self.by_uid = {str(row.uid): row.record for row in rows}

    def public(self) -> set[str]:
        return {row.slug for row in self.last.values() if row.slug and row.op not in GONE}

    def above(self, slug: str, *, rollup: bool) -> set[str]:
        """The slugs under which an actor is found that a document names so: each record by its last slug."""
        found: set[int] = set()
        waiting = [self.by_slug[slug]]
        while waiting:
            record = waiting.pop()
            if record not in found:
                found.add(record)
                row = self.last[record]
                document = json.loads(row.body or "{}")
                if row.op == "merged" and document:
                    waiting.append(self.by_uid[document["merged_into"]])
                elif row.op not in GONE and rollup:
                    waiting += [
                        self.by_slug[tie["actor"]["slug"]]
                        for tie in document.get("affiliations", ())  # none is left of what was erased
                        if tie["kind"] in ROLLING_UP
                    ]
        return {self.last[record].slug for record in found}

    def voice(self, slug: str) -> int:
        """The actor that an actor turned out to be."""
        row = self.last[self.by_slug[slug]]
        while row.op == "merged" and row.body:
            row = self.last[self.by_uid[json.loads(row.body or "")["merged_into"]]]
        return row.record
