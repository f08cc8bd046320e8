"""The words that documents use, each with the first S at which one does."""

import json
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from claims.curation.fact_tables import Script
from claims.curation.finding import text_of, words_in_order
from claims.models.finding import LONGEST_WORD, SHORTEST_WORD, Word
from claims.models.ledger import Publication

# A kind of record and a word.
Use = tuple[str, str]
# Documents read in one query.
BATCH = 500

# In SQL, because it is part of every publication: a word that is known already costs no row.
_LEARN = f"""
    INSERT INTO {Word._meta.db_table} (kind, word, from_seq)
    SELECT new.kind, new.word, new.seq
    FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS new (kind, word, seq)
    LEFT JOIN {Word._meta.db_table} AS known ON known.kind = new.kind AND known.word = new.word
    WHERE known.id IS NULL OR known.from_seq > new.seq
    ON CONFLICT (kind, word) DO UPDATE SET from_seq = excluded.from_seq
"""  # noqa: S608 — the names put in are the table's


def words_in(text: str) -> set[str]:
    """The words of the text that can be taken for misspelt ones: of letters, neither very short nor very long."""
    return set(filter(_is_word, _words(text)))


def _words(text: str) -> list[str]:
    if "\n" not in text:
        return words_in_order(text)
    return list(chain.from_iterable(map(words_in_order, text.split("\n"))))


def _is_word(word: str) -> bool:
    if not SHORTEST_WORD <= len(word) <= LONGEST_WORD:
        return False
    return word.isalpha() or not any(map(str.isdigit, word))


def first_uses(texts: Sequence[tuple[Any, str]]) -> dict[Use, int]:
    """The words of what was published, given in the order of the ledger, each with the first S that has it."""
    by_kind: dict[str, dict[str, int]] = {}
    # Backwards, so that what came first is what stays; and each word is looked at once, in however many texts it is.
    for row, text in reversed(texts):
        by_kind.setdefault(row.kind, {}).update(dict.fromkeys(_words(text), row.seq))
    return {(kind, word): seq for kind, words in by_kind.items() for word, seq in words.items() if _is_word(word)}


def learn(script: Script, uses: Mapping[Use, int]) -> None:
    """Adds the words that are new. The caller holds the ledger's lock."""
    if uses:
        rows = sorted((kind, word, seq) for (kind, word), seq in uses.items())
        kinds, words, seqs = zip(*rows, strict=True)
        script.add(_LEARN, [(kinds, "text"), (words, "text"), (seqs, "bigint")])


def unlearn(erased: Collection[int]) -> None:
    """Takes out the words that only these publications had, and finds the next use of the others.

    What is erased has no words left by then. Reads the ledger from the first of these publications on, until every
    word is found again or there is no more. The caller holds the ledger's lock.
    """
    lost = Word.objects.filter(from_seq__in=erased)
    wanted: set[Use] = set(lost.values_list("kind", "word"))
    lost.delete()
    found: dict[Use, int] = {}
    kinds, after = {kind for kind, _ in wanted}, min(erased, default=0)
    rows = Publication.objects.with_document().filter(kind__in=kinds).order_by("seq")
    while wanted and (batch := list(rows.filter(seq__gt=after).only("seq", "kind", "body")[:BATCH])):
        again = first_uses([(row, text_of(row.kind, json.loads(row.body or ""))) for row in batch])
        found |= {use: again[use] for use in wanted & again.keys()}
        wanted -= again.keys()
        after = batch[-1].seq
    script = Script()
    learn(script, found)
    script.run()
