"""Every quote of a source in a new version of its text: what stands, what moved, what is gone; and settling it.

A check changes nothing. A curator settles each anchor, or all that are certain at once; what a quote is then anchored
to is what was shown. A quote that a curator says is missing names the text in which it is, and is asked about again
only in a newer one; where it stood before is read from the audit.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import pghistory
from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from claims.choices import AnchorStatus
from claims.curation import anchoring
from claims.curation.anchoring import Anchor, Found
from claims.curation.evidence import anchor_cue
from claims.curation.numbers import counted
from claims.models.claims import Claim
from claims.models.coding import Evidence
from claims.models.sources import Source, SourceText

# Characters around a quote that are shown before and after.
AROUND = 120
# What may be but a part of a word where a passage is cut off, with the blanks between it and the next.
_WORD_CUT_OFF, _CUT_OFF_WORD = re.compile(r"^\S*\s+"), re.compile(r"\s+\S*$")


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage of a text: the quote, and what stands around it."""

    before: str
    quote: str
    after: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One quote, where it stood, and where it stands in the new text."""

    row: Evidence
    found: Found
    old: Shown | None
    new: Shown | None
    candidates: tuple[tuple[int, Shown], ...]  # start and passage of each place, of an ambiguous one
    nearest: Shown | None = None
    nearest_start: int = 0
    nearest_end: int = 0
    difference: str = ""

    @property
    def status(self) -> AnchorStatus:
        return self.found.status

    @property
    def is_certain(self) -> bool:
        """Whether the place is known: it stands where it stood, or in one other place."""
        return self.found.anchor is not None


class Changed(ValueError):
    """What was shown is no longer so: the text or the quote has changed since."""


def unsettled(text: SourceText) -> QuerySet[Evidence]:
    """The quotes of a source that nobody has settled in this text of it, in the order of the text they stand in."""
    settled = Evidence.objects.filter(text=text, status__in=(AnchorStatus.EXACT, AnchorStatus.MISSING)).values("pk")
    return _quotes(text).exclude(pk__in=settled)


def said_missing(text: SourceText) -> QuerySet[Evidence]:
    """The quotes of which somebody said that they are not in this text."""
    return _quotes(text).filter(text=text, status=AnchorStatus.MISSING)


def _quotes(text: SourceText) -> QuerySet[Evidence]:
    rows = Evidence.objects.filter(claim__source=text.source_id).select_related("claim", "text")
    return rows.defer("text__text").order_by("start", "claim_id", "order")


def recheck(text: SourceText, rows: Iterable[Evidence], near: Collection[int] | None = None) -> list[Rechecked]:
    """Each quote looked up in the text, with what it was anchored to before; nothing is changed.

    `near` has the numbers of the quotes that are shown: of the others only the place is looked for, and no passage
    written out. If one that is shown is missing, the likest passage is looked for, which takes up to half a second in a
    long text. None for all of them.
    """
    rows = list(rows)
    places = _places(rows)
    of = {place.text_id for number, place in places.items() if near is None or number in near}
    olds = dict(SourceText.objects.filter(pk__in=of).values_list("pk", "text"))
    found = [(row, places.get(row.pk)) for row in rows]
    return [
        _rechecked(text.text, row, place, olds.get(place.text_id) if place else None)
        if near is None or row.pk in near
        else Rechecked(row, _found(text.text, row, place), None, None, ())
        for row, place in found
    ]


class Place(Protocol):
    """Where a quote stands or stood: a row, or what the audit has of one."""

    text_id: int
    start: int
    end: int
    prefix: str
    suffix: str


def _places(rows: Collection[Evidence]) -> dict[int, Place]:
    """Where each quote stands; of one that stands nowhere any more, where these words of it stood last."""
    places: dict[int, Any] = {row.pk: row for row in rows if row.start is not None}
    others = {row.pk: row.exact for row in rows if row.start is None}
    if others:
        audit = apps.get_model("claims", "EvidenceAudit")._default_manager
        stood = audit.filter(pgh_obj_id__in=others, start__isnull=False, end__isnull=False, text__isnull=False)
        last = stood.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
        places |= {event.pgh_obj_id: event for event in last if event.exact == others[event.pgh_obj_id]}
    return places


def _found(text: str, row: Evidence, place: Place | None) -> Found:
    known: dict[str, Any] = {"paragraph": row.paragraph}
    if place is not None:
        known = {"prefix": place.prefix, "suffix": place.suffix, "start": place.start}
    return anchoring.find(text, row.exact, **known)


def _rechecked(text: str, row: Evidence, place: Place | None, old: str | None) -> Rechecked:
    found = _found(text, row, place)
    before = _shown(old, place.start, place.end) if old is not None and place is not None else None
    after = _shown(text, found.anchor.start, found.anchor.end) if found.anchor else None
    places = () if found.anchor else found.candidates
    candidates = tuple((start, _shown(text, start, start + len(row.exact))) for start in places)
    if found.status == AnchorStatus.MISSING and (close := anchoring.nearest(text, row.exact)):
        near = _shown(text, close.start, close.end)
        return Rechecked(row, found, before, after, candidates, near, close.start, close.end, close.message)
    return Rechecked(row, found, before, after, candidates)


def _shown(text: str, start: int, end: int) -> Shown:
    """The passage in whole words; an ellipsis says where the text goes on."""
    number = text.count("\n\n", 0, start) + 1
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"… {_WORD_CUT_OFF.sub('', before)}"
    if end + AROUND < len(text):
        after = f"{_CUT_OFF_WORD.sub('', after)} …"
    return Shown(before, text[start:end], after, number)


@transaction.atomic
def settle(source: Source, places: dict[int, int | None], *, by: str, reason: str = "") -> int:
    """Anchors quotes, by number, where they begin in the current text; None says that they are not there. How many.

    All of them or none. Raises Changed where a quote's words do not stand at that place.
    """
    text = source.current_text
    if text is None:
        raise Changed("The source has no text: store one first.")
    rows = list(
        Evidence.objects.select_for_update(no_key=True, of=("self",)).filter(claim__source=source, pk__in=places)
    )
    if len(rows) != len(places):
        raise Changed("Some of the quotes are no longer there: look again.")
    title = f"Anchors of {source.slug} settled"
    reason = reason or f"{counted(len(rows), 'quote')} settled in a new text."
    with pghistory.context(by=by, act="anchors", title=title, reason=reason):
        for row in rows:
            _settle(row, text, places[row.pk])
            row.save()
        _place_cues({row.claim_id for row in rows}, text)
    return len(rows)


def _settle(row: Evidence, text: SourceText, start: int | None) -> None:
    if start is None:
        # The paragraph stays, and the audit has the rest of where it was.
        row.status, row.text, row.start, row.end, row.prefix, row.suffix = (
            AnchorStatus.MISSING, text, None, None, "", "",
        )  # fmt: skip
        return
    end = start + len(row.exact)
    if text.text[start:end] != row.exact:
        raise Changed(f"“{row.exact[:60]}” does not stand there any more: the text is another one now. Look again.")
    place: Anchor = anchoring.anchor_at(text.text, start, end)
    row.status, row.text = AnchorStatus.EXACT, text
    row.prefix, row.suffix, row.start, row.end, row.paragraph = (
        place.prefix, place.suffix, place.start, place.end, place.paragraph,
    )  # fmt: skip


def replace_words(source: Source, number: int, start: int, end: int, *, by: str, reason: str = "") -> None:
    """Takes the words of the current text from start to end for those of a quote that is missing there.

    Raises Changed where there is no such quote or place.
    """
    text = source.current_text
    title = f"A quote of {source.slug} taken anew"
    with transaction.atomic(), pghistory.context(by=by, act="anchors", title=title, reason=reason):
        row = (
            Evidence.objects.select_for_update(no_key=True, of=("self",))
            .filter(claim__source=source, pk=number)
            .first()
        )
        if row is None or text is None or not 0 <= start < end <= len(text.text):
            raise Changed("The quote or the text is another one now: look again.")
        row.exact = text.text[start:end]
        _settle(row, text, start)
        row.save()
        _place_cues({row.claim_id}, text)


def _place_cues(claims: Collection[int], text: SourceText) -> None:
    for claim in Claim.objects.filter(pk__in=claims).prefetch_related("cues", "evidence"):
        quotes = list(claim.evidence.all())
        for cue in claim.cues.all():
            before = cue.start, cue.end
            anchor_cue(cue, quotes, text)
            if before != (cue.start, cue.end):
                cue.save()
