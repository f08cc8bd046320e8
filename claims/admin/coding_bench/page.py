"""The page of the coding bench: what it shows, and what its buttons do."""

import json
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime

from claims.admin.base import broken
from claims.admin.coding_bench import carrying, merging, typed
from claims.admin.coding_bench.assistance import Assistance, assist
from claims.admin.coding_bench.forms import ClaimForm, row_sets
from claims.admin.coding_bench.help import still_parts
from claims.admin.coding_bench.naming import Directory
from claims.admin.coding_bench.text import coded_text
from claims.admin.forms import stamp
from claims.admin.pages import way_back
from claims.curation.three_way import Merged
from claims.models.claims import Claim
from claims.models.coding import Attribution, Evidence, HedgeCue
from claims.models.confidence import ConfidenceLevel
from claims.models.sources import Source, SourceText


class CodingPage:
    """One claim of a source, or a new one, in the form; all others in the text."""

    def __init__(
        self, model_admin: Any, request: HttpRequest, source: Source, claim: Claim | None, gone: str = ""
    ) -> None:
        self.model_admin, self.request, self.source, self.claim = model_admin, request, source, claim
        self.gone = gone  # who deleted the claim whose form was sent, as a sentence
        self.directory = Directory()
        self.assistance: Assistance | None = None
        self.merged: Merged | None = None
        self.conflict = ""
        self.draft: Any = None
        self.others: list[tuple[str, str]] = []  # tokens of other drafts of this form, and how they begin
        self.errors_shown = False
        # A new row of the table for a form to fill in; the stored one stays as it is.
        self.instance = claim or Claim(source=source, coder=self.user, language=source.language)

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    @cached_property
    def levels(self) -> list[ConfidenceLevel]:
        return list(ConfidenceLevel.objects.select_related("scale").order_by("scale__slug", "rank", "pk"))

    @cached_property
    def text(self) -> SourceText | None:
        return SourceText.objects.filter(source=self.source).order_by("-pk").first()

    @property
    def url(self) -> str:
        args = [self.source.pk, *([self.claim.pk] if self.claim else [])]
        return reverse("admin:claims_source_code_claim" if self.claim else "admin:claims_source_code", args=args)

    @property
    def new_url(self) -> str:
        return reverse("admin:claims_source_code", args=[self.source.pk])

    @cached_property
    def back(self) -> str:
        """Where somebody came from who came to edit this one claim: the reviewer's page. Empty for whoever codes."""
        return way_back(self.request, "")

    def _with_back(self, url: str) -> str:
        return f"{url}?{urlencode({'back': self.back})}" if self.back else url

    def fill(self, data: QueryDict | None, initial: dict[str, Any] | None = None) -> None:
        """Makes the forms: of what was sent, of what is stored, or for a new claim of what it begins with."""
        first = {"opened": typed.token(), **(initial or {}).get("claim", {})}
        self.form = ClaimForm(data, instance=self.instance, initial=first, directory=self.directory, levels=self.levels)
        rows = {name: rows for name, rows in (initial or {}).items() if name != "claim"}
        self.sets: dict[str, Any] = dict(row_sets(self.instance, self.directory, data=data, initial=rows))
        for formset in self.sets.values():
            _ = formset.forms  # made now, so that the directory knows all names before the first is looked up

    def refill(self, data: QueryDict) -> None:
        """The forms of what was sent, to be typed in: with an empty row of each kind, as the script has one."""
        self.fill(data)
        if grown := typed.with_empty_rows(data, self.sets):
            self.fill(grown)

    # --- What is asked ---

    def show(self) -> HttpResponse:
        """The form as it was left, else as it is stored, else a new one that begins as the claim before."""
        kept = typed.kept(self.user, self.source, self.claim)
        restated = self.request.GET.get("restates", "")
        # Whoever goes on to the next claim, or to one that restates, is told of a draft that another tab left.
        goes_on = self.claim is None and bool(restated or "from" in self.request.GET)
        self.draft = None if goes_on else kept
        self.others = typed.others(kept, shown=not goes_on) if kept is not None else []
        if self.draft is not None:
            self.refill(typed.data_of(self.draft))  # what the bench says to it, the script asks for at once
        elif self.claim is not None:
            self.fill(None)
            self._note_what_it_was()
        else:
            begun = carrying.begin(self.source, self.user, self.directory)
            if found := next(iter(self.directory.find("claim", restated)), None) if restated else None:
                again = carrying.restating(found, self.directory)
                begun |= again | {"claim": begun["claim"] | again["claim"]}
            self.fill(None, begun)
        return self._page()

    def keep(self) -> HttpResponse:
        """Keeps what was typed, and answers with what the bench says to it: for the script, while somebody types."""
        data = typed.sent(self.request)
        kept = typed.keep(self.user, self.source, self.claim, data)
        self._assist(data)
        context = {**self._assistance_context(), "kept": localtime() if kept else None, "too_late": not kept}
        return TemplateResponse(self.request, "admin/claims/bench/assistance.html", context)

    def answer(self) -> HttpResponse:
        """What a button asks for. Nothing is saved but by the two that say so."""
        data = typed.sent(self.request)
        if self.gone:
            data = merging.as_new(data)
            self._assist(data)
            self.refill(data)
            return self._page()
        if typed.OTHER in data:
            if self.claim is not None or typed.is_begun(data):
                typed.keep(self.user, self.source, self.claim, data)
            typed.bring(self.user, self.source, self.claim, str(data[typed.OTHER]))
            return HttpResponseRedirect(self._with_back(self.url))
        if "_discard" in data:
            typed.forget(self.user, self.source, self.claim, data)
            messages.info(self.request, "What was not saved is gone.")
            return HttpResponseRedirect(self._with_back(self.url))
        if "_save" in data or "_next" in data:
            return self._save(data)
        for taken in data.getlist("_take"):
            for name, value in _pairs(taken):
                data[name] = value.replace("\0", "")
        for answer in data.getlist("_answer"):
            typed.choose(data, *answer.partition("=")[::2])
        typed.keep(self.user, self.source, self.claim, data)
        self._assist(data)
        self.refill(data)
        return self._page()

    # --- Saving ---

    def _save(self, data: QueryDict) -> HttpResponse:
        self.fill(data)
        data = merging.take_theirs(data, self.sets)
        with transaction.atomic():
            if self.claim is not None and self._was_edited_meanwhile(data):
                self._assist(data)
                return self._page()
            self.fill(data)
            # Actors that are made in place go with the claim, or not at all.
            saved, told = self._write() if self._is_valid() else (None, "")
            if saved is None:
                transaction.set_rollback(True)
        if saved is None:
            if told:
                messages.error(self.request, told)
            typed.keep(self.user, self.source, self.claim, data)
            self._assist(data)
            self.errors_shown = True
            return self._page()
        typed.forget(self.user, self.source, self.claim, data)
        messages.success(self.request, f"Saved: {saved}")
        if "_next" in data and self.back:
            return HttpResponseRedirect(self.back)
        if "_next" in data:
            return HttpResponseRedirect(f"{self.new_url}{_on_from(saved)}")
        here = reverse("admin:claims_source_code_claim", args=[self.source.pk, saved.pk])
        return HttpResponseRedirect(self._with_back(here))

    def _is_valid(self) -> bool:
        return all([self.form.is_valid(), *(formset.is_valid() for formset in self.sets.values())])

    def _write(self) -> tuple[Claim | None, str]:
        """The saved claim; or None, with the sentence of the rule that the database found broken."""
        admin = self.model_admin.admin_site.get_model_admin(Claim)
        try:
            with transaction.atomic():
                claim: Claim = self.form.save()
                for formset in self.sets.values():
                    formset.save()
                by_model = {formset.model: formset for formset in self.sets.values()}
                remarks = [*by_model[Evidence].remarks]
                remarks += by_model[HedgeCue].settle(by_model[Attribution].moves)
                change = admin.construct_change_message(
                    self.request, self.form, list(self.sets.values()), not self.claim
                )
                (admin.log_change if self.claim else admin.log_addition)(self.request, claim, change)
        except IntegrityError as error:
            return None, f"The database refused it, and nothing was saved: {broken(Claim, error)}"
        for remark in remarks:
            messages.warning(self.request, remark)
        return claim, ""

    def _was_edited_meanwhile(self, data: QueryDict) -> bool:
        """Whether somebody saved the claim since the page was opened; then the forms hold both, to be looked at."""
        assert self.claim is not None
        Claim.objects.select_for_update().filter(pk=self.claim.pk).values_list("pk").first()
        self.claim.refresh_from_db()
        if data.get("version") == stamp(self.claim):
            return False
        sent_form, sent_sets = self.form, self.sets
        self.fill(None)
        theirs = merging.parts_of(self.form, self.sets)
        together, self.merged = merging.merged(data, theirs, sent_form, sent_sets, stamp(self.claim))
        self.conflict = self._who_saved_it()
        typed.keep(self.user, self.source, self.claim, together)
        self.fill(together)
        return True

    def _who_saved_it(self) -> str:
        assert self.claim is not None
        kind = ContentType.objects.get_for_model(Claim)
        entry = LogEntry.objects.filter(content_type=kind, object_id=self.claim.pk).select_related("user").first()
        at = date_format(localtime(self.claim.updated_at), "H:i:s")
        return f"{entry.user if entry else 'Somebody'} saved this claim at {at}, while you were editing it."

    def _note_what_it_was(self) -> None:
        self.form.initial["base"] = json.dumps(merging.parts_of(self.form, self.sets))

    # --- What is shown ---

    def _assist(self, data: QueryDict) -> None:
        self.assistance = assist(data, self.source, self.claim, self.text, self.levels, self.directory)

    def _assistance_context(self) -> dict[str, Any]:
        return {"assistance": self.assistance, "source": self.source}

    def _page(self) -> HttpResponse:
        current = self.claim.pk if self.claim else None
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            **self._assistance_context(),
            "title": f"Code: {self.source}",
            "opts": self.model_admin.opts,
            "media": self.model_admin.media,
            "is_nav_sidebar_enabled": False,
            "claim": self.claim,
            "coded": coded_text(self.source, current, self.new_url),
            "form": self.form,
            "sets": self.sets,
            "errors_shown": self.errors_shown,
            "problems": list(self._problems()) if self.errors_shown else (),
            "draft": self.draft,
            "others": self.others,
            "conflict": self.conflict,
            "gone": self.gone,
            "merged": self.merged,
            "told": self._told(),
            "new_url": self.new_url,
            "url": self.url,
            "back": self.back,
            **still_parts(),
        }
        status = 422 if self.errors_shown else 409 if self.conflict or self.gone else 200
        return TemplateResponse(self.request, "admin/claims/bench/page.html", context, status=status)

    def _told(self) -> dict[str, Any]:
        merged = self.merged
        return {
            "taken": [(merging.told(d), d) for d in merged.taken] if merged else [],
            "both": [(merging.told(d), f"{d.key}|{d.field}", d) for d in merged.both] if merged else [],
        }

    def _problems(self) -> Any:
        """Every error on the page with the field it is of, for the list at the top of the form."""
        forms: list[tuple[str, Any]] = [("", self.form)]
        for name, formset in self.sets.items():
            forms += [(f"{name} {index + 1}", row) for index, row in enumerate(formset.forms)]
            yield from ((name, "", message) for message in formset.non_form_errors())
        for place, form in forms:
            for name, errors in form.errors.items():
                field = None if name == "__all__" else form[name]
                label = f"{place} {field.label if field else ''}".strip()
                yield from ((label, field.id_for_label if field else "", message) for message in errors)


def _on_from(claim: Claim) -> str:
    """Where coding goes on, as the page's script reads it: at the words that were quoted last."""
    places = Evidence.objects.filter(claim=claim, paragraph__isnull=False).order_by("order", "pk")
    if (found := places.values_list("paragraph", "start").first()) is None:
        return ""
    paragraph, start = found
    return f"?from={paragraph}" if start is None else f"?from={paragraph}&at={start}"


def _pairs(taken: str) -> list[tuple[str, str]]:
    """The fields that a button to take something over sets, as its value has them in JSON."""
    try:
        found: dict[str, Any] = json.loads(taken)
        return [(str(name), str(value)) for name, value in found.items()]
    except (ValueError, AttributeError):
        return []
