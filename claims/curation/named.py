"""What records name: in their documents, and besides that in what is checked of them. They are as gathered."""

from collections.abc import Iterable, Iterator

from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceLevel
from claims.models.sources import Source
from claims.models.topics import Event, Topic


def named_by(record: Record) -> list[tuple[str, Record]]:
    """The records that a record's document names, each with the field that names it. Relations are left out:
    they enter the document only once their target is public. ValueError where merges run in a circle."""
    named: list[tuple[str, Record]] = []
    if isinstance(record, Claim):
        source = record.source
        named.append(("source", source))
        named += [("topics", topic) for topic in record.topics.all()]
        named += [("places", place) for place in record.places.all()]
        if record.event is not None:
            named.append(("event", record.event))
        named += [("attribution", voice.actor.canonical()) for voice in record.attribution.all()]
        named += [("participants", row.actor.canonical()) for row in record.participants.all()]
        for position in record.positions.all():
            named += [("positions", position.holder.canonical()), ("positions", position.topic)]
        named += [(field, level.scale) for field, level in levels_of(record)]
        if source.publisher is not None:
            named.append(("source", source.publisher.canonical()))
    elif isinstance(record, Source):
        if record.publisher is not None:
            named.append(("publisher", record.publisher.canonical()))
        named += [("authors", author.actor.canonical()) for author in record.authors.all()]
        named += [("citations", citation.cited) for citation in record.citations.all()]
        if record.reliability is not None:
            named.append(("reliability", record.reliability.scale))
    elif isinstance(record, Actor):
        if record.merged_into is not None:
            return [("merged_into", record.merged_into.canonical())]
        named += [("affiliations", row.organisation.canonical()) for row in record.affiliations.all()]
    elif isinstance(record, Topic):
        if record.parent is not None:
            named.append(("parent", record.parent))
    elif isinstance(record, Event):
        named += [("places", place) for place in record.places.all()]
    return named


def read_by(record: Record) -> list[Record]:
    """The records, besides itself, of which its document or a check of it reads anything: all of `named_by`, the
    actors on the way to what they were merged into, the authors of a claim's source, the targets of its relations.
    One may be there more than once.
    """
    if isinstance(record, Claim):
        source = record.source
        read: list[Record] = [source, *record.topics.all(), *record.places.all(), *_read_by_source(source)]
        if record.event is not None:
            read.append(record.event)
        actors = [voice.actor for voice in record.attribution.all()]
        actors += [row.actor for row in record.participants.all()]
        for position in record.positions.all():
            actors.append(position.holder)
            read.append(position.topic)
        read += [level.scale for _, level in levels_of(record)]
        read += [row.target for row in record.relations.all()]
        return _with_heirs(actors, read)
    if isinstance(record, Source):
        return [*_read_by_source(record), *(citation.cited for citation in record.citations.all())]
    if isinstance(record, Actor):
        return _with_heirs([record.merged_into, *(row.organisation for row in record.affiliations.all())], [])
    return [named for _, named in named_by(record)]


def _read_by_source(source: Source) -> list[Record]:
    scales: list[Record] = [] if source.reliability is None else [source.reliability.scale]
    return _with_heirs([source.publisher, *(author.actor for author in source.authors.all())], scales)


def _with_heirs(actors: Iterable[Actor | None], found: list[Record]) -> list[Record]:
    """What was found, with the actors, and with those that they were merged into, one after the other."""
    for actor in actors:
        seen: set[int] = set()
        while actor is not None and actor.pk not in seen:
            found.append(actor)
            if actor.merged_into is not None:  # merges may run in a circle
                seen.add(actor.pk)
            actor = actor.merged_into
    return found


def levels_of(claim: Claim) -> Iterator[tuple[str, ConfidenceLevel]]:
    """The levels by which a claim is coded, each with its field."""
    if claim.likelihood is not None:
        yield "likelihood", claim.likelihood
    if claim.coding_confidence is not None:
        yield "coding_confidence", claim.coding_confidence
    if claim.credibility is not None:
        yield "credibility", claim.credibility
