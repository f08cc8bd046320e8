"""Labels: the members of a record that the documents of others embed, taken from its public document.

What a document says of another record is what is public of that record; an edit of it that is not published yet does
not come along.
"""

from collections.abc import Iterator
from typing import Any

from claims.choices import QuotePolicy, RecordKind

Document = dict[str, Any]
# Public documents by kind and slug.
Bodies = dict[tuple[RecordKind, str], Document]

# Members of documents that hold labels, and the kind of record that their slug names.
LABELS: dict[str, RecordKind] = {
    "actor": RecordKind.ACTOR,
    "publisher": RecordKind.ACTOR,
    "authors": RecordKind.ACTOR,
    "holder": RecordKind.ACTOR,
    "source": RecordKind.SOURCE,
    "cites": RecordKind.SOURCE,
    "topics": RecordKind.TOPIC,
    "parent": RecordKind.TOPIC,
    "event": RecordKind.EVENT,
    "places": RecordKind.PLACE,
}

# What other documents take over from a record's own; a change of anything else concerns no other document.
EMBEDDED = (
    "slug", "name", "title", "kind", "named", "country", "publisher", "published_on", "url", "reliability",
    "coding_depth", "quote_policy",
)  # fmt: skip


def names_in(document: Any) -> set[tuple[RecordKind, str]]:
    """Kind and slug of every record that the document, or a part of one, has a label of."""
    return {(kind, slug) for kind, slug, _, _ in _places(document)}


def named_in(document: Any) -> set[tuple[RecordKind, str]]:
    """Kind and slug of every record that the document names, the scales of its levels included."""
    return names_in(document) | _scales_in(document)


def _scales_in(part: Any) -> set[tuple[RecordKind, str]]:
    """Kind and slug of every scale by whose levels the document says how sure something is."""
    if isinstance(part, list):
        return {name for item in part for name in _scales_in(item)}
    if not isinstance(part, dict):
        return set()
    own = {(RecordKind.SCALE, part["scale"])} if isinstance(part.get("scale"), str) else set()
    return own | {name for member in part.values() for name in _scales_in(member)}


def relabel(document: Document, bodies: Bodies) -> None:
    """Puts into the document, in place, the labels that these public documents give."""
    for kind, slug, container, key in _places(document):
        body = bodies.get((kind, slug))
        if body is None:
            continue
        label = container[key]
        container[key] = (
            body["slug"] if isinstance(label, str) else {m: _member(body, m, value) for m, value in label.items()}
        )
        if kind == RecordKind.SOURCE and "evidence" in document:
            document["coding"]["depth"] = body["coding_depth"]
            if body["quote_policy"] == QuotePolicy.NONE:
                for item in document["evidence"]:
                    item["quote"] = None


def _member(body: Document, name: str, otherwise: Any) -> Any:
    """A member of the label; `otherwise` for one that is the embedding document's own, such as a mention."""
    if name == "reliability" and body[name] is not None:
        return {part: body[name][part] for part in ("scale", "code", "label")}
    return body.get(name, otherwise)


def _places(part: Any) -> Iterator[tuple[RecordKind, str, Any, Any]]:
    """Each label's kind and slug, and where it stands: `container[key]`. Parts of a label come after it."""
    if isinstance(part, list):
        for item in part:
            yield from _places(item)
    elif isinstance(part, dict):
        for member in part:
            if member == "topic" and isinstance(part[member], str):
                yield RecordKind.TOPIC, part[member], part, member
            elif member in LABELS:
                value = part[member]
                spots = [(value, i) for i in range(len(value))] if isinstance(value, list) else [(part, member)]
                for container, key in spots:
                    label = container[key]
                    if isinstance(label, dict) and "slug" in label:
                        yield LABELS[member], label["slug"], container, key
            yield from _places(part[member])
