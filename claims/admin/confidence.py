"""Scales of confidence: read-only once public. And how a level of a scale is chosen elsewhere."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms.models import ModelChoiceField
from django.http import HttpRequest

from claims.admin.base import PartInline, RecordAdmin, was_public
from claims.admin.filters import PublicFilter
from claims.choices import Axis
from claims.models.confidence import ConfidenceLevel, ConfidenceScale

AXES = {
    "likelihood": Axis.LIKELIHOOD,
    "coding_confidence": Axis.CODING_CONFIDENCE,
    "credibility": Axis.CREDIBILITY,
    "reliability": Axis.RELIABILITY,
}


class LevelField(ModelChoiceField):
    """The levels of one axis: few enough for a plain select, which needs no script and shows the ranges."""

    def label_from_instance(self, level: ConfidenceLevel) -> str:
        percent = f", {level.low}–{level.high} %" if level.low is not None else ""
        return f"{level.label} ({level.scale.name}{percent})"


def level_field(db_field: ForeignKey, **kwargs: Any) -> Any:
    """The form field of a level, on the axis that its name stands for."""
    levels = ConfidenceLevel.objects.filter(scale__axis=AXES[db_field.name]).select_related("scale")
    return db_field.formfield(**kwargs | {"queryset": levels.order_by("scale__slug", "rank"), "form_class": LevelField})


def is_frozen(scale: ConfidenceScale | None) -> bool:
    """Whether the scale is or was public: what was coded by it must keep its meaning."""
    return scale is not None and scale.pk is not None and bool(was_public([scale]))


class LevelInline(PartInline):
    """Frozen together with the scale."""

    model = ConfidenceLevel
    fields = ("rank", "code", "label", "synonyms", "definition", "low", "high", "stix")
    verbose_name = "level"
    verbose_name_plural = "levels, the least first"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not is_frozen(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_frozen(obj)


@admin.register(ConfidenceScale)
class ConfidenceScaleAdmin(RecordAdmin):
    list_display = ("name", "axis", "edition", "authority", "public")
    list_filter = ("axis", PublicFilter)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name", "edition")}
    fields = ("name", "slug", "axis", "edition", "authority", "citation", "description")
    inlines = (LevelInline,)
    defined = {"axis": Axis}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_frozen(obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if is_frozen(context["original"]):
            context["frozen"] = (
                "This scale is or was public and is frozen. To correct it, make a new edition under a new slug."
            )
        return super().render_change_form(request, context, *args, **kwargs)
