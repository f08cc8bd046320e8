"""The same edit of many claims: what it would change, and the doing of it as one change set."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from claims.curation.checks import Problem, name_of
from claims.curation.numbers import counted
from claims.curation.publishing import Refused
from claims.models.claims import Claim

MOST = 500  # a form may have a thousand fields, and each claim is one
LINE = 90  # characters of a claim that name it

# Columns that can be set, and lists that can be added to or taken from.
COLUMNS = ("kind", "salience", "event", "coder", "coding_confidence", "coding_confidence_basis")
LISTS = ("topics", "places")


@dataclass(frozen=True, slots=True)
class Edit:
    """What to do to each claim. What is not named stays as it is."""

    values: Mapping[str, Any]  # a column, and what it shall hold
    add: Mapping[str, Collection[Any]]  # a list, and the records it shall hold as well
    remove: Mapping[str, Collection[Any]]  # a list, and the records it shall not hold

    def __bool__(self) -> bool:
        return bool(self.values or self.add or self.remove)


@dataclass(frozen=True, slots=True)
class Effect:
    """One field of one claim, before and after, as a person reads it."""

    claim: Claim
    field: str
    before: str
    after: str

    @property
    def title(self) -> str:
        """The claim, in one line."""
        words = self.claim.statement
        return words if len(words) <= LINE else f"{words[: LINE - 1]}…"


def effects(claims: Collection[Claim], edit: Edit) -> list[Effect]:
    """What the edit would change, claim by claim; nothing of a claim that is so already."""
    return [effect for claim in claims for effect in _effects(claim, edit)]


def loaded(numbers: Collection[int]) -> list[Claim]:
    """The claims of these internal numbers with what an edit reads, in their order."""
    rows = Claim.objects.filter(pk__in=numbers).select_related("source", "event", "coder", "coding_confidence")
    return list(rows.prefetch_related(*LISTS).order_by("pk"))


def _effects(claim: Claim, edit: Edit) -> Iterator[Effect]:
    for column, value in edit.values.items():
        field: Any = Claim._meta.get_field(column)
        before = getattr(claim, column)
        if before != value:
            labels = dict(field.flatchoices)
            yield Effect(claim, str(field.verbose_name), _said(before, labels), _said(value, labels))
    for name in LISTS:
        before, after = _lists(claim, name, edit)
        if before != after:
            yield Effect(claim, name, _listed(before), _listed(after))


def _lists(claim: Claim, name: str, edit: Edit) -> tuple[list[Any], list[Any]]:
    before = sorted(getattr(claim, name).all(), key=str)
    without = [one for one in before if one not in edit.remove.get(name, ())]
    return before, sorted({*without, *edit.add.get(name, ())}, key=str)


def _said(value: Any, labels: Mapping[Any, Any]) -> str:
    return "–" if value in (None, "") else str(labels.get(value, value))


def _listed(records: Collection[Any]) -> str:
    return ", ".join(map(str, records)) or "–"


def apply(seen: Mapping[int, int], edit: Edit, *, by: str, reason: str) -> int:
    """Edits the claims, all of them or none; how many were not so already.

    `seen`: by internal number, the version of each that was looked at. It is one change set. Raises Refused
    where one was edited or deleted meanwhile, or where a claim would break a constraint.
    """
    with transaction.atomic():
        Claim.objects.select_for_update().filter(pk__in=seen).order_by("pk").values_list("pk").count()
        claims = loaded(seen)
        touched = [claim for claim in claims if next(_effects(claim, edit), None)]
        problems = [
            Problem(name_of(claim), "version", "it was edited since you looked at it: look again.")
            for claim in claims
            if claim.version != seen[claim.pk]
        ]
        if len(claims) != len(seen):
            problems.append(Problem("the selection", "uid", "a claim was deleted meanwhile: choose anew."))
        problems += [problem for claim in touched for problem in _set(claim, edit)]
        if problems:
            raise Refused(problems)
        title = f"Edit of {counted(len(touched), 'claim')}: {told(edit)}"
        with pghistory.context(act="bulk", title=title, by=by, reason=reason):
            for claim in touched:
                if edit.values:
                    claim.save(update_fields=list(edit.values))
                for name in LISTS:
                    before, after = _lists(claim, name, edit)
                    if before != after:
                        getattr(claim, name).set(after)
    return len(touched)


def _set(claim: Claim, edit: Edit) -> Iterator[Problem]:
    for column, value in edit.values.items():
        setattr(claim, column, value)
    try:
        claim.clean_fields(exclude=[name.name for name in Claim._meta.fields if name.name not in edit.values])
        claim.validate_constraints()
    except ValidationError as error:
        for message in error.messages:
            yield Problem(name_of(claim), ", ".join(edit.values), message)


def told(edit: Edit) -> str:
    """The edit in words, for a title that outlives the records it names: codes are said, names are not."""
    parts = []
    for column, value in edit.values.items():
        field: Any = Claim._meta.get_field(column)
        labels, name = dict(field.flatchoices), column.replace("_", " ")
        parts.append(f"{name}: {labels[value]}" if value in labels else name)
    parts += [f"{name} added" for name in edit.add]
    parts += [f"{name} taken out" for name in edit.remove]
    return "; ".join(parts)
