"""A source as a reviewer walks through it: sentence by sentence, with the claims that are coded there."""

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Count, QuerySet

from claims.choices import ClaimState
from claims.curation.queues import Queue, waiting
from claims.curation.sentences import Sentence, sentences
from claims.curation.workflow import acceptable
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Evidence
from claims.models.sources import Source, SourceText


class Standing(StrEnum):
    """How far a claim is, as its reviewer asks."""

    WAITING = "waiting"  # in review, or public and edited since; accepted by nobody as it stands
    ACCEPTED = "accepted"  # the same, and accepted as it stands
    DRAFT = "draft"  # its coder's
    SETTLED = "settled"  # public as it stands
    RETRACTED = "retracted"


@dataclass(slots=True)
class Stop:
    """A sentence with the claims whose first quote begins in it; None for the claims that stand nowhere in the text."""

    number: int  # from 1
    sentence: Sentence | None
    claims: list[Claim] = field(default_factory=list)

    @property
    def standing(self) -> Standing | None:
        """That of the claim which needs the reviewer most; None where nothing is coded."""
        found = {standing(claim) for claim in self.claims}
        return next((one for one in Standing if one in found), None)

    @property
    def waits(self) -> bool:
        return self.standing == Standing.WAITING


@dataclass(slots=True)
class Walk:
    """A source's newest text in its stops, in the order of the text. Without a text, one stop holds all claims."""

    text: SourceText | None
    stops: list[Stop]

    def at(self, number: int) -> Stop:
        """The stop of that number, or the nearest there is."""
        return self.stops[min(max(number, 1), len(self.stops)) - 1]

    def next_waiting(self, after: int) -> Stop | None:
        """The next stop where a claim waits, beginning again at the top; None where nothing waits."""
        later = [stop for stop in self.stops if stop.number > after]
        return next((stop for stop in [*later, *self.stops[:after]] if stop.waits), None)

    def count(self, which: Standing) -> int:
        return sum(standing(claim) == which for stop in self.stops for claim in stop.claims)

    @property
    def claims(self) -> list[Claim]:
        """All claims of the source, in the order in which they came."""
        return sorted((claim for stop in self.stops for claim in stop.claims), key=lambda claim: claim.pk)

    @property
    def bare(self) -> int:
        """How many sentences no claim begins in."""
        return sum(stop.sentence is not None and not stop.claims for stop in self.stops)


def standing(claim: Claim) -> Standing:
    """How far a claim is. Its acceptance, where it has one, was loaded with it."""
    if acceptable(claim):
        accepted = getattr(claim, "acceptance", None)
        return Standing.ACCEPTED if accepted and accepted.version == claim.version else Standing.WAITING
    if claim.state == ClaimState.RETRACTED:
        return Standing.RETRACTED
    return Standing.SETTLED if claim.is_public else Standing.DRAFT


# What the standing of a claim is told from.
TOLD_BY = ("source", "state", "version", "published_version", "acceptance__version", "acceptance__claim")


def claims_of(source: Source) -> QuerySet[Claim]:
    """The claims of a source, with what their standing is told from."""
    return (
        Claim.objects.filter(source=source)
        .select_related("acceptance__by", "coder", "coding_confidence")
        .order_by("pk")
    )


def walk(source: Source) -> Walk:
    """The way through a source: three queries, however many claims it has."""
    text = SourceText.objects.filter(source=source).order_by("-pk").first()
    stops = [Stop(one.number, one) for one in sentences(text.text, source.language)] if text else []
    ends = [stop.sentence.end for stop in stops if stop.sentence]
    first = dict[int, int]()
    placed = (
        Evidence.objects.filter(claim__source=source, text=text, start__isnull=False)
        if text
        else Evidence.objects.none()
    )
    for number, start in placed.order_by("order").values_list("claim", "start"):
        first.setdefault(number, start or 0)
    nowhere = Stop(len(stops) + 1, None)
    for claim in claims_of(source):
        place = bisect_right(ends, first[claim.pk]) if claim.pk in first else len(stops)
        (stops[place] if place < len(stops) else nowhere).claims.append(claim)
    for stop in stops:
        stop.claims.sort(key=lambda claim: (first[claim.pk], claim.pk))
    return Walk(text, [*stops, nowhere] if nowhere.claims or not stops else stops)


class Which(StrEnum):
    """What of a source is published in one act."""

    ACCEPTED = "accepted"
    REVIEWED = "in-review"
    ALL = "all"


def to_publish(source: Source) -> dict[Which, list[Record]]:
    """The source, where it is not public as it stands, and of its claims those asked for that are not: one query.

    `ACCEPTED`: those a reviewer accepted as they stand; `REVIEWED`: whatever a reviewer could accept; `ALL`: drafts as
    well. What these name and was never public comes with them when they are published: see
    `publishing.with_dependencies`. Of the claims no more is read than their standing is told from.
    """
    wanted = {
        Which.ACCEPTED: (Standing.ACCEPTED,),
        Which.REVIEWED: (Standing.ACCEPTED, Standing.WAITING),
        Which.ALL: (Standing.ACCEPTED, Standing.WAITING, Standing.DRAFT),
    }
    first: list[Record] = [source] if not source.is_public or source.has_changed else []
    standings = [
        (claim, standing(claim))
        for claim in claims_of(source).select_related(None).select_related("acceptance").only(*TOLD_BY)
    ]
    return {which: [*first, *(claim for claim, one in standings if one in some)] for which, some in wanted.items()}


def busy_sources(queue: Queue, account: Any, most: int = 20) -> list[Source]:
    """The sources with the most claims in a queue; how many, each says as `waiting`."""
    numbers = dict(
        waiting(queue, account).order_by().values_list("source").annotate(n=Count("pk")).order_by("-n", "source")[:most]
    )
    found = list(Source.objects.filter(pk__in=numbers).only("title"))
    for source in found:
        source.waiting = numbers[source.pk]  # type: ignore[attr-defined]
    return sorted(found, key=lambda source: (-numbers[source.pk], source.pk))
