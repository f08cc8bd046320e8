"""What the ledger's own answers are, for the OpenAPI document."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from claims.api.schema import PageOf
from claims.choices import Operation, RecordKind, Vocabulary

HASH = r"^[0-9a-f]{64}$"


def _numbers(name: str, codes: type[Vocabulary]) -> type[serializers.Serializer]:
    counted = {code.value: serializers.IntegerField(min_value=0, help_text=code.definition) for code in codes}
    return type(name, (serializers.Serializer,), {"__doc__": "A number for each code.", **counted})


PublicationCounts = _numbers("PublicationCounts", Operation)
RecordCounts = _numbers("RecordCounts", RecordKind)


class Redactions(serializers.Serializer):
    count = serializers.IntegerField(min_value=0, help_text="How many there are up to S.")
    last = serializers.IntegerField(allow_null=True, help_text="Number of the last of them; null if there is none.")


class Ledger(serializers.Serializer):
    """The ledger as it stands at S."""

    seq = serializers.IntegerField(min_value=0, help_text="S, the number of the last publication.")
    at = serializers.DateTimeField(allow_null=True, help_text="When that was; null while nothing is published.")
    chain = serializers.RegexField(
        HASH, allow_null=True, help_text="Its chain hash, which stands for all that was published up to it."
    )
    publications = PublicationCounts(help_text="How many publications there are up to S, by operation.")
    records = RecordCounts(help_text="How many records are public at S, by kind.")
    redactions = Redactions(help_text="What was erased since it was published.")


class Redaction(serializers.Serializer):
    """What was erased from the ledger by legal duty."""

    seq = serializers.IntegerField(help_text="Number of the publication by which that was done.")
    at = serializers.DateTimeField(help_text="When.")
    kind = serializers.ChoiceField(RecordKind.choices, help_text="Kind of the record that was erased.")
    uid = serializers.UUIDField(help_text="Its identity.")
    reason = serializers.CharField(help_text="Why, in the words of whoever did it.")
    erased = serializers.ListField(
        child=serializers.IntegerField(), help_text="Numbers of the publications that held the record."
    )


class Release(serializers.Serializer):
    """A state of the ledger with a name, which `as_of` takes."""

    name = serializers.CharField(help_text="Its name.")
    path = serializers.CharField(help_text="Where the release is read, without a host.")
    seq = serializers.IntegerField(help_text="S, the state that it names.")
    chain = serializers.RegexField(HASH, help_text="The chain hash at S.")
    at = serializers.DateTimeField(help_text="When it was made.")
    notes = serializers.CharField(help_text="What is in it.")
    counts = RecordCounts(help_text="How many records were public at S when it was made, by kind.")


class RedactionsPage(PageOf):
    """A page of the redactions."""

    results = Redaction(many=True)


class ReleasesPage(PageOf):
    """A page of the releases."""

    results = Release(many=True)


Erasures = extend_schema_serializer(many=False)(RedactionsPage)
Releases = extend_schema_serializer(many=False)(ReleasesPage)
