"""Flat tables: rows of a claim and a participant each, as documents of claims."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from claims.choices import (
    ActorKind,
    ClaimKind,
    CodingDepth,
    Commitment,
    Form,
    HedgingState,
    PositionBasis,
    PositionValue,
    Precision,
    RecordKind,
    Role,
    Salience,
    Vocabulary,
)
from claims.curation.imports import cells
from claims.curation.imports.cells import Range, Unreadable
from claims.curation.imports.columns import IN_EACH_ROW
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.grouping import APART, Reading, groups
from claims.curation.imports.locating import Places
from claims.curation.imports.rows import Row
from claims.curation.imports.scratch import Scratch
from claims.models.imports import Import

Value = TypeVar("Value")

# Members that are read as one code each, by the target that holds it: path in the document, and vocabulary.
_CODES: dict[str, tuple[str, type[Vocabulary]]] = {
    "kind": ("kind", ClaimKind),
    "salience": ("salience", Salience),
    "hedging": ("hedging.state", HedgingState),
    "coding_depth": ("coding.depth", CodingDepth),
}
_TEXTS = {
    "uid": "uid",
    "statement": "statement",
    "condition": "condition",
    "language": "language",
    "codebook": "coding.codebook",
}
# Names of records, which are compared and hence made plain.
_NAMES = frozenset(
    (
        "source", "source_title", "publisher", "claimant", "claimant_name", "event", "actor", "actor_name",
        "actor_identifier", "holder", "position_topic", "language", "codebook",
    )
)  # fmt: skip
# Words of the text: what is inside them stays as it stands there.
_TO = re.compile(r"\s+(?:to|until|till|–|—|-)\s+|\s*(?:–|—|\.\.)\s*|/(?=\d{4}-)")


def entries(rows: Iterable[Row], header: Sequence[str], job: Import, scratch: Scratch) -> Iterator[Entry]:
    """An entry for each claim: rows that follow each other with the same uid or id are one.

    Without uid and id a row is a claim of its own, unless its statement is empty: then it adds a participant to the
    claim before it.
    """
    reading = Reading(header, job)
    for group in groups(rows, reading):
        entry = _entry(reading, group)
        target, own, source = reading.key(group, scratch)
        if own and (other := scratch.other_group(own, source, group[0].number)) is not None:
            entry.wrong(target, APART.format(row=other), own)
        yield entry


def _entry(reading: Reading, group: Sequence[Row]) -> Entry:
    places = Places(reading.column, reading.any_actor, group[0].number)
    made = Entry(RecordKind.CLAIM, group[0].number, group[-1].number, locate=places)
    for row in group:
        if row.broken:
            made.wrong(f"rows.{row.number}", f"Line {row.line}: {row.broken}")
        elif row.odd:
            made.odd(f"rows.{row.number}", row.odd)
    if not made.is_wrong:
        _Claim(reading, group, made, places).read()
    return made


class _Claim:
    """The rows of one claim, being read into an entry."""

    def __init__(self, reading: Reading, group: Sequence[Row], entry: Entry, places: Places) -> None:
        self.reading, self.group, self.entry, self.places = reading, group, entry, places
        self.document = entry.document
        self._read: dict[tuple[str, int | None], str] = {}

    # --- Cells -----------------------------------------------------------------------------------

    def text(self, target: str, row: Row | None = None) -> str:
        """The text of a cell; of what concerns the claim, the first that is not empty. Remarks are the entry's."""
        if target not in self.reading.place:
            return ""
        key = target, row.number if row else None
        if key not in self._read:
            self._read[key] = self._text(target, row)
        return self._read[key]

    def _text(self, target: str, row: Row | None) -> str:
        if row is None:
            row = next((row for row in self.group if self.reading.cell(row, target).strip()), self.group[0])
            said = self.reading.cell(row, target)
            for other in self.group:
                again = said if other is row else self.reading.cell(other, target)
                if again != said and again.strip():
                    self.entry.wrong(
                        f"rows.{other.number}.{target}",
                        f"Rows {self.group[0].number} to {self.group[-1].number} are one claim, and row {row.number} "
                        f"says otherwise: make them alike, or give the claims different ids.",
                        again,
                    )
            raw = said
        else:
            raw = self.reading.cell(row, target)
        if not raw:
            return ""
        where = f"rows.{row.number}.{target}"
        try:
            tidied = cells.tidied(raw, name=target in _NAMES)
        except Unreadable as error:
            self.entry.wrong(where, str(error), raw)
            return ""
        if tidied.changed:
            self.entry.odd(where, f"{'; '.join(tidied.changed)}.".capitalize().replace("Html", "HTML"), raw)
        return tidied.text

    def read_by(self, target: str, read: Callable[[str], Value], row: Row | None = None) -> Value | None:
        """What a cell says; None where it is empty, or says nothing that fits, which is told."""
        text = self.text(target, row)
        if not text:
            return None
        try:
            return read(text)
        except Unreadable as error:
            at = row or next((row for row in self.group if self.reading.cell(row, target).strip()), self.group[0])
            self.entry.wrong(f"rows.{at.number}.{target}", str(error), text)
            return None

    def has(self, *targets: str) -> bool:
        """Whether the file has a column for any of these."""
        return any(target in self.reading.place for target in targets)

    def put(self, path: str, value: Any) -> None:
        *heads, last = path.split(".")
        part = self.document
        for head in heads:
            part = part.setdefault(head, {})
        part[last] = value

    # --- The claim -------------------------------------------------------------------------------

    def read(self) -> None:
        self.entry.own_id = self.text("id")
        for target, path in _TEXTS.items():
            if self.has(target):
                self.put(path, self.text(target) or None)
        for target, (path, vocabulary) in _CODES.items():
            if self.has(target):
                self.put(path, self.read_by(target, lambda text, codes=vocabulary: cells.code(text, codes)))  # type: ignore[misc]
        if self.has("negated"):
            self.put("negated", self.read_by("negated", cells.flag) or False)
        if self.has("note"):
            self.entry.note = self.text("note")
        self._source()
        self._names("topics")
        self._names("places")
        if self.has("event"):
            event = self.text("event")
            self.put("event", {"words": event} if event else None)
        if self.has("occurred", "occurred_from", "occurred_to", "occurred_text"):
            self.put("occurred", self._days("occurred"))
        self._levels()
        self._voices()
        self._participants()
        self._quotes()
        self._positions()

    def _source(self) -> None:
        if not self.has("source", "source_title", "source_url"):
            return
        given = {
            "words": self.text("source"),
            "title": self.text("source_title"),
            "url": self.text("source_url"),
        }
        found: Document = {name: value for name, value in given.items() if value}
        if not found:
            return  # the source of the whole file, if it has one
        if self.has("source_published_on") and (day := self._day("source_published_on")):
            found["published_on"] = day.first.isoformat()
        if self.has("publisher") and (name := self.text("publisher")):
            found["publisher"] = {"words": name}
        self.put("source", found)

    def _names(self, target: str) -> None:
        if self.has(target):
            names = dict.fromkeys(name for row in self.group for name in cells.several(self.text(target, row)))
            self.put(target, [{"words": cells.tidied(name, name=True).text} for name in names])

    def _day(self, target: str) -> Range | None:
        found = self.read_by(target, lambda text: cells.days(text, day_first=self.reading.job.day_first))
        if found is None:
            return None
        if found.ambiguous:
            order = "day" if self.reading.job.day_first else "month"
            self.entry.odd(
                target, f"It was read with the {order} first, as {found.first}: is that right?", self.text(target)
            )
        for remark in filter(None, {cells.far_off(found.first), cells.far_off(found.last)}):
            self.entry.odd(target, remark, self.text(target))
        return found

    def _days(self, name: str) -> Document | None:
        """A range of days as documents have it; None where there is none."""
        first = last = precision = None
        if whole := self._whole(name):
            first, last, precision = whole
        if begin := self._day(f"{name}_from"):
            first, precision = begin.first, begin.precision
        if end := self._day(f"{name}_to"):
            last, precision = end.last, end.precision if not begin or begin == end else Precision.PERIOD
        elif begin and begin.precision != Precision.DAY:
            last = begin.last
        given = self.read_by(f"{name}_precision", lambda text: cells.code(text, Precision))
        words = self.text(f"{name}_text")
        if first is None and last is None and not words:
            return None
        told: Document = {
            "from": first.isoformat() if first else None,
            "to": last.isoformat() if last else None,
            "precision": given or (str(precision) if precision else None),
            "text": words or None,
            "inferred": self.read_by(f"{name}_inferred", cells.flag) or False,
        }
        if name == "occurred":
            told["basis"] = self.text("occurred_basis") or None
        return told

    def _whole(self, target: str) -> tuple[Any, Any, Precision] | None:
        """Of a cell that holds a day, a month, a year, or a beginning and an end."""
        text = self.text(target)
        parts = _TO.split(text, maxsplit=1)
        if len(parts) == 2 and all(parts):
            read = [
                self.read_by(target, lambda _, part=part: cells.days(part, day_first=self.reading.job.day_first))  # type: ignore[misc]
                for part in parts
            ]
            if None in read:
                return None
            begin, end = read
            assert begin is not None
            assert end is not None
            return begin.first, end.last, Precision.PERIOD
        found = self._day(target)
        return (found.first, found.last, found.precision) if found else None

    def _levels(self) -> None:
        for target in ("likelihood", "coding_confidence", "credibility"):
            if self.has(target):
                code, scale = self.text(target), self.text(f"{target}_scale")
                level: Document | None = {"code": code, **({"scale": scale} if scale else {})} if code else None
                if level is not None and target == "coding_confidence":
                    level["basis"] = self.text("coding_confidence_basis") or None
                self.put("hedging.likelihood" if target == "likelihood" else target, level)

    # --- Actors ----------------------------------------------------------------------------------

    def _voices(self) -> None:
        if not self.has("claimant", "claimant_name", "via"):
            return
        before = cells.several(self.text("via"))
        voices: list[Document] = [{"actor": {"words": cells.tidied(name, name=True).text}} for name in before]
        claimant, name = self.text("claimant"), self.text("claimant_name")
        if claimant or name:
            actor: Document = {**({"words": claimant} if claimant else {}), **({"name": name} if name else {})}
            if kind := self.read_by("claimant_kind", lambda text: cells.code(text, ActorKind)):
                actor["kind"] = kind
            voices.append(
                {
                    "actor": actor,
                    "form": self.read_by("form", lambda text: cells.code(text, Form)),
                    "commitment": self.read_by("commitment", lambda text: cells.code(text, Commitment)),
                    "cue": self.text("cue") or None,
                    "said": self._days("said"),
                }
            )
        self.put("attribution", voices)

    def _participants(self) -> None:
        wide = [role for role in Role if self.has(role.value)]
        if not wide and not self.has("actor", "actor_name", "actor_identifier"):
            return
        found: list[Document] = []
        for row in self.group:
            if any(self.reading.cell(row, target).strip() for target in IN_EACH_ROW):
                self.places.participants.append((row.number, "actor"))
                found.append(self._participant(row))
        for role in wide:
            for name in cells.several(self.text(role.value)):
                self.places.participants.append((self.group[0].number, role.value))
                found.append({"actor": {"words": cells.tidied(name, name=True).text}, "role": role.value})
        self.put("participants", found)

    def _participant(self, row: Row) -> Document:
        given = {
            "words": self.text("actor", row),
            "name": self.text("actor_name", row),
            "identifier": self.text("actor_identifier", row),
        }
        actor: Document = {name: value for name, value in given.items() if value}
        if kind := self.read_by("actor_kind", lambda text: cells.code(text, ActorKind), row):
            actor["kind"] = kind
        named = self.read_by("actor_named", cells.flag, row)
        if named is not None:
            actor["named"] = named
        return {
            "actor": actor,
            "role": self.read_by("role", lambda text: cells.code(text, Role), row)
            or (None if self.has("role") else Role.MENTIONED.value),
            "mention": self.text("mention", row) or None,
            "evaluation": self.read_by("evaluation", cells.whole, row),
        }

    def _quotes(self) -> None:
        if not self.has("quote"):
            return
        quote, paragraph = self.text("quote"), self.read_by("paragraph", cells.whole)
        self.put("evidence", [{"quote": quote, "paragraph": paragraph}] if quote else [])

    def _positions(self) -> None:
        if not self.has("position"):
            return
        value = self.read_by("position", lambda text: cells.code(text, PositionValue))
        if value is None:
            self.put("positions", [])
            return
        holder, topic = self.text("holder"), self.text("position_topic")
        topics: Sequence[Mapping[str, str]] = self.document.get("topics") or ()
        voices = self.document.get("attribution") or ()
        item: Document = {
            "holder": {"words": holder} if holder else voices[-1]["actor"] if voices else None,
            "topic": topic or (topics[0]["words"] if topics else None),
            "value": value,
            "basis": self.read_by("position_basis", lambda text: cells.code(text, PositionBasis)) or "stated",
        }
        self.put("positions", [item])
