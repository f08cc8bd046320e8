"""Inlines whose rows are numbered 0, 1, 2, …: a coder fills them in from the top and types no number."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import F
from django.forms.models import BaseInlineFormSet

from claims.admin.forms import LoadedForm

# Added to the places of rows that move, so that none stands in another's way before all stand right.
ASIDE = 10_000


class NumberedForm(LoadedForm):
    """A row whose `place` is where it shall stand; empty puts a new row last, and an old one too."""

    place = forms.IntegerField(
        label="no.",
        required=False,
        min_value=0,
        max_value=ASIDE - 1,
        widget=forms.NumberInput(attrs={"class": "place"}),
        help_text="Numbered by itself. To move a row, type the number it shall have.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["place"] = self.instance.order

    @property
    def rank(self) -> tuple[float, int]:
        """Orders the rows: by place, and of two that ask for the same place the one that moves up goes first."""
        place = self.cleaned_data.get("place")
        if place is None:
            return (float("inf"), 0)
        if not self.instance.pk:
            return (place, -1)
        return (place, (place > self.instance.order) - (place < self.instance.order))


def by_rank(form: Any) -> tuple[float, int]:
    rank: tuple[float, int] = form.rank
    return rank


class NumberedFormSet(BaseInlineFormSet):
    """Saves its rows numbered from 0 without a gap. After that `moves` has the new number of each old one."""

    model: type[models.Model]
    moves: dict[int, int]

    def save(self, commit: bool = True) -> list[Any]:
        moved = self._number()
        saved: list[Any] = super().save(commit)
        self.model._default_manager.bulk_update(moved, ["order"])
        return saved

    def _number(self) -> list[Any]:
        """Gives every row its number and moves those that are stored out of each other's way; returns these."""
        removed = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        forms = [form for form in self.forms if form.has_changed() or form.instance.pk]
        rows = [form.instance for form in sorted(forms, key=by_rank) if form not in self.deleted_forms]
        # Somebody else's rows, added since the page was opened.
        known = {*removed, *(row.pk for row in rows)}
        rows += [row for row in self.get_queryset() if row.pk not in known]

        before = {row.pk: row.order for row in rows if row.pk}
        for number, row in enumerate(rows):
            row.order = number
        self.moves = {before[row.pk]: row.order for row in rows if row.pk}
        moved = [row for row in rows if row.pk and before[row.pk] != row.order]
        if moved:
            aside = [*removed, *(row.pk for row in moved)]
            self.model._default_manager.filter(pk__in=aside).update(order=F("order") + ASIDE)
        return moved
