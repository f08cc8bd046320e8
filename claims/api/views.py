"""The views of records: a list and a document for each kind."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponseNotModified
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from claims.api import schema
from claims.api.errors import SEVERAL, AnsweredError, GoneError
from claims.api.formats import PARQUET, parameters_of, unfit
from claims.api.kept import LEDGER_HEAD, READ_AT, ReadAt
from claims.api.pagination import link_header, links
from claims.api.parameters import (
    AS_OF_PARAMETER,
    ListQuery,
    Refusals,
    fields_parameter,
    format_parameter,
    ordering_parameter,
    paging_parameters,
    read_list_query,
    read_parameters,
    refreshed_parameter,
    refuse_unless_of,
    wanted_members,
)
from claims.api.renderers import TABULAR_RENDERERS, Listing, Stored
from claims.api.versions import ANY, Version, is_known, tags_known
from claims.choices import RecordKind
from claims.filters import (
    LedgerFilterSet,
    ReadingPoint,
)
from claims.filters.parameters import Parameter
from claims.formats.json import narrowed
from claims.formats.record_columns import TABLES
from claims.models.ledger import PATHS, Publication
from claims.shapes.documents import documents, ending, last_publication, survivor, whole
from claims.shapes.history import NEWEST_FIRST, publications_of, read_history
from claims.shapes.page import Ordering, both_ways, digest, read_page


class PublicView(APIView):
    """Answers GET, HEAD and OPTIONS, refuses parameters that it does not have, and describes itself to the schema.

    Where it reads the ledger, whoever has the answer already is told so before anything else is read.
    """

    http_method_names = ["get", "head", "options"]
    reads_ledger: ClassVar[bool] = False
    # Whether the ledger up to S, once it is there, says for good what is answered of it.
    settled_by_version: ClassVar[bool] = True
    version: Version
    # Whether answers always say in Content-Location at which state they were read, and not only those without `meta`.
    always_located: ClassVar[bool] = False
    # What caches are told of an answer; nothing of a refusal.
    caching: Mapping[str, str] = {}
    # By format, the parameters that say nothing of an answer in it, beside those of which that is so everywhere.
    not_taken: ClassVar[Mapping[str, Collection[str]]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.reads_ledger and request.method in ("GET", "HEAD"):
            self.version = Version.asked_for(request)
            self.headers[LEDGER_HEAD] = str(self.reading.head.seq)
            if not self.version.refusals:
                self.caching = self.version.headers(
                    request,
                    self.beside_version(),
                    settled=self.settled_by_version,
                    located=self.always_located or getattr(request.accepted_renderer, "located", False),
                )
                if is_known(self.caching["ETag"], request):
                    raise AnsweredError(HttpResponseNotModified())
                if self.settled_by_version:
                    request.META[READ_AT] = ReadAt(self.reading.head, self.version.is_pinned)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        if response.status_code == HTTPStatus.OK and self.caching and ANY in tags_known(request):
            response = Response(status=HTTPStatus.NOT_MODIFIED)
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            for name, value in self.caching.items():
                response[name] = value
        return response

    @property
    def reading(self) -> ReadingPoint:
        """The S of the request, at which all is read that its answer says."""
        return self.version.reading

    def asked(self) -> dict[str, Any]:
        """The values of the parameters by name, but for `as_of` and `cursor`: of these the version knows."""
        return read_parameters(self.request.query_params, self.parameters(), self.refused)

    @property
    def refused(self) -> Refusals:
        """What is wrong with the request that the values of its parameters do not tell: the state that it asks for, and
        parameters that would be without effect on the format of the answer.
        """
        of_version = self.version.refusals if self.reads_ledger else {}
        refused = unfit(self.request.query_params, self.answered_as, self.formats_here(), self.not_taken)
        return {**refused, **of_version}

    def formats_here(self) -> Sequence[str]:
        """The formats that can be asked for."""
        return self.formats()

    @property
    def answered_as(self) -> str:
        """The format of the answer."""
        return str(self.request.accepted_renderer.format)

    def beside_version(self) -> Any:
        """What the answer depends on beside the version of the ledger and the request, for its tag."""
        return None

    def meta(
        self,
        applied: Mapping[str, Any],
        count: int | None,
        best: int | None = None,
        search: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """What is to be known of a page beside its rows."""
        of_list = {"count": count, "best": best, "search": search}
        return {"as_of": self.reading.seq, "applied": applied, **of_list, "licence": settings.DATA_LICENCE}

    def parameters(self) -> dict[str, Parameter]:
        """The parameters of the address, by name."""
        return {**({"as_of": AS_OF_PARAMETER} if self.reads_ledger else {}), "format": self.format_parameter()}

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
        of_formats = ("not-installed",) if PARQUET in self.formats_here() else ()
        return (SEVERAL, "not-acceptable", *of_formats, *(("unavailable",) if self.reads_ledger else ()))

    @classmethod
    def format_parameter(cls) -> Parameter:
        return format_parameter(cls.formats())

    @classmethod
    def formats(cls) -> Sequence[str]:
        """The formats of the view, the first of which is given where none is asked for."""
        return [str(renderer.format) for renderer in cls.renderer_classes]

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
    # What an action can be written as beside JSON.
    further_renderers: ClassVar[Mapping[str, Sequence[type[BaseRenderer]]]] = {}
    lookup_field = "slug"
    lookup_value_converter = "slug"

    @classmethod
    def renderers_of(cls, action: str) -> list[type[BaseRenderer]]:
        own = TABULAR_RENDERERS if action == "list" else cls.renderer_classes
        return [*own, *cls.further_renderers.get(action, ())]

    def get_renderers(self) -> list[BaseRenderer]:
        return [renderer() for renderer in self.renderers_of(self.action)]

    def formats_here(self) -> Sequence[str]:
        return [str(renderer.format) for renderer in self.renderers_of(self.action)]

    def list(self, request: Request) -> Response:
        """Filters are joined by AND. Within a value a comma means OR; a parameter that is repeated means AND.

        `name__not` takes those to which `name` does not apply, `name__isnull` asks whether anything is coded at all.
        Pages follow each other by `next` and `previous`, and are read at one state of the ledger (`meta.as_of`).
        A parameter that is unknown, or has a value that it cannot have, is refused: no answer is wider than asked.
        """
        return self.page(self.list_query())

    def list_query(self) -> ListQuery:
        """What the list is asked for. Raises BadParametersError with all that is wrong."""
        return read_list_query(
            self.request.path,
            self.request.query_params,
            reading=self.reading,
            cursor=self.version.cursor,
            refused=self.refused,
            filterset_class=self.filterset_class,
            parameters=self.own_parameters(self.action),
            orderings=self.orderings,
            fixed=self.fixed_ordering(),
        )

    def fixed_ordering(self) -> Ordering | None:
        """The ordering of a list that can have no other."""
        return None

    def page(self, query: ListQuery) -> Response:
        """A page of documents."""
        head, found = self.read(query)
        table = TABLES[self.kind][query.values.get("rows") or self.kind]
        listing = Listing(head, self.shown(query, found), table)
        return Response(listing, headers=link_header(head))

    def shown(self, query: ListQuery, documents: Sequence[bytes]) -> Sequence[bytes]:
        """The documents of a page as they are given: these members of each, and what the query asks for besides."""
        return [narrowed(document, query.members) for document in documents]

    def read(self, query: ListQuery) -> tuple[dict[str, Any], Sequence[bytes]]:
        """What is to be known of a page, with its links, and its documents."""
        page = read_page(
            query.filterset,
            query.ordering,
            query.limit,
            seq=query.reading.seq,
            query=query.digest,
            cursor=query.cursor,
        )
        count = query.filterset.count() if query.exact_count else None
        search = query.filterset.told_of_search
        meta = {**self.meta(query.applied, count, query.ordering.best, search), **self.further_meta(query)}
        texts = documents(self.kind, page.rows, query.reading)
        return {"meta": meta, **links(self.request, page)}, [text for text in texts if text is not None]

    def further_meta(self, query: ListQuery) -> dict[str, Any]:
        """What is to be known of a page of this kind besides."""
        return {}

    def retrieve(self, request: Request, **name: str) -> Response:
        """The document as it stood at the state of the ledger that is read.

        A slug that the record bore before, and a record that was merged into another one, lead on by 308. A record
        that was retracted or erased answers 410 and says when and why.
        """
        values = self.asked()
        document = self.document_at_once(**name)
        if document is not None:
            return self.single(document, values)
        publication = survivor(self.last_publication(name[self.lookup_field]), self.reading)
        if not publication.has_document:
            raise GoneError(ending(publication, self.reading), publication.uid)
        if publication.path != request.path_info:
            return self.moved(publication.path)
        return self.single(whole(publication, self.reading), values)

    def document_at_once(self, **name: Any) -> bytes | None:
        """The document, where one query tells that it is there; None where there is more to be asked."""
        return None

    def single(self, document: bytes, values: Mapping[str, Any]) -> Response:
        """One document, as the values of the parameters ask for it."""
        return Response(Stored(narrowed(document, wanted_members(values))))

    @action(detail=True)
    def history(self, request: Request, **name: str) -> Response:
        """The publications of the record, the newest first, each with what it changed.

        Those are included by which the record was retracted, merged or erased. A slug that it bore before leads on by
        308.
        """
        values = self.asked()
        record = self.last_publication(name[self.lookup_field])
        if record.slug not in ("", name[self.lookup_field]):
            return self.moved(f"{record.path}history/")
        applied = {"refreshed": bool(values["refreshed"]), "limit": values["limit"]}
        query = digest(request.path, {"refreshed": applied["refreshed"]})
        refuse_unless_of(self.version.cursor, NEWEST_FIRST, query)
        rows = publications_of(record, self.reading, refreshed=applied["refreshed"])
        page = read_history(rows, values["limit"], seq=self.reading.seq, query=query, cursor=self.version.cursor)
        head = {"meta": self.meta(applied, rows.count() if values["count"] else None), **links(request, page)}
        results = [entry._asdict() for entry in page.rows]
        return Response({**head, "results": results}, headers=link_header(head))

    def last_publication(self, name: str) -> Publication:
        found = last_publication(self.kind, name, self.reading)
        if found is None:
            label = RecordKind(self.kind).label
            raise NotFound(f"There is no {label} {name} at number {self.reading.seq} of the ledger.")
        return found

    def moved(self, path: str) -> Response:
        query = f"?{self.request.META['QUERY_STRING']}" if self.request.META["QUERY_STRING"] else ""
        location = self.request.build_absolute_uri(path + query)
        return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": location})

    @classmethod
    @cache
    def own_parameters(cls, action: str) -> dict[str, Parameter]:
        """The parameters of an action beside the filters; made once, as they keep nothing of a request."""
        formats = [renderer.format for renderer in cls.renderers_of(action)]
        everywhere = {"as_of": AS_OF_PARAMETER, "format": format_parameter(formats)}
        if action == "history":
            return {"refreshed": refreshed_parameter(), **paging_parameters(), **everywhere}
        written = {"fields": fields_parameter(schema.members(cls.document)), **everywhere}
        if action == "list":
            of_formats = parameters_of(formats, TABLES[cls.kind])
            return {"ordering": ordering_parameter(cls.orderings), **paging_parameters(), **written, **of_formats}
        return written

    def parameters(self) -> dict[str, Parameter]:
        filters = self.filterset_class.parameters() if self.action == "list" else {}
        return {**filters, **self.own_parameters(self.action)}

    def address(self) -> tuple[str, str]:
        example: str = self.filterset_class.base_filters[self.lookup_field].extra["example"]
        return f"The {self.lookup_field} of the {RecordKind(self.kind).label}.", example

    def answer(self) -> type[Serializer]:
        if self.action == "history":
            return schema.History
        return schema.PAGES[self.document] if self.action == "list" else self.document

    def summary(self) -> str:
        if self.action == "history":
            return f"The publications of one of the {PATHS[self.kind].replace('-', ' ')}."
        plural = PATHS[self.kind].replace("-", " ")
        if self.action == "list":
            return f"A page of the {plural} that fulfil every filter."
        return f"One of the {plural}."

    def problems(self) -> tuple[str, ...]:
        of_action = {"retrieve": ("not-found", "gone"), "disputes": ("not-found", "gone"), "history": ("not-found",)}
        return (*super().problems(), *of_action.get(self.action, ()))
