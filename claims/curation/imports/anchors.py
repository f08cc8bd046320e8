"""The quotes of an import, looked up in the text of their source.

Exact and moved quotes get their place; one that stands nowhere is missing, one that stands in several places ambiguous,
and where no text is stored it is unchecked. None of these keeps a claim from becoming a draft: each is told.
"""

from typing import Any

from claims.choices import AnchorStatus
from claims.curation import anchoring
from claims.curation.imports.cells import tidied
from claims.curation.imports.entries import Document, Entry
from claims.curation.imports.references import Kept, Reference
from claims.curation.imports.scratch import Scratch
from claims.models.sources import SourceText

# Texts that stay in memory; files are as a rule in the order of their sources.
TEXTS = 8
# Quotes that are missing for which the likest passage is looked for, which takes up to half a second each.
COMPARED = 50


class Quotes:
    """Anchors the quotes of one import."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._texts = Kept(self._look_up, TEXTS)
        self._compared = 0

    def text_of(self, source: Reference) -> SourceText | None:
        """The newest text of a source, else the one that the file has of it; None where there is none."""
        text: SourceText | None = self._texts[source.number or source.slug]
        return text

    def learn(self, source: Reference, text: str) -> None:
        """The file has this text of a source, which is not stored: it is only checked."""
        self._scratch.add_text(str(source.number or source.slug), text)

    def _look_up(self, source: int | str) -> SourceText | None:
        stored = SourceText.objects.filter(source=source).order_by("-pk").first() if isinstance(source, int) else None
        words = self._scratch.text_of(str(source)) if stored is None else None
        return stored if words is None else SourceText(text=words)

    def anchored(self, entry: Entry, source: Reference | None) -> list[dict[str, Any]]:
        """Fields of the rows of evidence; what is not as the file says is the entry's warning."""
        rows: list[dict[str, Any]] = []
        if not entry.document["evidence"]:
            return rows
        text = self.text_of(source) if source is not None else None
        for number, item in enumerate(entry.document["evidence"]):
            path = f"evidence.{number}"
            row = self._row(entry, item, text, path)
            if row is not None:
                rows.append(row)
        return rows

    def _row(self, entry: Entry, item: Document, text: SourceText | None, path: str) -> dict[str, Any] | None:
        quote, start, end = item.get("quote"), item.get("start"), item.get("end")
        paragraph = item.get("paragraph")
        if paragraph is not None and not 0 < paragraph < 2**31:
            entry.wrong(
                f"{path}.paragraph", f"{paragraph} is no number of a paragraph: they are counted from 1.", paragraph
            )
            return None
        if not quote:
            # Its words are not public; who has the text can take them from there.
            within = text is not None and start is not None and end is not None and 0 <= start < end <= len(text.text)
            if not within:
                entry.odd(path, "The words of the quote are withheld and cannot be taken from a text: it is left out.")
                return None
            assert text is not None
            quote = text.text[start:end]
        if text is None:
            return {"exact": quote, "paragraph": paragraph, "status": AnchorStatus.UNCHECKED.value}
        known: dict[str, Any] = {
            "paragraph": paragraph,
            "start": start if isinstance(start, int) and start >= 0 else None,
        }
        found = anchoring.find(text.text, quote, **known)
        if found.anchor is None and found.status == AnchorStatus.MISSING and (again := tidied(quote).text):
            # As it was typed: without blanks at the ends or invisible characters, which the text does not have.
            for words in dict.fromkeys((again, tidied(quote, name=True).text)):
                if words != quote and (other := anchoring.find(text.text, words, **known)).anchor is not None:
                    entry.odd(
                        path, "The quote stands in the text without its odd blanks and invisible characters.", quote
                    )
                    found, quote = other, words
                    break
        if found.anchor is None:
            entry.odd(path, self._why(found, text.text, quote), quote)
            return {"exact": quote, "paragraph": paragraph, "status": found.status.value}
        place = found.anchor
        if found.status == AnchorStatus.MOVED:
            entry.odd(
                path,
                f"It stands in paragraph {place.paragraph}, not where the file says: see whether it is meant.",
                quote,
            )
        return {
            "exact": place.exact,
            "paragraph": place.paragraph,
            "text_id": text.pk,
            "prefix": place.prefix,
            "suffix": place.suffix,
            "start": place.start,
            "end": place.end,
            "status": found.status.value,
        }

    def _why(self, found: anchoring.Found, text: str, quote: str) -> str:
        if found.status == AnchorStatus.AMBIGUOUS:
            return f"It stands {len(found.candidates)} times in the text: give the paragraph, or a longer quote."
        told = "It does not stand in the text of the source, and is imported as missing"
        self._compared += 1
        close = anchoring.nearest(text, quote) if self._compared <= COMPARED else None
        if close is None:
            return f"{told}: copy the words from the text."
        number = anchoring.paragraph_at(text, close.start).number
        return f"{told}. Paragraph {number} has “{close.passage[:200]}”: {close.message[:300]}."
