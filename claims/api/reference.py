"""The views that explain the API: index, codebook, problems, schema."""

from functools import cache
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import Serializer

from claims.api import schema
from claims.api.codebook import codebook
from claims.api.errors import PROBLEMS, Problem
from claims.api.records import VIEWSETS
from claims.api.views import PublicView
from claims.choices import RecordKind
from claims.models.ledger import PATHS

# What an address cannot do without, so that every link of the index leads to an answer.
NEEDED = {"crosstab": "?rows=topic&columns=kind", "suggest": "?q=a"}


class IndexView(PublicView):
    reads_ledger = True

    def get(self, request: Request) -> Response:
        self.asked()
        records = [(PATHS[view.kind], f"api:{view.kind}-list", RecordKind(view.kind).definition) for view in VIEWSETS]
        pages = [
            (
                "facets",
                "api:facets",
                "How many of the claims that fulfil every filter there are for each key of facets.",
            ),
            ("timeline", "api:timeline", "How many of them there are in each period, as a whole or by groups."),
            ("crosstab", "api:crosstab", "How many of them have which keys of two dimensions."),
            (
                "network",
                "api:network",
                "Networks of the actors in the claims that fulfil every filter, also as GraphML.",
            ),
            ("suggest", "api:suggest", "Records with a name that begins with what somebody types."),
            ("export", "api:export", "All claims that fulfil every filter, as one file in any format."),
            ("manifest", "api:manifest", "What an export holds: count, size and SHA-256."),
            ("changes", "api:changes", "Every publication in order, for mirrors: what to put in and what to take out."),
            ("ledger", "api:ledger", "The head of the ledger with its chain hash, to be kept as proof, and counts."),
            ("redactions", "api:redactions", "What was erased from the ledger by legal duty."),
            ("releases", "api:releases", "States of the ledger that have a name."),
            ("codebook", "api:codebook", "Every vocabulary: code, label, definition."),
            ("problems", "api:problems", "Every sort of problem that the API answers with."),
            ("schema", "api:schema", "This API as an OpenAPI 3.1 document."),
            ("docs", "api:docs", "The same to read and to try, in a browser."),
        ]
        body = {
            "as_of": self.reading.seq,
            "licence": settings.DATA_LICENCE,
            "resources": [
                {
                    "name": name,
                    "url": reverse(route, request=request) + NEEDED.get(name, ""),
                    "description": description,
                }
                for name, route, description in [*records, *pages]
            ],
        }
        return Response(body)

    def answer(self) -> type[Serializer]:
        return schema.Index

    def summary(self) -> str:
        return "What the API has."


class CodebookView(PublicView):
    def get(self, request: Request) -> Response:
        self.asked()
        return Response(codebook())

    def answer(self) -> type[Serializer]:
        return schema.Codebook

    def summary(self) -> str:
        return "Every vocabulary: code, label, definition."


class ProblemsView(PublicView):
    @extend_schema(operation_id="problems_list")
    def get(self, request: Request) -> Response:
        self.asked()
        return Response({"problems": [described(problem) for problem in PROBLEMS.values()]})

    def answer(self) -> type[Serializer]:
        return schema.ProblemSorts

    def summary(self) -> str:
        return "Every sort of problem that the API answers with."


class ProblemView(PublicView):
    def get(self, request: Request, code: str) -> Response:
        self.asked()
        if code not in PROBLEMS:
            raise NotFound(f"There is no problem called {code}.")
        return Response(described(PROBLEMS[code]))

    def answer(self) -> type[Serializer]:
        return schema.ProblemSort

    def address(self) -> tuple[str, str]:
        return "The last part of a problem's `type`.", "unknown-parameter"

    def summary(self) -> str:
        return "One sort of problem: where the `type` of a problem leads."

    def problems(self) -> tuple[str, ...]:
        return (*super().problems(), "not-found")


def described(problem: Problem) -> dict[str, Any]:
    return {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "description": problem.description,
    }


class SchemaView(PublicView):
    """The OpenAPI document. It follows from the code alone, so that a process makes it once."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer2]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        self.asked()
        return Response(openapi())


@cache
def openapi() -> dict[str, Any]:
    document: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return document
