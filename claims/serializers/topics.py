"""The public documents of topics, events and places."""

from rest_framework import serializers

from claims.serializers.base import DaysWithBasis, Document, PlaceLabel, TextOrNull, TopicLabel


class TopicDocument(Document):
    """An issue in the tree of issues."""

    uid = serializers.UUIDField(help_text="Identity of the record, for good.")
    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="As a reader would look for it.")
    parent = TopicLabel(allow_null=True, help_text="The wider topic.")
    definition = TextOrNull(help_text="What belongs here.")
    pole = TextOrNull(help_text='What "for" means on this topic; null where no positions are coded on it.')


class EventDocument(Document):
    """A happening of which several claims may tell."""

    uid = serializers.UUIDField(help_text="Identity of the record, for good.")
    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="A short name.")
    description = TextOrNull(help_text="One sentence that tells it from similar ones.")
    occurred = DaysWithBasis("occurred", help_text="When it happened.")
    places = PlaceLabel(many=True, source="places_in_order", help_text="Where it happened.")


class PlaceDocument(Document):
    """A place on the ground, apart from any government that has its seat there."""

    uid = serializers.UUIDField(help_text="Identity of the record, for good.")
    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="As a reader would look for it.")
    country = TextOrNull(help_text="ISO 3166-1 alpha-2 code of its country; null where it spans several.")
    latitude = serializers.FloatField(allow_null=True, help_text="Degrees north, WGS 84.")
    longitude = serializers.FloatField(allow_null=True, help_text="Degrees east, WGS 84.")
    dispute = TextOrNull(help_text="Who disputes what about it, if anybody does.")
