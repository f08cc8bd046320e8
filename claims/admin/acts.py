"""What is done to records beyond editing them: publish, retract, and the way through review.

Each has a page that shows what it would do and asks for the reason: see `act_page.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pghistory
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from claims.choices import ClaimState
from claims.curation import catching_up, publishing, redacting, workflow
from claims.curation.rights import Right
from claims.models.base import Record
from claims.models.claims import Claim


class Reason(Enum):
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that is done to records: by whom, when it makes sense, and what it does."""

    name: str  # in addresses, and of the button
    verb: str
    done: str
    right: Right
    effect: str  # what the page tells before it is done
    perform: Callable[[Sequence[Record], str, str], object]  # records, account, reason
    fits: Callable[[Record], bool]  # whether to offer it
    only: str = ""  # a sentence on what it fits, where it does not fit all
    reason: Reason = Reason.OPTIONAL
    at_once: bool = False  # the button of one record saves the form and does it, without a page
    publishes: bool = False
    saves: bool = False  # the button of one record saves the form first
    bulk: bool = True  # it can be done to a selection
    once_public: bool = False  # it is for records that are or were public


def _state(*states: ClaimState) -> Callable[[Record], bool]:
    return lambda record: isinstance(record, Claim) and record.state in states


def _claims(records: Sequence[Record]) -> list[Claim]:
    return [record for record in records if isinstance(record, Claim)]


def _publish(records: Sequence[Record], by: str, reason: str) -> object:
    catching_up.wake()
    return publishing.publish(records, by=by, reason=reason)


REVIEW = Act(
    name="review",
    verb="Send to review",
    done="sent to review",
    right=Right.CODE,
    effect="A reviewer is to read these. They can still be edited.",
    perform=lambda claims, by, reason: workflow.send_to_review(_claims(claims), by, reason),
    fits=_state(ClaimState.DRAFT),
    only="Only a draft is sent to review.",
    at_once=True,
    saves=True,
)
SEND_BACK = Act(
    name="send-back",
    verb="Send back",
    done="sent back",
    right=Right.PUBLISH,
    effect="These go back to their coders as drafts, with the reason.",
    perform=lambda claims, by, reason: workflow.send_back(_claims(claims), by, reason),
    fits=_state(ClaimState.IN_REVIEW),
    only="Only what is in review is sent back.",
    reason=Reason.REQUIRED,
)
ACCEPT = Act(
    name="accept",
    verb="Accept",
    done="accepted",
    right=Right.PUBLISH,
    effect="These are noted as read and found right as they stand. Nothing becomes public by it; any edit ends it.",
    perform=lambda claims, by, reason: workflow.accept(_claims(claims), by, reason),
    fits=lambda record: isinstance(record, Claim) and workflow.acceptable(record),
    only="Only what is in review, or was changed since it was published, is accepted.",
)
REOPEN = Act(
    name="reopen",
    verb="Reopen",
    done="reopened as drafts",
    right=Right.CODE,
    effect="What was retracted becomes a draft again. Nothing becomes public by this.",
    perform=lambda claims, by, reason: workflow.reopen(_claims(claims), by, reason),
    fits=_state(ClaimState.RETRACTED),
    only="Only what was retracted is reopened.",
)
PUBLISH = Act(
    name="publish",
    verb="Publish",
    done="published",
    right=Right.PUBLISH,
    effect="This becomes public as it is shown here, and stays in the ledger for good.",
    perform=_publish,
    fits=lambda record: not record.is_public or record.has_changed,
    only="Only what is not public, or was changed since it was published, is published.",
    reason=Reason.OPTIONAL,
    publishes=True,
    saves=True,
)
RETRACT = Act(
    name="retract",
    verb="Retract",
    done="retracted",
    right=Right.PUBLISH,
    effect="This is taken back from the public. That it was public, and the reason, stay in the ledger for good.",
    perform=lambda records, by, reason: publishing.retract(records, by=by, reason=reason),
    fits=lambda record: record.is_public,
    only="Only what is public is retracted.",
    reason=Reason.REQUIRED,
)
REDACT = Act(
    name="redact",
    verb="Redact",
    done="redacted",
    right=Right.REDACT,
    effect="By legal duty alone: this is erased from every publication that holds it, at every state of the ledger, "
    "from the workshop and its audit, and with it the files of imports that hold it. The reason and the numbers stay "
    "public. It cannot be undone. Public documents that hold its name in their own words keep them: look for these "
    "first (manage.py redact --dry-run).",
    perform=lambda records, by, reason: redacting.redact(records, by=by, reason=reason),
    fits=lambda record: True,
    bulk=False,
    once_public=True,
    reason=Reason.REQUIRED,
)


def status(record: Record) -> SafeString:
    """The state of a record in words, and beside it whether it was edited since it was published."""
    state = record.state if isinstance(record, Claim) else "published" if record.is_public else "draft"
    words = state_in_words(record)
    changed = (
        mark_safe(' <span class="state state-changed">changed since published</span>') if record.has_changed else ""
    )
    return format_html('<span class="state state-{}">{}</span>{}', state, words, changed)


def state_in_words(record: Record) -> str:
    if isinstance(record, Claim):
        return record.get_state_display()
    return "public" if record.is_public else "not public"


def change_url(record: Record) -> str:
    return reverse(f"admin:claims_{record._meta.model_name}_change", args=[record.pk])


def perform(request: HttpRequest, act: Act, records: Sequence[Record], reason: str = "") -> Any:
    """Does it to all of the records or, raising publishing.Refused, to none; the audit and the history say why."""
    message = f"{capfirst(act.done)}: {reason}" if reason else f"{capfirst(act.done)}."
    by = request.user.get_username()
    title = act.verb if act is REDACT else f"{act.verb}: {named(records)}"
    with pghistory.context(act=act.name, title=title, by=by, reason=reason), transaction.atomic():
        done = act.perform(records, by, reason)
        for record in records:  # the log names them as they are now: a redacted one has no name left
            record.refresh_from_db()
        LogEntry.objects.log_actions(request.user.pk, records, CHANGE, message)  # type: ignore[arg-type]
    return done


def named(records: Sequence[Record]) -> str:
    """One record by its name, several by their number."""
    if len(records) == 1:
        text = str(records[0])
        return f"“{text[:80]}…”" if len(text) > 80 else f"“{text}”"
    return f"{len(records)} records"
