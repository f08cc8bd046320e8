"""The public document of a confidence scale."""

from rest_framework import serializers

from claims.choices import Axis
from claims.serializers.base import Code, Document, TextOrNull


class LevelItem(Document):
    code = serializers.CharField(help_text="Short code in addresses and files.")
    label = serializers.CharField(help_text="The term as the scale words it.")  # type: ignore[assignment]
    synonyms = serializers.ListField(child=serializers.CharField(), help_text="Other terms the scale gives for it.")
    definition = TextOrNull(help_text="What the scale says it means.")
    rank = serializers.IntegerField(allow_null=True, help_text="1 is least; null where nothing can be judged.")
    low = serializers.IntegerField(allow_null=True, help_text="Lowest percent, where the scale gives a range.")
    high = serializers.IntegerField(allow_null=True, help_text="Highest percent, where the scale gives a range.")
    stix = serializers.IntegerField(allow_null=True, help_text="STIX 2.1 confidence, where Appendix A maps the level.")


class ScaleDocument(Document):
    """A published scale of confidence. It is frozen: a correction is a new edition under a new slug."""

    uid = serializers.UUIDField(help_text="Identity of the record, for good.")
    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="Name of the scale.")
    axis = Code(Axis, help_text="What it measures.")
    edition = serializers.CharField(help_text="Year or number of the edition.")
    authority = serializers.CharField(help_text="Who issued it.")
    citation = serializers.CharField(help_text="Where its terms and ranges were read.")
    description = TextOrNull(help_text="What a reader must know to use it rightly.")
    levels = LevelItem(many=True, help_text="Its levels, least first; those that judge nothing come last.")
