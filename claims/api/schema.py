"""What the OpenAPI document says: of parameters, what they know of themselves; of answers, what the serializers define.

The documents are those that `publish()` renders with, and what reading puts in.
"""

from typing import Any

from drf_spectacular.utils import (
    PolymorphicProxySerializer,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from claims.api.explain_schema import explain_member
from claims.choices import Operation, RelationType
from claims.serializers import (
    ActorDocument,
    ClaimDocument,
    EventDocument,
    PlaceDocument,
    ScaleDocument,
    SourceDocument,
    TopicDocument,
)
from claims.serializers.claims import ClaimSource
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
    listed: tuple[type[PutIn], ...] = (*DOCUMENTS, ListedClaim)
    for document in listed:
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


class FoundFragment(serializers.Serializer):
    """A text of a claim in which words of `q` stand."""

    member = serializers.CharField(help_text="Which text it is: `statement`, or `evidence.0.quote`, counted from 0.")
    text = serializers.CharField(help_text="The text.")
    ranges = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(min_value=0), min_length=2, max_length=2),
        help_text="Where the words stand: the first character of each and the one behind its last, in Unicode code "
        "points from 0.",
    )


class ListedClaim(Claim):
    """A claim in a list."""

    fragments = FoundFragment(many=True, required=False, help_text="With `highlight`: where in it the words stand.")


# --- Pages ------------------------------------------------------------------------------------------------------------


class ReadAs(serializers.Serializer):
    """A word of `q` that no document has."""

    word = serializers.CharField(help_text="The word, in lower case and without accents.")

    def get_fields(self) -> dict[str, Any]:
        # The name of the other member is a word of Python's.
        words = serializers.ListField(child=serializers.CharField(), help_text="The words that it was read as.")
        return {**super().get_fields(), "as": words}


class DidYouMean(serializers.Serializer):
    """A record whose name stands in `q`."""

    parameter = serializers.CharField(help_text="The filter that asks for it.")
    value = serializers.CharField(help_text="The value of that filter.")
    name = serializers.CharField(help_text="The name of the record.")


class SearchMeta(serializers.Serializer):
    """What was made of `q`."""

    read_as = ReadAs(
        many=True,
        help_text="Words that no document has, however inflected, with the nearest that documents have, which were "
        "searched instead. A word in quotation marks is searched as it is.",
    )
    ignored = serializers.ListField(
        child=serializers.CharField(),
        help_text="What was not searched, in some language at least: words as common as “the”, and what is no word.",
    )
    did_you_mean = DidYouMean(
        many=True, help_text="Filters that ask for records whose names stand in `q`, by whatever name claims call them."
    )


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
    search = SearchMeta(allow_null=True, help_text="With `q`: what was made of it. Null without.")
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )
    explain = explain_member()


class PageOf(serializers.Serializer):
    meta = PageMeta()
    next = serializers.URLField(allow_null=True, help_text="Address of the page after this one.")
    previous = serializers.URLField(allow_null=True, help_text="Address of the page before this one.")


class ClaimGroup(serializers.Serializer):
    """A source with claims, in the place of a claim where `group=source` asks for it."""

    source = ClaimSource(help_text="The source, as its claims name it.")  # type: ignore[assignment]
    count = serializers.IntegerField(min_value=1, help_text="How many of the claims are of it.")
    path = serializers.CharField(
        allow_null=True,
        help_text="Where all of these are listed, at the same state of the ledger. Null with `sample`: the sample of a "
        "source is another one.",
    )
    claims = Claim(many=True, help_text="The first of them in the ordering, `group_limit` at most.")


@extend_schema_field(
    PolymorphicProxySerializer("ClaimOrGroup", [ListedClaim, ClaimGroup], resource_type_field_name=None, many=True)
)
class ClaimsOrGroups(serializers.Field):
    """What a list of claims holds."""


def page_of(document: type[PutIn]) -> type[PageOf]:
    """The serializer of a page of these documents."""
    results = ClaimsOrGroups() if document is Claim else document(many=True)
    page = type(f"{document.__name__}Page", (PageOf,), {"results": results, "__doc__": "A page of a list."})
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


class Term(serializers.Serializer):
    name = serializers.CharField(help_text="Its name, with which its IRI ends, behind `/api/v1/codebook/#`.")
    definition = serializers.CharField(help_text="What it says.")


class Codebook(serializers.Serializer):
    version = serializers.CharField(help_text="Version of the codebook; documents name the one they were coded by.")
    terms = Term(many=True, help_text="The terms of JSON-LD that schema.org has no name for.")
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
