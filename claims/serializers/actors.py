"""The public document of an actor."""

from typing import Any

from rest_framework import serializers

from claims.choices import ActorKind, ActorNameKind, AffiliationKind, IdentifierScheme
from claims.serializers.base import ActorLabel, Code, Document, TextOrNull


class ActorNameItem(Document):
    name = serializers.CharField(help_text="The name, as it is written.")
    kind = Code(ActorNameKind, help_text="What sort of name it is.")
    language = serializers.CharField(help_text="Its language, as a BCP 47 tag.")


class AffiliationItem(Document):
    kind = Code(AffiliationKind, help_text="How it belongs to the other actor.")
    actor = ActorLabel(source="organisation", help_text="The other actor.")
    title = TextOrNull(help_text="Office held.")
    since = serializers.DateField(allow_null=True, help_text="First day, where known.")
    until = serializers.DateField(allow_null=True, help_text="Last day, where known.")


class IdentifierItem(Document):
    scheme = Code(IdentifierScheme, help_text="The register.")
    value = serializers.CharField(help_text="The identifier as the register writes it.")
    evidence = serializers.CharField(help_text="Where it was read.")
    checked_on = serializers.DateField(allow_null=True, help_text="When it was last compared with the register.")


class ActorDocument(Document):
    """Whoever claims, acts or is acted on."""

    uid = serializers.UUIDField(help_text="Identity of the record, for good.")
    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="As a reader would look for it.")
    kind = Code(ActorKind, help_text="What sort of actor it is.")
    named = serializers.BooleanField(help_text="False where the text leaves it without a name.")
    description = TextOrNull(help_text="One sentence on who is meant.")
    names = ActorNameItem(many=True, help_text="Other names that texts use for it.")
    affiliations = AffiliationItem(many=True, help_text="Its ties to other actors.")
    identifiers = IdentifierItem(many=True, help_text="Its numbers in public registers.")

    def completed(self, document: dict[str, Any], subject: Any) -> dict[str, Any]:
        """As declared, but for affiliations to an actor that was merged into this one: those would be to itself."""
        document["affiliations"] = [row for row in document["affiliations"] if row["actor"]["slug"] != subject.slug]
        return document
