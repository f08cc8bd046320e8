"""Plans of all records but claims carried out: made together, or brought to what a file says."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from claims.curation import anchoring
from claims.curation.imports.records import RecordPlan
from claims.curation.imports.references import UidOf, make_together
from claims.curation.imports.scales import update_levels
from claims.curation.imports.writing import carried_out, numbered
from claims.models.actors import ActorName, Affiliation, Identifier
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.sources import Citation, SourceAuthor, SourceText
from claims.models.topics import EventPlace

# Triggers by which a part that comes counts as an edit of its record.
COUNTING = tuple(
    f"{model._meta.label}:count_insert"
    for model in (ActorName, Affiliation, Citation, ConfidenceLevel, EventPlace, Identifier, SourceAuthor, SourceText)
)


class RecordWriter:
    """Writes the records of one import, but for its claims."""

    def __init__(self, uid_of: UidOf) -> None:
        self._uid_of = uid_of

    def write(self, plans: Sequence[RecordPlan]) -> dict[str, int]:
        """Carries the plans out; how many records were made, updated, and found to be as the plan says already.

        What the database refuses becomes a problem of its entry, which is then left out.
        """
        return carried_out(plans, COUNTING, self._make, self._update)

    def _make(self, plans: Sequence[RecordPlan]) -> None:
        # Those that a label of an earlier batch has made already, with the little that it told.
        earlier = {id(plan) for plan in plans if plan.reference is not None and not plan.reference.is_new}
        self._make_named(plans)
        rows: dict[type[Model], list[Model]] = {}
        for plan in plans:
            columns = numbered(plan.links) | (plan.fields if id(plan) in earlier else {})
            if columns:
                plan.model._default_manager.filter(pk=_number(plan)).update(**columns)
            for model, parts in self._parts(plan).items():
                rows.setdefault(model, []).extend(parts)
            if plan.text is not None:
                rows.setdefault(SourceText, []).append(_text(plan))
        for model, parts in rows.items():
            model._default_manager.bulk_create(parts)

    def _make_named(self, plans: Iterable[RecordPlan]) -> None:
        make_together((reference for plan in plans for reference in plan.references()), self._uid_of)

    def _parts(self, plan: RecordPlan) -> dict[type[Model], list[Model]]:
        return {
            model: [model(**{_owner(model): _number(plan)}, **numbered(item)) for item in items]
            for model, items in plan.parts.items()
        }

    def _update(self, plan: RecordPlan) -> bool:
        """Brings a record to what the file says of it, and leaves the rest; whether that was an edit."""
        self._make_named([plan])
        rows = plan.model._default_manager.select_for_update(no_key=True)
        row = rows.get(pk=_number(plan))
        wanted = plan.fields | numbered(plan.links)
        changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            row.save(update_fields=[*(name.removesuffix("_id") for name in changed), "updated_at"])
        edited = bool(changed)
        if isinstance(row, ConfidenceScale):
            levels = plan.parts.get(ConfidenceLevel)
            return (levels is not None and update_levels(row, levels)) or edited
        if plan.text is not None:
            _text(plan).save()
            edited = True
        for model, parts in self._parts(plan).items():
            there = model._default_manager.filter(**{_owner(model): row.pk})
            if sorted(map(_content, there)) != sorted(map(_content, parts)):
                there.delete()
                model._default_manager.bulk_create(parts)
                edited = True
        return edited


def _text(plan: RecordPlan) -> SourceText:
    text = plan.text or ""
    return SourceText(source_id=_number(plan), text=text, rule=anchoring.RULE, sha256=anchoring.sha256(text))


def _number(plan: RecordPlan) -> int:
    assert plan.reference is not None
    assert plan.reference.number is not None
    return plan.reference.number


def _owner(model: type[Model]) -> str:
    """The column with the number of the record that a part belongs to."""
    return f"{getattr(model, 'owner_field', 'event')}_id"


def _content(part: Any) -> str:
    """What a part says, to be compared."""
    return repr(
        [(field.attname, getattr(part, field.attname)) for field in part._meta.concrete_fields if field.attname != "id"]
    )
