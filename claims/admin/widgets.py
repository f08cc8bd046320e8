"""Widgets of the curation forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models


class Day(forms.DateInput):
    """The browser's own date field: needs no script, and three of them fit into a row of a table."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def numbers(value: Sequence[str]) -> list[str]:
    """The values that can name a row: the form refuses others, and the query for their labels would fail on them."""
    return [text for text in value if str(text).isdecimal()]


class LoadedSelectMultiple(AutocompleteSelectMultiple):
    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        return super().optgroups(name, numbers(value), attr)


class LoadedSelect(AutocompleteSelect):
    """An autocomplete that labels its choice from the row that the form has loaded already.

    The stock widget asks the database for that label, once for each row of each inline.
    """

    loaded: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        if self.loaded is None or list(value) != [str(self.loaded.pk)]:
            return super().optgroups(name, numbers(value), attr)
        label = self.choices.field.label_from_instance(self.loaded)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*blank, self.create_option(name, value[0], label, True, len(blank))], 0)]


class OfferSelect(AutocompleteSelect):
    """An autocomplete that writes some rows out as well, from which to choose without JavaScript."""

    def __init__(self, *args: Any, offered: Sequence[models.Model], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        rows = [("", ""), *((row.pk, str(row)) for row in self.offered)]
        options = [
            self.create_option(name, key, label, str(key) in value, index) for index, (key, label) in enumerate(rows)
        ]
        return [(None, options, 0)]
