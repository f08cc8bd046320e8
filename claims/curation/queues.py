"""The queues of work: which claims wait for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery

from claims.choices import AnchorStatus, ClaimState, RelationType
from claims.models.claims import Claim
from claims.models.coding import Attribution, ClaimRelation, Evidence
from claims.models.confidence import ConfidenceLevel
from claims.models.reviewing import accepted
from claims.models.sources import SourceText

Claims = QuerySet[Claim]


@dataclass(frozen=True, slots=True)
class Queue:
    """Claims that wait for the same thing."""

    name: str  # in addresses
    title: str
    about: str  # which claims these are, and what to do with them
    select: Callable[[Claims, Any], Claims]  # from all claims, and the account that asks
    reviewed: bool = False  # whether it is worked through source by source, on the reviewer's page


def _mine(claims: Claims, account: Any) -> Claims:
    return claims.filter(coder=account.pk, state=ClaimState.DRAFT)


def _to_review(claims: Claims, account: Any) -> Claims:
    return claims.filter(state=ClaimState.IN_REVIEW).exclude(accepted())


def _accepted(claims: Claims, account: Any) -> Claims:
    waiting = Q(state=ClaimState.IN_REVIEW) | Q(published_version__lt=F("version"))
    return claims.filter(accepted(), waiting)


def _changed(claims: Claims, account: Any) -> Claims:
    return claims.filter(published_version__lt=F("version"))


def _anchors(claims: Claims, account: Any) -> Claims:
    # Each condition is a list that the database makes once, and not a question about each quote.
    newer = SourceText.objects.filter(source=OuterRef("source"), pk__gt=OuterRef("pk"))
    outdated = SourceText.objects.filter(Exists(newer)).order_by().values("pk")
    unsettled = Evidence.objects.filter(
        Q(status__in=(AnchorStatus.MOVED, AnchorStatus.MISSING, AnchorStatus.AMBIGUOUS))
        | Q(text__in=outdated)
        | Q(status=AnchorStatus.UNCHECKED, claim__source__in=SourceText.objects.order_by().values("source"))
    )
    return claims.exclude(state=ClaimState.RETRACTED).filter(pk__in=unsettled.order_by().values("claim"))


def _contested(claims: Claims, account: Any) -> Claims:
    contradictions = ClaimRelation.objects.filter(type=RelationType.CONTRADICTS).order_by()
    of_others = contradictions.exclude(claim__state=ClaimState.RETRACTED).exclude(target__state=ClaimState.RETRACTED)
    # An unknown voice is another one: whoever reads the two is to say so.
    of_others = of_others.alias(mine=_voice("claim"), theirs=_voice("target")).exclude(mine=F("theirs"))
    return claims.filter(Q(pk__in=of_others.values("claim")) | Q(pk__in=of_others.values("target")))


# The actor in which a chain of merges ends; the actor itself where they run in a circle, as no form lets them.
_SURVIVOR = """COALESCE((
    WITH RECURSIVE merges(id, into_id) AS (
        SELECT id, merged_into_id FROM claims_actor WHERE id = %(expressions)s
        UNION SELECT actor.id, actor.merged_into_id FROM claims_actor actor JOIN merges ON actor.id = merges.into_id
    ) SELECT id FROM merges WHERE into_id IS NULL
), %(expressions)s)"""


def _voice(side: str) -> Subquery:
    """The claimant of a claim of a relation, or the actor that it was merged into, however many merges that takes."""
    last = Attribution.objects.filter(claim=OuterRef(side)).order_by("-order")
    survivor = Func(F("actor"), template=_SURVIVOR, output_field=BigIntegerField())
    return Subquery(last.values(voice=survivor)[:1])


def _low_confidence(claims: Claims, account: Any) -> Claims:
    lower = ConfidenceLevel.objects.filter(scale=OuterRef("scale"), rank__lt=OuterRef("rank"))
    lowest = ConfidenceLevel.objects.filter(~Exists(lower), rank__isnull=False)
    return claims.exclude(state=ClaimState.RETRACTED).filter(coding_confidence__in=lowest.values("pk"))


QUEUES = (
    Queue(
        "mine", "Mine", "Drafts that you coded, and those that came back to you. Finish them and send them on.", _mine
    ),
    Queue(
        "to-review",
        "To review",
        "Sent to review, and accepted by nobody yet. Read them with their source.",
        _to_review,
        reviewed=True,
    ),
    Queue(
        "accepted", "Accepted", "Read and found right. They wait to be published with their source.", _accepted, True
    ),
    Queue(
        "changed",
        "Changed since published",
        "Public, and edited since. What the public reads is the older version.",
        _changed,
        reviewed=True,
    ),
    Queue(
        "anchors",
        "Anchors to settle",
        "A quote moved, is missing or ambiguous, or was never looked up in the newest text of its source.",
        _anchors,
    ),
    Queue("contested", "Contested", "Contradicted by a claim of another voice, or contradicting one.", _contested),
    Queue(
        "low-confidence",
        "Low coding confidence",
        "Their coder was as little sure as the scale says. A second reader may be surer.",
        _low_confidence,
    ),
)
BY_NAME = {queue.name: queue for queue in QUEUES}


def waiting(queue: Queue, account: Any) -> Claims:
    """The claims of a queue, as this account is asked to see to them."""
    return queue.select(Claim.objects.all(), account)


def counts(account: Any) -> list[tuple[Queue, int]]:
    """Each queue with how many claims wait in it."""
    return [(queue, waiting(queue, account).order_by().count()) for queue in QUEUES]
