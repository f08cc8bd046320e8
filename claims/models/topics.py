"""What claims are about: topics, events and places."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from claims.choices import Precision, RecordKind
from claims.models.base import NamedRecord, Occurrence, dated, given, one_of, slugged
from claims.models.triggers import audited, counts_for

RECORD_BOOKKEEPING = ("version", "updated_at")


@audited(exclude=RECORD_BOOKKEEPING)
class Topic(NamedRecord):
    """An issue in the tree of issues; one with a pole says what being for it means."""

    record_kind = RecordKind.TOPIC

    name = models.CharField(max_length=200, help_text="As a reader would look for it.")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", help_text="The wider topic."
    )
    definition = models.TextField(blank=True, help_text="One sentence: what belongs here.")
    pole = models.TextField(
        blank=True, help_text='What "for" means on this topic. Without it no position can be coded on it.'
    )

    class Meta(NamedRecord.Meta):
        ordering = ("name", "id")
        constraints = (
            given("topic", "name"),
            slugged("topic"),
            models.CheckConstraint(
                name="topic_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                violation_error_message="parent: a topic cannot be its own parent; choose a wider one.",
            ),
        )

    def __str__(self) -> str:
        return self.name


@audited(exclude=RECORD_BOOKKEEPING)
class Place(NamedRecord):
    """A place on the ground, apart from any government that has its seat there."""

    record_kind = RecordKind.PLACE

    name = models.CharField(max_length=200, help_text="As a reader would look for it.")
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", "Two capital letters of ISO 3166-1, such as AZ.")],
        help_text="ISO 3166-1 code of the country it lies in; empty where it spans several.",
    )
    latitude = models.DecimalField(
        max_digits=8, decimal_places=5, null=True, blank=True, help_text="Degrees north, WGS 84."
    )
    longitude = models.DecimalField(
        max_digits=8, decimal_places=5, null=True, blank=True, help_text="Degrees east, WGS 84."
    )
    note = models.TextField(blank=True, help_text="For coders. Not public.")
    dispute = models.TextField(blank=True, help_text="Public: who disputes what about it, if anybody does.")

    class Meta(NamedRecord.Meta):
        ordering = ("name", "id")
        constraints = (
            given("place", "name"),
            slugged("place"),
            models.CheckConstraint(
                name="place_country_is_two_capitals",
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                violation_error_message="country: two capital letters of ISO 3166-1, such as AZ.",
            ),
            models.CheckConstraint(
                name="place_point_is_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                violation_error_message="Give latitude (-90 to 90) and longitude (-180 to 180) together, or neither.",
            ),
        )

    def __str__(self) -> str:
        return self.name


@audited(exclude=RECORD_BOOKKEEPING)
class Event(NamedRecord, Occurrence):
    """A happening of which several claims may tell, so that it can be counted once."""

    record_kind = RecordKind.EVENT

    name = models.CharField(max_length=200, help_text="A short name: the act, who, where.")
    description = models.TextField(blank=True, help_text="One sentence that tells it from similar ones.")
    places = models.ManyToManyField(Place, blank=True, related_name="events", help_text="Where it happened.")

    class Meta(NamedRecord.Meta):
        ordering = ("name", "id")
        constraints = (
            given("event", "name"),
            slugged("event"),
            one_of("event", "occurred_precision", Precision, blank=True),
            *dated("event", "occurred"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def places_in_order(self) -> list[Place]:
        return sorted(self.places.all(), key=lambda place: place.slug)


@audited()
class EventPlace(Event.places.through):  # type: ignore[name-defined]
    """The table behind `Event.places`, named so that it is audited and counted."""

    class Meta:
        proxy = True
        triggers = counts_for("claims_event", "event_id")
