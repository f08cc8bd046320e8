"""The workshop's tables and the ledger's. Import a model from its theme; this list is for Django."""

from claims.models.actors import Actor, ActorName, Affiliation, Identifier
from claims.models.claims import Claim, ClaimPlace, ClaimTopic
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.drafts import CodingDraft
from claims.models.facts import ClaimFact, FactsEdition, LinkFact, RecordFact, Term
from claims.models.finding import NameFact, QuoteFact, Word
from claims.models.imports import ColumnMapping, Import, ImportActor, ImportChunk, ImportProblem, ImportProgress
from claims.models.ledger import Publication, Release
from claims.models.likeness import TextSketch
from claims.models.reviewing import Acceptance, ChangeSet, Comment, SavedFilter
from claims.models.sources import Citation, Source, SourceAuthor, SourceText
from claims.models.tokens import ApiToken
from claims.models.topics import Event, EventPlace, Place, Topic
from claims.models.work import Refresh, Turn

__all__ = [
    "Acceptance",
    "Actor",
    "ActorName",
    "Affiliation",
    "ApiToken",
    "Attribution",
    "ChangeSet",
    "Citation",
    "Claim",
    "ClaimFact",
    "ClaimPlace",
    "ClaimRelation",
    "ClaimTopic",
    "CodingDraft",
    "ColumnMapping",
    "Comment",
    "ConfidenceLevel",
    "ConfidenceScale",
    "Event",
    "EventPlace",
    "Evidence",
    "FactsEdition",
    "HedgeCue",
    "Identifier",
    "Import",
    "ImportActor",
    "ImportChunk",
    "ImportProblem",
    "ImportProgress",
    "LinkFact",
    "NameFact",
    "Participant",
    "Place",
    "Position",
    "Publication",
    "QuoteFact",
    "RecordFact",
    "Refresh",
    "Release",
    "SavedFilter",
    "Source",
    "SourceAuthor",
    "SourceText",
    "Term",
    "TextSketch",
    "Topic",
    "Turn",
    "Word",
]
