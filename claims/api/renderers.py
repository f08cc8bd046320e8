"""What a reader accepts, and the renderer that gives it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import _MediaType

from claims.api.errors import NotInstalledError
from claims.formats import csv, ndjson, parquet
from claims.formats.columns import DocumentTable
from claims.formats.json import dumped, envelope
from claims.models.ledger import API_ROOT
from claims.shapes.table import Table


@dataclass(frozen=True)
class Listing:
    """A page as text: the documents are joined as they are stored. Formats of rows and columns give a table of them."""

    head: Mapping[str, Any]
    documents: Sequence[bytes]
    table: DocumentTable | None = None


@dataclass(frozen=True)
class Stored:
    """A document as text."""

    document: bytes


@dataclass(frozen=True)
class Tabular:
    """An answer that is a table at heart: JSON gives the document, formats of rows and columns give the table."""

    document: Mapping[str, Any]
    table: Table


@dataclass(frozen=True)
class Written:
    """An answer that the view has had written in the format that was asked for, because it took more to read."""

    text: bytes


class LedgerJSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    # JSON is UTF-8, and its media type has no charset parameter.
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        if isinstance(data, Listing):
            return envelope(data.head, data.documents)
        if isinstance(data, Stored):
            return data.document
        if isinstance(data, Tabular):
            data = data.document
        return b"" if data is None else dumped(data).encode()


class WrittenRenderer(BaseRenderer):
    """Gives what was written, or nothing, as of a redirection."""

    # What an answer is, as JSON Schema has it.
    schema: Mapping[str, Any] = {"type": "string"}
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return data.text if isinstance(data, Written) else b""


class JSONLDRenderer(WrittenRenderer):
    media_type = "application/ld+json"
    format = "jsonld"
    schema = {"type": "object", "required": ["@context", "@id", "@type"]}


class AtomRenderer(WrittenRenderer):
    media_type = "application/atom+xml"
    format = "atom"


class NDJSONRenderer(BaseRenderer):
    """A document a line; of a table, a row a line. What stands beside them is in headers."""

    media_type = ndjson.MEDIA_TYPE
    format = "ndjson"
    charset = None
    located = True
    schema: Mapping[str, Any] = {"type": "string"}

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        if isinstance(data, Listing):
            return _kept(ndjson.lines(data.documents))
        return _kept(ndjson.rows(data.table)) if isinstance(data, Tabular) else b""


class FileRenderer(BaseRenderer):
    """Gives tables as files, which browsers keep under a name that says what they are of."""

    content_type: str
    charset = None
    located = True
    schema: Mapping[str, Any] = {"type": "string"}

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        table, about = _table_of(data)
        if table is None or renderer_context is None:
            return b""
        request, response = renderer_context["request"], renderer_context["response"]
        response["Content-Type"] = self.content_type
        response["Content-Disposition"] = attachment(request, about.get("as_of"), self.format or "")
        return _kept(b"".join(self.chunks(table, about, request)))

    def chunks(self, table: Table, about: Mapping[str, Any], request: Request) -> Iterator[bytes]:
        """The file; `about` is the `meta` of the answer."""
        raise NotImplementedError


class CSVRenderer(FileRenderer):
    media_type = csv.MEDIA_TYPE
    content_type = csv.CONTENT_TYPE
    format = "csv"

    def chunks(self, table: Table, about: Mapping[str, Any], request: Request) -> Iterator[bytes]:
        return csv.written(table, bom=request.query_params.get("bom") == "true")


def require_library(form: str | None) -> None:
    """Raises NotInstalledError where what writes this format is not installed."""
    if form == ParquetRenderer.format:
        try:
            parquet.library()
        except parquet.MissingLibraryError as error:
            raise NotInstalledError("Parquet", "pyarrow", others="csv, ndjson or json") from error


class ParquetRenderer(FileRenderer):
    media_type = content_type = parquet.MEDIA_TYPE
    format = "parquet"
    schema = {"type": "string", "format": "binary"}

    def chunks(self, table: Table, about: Mapping[str, Any], request: Request) -> Iterator[bytes]:
        return parquet.written(table, {name: about.get(name) for name in ("as_of", "licence")})


# What answers that are tables at heart, or pages of documents, are given as.
TABULAR_RENDERERS: tuple[type[BaseRenderer], ...] = (LedgerJSONRenderer, NDJSONRenderer, CSVRenderer, ParquetRenderer)


def _table_of(data: Any) -> tuple[Table | None, Mapping[str, Any]]:
    """The table that an answer is, and its `meta`."""
    if isinstance(data, Listing) and data.table is not None:
        return data.table.table(data.documents), data.head["meta"]
    if isinstance(data, Tabular):
        return data.table, data.document.get("meta", {})
    return None, {}


def _kept(body: bytes) -> list[bytes]:
    """A body that may be empty: as bare bytes it would then lose its media type to DRF."""
    return [body]


def attachment(request: Request, seq: int | None, extension: str) -> str:
    """Content-Disposition of a file: `claims-participant-at-231.csv`."""
    segments = [*request.path_info.removeprefix(API_ROOT).split("/"), request.query_params.get("rows", "")]
    name = "-".join(re.sub("[^a-z0-9]+", "-", segment) for segment in segments if segment)
    state = "" if seq is None else f"-at-{seq}"
    return f'attachment; filename="{name}{state}.{extension}"'


@dataclass(frozen=True)
class _Accepted:
    """A range of media types, and how much it is wanted: RFC 9110, section 12.5.1."""

    media_type: _MediaType
    weight: float

    @classmethod
    def read(cls, token: str) -> "_Accepted":
        media_type = _MediaType(token)
        try:
            weight = float(media_type.params.pop("q", "1"))
        except ValueError:
            weight = 0.0
        return cls(media_type, weight if 0 <= weight <= 1 else 0.0)


def _fit(media_type: str, accepted: Iterable[_Accepted]) -> tuple[float, int]:
    """How much a media type is wanted, as the narrowest range that holds it says; and how narrow that is."""
    given = _MediaType(media_type)
    ranges = [(one.media_type.precedence, one.weight) for one in accepted if given.match(one.media_type)]
    precedence, weight = max(ranges, default=(0, 0.0))
    return weight, precedence


# Most clients write the same header every time.
@lru_cache(maxsize=1000)
def _best(tokens: tuple[str, ...], media_types: tuple[str, ...]) -> int:
    """The place of the media type that is wanted most. Raises NotAcceptable."""
    accepted = [_Accepted.read(token) for token in tokens]
    fits = [_fit(media_type, accepted) for media_type in media_types]
    best = max(fits)
    if best[0] == 0:
        given = ", ".join(media_types)
        raise NotAcceptable(f"Accept asks for nothing that is given here: ask for one of {given}, or leave it out.")
    return fits.index(best)


class LedgerNegotiation(DefaultContentNegotiation):
    """`format=` before `Accept`. A format that there is not is refused with the other parameters, not here."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer, media_type = self.selected(request, renderers, format_suffix)
        require_library(renderer.format)
        return renderer, media_type

    def selected(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None
    ) -> tuple[BaseRenderer, str]:
        every = list(renderers)
        for renderer in every:
            if renderer.format == request.query_params.get("format"):
                return renderer, renderer.media_type
        best = every[_best(tuple(self.get_accept_list(request)), tuple(renderer.media_type for renderer in every))]
        return best, best.media_type

    def get_accept_list(self, request: Request) -> list[str]:
        """An empty `Accept` asks for nothing in particular, as a missing one does."""
        return [token for token in super().get_accept_list(request) if token] or ["*/*"]
