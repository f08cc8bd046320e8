"""API tokens: made for an account, shown once, and revoked; the secret is not kept."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import now

from claims.admin.pages import ChosenRows
from claims.models.tokens import ApiToken


@admin.register(ApiToken)
class ApiTokenAdmin(ChosenRows):
    list_display = ("name", "user", "beginning", "created_at", "used_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "=beginning")
    list_per_page = 50
    actions = ("revoke",)
    readonly_fields = ("user", "name", "beginning", "created_at", "used_at", "revoked_at")

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return ("user", "name", "expires_at") if obj is None else (*self.readonly_fields, "expires_at")

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return () if obj is None else self.readonly_fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser's token is given a longer life by superusers alone; to revoke it any administrator may."""
        above = obj is not None and obj.user.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # it is revoked, so that one can see that it was there

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A superuser's token is made by superusers alone: it can do what they can."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user" and field is not None and not request.user.is_superuser:
            field.queryset = field.queryset.filter(is_superuser=False)  # type: ignore[union-attr]
        return field

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made, secret = ApiToken.objects.issue(obj.user, obj.name, obj.expires_at)
        obj.pk = made.pk
        obj.refresh_from_db()
        messages.warning(
            request, f"The token, shown this once: {secret} Put it where the program reads it, and nowhere else."
        )

    @admin.action(description="Revoke the selected tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        count = queryset.filter(revoked_at=None).update(revoked_at=now())
        messages.success(request, f"{count} revoked. A program that uses one of them is refused from now on.")
