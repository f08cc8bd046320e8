"""What counts are, for the OpenAPI document."""

from rest_framework import serializers

from claims.api.explain_schema import explain_member
from claims.api.schema import SearchMeta
from claims.shapes.dimensions import DIMENSIONS


class CountMeta(serializers.Serializer):
    as_of = serializers.IntegerField(help_text="S, the state of the ledger at which all was read.")
    applied = serializers.DictField(
        help_text="Filters and parameters as they were understood, each as it could be written again."
    )
    search = SearchMeta(allow_null=True, help_text="With `q`: what was made of it. Null without.")
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )
    explain = explain_member()


class Counts(serializers.Serializer):
    meta = CountMeta(help_text="What was counted.")


class CountedKey(serializers.Serializer):
    """A key and how many claims, or units of `distinct`, count for it."""

    key = serializers.CharField(
        allow_blank=True, help_text="As the filter takes it. Empty: nothing is coded. *: coded, but not given here."
    )
    label = serializers.CharField(  # type: ignore[assignment]
        allow_null=True, help_text="As people read it; null where the document that says so was erased."
    )
    count = serializers.IntegerField(min_value=0, help_text="How many there are.")


class CountedFacet(serializers.Serializer):
    facet = serializers.ChoiceField(list(DIMENSIONS), help_text="Its name.")
    total = serializers.IntegerField(
        min_value=0, help_text="How many claims, or units of `distinct`, it is counted of."
    )
    not_coded = serializers.IntegerField(min_value=0, help_text="Of how many nothing is coded.")
    other = serializers.IntegerField(min_value=0, help_text="How many are coded and count for no key that is given.")
    values = serializers.IntegerField(
        min_value=0, help_text="How many keys there are, those included that are not given."
    )
    buckets = CountedKey(many=True, help_text="The keys, those that count most first.")


class FacetsAnswer(Counts):
    """Facets of the claims that fulfil every filter."""

    facets = CountedFacet(many=True, help_text="The facets, in the order in which they were asked for.")


class CountedWindow(serializers.Serializer):
    first = serializers.CharField(help_text="The first period.")
    last = serializers.CharField(help_text="The last period.")


class CountedPeriod(serializers.Serializer):
    """A number for a period, and where `by` was given for a group in it: then the key of the group stands under the
    name of the dimension, and its label under that name with `_label` at its end; likewise for `then_by`.
    """

    period = serializers.CharField(help_text="Such as 2024-12-25, 2024-W52, 2024-12, 2024-Q4, 2024.")
    count = serializers.FloatField(min_value=0, help_text="How many there are; a whole number but with `spread=share`.")


class TimelineAnswer(Counts):
    """The claims that fulfil every filter, by periods."""

    total = serializers.IntegerField(min_value=0, help_text="How many claims, or units of `distinct`, there are.")
    undated = serializers.IntegerField(
        min_value=0, help_text="How many have no such date; with `spread=first`, how many no beginning."
    )
    before = serializers.IntegerField(min_value=0, help_text="With `spread=first`: how many begin before the window.")
    window = CountedWindow(allow_null=True, help_text="The first and the last period; null where there is no date.")
    rows = CountedPeriod(many=True, help_text="A row for each period and group, also where there are none.")


class CrosstabAnswer(Counts):
    """The claims that fulfil every filter, by two dimensions."""

    total = serializers.IntegerField(min_value=0, help_text="How many claims, or units of `distinct`, there are.")
    rows = CountedKey(many=True, help_text="The rows, each with its total.")
    columns = CountedKey(many=True, help_text="The columns, each with its total.")
    counts = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(min_value=0)),
        help_text="For each row a list with a number for each column.",
    )
