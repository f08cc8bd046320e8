"""The views of records: a list and a document for each kind."""

from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from claims.api import schema
from claims.api.errors import SEVERAL, GoneError
from claims.api.pagination import link_header, links
from claims.api.parameters import (
    fields_parameter,
    format_parameter,
    paging_parameters,
    read_list_query,
    read_parameters,
    wanted_members,
)
from claims.api.renderers import Listing, Stored
from claims.choices import RecordKind
from claims.filters import (
    ActorFilterSet,
    ClaimFilterSet,
    EventFilterSet,
    LedgerFilterSet,
    PlaceFilterSet,
    ReadingPoint,
    ScaleFilterSet,
    SourceFilterSet,
    TopicFilterSet,
)
from claims.filters.parameters import Parameter
from claims.formats.json import narrowed
from claims.models.ledger import PATHS
from claims.shapes.documents import documents, is_gone, last_publication, whole
from claims.shapes.page import Ordering, both_ways, read_page, undated_as_first


class PublicView(APIView):
    """Answers GET, HEAD and OPTIONS, refuses parameters that it does not have, and describes itself to the schema."""

    http_method_names = ["get", "head", "options"]
    reads_ledger: ClassVar[bool] = False

    def parameters(self) -> dict[str, Parameter]:
        """The parameters of the address, by name."""
        return {"format": self.format_parameter()}

    def address(self) -> tuple[str, str]:
        """What stands in the path, described and with an example, for the schema."""
        raise NotImplementedError

    def answer(self) -> type[Serializer]:
        """What an answer is, for the schema."""
        raise NotImplementedError

    def summary(self) -> str:
        """What the operation does, in a line, for the schema."""
        raise NotImplementedError

    def problems(self) -> tuple[str, ...]:
        """The problems that a request can run into, for the schema."""
        return (SEVERAL, "not-acceptable", "unavailable") if self.reads_ledger else (SEVERAL, "not-acceptable")

    @classmethod
    def format_parameter(cls) -> Parameter:
        return format_parameter([renderer.format for renderer in cls.renderer_classes])

    def newest(self) -> int:
        """The head of the ledger, which the answer then names in a header."""
        head = ReadingPoint.at_head(settings.PUBLIC_DATABASE).seq
        self.headers["Ledger-Head"] = str(head)
        return head

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Only the headers, which name the methods. What else there is to know is in the schema."""
        return Response(status=HTTPStatus.NO_CONTENT)


class RecordViewSet(ViewSetMixin, PublicView):
    """The list and the documents of one kind of record, all read at one S."""

    reads_ledger = True
    kind: ClassVar[RecordKind]
    document: ClassVar[type[schema.PutIn]]
    filterset_class: ClassVar[type[LedgerFilterSet]]
    # The first is taken where none is asked for.
    orderings: ClassVar[dict[str, Ordering]] = dict(reversed(both_ways("name", "name_key").items()))
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def list(self, request: Request) -> Response:
        """Filters are joined by AND. Within a value a comma means OR; a parameter that is repeated means AND.

        `name__not` takes those to which `name` does not apply, `name__isnull` asks whether anything is coded at all.
        Pages follow each other by `next` and `previous`, and are read at one state of the ledger (`meta.as_of`).
        A parameter that is unknown, or has a value that it cannot have, is refused: no answer is wider than asked.
        """
        query = read_list_query(
            request.path,
            request.query_params,
            head=self.newest(),
            filterset_class=self.filterset_class,
            parameters=self.own_parameters(self.action),
            orderings=self.orderings,
        )
        facts = query.filterset.qs
        page = read_page(
            facts, query.ordering, query.limit, seq=query.reading.seq, query=query.digest, cursor=query.cursor
        )
        meta = {
            "as_of": query.reading.seq,
            "applied": query.applied,
            "count": facts.count() if query.exact_count else None,
            "licence": settings.DATA_LICENCE,
        }
        found = documents(self.kind, page.rows, query.reading)
        neighbours = links(request, page)
        return Response(
            Listing({"meta": meta, **neighbours}, [narrowed(document, query.members) for document in found]),
            headers=link_header(neighbours),
        )

    def retrieve(self, request: Request, **name: str) -> Response:
        """The document as it was last published. A slug that it bore before leads to it by 308.

        A record that was retracted answers 410 and says when.
        """
        values = read_parameters(request.query_params, self.parameters())
        reading = ReadingPoint(self.newest(), settings.PUBLIC_DATABASE)
        publication = last_publication(self.kind, name[self.lookup_field], reading)
        if publication is None:
            label = RecordKind(self.kind).label
            raise NotFound(f"No {label} was ever published under {name[self.lookup_field]}.")
        if is_gone(publication):
            raise GoneError(publication)
        if publication.slug and publication.slug != name[self.lookup_field]:
            query = f"?{request.META['QUERY_STRING']}" if request.META["QUERY_STRING"] else ""
            moved = request.build_absolute_uri(publication.path + query)
            return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": moved})
        return Response(Stored(narrowed(whole(publication, reading), wanted_members(values))))

    @classmethod
    @cache
    def own_parameters(cls, action: str) -> dict[str, Parameter]:
        """The parameters of an action beside the filters; made once, as they keep nothing of a request."""
        written = {"fields": fields_parameter(schema.members(cls.document)), "format": cls.format_parameter()}
        return {**paging_parameters(cls.orderings), **written} if action == "list" else written

    def parameters(self) -> dict[str, Parameter]:
        filters = self.filterset_class.parameters() if self.action == "list" else {}
        return {**filters, **self.own_parameters(self.action)}

    def address(self) -> tuple[str, str]:
        example: str = self.filterset_class.base_filters[self.lookup_field].extra["example"]
        return f"The {self.lookup_field} of the {RecordKind(self.kind).label}.", example

    def answer(self) -> type[Serializer]:
        return schema.PAGES[self.document] if self.action == "list" else self.document

    def summary(self) -> str:
        plural = PATHS[self.kind].replace("-", " ")
        if self.action == "list":
            return f"A page of the {plural} that fulfil every filter."
        return f"One of the {plural}."

    def problems(self) -> tuple[str, ...]:
        return super().problems() if self.action == "list" else (*super().problems(), "not-found", "gone")


class ClaimViewSet(RecordViewSet):
    kind = RecordKind.CLAIM
    document = schema.Claim
    filterset_class = ClaimFilterSet
    orderings: ClassVar = {
        **both_ways("occurred", "occurred_key"),
        **both_ways("said", "said_key"),
        **both_ways("published", "first_seq"),
    }
    lookup_field = "uid"
    lookup_value_converter = "uuid"


class ActorViewSet(RecordViewSet):
    kind = RecordKind.ACTOR
    document = schema.Actor
    filterset_class = ActorFilterSet


class SourceViewSet(RecordViewSet):
    kind = RecordKind.SOURCE
    document = schema.Source
    filterset_class = SourceFilterSet
    orderings: ClassVar = {**RecordViewSet.orderings, **both_ways("published_on", undated_as_first("low"))}


class TopicViewSet(RecordViewSet):
    kind = RecordKind.TOPIC
    document = schema.Topic
    filterset_class = TopicFilterSet


class EventViewSet(RecordViewSet):
    kind = RecordKind.EVENT
    document = schema.Event
    filterset_class = EventFilterSet
    orderings: ClassVar = {**RecordViewSet.orderings, **both_ways("occurred", undated_as_first("low"))}


class PlaceViewSet(RecordViewSet):
    kind = RecordKind.PLACE
    document = schema.Place
    filterset_class = PlaceFilterSet


class ScaleViewSet(RecordViewSet):
    kind = RecordKind.SCALE
    document = schema.ConfidenceScale
    filterset_class = ScaleFilterSet


VIEWSETS: tuple[type[RecordViewSet], ...] = (
    ClaimViewSet,
    ActorViewSet,
    SourceViewSet,
    TopicViewSet,
    EventViewSet,
    PlaceViewSet,
    ScaleViewSet,
)
