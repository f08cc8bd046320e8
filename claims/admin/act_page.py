"""The page of an act: what it would do, what stands in its way, and the reason.

It serves one record, a selection and all of a source alike. Looking at it changes nothing.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims.admin.acts import (
    PUBLISH,
    REDACT,
    RETRACT,
    SEND_BACK,
    Act,
    Reason,
    change_url,
    named,
    perform,
    state_in_words,
    status,
)
from claims.admin.differences import ShownChange, all_differences
from claims.curation import checks, publishing, redacting
from claims.curation.batches import by_kind, key_of
from claims.curation.collecting import searching_seldom
from claims.models.base import Record
from claims.models.work import Refresh

if TYPE_CHECKING:
    from claims.admin.base import RecordAdmin

MOST = 200  # records of a selection: what a person can look through before saying yes; and problems told at once
NAMED = 5  # records that are named in a message
SHOWN = 50  # records whose difference is written out on one page
UNFOLDED = 10  # records up to which the differences stand open; of more each is opened by whoever wants to read it

LOOK_AGAIN = "It was edited or published since you opened the page. Look again."


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "autofocus": True}),
        error_messages={"required": "Say why."},
    )

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = act.reason == Reason.REQUIRED
        kept = "Public; it stays in the ledger for good."
        if act not in (PUBLISH, RETRACT, REDACT):
            kept = "For the coder, as a comment." if act is SEND_BACK else "For curators; it stays in the history."
        self.fields["reason"].help_text = kept if act.reason == Reason.REQUIRED else f"{kept} May be left empty."


@dataclass(frozen=True)
class Item:
    """A record on the page of an act."""

    record: Record
    changes: Sequence[ShownChange] | None = None  # None: not written out

    @property
    def kind(self) -> str:
        return str(self.record._meta.verbose_name)

    @cached_property
    def url(self) -> str:
        return change_url(self.record)

    @property
    def status(self) -> SafeString:
        return status(self.record)


@dataclass(frozen=True, slots=True)
class Size:
    """How many records of a kind an act of publishing takes in."""

    kind: str
    new: int
    changed: int

    @property
    def all(self) -> int:
        return self.new + self.changed


class ActPage:
    """The page of one act on some records: shown until it is confirmed and nothing stands against it.

    What publishing would change takes several pages where there is much of it. They are turned by buttons of the one
    form, which bring along what was chosen, what was read and what was typed.
    """

    def __init__(self, model_admin: "RecordAdmin", request: HttpRequest, act: Act, chosen: Sequence[Record]) -> None:
        self.model_admin, self.request, self.act, self.chosen = model_admin, request, act, chosen
        # All that the act takes in: publishing takes along what the records name and what never was public.
        with searching_seldom():
            self.records = publishing.with_dependencies(chosen) if act.publishes else list(chosen)
            self.problems = list(self._in_the_way())
        self.turned = request.method == "POST" and "page" in request.POST
        self.confirmed = request.method == "POST" and "confirm" in request.POST and not self.turned
        typed = {"reason": request.POST.get("reason", "")} if self.turned else None
        self.form = ReasonForm(act, request.POST if self.confirmed else None, initial=typed)

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
        elif self.act is REDACT:
            yield from redacting.not_redactable(self.records)

    @property
    def seen(self) -> str:
        """What the reader has before them; if it is no longer so when they say yes, they are asked again."""
        stamps = sorted(f"{record.record_kind}:{record.pk}:{record.version}" for record in self.records)
        return hashlib.sha256("\n".join(stamps).encode()).hexdigest()

    def respond(self, back: str, more: Mapping[str, Any] | None = None) -> HttpResponse:
        """Does it and returns to `back`, or shows the page. `more`: what else its template is told."""
        if (self.turned or self.confirmed) and self.request.POST.get("seen") != self.seen:
            messages.error(self.request, LOOK_AGAIN)
        elif self.confirmed and self.form.is_valid() and self._done():
            return HttpResponseRedirect(back)
        return TemplateResponse(self.request, "admin/claims/act.html", self.context(back) | dict(more or {}))

    def _done(self) -> bool:
        """Does it, and says so; or leaves what stood in the way to be shown."""
        try:
            with transaction.atomic():
                # What was seen was compared with what was read; whatever was edited since then, nobody has seen.
                versions = publishing.lock_records(self.records)
                if any(versions[key_of(record)][0] != record.version for record in self.records):
                    messages.error(self.request, LOOK_AGAIN)
                    return False
                appended = perform(self.request, self.act, self.records, self.form.cleaned_data.get("reason", ""))
        except publishing.Refused as refusal:
            self.problems = refusal.problems
            return False
        if self.act.publishes and not appended:
            messages.info(self.request, f"Unchanged since it was published: {named(self.records)}.")
            return True
        count = len(self.records)
        told = f"{capfirst(self.act.done)}: {named(self.records)}." if count == 1 else f"{count} {self.act.done}."
        messages.success(self.request, told)
        if self.act.publishes and Refresh.objects.filter(cause__in=[row.seq for row in appended]).exists():
            told = "Documents that name what was renamed or merged are brought up to date in the background"
            messages.info(self.request, f"{told}: see Refreshes.")
        return True

    def context(self, back: str) -> dict[str, Any]:
        picked = {key_of(record) for record in self.chosen}
        chosen = [record for record in self.records if key_of(record) in picked]
        pages = Paginator(chosen, SHOWN if self.act.publishes else max(len(chosen), 1))
        page = pages.get_page(self.request.POST.get("page"))
        if pages.num_pages > 1:  # or the browser would go past all of them to where the reason is typed
            self.form.fields["reason"].widget.attrs.pop("autofocus")
        return {
            **self.model_admin.admin_site.each_context(self.request),
            "title": f"{self.act.verb}: {named(chosen)}",
            "opts": self.model_admin.opts,
            "media": self.model_admin.media,
            "act": self.act,
            "form": self.form,
            "count": len(self.records),
            "sizes": self._sizes() if self.act.publishes and len(self.records) > 1 else (),
            "page": page,
            "turns": list(pages.get_elided_page_range(page.number)),
            "listed": _by_name(pages) if pages.num_pages > 1 else (),
            "items": self._items(page),
            "folded": len(chosen) > UNFOLDED,
            "along": [Item(record) for record in self.records if key_of(record) not in picked],
            "problems": self._told(),
            "more_problems": max(0, len(self.problems) - MOST),
            "seen": self.seen,
            "selection": [record.pk for record in self.chosen] if self.request.POST.get("action") else [],
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "back": back,
        }

    def _items(self, page: Page) -> list[Item]:
        records = list(page)
        written_out = all_differences(records, self.records) if self.act.publishes else {}
        return [Item(record, written_out.get(key_of(record))) for record in records]

    def _sizes(self) -> list[Size]:
        sizes = []
        for _, group in by_kind(self.records):
            changed = sum(record.is_public for record in group)
            meta = group[0]._meta
            kind = meta.verbose_name if len(group) == 1 else meta.verbose_name_plural
            sizes.append(Size(str(kind), len(group) - changed, changed))
        return sizes

    def _told(self) -> list[dict[str, Any]]:
        """The first of the problems, each with the record that has it."""
        known = {checks.name_of(record): Item(record) for record in self.records}
        return [
            problem._asdict() | {"item": known.get(problem.record), "message": _linked(problem)}
            for problem in self.problems[:MOST]
        ]


def _linked(problem: checks.Problem) -> SafeString:
    """The message, with a link at each record that it names."""
    html, rest = SafeString(), problem.message
    for record in problem.named:
        words = checks.in_words(record)
        before, _, rest = rest.partition(words)
        html += format_html('{}<a href="{}">{}</a>', before, change_url(record), words)
    return html + conditional_escape(rest)


def _by_name(pages: Paginator) -> list[tuple[int, int, list[tuple[str, bool]]]]:
    """Of each page its number, that of its first record, and its records: name, and whether edited since published."""
    return [(page.number, page.start_index(), [(str(record), record.has_changed) for record in page]) for page in pages]


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
