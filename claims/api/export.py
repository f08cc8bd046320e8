"""The views of exports: all claims that fulfil every filter as one file, and what that file holds."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import Serializer

from claims.api import export_schema as schema
from claims.api.claim_lists import base_of
from claims.api.claim_shapes import ClaimShapeView
from claims.api.claims import ClaimViewSet
from claims.api.pagination import address
from claims.api.parameters import fields_parameter, ordering_parameter, wanted_members
from claims.api.renderers import (
    CSVRenderer,
    JSONLDRenderer,
    LedgerJSONRenderer,
    NDJSONRenderer,
    ParquetRenderer,
    attachment,
    require_library,
)
from claims.api.schema import Claim, members
from claims.choices import RecordKind
from claims.filters.parameters import Parameter
from claims.formats.export import WRITERS, Export, Linked, weighed, written
from claims.formats.record_columns import TABLES
from claims.shapes.documents import Lines
from claims.shapes.export import read_batches, read_identities
from claims.shapes.page import Ordering

# A list that is ordered by how well something fits ends after so many, and an export never ends early.
ORDERINGS: dict[str, Ordering] = {
    name: ordering for name, ordering in ClaimViewSet.orderings.items() if ordering.best is None
}


class ExportView(ClaimShapeView):
    """All claims that fulfil every filter as one file, read at one state of the ledger and streamed.

    `Content-Location` names that state: read there, it is the same file, byte for byte, unless something of it was
    erased by legal duty meanwhile. No file is cut without notice. One that cannot be ended as it was begun ends early,
    and shows it: NDJSON and JSON lack their end, Parquet and JSON-LD cannot be read, and CSV has a last line that says
    so, with a field too many. NDJSON ends with the line `{"end": {count, as_of, sha256}}` and JSON with the member
    `end`, where `sha256` is of all bytes before; `/claims/export/manifest/` tells size and digest of any format.
    """

    renderer_classes = [NDJSONRenderer, LedgerJSONRenderer, CSVRenderer, ParquetRenderer, JSONLDRenderer]
    not_taken: ClassVar = {JSONLDRenderer.format: ("fields",)}
    tables = TABLES[RecordKind.CLAIM]
    explains = False
    always_located = True

    def get(self, request: Request) -> HttpResponseBase:
        export, renderer = self.export(), request.accepted_renderer
        # Who asks for the headers alone is not read for.
        chunks = iter(()) if request.method == "HEAD" else written(begun(export), self.answered_as)
        response = StreamingHttpResponse(chunks, content_type=getattr(renderer, "content_type", renderer.media_type))
        response["Content-Disposition"] = attachment(request, self.reading.seq, self.answered_as)
        return response

    def export(self) -> Export:
        """What is asked for, of which nothing is read yet. Raises BadParametersError with all that is wrong."""
        filterset, values = self.query()
        ordering = ORDERINGS[values["ordering"]]
        return Export(
            {
                "as_of": self.reading.seq,
                "applied": {**filterset.applied, "ordering": ordering.name},
                "search": filterset.told_of_search,
                "licence": settings.DATA_LICENCE,
            },
            read_batches(filterset, ordering),
            self.tables[values["rows"] or RecordKind.CLAIM],
            wanted_members(values),
            bool(values["bom"]),
            Linked(base_of(self.request), self.located(), partial(read_identities, reading=self.reading)),
        )

    def located(self) -> str:
        """Where exactly this export is read: at its state of the ledger."""
        return address(self.request, path=reverse("api:export"), as_of=str(self.reading.seq))

    @classmethod
    def formats(cls) -> Sequence[str]:
        return list(WRITERS)

    @classmethod
    def further_parameters(cls) -> dict[str, Parameter]:
        return {"ordering": ordering_parameter(ORDERINGS), "fields": fields_parameter(members(Claim))}

    def answer(self) -> type[Serializer]:
        return schema.Export

    def summary(self) -> str:
        return "All claims that fulfil every filter, as one file."


class ManifestView(ExportView):
    """What the export with the same parameters holds: how many claims, how many bytes, and their SHA-256.

    `format` is the export's, and the manifest itself always JSON. It is worked out by making the export, and takes as
    long. `url` is where exactly that file is read: at its state of the ledger, whatever is published meanwhile.
    """

    renderer_classes = [LedgerJSONRenderer]

    def get(self, request: Request) -> Response:
        require_library(self.answered_as)
        export = self.export()
        weight = weighed(written(export, self.answered_as))
        return Response(
            {
                "as_of": self.reading.seq,
                "format": self.answered_as,
                "applied": export.meta["applied"],
                "search": export.meta["search"],
                "count": export.count,
                "rows": export.rows,
                "bytes": weight.size,
                "sha256": weight.sha256,
                "sha256_before_end": export.sha256_before_end,
                "url": self.located(),
                "licence": export.meta["licence"],
            }
        )

    @property
    def answered_as(self) -> str:
        """The format of the export."""
        return self.request.query_params.get("format", self.formats()[0])

    def answer(self) -> type[Serializer]:
        return schema.Manifest

    def summary(self) -> str:
        return "What an export holds: count, size and SHA-256."


def begun(export: Export) -> Export:
    """The same export with its first batch read: what fails at once is answered as a problem and not broken off."""
    first = next(export.batches)

    def all_batches() -> Iterator[Lines]:
        yield first
        yield from rest

    rest = export.batches
    export.batches = all_batches()
    return export
