"""Releases: made by whoever may, of the state that is public at that moment, and never changed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect

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

    @admin.display(description="chain")
    def chain_hash(self, made: Release) -> str:
        return bytes(made.chain).hex()

    @admin.display(description="public in it")
    def public(self, made: Release) -> str:
        return contents(made)
