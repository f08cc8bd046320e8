"""Writing workshop rows by COPY: the tables behind generated documents, as curators would have filled them.

Rows go in as they stand when all is done, with the versions that are public then. Triggers are off meanwhile: no edit
is counted and no audit row is made.
"""

from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from bench.claims import Claim
from bench.outline import Outline
from bench.records import Document, Made
from bench.sources import Coded
from bench.world import World
from claims.choices import ClaimState, RecordKind
from claims.models import actors, claims, coding, confidence, sources, topics

# Rows of one table that belong to one record are numbered within so many.
PARTS = 16
MODELS: tuple[type[models.Model], ...] = (
    confidence.ConfidenceScale,
    confidence.ConfidenceLevel,
    topics.Place,
    topics.Topic,
    actors.Actor,
    actors.ActorName,
    actors.Affiliation,
    actors.Identifier,
    topics.Event,
    topics.Event.places.through,
    sources.Source,
    sources.SourceAuthor,
    sources.SourceText,
    claims.Claim,
    claims.Claim.topics.through,
    claims.Claim.places.through,
    coding.Attribution,
    coding.Participant,
    coding.Position,
    coding.HedgeCue,
    coding.Evidence,
    coding.ClaimRelation,
)


class NotAllowed(Exception):
    """The database role may not switch triggers off; says the remedy."""


def triggers_off() -> None:
    """To the end of the transaction no trigger fires: none of the audit, of counted edits, of foreign keys."""
    with connection.cursor() as cursor:
        try:
            cursor.execute("SET LOCAL session_replication_role = replica")
        except DatabaseError as error:
            raise NotAllowed(
                "The workshop is written with triggers off, which this database role may not switch off: name a "
                "superuser in DATABASE_URL, or have one GRANT SET ON PARAMETER session_replication_role to this role. "
                "With --ledger-only no trigger has to be switched off."
            ) from error


class Rows:
    """Rows to be copied, table by table; each gives some columns, the others get the defaults of their fields."""

    def __init__(self) -> None:
        self._lines: dict[tuple[type[models.Model], tuple[str, ...]], list[str]] = {}

    def add(self, model: type[models.Model], **values: Any) -> None:
        line = "\t".join([_written(value) for value in values.values()])
        self._lines.setdefault((model, tuple(values)), []).append(line)

    def copy(self) -> None:
        """Writes and forgets them."""
        with connection.cursor() as cursor:
            for (model, given), lines in self._lines.items():
                rest = {f.attname: f.get_default() for f in model._meta.concrete_fields if f.attname not in given}
                columns = '", "'.join([*given, *rest])
                tail = "".join(f"\t{_written(value)}" for value in rest.values()) + "\n"
                with cursor.copy(f'COPY {model._meta.db_table} ("{columns}") FROM STDIN') as copy:
                    copy.write(tail.join(lines) + tail)
        self._lines.clear()


def _written(value: Any) -> str:
    """A value as COPY reads it in its text format."""
    if type(value) is str:
        return value.replace("\\", "\\\\").replace("\n", "\\n") if "\n" in value or "\\" in value else value
    if value is None:
        return "\\N"
    if isinstance(value, list):
        inner = ",".join('"{}"'.format(item.replace("\\", "\\\\").replace('"', '\\"')) for item in value)
        return _written("{" + inner + "}")
    return str(value)


def number_on() -> None:
    """Has the sequences go on after the rows that are there."""
    statements = connection.ops.sequence_reset_sql(no_style(), MODELS)
    with connection.cursor() as cursor:
        cursor.execute("".join(statements))


class Desk:
    """Where rows of a world's records are laid down before they are copied."""

    def __init__(self, world: World, made_at: datetime) -> None:
        self.rows = Rows()
        self._bookkeeping = {"created_at": made_at, "updated_at": made_at}
        self._pks = {(made.kind, made.slug): made.record for made in world}
        self._levels: dict[tuple[str, str], int] = {}
        for scale in world.scales:
            for level in scale.document["levels"]:
                self._levels[scale.slug, level["code"]] = len(self._levels) + 1

    def copy(self) -> None:
        """Writes what was laid down, in a transaction."""
        with transaction.atomic():
            triggers_off()
            self.rows.copy()

    def _record(self, made: Made, version: int = 1, *, public: bool = True) -> Document:
        """The columns that every record has."""
        identity = {"id": made.record, "uid": made.document["uid"]}
        if made.kind != RecordKind.CLAIM:
            identity["slug"] = made.slug
        return {
            **identity,
            "version": version,
            "published_version": version if public else None,
            **self._bookkeeping,
        }

    def _level(self, label: Document | None) -> int | None:
        return None if label is None else self._levels[label["scale"], label["code"]]

    # --- What claims name ------------------------------------------------------------------------

    def lay_world(self, world: World, versions: dict[int, int]) -> None:
        """The world as it is. `versions`: of the actors that were edited, how often they were published."""
        add = self.rows.add
        for scale in world.scales:
            own, levels = _without(scale.document, "levels"), scale.document["levels"]
            add(confidence.ConfidenceScale, **self._record(scale), **own)
            for level in levels:
                pk = self._levels[scale.slug, level["code"]]
                own = level | {"definition": level["definition"] or ""}
                add(confidence.ConfidenceLevel, id=pk, scale_id=scale.record, **own)
        for place in world.places:
            add(topics.Place, **self._record(place), **_without(place.document))
        for topic in world.topics:
            parent = topic.document["parent"]
            above = parent and self._pks[RecordKind.TOPIC, parent["slug"]]
            add(topics.Topic, **self._record(topic), **_without(topic.document, "parent"), parent_id=above)
        for actor in world.actors:
            self._lay_actor(actor, versions.get(actor.record, 1))
        for event in world.events:
            own = {"name": event.document["name"], **_days("occurred", event.document["occurred"], basis=True)}
            add(topics.Event, **self._record(event), **own)
            for number, place in enumerate(world.places_of(event)):
                pk = event.record * PARTS + number
                add(topics.Event.places.through, id=pk, event_id=event.record, place_id=place.record)

    def _lay_actor(self, actor: Made, version: int) -> None:
        add, document = self.rows.add, actor.document
        add(
            actors.Actor,
            **self._record(actor, version, public=actor.merged_into is None),
            **_without(document, "names", "affiliations", "identifiers"),
            merged_into_id=actor.merged_into and actor.merged_into.record,
        )
        for number, entry in enumerate(document["names"]):
            add(actors.ActorName, id=actor.record * PARTS + number, actor_id=actor.record, **entry)
        for number, entry in enumerate(document["affiliations"]):
            add(
                actors.Affiliation,
                id=actor.record * PARTS + number,
                actor_id=actor.record,
                kind=entry["kind"],
                organisation_id=self._pks[RecordKind.ACTOR, entry["actor"]["slug"]],
                title=entry["title"] or "",
                since=entry["since"],
                until=entry["until"],
            )
        for number, entry in enumerate(document["identifiers"]):
            add(actors.Identifier, id=actor.record * PARTS + number, actor_id=actor.record, **entry)

    # --- Sources and claims ----------------------------------------------------------------------

    def lay_source(self, source: Coded) -> None:
        add, made, document = self.rows.add, source.made, source.made.document
        members = ("kind", "title", "language", "published_on", "quote_policy", "quote_limit", "coding_depth")
        rated = document["reliability"]
        add(
            sources.Source,
            **self._record(made),
            **{member: document[member] for member in members},
            url=document["url"] or "",
            publisher_id=source.publisher and source.publisher.record,
            reliability_id=self._level(rated),
            reliability_basis=rated["basis"] if rated else "",
        )
        for number, author in enumerate(source.authors):
            pk = made.record * PARTS + number
            add(sources.SourceAuthor, id=pk, source_id=made.record, order=number, actor_id=author.record)
        text = document["text"]
        add(
            sources.SourceText,
            id=made.record,
            source_id=made.record,
            text=source.written,
            rule=text["rule"],
            sha256=text["sha256"],
            created_at=self._bookkeeping["created_at"],
        )

    def lay_claim(self, claim: Claim, outline: Outline, reworded: str | None) -> None:
        """`reworded`: its statement in the end, where it was revised."""
        document, pk = claim.document, claim.record
        public, version = claim.record not in outline.retracted, 2 if reworded else 1
        likelihood, confidence = document["hedging"]["likelihood"], document["coding_confidence"]
        self.rows.add(
            claims.Claim,
            id=pk,
            uid=document["uid"],
            version=version,
            published_version=version if public else None,
            state=(ClaimState.PUBLISHED if public else ClaimState.RETRACTED).value,
            **self._bookkeeping,
            source_id=claim.source.made.record,
            statement=reworded or document["statement"],
            kind=document["kind"],
            negated=document["negated"],
            salience="main" if reworded else document["salience"],
            condition=document["condition"] or "",
            language=document["language"],
            event_id=claim.event and claim.event.record,
            **_days("occurred", document["occurred"], basis=True),
            hedging=document["hedging"]["state"],
            likelihood_id=self._level(likelihood),
            coding_confidence_id=self._level(confidence),
            coding_confidence_basis=confidence["basis"] or "",
            credibility_id=self._level(document["credibility"]),
            codebook=document["coding"]["codebook"],
        )
        for number, topic in enumerate(claim.topics):
            self.rows.add(claims.Claim.topics.through, id=pk * PARTS + number, claim_id=pk, topic_id=topic.record)
        for number, place in enumerate(claim.places):
            self.rows.add(claims.Claim.places.through, id=pk * PARTS + number, claim_id=pk, place_id=place.record)
        self._lay_parts(claim)

    def _lay_parts(self, claim: Claim) -> None:
        document = claim.document
        for number, (voice, actor) in enumerate(zip(document["attribution"], claim.voices, strict=True)):
            self._part(
                coding.Attribution,
                claim,
                number,
                actor_id=actor.record,
                form=voice["form"],
                cue=voice["cue"] or "",
                **_days("said", voice["said"], basis=False),
                commitment=voice["commitment"],
            )
        for number, (item, actor) in enumerate(zip(document["participants"], claim.participants, strict=True)):
            own = {member: item[member] for member in ("role", "mention", "evaluation")}
            self._part(coding.Participant, claim, number, actor_id=actor.record, **own)
        for number, (item, holder) in enumerate(zip(document["positions"], claim.holders, strict=True)):
            topic = self._pks[RecordKind.TOPIC, item["topic"]]
            own = {"value": item["value"], "basis": item["basis"]}
            self._part(coding.Position, claim, number, holder_id=holder.record, topic_id=topic, **own)
        for number, (cue, start) in enumerate(zip(document["hedging"]["cues"], claim.cues, strict=True)):
            self._part(coding.HedgeCue, claim, number, **cue, start=start, end=start + len(cue["text"]))
        for number, (quote, span) in enumerate(zip(claim.quotes, claim.spans, strict=True)):
            prefix, suffix = claim.source.around(span)
            self._part(
                coding.Evidence,
                claim,
                number,
                exact=quote,
                prefix=prefix,
                suffix=suffix,
                **span._asdict(),
                text_id=claim.source.made.record,
                status=document["evidence"][number]["anchor_status"],
            )
        for number, (item, target) in enumerate(zip(document["relations"], claim.targets, strict=True)):
            own = {"type": item["type"], "explicit": item["explicit"]}
            self._part(coding.ClaimRelation, claim, number, target_id=target, **own)

    def _part(self, model: type[models.Model], claim: Claim, number: int, **own: Any) -> None:
        self.rows.add(model, id=claim.record * PARTS + number, claim_id=claim.record, order=number, **own)


def _without(document: Document, *parts: str) -> Document:
    """The document's own members by the names of their columns, which hold no null texts."""
    texts = ("description", "definition", "pole", "country", "dispute")
    own = {member: value for member, value in document.items() if member not in ("uid", "slug", *parts)}
    return own | {member: "" for member in texts if member in own and own[member] is None}


def _days(prefix: str, period: Document | None, *, basis: bool) -> Document:
    """The columns of a range of days."""
    texts = ("precision", "text", *(("basis",) if basis else ()))
    period = period or {}
    return {
        f"{prefix}_from": period.get("from"),
        f"{prefix}_to": period.get("to"),
        f"{prefix}_inferred": period.get("inferred", False),
        **{f"{prefix}_{part}": period.get(part) or "" for part in texts},
    }
