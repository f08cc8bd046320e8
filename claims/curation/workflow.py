"""The steps of a claim's work that are neither publishing nor retracting."""

from collections.abc import Collection, Iterable

import pghistory
from django.db import transaction

from claims.choices import ClaimState
from claims.curation.checks import Problem, name_of
from claims.curation.commenting import account_named, comment
from claims.curation.door import close_door, open_door
from claims.curation.publishing import Refused
from claims.models.claims import Claim
from claims.models.reviewing import Acceptance


def send_to_review(claims: Iterable[Claim], by: str = "", reason: str = "") -> int:
    """Drafts become in review; how many. Raises Refused, with nothing changed, when one is not a draft."""
    return _move(claims, ClaimState.DRAFT, ClaimState.IN_REVIEW, by, reason)


@transaction.atomic
def send_back(claims: Iterable[Claim], by: str = "", reason: str = "") -> int:
    """Claims in review become drafts again, with the reason as a comment; how many.

    Raises Refused, with nothing changed, when one is not in review.
    """
    claims = list(claims)
    sent = _move(claims, ClaimState.IN_REVIEW, ClaimState.DRAFT, by, reason)
    Acceptance.objects.filter(claim__in=claims).delete()
    if reason.strip():
        for claim in claims:
            comment(claim, reason, by)
    return sent


@transaction.atomic
def reopen(claims: Iterable[Claim], by: str = "", reason: str = "") -> int:
    """Retracted claims become drafts again; how many. Raises Refused, with nothing changed, when one is not.

    Whoever accepted one did so before there was a reason to retract it: it is to be read anew.
    """
    claims = list(claims)
    reopened = _move(claims, ClaimState.RETRACTED, ClaimState.DRAFT, by, reason)
    Acceptance.objects.filter(claim__in=claims).delete()
    return reopened


@transaction.atomic
def accept(claims: Iterable[Claim], by: str = "", reason: str = "") -> int:
    """Notes that somebody found the claims right as they stand; how many. Nothing becomes public by it.

    Claims in review can be accepted, and public ones that were edited since. Raises Refused, with nothing noted, when
    one is neither, or was edited since the claim that is given was read.
    """
    read = {claim.pk: claim.version for claim in claims}
    rows = list(Claim.objects.select_for_update(no_key=True).filter(pk__in=read).order_by("pk"))
    problems = _gone(read, rows)
    problems += [Problem(name_of(claim), "state", why) for claim in rows if (why := _not_acceptable(claim, read))]
    if problems:
        raise Refused(problems)
    who = account_named(by)
    with pghistory.context(reason=reason, by=by):
        # A row of its own for each time: an earlier one is not changed but goes, and comes back when this is undone.
        Acceptance.objects.filter(claim__in=rows).delete()
        Acceptance.objects.bulk_create(Acceptance(claim=claim, version=claim.version, by=who) for claim in rows)
    return len(rows)


def acceptable(claim: Claim) -> bool:
    """Whether there is anything in the claim for a reviewer to accept."""
    return claim.state == ClaimState.IN_REVIEW or claim.has_changed


def _not_acceptable(claim: Claim, read: dict[int, int]) -> str:
    if not acceptable(claim):
        return f"it is {claim.get_state_display()}; only what is in review, or changed since published, is accepted."
    if claim.version != read[claim.pk]:
        return "it was edited since you read it: read it again."
    return ""


def _gone(wanted: Collection[int], rows: list[Claim]) -> list[Problem]:
    """A problem where some of the claims were deleted meanwhile."""
    gone = len(wanted) - len(rows)
    return [Problem("claim", "uid", f"{gone} deleted meanwhile: look again.")] if gone else []


@transaction.atomic
def _move(claims: Iterable[Claim], before: ClaimState, after: ClaimState, by: str, reason: str) -> int:
    wanted = {claim.pk for claim in claims}
    rows = list(Claim.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    if problems := _gone(wanted, rows):
        raise Refused(problems)
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
