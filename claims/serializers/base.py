"""What the public documents share.

The serializers here define each public document once: `publish()` renders with them, the OpenAPI schema is made from
them. They are plain serializers and import no model, because the public side imports them too.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from claims.choices import ActorKind, Precision, Vocabulary


class Document(serializers.Serializer):
    """A part of a public document; read only.

    A part that is more than its members says so by `subject` and `completed`, and a list that does not hold every row
    by `RowsListed.listed`: what DRF renders and what `compiled.py` makes of the same serializer both go by these.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        super().__init__(*args, **kwargs)

    def subject(self, instance: Any) -> Any:
        """What the members are read from: the instance, or another in its place; None where the whole is null."""
        return instance

    def completed(self, document: dict[str, Any], subject: Any) -> dict[str, Any]:
        """The document once its members are there, where one depends on another; it may be changed in place."""
        return document

    def to_representation(self, instance: Any) -> dict[str, Any] | None:  # type: ignore[override]
        subject = self.subject(instance)
        return None if subject is None else self.completed(super().to_representation(subject), subject)


class RowsListed(serializers.ListSerializer):
    """A list that does not hold every row; a part of a document."""

    def listed(self, rows: Iterable[Any], context: Mapping[str, Any]) -> Iterable[Any]:
        """Those of the rows that the document lists."""
        raise NotImplementedError

    def to_representation(self, data: Any) -> list[Any]:
        assert self.child is not None
        return [self.child.to_representation(row) for row in self.listed(data.all(), self.context)]


class Code(serializers.ChoiceField):
    """A code of a vocabulary; null where nothing is coded."""

    def __init__(self, vocabulary: type[Vocabulary], **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(choices=vocabulary.choices, read_only=True, **kwargs)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        return str(value) if value else None


class TextOrNull(serializers.CharField):
    """A text; null where none is given (the tables keep an empty string)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]
        return str(value) if value else None


class ActorLabel(Document):
    """An actor as other documents name it: the one that merges lead to."""

    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="Its name.")
    kind = Code(ActorKind, help_text="What sort of actor it is.")
    named = serializers.BooleanField(help_text="False where the text leaves it without a name.")

    def subject(self, instance: Any) -> Any:
        return instance.canonical()


class TopicLabel(Document):
    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="Its name.")


class EventLabel(Document):
    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="Its name.")


class PlaceLabel(Document):
    slug = serializers.CharField(help_text="Its name in addresses.")
    name = serializers.CharField(help_text="Its name.")
    country = TextOrNull(help_text="ISO 3166-1 alpha-2 code of its country; null where it spans several.")


class Days(Document):
    """A range of days. Null as a whole where the text gives no time."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        # Where none of these is given, the text gives no time.
        self._telling = tuple(f"{prefix}_{part}" for part in ("from", "to", "text"))
        super().__init__(source="*", allow_null=True, **kwargs)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields: dict[str, serializers.Field] = {
            # `from` is a word of Python's, so the fields are named here and not in the class body.
            "from": serializers.DateField(
                source=f"{self.prefix}_from", allow_null=True, help_text="First day; null for an open beginning."
            ),
            "to": serializers.DateField(
                source=f"{self.prefix}_to", allow_null=True, help_text="Last day; null for an open end."
            ),
            "precision": Code(
                Precision, source=f"{self.prefix}_precision", allow_null=True, help_text="What the text gives."
            ),
            "text": TextOrNull(source=f"{self.prefix}_text", help_text="The words of the text that tell when."),
            "inferred": serializers.BooleanField(
                source=f"{self.prefix}_inferred", help_text="Whether the coder worked the days out."
            ),
        }
        return fields

    def subject(self, instance: Any) -> Any:
        return instance if any(getattr(instance, name) for name in self._telling) else None


class DaysWithBasis(Days):
    """A range of days that says from what it was inferred."""

    def get_fields(self) -> dict[str, serializers.Field]:
        basis = TextOrNull(source=f"{self.prefix}_basis", help_text="From what the days were inferred.")
        return {**super().get_fields(), "basis": basis}


class LevelLabel(Document):
    """A level of a confidence scale as other documents name it."""

    scale = serializers.CharField(source="scale.slug", help_text="The scale.")
    code = serializers.CharField(help_text="Code of the level in its scale.")
    label = serializers.CharField(help_text="The term as the scale words it.")  # type: ignore[assignment]


class RangeLevelLabel(LevelLabel):
    low = serializers.IntegerField(allow_null=True, help_text="Lowest percent that the scale gives for the term.")
    high = serializers.IntegerField(allow_null=True, help_text="Highest percent that the scale gives for the term.")
