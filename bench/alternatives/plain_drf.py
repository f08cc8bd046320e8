"""Plain DRF on the workshop's tables: a ModelViewSet with nested serializers, prefetch, page numbers with count."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import include, path
from rest_framework.decorators import action
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

from bench.alternatives import workshop
from bench.asking import PAGE
from claims.models.claims import Claim
from claims.serializers.claims import ClaimDocument


class Pages(PageNumberPagination):
    page_size = PAGE


class PlainView(APIView):
    """A view as DRF has it where nobody has set anything; our own settings have their own ways."""

    renderer_classes = [JSONRenderer]
    content_negotiation_class = DefaultContentNegotiation


class ClaimViewSet(PlainView, ModelViewSet):
    """Claims by the serializer by which they are published, so that the answers are equal."""

    pagination_class = Pages
    serializer_class = ClaimDocument
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[Claim]:
        found = workshop.matching(self.request.query_params.dict())
        return workshop.newest_first(workshop.with_parts(found))

    @action(detail=False)
    def facets(self, request: Request) -> Response:
        return Response(workshop.facets(request.query_params.dict()))

    @action(detail=False)
    def timeline(self, request: Request) -> Response:
        return Response(workshop.timeline(request.query_params.dict()))

    @action(detail=False)
    def network(self, request: Request) -> Response:
        return Response(workshop.network(request.query_params.dict()))

    @action(detail=False)
    def count(self, request: Request) -> Response:
        return Response({"count": workshop.matching(request.query_params.dict()).count()})

    @action(detail=False)
    def export(self, request: Request) -> StreamingHttpResponse:
        return StreamingHttpResponse(self.lines(), content_type="application/x-ndjson")

    def lines(self) -> Iterator[bytes]:
        for claim in self.get_queryset().iterator(chunk_size=2_000):
            document = self.get_serializer().to_representation(claim)
            yield json.dumps(document, ensure_ascii=False).encode() + b"\n"


class BareView(PlainView):
    """What DRF takes to answer anything: no database is asked."""

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response({"answered": True})


router = DefaultRouter()
router.register("claims", ClaimViewSet, basename="claim")
urlpatterns = [path("bare/", BareView.as_view()), path("", include(router.urls))]
