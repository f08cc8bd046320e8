"""What the views have in common that answer with a shape of the claims which fulfil every filter."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from django.conf import settings

from claims.api.formats import parameters_of
from claims.api.parameters import AS_OF_PARAMETER, explain_parameter, read_query
from claims.api.views import PublicView
from claims.filters import ClaimFilterSet
from claims.filters.parameters import Choice, Parameter
from claims.formats.columns import DocumentTable
from claims.shapes.explanation import explanation
from claims.shapes.matched import Distinct


class ClaimShapeView(PublicView):
    """Takes every filter of the list of claims, `as_of`, and parameters of its own."""

    reads_ledger = True
    # Of the formats of rows and columns, where the rows can be of several tables.
    tables: ClassVar[Mapping[str, DocumentTable] | None] = None
    # Whether its answers can say what the filter asks, and how many claims each condition left; only JSON does.
    explains: ClassVar[bool] = True
    not_taken: ClassVar = dict.fromkeys(("ndjson", "csv", "parquet", "graphml"), ("explain",))

    def query(self) -> tuple[ClaimFilterSet, dict[str, Any]]:
        """The filters, whose `qs` are the facts that fulfil them, and the values of the view's own parameters by name.

        Raises BadParametersError with all that is wrong.
        """
        filterset, values = read_query(
            self.request.query_params,
            ClaimFilterSet,
            self.own_parameters(),
            reading=self.reading,
            refused=self.refused,
        )
        assert isinstance(filterset, ClaimFilterSet)
        return filterset, values

    def about(self, filterset: ClaimFilterSet, applied: Mapping[str, Any]) -> dict[str, Any]:
        """`meta` of the answer; `applied` holds the values of the view's own parameters as they were understood."""
        return {
            "as_of": self.reading.seq,
            "applied": {**filterset.applied, **applied},
            "search": filterset.told_of_search,
            "licence": settings.DATA_LICENCE,
            **({"explain": explanation(filterset)} if self.request.query_params.get("explain") == "true" else {}),
        }

    @classmethod
    @cache
    def own_parameters(cls) -> dict[str, Parameter]:
        """The parameters beside the filters; made once, as they keep nothing of a request."""
        written = {"format": cls.format_parameter(), **parameters_of(cls.formats(), cls.tables)}
        explain = {"explain": explain_parameter()} if cls.explains else {}
        return {**cls.further_parameters(), **explain, "as_of": AS_OF_PARAMETER, **written}

    @classmethod
    def further_parameters(cls) -> dict[str, Parameter]:
        """The parameters that other shapes do not have."""
        return {}

    def parameters(self) -> dict[str, Parameter]:
        return {**ClaimFilterSet.parameters(), **self.own_parameters()}


def distinct_parameter() -> Parameter:
    """`distinct` of every shape that counts."""
    return Choice(
        Distinct.values,
        help_text="What counts as one. event: all claims that tell of one event count once. proposition: a claim and "
        "those that restate it count once. Without it every claim counts.",
        example=Distinct.EVENT.value,
    )
