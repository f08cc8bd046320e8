"""The public documents, one definition each."""

from claims.serializers.actors import ActorDocument
from claims.serializers.claims import ClaimDocument
from claims.serializers.confidence import ScaleDocument
from claims.serializers.sources import SourceDocument
from claims.serializers.topics import EventDocument, PlaceDocument, TopicDocument

__all__ = [
    "ActorDocument",
    "ClaimDocument",
    "EventDocument",
    "PlaceDocument",
    "ScaleDocument",
    "SourceDocument",
    "TopicDocument",
]
