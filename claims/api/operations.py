"""What the OpenAPI document says of operations: the view of each knows what it takes and answers."""

from typing import Any, Protocol

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from claims.api.errors import MEDIA_TYPE, PROBLEMS
from claims.api.schema import Gone, HistoryPage, PageOf, Problem
from claims.filters.parameters import Parameter


def _header(name: str, type_: type, statuses: list[int], description: str) -> OpenApiParameter:
    """A header of answers."""
    return OpenApiParameter(name, type_, OpenApiParameter.HEADER, response=statuses, description=description)


KNOWN = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of an answer to the same request, or several of them separated by commas: where the answer "
    "is still the same, there is only the status 304.",
)
CACHE_HEADERS = [
    _header("ETag", str, [200, 304], "Tag of the answer, weak: the same as long as the same request has it."),
    _header(
        "Cache-Control", str, [200, 304], "How long the answer may be kept unasked: an hour where its S was given."
    ),
]
LEDGER_HEADERS = [
    _header("Ledger-Head", int, [200, 304], "The newest state of the ledger when the request began."),
    _header(
        "Content-Location",
        str,
        [200, 304],
        "Where `as_of` was the name of a release or a moment: the same address with the number that it meant.",
    ),
]
RETRY_HEADER = _header("Retry-After", int, [503], "Seconds after which to try again.")
LINK_HEADER = _header("Link", str, [200], "The next and the previous page (RFC 8288).")
LOCATION_HEADER = _header("Location", str, [308], "The address to which the record has moved.")


class Described(Protocol):
    """A view that says what its operation takes and answers."""

    reads_ledger: bool

    def parameters(self) -> dict[str, Parameter]: ...
    def address(self) -> tuple[str, str]: ...
    def answer(self) -> type[serializers.Serializer]: ...
    def summary(self) -> str: ...
    def problems(self) -> tuple[str, ...]: ...
    def get_renderers(self) -> list[BaseRenderer]: ...


class LedgerSchema(AutoSchema):
    """Asks the view what to say."""

    view: Described  # type: ignore[assignment]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            given = operation.get("parameters", [])
            in_path = [parameter for parameter in given if parameter["in"] == "path"]
            in_headers = [parameter for parameter in given if parameter["in"] == "header"]
            for parameter in in_path:
                parameter["description"], example = self.view.address()
                parameter["schema"]["examples"] = [example]
            own = [parameter.openapi(name) for name, parameter in self.view.parameters().items()]
            operation["parameters"] = [*in_path, *own, *in_headers]
        return operation

    def get_filter_backends(self) -> list[Any]:
        return []

    def get_override_parameters(self) -> list[Any]:
        return [
            KNOWN,
            *CACHE_HEADERS,
            *((*LEDGER_HEADERS, RETRY_HEADER) if self.view.reads_ledger else ()),
            *((LINK_HEADER,) if self._is_page() else ()),
            *((LOCATION_HEADER,) if self._may_have_moved() else ()),
        ]

    def get_tags(self) -> list[str]:
        return super().get_tags() or ["index"]

    def get_summary(self) -> str:
        return self.view.summary()

    def get_request_serializer(self) -> None:
        return None

    def get_response_serializers(self) -> Any:
        answers: dict[Any, Any] = {
            # Formats that are no JSON of ours say themselves what they are.
            (200, renderer.media_type.partition(";")[0]): OpenApiResponse(
                getattr(renderer, "schema", self.view.answer()), description=self.get_summary()
            )
            for renderer in self.view.get_renderers()
        }
        answers[304] = OpenApiResponse(description="The answer is one of those that `If-None-Match` names.")
        if self._may_have_moved():
            answers[308] = OpenApiResponse(
                description="The record has another slug, or was merged into another; Location gives its address."
            )
        for code in self.view.problems():
            problem = PROBLEMS[code]
            body = Gone if code == "gone" else Problem
            answers[problem.status, MEDIA_TYPE] = OpenApiResponse(body, description=problem.description)
        return answers

    def _may_have_moved(self) -> bool:
        return "gone" in self.view.problems() or issubclass(self.view.answer(), HistoryPage)

    def _is_page(self) -> bool:
        return issubclass(self.view.answer(), PageOf)
