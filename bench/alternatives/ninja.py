"""django-ninja on the workshop's tables: pydantic schemas, the same prefetch, pages with count."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from ninja import Field, NinjaAPI, Schema
from ninja.pagination import PageNumberPagination, paginate

from bench.alternatives import workshop
from claims.models.claims import Claim

api = NinjaAPI(docs_url=None, openapi_url=None)


class Label(Schema):
    slug: str
    name: str


class Actor(Label):
    kind: str
    named: bool


class Place(Label):
    country: str | None

    @staticmethod
    def resolve_country(found: Any) -> str | None:
        return found.country or None


class Days(Schema):
    start: date | None = Field(serialization_alias="from")
    to: date | None
    precision: str | None
    text: str | None
    inferred: bool


class DaysWithBasis(Days):
    basis: str | None


def days(found: Any, prefix: str) -> dict[str, Any] | None:
    first, last, words = (getattr(found, f"{prefix}_{part}") for part in ("from", "to", "text"))
    if not (first or last or words):
        return None
    precision, inferred = getattr(found, f"{prefix}_precision"), getattr(found, f"{prefix}_inferred")
    return {"start": first, "to": last, "precision": precision or None, "text": words or None, "inferred": inferred}


class Voice(Schema):
    actor: Actor
    form: str
    cue: str | None
    said: Days | None
    commitment: str

    @staticmethod
    def resolve_actor(found: Any) -> Any:
        return found.actor.canonical()

    @staticmethod
    def resolve_cue(found: Any) -> str | None:
        return found.cue or None

    @staticmethod
    def resolve_said(found: Any) -> dict[str, Any] | None:
        return days(found, "said")


class Participant(Schema):
    actor: Actor
    role: str
    mention: str | None
    evaluation: int | None

    @staticmethod
    def resolve_actor(found: Any) -> Any:
        return found.actor.canonical()

    @staticmethod
    def resolve_mention(found: Any) -> str | None:
        return found.mention or None


class Position(Schema):
    holder: Actor
    topic: str = Field(validation_alias="topic.slug")
    value: str
    basis: str

    @staticmethod
    def resolve_holder(found: Any) -> Any:
        return found.holder.canonical()


class Level(Schema):
    scale: str = Field(validation_alias="scale.slug")
    code: str
    label: str


class RangeLevel(Level):
    low: int | None
    high: int | None


class Confidence(Schema):
    scale: str
    code: str
    label: str
    basis: str | None


class Cue(Schema):
    text: str
    kind: str
    link: int


class Hedging(Schema):
    state: str = Field(validation_alias="hedging")
    likelihood: RangeLevel | None
    cues: list[Cue]

    @staticmethod
    def resolve_cues(found: Any) -> list[Any]:
        return list(found.cues.all())


class Source(Schema):
    slug: str
    title: str
    publisher: Actor | None
    published_on: date | None
    url: str | None
    reliability: Level | None

    @staticmethod
    def resolve_publisher(found: Any) -> Any:
        return found.publisher and found.publisher.canonical()

    @staticmethod
    def resolve_url(found: Any) -> str | None:
        return found.url or None


class Evidence(Schema):
    quote: str | None
    start: int | None
    end: int | None
    paragraph: int | None
    anchor_status: str = Field(validation_alias="status")

    @staticmethod
    def resolve_quote(found: Any) -> str | None:
        return None if found.claim.source.quote_policy == "none" else found.exact or None


class Relation(Schema):
    type: str
    claim: UUID = Field(validation_alias="target.uid")
    explicit: bool


class Coding(Schema):
    codebook: str
    depth: str = Field(validation_alias="source.coding_depth")


class ClaimOut(Schema):
    uid: UUID
    statement: str
    kind: str
    negated: bool
    salience: str
    condition: str | None
    language: str
    own_voice: bool
    attribution: list[Voice]
    participants: list[Participant]
    topics: list[Label]
    positions: list[Position]
    event: Label | None
    places: list[Place]
    occurred: DaysWithBasis | None
    hedging: Hedging
    coding_confidence: Confidence | None
    credibility: Level | None
    source: Source
    evidence: list[Evidence]
    relations: list[Relation]
    coding: Coding

    @staticmethod
    def resolve_condition(found: Any) -> str | None:
        return found.condition or None

    @staticmethod
    def resolve_topics(found: Any) -> list[Any]:
        return found.topics_in_order

    @staticmethod
    def resolve_places(found: Any) -> list[Any]:
        return found.places_in_order

    @staticmethod
    def resolve_occurred(found: Any) -> dict[str, Any] | None:
        told = days(found, "occurred")
        return told and {**told, "basis": found.occurred_basis or None}

    @staticmethod
    def resolve_hedging(found: Any) -> Any:
        # The claim itself: the schema says which of its columns are the hedging's.
        return found

    @staticmethod
    def resolve_coding_confidence(found: Any) -> dict[str, Any] | None:
        level = found.coding_confidence
        basis = found.coding_confidence_basis or None
        return level and {"scale": level.scale.slug, "code": level.code, "label": level.label, "basis": basis}

    @staticmethod
    def resolve_relations(found: Any) -> list[Any]:
        return [row for row in found.relations.all() if row.target.is_public]

    @staticmethod
    def resolve_coding(found: Any) -> Any:
        return found


def found_by(request: HttpRequest) -> QuerySet[Claim]:
    return workshop.newest_first(workshop.with_parts(workshop.matching(request.GET.dict())))


@api.get("/claims/", response=list[ClaimOut], by_alias=True)
@paginate(PageNumberPagination, page_size=50)
def claims(request: HttpRequest) -> QuerySet[Claim]:
    return found_by(request)


@api.get("/claims/facets/")
def facets(request: HttpRequest) -> dict[str, Any]:
    return workshop.facets(request.GET.dict())


@api.get("/claims/timeline/")
def timeline(request: HttpRequest) -> list[list[Any]]:
    return workshop.timeline(request.GET.dict())


@api.get("/claims/network/")
def network(request: HttpRequest) -> dict[str, Any]:
    return workshop.network(request.GET.dict())


@api.get("/claims/count/")
def count(request: HttpRequest) -> dict[str, int]:
    return {"count": workshop.matching(request.GET.dict()).count()}


@api.get("/claims/{uuid:uid}/", response=ClaimOut, by_alias=True)
def claim(request: HttpRequest, uid: UUID) -> Claim:
    return get_object_or_404(workshop.with_parts(workshop.claims()), uid=uid)


@api.get("/bare/")
def bare(request: HttpRequest) -> dict[str, bool]:
    return {"answered": True}


urlpatterns = [path("", api.urls)]
