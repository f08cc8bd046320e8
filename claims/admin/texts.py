"""Texts of sources: pasted or handed in, looked at before they are kept, and their quotes settled in a new version."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify

from claims.admin.coding_bench.naming import Directory, nearest
from claims.admin.pages import number, words
from claims.admin.quotes import marked
from claims.admin.widgets import Day, OfferSelect
from claims.choices import AnchorStatus
from claims.curation import anchoring
from claims.curation.imports.references import free_slug
from claims.curation.numbers import counted
from claims.curation.texts.likeness import like, sketch_missing
from claims.curation.texts.rechecking import (
    Changed,
    Rechecked,
    recheck,
    replace_words,
    said_missing,
    settle,
    unsettled,
)
from claims.models.actors import Actor
from claims.models.coding import Evidence
from claims.models.sources import Source, SourceText

if TYPE_CHECKING:
    from claims.admin.sources import SourceAdmin

# Bytes of a text: what a form can carry from the preview to the keeping, and more than a source has.
MOST = 2_000_000
A_PAGE = 20
PUBLISHERS = 200  # that are written out; those who published a source that is there
ADDRESS = "Address (URL)"  # what the field of a source is called; its own name would be written "Url"


class TextForm(forms.Form):
    """A text, pasted or as a file; `text` is what comes of it, by the written rule."""

    file = forms.FileField(required=False, help_text=".txt, .html or .docx. Its words are taken as they are printed.")
    pasted = forms.CharField(
        label="or paste it",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
        help_text="The whole text; a blank line divides paragraphs. For curators only, it is never public.",
    )

    text, title = "", ""
    remarks: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        # Here, because Word's files take room and half a second of each start that only this needs.
        from claims.curation.texts import extracting

        cleaned = super().clean() or {}
        upload, pasted = cleaned.get("file"), cleaned.get("pasted") or ""
        if self.errors:
            return cleaned
        if bool(upload) == bool(pasted.strip()):
            raise ValidationError(
                "Either choose a file or paste the text." if upload else "Choose a file, or paste the text."
            )
        try:
            if upload:
                # One byte more is refused as too large.
                found = extracting.extract(upload.read(extracting.MOST + 1), upload.name)
                pasted, self.title, self.remarks = found.text, found.title, found.remarks
            self.text = anchoring.normalise(pasted)
        except (extracting.Unreadable, anchoring.UnstorableCharacter) as error:
            raise ValidationError(str(error)) from error
        if not self.text:
            raise ValidationError("There are no words in it.")
        if len(self.text.encode()) > MOST:
            raise ValidationError(f"The text has more than {MOST // 1_000_000} MB: keep it as several sources.")
        return cleaned


class NewSourceForm(forms.ModelForm):
    """What is to be known of a new source; the rest is filled in on its page.

    Without JavaScript no more publishers can be chosen than are written out; any other is given by name.
    """

    publisher_named = forms.CharField(
        label="or by name",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Name, alias or slug of a publisher that is not in the list. It has to be among the actors.",
    )
    field_order = ("title", "slug", "kind", "publisher", "publisher_named")
    required_css_class = "required"  # bold, as in the admin's own forms

    class Meta:
        model = Source
        fields = ("title", "slug", "kind", "publisher", "published_on", "url", "language", "coding_depth")
        widgets = {"published_on": Day, "title": forms.TextInput(attrs={"class": "vTextField"})}
        field_classes = {"url": forms.URLField}
        labels = {"url": ADDRESS}

    def __init__(self, admin: "SourceAdmin", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "Short name in addresses; made of the title where it is left empty."
        publishes = Actor.objects.filter(Exists(Source.objects.filter(publisher=OuterRef("pk")))).order_by("name", "pk")
        offered = list(publishes[:PUBLISHERS])
        if (chosen := number(self.data.get("publisher"))) is not None and all(one.pk != chosen for one in offered):
            offered += Actor.objects.filter(pk=chosen)
        self.fields["publisher"].widget = OfferSelect(
            Source._meta.get_field("publisher"), admin.admin_site, offered=offered
        )
        self.fields["url"].assume_scheme = "https"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if name := cleaned.get("publisher_named", "").strip():
            self._name_publisher(name, cleaned)
        if cleaned.get("title") and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.instance.slug = free_slug(Source, slugify(cleaned["title"]) or "source")
        return cleaned

    def _name_publisher(self, name: str, cleaned: dict[str, Any]) -> None:
        """Whom the name means, in the place of who was chosen; a mistake where it is another, or several, or nobody."""
        try:
            found = Directory().one("actor", name)
        except ValidationError as several:
            self.add_error("publisher_named", several)
            return
        chosen = cleaned.get("publisher")
        if found is None:
            near = " or ".join(f"“{one}”" for one in nearest("actor", name))
            offer = f"Did you mean {near}? Else add" if near else "Add"
            told = f"There is no actor “{name}”. {offer} it under Actors, or leave this empty and fill it in later."
            self.add_error("publisher_named", told)
        elif chosen is not None and chosen != found:
            self.add_error("publisher_named", f"It is another than {chosen}, which is chosen: leave one of them empty.")
        else:
            cleaned["publisher"] = found


class TextPages:
    """The pages of texts, as part of the admin of sources."""

    def __init__(self, admin: "SourceAdmin") -> None:
        self.admin = admin

    def urls(self) -> list[URLPattern]:
        page = self.admin.admin_site.admin_view
        return [
            path("new/", page(self.new_view), name="claims_source_new"),
            path("<path:object_id>/text/", page(self.text_view), name="claims_source_text"),
            path("<path:object_id>/anchors/", page(self.anchors_view), name="claims_source_anchors"),
        ]

    # --- A text, looked at before it is kept -----------------------------------------------------

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """A new source from its text."""
        if not self.admin.has_add_permission(request):
            raise PermissionDenied
        if "_keep" in request.POST:
            form, text = NewSourceForm(self.admin, request.POST), self._carried(request)
            if form.is_valid():
                with transaction.atomic():
                    source = form.save()
                    self._store(source, text)
                    self.admin.log_addition(request, source, "Added with its text.")
                messages.success(request, f"“{source}” is kept with its text. Fill in what is missing, then code it.")
                return HttpResponseRedirect(reverse("admin:claims_source_change", args=[source.pk]))
            return self._preview(request, None, text, form, ())
        return self._given(request, None)

    def text_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A new version of the text of a source that is there; its first, where it has none."""
        source = self._source(request, object_id)
        if source is None:
            return self._gone(request, object_id)
        if not self.admin.has_change_permission(request, source):
            raise PermissionDenied
        if "_keep" in request.POST:
            text = self._carried(request)
            if source.texts.filter(sha256=anchoring.sha256(text)).exists():
                messages.error(request, "This version of the text is stored already; nothing was kept.")
                return HttpResponseRedirect(request.path)
            with transaction.atomic():
                version = self._store(source, text)
                self.admin.log_change(request, source, "Kept a new version of the text.")
            left = unsettled(version).count()
            more = f" {counted(left, 'quote is', 'quotes are')} to be settled in it." if left else ""
            messages.success(request, f"The text is kept.{more}")
            page = "anchors" if left else "change"
            return HttpResponseRedirect(reverse(f"admin:claims_source_{page}", args=[source.pk]))
        return self._given(request, source)

    def _given(self, request: HttpRequest, source: Source | None) -> HttpResponse:
        given = request.method == "POST"
        form = TextForm(request.POST, request.FILES) if given else TextForm()
        if not given or not form.is_valid():
            crumb = "New version of the text" if source else ""
            context = {**self._page(request, self._title(source)), "form": form, "source": source, "crumb": crumb}
            return TemplateResponse(request, "admin/claims/text.html", context)
        title = form.title or form.text.partition("\n")[0][:200]
        about = None if source else NewSourceForm(self.admin, initial={"title": title, "coding_depth": "none"})
        return self._preview(request, source, form.text, about, form.remarks)

    def _preview(
        self, request: HttpRequest, source: Source | None, text: str, form: NewSourceForm | None, remarks: Any
    ) -> HttpResponse:
        digest = anchoring.sha256(text)
        found: list[Rechecked] = []
        stored = ""
        if source is not None:
            version = SourceText(source=source, text=text, rule=anchoring.RULE, sha256=digest)
            rows = source_quotes(source)
            found = recheck(version, rows, ())
            stored = "" if digest not in set(source.texts.values_list("sha256", flat=True)) else "stored"
        not_compared = sketch_missing()
        context = {
            **self._page(request, f"{self._title(source)}: preview", form.media if form else None),
            "source": source,
            "text": text,
            "form": form,
            "remarks": remarks,
            "sha256": digest,
            "rule": anchoring.RULE,
            "paragraphs": marked(text, (), every=True),
            "characters": len(text),
            "alike": like(text, besides=source.pk if source else None),
            "not_compared": not_compared,
            "counts": _counted(found),
            "stored": stored,
        }
        return TemplateResponse(request, "admin/claims/text_preview.html", context)

    def _carried(self, request: HttpRequest) -> str:
        """The text that was looked at; normalised again, which changes nothing of it."""
        try:
            text = anchoring.normalise(request.POST.get("text", ""))
        except anchoring.UnstorableCharacter as error:
            raise PermissionDenied(str(error)) from error  # not what the preview gave
        if not text:
            raise PermissionDenied("The text is empty.")
        return text

    def _store(self, source: Source, text: str) -> SourceText:
        version = SourceText(source=source, text=text, rule=anchoring.RULE, sha256=anchoring.sha256(text))
        version.save()
        return version

    # --- Anchors to settle -----------------------------------------------------------------------

    def anchors_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The quotes that are not settled in the current text, each with where it stood and where it may stand.

        With `missing` in the address those of which somebody said that they are not in it: they can be settled still.
        """
        source = self._source(request, object_id)
        if source is None:
            return self._gone(request, object_id)
        allowed = self.admin.has_change_permission if request.method == "POST" else self.admin.has_view_permission
        if not allowed(request, source):
            raise PermissionDenied
        text = source.current_text
        look_at_missing = "missing" in request.GET
        rows: list[Evidence] = []
        if text is not None:
            rows = list(said_missing(text) if look_at_missing else unsettled(text))
        if request.method == "POST" and text is not None:
            with transaction.atomic():
                self._settle(request, source, text, rows)
            return HttpResponseRedirect(request.get_full_path())
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
        here = {row.pk for row in page}
        every = recheck(text, rows, here) if text is not None else []
        context = {
            **self._page(request, f"Anchors to settle: {source}"),
            "source": source,
            "text": text,
            "found": [one for one in every if one.row.pk in here],
            "page": page,
            "counts": _counted(every),
            "certain": sum(one.is_certain for one in every),
            "look_at_missing": look_at_missing,
            "missing": said_missing(text).count() if text is not None and not look_at_missing else 0,
            "may_change": self.admin.has_change_permission(request, source),
        }
        return TemplateResponse(request, "admin/claims/anchors.html", context)

    def _settle(self, request: HttpRequest, source: Source, text: SourceText, rows: list[Any]) -> None:
        by = request.user.get_username()
        try:
            reason = words(request, "reason")
            if request.POST.get("sha256") != text.sha256:
                raise Changed("The text is another one than you looked at; nothing was settled. Look again.")
            if "_all" in request.POST:
                certain = [one for one in recheck(text, rows, ()) if one.found.anchor is not None]
                places: dict[int, int | None] = {one.row.pk: one.found.candidates[0] for one in certain}
            else:
                places = {}
                for row in rows:
                    chosen = request.POST.get(f"place{row.pk}", "")
                    if chosen == "missing":
                        places[row.pk] = None
                    elif chosen.startswith("words-"):
                        start, _, end = chosen.removeprefix("words-").partition("-")
                        first, last = number(start), number(end)
                        if first is not None and last is not None:
                            replace_words(source, row.pk, first, last, by=by, reason=reason)
                            messages.success(request, "One quote has the words of the new text now.")
                    elif (place := number(chosen)) is not None:
                        places[row.pk] = place
            count = settle(source, places, by=by, reason=reason) if places else 0
        except ValidationError as error:
            messages.error(request, "Nothing was settled: " + " ".join(error.messages))
            return
        except Changed as refusal:
            messages.error(request, str(refusal))
            return
        if count:
            self.admin.log_change(request, source, f"{counted(count, 'anchor')} settled.")
            messages.success(request, f"{count} settled.")

    # --- Pages -----------------------------------------------------------------------------------

    def _source(self, request: HttpRequest, object_id: str) -> Source | None:
        found: Source | None = self.admin.get_object(request, object_id)
        return found

    def _gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        redirect: HttpResponse = self.admin._get_obj_does_not_exist_redirect(request, self.admin.opts, object_id)  # type: ignore[attr-defined]
        return redirect

    def _title(self, source: Source | None) -> str:
        return f"New version of the text: {source}" if source else "New source from its text"

    def _page(self, request: HttpRequest, title: str, media: Any = None) -> dict[str, Any]:
        return {
            **self.admin.admin_site.each_context(request),
            "title": title,
            "opts": self.admin.opts,
            "media": self.admin.media if media is None else self.admin.media + media,
            "is_nav_sidebar_enabled": False,
        }


def source_quotes(source: Source) -> list[Any]:
    """All quotes of a source's claims."""
    return list(Evidence.objects.filter(claim__source=source).select_related("claim").order_by("claim_id", "order"))


def _counted(found: list[Rechecked]) -> list[tuple[str, int]]:
    """How many quotes are exact, moved, missing, ambiguous."""
    counts = Counter(one.status for one in found)
    return [(str(status.label), counts[status]) for status in AnchorStatus if counts[status]]
