"""The view of claims: what their list can be beside pages of documents, and what speaks for or against one of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from django.db.models import F
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from claims.api import schema
from claims.api.claim_lists import feed, grouped, groups, linked_claim, linked_page
from claims.api.errors import GoneError
from claims.api.pagination import link_header, links
from claims.api.parameters import (
    ListQuery,
    explain_parameter,
    group_parameters,
    highlight_parameter,
    paging_parameters,
    refuse_unless_of,
    relation_parameter,
    wanted_members,
)
from claims.api.renderers import AtomRenderer, JSONLDRenderer, Listing
from claims.api.views import RecordViewSet
from claims.choices import RecordKind
from claims.filters import ClaimFilterSet
from claims.filters.parameters import Parameter
from claims.filters.search import RELEVANCE
from claims.formats.json import dispute_text
from claims.shapes.disputes import BY_TYPE, TAKING_SIDES, read_disputes, relations_of
from claims.shapes.documents import document_of_claim, ending, extended
from claims.shapes.explanation import explanation
from claims.shapes.highlights import fragments
from claims.shapes.news import NEWEST_FIRST
from claims.shapes.page import BEST, Ordering, both_ways, digest

ATOM, JSONLD = AtomRenderer.format, JSONLDRenderer.format
# Parameters to which nothing but JSON has an answer.
OF_JSON = ("explain", "group", "group_limit", "highlight")


class ClaimViewSet(RecordViewSet):
    kind = RecordKind.CLAIM
    document = schema.Claim
    filterset_class = ClaimFilterSet
    orderings: ClassVar = {
        **both_ways("occurred", "occurred_key"),
        **both_ways("said", "said_key"),
        **both_ways("published", "first_seq"),
        RELEVANCE: Ordering(RELEVANCE, F(RELEVANCE), descending=True, needs="q", best=BEST),
    }
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    further_renderers: ClassVar = {"list": [JSONLDRenderer, AtomRenderer], "retrieve": [JSONLDRenderer]}
    not_taken: ClassVar = {
        **dict.fromkeys(("ndjson", "csv", "parquet"), OF_JSON),
        JSONLD: ("fields", "count", *OF_JSON),
        ATOM: ("ordering", "fields", "count", *OF_JSON),
    }

    def page(self, query: ListQuery) -> Response:
        """A page of the list as it was asked for: of documents, of news, or of groups."""
        if self.answered_as == ATOM:
            return feed(query, self.request)
        if self.answered_as == JSONLD:
            return linked_page(*self.read(query), self.request, self.reading)
        return self.page_of_groups(query) if query.values["group"] else super().page(query)

    def page_of_groups(self, query: ListQuery) -> Response:
        found = groups(query)
        count = found.in_all if query.exact_count else None
        meta = {
            **self.meta(query.applied, count, search=query.filterset.told_of_search),
            **self.further_meta(query),
        }
        return grouped(found, meta, query, self.request)

    def document_at_once(self, **name: Any) -> bytes | None:
        return document_of_claim(name["uid"], self.reading)

    def single(self, document: bytes, values: Mapping[str, Any]) -> Response:
        if self.answered_as == JSONLD:
            return linked_claim(document, self.request, self.reading)
        return super().single(document, values)

    def fixed_ordering(self) -> Ordering | None:
        return NEWEST_FIRST if self.answered_as == ATOM else None

    def further_meta(self, query: ListQuery) -> dict[str, Any]:
        return {"explain": explanation(query.filterset)} if query.values["explain"] else {}

    def shown(self, query: ListQuery, documents: Sequence[bytes]) -> Sequence[bytes]:
        """With `highlight`, each claim says behind all else where in it the words of `q` stand."""
        texts = super().shown(query, documents)
        if not query.values.get("highlight"):
            return texts
        assert query.filterset.search is not None
        found = fragments(documents, query.filterset.search)
        told = ([fragment._asdict() for fragment in of_claim] for of_claim in found)
        return [extended(text, {"fragments": of_claim}) for text, of_claim in zip(texts, told, strict=True)]

    @action(detail=True)
    def disputes(self, request: Request, **name: str) -> Response:
        """What other claims do to the claim, and it to them: by default whatever speaks for or against either.

        Ordered by type, direction, and the number under which the other claim was first published.
        """
        values = self.asked()
        claim = self.last_publication(name[self.lookup_field])
        if not claim.has_document:
            raise GoneError(ending(claim, self.reading), claim.uid)
        types = values["relation"][0] if values["relation"] else TAKING_SIDES
        query = digest(request.path, {"relation": sorted(types)})
        refuse_unless_of(self.version.cursor, BY_TYPE, query)
        relations = relations_of(claim.uid, types, self.reading)
        page = read_disputes(
            claim.uid, relations, self.reading, values["limit"], query=query, cursor=self.version.cursor
        )
        applied = {"relation": ",".join(types), "limit": values["limit"]}
        head = {"meta": self.meta(applied, relations.count() if values["count"] else None), **links(request, page)}
        found = [dispute_text(dispute, wanted_members(values)) for dispute in page.rows]
        return Response(Listing(head, found), headers=link_header(head))

    @classmethod
    @cache
    def own_parameters(cls, action: str) -> dict[str, Parameter]:
        own: dict[str, Parameter] = super().own_parameters(action)
        if action == "list":
            further = {"highlight": highlight_parameter(), "explain": explain_parameter()}
            return {**group_parameters(), **further, **own}
        return {"relation": relation_parameter(), **paging_parameters(), **own} if action == "disputes" else own

    def answer(self) -> type[Serializer]:
        return schema.Disputes if self.action == "disputes" else super().answer()

    def summary(self) -> str:
        return "What other claims do to a claim, and it to them." if self.action == "disputes" else super().summary()
