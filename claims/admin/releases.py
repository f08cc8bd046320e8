"""Releases: made by whoever may, of the state that is public at that moment, and never changed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from claims.curation.releasing import contents, release
from claims.models.ledger import Release


@admin.register(Release)
class ReleaseAdmin(admin.ModelAdmin):
    list_display = ("name", "seq", "at", "by", "notes")
    search_fields = ("=name", "notes")
    ordering = ("-seq", "-id")
    list_per_page = 50
    show_full_result_count = False
    fields = ("name", "notes", "seq", "at", "by", "chain_hash", "public")
    readonly_fields = ("chain_hash", "public")

    def get_fields(self, request: HttpRequest, obj: Release | None = None) -> Any:
        return ("name", "notes") if obj is None else self.fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            # What the form cannot see: nothing is published, or the name was taken since it was checked.
            messages.error(request, f"Nothing was released: {' '.join(refusal.messages)}")
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Release, form: Any, change: bool) -> None:
        obj.pk = release(obj.name, obj.notes, by=request.user.get_username()).pk
        obj.refresh_from_db()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """There is no second release to make of the same state, and nothing to go on editing."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        told = format_html(
            "A release is made once and never changed. What became public before it, and why, stands in the "
            '<a href="{}">ledger</a>; what was edited, among the <a href="{}">change sets</a>.',
            reverse("admin:claims_publication_changelist"),
            reverse("admin:claims_changeset_changelist"),
        )
        return super().history_view(request, object_id, {"told": told, **(extra_context or {})})

    @admin.display(description="chain")
    def chain_hash(self, made: Release) -> str:
        return bytes(made.chain).hex()

    @admin.display(description="public in it")
    def public(self, made: Release) -> str:
        return contents(made)
