"""What a reader accepts, and the renderer that gives it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from claims.formats.json import dumped, envelope
from claims.shapes.table import Table


@dataclass(frozen=True)
class Listing:
    """A page as text: the documents are joined as they are stored."""

    head: Mapping[str, Any]
    documents: Sequence[str]


@dataclass(frozen=True)
class Stored:
    """A document as text."""

    document: str


@dataclass(frozen=True)
class Tabular:
    """An answer that is a table at heart: JSON gives the document, formats of rows and columns give the table."""

    document: Mapping[str, Any]
    table: Table


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
            return data.document.encode()
        if isinstance(data, Tabular):
            data = data.document
        return b"" if data is None else dumped(data).encode()


class LedgerNegotiation(DefaultContentNegotiation):
    """`format=` before `Accept`. A format that there is not is refused with the other parameters, not here."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        for renderer in renderers:
            if renderer.format == request.query_params.get("format"):
                return renderer, renderer.media_type
        return super().select_renderer(request, renderers, format_suffix)

    def get_accept_list(self, request: Request) -> list[str]:
        """An empty `Accept` asks for nothing in particular, as a missing one does."""
        return [token for token in super().get_accept_list(request) if token] or ["*/*"]
