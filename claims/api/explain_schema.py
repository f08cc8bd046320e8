"""`meta.explain`, wherever an answer has it."""

from rest_framework import serializers


class ExplainedCondition(serializers.Serializer):
    """A condition of a filter."""

    parameters = serializers.ListField(
        child=serializers.CharField(),
        help_text="The parameters that ask it: several where they ask it together, none for all claims.",
    )
    words = serializers.CharField(help_text="What it asks, in words.")
    left = serializers.IntegerField(min_value=0, help_text="How many claims fulfil it and all conditions before it.")


def explain_member() -> ExplainedCondition:
    return ExplainedCondition(
        many=True,
        required=False,
        help_text="With `explain=true`: all claims, then the conditions in the order of the address.",
    )
