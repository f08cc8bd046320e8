"""A valid row of each workshop table, and a change that its record's document would show.

The tests of this folder walk every model of the workshop; a model without an entry here fails the first of them.
"""

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from claims.models.actors import Actor, ActorName, Affiliation, Identifier
from claims.models.claims import Claim, ClaimPlace, ClaimTopic
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.reviewing import Acceptance, Comment
from claims.models.sources import Citation, Source, SourceAuthor, SourceText
from claims.models.topics import Event, EventPlace, Place, Topic
from tests import factories as make


class Row(NamedTuple):
    build: Callable[[], models.Model]
    # A function, because some changes name another row, which has to be made first.
    change: Callable[[], dict[str, Any]]


def _claim_row(model: type[models.Model], **fields: Any) -> Callable[[], models.Model]:
    return lambda: model._default_manager.create(claim=make.claim(participants=()), order=7, **made(fields))


def made(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in fields.items()}


def _to(**fields: Any) -> Callable[[], dict[str, Any]]:
    return lambda: made(fields)


def _scale() -> ConfidenceScale:
    number = make.number()
    return ConfidenceScale.objects.create(
        slug=f"scale-{number}", name="Scale", axis="reliability", edition="1", authority="Us", citation="Ours"
    )


def _level() -> ConfidenceLevel:
    return ConfidenceLevel.objects.create(scale=_scale(), code="good", label="good", rank=1, low=10, high=20)


ROWS: dict[type[models.Model], Row] = {
    Actor: Row(make.actor, _to(name="Another")),
    ActorName: Row(
        lambda: ActorName.objects.create(actor=make.actor(), name="The Port", kind="alias"), _to(name="Port")
    ),
    Affiliation: Row(
        lambda: Affiliation.objects.create(actor=make.actor(), kind="part_of", organisation=make.actor()),
        _to(title="head"),
    ),
    Identifier: Row(
        lambda: Identifier.objects.create(
            actor=make.actor(), scheme="wikidata", value=f"Q{make.number()}", evidence="Wikidata"
        ),
        _to(checked_on=datetime.date(2025, 1, 1)),
    ),
    # Source and claim without their parts, so that they can be deleted by themselves.
    Source: Row(lambda: make.source(text=""), _to(title="Another")),
    SourceAuthor: Row(
        lambda: SourceAuthor.objects.create(source=make.source(), order=0, actor=make.actor()), _to(order=1)
    ),
    Citation: Row(
        lambda: Citation.objects.create(source=make.source(), cited=make.source(text="")), _to(mention="a study")
    ),
    SourceText: Row(lambda: make.store_text(make.source(text=""), "Some words."), _to(text="Other words.")),
    Topic: Row(make.topic, _to(pole="More of it")),
    Place: Row(make.place, _to(country="FR")),
    Event: Row(make.event, _to(name="Another")),
    EventPlace: Row(
        lambda: EventPlace.objects.create(event=make.event(), place=make.place()),
        lambda: {"place": make.place()},
    ),
    ConfidenceScale: Row(_scale, _to(edition="2")),
    ConfidenceLevel: Row(_level, _to(label="better")),
    Claim: Row(
        lambda: Claim.objects.create(source=make.source(), statement="Dues rose.", kind="event"),
        _to(statement="Another."),
    ),
    ClaimTopic: Row(
        lambda: ClaimTopic.objects.create(claim=make.claim(topics=[]), topic=make.topic()),
        lambda: {"topic": make.topic()},
    ),
    ClaimPlace: Row(
        lambda: ClaimPlace.objects.create(claim=make.claim(), place=make.place()),
        lambda: {"place": make.place()},
    ),
    Attribution: Row(
        _claim_row(Attribution, actor=make.actor, form="said", commitment="certain"), _to(commitment="possible")
    ),
    Participant: Row(_claim_row(Participant, actor=make.actor, role="target"), _to(evaluation=-1)),
    Position: Row(
        _claim_row(Position, holder=make.actor, topic=make.topic, value="for", basis="stated"), _to(value="against")
    ),
    HedgeCue: Row(_claim_row(HedgeCue, text="may", kind="modal"), _to(start=1, end=4)),
    Evidence: Row(_claim_row(Evidence, exact="harbour dues"), _to(exact="dues")),
    ClaimRelation: Row(_claim_row(ClaimRelation, type="supports", target=make.claim), _to(explicit=True)),
}
# In no document and no fixture, but audited as the workshop is.
AUDITED_TOO: dict[type[models.Model], Row] = {
    Acceptance: Row(
        lambda: Acceptance.objects.create(claim=make.claim(), version=1),
        _to(at=datetime.datetime(2020, 5, 2, tzinfo=datetime.UTC)),
    ),
    Comment: Row(lambda: Comment.objects.create(claim=make.claim(), text="Which port?"), _to(text="Which of them?")),
}
AUDITED = ROWS | AUDITED_TOO


def take_out_by_sql(row: models.Model) -> str:
    """Deletes the row behind Django's back; the row as JSON."""
    table = sql.Identifier(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE id = %s").format(table), [row.pk])
        (whole,) = cursor.fetchone()
        cursor.execute(sql.SQL("DELETE FROM {} WHERE id = %s").format(table), [row.pk])
    return whole


def put_back_by_sql(model: type[models.Model], whole: str) -> None:
    statement = sql.SQL("INSERT INTO {0} SELECT (jsonb_populate_record(NULL::{0}, %s::jsonb)).*")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(model._meta.db_table)), [whole])


def change_by_sql(row: models.Model, values: dict[str, Any]) -> None:
    columns = [sql.Identifier(getattr(row._meta.get_field(name), "column", name)) for name in values]
    assignments = sql.SQL(", ").join(sql.SQL("{} = %s").format(column) for column in columns)
    statement = sql.SQL("UPDATE {} SET {} WHERE id = %s").format(sql.Identifier(row._meta.db_table), assignments)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(getattr(value, "pk", value) for value in values.values()), row.pk])


def workshop() -> list[type[models.Model]]:
    """The workshop's models: all of the application but audit rows, the ledger, and what follows from it."""
    found, others = apps.get_app_config("claims").get_models(), [*ledger(), *of_the_program()]
    return [model for model in found if not model.__name__.endswith("Audit") and model not in others]


def ledger() -> list[type[models.Model]]:
    """The ledger's models, the facts made from it, and the work that it gives."""
    modules = {f"claims.models.{name}" for name in ("ledger", "facts", "finding", "work")}
    return [model for model in apps.get_app_config("claims").get_models() if model.__module__ in modules]


def of_the_program() -> list[type[models.Model]]:
    """What the program alone writes, and no document shows: drafts of forms, imports that wait, comments, saved
    filters, tokens.
    """
    modules = {f"claims.models.{name}" for name in ("drafts", "imports", "likeness", "reviewing", "tokens")}
    return [model for model in apps.get_app_config("claims").get_models() if model.__module__ in modules]


def by_name(model: type[models.Model]) -> str:
    return model.__name__
