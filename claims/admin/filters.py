"""Filters of the lists. None writes out more than a bounded number of values, however many records there are."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims.admin.widgets import OfferSelect
from claims.choices import Axis, ClaimState
from claims.curation.queues import BY_NAME, QUEUES
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceLevel
from claims.models.topics import Topic

MOST = 30  # values that a filter writes out
NOT_CODED = "none"


class ClaimStateFilter(admin.SimpleListFilter):
    """The states of work, and beside them what was edited since it was published."""

    title = "state"
    parameter_name = "state"
    CHANGED = "changed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        states = [(str(code), str(label)) for code, label in ClaimState.choices]
        return [*states, (self.CHANGED, "changed since published")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        if self.value() == self.CHANGED:
            return queryset.changed()
        return queryset.filter(state=self.value()) if self.value() else None


class QueueFilter(admin.SimpleListFilter):
    """The queues of work; each of them is the list with this filter."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(queue.name, queue.title.lower()) for queue in QUEUES]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        queue = BY_NAME.get(self.value() or "")
        return queue.select(queryset, request.user) if queue else None


class PublicFilter(admin.SimpleListFilter):
    """Of records that have no state of work: whether they are public."""

    title = "public"
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "public"), ("changed", "changed since published"), ("no", "not public")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        match self.value():
            case "yes":
                return queryset.published()
            case "changed":
                return queryset.changed()
            case "no":
                return queryset.unpublished()
        return None


class LevelFilter(admin.SimpleListFilter):
    """The levels of one axis, and "not coded"."""

    axis: ClassVar[Axis]
    field_name: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        levels = ConfidenceLevel.objects.filter(scale__axis=self.axis).select_related("scale")
        several = len({level.scale_id for level in levels}) > 1
        words = [(str(level.pk), f"{level.label} ({level.scale.slug})" if several else level.label) for level in levels]
        return [*words, (NOT_CODED, "not coded")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        if not (value := self.value()):
            return None
        if value == NOT_CODED:
            return queryset.filter(**{f"{self.field_name}__isnull": True})
        return queryset.filter(**{self.field_name: number(value)})


class LikelihoodFilter(LevelFilter):
    title = "likelihood"
    parameter_name = field_name = "likelihood"
    axis = Axis.LIKELIHOOD


class CodingConfidenceFilter(LevelFilter):
    title = "coding confidence"
    parameter_name = field_name = "coding_confidence"
    axis = Axis.CODING_CONFIDENCE


class CoderFilter(admin.SimpleListFilter):
    """Whoever coded a claim, oneself first."""

    title = "coder"
    parameter_name = "coder"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        me = request.user.pk or 0
        others = get_user_model()._default_manager.exclude(pk=me)
        coded = others.filter(Exists(Claim.objects.filter(coder=OuterRef("pk")))).order_by("username")[:MOST]
        return [(str(me), "me"), *((str(user.pk), user.get_username()) for user in coded)]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        return queryset.filter(coder=number(self.value())) if self.value() else None


class AutocompleteFilter(admin.SimpleListFilter):
    """Chooses a related record by typing part of its name. Without JavaScript the first ones can be chosen."""

    template = "admin/claims/includes/autocomplete_filter.html"
    field_name: ClassVar[str]

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: admin.ModelAdmin) -> None:
        super().__init__(request, params, model, model_admin)
        self.request, self.relation = request, model._meta.get_field(self.field_name)
        self.site = model_admin.admin_site

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return []

    def has_output(self) -> bool:
        return True

    def related(self) -> QuerySet:
        return self.relation.related_model._default_manager.all()

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """What the template needs: the parameters to keep, the select, and the address without this filter."""
        name = str(self.parameter_name)
        keep = [pair for pair in self.request.GET.lists() if pair[0] not in {name, "p", "e"}]
        yield {
            "kept": [(name, value) for name, values in keep for value in values],
            "select": self.select(),
            "chosen": bool(self.value()),
            "without": changelist.get_query_string(remove=[name]),
        }

    def select(self) -> SafeString:
        value = self.value() or ""
        offered = list(self.related()[:MOST])
        if value and all(str(row.pk) != value for row in offered):
            offered += self.related().filter(pk=number(value))
        widget = OfferSelect(self.relation, self.site, offered=offered)
        name = str(self.parameter_name)
        return widget.render(name, value, {"id": f"filter-{name}", "aria-label": f"By {self.title}"})

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        return queryset.filter(self.condition(number(self.value()))) if self.value() else None

    def condition(self, pk: int) -> Q:
        return Q(**{self.field_name: pk})


class SourceFilter(AutocompleteFilter):
    title = "source"
    parameter_name = field_name = "source"

    def related(self) -> QuerySet:
        return super().related().filter(Exists(Claim.objects.filter(source=OuterRef("pk"))))


class TopicFilter(AutocompleteFilter):
    """With the topics below the chosen one, as the public filter of that name."""

    title = "topic"
    parameter_name = "topic"
    field_name = "topics"

    def condition(self, pk: int) -> Q:
        below, level = {pk}, {pk}
        while level := set(Topic.objects.filter(parent__in=level).values_list("pk", flat=True)) - below:
            below |= level
        coded = Claim.topics.through.objects.filter(claim=OuterRef("pk"), topic__in=below)
        return Q(Exists(coded))


def number(value: str | None) -> int:
    """The number of a record in an address; what is none sends the reader back to the unfiltered list."""
    try:
        return int(value or "")
    except ValueError as error:
        raise IncorrectLookupParameters from error
