"""What a page of changes is, for the OpenAPI document."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from claims.api.ledger_schema import HASH
from claims.api.schema import PageOf
from claims.choices import Operation, RecordKind
from claims.shapes.changes import Event


class Survivor(serializers.Serializer):
    uid = serializers.UUIDField(help_text="Its identity.")
    path = serializers.CharField(help_text="Where it is read, without a host.")


class Change(serializers.Serializer):
    """A publication, as whoever keeps a copy reads it."""

    seq = serializers.IntegerField(help_text="Number of the publication in the ledger.")
    kind = serializers.ChoiceField(RecordKind.choices, help_text="Kind of the record.")
    uid = serializers.UUIDField(help_text="Its identity.")
    op = serializers.ChoiceField(Operation.choices, help_text="What was done.")
    event = serializers.ChoiceField(
        Event.choices,
        help_text="What it means to a copy. upsert: put the document in, in place of one of the same uid. delete: take "
        "the record out, if it is there. left: the same, because it does not fulfil the filter any more.",
    )
    at = serializers.DateTimeField(help_text="When.")
    path = serializers.CharField(help_text="Where the record is read, without a host.")
    reason = serializers.CharField(allow_null=True, help_text="Why, in the words of whoever did it.")
    erased = serializers.ListField(
        child=serializers.IntegerField(),
        allow_null=True,
        help_text="Of a redaction: numbers of the publications that it erased. Erase what you keep of them. Null "
        "for any other operation.",
    )
    erased_by = serializers.IntegerField(
        allow_null=True, help_text="Number of the redaction that erased what was published; null if none did."
    )
    merged_into = Survivor(allow_null=True, help_text="Of a merge: the actor that this one turned out to be.")
    digest = serializers.RegexField(
        HASH, help_text="SHA-256 of what was published, from which the chain hash is made; it outlives an erasure."
    )
    document = serializers.DictField(
        allow_null=True,
        help_text="The document as its own address gives it, but for `claim_count`, which is counted at reading. Null "
        "where the event is not `upsert`.",
    )


class ChangesMeta(serializers.Serializer):
    as_of = serializers.IntegerField(help_text="S, the state of the ledger up to which there are changes.")
    after = serializers.IntegerField(help_text="Number of the publication after which the page begins.")
    up_to = serializers.IntegerField(
        help_text="Number of the last publication that was looked at: up to it nothing is missing. The copy is up to "
        "date where it is `as_of`."
    )
    applied = serializers.DictField(
        help_text="Kinds, filters and limit as they were understood, each as it could be written again."
    )
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )


class ChangesPage(PageOf):
    """A page of the changes of the ledger."""

    meta = ChangesMeta()  # type: ignore[assignment]
    next = serializers.URLField(help_text="Address of what follows: to be asked for at once, or later at the head.")
    previous = None  # type: ignore[assignment]
    results = Change(many=True)


# It is what a list answers, and not an item of one.
Changes = extend_schema_serializer(many=False)(ChangesPage)
