"""Records that an import names: those that are there, and those that it makes for entries that are right."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q
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
        if self.number is None:
            fields = dict(
                (f"{name}_id", value.made()) if isinstance(value, Reference) else (name, value)
                for name, value in self.fields.items()
            )
            named = str(fields.get("name") or fields.get("title") or "")
            slug = free_slug(self.model, self.slug or slugify(named) or str(self.model.record_kind))
            made: Model = self.model.objects.create(slug=slug, **fields)
            self.number = made.pk
        assert self.number is not None
        return self.number


def free_slug(model: type[NamedRecord], wanted: str) -> str:
    """The slug, or the first with a number behind it that no record of the kind has or had in public."""
    stem = wanted[:LONGEST_SLUG].strip("-")
    taken = Q(slug=stem) | Q(slug__startswith=f"{stem}-")
    found = set(model.objects.filter(taken).values_list("slug", flat=True))
    found |= set(Publication.objects.filter(taken, kind=model.record_kind).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in found:
        number += 1
        slug = f"{stem}-{number}"
    return slug


class Kept(dict[Any, Any]):
    """What was looked up, the newest so many of it."""

    def __init__(self, look_up: Callable[[Any], Any], most: int = 20_000) -> None:
        super().__init__()
        self._look_up, self._most = look_up, most

    def __missing__(self, key: Any) -> Any:
        if len(self) >= self._most:
            self.pop(next(iter(self)))
        found = self[key] = self._look_up(key)
        return found
