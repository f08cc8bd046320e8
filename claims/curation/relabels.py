"""The labels of one record, put into the text of a document that names it."""

import re
from collections.abc import Collection
from functools import cached_property

import orjson

from claims.choices import RecordKind
from claims.curation.documents import as_text
from claims.curation.labels import relabel
from claims.curation.refreshing import Change, Changed
from claims.models.base import Record
from claims.models.ledger import Publication

# An actor's label as documents have it, the slug left open. No other part of a claim's document looks like it, and no
# words do: within these, a quotation mark has a backslash before it.
_ACTOR = r'\{{"slug":"(?:{})","name":"(?:[^"\\]|\\.)*","kind":"(?P<kind>[a-z_]+)","named":(?:true|false)\}}'


class Labels:
    """What documents are to say of a record, whatever slug they know it by: what the publication `last` says of it.

    `last` is the record's own, or that of the actor that it was merged into.
    """

    def __init__(self, record: Record, slugs: Collection[str], last: Publication) -> None:
        self.seq = last.seq
        self._kind, self._slugs, self._body = record.record_kind, slugs, last.parsed()
        self._own = last.record == record.pk

    def change(self, kind: RecordKind) -> Change:
        """Changes a document of this kind."""
        if (kind, self._kind) == (RecordKind.CLAIM, RecordKind.ACTOR):
            return self._in_text
        return self._in_document

    def _in_text(self, text: str, _: int) -> Changed:
        same = self._own

        def label(found: re.Match[str]) -> str:
            nonlocal same
            same = same and found["kind"] == self._body["kind"]
            return self._label

        # Facts hold which actor it is and of what kind, and not what it is called.
        return Changed(self._actor.sub(label, text), facts=not same)

    @cached_property
    def _actor(self) -> re.Pattern[str]:
        return re.compile(_ACTOR.format("|".join(map(re.escape, sorted(self._slugs)))))

    @cached_property
    def _label(self) -> str:
        return as_text({name: self._body[name] for name in ("slug", "name", "kind", "named")})

    def _in_document(self, text: str, _: int) -> Changed:
        document = orjson.loads(text)
        relabel(document, dict.fromkeys([(self._kind, slug) for slug in self._slugs], self._body))
        if "affiliations" in document:  # what was tied to the actor that it was merged into is tied to itself
            tied = document["affiliations"]
            document["affiliations"] = [row for row in tied if row["actor"]["slug"] != document["slug"]]
        return Changed(as_text(document))
