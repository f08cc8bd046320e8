"""The steps of a claim's work that are neither publishing nor retracting."""

from collections.abc import Iterable

import pghistory
from django.db import transaction

from claims.choices import ClaimState
from claims.curation.checks import Problem, name_of
from claims.curation.door import close_door, open_door
from claims.curation.publishing import Refused
from claims.models.claims import Claim


def send_to_review(claims: Iterable[Claim], by: str = "") -> int:
    """Drafts become in review; how many. Raises Refused, with nothing changed, when one is not a draft."""
    return _move(claims, ClaimState.DRAFT, ClaimState.IN_REVIEW, by, "")


def send_back(claims: Iterable[Claim], by: str = "", reason: str = "") -> int:
    """Claims in review become drafts again; how many. Raises Refused, with nothing changed, when one is not."""
    return _move(claims, ClaimState.IN_REVIEW, ClaimState.DRAFT, by, reason)


def reopen(claims: Iterable[Claim], by: str = "", reason: str = "") -> int:
    """Retracted claims become drafts again; how many. Raises Refused, with nothing changed, when one is not."""
    return _move(claims, ClaimState.RETRACTED, ClaimState.DRAFT, by, reason)


@transaction.atomic
def _move(claims: Iterable[Claim], before: ClaimState, after: ClaimState, by: str, reason: str) -> int:
    rows = list(
        Claim.objects.select_for_update(no_key=True).filter(pk__in=[claim.pk for claim in claims]).order_by("pk")
    )
    wrong = [claim for claim in rows if claim.state != before]
    if wrong:
        message = "it is {}, and only a claim that is {} can become {}."
        raise Refused(
            [
                Problem(name_of(claim), "state", message.format(claim.get_state_display(), before.label, after.label))
                for claim in wrong
            ]
        )
    open_door()
    with pghistory.context(reason=reason, by=by):
        for claim in rows:
            claim.state = after
            claim.save(update_fields=["state", "updated_at"])
    close_door()
    return len(rows)
