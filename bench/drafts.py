"""Drafts to publish: copies of the public claims and their sources, with all that belongs to them, made by SQL.

They name the actors, topics, events, places and levels that the originals name, and relate to each other as those do.
No trigger fires, so that a hundred thousand are made in a minute; it takes a superuser of PostgreSQL.
"""

from typing import Any

from django.db import connection, models, transaction

from claims.choices import CodingDepth
from claims.curation.publishing import publish
from claims.models.claims import Claim, ClaimPlace, ClaimTopic
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.sources import Source, SourceAuthor, SourceText

# Tables in which rows of the copies stand, each after those that its rows point to.
COPIED: tuple[type[models.Model], ...] = (
    Source, SourceAuthor, SourceText, Claim, ClaimTopic, ClaimPlace, Attribution, Participant, Position, HedgeCue,
    Evidence, ClaimRelation,
)  # fmt: skip
# Those that others of them point to.
OWNERS = (Source, SourceText, Claim)


def make_drafts(claims: int) -> list[int]:
    """Makes at least so many drafts and publishes their sources; the claims' internal numbers, source by source."""
    coded = Source.objects.published().exclude(coding_depth=CodingDepth.NONE).exclude(slug__startswith="copy-")
    sizes = coded.filter(claims__published_version__isnull=False).annotate(size=models.Count("claims")).order_by("pk")
    sources, originals = [], 0
    for pk, size in sizes.values_list("pk", "size"):
        if originals < claims:
            sources.append(pk)
            originals += size
    if not sources:
        raise SystemExit("The workshop has no public claim to copy: run manage.py load_seeds or generate_claims first.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in COPIED:
            _copy(cursor, model, -(-claims // originals), sources)
        cursor.execute("SELECT new FROM copied_claims_source")
        new_sources = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT new FROM copied_claims_claim ORDER BY n, old")
        new_claims = [pk for (pk,) in cursor.fetchall()]
        for model in OWNERS:
            cursor.execute(f"DROP TABLE copied_{model._meta.db_table}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    publish(Source.objects.filter(pk__in=new_sources))
    return new_claims


def _copy(cursor: Any, model: type[models.Model], copies: int, sources: list[int]) -> None:
    """Copies the model's rows that belong to these sources and their claims, so many times each."""
    table, new_id = model._meta.db_table, "nextval(pg_get_serial_sequence(%(table)s, 'id'))"
    values = {field.column: f't."{field.column}"' for field in model._meta.concrete_fields} | {"id": new_id}
    rows = f"generate_series(1, %(copies)s) AS copy (n) CROSS JOIN {table} t"
    owned = False
    for field in model._meta.concrete_fields:
        to: Any = field.related_model
        if to in OWNERS:
            of, column = f"of_{field.column}", field.column
            rows += f" JOIN copied_{to._meta.db_table} {of} ON {of}.old = t.{column} AND {of}.n = copy.n"
            values[column], owned = f"{of}.new", True
    which = "TRUE" if owned else "t.id = ANY(%(sources)s)"
    if model is Claim:
        which = "t.published_version IS NOT NULL"
    given = {"table": table, "copies": copies, "sources": sources}
    if model in OWNERS:
        cursor.execute(
            f"CREATE TEMP TABLE copied_{table} AS SELECT copy.n, t.id AS old, {new_id} AS new"  # noqa: S608
            f" FROM {rows} WHERE {which} ORDER BY copy.n, t.id",
            given,
        )
        cursor.execute(f"CREATE INDEX ON copied_{table} (old, n)")
        cursor.execute(f"ANALYZE copied_{table}")
        rows += f" JOIN copied_{table} made ON made.old = t.id AND made.n = copy.n"
        values["id"] = "made.new"
    if model in (Source, Claim):
        values |= {"uid": "gen_random_uuid()", "version": "1", "published_version": "NULL"}
    if model is Source:
        values["slug"] = "left('copy-' || made.new || '-' || t.slug, 110)"
    if model is Claim:
        values["state"] = "'draft'"
    columns = ", ".join(f'"{column}"' for column in values)
    chosen = ", ".join(values.values())
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {chosen} FROM {rows} WHERE {which}", given)  # noqa: S608
