"""The public document of a source. Its text is not in it."""

from typing import Any

from rest_framework import serializers

from claims.choices import CodingDepth, QuotePolicy, SourceKind
from claims.serializers.base import ActorLabel, Code, Document, TextOrNull


class Reliability(Document):
    scale = serializers.CharField(source="reliability.scale.slug", help_text="The scale.")
    code = serializers.CharField(source="reliability.code", help_text="Code of the level in its scale.")
    label = serializers.CharField(source="reliability.label", help_text="The term as the scale words it.")  # type: ignore[assignment]
    basis = serializers.CharField(source="reliability_basis", help_text="What the rating rests on.")

    def subject(self, instance: Any) -> Any:
        return None if instance.reliability is None else instance


class TextItem(Document):
    """The version of the text that was coded, without its words."""

    sha256 = serializers.CharField(help_text="SHA-256 of the normalised text in UTF-8, hexadecimal.")
    rule = serializers.CharField(help_text="Version of the normalisation rule.")
    characters = serializers.IntegerField(help_text="Its length in Unicode code points.")
    paragraphs = serializers.IntegerField(help_text="How many paragraphs it has.")


class CitationItem(Document):
    slug = serializers.CharField(source="cited.slug", help_text="The cited source's name in addresses.")
    title = serializers.CharField(source="cited.title", help_text="Its title.")
    kind = Code(SourceKind, source="cited.kind", help_text="What sort of document it is.")
    mention = TextOrNull(help_text="The words that cite it.")


class SourceDocument(Document):
    """A document in which claims are made, or which one cites.

    `quoted_share` follows from the public claims of the source and is set by whoever publishes it.
    """

    uid = serializers.UUIDField(help_text="Identity of the record, for good.")
    slug = serializers.CharField(help_text="Its name in addresses.")
    kind = Code(SourceKind, help_text="What sort of document it is.")
    title = serializers.CharField(help_text="Title as printed, or a description of an untitled one.")
    publisher = ActorLabel(allow_null=True, help_text="Who published it.")
    authors = ActorLabel(many=True, source="authors_in_order", help_text="Who wrote it; empty for an unsigned one.")
    url = TextOrNull(help_text="Address at which it was read.")
    language = serializers.CharField(help_text="Language of the text, as a BCP 47 tag.")
    published_on = serializers.DateField(allow_null=True, help_text="Date of publication.")
    rights = TextOrNull(help_text="Whose the text is and on what terms it is used here.")
    credit = TextOrNull(help_text="Credits printed with it.")
    quote_policy = Code(QuotePolicy, help_text="Whether words of the text are public.")
    quote_limit = serializers.IntegerField(help_text="Longest public quote, in characters.")
    reliability = Reliability(source="*", allow_null=True, help_text="How far the source can be relied on.")
    coding_depth = Code(CodingDepth, help_text="How deep it was coded; counts compare only at equal depth.")
    text = TextItem(allow_null=True, source="current_text", help_text="The version of the text that was coded.")
    quoted_share = serializers.FloatField(
        allow_null=True, help_text="Share of the text's characters that public quotes expose, 0 to 1."
    )
    cites = CitationItem(many=True, source="citations", help_text="Documents that it cites.")
