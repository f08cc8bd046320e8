"""The addresses of the bench, below a source's page, and who may use them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from claims.admin.coding_bench import carrying, merging, typed
from claims.admin.coding_bench.forms import ROWS
from claims.admin.coding_bench.held import held, lost
from claims.admin.coding_bench.naming import KINDS, Directory
from claims.admin.coding_bench.page import CodingPage
from claims.admin.pages import number
from claims.curation.redacting import was_redacted
from claims.curation.rights import Right, may
from claims.models.actors import ActorName
from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.sources import Source

OFFERED = 8  # records that are offered for what is typed
REDACTED = "This source or claim was redacted: nothing of it is kept, and nothing more is coded from it."
# What the form of the bench adds, changes and takes out: claims with their rows, and actors that are made in place.
NEEDED = (
    "claims.view_source",
    "claims.add_actor",
    "claims.add_claim",
    "claims.change_claim",
    *(f"claims.{act}_{row[0]._meta.model_name}" for act in ("add", "change", "delete") for row in ROWS.values()),
)


def may_code(account: Any) -> bool:
    """Whether somebody may use the bench: whoever may do all that its form does."""
    return bool(account.has_perms(NEEDED))


class CodingBench:
    """Mixed into the admin of sources: "code" beside each."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        bench = "<path:object_id>/code/"
        own = [
            path(f"{bench}suggest/", wrap(require_GET(self.suggest_view)), name="claims_source_suggest"),
            path(f"{bench}keep/", wrap(require_POST(self.keep_view)), name="claims_source_code_keep"),
            path(f"{bench}restated/", wrap(require_GET(self.restated_view)), name="claims_source_restated"),
            path(f"{bench}<int:claim>/keep/", wrap(require_POST(self.keep_view)), name="claims_source_code_claim_keep"),
            path(f"{bench}<int:claim>/", held(wrap(self.code_view)), name="claims_source_code_claim"),
            path(bench, held(wrap(self.code_view)), name="claims_source_code"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What others typed from these sources and did not save stands in the way of whoever is no reviewer."""
        *found, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        left = () if may(request.user, Right.PUBLISH) else _typed_by_others(objs, request.user.pk or 0)
        return *found, [*protected, *left]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["may_code"] = may_code(request.user)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def code_view(self, request: HttpRequest, object_id: str, claim: int | None = None) -> HttpResponse:
        try:
            page = self._page(request, object_id, claim)
        except Http404 as nowhere:
            if request.method != "POST":
                raise
            return lost(request, str(nowhere))
        return page.answer() if request.method == "POST" else page.show()

    def keep_view(self, request: HttpRequest, object_id: str, claim: int | None = None) -> HttpResponse:
        page = self._page(request, object_id, claim)
        if page.gone:
            raise Http404(page.gone)
        return page.keep()

    def suggest_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Names for what is typed: `kind` of record (actor unless given), `q`; the likest first, and what they are.

        Of an actor `known` says whether saving finds one by these very words, or several; `meant` is what to type for
        the one, where it is one alone.
        """
        source = self._coded_source(request, object_id)
        kind, words = request.GET.get("kind", "actor"), request.GET.get("q", "").strip()[:200]
        if kind == "claim":
            return _offered(_claims_like(source, words))
        if kind not in KINDS:
            raise Http404
        return _offered(_named_like(kind, words), **(_meant(words) if kind == "actor" else {}))

    def restated_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What a claim that restates `claim` has from it, as carrying.restating() has it; or nothing."""
        self._coded_source(request, object_id)
        directory = Directory()
        found = next(iter(directory.find("claim", request.GET.get("claim", "")[:400])), None)
        return JsonResponse(carrying.as_typed(carrying.restating(found, directory)) if found else {})

    def _page(self, request: HttpRequest, object_id: str, claim: int | None) -> CodingPage:
        source = self._coded_source(request, object_id)
        found, gone = None, ""
        if claim is not None:
            found = Claim.objects.filter(source=source, pk=claim).select_related("event", "source").first()
            if found is None and request.method == "POST":
                gone = merging.deleted(source, claim)
            if found is None and not gone:
                raise Http404(f"This source has no claim {claim}.")
        if was_redacted(source, *filter(None, [found])):
            # Whoever had the page open would bring back what was erased.
            raise PermissionDenied(REDACTED)
        return CodingPage(self, request, source, found, gone)

    def _coded_source(self, request: HttpRequest, object_id: str) -> Source:
        """The source; PermissionDenied for whoever may not use the bench."""
        if not may_code(request.user):
            raise PermissionDenied
        key = number(unquote(object_id))
        source = None if key is None else Source.objects.filter(pk=key).select_related("publisher").first()
        if source is None:
            raise Http404(f"There is no source {object_id[:40]}.")
        return source


def _offered(rows: Any, **more: Any) -> JsonResponse:
    return JsonResponse({"results": list(rows)} | more)


def _meant(words: str) -> dict[str, Any]:
    """Whether some actor, or several, bear these words as a name; and the one alone that does."""
    directory = Directory()
    found = directory.find("actor", words)
    return {"known": bool(found), "meant": str(directory.label(found[0])) if len(found) == 1 else ""}


def _typed_by_others(sources: Iterable[Source], account: int) -> Iterator[str]:
    drafts = CodingDraft.objects.filter(source__in=list(sources)).exclude(user=account).select_related("user", "source")
    for draft in drafts:
        if typed.holds(draft):
            yield f"“{draft.source}” is being coded by {draft.user}, who has not saved it yet: ask a reviewer."


def _named_like(kind: str, words: str) -> list[dict[str, str]]:
    """Records with a name or alias that begins so, then those with one that holds it."""
    model = KINDS[kind]
    holds: Any = Q(name__icontains=words) | Q(slug__icontains=words)
    begins: Any = Q(name__istartswith=words)
    rows: QuerySet = model._default_manager.all()
    if kind == "actor":
        aliases = ActorName.objects.filter(actor=OuterRef("pk"))
        holds |= Exists(aliases.filter(name__icontains=words))
        begins |= Exists(aliases.filter(name__istartswith=words))
        rows = rows.filter(merged_into=None).prefetch_related("names")
    rank = Case(
        When(name__iexact=words, then=Value(0)),
        When(begins, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = list(rows.filter(holds).order_by(rank, "name", "pk")[:OFFERED])
    directory = Directory()
    labels = [directory.label(record) for record in found]
    return [
        {"value": str(label), "name": record.name, "more": _tells_apart(kind, record)}
        for label, record in zip(labels, found, strict=True)
    ]


def _tells_apart(kind: str, record: Any) -> str:
    if kind == "actor":
        also = ", ".join(name.name for name in record.names.all()[:4])
        return " · ".join(filter(None, (record.get_kind_display(), also)))
    if kind == "topic":
        return f"for: {record.pole}" if record.pole else str(record.definition)
    if kind == "event":
        return str(record.description)
    return str(record.country)


def _claims_like(source: Source, words: str) -> list[dict[str, str]]:
    """Claims with these words or this beginning of a uid, those of the source first."""
    rows = Claim.objects.select_related("source")
    for word in words.split()[:8]:
        rows = rows.filter(statement__icontains=word)
    own = Case(When(source=source, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = list(rows.order_by(own, "-pk")[:OFFERED]) or Directory().find("claim", words)
    return [
        {
            "value": Directory.full_label(claim),
            "name": claim.statement,
            "more": "" if claim.source_id == source.pk else claim.source.title,
        }
        for claim in found
    ]
