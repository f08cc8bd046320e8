"""The ledger: the append-only public documents, and the releases that give some of its states a name.

The public side reads these tables, the facts made from them (facts.py), and no others. Only `claims.curation` writes
them.

Every read is at one S, a `seq` fixed once for a request: a fact holds at S when `from_seq <= S < till_seq`, a document
is the record's last publication whose `seq <= S`. The order of `seq` is the order of commit, so whoever has seen S
has seen everything up to S.
"""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Self

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from claims.choices import TOMBSTONES, Operation, RecordKind
from claims.models.base import one_of
from claims.models.triggers import DOOR, ERASING

API_ROOT = "/api/v1/"
# The segment of the address under which records of a kind are read.
PATHS: dict[str, str] = {
    RecordKind.CLAIM: "claims",
    RecordKind.ACTOR: "actors",
    RecordKind.SOURCE: "sources",
    RecordKind.TOPIC: "topics",
    RecordKind.EVENT: "events",
    RecordKind.PLACE: "places",
    RecordKind.SCALE: "confidence-scales",
}


def instant(moment: datetime) -> str:
    """A moment as documents write it: UTC, microseconds, Z."""
    # In two thirds of the time that strftime() takes, of which a page of changes has hundreds.
    return f"{moment.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"


def _quoted(moment: datetime | None) -> str:
    return "null" if moment is None else f'"{instant(moment)}"'


class PublicationQuerySet(models.QuerySet):
    def head(self) -> int:
        """The number of the newest publication; 0 while nothing is published."""
        return self.aggregate(head=models.Max("seq"))["head"] or 0

    def public(self) -> Self:
        """Without the columns that the public side has no right to read."""
        return self.defer(*Publication.not_public)

    def until(self, seq: int) -> Self:
        return self.filter(seq__lte=seq)

    def with_document(self) -> Self:
        """Those by which a record is public: not taken back, merged or redacted, nor erased since."""
        return self.filter(body__isnull=False).exclude(op__in=TOMBSTONES)

    def redacted_of(self, kind: str, records: Collection[int]) -> set[int]:
        """Those of the records (internal numbers) of one kind that were redacted, which is for good."""
        rows = self.filter(kind=kind, record__in=records, op=Operation.REDACTED)
        return set(rows.order_by().values_list("record", flat=True))

    def redacted_since(self, seq: int) -> bool:
        """Whether anything was redacted after S."""
        return self.filter(op=Operation.REDACTED, seq__gt=seq).exists()

    def chain_at(self, seq: int) -> bytes:
        """The hash in which the chain ends at S; empty where there is no such row."""
        found = self.filter(seq=seq).values_list("chain", flat=True).first()
        return bytes(found) if found else b""

    def latest_of(self, kind: str, records: list[int]) -> Self:
        """The last publication of each of the records (internal numbers) of one kind, retractions included."""
        return self.filter(kind=kind, record__in=records).order_by("record", "-seq").distinct("record")


# The only changes that a row may undergo: that its words are erased, and the row of the redaction is named; and that
# its slug goes as well, once its own record is redacted.
_APPEND_ONLY = f"""
    IF TG_OP = 'UPDATE' AND current_setting('{DOOR}', true) = '{ERASING}'
            AND OLD.erased_by IS NULL AND NEW.erased_by > NEW.seq
            AND NEW.body IS NULL AND NEW.salt IS NULL AND NEW.reason = '' AND NEW.slug IN (OLD.slug, '')
            AND to_jsonb(NEW) - '{{body,salt,reason,slug,erased_by}}'::text[]
              = to_jsonb(OLD) - '{{body,salt,reason,slug,erased_by}}'::text[] THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('{DOOR}', true) = '{ERASING}'
            AND OLD.erased_by IS NOT NULL AND NEW.slug = ''
            AND to_jsonb(NEW) - 'slug' = to_jsonb(OLD) - 'slug' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The ledger only grows: row % can be neither changed nor deleted', OLD.seq
        USING ERRCODE = 'integrity_constraint_violation';
"""


class Publication(models.Model):
    """One act of publication of one record.

    `digest` is SHA-256 over salt, body and reason, `chain` is SHA-256 over the previous chain hash and this row's seq,
    kind, uid, op, time and digest: see `claims.curation.chain`. What else a row holds follows from these and from the
    record's rows before it, but for `by`, `cause` and `version`, which are not public.
    """

    seq = models.BigIntegerField(primary_key=True, help_text="1, 2, 3, …, in the order of commit.")
    kind = models.CharField(max_length=10, choices=RecordKind.choices, help_text="Kind of record.")
    record = models.BigIntegerField(help_text="Internal number of the record.")
    uid = models.UUIDField(help_text="Identity of the record.")
    slug = models.CharField(max_length=120, blank=True, help_text="Its slug when this was published; claims have none.")
    op = models.CharField(max_length=10, choices=Operation.choices, help_text="What was done.")
    body = models.TextField(
        null=True, help_text="The document as JSON text; of a merge or redaction, what was done; none in a retraction."
    )
    salt = models.BinaryField(
        null=True, help_text="16 random bytes, so that an erased body cannot be guessed from its digest."
    )
    digest = models.BinaryField(help_text="SHA-256, 32 bytes.")
    chain = models.BinaryField(help_text="SHA-256, 32 bytes.")
    at = models.DateTimeField(help_text="When; never earlier than the row before.")
    first_at = models.DateTimeField(help_text="When the record was first published.")
    first_seq = models.BigIntegerField(help_text="The number under which the record was first published.")
    revised_at = models.DateTimeField(null=True, help_text="When it was last revised, up to this row.")
    by = models.CharField(max_length=150, blank=True, help_text="Account that published it. Not public.")
    reason = models.TextField(blank=True, help_text="Why, in the words of whoever did it.")
    cause = models.BigIntegerField(null=True, help_text="Number of the publication that made this one necessary.")
    version = models.BigIntegerField(null=True, help_text="The workshop's version of the record that was rendered.")
    erased_by = models.BigIntegerField(
        null=True, help_text="Number of the redaction that erased body, salt and reason."
    )

    # Columns that the public side has no right to read: see `manage.py create_reader`.
    not_public = ("by", "cause", "version")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("seq",)
        permissions = (("redact_publication", "Can redact: erase a record from the ledger by legal duty"),)
        indexes = (
            models.Index(fields=("kind", "record", "-seq"), name="publication_of_record"),
            models.Index(fields=("kind", "slug", "-seq"), condition=~Q(slug=""), name="publication_of_slug"),
            models.Index(fields=("uid", "-seq"), name="publication_of_uid"),
            models.Index(fields=("at",), name="publication_at"),
            models.Index(fields=("-seq",), condition=Q(op=Operation.REDACTED), name="publication_redacts"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_APPEND_ONLY,
            ),
        )
        constraints = (
            one_of("publication", "kind", RecordKind),
            one_of("publication", "op", Operation),
            models.CheckConstraint(name="publication_seq_is_positive", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="publication_has_body_unless_retracted_or_erased",
                condition=Q(erased_by__isnull=False, body__isnull=True, salt__isnull=True, reason="")
                | Q(erased_by__isnull=True, salt__isnull=False)
                & (Q(op=Operation.RETRACTED, body__isnull=True) | (~Q(op=Operation.RETRACTED) & Q(body__isnull=False))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.op} {self.kind} {self.uid}"

    @property
    def path(self) -> str:
        """Where the record is read, without a host."""
        return f"{folder(self.kind)}{self.slug or self.uid}/"

    @property
    def has_document(self) -> bool:
        """Whether the record is public by this row: it was not taken back, merged or redacted, nor was this erased."""
        return self.body is not None and self.op not in TOMBSTONES

    def parsed(self) -> dict[str, Any]:
        """What the body holds; nothing where there is none."""
        held: dict[str, Any] = json.loads(self.body) if self.body else {}
        return held

    def document(self) -> str:
        """The public document as JSON text: the body with what is known only at reading put in behind its uid.

        Not every row has one (`has_document`); asking for what is not there is a mistake of the caller: ValueError.
        """
        if self.body is None or not self.has_document:
            raise ValueError(f"Publication {self.seq} ({self.op}) has no document.")
        return put_in(self.body, self.path, self.seq, _quoted(self.first_at), _quoted(self.revised_at))


def put_in(body: str, path: str, seq: int, first_at: str, revised_at: str) -> str:
    """The document of a row with this body: what is known only at reading is put in behind its uid.

    Moments are given as JSON writes them.
    """
    uid, rest = body.split(",", 1)
    return f'{uid},"path":"{path}","seq":{seq},"published_at":{first_at},"revised_at":{revised_at},{rest}'


def instant_in_sql(column: str) -> str:
    """`instant()`, of a column that may be NULL, as a value of JSON."""
    text = f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    return f"""coalesce('"' || {text} || '"', 'null')"""


# What `put_in()` puts in, up to the comma behind it, of a row `p` whose records are read under
# %(folder)s.
PUT_IN = f"""concat('"path":"', %(folder)s::text, coalesce(nullif(p.slug, ''), p.uid::text), '/","seq":', p.seq,
    ',"published_at":', {instant_in_sql("p.first_at")}, ',"revised_at":', {instant_in_sql("p.revised_at")}, ',')"""


def folder(kind: str) -> str:
    """The path under which records of a kind are read."""
    return f"{API_ROOT}{PATHS[kind]}/"


# A name that as_of= cannot take for a number, a day or a moment.
RELEASE_NAME = r"^[a-z][a-z0-9]*([.-][a-z0-9]+)*$"
release_name = RegexValidator(
    rf"{RELEASE_NAME[:-1]}\Z",  # in Python $ lets a line end pass
    "Begin with a letter; then lower-case letters and digits, with full stops or hyphens between: v1, summer-2026.",
)


class Release(models.Model):
    """A state of the ledger with a name, which `as_of` takes. Like the ledger's rows it is for good."""

    name = models.CharField(max_length=60, unique=True, validators=[release_name], help_text=release_name.message)
    seq = models.BigIntegerField(help_text="S, the state that it names: the head when it was made.")
    chain = models.BinaryField(help_text="The chain hash at S, 32 bytes.")
    at = models.DateTimeField(help_text="When it was made.")
    by = models.CharField(max_length=150, blank=True, help_text="Account that made it. Not public.")
    notes = models.TextField(blank=True, help_text="What is in it, for those who quote it.")
    counts = models.JSONField(help_text="How many records of each kind were public at S when it was made.")

    not_public = ("by",)

    class Meta:
        ordering = ("-seq", "-id")
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)
        constraints = (
            models.CheckConstraint(
                name="release_name_is_plain",
                condition=Q(name__regex=RELEASE_NAME),
                violation_error_message=f"name: {release_name.message}",
            ),
            models.CheckConstraint(name="release_has_something", condition=Q(seq__gte=1)),
        )

    def __str__(self) -> str:
        return self.name
