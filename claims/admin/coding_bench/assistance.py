"""What the bench answers to what is typed: a wording, days, a likelihood, and what should be looked at twice."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator

from claims.admin.coding_bench.naming import Directory
from claims.admin.coding_bench.offering import Offered, offered
from claims.admin.coding_bench.typed import rows
from claims.choices import Axis, CueKind, HedgingState, Precision
from claims.curation import anchoring, likelihood, names_in_text, times
from claims.curation.coverage import sentences_around
from claims.curation.mentions import Called
from claims.curation.proposing import Proposal, propose
from claims.curation.warnings import Similar, Stranger, near_duplicates, strangers
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceLevel
from claims.models.sources import Source, SourceText


@dataclass(frozen=True, slots=True)
class Timed:
    """Words for a time, and what they are read as, or why they are not. `prefix` is that of its fields in the form."""

    prefix: str
    words: str
    reading: times.Reading | None
    problem: str = ""

    @property
    def days(self) -> str:
        return shown(self.reading.days) if self.reading else ""

    @property
    def taking(self) -> str:
        return json.dumps(self.fields)

    @property
    def fields(self) -> dict[str, str]:
        """The values of the form's fields that keeping the reading sets."""
        assert self.reading is not None
        days = self.reading.days
        values = {
            "from": str(days.first or ""),
            "to": str(days.last or ""),
            "precision": str(days.precision),
            "inferred": "on" if self.reading.inferred else "",
        }
        if self.prefix == "occurred_":
            values["basis"] = self.reading.basis
        return {f"{self.prefix}{name}": value for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Assistance:
    proposal: Proposal | None = None
    stands: bool = False  # the proposal is the statement already: left to tell is what was replaced in it, and what not
    named: Sequence[Offered] = ()
    times: Sequence[Timed] = ()
    likelihood: ConfidenceLevel | None = None
    similar: Sequence[Similar] = ()
    strangers: Sequence[Stranger] = ()
    lost: Sequence[str] = field(default=())  # quotes that do not stand in the text

    def __bool__(self) -> bool:
        return bool(
            self.proposal or self.named or self.times or self.likelihood or self.similar or self.strangers or self.lost
        )

    # The values of the buttons that take something over: fields of the form with what they are set to.

    @property
    def taking_statement(self) -> str:
        return json.dumps({"statement": self.proposal.statement if self.proposal else ""})

    @property
    def taking_likelihood(self) -> str:
        hedged = {"hedging": str(HedgingState.HEDGED)}
        return json.dumps({"likelihood": str(self.likelihood.pk), **hedged} if self.likelihood else {})


def assist(
    data: Mapping[str, Any],
    source: Source,
    claim: Claim | None,
    text: SourceText | None,
    levels: Iterable[ConfidenceLevel],
    directory: Directory,
) -> Assistance:
    """Reads what was typed so far, valid or not, and changes nothing."""
    statement = str(data.get("statement") or "").strip()
    spans, lost = _spans(data, text)
    own = list(_own_names(data, directory))
    proposal, stands, named = None, False, []
    if text is not None and spans:
        called = names_in_text.called(source.pk, without=claim.pk if claim else None)
        made = propose(text.text, spans, called, own, source.language)
        stands = made.statement == statement
        proposal = None if stands and not (made.replaced or made.left) else made
        named = offered([text.text[start:end] for start, end in spans], called, made, data, directory)
    said = [words for span in spans for words in sentences_around(text.text, *span, source.language)] if text else []
    known_by = {entry.name for entry in own if any(entry.words in sentence for sentence in said)}
    return Assistance(
        proposal,
        stands,
        named,
        list(_times(data, source, directory)),
        _likelihood(data, levels),
        near_duplicates(statement, besides=claim.pk if claim else None),
        strangers(statement, said, known_by=known_by) if statement else [],
        lost,
    )


def _spans(data: Mapping[str, Any], text: SourceText | None) -> tuple[list[tuple[int, int]], list[str]]:
    """Where the quotes stand, in their order; and those that stand nowhere, or in several places."""
    found, lost = [], []
    for row in rows(data, "evidence") if text is not None else ():
        assert text is not None
        exact, at = row.get("exact", ""), _number(row.get("at"))
        try:
            exact = anchoring.normalise(exact)
        except anchoring.UnstorableCharacter:
            exact = ""
        if not exact:
            continue
        if at is None or not text.text.startswith(exact, at):
            place = anchoring.find(text.text, exact, paragraph=_number(row.get("paragraph")))
            at = place.anchor.start if place.anchor else None
        if at is None:
            lost.append(exact)
        else:
            found.append((at, at + len(exact)))
    return found, lost


def _own_names(data: Mapping[str, Any], directory: Directory) -> Iterator[Called]:
    """What the claim's own rows say of who is meant by which words."""
    found = [row for row in rows(data, "participants") if row.get("actor")]
    for row in found:
        directory.expect("actor", row["actor"])
    for row in found:
        known = directory.find("actor", row["actor"])
        if known:
            yield Called(row.get("mention", ""), known[0].name, known[0].kind, named=known[0].named)
        else:
            new = not row.get("new_unnamed")
            yield Called(row.get("mention", ""), row["actor"], row.get("new_kind", ""), named=new)


def _times(data: Mapping[str, Any], source: Source, directory: Directory) -> Iterator[Timed]:
    asked = [("occurred_", str(data.get("occurred_text") or ""), str(data.get("counted_from") or ""))]
    for row in rows(data, "attribution"):
        asked.append((f"attribution-{row['index']}-said_", row.get("said_text", ""), row.get("counted_from", "")))
    for _, _, counted_from in asked:
        directory.expect("claim", counted_from)
    for prefix, words, counted_from in asked:
        if not words.strip():
            continue
        base = next(iter(directory.find("claim", counted_from)), None) if counted_from.strip() else None
        try:
            reading = times.read(
                words,
                published=source.published_on,
                base=times.Base(days_of(base), _named(base)) if base else None,
                language=source.language,
            )
        except times.Unread as unread:
            yield Timed(prefix, words, None, str(unread))
            continue
        timed = Timed(prefix, words, reading)
        if any(str(data.get(name) or "") != value for name, value in timed.fields.items()):
            yield timed  # else it is kept already


def days_of(claim: Claim) -> times.Days:
    precision = Precision(claim.occurred_precision) if claim.occurred_precision else Precision.PERIOD
    return times.Days(claim.occurred_from, claim.occurred_to, precision)


def _named(claim: Claim) -> str:
    return f"“{Truncator(claim.statement).chars(120)}” ({shown(days_of(claim))})"


def shown(days: times.Days) -> str:
    """A range in words: "December 2024", "from 2022 on", "1 January 2022 to 3 April 2025"."""
    first, last = days.first, days.last
    if first is None and last is None:
        return "no days"
    if days.precision == Precision.MONTH and first and last and (first.year, first.month) == (last.year, last.month):
        return date_format(first, "F Y")
    if days.precision == Precision.YEAR and first and last and first.year == last.year:
        return str(first.year)
    if first is None:
        return f"until {date_format(last or '', 'j F Y')}"
    if last is None:
        return f"from {date_format(first, 'j F Y')} on"
    if first == last:
        return date_format(first, "j F Y")
    return f"{date_format(first, 'j F Y')} to {date_format(last, 'j F Y')}"


def _likelihood(data: Mapping[str, Any], levels: Iterable[ConfidenceLevel]) -> ConfidenceLevel | None:
    cues = [row.get("text", "") for row in rows(data, "cues") if row.get("kind") != CueKind.BOOSTER]
    level = likelihood.proposed(cues, [level for level in levels if level.scale.axis == Axis.LIKELIHOOD])
    return level if level is not None and str(data.get("likelihood") or "") != str(level.pk) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
