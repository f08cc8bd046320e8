"""What the OpenAPI document says: of parameters, what they know of themselves; of answers, what the serializers define.

The documents are those that `publish()` renders with, and what reading puts in.
"""

from typing import Any, Protocol

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_serializer
from rest_framework import serializers

from claims.api.errors import MEDIA_TYPE, PROBLEMS
from claims.choices import Operation, RelationType
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
from claims.shapes.disputes import Direction

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


def write_null_plainly(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A code that may be null is the code's enumeration or JSON Schema's null type, as objects that may be null are.

    drf-spectacular refers to a component with the only value null instead, which OpenAPI 3.0 needed.
    """
    result["components"]["schemas"].pop("NullEnum", None)
    document: dict[str, Any] = _with_null_type(result)
    return document


def _with_null_type(part: Any) -> Any:
    if isinstance(part, list):
        return [_with_null_type(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("$ref") == "#/components/schemas/NullEnum":
        return {"type": "null"}
    return {name: _with_null_type(member) for name, member in part.items()}


# --- Pages ------------------------------------------------------------------------------------------------------------


class PageMeta(serializers.Serializer):
    as_of = serializers.IntegerField(help_text="S, the state of the ledger at which the page was read.")
    applied = serializers.DictField(
        help_text="Filters, ordering and limit as they were understood, each as it could be written again."
    )
    count = serializers.IntegerField(
        allow_null=True, help_text="Length of the whole list, if `count=exact` asked for it."
    )
    best = serializers.IntegerField(
        allow_null=True,
        help_text="With `ordering=relevance`: the pages end after so many, the best; `count` is of all that match. "
        "Null otherwise: the pages are the whole list.",
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


class Difference(serializers.Serializer):
    path = serializers.CharField(help_text="The member of the document: `hedging.state`, `participants.2.role`.")
    before = serializers.JSONField(allow_null=True, help_text="What it was; null where there was none.")
    after = serializers.JSONField(allow_null=True, help_text="What it became; null where there is none any more.")


class Entry(serializers.Serializer):
    seq = serializers.IntegerField(help_text="Number of the publication in the ledger.")
    op = serializers.ChoiceField(Operation.choices, help_text="What was done.")
    at = serializers.DateTimeField(help_text="When.")
    reason = serializers.CharField(allow_null=True, help_text="Why, in the words of whoever did it.")
    erased_by = serializers.IntegerField(
        allow_null=True, help_text="Number of the redaction that erased what was published; null if none did."
    )
    changes = Difference(
        many=True,
        allow_null=True,
        help_text="In what the document differs from that of the publication immediately before; null where there is "
        "none, or no document on one of the two sides.",
    )


class HistoryPage(PageOf):
    """A page of the history of a record."""

    results = Entry(many=True)


# Like a page of documents, it is what a list answers.
History = extend_schema_serializer(many=False)(HistoryPage)


class Dispute(serializers.Serializer):
    """A relation of a claim with another one."""

    direction = serializers.ChoiceField(
        Direction.choices, help_text="out: it is this claim's to the other. in: it is the other's to this one."
    )
    type = serializers.ChoiceField(RelationType.choices, help_text="What the one claim does to the other.")
    explicit = serializers.BooleanField(help_text="Whether the text says so; false where the coder infers it.")
    different_voice = serializers.BooleanField(help_text="Whether the two claims are of different claimants.")
    claim = Claim(help_text="The other claim.")


class DisputesPage(PageOf):
    """A page of the relations of a claim."""

    results = Dispute(many=True)


Disputes = extend_schema_serializer(many=False)(DisputesPage)


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


class Gone(Problem):
    """Why a record is no longer public."""

    operation = serializers.ChoiceField(Operation.choices, help_text="Whether it was retracted or erased.")
    seq = serializers.IntegerField(help_text="Number in the ledger of the publication by which that was done.")
    at = serializers.DateTimeField(help_text="When.")
    reason = serializers.CharField(allow_null=True, help_text="Why, in the words of whoever did it.")


class ProblemSort(serializers.Serializer):
    type = serializers.CharField(help_text="Its address.")
    title = serializers.CharField(help_text="Its name.")
    status = serializers.IntegerField(help_text="The HTTP status with which it comes.")
    description = serializers.CharField(help_text="When it comes.")


class ProblemSorts(serializers.Serializer):
    problems = ProblemSort(many=True, help_text="Every sort of problem that the API answers with.")


# --- Operations -------------------------------------------------------------------------------------------------------


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
        answers: dict[Any, Any] = {200: OpenApiResponse(self.view.answer(), description=self.get_summary())}
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
