"""Imports: files that wait to become drafts, what is to be done with them, and what stands in the way.

Written by the program alone, and no part of what is curated, so that they are not audited; what an import does to
records is.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.choices import ActorKind
from claims.models.actors import Actor


class ImportFormat(models.TextChoices):
    """What sort of file it is."""

    CSV = "csv", "CSV, a row for each claim and participant"
    XLSX = "xlsx", "XLSX, a row for each claim and participant"
    TABLES = "tables", "ZIP of the long tables of a data package"
    NDJSON = "ndjson", "NDJSON, documents as the API gives them"


class Duplicates(models.TextChoices):
    """What happens to a claim that is there already."""

    SKIP = "skip", "leave the one that is there as it is"
    UPDATE = "update", "set the one that is there to what the file says"
    ADD = "add", "add it once more, as a claim of its own"


class Accept(models.TextChoices):
    """What happens when something is wrong with some of the rows."""

    ALL = "all", "nothing is imported until every row is right"
    VALID = "valid", "the rows that are right are imported, the others given back as a file"


class ImportState(models.TextChoices):
    """How far an import has come."""

    STAGED = "staged", "to be checked"
    CHECKED = "checked", "checked"
    DONE = "done", "imported"


class Task(models.TextChoices):
    """What has been asked for and is not done yet."""

    CHECK = "check", "being checked"
    COMMIT = "commit", "being imported"


class Severity(models.TextChoices):
    ERROR = "error", "error: the row is not imported"
    WARNING = "warning", "warning: look at it"


def _known(name: str, field: str, codes: type[models.TextChoices], *, blank: bool = False) -> models.CheckConstraint:
    values = [*codes.values, *([""] if blank else [])]
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__in": values}),
        violation_error_message=f"{field}: choose one of {', '.join(codes.values)}.",
    )


class Import(models.Model):
    """A file that was handed in, with how it is to be read, and what became of it."""

    name = models.CharField(max_length=200, help_text="Name of the file, or what whoever handed it in calls it.")
    format = models.CharField(max_length=10, choices=ImportFormat.choices, help_text="What sort of file it is.")
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the file, hexadecimal.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="imports",
        help_text="Who handed it in, and becomes the coder of its claims; empty for whoever runs the server.",
    )
    # How it is read.
    encoding = models.CharField(max_length=20, blank=True, help_text="Encoding of a text file.")
    separator = models.CharField(max_length=1, blank=True, help_text="What stands between the cells of a row of CSV.")
    header: Any = models.JSONField(default=list, help_text="Names of the columns, in their order.")
    mapping: Any = models.JSONField(
        default=dict, help_text="By column, what it holds; a column that is not here is left out."
    )
    day_first = models.BooleanField(default=True, help_text="Whether 3/4/2025 is the third of April.")
    source = models.CharField(max_length=1000, blank=True, help_text="Slug of the source of rows that name none.")
    actor_kind = models.CharField(
        max_length=30,
        choices=ActorKind.choices,
        blank=True,
        help_text="Kind of new actors of which the file gives none.",
    )
    makes_records = models.BooleanField(
        default=False, help_text="Whether sources, topics, events and places that are not there are made."
    )
    # What is done with it.
    duplicates = models.CharField(
        max_length=10,
        choices=Duplicates.choices,
        default=Duplicates.SKIP,
        help_text="Of claims that are there already.",
    )
    accept = models.CharField(
        max_length=10, choices=Accept.choices, default=Accept.ALL, help_text="Where something is wrong with some rows."
    )
    # How far it has come.
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.STAGED, help_text="State.")
    task = models.CharField(max_length=10, choices=Task.choices, blank=True, help_text="What is being done with it.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who asked for what is being done.",
    )
    counts: Any = models.JSONField(default=dict, help_text="What the last check, or the import, found and did.")
    error = models.TextField(blank=True, help_text="Why the last attempt broke off, if it did.")
    created_at = models.DateTimeField(db_default=Now(), help_text="When the file was handed in.")
    done_at = models.DateTimeField(null=True, help_text="When it was imported.")

    class Meta:
        ordering = ("-id",)
        constraints = (
            _known("import_format_is_known", "format", ImportFormat),
            _known("import_duplicates_is_known", "duplicates", Duplicates),
            _known("import_accept_is_known", "accept", Accept),
            _known("import_state_is_known", "state", ImportState),
            _known("import_task_is_known", "task", Task, blank=True),
        )
        indexes = (models.Index(fields=("id",), condition=~Q(task=""), name="import_waiting"),)

    def __str__(self) -> str:
        return self.name


class ImportChunk(models.Model):
    """A piece of the file."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="chunks", help_text="Which import.")
    number = models.PositiveIntegerField(help_text="Its place in the file, from 0.")
    data = models.BinaryField(help_text="The bytes.")

    class Meta:
        ordering = ("of", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("of", "number"),
                name="importchunk_is_there_once",
                violation_error_message="This piece of the file is there already.",
            ),
        )

    def __str__(self) -> str:
        return f"piece {self.number}"


class ImportProgress(models.Model):
    """How far a check or an import in hand has come. A row of its own, which its transaction does not lock."""

    of = models.OneToOneField(
        Import, primary_key=True, on_delete=models.CASCADE, related_name="progress", help_text="Which import."
    )
    rows = models.PositiveIntegerField(default=0, help_text="How many rows are done.")
    at = models.DateTimeField(db_default=Now(), help_text="When that was so.")

    class Meta:
        verbose_name_plural = "import progress"

    def __str__(self) -> str:
        return f"{self.rows} rows"


class ImportProblem(models.Model):
    """Something wrong with a row, and what to do about it."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="problems", help_text="Which import.")
    row = models.PositiveIntegerField(help_text="Number of the row, as a spreadsheet counts; the header is 1.")
    first_row = models.PositiveIntegerField(help_text="First of the rows that stand and fall together with it.")
    last_row = models.PositiveIntegerField(help_text="Last of them.")
    column = models.CharField(max_length=200, blank=True, help_text="Name of the column, or path in the document.")
    severity = models.CharField(max_length=10, choices=Severity.choices, help_text="Whether it keeps the row out.")
    value = models.CharField(max_length=200, blank=True, help_text="What stands there; its beginning.")
    message = models.TextField(help_text="What is wrong, and what to do.")

    class Meta:
        ordering = ("of", "row", "id")
        constraints = (_known("importproblem_severity_is_known", "severity", Severity),)
        indexes = (models.Index(fields=("of", "severity", "row"), name="importproblem_by_row"),)

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"


class ImportActor(models.Model):
    """An actor that the file names and that a person has to decide on, or has decided on."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="actors", help_text="Which import.")
    key = models.CharField(max_length=300, help_text="By what the same actor is known again in the file.")
    name = models.CharField(max_length=200, help_text="The name in the file.")
    kind = models.CharField(max_length=30, choices=ActorKind.choices, blank=True, help_text="What sort of actor it is.")
    row = models.PositiveIntegerField(help_text="The first row that names it.")
    why = models.TextField(help_text="What is doubtful.")
    candidates: Any = models.JSONField(default=list, help_text="Whom it may be: number, name and similarity, 0 to 1.")
    actor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="Whom it is, as decided."
    )
    is_new = models.BooleanField(default=False, help_text="Whether it was decided that it is none of those there are.")
    decided_at = models.DateTimeField(null=True, help_text="When a person decided.")

    class Meta:
        ordering = ("of", "row", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("of", "key"),
                name="importactor_is_asked_once",
                violation_error_message="This name is there already: decide on the one that is there.",
            ),
            models.CheckConstraint(
                name="importactor_is_one_or_new",
                condition=Q(actor__isnull=True) | Q(is_new=False),
                violation_error_message="It is either an actor that is there, or a new one.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ColumnMapping(models.Model):
    """Which columns of files of one origin hold what, kept for the next file."""

    name = models.CharField(max_length=100, unique=True, help_text="How it is called.")
    mapping: Any = models.JSONField(help_text="By column, what it holds.")
    day_first = models.BooleanField(default=True, help_text="Whether 3/4/2025 is the third of April.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who saved it."
    )
    updated_at = models.DateTimeField(db_default=Now(), help_text="When it was saved.")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
