"""The views of the other records, and of all kinds of record."""

from typing import ClassVar

from claims.api import schema
from claims.api.claims import ClaimViewSet
from claims.api.views import RecordViewSet
from claims.choices import RecordKind
from claims.filters import (
    ActorFilterSet,
    EventFilterSet,
    PlaceFilterSet,
    ScaleFilterSet,
    SourceFilterSet,
    TopicFilterSet,
)
from claims.shapes.page import both_ways, undated_as_first


class ActorViewSet(RecordViewSet):
    kind = RecordKind.ACTOR
    document = schema.Actor
    filterset_class = ActorFilterSet


class SourceViewSet(RecordViewSet):
    kind = RecordKind.SOURCE
    document = schema.Source
    filterset_class = SourceFilterSet
    orderings: ClassVar = {**RecordViewSet.orderings, **both_ways("published_on", undated_as_first("low"))}


class TopicViewSet(RecordViewSet):
    kind = RecordKind.TOPIC
    document = schema.Topic
    filterset_class = TopicFilterSet


class EventViewSet(RecordViewSet):
    kind = RecordKind.EVENT
    document = schema.Event
    filterset_class = EventFilterSet
    orderings: ClassVar = {**RecordViewSet.orderings, **both_ways("occurred", undated_as_first("low"))}


class PlaceViewSet(RecordViewSet):
    kind = RecordKind.PLACE
    document = schema.Place
    filterset_class = PlaceFilterSet


class ScaleViewSet(RecordViewSet):
    kind = RecordKind.SCALE
    document = schema.ConfidenceScale
    filterset_class = ScaleFilterSet


VIEWSETS: tuple[type[RecordViewSet], ...] = (
    ClaimViewSet,
    ActorViewSet,
    SourceViewSet,
    TopicViewSet,
    EventViewSet,
    PlaceViewSet,
    ScaleViewSet,
)
