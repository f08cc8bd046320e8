"""The view for whoever types a name and wants to choose from those that there are."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.parameters import AS_OF_PARAMETER
from claims.api.views import PublicView
from claims.choices import RecordKind
from claims.filters.parameters import Codes, Parameter, Refusal, Whole, Words
from claims.models.finding import NAMED
from claims.shapes.suggestions import COUNTED_UP_TO, suggestions

SHOWN, MOST_SHOWN = 10, 50


class Typed(Words):
    """What somebody has typed so far."""

    repeatable = False
    longest = 100
    schema = {"type": "string", "minLength": 1, "maxLength": longest}

    def clean(self, value: list[str]) -> Any:
        if not value:
            raise Refusal("It is missing: give what was typed.")
        return super().clean(value)

    def read(self, texts: list[str]) -> str:  # type: ignore[override]
        return super().read(texts)[0]

    def shown(self, value: str) -> str:  # type: ignore[override]
        return value

    def openapi(self, name: str) -> dict[str, Any]:
        return {**super().openapi(name), "required": True}


class SuggestionMeta(serializers.Serializer):
    as_of = serializers.IntegerField(help_text="S, the state of the ledger at which the names were read.")
    applied = serializers.DictField(help_text="The parameters as they were understood.")
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )


class SuggestionItem(serializers.Serializer):
    kind = serializers.ChoiceField([str(kind) for kind in NAMED], help_text="What sort of record it is.")
    slug = serializers.CharField(help_text="Its name in addresses, which filters take.")
    name = serializers.CharField(help_text="Its name or title.")
    matched = serializers.CharField(help_text="The name of it that fits: of an actor, any of its names.")
    path = serializers.CharField(help_text="Where the record is read, without a host.")
    claim_count = serializers.IntegerField(
        help_text=f"How many claims it has: {COUNTED_UP_TO} says that there are so many or more."
    )


@extend_schema_serializer(many=False)
class SuggestionList(serializers.Serializer):
    """Records with a name that begins so."""

    meta = SuggestionMeta()
    results = SuggestionItem(many=True, help_text="The likeliest first.")


class SuggestView(PublicView):
    reads_ledger = True

    @extend_schema(operation_id="suggest_retrieve")
    def get(self, request: Request) -> Response:
        """Names are compared without regard to case and accents, from the beginning of any of their words.

        First come records whose whole name it is, then those whose name begins so, then those of which a later word
        does; where no name begins so, those whose names are like it. Among equals the one with more claims comes first.
        """
        values = self.asked()
        kinds = values["kind"][0] if values["kind"] else tuple(str(kind) for kind in NAMED)
        found = suggestions(values["q"], kinds, values["limit"], self.reading)
        applied = {"q": values["q"], "kind": ",".join(kinds), "limit": values["limit"]}
        meta = {"as_of": self.reading.seq, "applied": applied, "licence": settings.DATA_LICENCE}
        return Response({"meta": meta, "results": [asdict(suggestion) for suggestion in found]})

    def parameters(self) -> dict[str, Parameter]:
        return {
            "q": Typed(help_text="What was typed: the beginning of a name, or of a word of it.", example="azer"),
            "kind": Codes(
                [str(kind) for kind in NAMED],
                help_text="Kinds of the records that are wanted, separated by commas; without it all.",
                example=RecordKind.ACTOR.value,
            ),
            "limit": Whole(1, MOST_SHOWN, default=SHOWN, help_text="The most results.", example=SHOWN),
            "as_of": AS_OF_PARAMETER,
            "format": self.format_parameter(),
        }

    def answer(self) -> type[serializers.Serializer]:
        return SuggestionList

    def summary(self) -> str:
        return "Records with a name that begins so, for type-ahead."
