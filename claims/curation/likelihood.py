"""The level of a likelihood scale that a hedge cue comes to: proposed to the coder, never set."""

import re
from collections.abc import Iterable

from claims.models.confidence import ConfidenceLevel

# Words that strengthen as "very" and "highly" do on the scales.
_STRONGLY = re.compile(r"\b(?:extremely|exceedingly|highly|most|hugely|deeply)\b")
_NEGATED = re.compile(r"\b(?:not|hardly|scarcely)\b|n't\b")
_OPPOSITE = {"likely": "unlikely", "probable": "improbable", "very likely": "unlikely"}


def proposed(cues: Iterable[str], levels: Iterable[ConfidenceLevel]) -> ConfidenceLevel | None:
    """The level whose label or synonym stands in a cue, the longest first; None where none does.

    "extremely" and "highly" are read as "very"; a negated "likely" as "unlikely".
    """
    terms = {term.lower(): level for level in levels for term in (level.label, *level.synonyms)}
    for cue in cues:
        words = " ".join(cue.lower().replace("’", "'").split())
        ways = {words, *(_STRONGLY.sub(strong, words) for strong in ("very", "highly"))}
        standing = {term for term in terms for way in ways if re.search(rf"\b{re.escape(term)}\b", way)}
        found = max(standing, key=len, default="")
        if _NEGATED.search(words):
            found = _OPPOSITE.get(found, "")
        if found in terms:
            return terms[found]
    return None
