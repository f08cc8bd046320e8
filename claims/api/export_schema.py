"""What the answers about exports are, for the schema."""

from rest_framework import serializers

from claims.api.schema import Claim, SearchMeta


class ExportMeta(serializers.Serializer):
    as_of = serializers.IntegerField(help_text="S, the state of the ledger that is exported.")
    applied = serializers.DictField(help_text="Filters and ordering as they were understood.")
    search = SearchMeta(allow_null=True, help_text="With `q`: what was made of it. Null without.")
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )


class ExportEnd(serializers.Serializer):
    count = serializers.IntegerField(help_text="How many claims there are.")
    as_of = serializers.IntegerField(help_text="S, the state of the ledger that is exported.")
    sha256 = serializers.CharField(
        help_text='SHA-256, hexadecimal, of all bytes of the file that stand before the last `,"end":{`.'
    )


class Export(serializers.Serializer):
    """All claims that fulfil every filter. An answer without `end` was cut."""

    meta = ExportMeta()
    results = Claim(many=True)
    end = ExportEnd()


class Manifest(serializers.Serializer):
    """What an export holds, to the byte."""

    as_of = serializers.IntegerField(help_text="S, the state of the ledger that is exported.")
    format = serializers.CharField(help_text="The format of the export.")
    applied = serializers.DictField(help_text="Filters and ordering as they were understood.")
    search = SearchMeta(allow_null=True, help_text="With `q`: what was made of it. Null without.")
    count = serializers.IntegerField(help_text="How many claims it has.")
    rows = serializers.IntegerField(
        allow_null=True, help_text="How many rows the table has, the header not counted; null where it is no table."
    )
    bytes = serializers.IntegerField(help_text="Size of the file, before any Content-Encoding.")
    sha256 = serializers.CharField(help_text="SHA-256 of the file, hexadecimal, before any Content-Encoding.")
    sha256_before_end = serializers.CharField(
        allow_null=True,
        help_text="The SHA-256 that the file itself gives at its end, of what stands before; null where it gives none.",
    )
    url = serializers.URLField(help_text="Where exactly these bytes are read, as long as nothing of them is erased.")
    licence = serializers.CharField(
        allow_null=True, help_text="Licence of the data, as an SPDX identifier or an address."
    )
