"""What public registers call the actors that documents name: by these numbers data of other houses can be joined."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from claims.choices import RecordKind
from claims.filters.reading import ReadingPoint

# By the slug of an actor: its identifiers as its document lists them.
Identities = Mapping[str, Sequence[Mapping[str, Any]]]


def actors_named(document: Any) -> set[str]:
    """The slugs of the actors that a document of a claim names, in whatever part of it."""
    if isinstance(document, list):
        return {slug for item in document for slug in actors_named(item)}
    if not isinstance(document, dict):
        return set()
    # Only labels of actors say whether the text names them.
    own = {document["slug"]} if "named" in document else set()
    return own | {slug for value in document.values() for slug in actors_named(value)}


def identities(slugs: Collection[str], reading: ReadingPoint) -> dict[str, list[dict[str, Any]]]:
    """The identifiers of the actors that bear these slugs at S; those without any are left out. Two queries."""
    if not slugs:
        return {}
    facts = reading.records(RecordKind.ACTOR).filter(slug__in=slugs).with_document(reading.seq)
    seqs = dict(facts.values_list("slug", "document_seq"))
    found = reading.publications().in_bulk(list(seqs.values()))
    bodies = {slug: json.loads(found[seq].body or "{}") for slug, seq in seqs.items() if found[seq].has_document}
    return {slug: body["identifiers"] for slug, body in bodies.items() if body["identifiers"]}
