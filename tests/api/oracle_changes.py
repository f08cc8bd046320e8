"""What the changes of the ledger are, told a second time: by looking at publications one after the other.

A claim's document is held against a query as it stands alone: an actor is itself, whoever was merged into it, and words
are what they are.
"""

import copy
import json
from typing import Any, NamedTuple

from claims.models.ledger import Publication
from tests.api.actors import GONE
from tests.api.oracle import Document, Oracle
from tests.api.oracle_finding import plain

Change = dict[str, Any]


class Row(NamedTuple):
    """A publication of the ledger, and the document by which its record is public, if it is."""

    publication: Publication
    document: Document | None
    # The same with the slugs that what it names bears at S.
    named_now: Document | None


class Themselves:
    """Actors of whom nobody is anybody else."""

    def above(self, slug: str, *, rollup: bool) -> set[str]:
        return {slug}


def changes(oracle: Oracle, query: dict[str, list[str]], own: dict[str, list[str]]) -> list[Change]:
    """The changes after `own["after"]` up to the S of the oracle, which is one of claims; of `own["kind"]`, if given.

    Of each its number, its event, and the document where there is one, without `licence`.
    """
    alone = standing_alone(oracle)
    asked = {f"kind{name[10:]}" if name.startswith("claim_kind") else name: texts for name, texts in query.items()}
    kinds = {kind for text in own.get("kind", []) for kind in text.split(",")}
    (after,) = own.get("after", ["0"])
    found: list[Change] = []
    # Of each claim: whether its last document fulfils the query; None where it was erased, so that nobody can tell.
    before: dict[int, bool | None] = {}
    for row, document, named_now in rows_of(oracle):
        fulfils: bool | None = False
        told = row.op == "redacted" or (not query and (not kinds or row.kind in kinds))
        if row.kind == "claim" and query:
            fulfils = None if row.erased_by is not None else document is not None and alone.fulfils(named_now, asked)
            told = told or fulfils is not False or before.get(row.record, False) is not False
            before[row.record] = fulfils
        if not told or row.seq <= int(after):
            continue
        if document is None:
            found.append({"seq": row.seq, "event": "delete", "document": None})
        elif query and not fulfils:
            found.append({"seq": row.seq, "event": "left", "document": None})
        else:
            found.append({"seq": row.seq, "event": "upsert", "document": document})
    return found


def standing_alone(oracle: Oracle) -> Any:
    alone: Any = copy.copy(oracle)
    alone.actors = Themselves()
    alone.meant = lambda word: [plain(word)]  # nothing misspelt is forgiven
    return alone


def rows_of(oracle: Oracle) -> list[Row]:
    """The publications up to the S of the oracle, read once."""
    kept: dict[str, Any] = vars(oracle)
    if "rows" not in kept:
        # An oracle that knows of renames tells what a document names by the slug that it bears at S.
        named_now = getattr(oracle, "as_named_now", lambda document: document)
        kept["rows"] = [
            Row(row, document, named_now(document) if document and row.kind == "claim" else None)
            for row in Publication.objects.filter(seq__lte=oracle.seq).order_by("seq")
            for document in [document_of(row)]
        ]
    rows: list[Row] = kept["rows"]
    return rows


def document_of(row: Publication) -> Document | None:
    if row.body is None or row.op in GONE:
        return None
    document: Document = json.loads(row.document())
    return document
