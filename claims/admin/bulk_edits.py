"""The bulk action that edits a selection of claims: asked for, looked at, given a reason, done as one change set."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from claims.admin.confidence import level_field
from claims.admin.pages import number
from claims.admin.widgets import OfferSelect
from claims.choices import ClaimKind, Salience
from claims.curation.bulk_edits import MOST, Edit, apply, effects, loaded
from claims.curation.numbers import counted
from claims.curation.publishing import Refused
from claims.curation.rights import Right, may
from claims.models.claims import Claim
from claims.models.topics import Event, Place, Topic

if TYPE_CHECKING:
    from claims.admin.base import RecordAdmin as Base
else:
    Base = object

OFFERED = 30  # rows that a select writes out, for whoever has no JavaScript


class EditForm(forms.Form):
    """What to change in each claim; what is left empty stays as it is."""

    add_topic = forms.ModelChoiceField(Topic.objects.all(), required=False, label="Add the topic")
    remove_topic = forms.ModelChoiceField(Topic.objects.all(), required=False, label="Take out the topic")
    add_place = forms.ModelChoiceField(Place.objects.all(), required=False, label="Add the place")
    remove_place = forms.ModelChoiceField(Place.objects.all(), required=False, label="Take out the place")
    event = forms.ModelChoiceField(Event.objects.all(), required=False, label="Set the event")
    kind = forms.ChoiceField(choices=[("", "---------"), *ClaimKind.choices], required=False, label="Set the kind")
    salience = forms.ChoiceField(
        choices=[("", "---------"), *Salience.choices], required=False, label="Set the salience"
    )
    coder = forms.ModelChoiceField(get_user_model().objects.none(), required=False, label="Hand over to")
    basis = forms.CharField(
        required=False, label="Why not surer", widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="It stands in the history of each of these claims, and with the change set.",
        error_messages={"required": "Say why."},
    )

    def __init__(self, site: Any, data: Any = None) -> None:
        super().__init__(data)
        people = get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username")
        self.fields["coder"].queryset = people  # type: ignore[attr-defined]
        self.fields["confidence"] = level_field(
            Claim._meta.get_field("coding_confidence"), required=False, label="Set the coding confidence", help_text=""
        )
        for name, (relation, model) in _RELATIONS.items():
            rows = list(model._default_manager.all()[:OFFERED])
            if (chosen := number(self.data.get(name))) is not None and all(row.pk != chosen for row in rows):
                rows += model._default_manager.filter(pk=chosen)
            self.fields[name].widget = OfferSelect(Claim._meta.get_field(relation), site, offered=rows)
        self.order_fields(
            [*[n for n in self.fields if n not in ("confidence", "basis", "reason")], "confidence", "basis", "reason"]
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and not self.edit():
            raise forms.ValidationError("Choose at least one thing to change.")
        return cleaned

    def edit(self) -> Edit:
        typed = self.cleaned_data
        values = {column: typed[column] for column in ("kind", "salience", "event", "coder") if typed.get(column)}
        if typed.get("confidence"):
            values |= {"coding_confidence": typed["confidence"], "coding_confidence_basis": typed.get("basis", "")}
        lists = {"topics": "topic", "places": "place"}
        add = {name: [typed[f"add_{one}"]] for name, one in lists.items() if typed.get(f"add_{one}")}
        remove = {name: [typed[f"remove_{one}"]] for name, one in lists.items() if typed.get(f"remove_{one}")}
        return Edit(values, add, remove)


_RELATIONS: Mapping[str, tuple[str, Any]] = {
    "add_topic": ("topics", Topic),
    "remove_topic": ("topics", Topic),
    "add_place": ("places", Place),
    "remove_place": ("places", Place),
    "event": ("event", Event),
}


class BulkEditPages(Base):
    """Of the admin of claims: the action and its page."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if may(request.user, Right.CODE):
            actions["edit"] = (partial(_on_selection), "edit", "Edit …")
        return actions


def _on_selection(model_admin: "Base", request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    numbers = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(numbers) > MOST:
        messages.error(request, f"Edit: at most {MOST:,} at a time. Narrow the list or select fewer.")
        return None
    claims = loaded(numbers)
    asked = "previewed" in request.POST or "confirm" in request.POST
    form = EditForm(model_admin.admin_site, request.POST if asked else None)
    shown = effects(claims, form.edit()) if asked and form.is_valid() else None
    if "confirm" in request.POST and shown is not None and _same(request, claims):
        seen = {claim.pk: claim.version for claim in claims}
        try:
            done = apply(seen, form.edit(), by=request.user.get_username(), reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, "Nothing was changed. " + " ".join(map(str, refusal.problems[:5])))
        else:
            messages.success(request, f"{done} edited, as one change set.")
            return HttpResponseRedirect(request.get_full_path())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Edit {counted(len(claims), 'claim')}",
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "form": form,
        "claims": claims,
        "effects": shown,
        "untouched": len(claims) - len({effect.claim.pk for effect in shown}) if shown is not None else 0,
        "seen": _stamp(claims),
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "is_nav_sidebar_enabled": False,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/claims/bulk_edit.html", context)


def _stamp(claims: Sequence[Claim]) -> str:
    return " ".join(f"{claim.pk}:{claim.version}" for claim in claims)


def _same(request: HttpRequest, claims: Sequence[Claim]) -> bool:
    """Whether the claims are as they were when their preview was made; it is said where they are not."""
    if request.POST.get("seen") == _stamp(claims):
        return True
    messages.error(request, "Some were edited since you looked at them. This is what the edit would change now.")
    return False
