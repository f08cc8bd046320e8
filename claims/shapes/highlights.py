"""Where in the texts of claims the words stand that `q` found: ranges, so that whoever shows them writes the markup."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Expression

from claims.filters.search import Search
from claims.models.facts import ClaimFact
from claims.models.folding import parted
from claims.models.languages import config_of, in_database

# Two characters that no script uses: the first pair that stands in none of the texts marks what is found.
_MARKS = [(chr(number), chr(number + 1)) for number in range(0xE000, 0xF8FF, 2)]


class Fragment(NamedTuple):
    """A text of a claim that holds words that were found. Ranges are in code points, the end not included."""

    member: str  # statement, or evidence.N.quote
    text: str
    ranges: list[list[int]]


class _Text(NamedTuple):
    document: int
    member: str
    config: str
    text: str


def fragments(documents: Sequence[bytes], search: Search) -> list[list[Fragment]]:
    """For each of these documents of claims, its texts with words that were found, in the order of the document.

    One query. Found are the words that the search asks for, each by itself, also where it asks for a phrase; not those
    that it excludes.
    """
    texts = [text for number, document in enumerate(documents) for text in _texts(number, json.loads(document))]
    found: list[list[Fragment]] = [[] for _ in documents]
    if not texts:
        return found
    start, end = next(pair for pair in _MARKS if not any(mark in text.text for text in texts for mark in pair))
    for text, marked in zip(texts, _marked(texts, search, start, end), strict=True):
        if ranges := _ranges(marked, start, end):
            found[text.document].append(Fragment(text.member, text.text, ranges))
    return found


def _texts(number: int, claim: dict[str, Any]) -> list[_Text]:
    config = config_of(claim["language"])
    quotes = [
        _Text(number, f"evidence.{place}.quote", config, item["quote"])
        for place, item in enumerate(claim["evidence"])
        if item["quote"]
    ]
    return [_Text(number, "statement", config, claim["statement"]), *quotes]


def _marked(texts: Sequence[_Text], search: Search, start: str, end: str) -> list[str]:
    """The texts with these marks before and behind each word that the search asks for, as its language reads it."""
    sought = search.by_config(sought=True)
    queries = {in_database(config): _statement(query, search) for config, query in sought.items()}
    cases = " ".join(f"WHEN %s THEN {sql}" for sql, _ in queries.values())
    statement = f"""
        SELECT ts_headline(config::regconfig, text, CASE config {cases} END, %s)
        FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS asked (config, text, place) ORDER BY place
    """  # noqa: S608 — the cases hold no value
    params = [value for config, (_, of_query) in queries.items() for value in (config, *of_query)]
    columns = [in_database(text.config) for text in texts], [parted(text.text) for text in texts]
    with search.reading.cursor() as cursor:
        cursor.execute(statement, [*params, f"HighlightAll=true, StartSel={start}, StopSel={end}", *columns])
        return [marked for (marked,) in cursor.fetchall()]


def _statement(query: Expression, search: Search) -> tuple[str, tuple[Any, ...]]:
    facts = ClaimFact.objects.using(search.reading.using).query
    sql, params = facts.get_compiler(search.reading.using).compile(query.resolve_expression(facts))
    return sql, tuple(params)


def _ranges(marked: str, start: str, end: str) -> list[list[int]]:
    ranges: list[list[int]] = []
    before, *parts = marked.split(start)
    place = len(before)
    for part in parts:
        word, _, rest = part.partition(end)
        ranges.append([place, place + len(word)])
        place += len(word) + len(rest)
    return ranges
