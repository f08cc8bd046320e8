"""What the OpenAPI document says: of parameters, what they know of themselves; of answers, what the serializers define.

The documents are those that `publish()` renders with, and what reading puts in.
"""

from typing import Any, Protocol

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_serializer
from rest_framework import serializers

from claims.api.errors import MEDIA_TYPE, PROBLEMS
from claims.filters.parameters import Parameter
from claims.serializers import (
    ActorDocument,
    ClaimDocument,
    EventDocument,
    PlaceDocument,
    ScaleDocument,
    SourceDocument,
    TopicDocument,
)

# --- Documents --------------------------------------------------------------------------------------------------------


def _first_paragraph(document: type[serializers.Serializer]) -> str:
    """What a document is; what follows in its docstring is for whoever renders one."""
    return (document.__doc__ or "").partition("\n\n")[0]


class PutIn(serializers.Serializer):
    """What a document has that is known only when it is read."""

    path = serializers.CharField(read_only=True, help_text="Where the record is read, without a host.")
    seq = serializers.IntegerField(read_only=True, help_text="Number in the ledger of the publication that this is.")
    published_at = serializers.DateTimeField(read_only=True, help_text="When the record was first published.")
    revised_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When it was last revised; null if never."
    )
    licence = serializers.CharField(
        read_only=True, allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )


class Counted(PutIn):
    claim_count = serializers.IntegerField(read_only=True, help_text="How many claims it has.")


class Claim(ClaimDocument, PutIn):
    __doc__ = _first_paragraph(ClaimDocument)


class Actor(ActorDocument, Counted):
    __doc__ = _first_paragraph(ActorDocument)


class Source(SourceDocument, Counted):
    __doc__ = _first_paragraph(SourceDocument)


class Topic(TopicDocument, Counted):
    __doc__ = _first_paragraph(TopicDocument)


class Event(EventDocument, PutIn):
    __doc__ = _first_paragraph(EventDocument)


class Place(PlaceDocument, PutIn):
    __doc__ = _first_paragraph(PlaceDocument)


class ConfidenceScale(ScaleDocument, PutIn):
    __doc__ = _first_paragraph(ScaleDocument)


DOCUMENTS: tuple[type[PutIn], ...] = (Claim, Actor, Source, Topic, Event, Place, ConfidenceScale)


def members(document: type[PutIn]) -> list[str]:
    """The members of a document, as `fields` names them."""
    return list(document().fields)


def require_identity_alone(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Of a document's members only `uid` is sure to be there: `fields` can leave out any other."""
    for document in DOCUMENTS:
        if component := result["components"]["schemas"].get(document.__name__):
            component["required"] = ["uid"]
    return result


# --- Pages ------------------------------------------------------------------------------------------------------------


class PageMeta(serializers.Serializer):
    as_of = serializers.IntegerField(help_text="S, the state of the ledger at which the page was read.")
    applied = serializers.DictField(
        help_text="Filters, ordering and limit as they were understood, each as it could be written again."
    )
    count = serializers.IntegerField(
        allow_null=True, help_text="Length of the whole list, if `count=exact` asked for it."
    )
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )


class PageOf(serializers.Serializer):
    meta = PageMeta()
    next = serializers.URLField(allow_null=True, help_text="Address of the page after this one.")
    previous = serializers.URLField(allow_null=True, help_text="Address of the page before this one.")


def page_of(document: type[PutIn]) -> type[PageOf]:
    """The serializer of a page of these documents."""
    page = type(f"{document.__name__}Page", (PageOf,), {"results": document(many=True), "__doc__": "A page of a list."})
    # The page is what a list answers, not an item of it.
    return extend_schema_serializer(many=False)(page)


PAGES = {document: page_of(document) for document in DOCUMENTS}


# --- What explains the API --------------------------------------------------------------------------------------------


class Resource(serializers.Serializer):
    name = serializers.CharField(help_text="Its name.")
    url = serializers.URLField(help_text="Where it is.")
    description = serializers.CharField(help_text="What is there.")


class Index(serializers.Serializer):
    as_of = serializers.IntegerField(help_text="The newest state of the ledger: the number of its last publication.")
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )
    resources = Resource(many=True, help_text="What the API has.")


class VocabularyCode(serializers.Serializer):
    code = serializers.CharField(help_text="As documents and filters write it.")
    label = serializers.CharField(help_text="As people read it.")  # type: ignore[assignment]
    definition = serializers.CharField(help_text="When it applies.")


class VocabularyItem(serializers.Serializer):
    name = serializers.CharField(help_text="Its name.")
    codes = VocabularyCode(many=True, help_text="Its codes.")


class Codebook(serializers.Serializer):
    version = serializers.CharField(help_text="Version of the codebook; documents name the one they were coded by.")
    vocabularies = VocabularyItem(many=True, help_text="Every closed list of codes.")


class ProblemError(serializers.Serializer):
    parameter = serializers.CharField(help_text="The parameter that is refused.")
    problem = serializers.CharField(help_text="What sort of problem it is.")
    detail = serializers.CharField(help_text="What is wrong, and what to do.")
    allowed = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="What is allowed, where that is a list."
    )
    nearest = serializers.ListField(child=serializers.CharField(), help_text="What comes nearest to what was written.")


class Problem(serializers.Serializer):
    """A problem as RFC 9457 has it."""

    type = serializers.CharField(help_text="Address of the sort of problem, on this server.")
    title = serializers.CharField(help_text="The sort of problem, in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What is wrong in this case, and what to do.")
    errors = ProblemError(many=True, required=False, help_text="Every parameter that is refused.")  # type: ignore[assignment]


class ProblemSort(serializers.Serializer):
    type = serializers.CharField(help_text="Its address.")
    title = serializers.CharField(help_text="Its name.")
    status = serializers.IntegerField(help_text="The HTTP status with which it comes.")
    description = serializers.CharField(help_text="When it comes.")


class ProblemSorts(serializers.Serializer):
    problems = ProblemSort(many=True, help_text="Every sort of problem that the API answers with.")


# --- Operations -------------------------------------------------------------------------------------------------------

HEAD_HEADER = OpenApiParameter(
    "Ledger-Head",
    int,
    OpenApiParameter.HEADER,
    response=[200],
    description="The newest state of the ledger when the request began.",
)
LINK_HEADER = OpenApiParameter(
    "Link", str, OpenApiParameter.HEADER, response=[200], description="The next and the previous page (RFC 8288)."
)


class Described(Protocol):
    """A view that says what its operation takes and answers."""

    reads_ledger: bool

    def parameters(self) -> dict[str, Parameter]: ...
    def address(self) -> tuple[str, str]: ...
    def answer(self) -> type[serializers.Serializer]: ...
    def summary(self) -> str: ...
    def problems(self) -> tuple[str, ...]: ...


class LedgerSchema(AutoSchema):
    """Asks the view what to say."""

    view: Described  # type: ignore[assignment]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            in_path = operation.get("parameters", [])
            for parameter in in_path:
                parameter["description"], example = self.view.address()
                parameter["schema"]["examples"] = [example]
            own = [parameter.openapi(name) for name, parameter in self.view.parameters().items()]
            operation["parameters"] = [*in_path, *own]
        return operation

    def get_filter_backends(self) -> list[Any]:
        return []

    def get_override_parameters(self) -> list[Any]:
        headers = [HEAD_HEADER] if self.view.reads_ledger else []
        return [*headers, LINK_HEADER] if self._is_page() else headers

    def get_tags(self) -> list[str]:
        return super().get_tags() or ["index"]

    def get_summary(self) -> str:
        return self.view.summary()

    def get_request_serializer(self) -> None:
        return None

    def get_response_serializers(self) -> Any:
        answers: dict[Any, Any] = {200: OpenApiResponse(self.view.answer(), description=self.get_summary())}
        if "gone" in self.view.problems():
            answers[308] = OpenApiResponse(description="The record has another slug now; Location gives its address.")
        for code in self.view.problems():
            problem = PROBLEMS[code]
            answers[problem.status, MEDIA_TYPE] = OpenApiResponse(Problem, description=problem.description)
        return answers

    def _is_page(self) -> bool:
        return issubclass(self.view.answer(), PageOf)
