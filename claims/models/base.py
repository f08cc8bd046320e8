"""What the workshop's tables share: identity, a version that counts edits, constraints that read as sentences."""

import uuid
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from claims.choices import Precision, RecordKind, Vocabulary
from claims.models.triggers import RECORD_TRIGGERS


def one_of(table: str, field: str, vocabulary: type[Vocabulary], *, blank: bool = False) -> models.CheckConstraint:
    """A CHECK that `field` holds a code of `vocabulary` (or, with `blank`, nothing)."""
    codes = [str(code) for code in vocabulary.values]
    return models.CheckConstraint(
        name=f"{table}_{field}_is_known",
        condition=Q(**{f"{field}__in": [*codes, ""] if blank else codes}),
        violation_error_message=f"{field}: choose one of {', '.join(codes)}.",
    )


def in_order(table: str, first: str, last: str) -> models.CheckConstraint:
    """A CHECK that a range does not end before it begins; an open end is always in order."""
    return models.CheckConstraint(
        name=f"{table}_{first.removesuffix('_from')}_is_in_order",
        condition=Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)}),
        violation_error_message=f"{last} lies before {first}: swap them, or leave one open.",
    )


def given(table: str, field: str) -> models.CheckConstraint:
    """A CHECK that a text is not empty."""
    return models.CheckConstraint(
        name=f"{table}_{field}_is_given",
        condition=~Q(**{field: ""}),
        violation_error_message=f"{field} is empty: write it.",
    )


# As the HTML and XML worlds write a language: a subset of BCP 47 that needs no registry.
language_tag = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "A language tag, such as en or pt-BR.")
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
plain_slug = RegexValidator(SLUG, "Lower-case words and digits with hyphens between them.")


def slugged(table: str) -> models.CheckConstraint:
    """A CHECK that a slug is what addresses are made of; once public it is for good."""
    return models.CheckConstraint(
        name=f"{table}_slug_is_plain",
        condition=Q(slug__regex=SLUG),
        violation_error_message="slug: lower-case words and digits with hyphens between them, such as russia-armenia.",
    )


class NaturalKeyQuerySet(models.QuerySet):
    """Finds rows by the natural key that fixtures use, which `natural_key_fields` of the model names."""

    def get_by_natural_key(self, *key: Any) -> Any:
        fields: tuple[str, ...] = self.model.natural_key_fields  # type: ignore[attr-defined]
        return self.get(**dict(zip(fields, key, strict=True)))


class RecordQuerySet(NaturalKeyQuerySet):
    def published(self) -> Self:
        """Records that are public now, whether or not they were edited since."""
        return self.filter(published_version__isnull=False)

    def unpublished(self) -> Self:
        """Records that are not public now: never published, or retracted."""
        return self.filter(published_version__isnull=True)

    def changed(self) -> Self:
        """Public records that were edited since they were last published."""
        return self.filter(published_version__lt=F("version"))


class Record(models.Model):
    """A row that becomes a public document of its own, with the rows that belong to it.

    `version` counts the edits of the row and of the rows that belong to it; the database counts, so that no
    path around Django escapes. `published_version` is the version that the ledger holds; it is empty while the
    record is not public.
    """

    record_kind: ClassVar[RecordKind]
    natural_key_fields: ClassVar[tuple[str, ...]] = ("uid",)

    uid = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="Identity of the record, for good."
    )
    version = models.PositiveBigIntegerField(default=1, editable=False, help_text="Counts the edits.")
    published_version = models.PositiveBigIntegerField(
        null=True, blank=True, editable=False, help_text="The version that is public; empty while none is."
    )
    # The database sets both: loaddata and plain SQL pass Django's auto_now by.
    created_at = models.DateTimeField(db_default=Now(), editable=False, help_text="When the record was made.")
    updated_at = models.DateTimeField(db_default=Now(), editable=False, help_text="When the record was last changed.")

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = RECORD_TRIGGERS

    def natural_key(self) -> tuple[str, ...]:
        return tuple(str(getattr(self, field)) for field in self.natural_key_fields)

    @property
    def is_public(self) -> bool:
        return self.published_version is not None

    @property
    def has_changed(self) -> bool:
        """Whether the record was edited since it was last published."""
        return self.published_version is not None and self.published_version < self.version


class NamedRecord(Record):
    """A record that people address by a slug."""

    natural_key_fields = ("slug",)

    slug = models.SlugField(
        max_length=120,
        unique=True,
        validators=[plain_slug],
        help_text="Short name in addresses: lower-case words with hyphens. Once public it is never given to another.",
    )

    class Meta(Record.Meta):
        abstract = True


class Occurrence(models.Model):
    """When the thing told of happens or holds: a range of days, open where the text leaves it open."""

    occurred_from = models.DateField("from", null=True, blank=True, help_text="First day; empty when left open.")
    occurred_to = models.DateField("to", null=True, blank=True, help_text="Last day; empty when left open.")
    occurred_precision = models.CharField(
        "precision",
        max_length=10,
        choices=Precision.choices,
        blank=True,
        help_text="What the text gives: day, month, year, period.",
    )
    occurred_text = models.CharField(
        "as worded", max_length=200, blank=True, help_text="The words of the text that tell when."
    )
    occurred_inferred = models.BooleanField(
        "inferred", default=False, help_text="Whether you worked the dates out, rather than read them."
    )
    occurred_basis = models.CharField(
        "inferred from",
        max_length=300,
        blank=True,
        help_text="From what: another date in the text, the date of publication.",
    )

    class Meta:
        abstract = True


def dated(table: str, prefix: str) -> list[models.CheckConstraint]:
    """The CHECKs of a range of days with its precision: in order, and precise when there is a day at all."""
    first, last, precision = f"{prefix}_from", f"{prefix}_to", f"{prefix}_precision"
    return [
        in_order(table, first, last),
        models.CheckConstraint(
            name=f"{table}_{prefix}_has_precision",
            condition=Q(**{f"{first}__isnull": True, f"{last}__isnull": True}) | ~Q(**{precision: ""}),
            violation_error_message=f"{precision}: say whether the text gives day, month, year or period.",
        ),
    ]


class Part(models.Model):
    """A row that belongs to a record and enters its document; its natural key starts with the record's."""

    natural_key_fields: ClassVar[tuple[str, ...]]
    # The foreign key to the record it belongs to.
    owner_field: ClassVar[str]

    objects = NaturalKeyQuerySet.as_manager()

    class Meta:
        abstract = True
