"""Work that the database remembers until it is done, and whose turn it is to do it."""

from django.db import models
from django.db.models import Q

from claims.choices import RecordKind


class RefreshQuerySet(models.QuerySet):
    def pending(self) -> "RefreshQuerySet":
        return self.filter(finished_at__isnull=True).order_by("cause")


class Refresh(models.Model):
    """That public documents are to be brought up to date with a record that was renamed or merged.

    Made in the transaction of the publication that is the cause, so that none is forgotten; done in the background by
    `claims.curation.relabelling`, in transactions that each note here how far they came.
    """

    cause = models.BigIntegerField(primary_key=True, help_text="Number of the publication that made it necessary.")
    kind = models.CharField(max_length=10, choices=RecordKind.choices, help_text="Kind of the record.")
    record = models.BigIntegerField(help_text="Internal number of the record.")
    begun_at = models.DateTimeField(null=True, help_text="When the first of the documents was refreshed.")
    finished_at = models.DateTimeField(null=True, help_text="When the last of them was.")
    total = models.PositiveIntegerField(null=True, help_text="How many documents named the record when it began.")
    done = models.PositiveIntegerField(default=0, help_text="How many of them are done.")
    at_kind = models.CharField(max_length=10, blank=True, help_text="Kind of the document that was done last.")
    at_record = models.BigIntegerField(default=0, help_text="Internal number of the document that was done last.")
    error = models.TextField(blank=True, help_text="What went wrong in the last attempt, if anything did.")

    objects = RefreshQuerySet.as_manager()

    class Meta:
        ordering = ("-cause",)
        verbose_name_plural = "refreshes"
        indexes = (models.Index(fields=("cause",), condition=Q(finished_at__isnull=True), name="refresh_pending"),)

    def __str__(self) -> str:
        return f"after {self.cause}: {self.done} of {self.total if self.total is not None else '?'}"


class Turn(models.Model):
    """Whose turn it is to write the ledger: whoever holds the lock of this table, which has no rows."""

    class Meta:
        verbose_name = "turn"

    def __str__(self) -> str:
        return "turn"
