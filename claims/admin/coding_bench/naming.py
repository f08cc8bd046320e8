"""Records by what a coder types for them: a name, an alias, a slug, the beginning of a claim's uid.

A name that several records bear is written with the slug behind it: "Georgia [georgia-us]". All that a form names is
looked up together, so that a form with fifty rows costs the queries of one with two.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.functional import lazystr
from django.utils.text import Truncator, slugify

from claims.models.actors import Actor, ActorName
from claims.models.claims import Claim
from claims.models.topics import Event, Place, Topic

Named = Actor | Topic | Event | Place
KINDS: dict[str, type[Named]] = {"actor": Actor, "topic": Topic, "event": Event, "place": Place}
SEPARATOR = ";"
LONGEST = 200  # characters of a name that is shown or looked up
OFFERED = 3  # names that are offered for one that nobody bears
NEAR = 0.35  # similarity of trigrams, from 0 to 1, from which one is

_SLUG = re.compile(r"\[([a-z0-9-]+)\]\s*$")
_UID = re.compile(r"\[?([0-9a-f]{8}[0-9a-f-]{0,28})\]?\s*$", re.IGNORECASE)


class Directory:
    """What one form names: told first what will be asked, it answers with a query or two for each kind of record."""

    def __init__(self) -> None:
        self._expected: dict[str, set[str]] = defaultdict(set)
        self._found: dict[str, dict[str, list[Any]]] = {}
        self._shown: dict[str, dict[int, Any]] = defaultdict(dict)
        self._several: dict[str, set[str]] = {}
        self._announced: dict[str, tuple[str, bool]] = {}
        self._made: dict[str, Actor] = {}

    # --- From words to records ---

    def expect(self, kind: str, text: str) -> None:
        self._expected[kind].add(text.strip()[:LONGEST])

    def find(self, kind: str, text: str) -> list[Any]:
        """The records that the text can mean, those named so before those that have it as another name."""
        text = text.strip()[:LONGEST]
        if text not in self._found.get(kind, {}):
            self.expect(kind, text)
            asked = self._expected[kind] - self._found.get(kind, {}).keys()
            look_up = _claims if kind == "claim" else _named
            self._found.setdefault(kind, {}).update(look_up(kind, asked))
        return self._found[kind][text]

    def one(self, kind: str, text: str) -> Any:
        """The record that the text means, None where there is none. Raises ValidationError where it means several."""
        found = self.find(kind, text)
        if len(found) > 1:
            listed = ", ".join(self.full_label(record) for record in found[:6])
            raise ValidationError(f"“{text}” can mean several: write one of {listed}.", code="several")
        return found[0] if found else None

    def announce(self, name: str, kind: str, *, named: bool) -> None:
        """Says that one row of the form makes an actor of that name if there is none: then every row may name it."""
        self._announced[name.strip()] = (kind, named)

    def make(self, name: str) -> Actor | None:
        """The actor that was announced under that name, made now. Belongs into the transaction that saves the form."""
        if name in self._announced and name not in self._made:
            kind, named = self._announced[name]
            self._made[name] = Actor.objects.create(name=name, kind=kind, named=named, slug=free_slug(name))
        return self._made.get(name)

    # --- From records to words ---

    def label(self, record: Any) -> Any:
        """What a coder would type for the record: worked out when it is read, for all records that were asked for."""
        if record is None:
            return ""
        if isinstance(record, Claim):
            return self.full_label(record)
        kind = str(record._meta.model_name)
        self._shown[kind][record.pk] = record
        return lazystr(_Label(self, kind, record))

    def labels(self, records: Iterable[Any]) -> Any:
        return lazystr(_Labels([self.label(record) for record in records]))

    @staticmethod
    def full_label(record: Any) -> str:
        if isinstance(record, Claim):
            return f"{Truncator(record.statement).chars(80)} [{str(record.uid)[:8]}]"
        return f"{record.name} [{record.slug}]"

    def is_anothers_too(self, kind: str, name: str) -> bool:
        if kind not in self._several:
            names = {record.name.lower() for record in self._shown[kind].values()}
            self._several[kind] = _borne_by_several(KINDS[kind], names)
        return name.lower() in self._several[kind]


class _Label:
    def __init__(self, directory: Directory, kind: str, record: Any) -> None:
        self.directory, self.kind, self.record = directory, kind, record

    def __str__(self) -> str:
        if self.directory.is_anothers_too(self.kind, self.record.name):
            return Directory.full_label(self.record)
        return str(self.record.name)


class _Labels:
    def __init__(self, labels: Sequence[Any]) -> None:
        self.parts = labels

    def __str__(self) -> str:
        return f"{SEPARATOR} ".join(map(str, self.parts))


def _borne_by_several(model: type[Named], names: set[str]) -> set[str]:
    every: QuerySet = model._default_manager.annotate(low=Lower("name"))
    rows = every.filter(low__in=names)
    return set(rows.order_by().values("low").annotate(n=Count("pk")).filter(n__gt=1).values_list("low", flat=True))


def _named(kind: str, texts: Iterable[str]) -> dict[str, list[Any]]:
    model = KINDS[kind]
    slugs = {text: match[1] for text in texts if (match := _SLUG.search(text))}
    low = {text: text.lower() for text in texts}
    rows: QuerySet = model._default_manager.annotate(low=Lower("name"))
    wanted = Q(slug__in={*slugs.values(), *low.values()}) | Q(low__in=set(low.values()))
    by_slug: dict[str, Any] = {}
    by_name: dict[str, list[Any]] = defaultdict(list)
    for record in rows.filter(wanted).order_by("pk"):
        by_slug[record.slug] = record
        if getattr(record, "merged_into_id", None) is None:
            by_name[record.name.lower()].append(record)
    by_alias: dict[str, list[Any]] = defaultdict(list)
    if kind == "actor":
        aliases: QuerySet = ActorName.objects.annotate(low=Lower("name")).filter(low__in=set(low.values()))
        for alias in aliases.filter(actor__merged_into=None).select_related("actor").order_by("pk"):
            if alias.actor not in by_alias[alias.name.lower()]:
                by_alias[alias.name.lower()].append(alias.actor)
    found = {}
    for text in texts:
        slug = slugs.get(text, low[text])
        sole = [by_slug[slug]] if slug in by_slug else []
        found[text] = sole if text in slugs else by_name[low[text]] or by_alias[low[text]] or sole
    return found


def _claims(kind: str, texts: Iterable[str]) -> dict[str, list[Any]]:
    """By the beginning of the uid, of eight characters at least, as labels have it in brackets."""
    ranges = {}
    for text in texts:
        if match := _UID.search(text):
            digits = match[1].replace("-", "")
            ranges[text] = (uuid.UUID(digits.ljust(32, "0")), uuid.UUID(digits.ljust(32, "f")))
    wanted = Q(pk__in=())
    for low, high in ranges.values():
        wanted |= Q(uid__range=(low, high))
    rows = list(Claim.objects.filter(wanted).order_by("pk")) if ranges else []
    return {
        text: [row for row in rows if text in ranges and ranges[text][0] <= row.uid <= ranges[text][1]]
        for text in texts
    }


def nearest(kind: str, text: str) -> list[str]:
    """Names that are written much like the text, the likest first."""
    rows: QuerySet = KINDS[kind]._default_manager.annotate(like=TrigramSimilarity("name", text))
    return list(rows.filter(like__gte=NEAR).order_by("-like", "pk").values_list("name", flat=True)[:OFFERED])


def free_slug(name: str) -> str:
    """A slug for a new actor that no other has; of a name without Latin letters, one of chance."""
    stem = slugify(name)[:100].strip("-").replace("_", "-") or f"actor-{uuid.uuid4().hex[:8]}"
    taken = set(Actor.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


class NamedField(forms.CharField):
    """A record that is typed by name. Its form hands it the directory that looks all names up together."""

    directory: Directory

    def __init__(self, kind: str, **kwargs: Any) -> None:
        attrs = {"data-suggest": kind, "autocomplete": "off", "spellcheck": "false"}
        super().__init__(max_length=300, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.kind = kind

    def expect(self, data: Any) -> None:
        for text in self._texts(data):
            self.directory.expect(self.kind, text)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self._find(text) if text else None

    def _texts(self, data: Any) -> list[str]:
        return [str(data)] if data else []

    def _find(self, text: str) -> Any:
        found = self.directory.one(self.kind, text)
        if found is None and self.kind == "actor":
            found = self.directory.make(text)
        return found if found is not None else self._refuse(text)

    def _refuse(self, text: str) -> Model:
        if self.kind == "claim":
            raise ValidationError(f"No claim’s uid begins as “{text}” does: choose one of those that are offered.")
        near = " or ".join(f"“{name}”" for name in nearest(self.kind, text))
        offer = f" Did you mean {near}?" if near else ""
        new = " To make it a new actor, say what kind it is." if self.kind == "actor" else ""
        raise ValidationError(f"There is no {self.kind} “{text}”.{offer}{new}", code="unknown")


class NamedListField(NamedField):
    """Several records, with semicolons between their names."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(kind, **kwargs)
        self.max_length = None
        self.validators = []
        self.widget.attrs["data-several"] = SEPARATOR
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value)
        return list(dict.fromkeys(map(self._find, self._texts(text))))

    def _texts(self, data: Any) -> list[str]:
        return [text for part in str(data or "").split(SEPARATOR) if (text := part.strip())]
