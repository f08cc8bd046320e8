"""Sources, topics, events, places and levels that an import names, as records of the workshop.

They are found by slug, by name or title, a source by its address too; nothing is found by likeness. What is not there
is made where the import may make it, and told where it may not.
"""

import datetime
import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from claims.choices import Axis, CodingDepth, SourceKind
from claims.curation.imports.actors import Actors, Doubt
from claims.curation.imports.cells import short
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.references import Kept, Reference
from claims.models.base import NamedRecord
from claims.models.confidence import ConfidenceLevel
from claims.models.folding import folded, page_key
from claims.models.imports import Import
from claims.models.sources import Source
from claims.models.topics import Event, Place, Topic

NEAREST = 3
# Records of a kind among whose names the nearest is looked for.
COMPARED = 5_000


class Resolver:
    """Finds what the entries of one import name, or tells the entry what to do.

    `may_make` says for which kinds of record whoever imports has the right to add one.
    """

    def __init__(self, job: Import, may_make: Callable[[type[Model]], bool]) -> None:
        self.job, self.may_make, self.actors = job, may_make, Actors(job)
        self._new: dict[tuple[type[NamedRecord], str], Reference] = {}
        self._named = Kept(self._look_up)
        self._sources = Kept(_look_up_source)
        self._levels: dict[str, list[ConfidenceLevel]] = {}
        for level in ConfidenceLevel.objects.select_related("scale").order_by("scale__slug", "rank", "pk"):
            self._levels.setdefault(level.scale.axis, []).append(level)

    def learn(self, claims: Iterable[Entry]) -> list[int]:
        """Looks up together, by their slugs, what these claims name, which would take a query each; gives the numbers
        of their sources.
        """
        asked: dict[Any, set[str]] = {Source: set(), Topic: set(), Place: set(), Event: set()}
        for entry in claims:
            document = entry.document
            asked[Source].add(_slug_of(document.get("source")) or self.job.source)
            asked[Event].add(_slug_of(document.get("event")))
            for name, model in (("topics", Topic), ("places", Place)):
                asked[model].update(_slug_of(label) for label in document.get(name) or ())
        found: dict[Any, dict[str, list[int]]] = {}
        for model, slugs in asked.items():
            rows = model._default_manager.filter(slug__in=slugs - {""}).order_by()
            found[model] = {slug: [number] for slug, number in rows.values_list("slug", "pk")}
        sources = found.pop(Source)
        self._sources.keep({slug: there for slug, there in sources.items() if slug not in self._sources})
        for model, named in found.items():
            self._named.keep({(model, slug): there for slug, there in named.items()})
        return [number for there in sources.values() for number in there]

    # --- Actors ----------------------------------------------------------------------------------

    def actor(self, entry: Entry, label: Document | None, path: str) -> Reference | None:
        """Whom a label means; None where that is not certain, which is told."""
        try:
            found = self.actors.of(label or {})
        except ValueError as error:
            entry.wrong(path, str(error), (label or {}).get("words") or (label or {}).get("name"))
            return None
        shown = (label or {}).get("words") or (label or {}).get("name") or (label or {}).get("slug")
        if isinstance(found, Doubt):
            entry.wrong(
                path,
                f"{found.why[:-1] if found.why.endswith('.') else found.why}: decide under “Actors to settle”.",
                shown,
            )
            return None
        if found.is_new and not self.may_make(found.model):
            entry.wrong(path, f"There is no actor “{shown}”, and you may not add one: have it added first.", shown)
            return None
        return found

    # --- Sources ---------------------------------------------------------------------------------

    def source(self, entry: Entry, label: Document | None, path: str = "source") -> Reference | None:
        """The source that a label means, or that of the whole file where there is no label."""
        label = {name: value for name, value in (label or {}).items() if value}
        if not label:
            if not self.job.source:
                entry.wrong(path, "The claim has no source: name it, or choose one for the whole file.")
                return None
            label = {"words": self.job.source}
        for name in ("slug", "words", "url", "title"):
            if not (words := label.get(name)):
                continue
            found: list[int] = self._sources[words]
            if len(found) > 1:
                entry.wrong(
                    path, f"“{short(words)}” names {len(found)} sources: give the slug of the one meant.", words
                )
                return None
            if found:
                return Reference(Source, found[0])
        return self._new_source(entry, label, path)

    def _new_source(self, entry: Entry, label: Document, path: str) -> Reference | None:
        words = label.get("words") or ""
        title = label.get("title") or (words if not _is_address(words) else "")
        url = label.get("url") or (words if _is_address(words) else "")
        shown = title or url or label.get("slug") or ""
        key = (Source, folded(label.get("slug") or url or title))
        if key in self._new:
            return self._new[key]
        if not self.job.makes_records or not title:
            remedy = "add it first" if title else "give its title, so that it can be made"
            if not self.job.makes_records and title:
                remedy += ", or let the import make what is missing"
            entry.wrong(
                path,
                f"There is no source “{short(shown)}”: {remedy}.{self._nearest(Source, 'title', shown)}",
                shown,
            )
            return None
        if not self.may_make(Source):
            entry.wrong(
                path, f"There is no source “{short(title)}”, and you may not add one: have it added first.", title
            )
            return None
        fields: dict[str, Any] = {
            "title": title[:500],
            "url": url[:1000],
            "kind": label.get("kind") or SourceKind.ARTICLE.value,
        }
        fields["coding_depth"] = (entry.document.get("coding") or {}).get("depth") or CodingDepth.NONE.value
        if day := label.get("published_on"):
            fields["published_on"] = datetime.date.fromisoformat(day)
        if publisher := label.get("publisher"):
            found = self.actor(entry, publisher, f"{path}.publisher")
            if found is None:
                return None
            fields["publisher"] = found
        self._new[key] = Reference(Source, None, label.get("slug") or "", fields)
        return self._new[key]

    # --- Records that have a document of their own in the file -------------------------------------

    def own(self, model: type[NamedRecord], slug: str, name: str) -> Reference:
        """The record that this import makes, or is to make, for labels that call it so; else one without fields."""
        return self._new.get((model, folded(slug or name))) or Reference(model, None, slug)

    def remember(self, own: Reference, name: str) -> None:
        """From now on labels that call it so mean this one."""
        self._new[own.model, folded(own.slug or name)] = own

    # --- Topics, events, places ------------------------------------------------------------------

    def named(
        self, entry: Entry, model: type[NamedRecord], label: Document | str | None, path: str
    ) -> Reference | None:
        """The topic, event or place that a label, or a bare slug or name, means."""
        told: Document = {"words": label} if isinstance(label, str) else label or {}
        for name in ("slug", "words", "name"):
            if not (words := told.get(name)):
                continue
            found: list[int] = self._named[model, words]
            if len(found) > 1:
                kind = model.record_kind.label
                entry.wrong(path, f"“{short(words)}” names {len(found)} records ({kind}): give the slug.", words)
                return None
            if found:
                return Reference(model, found[0])
        shown = told.get("name") or told.get("words") or told.get("slug") or ""
        if not shown:
            entry.wrong(path, f"The {model.record_kind.label} is empty: name it, or take it out.")
            return None
        if not self.job.makes_records or not self.may_make(model):
            able = self.may_make(model)
            remedy = ", or let the import make what is missing" if able else "; you may not add one yourself"
            near = self._nearest(model, "name", shown)
            entry.wrong(
                path, f"There is no {model.record_kind.label} “{short(shown)}”: add it first{remedy}.{near}", shown
            )
            return None
        key = (model, folded(told.get("slug") or shown))
        if key not in self._new:
            fields = {"name": shown[:200], **({"country": told["country"]} if told.get("country") else {})}
            self._new[key] = Reference(model, None, told.get("slug") or "", fields)
        return self._new[key]

    def _look_up(self, asked: tuple[type[NamedRecord], str]) -> list[int]:
        model, words = asked
        rows: QuerySet[Any] = model._default_manager.all()
        by_slug = list(rows.filter(slug=words).values_list("pk", flat=True))
        return by_slug or list(rows.filter(name__iexact=words).values_list("pk", flat=True)[:5])

    def _nearest(self, model: type[NamedRecord], field: str, words: str) -> str:
        """What comes near of the names and slugs that there are: a file may give either."""
        rows = model._default_manager.values_list(field, "slug")[:COMPARED]
        names = dict.fromkeys(name for row in rows for name in row)
        near = difflib.get_close_matches(words, names, n=NEAREST, cutoff=0.7)
        return f" Nearest: {', '.join(f'“{short(name)}”' for name in near)}." if near else ""

    # --- Levels ----------------------------------------------------------------------------------

    def learn_levels(self, levels: Sequence[ConfidenceLevel]) -> None:
        """From now on these are the levels of their scale, which is one of the file."""
        for level in levels:
            known = self._levels.setdefault(level.scale.axis, [])
            known[:] = [other for other in known if (other.scale.slug, other.code) != (level.scale.slug, level.code)]
            known.append(level)

    def level(self, entry: Entry, axis: Axis, label: Document | None, path: str) -> ConfidenceLevel | None:
        """The level that a code, a label or a synonym of the scale means."""
        if not label or not label.get("code"):
            return None
        words, scale = folded(str(label["code"])), label.get("scale")
        levels = [level for level in self._levels.get(axis, ()) if scale in (None, level.scale.slug)]
        plain = words.replace(" ", "_").replace("-", "_")
        for names in (_codes, _terms):
            found = [level for level in levels if {words, plain} & names(level)]
            if len({level.scale.slug for level in found}) > 1:
                scales = ", ".join(level.scale.slug for level in found)
                entry.wrong(
                    path, f"“{label['code']}” is a level of several scales ({scales}): say which.", label["code"]
                )
                return None
            if found:
                return found[0]
        allowed = ", ".join(level.code for level in levels)
        remedy = f"Write one of: {allowed}." if allowed else "Add the scale first."
        entry.wrong(
            path, f"“{short(str(label['code']))}” is no level of {scale or axis.label}. {remedy}", label["code"]
        )
        return None


def _codes(level: ConfidenceLevel) -> set[str]:
    return {folded(level.code), folded(level.code).replace("-", "_")}


def _terms(level: ConfidenceLevel) -> set[str]:
    return {folded(level.label), *map(folded, level.synonyms)}


def _slug_of(label: Document | str | None) -> str:
    """What a label, or a bare slug or name, may give as a slug."""
    told: Document = {"words": label} if isinstance(label, str) else label or {}
    return str(told.get("slug") or told.get("words") or "")


def _is_address(words: str) -> bool:
    return words.startswith(("http://", "https://"))


def _look_up_source(words: str) -> list[int]:
    numbers = list(Source.objects.filter(slug=words).values_list("pk", flat=True))
    if not numbers and _is_address(words):
        host = page_key(words)
        same = Source.objects.exclude(url="").filter(url__icontains=host[:80]).values_list("pk", "url")
        numbers = [number for number, url in same if page_key(url) == host]
    return numbers or list(Source.objects.filter(title__iexact=words).values_list("pk", flat=True)[:5])
