"""The views of the ledger itself: its head and counts, what was erased from it, and its releases."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from claims.api import ledger_schema as schema
from claims.api.pagination import link_header, links
from claims.api.parameters import paging_parameters, refuse_unless_of
from claims.api.views import PublicView
from claims.filters import ReadingPoint
from claims.filters.parameters import Parameter
from claims.models.ledger import RELEASE_NAME
from claims.shapes import ledger
from claims.shapes.page import Ordering, digest, read_rows


class LedgerView(PublicView):
    """How the ledger stands. Whoever keeps `seq` and `chain` can prove later that nothing up to there was altered.

    The chain hash of a publication is the SHA-256 of the chain hash before it (32 zero bytes for the first), of its
    seq, kind, uid, op and time, each followed by a line feed, and of its digest; the digest is the SHA-256 of its
    salt, its body, a line feed, and its reason. `manage.py verify_ledger --expect SEQ:CHAIN` holds the ledger to it.
    """

    reads_ledger = True

    def get(self, request: Request) -> Response:
        self.asked()
        return Response(ledger.state(self.reading))

    def answer(self) -> type[Serializer]:
        return schema.Ledger

    def summary(self) -> str:
        return "The head of the ledger, its chain hash, and counts."


class RowsView(PublicView):
    """A list of rows of the ledger, the newest first, in pages."""

    reads_ledger = True
    ordering: ClassVar[Ordering]
    columns: ClassVar[Sequence[str]]

    def rows(self, reading: ReadingPoint) -> QuerySet:
        raise NotImplementedError

    def shown(self, seq: int, *columns: Any) -> dict[str, Any]:
        raise NotImplementedError

    def get(self, request: Request) -> Response:
        values = self.asked()
        rows, query = self.rows(self.reading), digest(request.path, {})
        refuse_unless_of(self.version.cursor, self.ordering, query)
        page = read_rows(
            rows,
            self.ordering,
            values["limit"],
            self.columns,
            seq=self.reading.seq,
            query=query,
            cursor=self.version.cursor,
        )
        meta = self.meta({"limit": values["limit"]}, rows.count() if values["count"] else None)
        head = {"meta": meta, **links(request, page)}
        results = [self.shown(seq, *columns) for seq, _, *columns in page.rows]
        return Response({**head, "results": results}, headers=link_header(head))

    def parameters(self) -> dict[str, Parameter]:
        return {**paging_parameters(), **super().parameters()}


class RedactionsView(RowsView):
    """What was erased from the ledger by legal duty, the newest first: what it was is told by nothing any more."""

    ordering = ledger.NEWEST_REDACTION_FIRST
    columns = ledger.REDACTION

    def rows(self, reading: ReadingPoint) -> QuerySet:
        return ledger.redactions(reading)

    def shown(self, seq: int, *columns: Any) -> dict[str, Any]:
        return ledger.redaction_row(seq, *columns)

    def answer(self) -> type[Serializer]:
        return schema.Erasures

    def summary(self) -> str:
        return "A page of the redactions: what was erased from the ledger, and why."


class ReleasesView(RowsView):
    """The releases, the newest first. `as_of` takes the name of each."""

    settled_by_version = False  # a state gets its name after it has come about, and can get others
    ordering = ledger.NEWEST_RELEASE_FIRST
    columns = ledger.RELEASE

    def rows(self, reading: ReadingPoint) -> QuerySet:
        return reading.releases()

    def shown(self, seq: int, *columns: Any) -> dict[str, Any]:
        return ledger.release_row(seq, *columns)

    def beside_version(self) -> int | None:
        """The last release made."""
        return self.reading.releases().values_list("id", flat=True).order_by("-id").first()

    @extend_schema(operation_id="releases_list")
    def get(self, request: Request) -> Response:
        return super().get(request)

    def answer(self) -> type[Serializer]:
        return schema.Releases

    def summary(self) -> str:
        return "A page of the releases: states of the ledger that have a name."


class ReleaseView(PublicView):
    reads_ledger = True
    settled_by_version = False

    def get(self, request: Request, name: str) -> Response:
        self.asked()
        bearers = self.reading.releases().filter(name=name).values_list("seq", *ledger.RELEASE)
        # PostgreSQL cannot even be asked for some of what an address can hold.
        found = bearers.first() if re.fullmatch(RELEASE_NAME, name) else None
        if found is None:
            raise NotFound(f"There is no release {name} up to number {self.reading.seq} of the ledger.")
        return Response(ledger.release_row(*found))

    def answer(self) -> type[Serializer]:
        return schema.Release

    def address(self) -> tuple[str, str]:
        return "The name of the release.", "v1"

    def summary(self) -> str:
        return "One release: a state of the ledger that has a name."

    def problems(self) -> tuple[str, ...]:
        return (*super().problems(), "not-found")
