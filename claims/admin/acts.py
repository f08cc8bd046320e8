"""What is done to records beyond editing them: publish, retract, and the way through review.

Each act has one page that shows what it would do and asks for the reason; it serves one record and a selection alike.
Looking at it changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import pghistory
from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from claims.choices import ClaimState
from claims.curation import catching_up, checks, documents, publishing, redacting, workflow
from claims.curation.batches import Key, by_kind, key_of
from claims.curation.rights import Right
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.work import Refresh

if TYPE_CHECKING:
    from claims.admin.base import RecordAdmin

MOST = 200  # records of one act: what a person can look through before saying yes
NAMED = 5  # records that are named in a message
SHOWN = MOST  # records whose difference is written out on one page: all of a selection, and of a source the first
UNFOLDED = 10  # records up to which the differences stand open; of more each is opened by whoever wants to read it

NOTHING: Sequence[Any] = (None, "", [], {})


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


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "autofocus": True}),
        error_messages={"required": "Say why."},
    )

    def __init__(self, act: Act, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].required = act.reason == Reason.REQUIRED
        kept = "Public; it stays in the ledger for good."
        if act not in (PUBLISH, RETRACT, REDACT):
            kept = "For the coder, as a comment." if act is SEND_BACK else "For curators; it stays in the history."
        self.fields["reason"].help_text = kept if act.reason == Reason.REQUIRED else f"{kept} May be left empty."


@dataclass(frozen=True, slots=True)
class Item:
    """A record on the page of an act."""

    record: Record
    changes: Sequence["ShownChange"] | None = None  # None: not written out here

    @property
    def kind(self) -> str:
        return str(self.record._meta.verbose_name)

    @property
    def url(self) -> str:
        return change_url(self.record)

    @property
    def publish_url(self) -> str:
        """Where what publishing it would change is written out, if not here."""
        return reverse(f"admin:claims_{self.record._meta.model_name}_{PUBLISH.name}", args=[self.record.pk])

    @property
    def status(self) -> SafeString:
        return status(self.record)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A member of a public document that differs, as a person reads it."""

    path: str
    before: str
    after: str


def differences(record: Record) -> list[ShownChange]:
    """What publishing the record now would change in its public document."""
    return all_differences([record])[key_of(record)]


def all_differences(records: Sequence[Record], act: Sequence[Record] = ()) -> dict[Key, list[ShownChange]]:
    """The same of several records that are published together; `act`: with these."""
    claims = {record.pk for record in act if isinstance(record, Claim)}
    return {
        (kind, pk): [ShownChange(path, shown(before), shown(after)) for path, before, after in changes]
        for kind, group in by_kind(records)
        for pk, changes in documents.differences(group, claims).items()
    }


def shown(value: Any) -> str:
    """A member of a document in words: records by their names, lists a line for each row, a dash where nothing is."""
    if value in NOTHING:
        return "–"
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "\n".join(map(shown, value))
        case {"name": str(name)} | {"title": str(name)}:
            return name
        case dict():
            return ", ".join(f"{key}: {shown(member)}" for key, member in value.items() if member not in NOTHING)
    return str(value)


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


class ActPage:
    """The page of one act on some records: shown until it is confirmed and nothing stands against it."""

    def __init__(self, model_admin: "RecordAdmin", request: HttpRequest, act: Act, chosen: Sequence[Record]) -> None:
        self.model_admin, self.request, self.act, self.chosen = model_admin, request, act, chosen
        # All that the act takes in: publishing takes along what the records name and what never was public.
        self.records = publishing.with_dependencies(chosen) if act.publishes else list(chosen)
        self.problems = list(self._in_the_way())
        self.confirmed = request.method == "POST" and "confirm" in request.POST
        self.form = ReasonForm(act, request.POST if self.confirmed else None)

    def _in_the_way(self) -> Iterator[checks.Problem]:
        """What is against it as the records are now: told before anybody is asked for a reason."""
        unfit = [record for record in self.chosen if not self.act.fits(record)]
        for record in unfit:
            told = f"{self.act.only} This is {state_in_words(record)}."
            yield checks.Problem(checks.name_of(record), "state", told)
        if unfit:
            return
        if self.act.publishes:
            yield from checks.check(self.records, self.records)
        elif self.act is RETRACT:
            yield from publishing.not_retractable(self.records)

    @property
    def seen(self) -> list[str]:
        """What the reader has before them; if it is no longer so when they say yes, they are asked again."""
        return sorted(f"{record.record_kind}:{record.pk}:{record.version}" for record in self.records)

    def respond(self, back: str, more: Mapping[str, Any] | None = None) -> HttpResponse:
        """Does it and returns to `back`, or shows the page. `more`: what else its template is told."""
        if self.confirmed and self.form.is_valid():
            if sorted(self.request.POST.getlist("seen")) != self.seen:
                messages.error(self.request, "It was edited or published since you opened the page. Look again.")
            else:
                try:
                    appended = perform(self.request, self.act, self.records, self.form.cleaned_data.get("reason", ""))
                except publishing.Refused as refusal:
                    self.problems = refusal.problems
                else:
                    if self.act.publishes and not appended:
                        messages.info(self.request, f"Unchanged since it was published: {named(self.records)}.")
                    else:
                        count = len(self.records)
                        told = (
                            f"{capfirst(self.act.done)}: {named(self.records)}."
                            if count == 1
                            else f"{count} {self.act.done}."
                        )
                        messages.success(self.request, told)
                        self._tell_what_follows(appended)
                    return HttpResponseRedirect(back)
        return TemplateResponse(self.request, "admin/claims/act.html", self.context(back) | dict(more or {}))

    def _tell_what_follows(self, appended: Any) -> None:
        causes = [row.seq for row in appended] if self.act.publishes else []
        if causes and Refresh.objects.filter(cause__in=causes).exists():
            told = "Documents that name what was renamed or merged are brought up to date in the background"
            messages.info(self.request, f"{told}: see Refreshes.")

    def context(self, back: str) -> dict[str, Any]:
        known = {checks.name_of(record): Item(record) for record in self.records}
        picked = {(record.record_kind, record.pk) for record in self.chosen}
        chosen = [record for record in self.records if (record.record_kind, record.pk) in picked]
        most = SHOWN if self.act.publishes else len(chosen)
        return {
            **self.model_admin.admin_site.each_context(self.request),
            "title": f"{self.act.verb}: {named(chosen)}",
            "opts": self.model_admin.opts,
            "media": self.model_admin.media,
            "act": self.act,
            "form": self.form,
            "items": (items := list(self._items(chosen)))[:most],
            "elsewhere": items[most:],
            "folded": len(items) > UNFOLDED,
            "along": [Item(record) for record in self.records if (record.record_kind, record.pk) not in picked],
            "problems": [problem._asdict() | {"item": known.get(problem.record)} for problem in self.problems[:MOST]],
            "more_problems": max(0, len(self.problems) - MOST),
            "seen": self.seen,
            "selection": [record.pk for record in self.chosen] if self.request.POST.get("action") else [],
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "back": back,
        }

    def _items(self, records: Sequence[Record]) -> Iterator[Item]:
        written_out = all_differences(records[:SHOWN], self.records) if self.act.publishes else {}
        for record in records:
            yield Item(record, written_out.get(key_of(record)))


def named(records: Sequence[Record]) -> str:
    """One record by its name, several by their number."""
    if len(records) == 1:
        text = str(records[0])
        return f"“{text[:80]}…”" if len(text) > 80 else f"“{text}”"
    return f"{len(records)} records"


def on_selection(
    model_admin: "RecordAdmin", request: HttpRequest, queryset: QuerySet, *, act: Act
) -> HttpResponse | None:
    """The bulk action: leaves out what the act does not fit, says which and why, and shows the page for the rest.

    Where it fits none there is no page: one is back at the list, and told.
    """
    records = list(queryset[: MOST + 1])
    back = request.get_full_path()
    if len(records) > MOST:
        messages.error(request, f"{act.verb}: at most {MOST} at a time. Narrow the list or select fewer.")
        return None
    unfit = [record for record in records if not act.fits(record)]
    if unfit:
        messages.warning(request, _left_out(act, unfit))
    fitting = [record for record in records if act.fits(record)]
    return ActPage(model_admin, request, act, fitting).respond(back) if fitting else None


def _left_out(act: Act, unfit: Sequence[Record]) -> str:
    listed = "; ".join(f"{named([record])} is {state_in_words(record)}" for record in unfit[:NAMED])
    more = f"; and {len(unfit) - NAMED} more" if len(unfit) > NAMED else ""
    return f"{act.verb}: {len(unfit)} left out. {act.only} {listed}{more}."
