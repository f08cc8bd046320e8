"""The admin of a record: what all kinds of record have in common."""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial, update_wrapper
from typing import Any, ClassVar

import pghistory
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models
from django.db.models import ForeignKey, ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims.admin import acts
from claims.admin.act_page import ActPage, on_selection
from claims.admin.acts import PUBLISH, REDACT, RETRACT, Act
from claims.admin.differences import differences
from claims.admin.forms import LoadedForm, RecordForm
from claims.admin.pages import ChosenRows, NamedDeletions, WholeWidth, words
from claims.admin.versions import VersionPages
from claims.admin.widgets import Day, LoadedSelect, LoadedSelectMultiple
from claims.choices import Vocabulary
from claims.curation import publishing
from claims.curation.numbers import counted
from claims.curation.rights import Right, may
from claims.models.base import Record
from claims.models.ledger import Publication

OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"widget": Day},
    models.URLField: {"assume_scheme": "https"},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
}


# Set while the page of a deletion is made: the ledger is asked once for all its records, not for each.
_asked_for_all: ContextVar[bool] = ContextVar("asked_for_all", default=False)


class LoadedFields(BaseModelAdmin):
    """Of a ModelAdmin or inline: autocompletes cost no query of their own, and a related row can be added, no more.

    The stock "change", "delete" and "view" links beside each select would triple the tab stops of a row.
    """

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields and "widget" not in kwargs:
            kwargs["widget"] = LoadedSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields and "widget" not in kwargs:
            kwargs["widget"] = LoadedSelectMultiple(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, ForeignKey | ManyToManyField) and field is not None:
            for link in ("can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, link, False)
        return field


class PartInline(LoadedFields, admin.TabularInline):
    """Rows that belong to a record, with what their labels need."""

    form = LoadedForm
    template = "admin/claims/includes/parts.html"
    extra = 1
    max_num = 100
    select_related: ClassVar[Sequence[str]] = ()
    formfield_overrides = OVERRIDES

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = super().get_queryset(request)
        return queryset.select_related(*self.select_related) if self.select_related else queryset

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # Django would build and draw a thousand forms more than are allowed before it says that they are too many.
        return super().get_formset(request, obj, **{"absolute_max": self.max_num, **kwargs})


@dataclass(frozen=True, slots=True)
class Include:
    """A template in the layout of a page."""

    template: str


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a page: a fieldset, an inline, or a template."""

    fieldset: Any = None
    inline: Any = None
    template: str | None = None


class RecordAdmin(LoadedFields, VersionPages, WholeWidth, ChosenRows, NamedDeletions):
    """Edits the workshop's row, and leads to the acts that make it public or take it back."""

    form = RecordForm
    acts: ClassVar[Sequence[Act]] = (PUBLISH, RETRACT, REDACT)
    # The order of a page where fieldsets and inlines alternate: names of fieldsets, inlines, templates.
    layout: ClassVar[Sequence[str | type[PartInline] | Include]] = ()
    # Fields whose choices are shown with their definitions.
    defined: ClassVar[dict[str, type[Vocabulary]]] = {}

    formfield_overrides = OVERRIDES
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ["claims/curation.css", "claims/review.css"]}

    # --- Who may do what -------------------------------------------------------------------------

    def may(self, act: Act, request: HttpRequest, obj: Record | None = None) -> bool:
        """Whether somebody may do this to a record, or to any of them where none is given."""
        shown = self.has_change_permission if act.right == Right.CODE else self.has_view_permission
        return may(request.user, act.right) and bool(shown(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never of what is or was public: the ledger holds its address, which must not go to another."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or _asked_for_all.get() or not was_public([obj]))

    delete_selected_confirmation_template = "admin/claims/delete_selected.html"

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """As one change set, with the reason that the page asked for."""
        gone = counted(len(queryset), str(self.opts.verbose_name), str(self.opts.verbose_name_plural))
        title, by = f"Deleted: {gone}", request.user.get_username()
        with pghistory.context(act="bulk", title=title, by=by, reason=words(request, "reason")):
            super().delete_queryset(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Of a selection: names what is public among the rows that stand in the way, with the remedy."""
        token = _asked_for_all.set(True)
        try:
            to_delete, counts, perms, protected = super().get_deleted_objects(objs, request)
        finally:
            _asked_for_all.reset(token)
        public = [f"{record} is or was public: it can be retracted, not deleted." for record in was_public(objs)]
        return to_delete, counts, perms, [*protected, *public]

    # --- The page of a record --------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """On the way to a change the row is locked, so that the form compares with what nobody else can change."""
        record = super().get_object(request, object_id, from_field)
        if record is None or request.method != "POST" or not connection.in_atomic_block:
            return record
        self.model._default_manager.select_for_update().filter(pk=record.pk).values_list("pk").first()
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A form that was right when it was checked may meet a row that came between: then it is checked once more."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            pass
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError as error:
            messages.error(request, f"The database refused it, and nothing was saved: {broken(self.model, error)}")
            return HttpResponseRedirect(request.get_full_path())

    def formfield_for_choice_field(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if vocabulary := self.defined.get(db_field.name):
            kwargs["choices"] = [
                *([] if db_field.has_default() else [("", "---------")]),
                *((code.value, f"{code.label}: {code.definition}") for code in vocabulary),
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        """Slugs follow the name of a new record only; later they are addresses."""
        return {} if obj is not None else super().get_prepopulated_fields(request, obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        record: Record | None = context["original"]
        context["sections"] = list(self._sections(context))
        context["is_nav_sidebar_enabled"] = False  # the tables take the whole width
        if record is not None:
            last = publications(record).defer("body").first()
            context |= {
                "status": acts.status(record),
                "last_publication": last,
                "difference": differences(record) if record.has_changed else (),
                "offered": [
                    {"act": act, "url": self._act_url(act, record)}
                    for act in self.acts
                    if act.fits(record) and self.may(act, request, record) and (last or not act.once_public)
                ],
            }
        else:
            context["offered"] = [{"act": act, "url": ""} for act in self.acts if act.saves and self.may(act, request)]
        return super().render_change_form(request, context, *args, **kwargs)

    def _sections(self, context: dict[str, Any]) -> Any:
        fieldsets = {fieldset.name: fieldset for fieldset in context["adminform"]}
        inlines = {type(inline.opts): inline for inline in context["inline_admin_formsets"]}
        for entry in self.layout:
            if isinstance(entry, Include):
                yield Section(template=entry.template)
            elif isinstance(entry, str):
                yield Section(fieldset=fieldsets[entry])
            elif entry in inlines:
                yield Section(inline=inlines[entry])

    # --- Acts ------------------------------------------------------------------------------------

    def _act_url(self, act: Act, record: Record) -> str:
        return reverse(f"admin:claims_{self.opts.model_name}_{act.name}", args=[record.pk])

    def get_urls(self) -> list[URLPattern]:
        def page(act: Act) -> Callable[..., HttpResponse]:
            view = partial(self.act_view, act=act)
            return update_wrapper(self.admin_site.admin_view(view), self.act_view)

        own = [
            path(f"<path:object_id>/{act.name}/", page(act), name=f"claims_{self.opts.model_name}_{act.name}")
            for act in self.acts
        ]
        return [*own, *super().get_urls()]

    def act_view(self, request: HttpRequest, object_id: str, act: Act) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if not self.may(act, request, record):
            raise PermissionDenied
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        return ActPage(self, request, act, [record]).respond(back=acts.change_url(record))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (_delete_selected, *actions["delete_selected"][1:])
        for act in self.acts:
            if act.bulk and self.may(act, request):
                actions[act.name] = (partial(on_selection, act=act), act.name, f"{act.verb} …")
        return actions

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._act_after_saving(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._act_after_saving(request, obj) or super().response_change(request, obj)

    def _act_after_saving(self, request: HttpRequest, record: Record) -> HttpResponse | None:
        """What the button pressed asks for beyond saving; None where it was a plain one."""
        act = next((act for act in self.acts if act.saves and f"_{act.name}" in request.POST), None)
        if act is None:
            return None
        if not self.may(act, request, record):
            raise PermissionDenied  # and nothing is saved: the whole request is one transaction
        record.refresh_from_db(fields=["version", "published_version"])
        if not act.at_once:
            messages.success(request, f"{capfirst(self.opts.verbose_name)} saved.")
            return HttpResponseRedirect(self._act_url(act, record))
        try:
            acts.perform(request, act, [record])
        except publishing.Refused as refusal:
            messages.warning(request, "Saved, but no more: " + "; ".join(p.message for p in refusal.problems))
        else:
            messages.success(request, f"{capfirst(self.opts.verbose_name)} saved and {act.done}.")
        return HttpResponseRedirect(acts.change_url(record))

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description="public", ordering="published_version")
    def public(self, record: Record) -> SafeString:
        return acts.status(record)


def _delete_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> Any:
    """Django's own action, which asks once more where the reason is missing."""
    if request.POST.get("post") and (problem := _against(request)):
        messages.error(request, f"Nothing was deleted: {problem}")
        asked = request.POST.copy()
        del asked["post"]
        request.POST = asked  # type: ignore[assignment]
    return delete_selected(model_admin, request, queryset)


def _against(request: HttpRequest) -> str:
    """What is wrong with the reason that was given; empty where nothing is."""
    try:
        return "" if words(request, "reason") else "say why."
    except ValidationError as error:
        return " ".join(error.messages)


def publications(record: Record) -> QuerySet[Publication]:
    """Those of the record, the newest first."""
    return Publication.objects.filter(kind=record.record_kind, record=record.pk).order_by("-seq")


def was_public(records: Iterable[Record]) -> list[Record]:
    """Those of the records, all of one kind, that are public or were once."""
    records = list(records)
    asked = [record for record in records if not record.is_public]
    if not asked:
        return records
    rows = Publication.objects.filter(kind=asked[0].record_kind, record__in=[record.pk for record in asked])
    retracted = set(rows.order_by().values_list("record", flat=True).distinct())
    return [record for record in records if record.is_public or record.pk in retracted]


def broken(model: type[models.Model], error: IntegrityError) -> str:
    """The sentence of the constraint that was broken, or else the database's own."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    parts = [relation.related_model for relation in model._meta.related_objects]
    for table in (model, *parts):
        for constraint in table._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return str(getattr(diagnosis, "message_primary", None) or error)
