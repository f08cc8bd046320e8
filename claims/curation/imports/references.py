"""Records that an import names: those that are there, and those that it makes for entries that are right."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from claims.models.base import NamedRecord
from claims.models.ledger import Publication

LONGEST_SLUG = 100


@dataclass(slots=True, eq=False)
class Reference:
    """A record by its number, or one to be made: then `fields` are its own, and `number` comes with the making."""

    model: type[NamedRecord]
    number: int | None = None
    slug: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.number is None

    def made(self) -> int:
        """The number of the record, which is made if it is not there yet."""
        make_together([self])
        assert self.number is not None
        return self.number

    def new_ones(self) -> "Iterator[Reference]":
        """The records that are to be made before this one can be."""
        for value in self.fields.values():
            if isinstance(value, Reference) and value.is_new:
                yield value


# What is told of a record that the file would bring back.
REDACTED = "It was redacted, for good: leave it out. What may be there again is a new record, with another uid."
# The uid that the file has for a record of this kind and slug; None where it has no document of it.
UidOf = Callable[[type[NamedRecord], str], str | None]


def make_together(references: Iterable[Reference], uid_of: UidOf = lambda model, slug: None) -> None:
    """Makes those that are not there yet, and first what they name themselves; a statement for each kind of record."""
    waiting = list(dict.fromkeys(reference for reference in references if reference.is_new))
    if before := [other for reference in waiting for other in reference.new_ones()]:
        make_together(before, uid_of)
    kinds: dict[type[NamedRecord], list[Reference]] = {}
    for reference in waiting:
        kinds.setdefault(reference.model, []).append(reference)
    for model, group in kinds.items():
        slugs = free_slugs(model, [reference.slug or _slug_from(reference) for reference in group])
        uids = _uids(model, group, uid_of)
        rows = model._default_manager.bulk_create(
            [
                model(**{"slug": slug, **uids.get(reference, {}), **_columns(reference)})
                for slug, reference in zip(slugs, group, strict=True)
            ]
        )
        for reference, row in zip(group, rows, strict=True):
            reference.number = row.pk


def _uids(model: type[NamedRecord], group: Sequence[Reference], uid_of: UidOf) -> dict[Reference, dict[str, str]]:
    """Of the records whose document comes later in the file the uid, unless another record has it."""
    wanted = {
        reference: uid
        for reference in group
        if "uid" not in reference.fields and reference.slug and (uid := uid_of(model, reference.slug))
    }
    rows = model._default_manager.filter(uid__in=wanted.values())
    taken = {str(uid) for uid in rows.values_list("uid", flat=True)} if wanted else set()
    return {reference: {"uid": uid} for reference, uid in wanted.items() if uid not in taken}


def _columns(reference: Reference) -> dict[str, Any]:
    return dict(
        (f"{name}_id", value.number) if isinstance(value, Reference) else (name, value)
        for name, value in reference.fields.items()
    )


def _slug_from(reference: Reference) -> str:
    named = str(reference.fields.get("name") or reference.fields.get("title") or "")
    return slugify(named) or str(reference.model.record_kind)


def free_slugs(model: type[NamedRecord], wanted: Sequence[str]) -> list[str]:
    """For each of these slugs itself, or the first with a number behind it that no record of the kind has or had in
    public; no two alike."""
    stems = [slug[:LONGEST_SLUG].strip("-") for slug in wanted]
    taken = _taken(model, Q(slug__in=stems))
    free = []
    for stem in stems:
        slug = stem
        if stem in taken:
            taken |= _taken(model, Q(slug__startswith=f"{stem}-"))
            slug = next(name for number in itertools.count(2) if (name := f"{stem}-{number}") not in taken)
        taken.add(slug)
        free.append(slug)
    return free


def free_slug(model: type[NamedRecord], wanted: str) -> str:
    return free_slugs(model, [wanted])[0]


def _taken(model: type[NamedRecord], condition: Q) -> set[str]:
    found = set(model._default_manager.filter(condition).values_list("slug", flat=True))
    return found | set(Publication.objects.filter(condition, kind=model.record_kind).values_list("slug", flat=True))


class Kept(dict[Any, Any]):
    """What was looked up, the newest so many of it."""

    def __init__(self, look_up: Callable[[Any], Any], most: int = 20_000) -> None:
        super().__init__()
        self._look_up, self._most = look_up, most

    def __missing__(self, key: Any) -> Any:
        found = self._look_up(key)
        self.keep({key: found})
        return found

    def keep(self, found: Mapping[Any, Any]) -> None:
        """Takes in what was looked up together."""
        for key, value in found.items():
            if len(self) >= self._most:
                self.pop(next(iter(self)))
            self[key] = value
