"""What the forms of all records share: nobody overwrites unseen, and nothing points to itself in a circle."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from claims.admin.widgets import LoadedSelect
from claims.curation.redacting import was_redacted
from claims.models.base import Record

REDACTED = "It was redacted while you were editing it: what you typed before is not saved, so that nothing comes back."


class LoadedForm(forms.ModelForm):
    """Hands its autocompletes the related rows that came with the instance."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # inside the wrapper that adds the "+"
            if isinstance(widget, LoadedSelect):
                relation = self.instance._meta.get_field(name)
                widget.loaded = relation.get_cached_value(self.instance, default=None)


def stamp(record: Record) -> str:
    """Changes with every save of the record or of a row that belongs to it; empty for a new record.

    The version alone would miss what enters no document: a note, or the way to review.
    """
    return f"{record.version} {record.updated_at.isoformat()}" if record.pk else ""


class RecordForm(LoadedForm):
    """Refuses to save over an edit that its author has not seen."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = stamp(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        current = self.initial["version"]
        if self.instance.pk and self["version"].data != current:
            if was_redacted(self.instance):  # however often it is sent
                raise ValidationError(REDACTED, code="redacted")
            self.add_error(None, ValidationError(conflict(self.instance), code="conflict"))
            # Whoever saves again has been told, and means it.
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[self.add_prefix("version")] = current
            self.data = data
        return cleaned


def conflict(record: Record) -> SafeString:
    kind = ContentType.objects.get_for_model(record)
    entry = LogEntry.objects.filter(content_type=kind, object_id=record.pk).select_related("user").first()
    return format_html(
        "{} saved this {} at {} while you were editing it. Nothing of yours is saved yet; all that you typed stands "
        'below. <a href="{}" target="_blank" rel="noopener">Look at the saved one</a> in a second tab, take over from '
        "it what is right, and save again: that replaces it.",
        entry.user if entry else "Somebody",
        record._meta.verbose_name,
        date_format(localtime(record.updated_at), "H:i:s"),
        reverse(f"admin:claims_{record._meta.model_name}_change", args=[record.pk]),
    )


class ChainForm(RecordForm):
    """Of a record that may point to another of its kind, which may point on: the chain must come to an end."""

    chain: ClassVar[str]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        following, seen = self.cleaned_data.get(self.chain), set()
        while following is not None and following.pk not in seen:
            if following.pk == self.instance.pk:
                self.add_error(self.chain, f"{self.cleaned_data[self.chain]} leads back to this one: choose another.")
                break
            seen.add(following.pk)
            following = getattr(following, self.chain)
        return cleaned
