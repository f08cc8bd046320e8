"""Questions to the workshop's tables in Django's ORM, as the alternatives that are Django projects ask them."""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth

from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.coding import Attribution, ClaimRelation, Participant, Position
from claims.models.confidence import ConfidenceLevel

MOST_KEYS, MOST_NODES = 20, 50


def claims() -> QuerySet[Claim]:
    return Claim.objects.filter(published_version__isnull=False)


def newest_first(found: QuerySet[Claim]) -> QuerySet[Claim]:
    return found.order_by(F("occurred_from").desc(nulls_last=True), "-id")


def with_parts(found: QuerySet[Claim]) -> QuerySet[Claim]:
    """The claims with all that their documents show, in as few queries as it takes."""
    return found.select_related(
        "event", "likelihood__scale", "coding_confidence__scale", "credibility__scale",
        "source__publisher__merged_into", "source__reliability__scale",
    ).prefetch_related(
        "topics",
        "places",
        Prefetch("attribution", Attribution.objects.select_related("actor__merged_into")),
        Prefetch("participants", Participant.objects.select_related("actor__merged_into")),
        Prefetch("positions", Position.objects.select_related("holder__merged_into", "topic")),
        "cues",
        "evidence",
        Prefetch("relations", ClaimRelation.objects.select_related("target")),
    )  # fmt: skip


def matching(asked: Mapping[str, str]) -> QuerySet[Claim]:
    """The claims that fulfil the filters of a question."""
    found = claims()
    if actor := asked.get("actor"):
        actors = [pk for pk, canonical in _merged().items() if canonical == actor]
        actors += Actor.objects.filter(slug=actor).values_list("pk", flat=True)
        # No join, which would give a claim as often as it names the actor; and no OR, which no index serves.
        taking_part, speaking = (
            model.objects.filter(actor__in=actors).order_by().values("claim") for model in (Participant, Attribution)
        )
        found = found.filter(pk__in=taking_part.union(speaking))  # type: ignore[misc]  # a query serves as a list
    if least := asked.get("coding_confidence_min"):
        rank = ConfidenceLevel.objects.filter(scale__axis="coding_confidence", code=least).aggregate(rank=Max("rank"))
        found = found.filter(coding_confidence__rank__gte=rank["rank"])
    if "occurred_after" in asked or "occurred_before" in asked:
        dated = Q(occurred_from__isnull=False) | Q(occurred_to__isnull=False) | ~Q(occurred_text="")
        found = found.filter(dated)
    if after := asked.get("occurred_after"):
        found = found.filter(Q(occurred_to__gte=after) | Q(occurred_to__isnull=True))
    if before := asked.get("occurred_before"):
        found = found.filter(Q(occurred_from__lte=before) | Q(occurred_from__isnull=True))
    if words := asked.get("q"):
        # The vector that the hand-written SQL has; without it Django would make one of every text, every time.
        found = found.extra(
            where=[
                "claims_claim.id IN (SELECT claim_id FROM bench.claim_words"
                " WHERE words @@ websearch_to_tsquery('claims_english', %s))"
            ],
            params=[words],
        )
    return found


def facets(asked: Mapping[str, str]) -> dict[str, Any]:
    """Claims by actor (the leading 20), by coding confidence and by month (the leading 20)."""
    found = matching(asked)
    names: Counter[str] = Counter(slug for slugs in _actors_of(found).values() for slug in slugs)
    levels = found.filter(coding_confidence__isnull=False).values_list("coding_confidence__code").annotate(Count("pk"))
    return {
        "total": found.count(),
        "actor": _leading(names),
        "coding_confidence": _leading(dict(levels)),
        "month": _leading(_months(found)),
    }


def timeline(asked: Mapping[str, str]) -> list[list[Any]]:
    """Claims by the month in which they begin."""
    return [[month, number] for month, number in sorted(_months(matching(asked)).items())]


def network(asked: Mapping[str, str]) -> dict[str, Any]:
    """The 50 actors in most claims, and in how many claims each two of them are together."""
    together = _actors_of(matching(asked))
    names = Counter(slug for slugs in together.values() for slug in slugs)
    uids = dict(Actor.objects.filter(slug__in=names).values_list("slug", "uid"))
    kept = sorted(names, key=lambda slug: (-names[slug], uids[slug]))[:MOST_NODES]
    ties = Counter(pair for slugs in together.values() for pair in combinations(sorted(slugs & set(kept)), 2))
    return {
        "nodes": [[slug, names[slug]] for slug in kept],
        "edges": [[one, other, number] for (one, other), number in ties.items()],
    }


def _actors_of(found: QuerySet[Claim]) -> dict[int, set[str]]:
    """The slugs of the actors in each claim."""
    together: dict[int, set[str]] = {}
    merged = _merged()
    for model in (Participant, Attribution):
        rows = model.objects.filter(claim__in=found.order_by().values("pk")).order_by()
        for claim, actor, slug in rows.values_list("claim", "actor", "actor__slug"):
            together.setdefault(claim, set()).add(merged.get(actor, slug))
    return together


def _merged() -> dict[int, str]:
    """The actors that were merged, each with the slug of the one that it is in the end."""
    merged = Actor.objects.filter(merged_into__isnull=False).order_by()
    into = {pk: (to or 0, slug) for pk, to, slug in merged.values_list("pk", "merged_into", "merged_into__slug")}

    def last(to: int, slug: str) -> str:
        return last(*into[to]) if to in into else slug

    return {pk: last(*further) for pk, further in into.items()}


def _months(found: QuerySet[Claim]) -> dict[str, int]:
    dated = found.filter(occurred_from__isnull=False).order_by().annotate(month=TruncMonth("occurred_from"))
    return {f"{month:%Y-%m}": number for month, number in dated.values_list("month").annotate(Count("pk"))}


def _leading(numbers: Mapping[str, int]) -> list[list[Any]]:
    first = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))[:MOST_KEYS]
    return [[key, number] for key, number in first]
