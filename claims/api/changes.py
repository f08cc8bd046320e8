"""The view of the changes of the ledger, for mirrors and for whoever waits for news."""

from collections.abc import Sequence
from functools import cache

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from claims.api import changes_schema as schema
from claims.api.errors import BadParametersError
from claims.api.pagination import address, link_header
from claims.api.parameters import AS_OF_PARAMETER, read_query
from claims.api.renderers import LedgerJSONRenderer, Listing, NDJSONRenderer
from claims.api.views import PublicView
from claims.choices import RecordKind
from claims.filters import OwnDocumentFilterSet
from claims.filters.parameters import CONTRADICTORY, Codes, Parameter, Refusal, Whole
from claims.formats.json import change_text
from claims.models.facts import FactQuerySet
from claims.shapes.changes import EXAMINED, read_changes

LIMIT, MOST_ROWS = 200, 1_000
# Nine digits, as many as a number in an address may have.
HIGHEST = 999_999_999


class ChangesView(PublicView):
    """Every publication in the order of its number, refreshed ones included, for whoever keeps a copy.

    Begin with `after=0`, apply the changes in their order, and go on at `next`. At the head of the ledger `next` is an
    address that answers nothing new yet, to be asked again later: with `If-None-Match` that costs next to nothing.

    A filter on claims is one that a claim's own document decides; it leaves out all other kinds (`kind=claim`), and a
    claim that fulfils it no longer is told to have left. Any other filter is refused with what to do instead.
    Redactions, of whatever kind, are told to everybody: what they erased may be in what was read before. A page looks
    at a limited number of publications, so that `next` leads on even where none of them is wanted.

    NDJSON has a change a line; then `next` is in the header `Link`, and the state in `Content-Location`.
    """

    reads_ledger = True
    renderer_classes = [LedgerJSONRenderer, NDJSONRenderer]

    def get(self, request: Request) -> Response:
        filterset, values = read_query(
            request.query_params,
            OwnDocumentFilterSet,
            self.own_parameters(),
            reading=self.reading,
            refused=self.refused,
        )
        kinds = values["kind"][0] if values["kind"] else ()
        filters = filterset.applied
        self.refuse_unless_there(values["after"], kinds, filtered=bool(filters))
        facts: FactQuerySet | None = filterset.qs if filters else None
        page = read_changes(self.reading, values["after"], values["limit"], kinds=kinds, facts=facts)
        shown = RecordKind.CLAIM.value if filters else ",".join(kinds)
        applied = {**({"kind": shown} if shown else {}), "limit": values["limit"]}
        meta = {
            "as_of": self.reading.seq,
            "after": values["after"],
            "up_to": page.up_to,
            "applied": {**filters, **applied},
            "licence": settings.DATA_LICENCE,
        }
        following = address(request, after=str(page.up_to))
        return Response(
            Listing({"meta": meta, "next": following}, [change_text(change) for change in page.rows]),
            headers=link_header({"next": following, "previous": None}),
        )

    def refuse_unless_there(self, after: int, kinds: Sequence[str], *, filtered: bool) -> None:
        """Raises BadParametersError where the page would begin past S, or is to be of no kind that can be there."""
        refusals: dict[str, list[Refusal]] = {}
        if after > self.reading.head.seq:
            detail = (
                f"It lies past the head of the ledger, which is {self.reading.head}. Where another server had it, this "
                "one is behind: ask again in a while, with the same number. If that goes on, the ledger was restored "
                "from an older copy: compare the chain hash, and begin again."
            )
            refusals["after"] = [Refusal(detail)]
        elif after > self.reading.seq:
            detail = f"It lies past {self.reading.seq}, the state that as_of names: leave one of the two out."
            refusals["after"] = [Refusal(detail, CONTRADICTORY)]
        if filtered and set(kinds) - {RecordKind.CLAIM}:
            detail = (
                "It is the kind of record here, and with a filter on claims there are no others: leave it out. What "
                "sort of claim it is, is asked for by claim_kind."
            )
            refusals["kind"] = [Refusal(detail, CONTRADICTORY)]
        if refusals:
            raise BadParametersError(refusals)

    @classmethod
    @cache
    def own_parameters(cls) -> dict[str, Parameter]:
        """The parameters beside the filters; made once, as they keep nothing of a request."""
        return {
            "after": Whole(
                0,
                HIGHEST,
                default=0,
                help_text="The publications after this number. It is refused past the head, as of a server that is "
                "behind.",
                example=0,
            ),
            "kind": Codes(
                RecordKind.values,
                help_text="Kinds of records, separated by commas, without which all are given. With a filter on claims "
                "it is `claim`.",
                example=RecordKind.CLAIM.value,
            ),
            "limit": Whole(
                1,
                MOST_ROWS,
                default=LIMIT,
                help_text=f"The most changes of a page, which looks at {EXAMINED:,} publications at most.",
                example=LIMIT,
            ),
            "as_of": AS_OF_PARAMETER,
            "format": cls.format_parameter(),
        }

    def parameters(self) -> dict[str, Parameter]:
        return {**OwnDocumentFilterSet.parameters(), **self.own_parameters()}

    def answer(self) -> type[Serializer]:
        return schema.Changes

    def summary(self) -> str:
        return "The changes of the ledger after a number, in order: for mirrors."
