"""What finding means, told a second time: by comparing words and addresses in Python, one document at a time.

Nothing here is shared with claims, so that a mistake there is not repeated here.
"""

import json
from functools import cache
from typing import Any
from unicodedata import category, normalize
from urllib.parse import parse_qsl, urlsplit

from claims.models.ledger import Publication

Document = dict[str, Any]

GONE = ("retracted", "merged", "redacted")
# By which text search configuration a language is read; all others by that for any language.
CONFIGS = {"en": "claims_english", "de": "claims_german", "fr": "claims_french", "ru": "claims_russian"}


def plain(text: str) -> str:
    """In small letters and without accents."""
    return "".join(sign for sign in normalize("NFD", text.lower()) if category(sign) != "Mn").replace("ß", "ss")


def split(text: str) -> list[str]:
    """The words of a text, plain: letters and digits, whatever stands between them."""
    return "".join(sign if category(sign)[0] in "LN" else " " for sign in plain(text)).split()


def config(document: Document) -> str:
    """By which configuration the words of a document are read: of its language, where it has one."""
    return CONFIGS.get(document.get("language", "en").split("-")[0], "claims_simple")


def stands_in(few: list[str], many: list[str]) -> bool:
    return any(many[start : start + len(few)] == few for start in range(len(many) - len(few) + 1))


def rests_on(claim: Document, passage: str) -> bool:
    """Whether the claim has a quote in which the passage stands, or which stands in the passage."""
    asked = split(passage)
    quotes = [split(item["quote"]) for item in claim["evidence"] if item["quote"]]
    return any(stands_in(asked, quote) or stands_in(quote, asked) for quote in quotes if quote)


def page(address: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What two addresses of one page have in common: host, path, and what is asked for."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    host = (parts.hostname or "").removeprefix("www.")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    return host, parts.path.rstrip("/"), tuple(pair for pair in asked if not pair[0].startswith("utm_"))


def is_at(source: Document, address: str) -> bool:
    return bool(source["url"]) and page(source["url"]) == page(address)


@cache
def slips(one: str, other: str) -> int:
    """How many slips lead from one word to the other, where letters next to each other may have been swapped."""
    if not one or not other:
        return len(one) + len(other)
    found = [
        slips(one[1:], other) + 1,
        slips(one, other[1:]) + 1,
        slips(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[:2] == other[1::-1]:
        found.append(slips(one[2:], other[2:]) + 1)
    return min(found)


def vocabulary(kind: str, seq: int, text_of: Any) -> set[str]:
    """The words that documents of this kind had at some time up to S."""
    rows = Publication.objects.filter(kind=kind, seq__lte=seq, body__isnull=False).exclude(op__in=GONE)
    return {word for row in rows for word in split(text_of(json.loads(row.body or ""))) if word.isalpha()}


def meant(word: str, known: set[str]) -> list[str]:
    """What a word may have meant that is none of the known ones: those of three letters or more that are nearest."""
    forgiven = 0 if len(word) < 4 else 1 if len(word) < 6 else 2
    near = {other: slips(word, other) for other in known if len(other) > 2 and abs(len(other) - len(word)) <= forgiven}
    least = min(near.values(), default=forgiven + 1)
    return sorted(other for other in near if near[other] == least) if least <= forgiven else []
