"""From an entry to the rows of tables that it would become, or to what is wrong with it."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import BigIntegerField, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce

from claims.choices import (
    Axis,
    ClaimKind,
    Commitment,
    Form,
    HedgingState,
    PositionBasis,
    Role,
    Salience,
)
from claims.curation.imports.anchors import Quotes
from claims.curation.imports.cells import far_off
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.references import Kept, Reference
from claims.curation.imports.resolving import Resolver
from claims.models.actors import Actor
from claims.models.base import language_tag
from claims.models.claims import Claim
from claims.models.coding import Attribution, Evidence, HedgeCue, Participant, Position
from claims.models.imports import Import, ImportFormat
from claims.models.sources import Source, SourceAuthor
from claims.models.topics import Event, Place, Topic

# Of the uids of claims that a file calls by a number or name of its own: the same in each import.
OWN_IDS = uuid5(NAMESPACE_URL, "policy-claims:import")
LONGEST_STATEMENT = 2_000
MOST_PARTS = 100


@dataclass(slots=True)
class Plan:
    """What a claim is to be: fields of its row, and of the rows of each list that the file gives."""

    entry: Entry
    uid: UUID | None = None
    source: Reference | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    parts: dict[type[Model], list[dict[str, Any]]] = field(default_factory=dict)
    event: Reference | None = None
    topics: list[Reference] | None = None
    places: list[Reference] | None = None
    relations: list[tuple[str, str, bool]] | None = None  # type, uid of the target, explicit
    there: int | None = None  # number of the claim that it is there as
    action: str = "make"

    def shown(self) -> dict[str, Any]:
        """The claim as the preview shows it."""
        document = self.entry.document
        actors = [
            f"{item['role']}: {(label := item['actor']).get('name') or label.get('words') or label.get('slug')}"
            for item in document.get("participants") or ()
            if item.get("actor")
        ]
        occurred = document.get("occurred") or {}
        days = " to ".join(dict.fromkeys(filter(None, (occurred.get("from"), occurred.get("to")))))
        return {
            "row": self.entry.row,
            "statement": self.fields["statement"],
            "kind": self.fields["kind"],
            "actors": actors,
            "days": days,
            "quote": ((document.get("evidence") or [{}])[0].get("quote") or "")[:300],
        }

    def references(self) -> Iterator[Reference]:
        """Every record that it names."""
        rows = [row for rows in self.parts.values() for row in rows]
        named = [self.source, self.event, *(self.topics or ()), *(self.places or ())]
        for one in [*named, *(value for row in rows for value in row.values())]:
            if isinstance(one, Reference):
                yield one
                yield from (value for value in one.fields.values() if isinstance(value, Reference))


class Planner:
    """Plans the claims of one import."""

    def __init__(self, job: Import, resolver: Resolver, quotes: Quotes) -> None:
        self.job, self.resolver, self.quotes = job, resolver, quotes
        self.is_table = job.format in (ImportFormat.CSV, ImportFormat.XLSX)
        self._speakers = Kept(lambda source: _speakers_of([source]).get(source), most=1_000)

    def labels(self, entry: Entry) -> Iterator[Document]:
        """The labels of actors in an entry, which are looked up before it is planned."""
        document = entry.document
        for name, member in (("attribution", "actor"), ("participants", "actor"), ("positions", "holder")):
            for item in document.get(name) or ():
                if label := item.get(member):
                    yield label
        if publisher := (document.get("source") or {}).get("publisher"):
            yield publisher

    def learn(self, entries: Iterable[Entry]) -> None:
        """Looks up together what these claims name, before they are planned one by one."""
        sources = self.resolver.learn(entries)
        if self.is_table:
            self._speakers.keep(_speakers_of(sources))

    def plan(self, entry: Entry) -> Plan:
        """The plan; where something is wrong, the entry says so, and the plan is not to be carried out."""
        made = Plan(entry)
        document = entry.document
        made.source = self.resolver.source(entry, document.get("source"))
        made.uid = self._uid(entry, made.source)
        self._plain_fields(made)
        self._levels(made)
        if event := document.get("event"):
            made.event = self.resolver.named(entry, Event, event, "event")
        made.topics = self._several(entry, "topics", Topic)
        made.places = self._several(entry, "places", Place)
        self._voices(made)
        self._participants(made)
        self._positions(made)
        self._cues(made)
        if "evidence" in document:
            made.parts[Evidence] = self.quotes.anchored(entry, made.source)
        if "relations" in document:
            made.relations = [
                (item["type"], item["claim"], bool(item.get("explicit")))
                for item in document["relations"] or ()
                if item.get("type") and item.get("claim")
            ]
        for name in ("attribution", "participants", "positions", "evidence", "relations"):
            if len(document.get(name) or ()) > MOST_PARTS:
                entry.wrong(name, f"It has more than {MOST_PARTS} of them: split the claim.")
        return made

    def _uid(self, entry: Entry, source: Reference | None) -> UUID | None:
        given = entry.document.get("uid")
        if given:
            try:
                return UUID(str(given))
            except ValueError:
                entry.wrong(
                    "uid",
                    f"“{str(given)[:60]}” is no UUID: leave it empty, or put a number of your own under id.",
                    given,
                )
                return None
        if not entry.own_id or source is None:
            return None
        named = source.slug or source.fields.get("title") or source.number
        if source.number is not None:
            named = f"source {source.number}"
        return uuid5(OWN_IDS, f"{named} {entry.own_id}")

    # --- Fields of the claim's row ---------------------------------------------------------------

    def _plain_fields(self, made: Plan) -> None:
        entry, document, fields = made.entry, made.entry.document, made.fields
        statement = str(document.get("statement") or "")
        if not statement.strip():
            if not entry.is_wrong_at("statement"):
                entry.wrong("statement", "The statement is empty: write the claim in your own words.")
        elif len(statement) > LONGEST_STATEMENT:
            entry.wrong(
                "statement",
                f"The statement has {len(statement)} characters, {LONGEST_STATEMENT} are the most: say it shorter; the "
                "words of the text belong under quote.",
                statement,
            )
        fields["statement"] = statement
        if not document.get("kind") and not entry.is_wrong_at("kind"):
            entry.wrong("kind", f"The kind of claim is empty: write one of {', '.join(ClaimKind.values)}.")
        fields["kind"] = document.get("kind") or ""
        if "salience" in document:
            fields["salience"] = document["salience"] or Salience.MAIN
        if "negated" in document:
            fields["negated"] = bool(document["negated"])
        if "condition" in document:
            fields["condition"] = document["condition"] or ""
        if language := document.get("language"):
            if language_tag.regex.fullmatch(language) is None or len(language) > 35:  # type: ignore[union-attr]
                entry.wrong("language", f"“{language}” is no language tag: write en or pt-BR, say.", language)
            fields["language"] = language
        if codebook := (document.get("coding") or {}).get("codebook"):
            fields["codebook"] = str(codebook)[:20]
        if entry.note is not None:
            fields["note"] = entry.note
        if "occurred" in document:
            fields |= days_of(entry, document["occurred"], "occurred", "occurred")
            basis = (document["occurred"] or {}).get("basis") or ""
            fields["occurred_basis"] = _fitting(entry, "occurred.basis", basis, Claim, "occurred_basis")

    def _levels(self, made: Plan) -> None:
        entry, document, fields = made.entry, made.entry.document, made.fields
        hedging = document.get("hedging") or {}
        if "likelihood" in hedging:
            fields["likelihood"] = self.resolver.level(
                entry, Axis.LIKELIHOOD, hedging["likelihood"], "hedging.likelihood"
            )
        if "state" in hedging or fields.get("likelihood"):
            # A level of likelihood says that the words are hedged.
            given = hedging.get("state")
            fields["hedging"] = given or (HedgingState.HEDGED if fields.get("likelihood") else HedgingState.NOT_CODED)
            if fields.get("likelihood") and fields["hedging"] != HedgingState.HEDGED:
                entry.wrong(
                    "hedging.likelihood",
                    "Only a hedged claim has a likelihood: set hedging to hedged, or take the level away.",
                )
        for name, axis in (("coding_confidence", Axis.CODING_CONFIDENCE), ("credibility", Axis.CREDIBILITY)):
            if name in document:
                fields[name] = self.resolver.level(entry, axis, document[name], name)
        if "coding_confidence" in document:
            fields["coding_confidence_basis"] = (document["coding_confidence"] or {}).get("basis") or ""

    def _several(self, entry: Entry, name: str, model: Any) -> list[Reference] | None:
        if name not in entry.document:
            return None
        found = [
            self.resolver.named(entry, model, label, f"{name}.{number}")
            for number, label in enumerate(entry.document[name] or ())
        ]
        return list({id(one) if one.is_new else one.number: one for one in found if one is not None}.values())

    # --- Lists -----------------------------------------------------------------------------------

    def _voices(self, made: Plan) -> None:
        entry, document = made.entry, made.entry.document
        if "attribution" not in document and not self.is_table:
            return
        rows: list[dict[str, Any]] = []
        given = document.get("attribution") or ()
        for number, voice in enumerate(given):
            at = f"attribution.{number}"
            # What a table leaves open: the claimant says it and stands behind it, those before pass it on.
            last = number == len(given) - 1
            form, commitment = (Form.SAID, Commitment.CERTAIN) if last else (Form.REPORTED, Commitment.UNCOMMITTED)
            actor = self.resolver.actor(entry, voice.get("actor"), at)
            rows.append(
                {
                    "actor": actor,
                    "form": voice.get("form") or form.value,
                    "commitment": voice.get("commitment") or commitment.value,
                    "cue": _fitting(entry, f"{at}.cue", voice.get("cue"), Attribution, "cue"),
                    **days_of(entry, voice.get("said"), "said", f"{at}.said"),
                }
            )
        if self.is_table:
            rows = [*self._author_before(made.source, rows), *rows]
        made.parts[Attribution] = rows

    def _author_before(self, source: Reference | None, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The voice of whoever wrote or published the source, where a table leaves it unsaid."""
        first = self._speaker(source)
        if first is None or any(row["actor"] and _same(row["actor"], first) for row in rows):
            return []
        form, commitment = (Form.REPORTED, Commitment.UNCOMMITTED) if rows else (Form.ASSERTED, Commitment.CERTAIN)
        return [{"actor": first, "form": form.value, "commitment": commitment.value}]

    def _speaker(self, source: Reference | None) -> Reference | None:
        if source is None:
            return None
        if source.number is None:
            publisher: Reference | None = source.fields.get("publisher")
            return publisher
        number = self._speakers[source.number]
        return Reference(Actor, number) if number else None

    def _participants(self, made: Plan) -> None:
        entry, document = made.entry, made.entry.document
        if "participants" not in document:
            return
        rows: list[dict[str, Any]] = []
        seen: set[tuple[Any, str]] = set()
        for number, item in enumerate(document["participants"] or ()):
            at = f"participants.{number}"
            actor = self.resolver.actor(entry, item.get("actor"), at)
            role = item.get("role")
            if not role:
                if not entry.is_wrong_at(f"{at}.role"):
                    entry.wrong(f"{at}.role", f"Its part in the claim is empty: write one of {', '.join(Role.values)}.")
                continue
            if actor is not None:
                key = (actor.number or id(actor), role)
                if key in seen:
                    entry.wrong(at, f"This actor is {role} of the claim already: one row for each actor and part.")
                seen.add(key)
            evaluation = item.get("evaluation")
            if evaluation not in (None, -1, 0, 1):
                entry.wrong(f"{at}.evaluation", f"{evaluation} is none of -1, 0 and 1.", evaluation)
            rows.append(
                {
                    "actor": actor,
                    "role": role,
                    "mention": _fitting(entry, f"{at}.mention", item.get("mention"), Participant, "mention"),
                    "evaluation": evaluation,
                }
            )
        made.parts[Participant] = rows

    def _positions(self, made: Plan) -> None:
        entry, document = made.entry, made.entry.document
        if "positions" not in document:
            return
        rows: list[dict[str, Any]] = []
        seen: set[Any] = set()
        for number, item in enumerate(document["positions"] or ()):
            at = f"positions.{number}"
            holder = self.resolver.actor(entry, item.get("holder"), f"{at}.holder")
            topic = self.resolver.named(entry, Topic, item.get("topic"), f"{at}.topic")
            if not item.get("value"):
                entry.wrong(f"{at}.value", "The position is empty: write for, neutral or against.")
            key = (holder and (holder.number or id(holder)), topic and (topic.number or id(topic)))
            if key in seen:
                entry.wrong(at, "This holder has a position on this topic already: one for each claim.")
            seen.add(key)
            basis = item.get("basis") or PositionBasis.STATED.value
            rows.append({"holder": holder, "topic": topic, "value": item.get("value"), "basis": basis})
        made.parts[Position] = rows

    def _cues(self, made: Plan) -> None:
        hedging = made.entry.document.get("hedging") or {}
        if "cues" not in hedging:
            return
        rows = []
        for number, item in enumerate(hedging["cues"] or ()):
            at = f"hedging.cues.{number}"
            if not item.get("text") or not item.get("kind"):
                made.entry.wrong(at, "A cue needs its words and its kind (modal, evidential, booster).")
                continue
            if not 0 <= (item.get("link") or 0) < MOST_PARTS:
                made.entry.wrong(f"{at}.link", "It is no number of a voice: 0 is the outermost.", item["link"])
                continue
            text = _fitting(made.entry, f"{at}.text", item["text"], HedgeCue, "text")
            rows.append({"text": text, "kind": item["kind"], "link": item.get("link") or 0})
        made.parts[HedgeCue] = rows


def _same(one: Reference, other: Reference) -> bool:
    return one is other or (one.number is not None and one.number == other.number)


def _speakers_of(sources: Collection[int]) -> dict[int, int | None]:
    """The actor who wrote each source or, unsigned, published it."""
    author = SourceAuthor.objects.filter(source=OuterRef("pk")).order_by("order").values("actor")[:1]
    speaker = Coalesce(Subquery(author), "publisher", output_field=BigIntegerField())
    return dict(Source.objects.filter(pk__in=sources).order_by().values_list("pk", speaker)) if sources else {}


def _fitting(entry: Entry, path: str, text: str | None, model: type[Model], name: str) -> str:
    """The text, if the column is long enough for it."""
    most = model._meta.get_field(name).max_length  # type: ignore[union-attr]
    if text and most and len(text) > most:
        entry.wrong(path, f"It has {len(text)} characters, {most} are the most: cut it.", text)
    return text or ""


def days_of(entry: Entry, told: Document | None, prefix: str, path: str) -> dict[str, Any]:
    """The fields of a range of days; empty ones where nothing is told."""
    told = told or {}
    first, last = (datetime.date.fromisoformat(told[end]) if told.get(end) else None for end in ("from", "to"))
    if first and last and last < first:
        entry.wrong(f"{path}.to", f"{last} lies before {first}: swap them, or leave one open.", last)
    precision = told.get("precision") or ""
    if (first or last) and not precision:
        precision = "day" if first == last else "period"
    if path.startswith("attribution") or prefix == "occurred":
        for day in filter(None, {first, last}):
            if (remark := far_off(day)) and not any(problem.message == remark for problem in entry.problems):
                entry.odd(path, remark, day)
    text = told.get("text") or ""
    if len(text) > 200:
        entry.wrong(f"{path}.text", f"It has {len(text)} characters, 200 are the most: cut it.", text)
    return {
        f"{prefix}_from": first,
        f"{prefix}_to": last,
        f"{prefix}_precision": precision,
        f"{prefix}_text": text,
        f"{prefix}_inferred": bool(told.get("inferred")),
    }
