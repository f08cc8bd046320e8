"""Confidence scales of an import: their levels, which claims and sources point at, and which are changed in place."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from claims.choices import RecordKind
from claims.curation.putting_back import ever_public
from claims.models.confidence import ConfidenceLevel, ConfidenceScale

if TYPE_CHECKING:
    from claims.curation.imports.records import RecordPlan

FROZEN = "It is or was public, and frozen: leave it as it is, or give the new edition a slug and uid of its own."


def is_frozen(number: int) -> bool:
    return bool(ever_public(RecordKind.SCALE, [number]))


def differs(plan: "RecordPlan", number: int) -> bool:
    """Whether the file says anything else of the scale or its levels than the workshop does."""
    scale = ConfidenceScale.objects.get(pk=number)
    if any(getattr(scale, name) != value for name, value in plan.fields.items()):
        return True
    return ConfidenceLevel in plan.parts and bool(_to_do(scale, plan.parts[ConfidenceLevel]))


def update_levels(scale: ConfidenceScale, wanted: Sequence[dict[str, Any]]) -> bool:
    """Brings the levels to what the file says, each where it stands, since others point at it; whether that was an
    edit.

    A level that is gone from the file goes; the database refuses that of one by which something is coded.
    """
    to_do = _to_do(scale, wanted)
    gone = [level for level, row in to_do if row is None]
    ConfidenceLevel.objects.filter(pk__in=[level.pk for level in gone if level]).delete()
    for level, row in to_do:
        if row is not None and level is None:
            ConfidenceLevel.objects.create(scale=scale, **row)
        elif row is not None and level is not None:
            ConfidenceLevel.objects.filter(pk=level.pk).update(**row)
    return bool(to_do)


def _to_do(
    scale: ConfidenceScale, wanted: Sequence[dict[str, Any]]
) -> list[tuple[ConfidenceLevel | None, dict[str, Any] | None]]:
    """A level of the workshop, None for one that comes, and what it is to hold, None for one that goes."""
    there = {level.code: level for level in ConfidenceLevel.objects.filter(scale=scale)}
    found: list[tuple[ConfidenceLevel | None, dict[str, Any] | None]] = []
    for row in wanted:
        level = there.pop(row["code"], None)
        if level is None or any(getattr(level, name) != value for name, value in row.items()):
            found.append((level, row))
    return [*((level, None) for level in there.values()), *found]


def levels_of(plan: "RecordPlan", *, written: bool) -> list[ConfidenceLevel]:
    """The levels of the scale that is planned, as what names them may take them: those of the workshop where the plan
    has been carried out, else as they would be.
    """
    assert plan.reference is not None
    if written:
        rows = ConfidenceLevel.objects.filter(scale=plan.reference.number).select_related("scale")
        return list(rows.order_by("rank", "pk"))
    scale = ConfidenceScale(slug=plan.entry.document.get("slug") or "", axis=plan.fields.get("axis", ""))
    return [ConfidenceLevel(scale=scale, **row) for row in plan.parts.get(ConfidenceLevel, ())]
