"""From the document of any record but a claim to the rows that it would become, or to what is wrong.

A record is there that has the uid, or an identifier, or the slug; else one that was there before and has the name,
which is told. Labels in other documents of the file name it too, before or after it: all mean the one that is made.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import DateField, DecimalField, Max, Model

from claims.choices import Axis, RecordKind
from claims.curation import anchoring
from claims.curation.gathering import MODELS
from claims.curation.imports import scales
from claims.curation.imports.cells import short
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.planning import MOST_PARTS, days_of
from claims.curation.imports.references import REDACTED, Reference
from claims.curation.imports.resolving import Resolver
from claims.models.actors import Actor, ActorName, Affiliation, Identifier
from claims.models.base import NamedRecord
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.imports import Duplicates, Import
from claims.models.ledger import Publication
from claims.models.sources import Citation, Source, SourceAuthor, SourceText
from claims.models.topics import Event, EventPlace, Place, Topic

# Members of documents that are columns of the record's row under the same name.
PLAIN: dict[type[NamedRecord], tuple[str, ...]] = {
    ConfidenceScale: ("name", "axis", "edition", "authority", "citation", "description"),
    Actor: ("name", "kind", "named", "description"),
    Source: (
        "title", "kind", "url", "language", "published_on", "rights", "credit", "quote_policy", "quote_limit",
        "coding_depth",
    ),
    Topic: ("name", "definition", "pole"),
    Event: ("name", "description"),
    Place: ("name", "country", "latitude", "longitude", "dispute"),
}  # fmt: skip
# Members of the levels of a scale that are columns of theirs under the same name.
LEVEL = ("code", "label", "synonyms", "definition", "rank", "low", "high", "stix")
# Those without which there is no such record.
NEEDED = frozenset(("name", "title", "kind", "axis", "edition", "authority", "citation"))


@dataclass(slots=True)
class RecordPlan:
    """What a record is to be: fields of its row, records that the row names, rows of each list that the file gives."""

    entry: Entry
    model: type[NamedRecord]
    reference: Reference | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    links: dict[str, Reference | None] = field(default_factory=dict)
    parts: dict[type[Model], list[dict[str, Any]]] = field(default_factory=dict)
    text: str | None = None  # of a source, normalised: to be stored
    action: str = "make"

    def references(self) -> Iterator[Reference]:
        """Every record that it names, itself first."""
        rows = [row for rows in self.parts.values() for row in rows]
        for one in [self.reference, *self.links.values(), *(value for row in rows for value in row.values())]:
            if isinstance(one, Reference):
                yield one
                yield from (value for value in one.fields.values() if isinstance(value, Reference))


class RecordPlanner:
    """Plans the records of one import, but for its claims. `may_change` says which kinds whoever imports may change."""

    def __init__(self, job: Import, resolver: Resolver, may_change: Callable[[type[Model]], bool]) -> None:
        self.job, self.resolver, self.may_change = job, resolver, may_change
        # Records that this import makes come after these, and are not known by their names.
        self._last = {model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in PLAIN}

    def labels(self, entry: Entry) -> Iterator[Document]:
        """The labels of actors in an entry, which are looked up before it is planned."""
        document = entry.document
        if entry.kind == RecordKind.ACTOR:
            yield own_label(document)
        yield from (item["actor"] for item in document.get("affiliations") or () if item.get("actor"))
        yield from (label for label in document.get("authors") or () if label)
        if publisher := document.get("publisher"):
            yield publisher

    def plan(self, entry: Entry) -> RecordPlan:
        """The plan; where something is wrong, the entry says so, and the plan is not to be carried out."""
        made = RecordPlan(entry, MODELS[entry.kind])  # type: ignore[arg-type]
        self._fields(made)
        _lists(made, self.resolver)
        self._identify(made)
        if entry.text is not None and made.reference is not None:
            self._take_text(made, anchoring.normalise(entry.text))
        return made

    # --- Which record it is ----------------------------------------------------------------------

    def _identify(self, made: RecordPlan) -> None:
        document, entry = made.entry.document, made.entry
        if not document.get("slug") and not document.get("uid"):
            entry.wrong("slug", "The slug is empty: write by which name the record is addressed.")
            return
        own = self._own(made)
        if own is None and made.entry.is_wrong:
            return
        is_made = own is not None and bool(own.fields) and not own.is_new  # by a label of this file
        there = None if is_made else self._there(made)
        if there is not None:
            made.action = {Duplicates.SKIP.value: "skip", Duplicates.UPDATE.value: "update"}.get(
                self.job.duplicates, "make"
            )
            if made.action != "make":
                made.reference = Reference(made.model, there)
            if made.action == "update" and not self.may_change(made.model):
                kind = entry.kind.label
                entry.wrong("", f"The {kind} is there, and you may not change one: leave it, or have it changed.")
            if made.action == "update" and Publication.objects.redacted_of(entry.kind, [there]):
                entry.wrong("uid", REDACTED, document.get("uid"))
            if made.action == "update" and made.model is ConfidenceScale and scales.is_frozen(there):
                made.action = "skip"
                if scales.differs(made, there):
                    entry.wrong("", scales.FROZEN, document.get("slug"))
            if made.action != "make":
                return
            own = Reference(made.model, None, document.get("slug") or "")  # once more, as one of its own
        if own is None:
            return  # which is told
        if not self.resolver.may_make(made.model):
            entry.wrong("", f"There is no such {entry.kind.label}, and you may not add one: have it added first.")
        made.reference = own
        if own.is_new and not entry.is_wrong:
            uid = document.get("uid")
            taken = there is not None or (uid and made.model._default_manager.filter(uid=uid).exists())
            own.fields = {**made.fields, "uid": uuid4() if taken or not uid else UUID(uid)}
            if there is None and made.model is not Actor:
                self.resolver.remember(own, _title(document))

    def _own(self, made: RecordPlan) -> Reference | None:
        """The record that labels of the file mean, too; None where that is not certain, which is told."""
        document = made.entry.document
        if made.model is not Actor:
            return self.resolver.own(made.model, document.get("slug") or "", _title(document))
        try:
            found = self.resolver.actors.of(own_label(document))
        except ValueError as error:
            if not made.entry.is_wrong_at("name"):
                made.entry.wrong("name", str(error), _title(document))
            return None
        if isinstance(found, Reference):
            return found
        if self._there(made) is None:
            made.entry.wrong(
                "name", f"{found.why.removesuffix('.')}: decide under “Actors to settle”.", _title(document)
            )
        return None

    def _there(self, made: RecordPlan) -> int | None:
        """The number of the record that is there already."""
        document, rows = made.entry.document, made.model._default_manager.order_by("pk")
        by_uid = rows.filter(uid=document["uid"]) if document.get("uid") else rows.none()
        if (found := by_uid.values_list("pk", flat=True).first()) is not None:
            return int(found)
        for row in made.parts.get(Identifier, ()):
            same = Identifier.objects.filter(scheme=row["scheme"], value=row["value"])
            if (found := same.values_list("actor", flat=True).first()) is not None:
                return int(found)
        if (found := rows.filter(slug=document.get("slug") or "").values_list("pk", flat=True).first()) is not None:
            return int(found)
        return self._called_so(made)

    def _called_so(self, made: RecordPlan) -> int | None:
        """The one record that has another slug and the same name: it is taken, and that is told.

        Never a scale: one that has the name under another slug is another edition.
        """
        document, name = made.entry.document, _title(made.entry.document)
        if made.model is ConfidenceScale:
            return None
        if made.model is Actor:
            found = self.resolver.actors.of(own_label(document))
            numbers = [found.number] if isinstance(found, Reference) and found.number and not found.fields else []
        else:
            column = "title" if made.model is Source else "name"
            rows = made.model._default_manager.filter(**{f"{column}__iexact": name}, pk__lte=self._last[made.model])
            numbers = list(rows.values_list("pk", flat=True)[:2]) if name else []
        if len(numbers) != 1 or numbers[0] is None:
            return None
        slug = made.model._default_manager.values_list("slug", flat=True).get(pk=numbers[0])
        if slug != document.get("slug"):
            made.entry.odd("slug", f"{slug} has this name already, and is taken for the same.", document.get("slug"))
        return int(numbers[0])

    # --- What it is ------------------------------------------------------------------------------

    def _fields(self, made: RecordPlan) -> None:
        entry, document = made.entry, made.entry.document
        for name in PLAIN[made.model]:
            if name in document:
                made.fields[name] = _fitting(made, name, document[name])
            elif name in NEEDED and not (name == "kind" and made.model not in (Actor, Source)):
                entry.wrong(name, f"It has no {name}: write it.")
        if made.model is Event and "occurred" in document:
            occurred = document["occurred"] or {}
            made.fields |= days_of(entry, occurred, "occurred", "occurred")
            made.fields["occurred_basis"] = occurred.get("basis") or ""
        if made.model is Source and "reliability" in document:
            rating = document["reliability"]
            made.fields["reliability"] = self.resolver.level(entry, Axis.RELIABILITY, rating, "reliability")
            made.fields["reliability_basis"] = (rating or {}).get("basis") or ""
        if made.model is Source and "publisher" in document:
            label = document["publisher"]
            made.links["publisher"] = self.resolver.actor(entry, label, "publisher") if label else None
        if made.model is Topic and "parent" in document:
            label = document["parent"]
            made.links["parent"] = self.resolver.named(entry, Topic, label, "parent") if label else None

    def _take_text(self, made: RecordPlan, text: str) -> None:
        """The words of a source, where the file has them: of one that has none yet. What has some is left alone."""
        assert made.reference is not None
        if not text:
            made.entry.wrong("text", "The text is empty: paste it, or leave the member out.")
            return
        stored = SourceText.objects.filter(source=made.reference.number or 0).order_by("-pk")
        sha256 = stored.values_list("sha256", flat=True).first()
        if sha256 is None and made.action != "skip":
            made.text = text
        elif sha256 is None:
            made.entry.odd(
                "text", "The source is there without its text, and is left so: choose to update what is there."
            )
        elif sha256 != anchoring.sha256(text) and made.action != "skip":
            told = "The source has another text: store this one on its page, where every anchor is checked."
            made.entry.wrong("text", told)


def own_label(document: Document) -> Document:
    """An actor as other documents name it."""
    return {name: document[name] for name in ("slug", "name", "kind", "named") if document.get(name) is not None}


def _title(document: Document) -> str:
    return str(document.get("name") or document.get("title") or "")


def _fitting(made: RecordPlan, name: str, value: Any, part: type[Model] | None = None, at: str = "") -> Any:
    """The value as the column takes it, of the record or of a `part` at a path; what it does not take is the entry's
    problem.
    """
    column: Any = (part or made.model)._meta.get_field(name)
    at = f"{at}.{name}" if part else name
    if value is None:
        if column.null:
            return None
        value = column.get_default() if column.has_default() else ""
    if isinstance(column, DateField) and value:
        return datetime.date.fromisoformat(value)
    if isinstance(column, DecimalField) and value is not None:
        value = Decimal(str(value))
    if value == "" and name in NEEDED and not made.entry.is_wrong_at(at):
        made.entry.wrong(at, f"The {name} is empty: write it.")
    try:
        column.run_validators(value)
    except ValidationError as error:
        made.entry.wrong(at, " ".join(error.messages), short(str(value)))
    return value


def _lists(made: RecordPlan, resolver: Resolver) -> None:
    """The rows of each list that the document has."""
    entry, document = made.entry, made.entry.document

    def of(name: str, model: type[Model], row: Callable[[Document, str, int], dict[str, Any]]) -> None:
        if name not in document:
            return
        items = document[name] or ()
        if len(items) > MOST_PARTS:
            entry.wrong(name, f"It has more than {MOST_PARTS} of them: leave some out.")
        made.parts[model] = [row(item, f"{name}.{number}", number) for number, item in enumerate(items)]

    def day(item: Document, name: str) -> datetime.date | None:
        return datetime.date.fromisoformat(item[name]) if item.get(name) else None

    if made.model is Actor:
        of("names", ActorName, lambda item, at, _: _given(entry, at, item, ("name", "kind", "language")))
        of(
            "affiliations",
            Affiliation,
            lambda item, at, _: {
                **_given(entry, at, item, ("kind",)),
                "organisation": resolver.actor(entry, item.get("actor"), f"{at}.actor"),
                "title": item.get("title") or "",
                "since": day(item, "since"),
                "until": day(item, "until"),
            },
        )
        of(
            "identifiers",
            Identifier,
            lambda item, at, _: {
                **_given(entry, at, item, ("scheme", "value", "evidence")),
                "checked_on": day(item, "checked_on"),
            },
        )
    elif made.model is Source:
        of("authors", SourceAuthor, lambda item, at, n: {"actor": resolver.actor(entry, item, at), "order": n})
        of(
            "cites",
            Citation,
            lambda item, at, _: {"cited": resolver.source(entry, item, at), "mention": item.get("mention") or ""},
        )
    elif made.model is ConfidenceScale:
        of(
            "levels",
            ConfidenceLevel,
            lambda item, at, _: {
                **_given(entry, at, item, ("code", "label")),
                **{name: _fitting(made, name, item[name], ConfidenceLevel, at) for name in LEVEL if name in item},
            },
        )
    elif made.model is Event:
        of("places", EventPlace, lambda item, at, _: {"place": resolver.named(entry, Place, item, at)})


def _given(entry: Entry, at: str, item: Document, names: Iterable[str]) -> dict[str, Any]:
    """These members, none of which may be empty."""
    for name in names:
        if not item.get(name):
            entry.wrong(f"{at}.{name}", f"The {name} is empty: write it, or leave the whole out.")
    return {name: item.get(name) or "" for name in names}
