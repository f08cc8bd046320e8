"""The query vocabulary, on facts: one FilterSet for each kind of record."""

from claims.filters.claims import ClaimFilterSet
from claims.filters.documents import OwnDocumentFilterSet
from claims.filters.filterset import LedgerFilterSet
from claims.filters.reading import ReadingPoint
from claims.filters.records import (
    ActorFilterSet,
    EventFilterSet,
    PlaceFilterSet,
    ScaleFilterSet,
    SourceFilterSet,
    TopicFilterSet,
)

__all__ = [
    "ActorFilterSet",
    "ClaimFilterSet",
    "EventFilterSet",
    "LedgerFilterSet",
    "OwnDocumentFilterSet",
    "PlaceFilterSet",
    "ReadingPoint",
    "ScaleFilterSet",
    "SourceFilterSet",
    "TopicFilterSet",
]
