"""The statements that the API makes of PostgreSQL where the reading index tells the rest: `python -m bench.plans`.

Each is told with what EXPLAIN (ANALYZE, BUFFERS) says of it on the database of DATABASE_URL; `--write` puts that into
docs/performance.md. A test holds that each is answered through its index (tests/index/test_plans.py).
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import django

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


class Statement(NamedTuple):
    """A statement with its values, the works it is part of, and the indexes that it is to be answered through."""

    works: str
    sql: str
    params: Any
    indexes: frozenset[str]


def hot(seq: int, records: list[int], uid: Any, actors: Sequence[tuple[str, Any]], word: str) -> dict[str, Statement]:
    """The statements by what they ask, at S: documents of these records, and of the claim with this uid; what these
    actors are, of slug and uid; where this word stands; and what was published.
    """
    return {
        **_in_sql(seq, records, uid, actors),
        **_of_words(seq, records, word, [of for _, of in actors]),
        **_of_changes(seq),
    }


def _in_sql(seq: int, records: list[int], uid: Any, actors: Sequence[tuple[str, Any]]) -> dict[str, Statement]:
    """Those that are written in SQL."""
    from claims.choices import RecordKind
    from claims.filters import lookups
    from claims.filters.heads import HEAD
    from claims.index.reading_index import CHAIN, NEW
    from claims.models.ledger import folder
    from claims.shapes.documents import GONE, LATEST, LATEST_OF_UID

    kind = RecordKind.CLAIM.value
    asked = {"kind": kind, "folder": folder(kind), "gone": GONE, "seq": seq}
    return {
        "the head of the ledger": Statement(
            "all", HEAD, (), frozenset({"claims_publication_pkey", "publication_redacts"})
        ),
        "the documents of a page": Statement(
            "W2, W3, W5, W6", LATEST, {**asked, "records": records}, frozenset({"publication_of_record"})
        ),
        "one document": Statement("W1", LATEST_OF_UID, {**asked, "uid": uid}, frozenset({"publication_of_uid"})),
        "what actors are called so": Statement(
            "an actor that is asked for first",
            lookups.ACTORS,
            {"slugs": [slug for slug, _ in actors], "types": ["merged_into"], "facet": "actor", "seq": seq},
            frozenset({"recordfact_slug", "linkfact_other", "term_is_one_number"}),
        ),
        "who is called so": Statement(
            "another record that is asked for first",
            lookups.UIDS,
            {"kinds": ["actor"] * len(actors), "slugs": [slug for slug, _ in actors], "seq": seq},
            frozenset({"recordfact_slug"}),
        ),
        "who is within them": Statement(
            "an actor that is asked for first, with what belongs to it",
            lookups.WITHIN,
            {"roots": [actor for _, actor in actors], "kind": "actor", "types": ["merged_into"], "seq": seq},
            frozenset({"linkfact_other"}),
        ),
        "what is narrower": Statement(
            "a topic that is asked for first",
            lookups.NARROWER,
            {"roots": [actor for _, actor in actors], "kind": "topic", "seq": seq},
            frozenset({"recordfact_parent"}),
        ),
        "numbers of terms": Statement(
            "whatever is asked for first",
            lookups.NUMBERS,
            {"facets": ["actor"] * len(actors), "keys": [str(actor) for _, actor in actors]},
            frozenset({"term_is_one_number"}),
        ),
        "keys of terms": Statement(
            "W4, what is counted first",
            lookups.KEYS,
            {"numbers": list(range(1, 21))},
            frozenset({"claims_term_pkey"}),
        ),
        "whether the index knows this ledger": Statement(
            "after a publication", CHAIN, (seq,), frozenset({"claims_publication_pkey"})
        ),
        "what was published since": Statement(
            "after a publication",
            NEW,
            (seq - 200, seq),
            frozenset({"claims_publication_pkey", "claimfact_begins_once"}),
        ),
    }


def _of_words(seq: int, records: list[int], word: str, uids: list[UUID]) -> dict[str, Statement]:
    """What a word of `q` is looked up by, when it is asked for first, and what it finds."""
    import numpy as np

    from claims.choices import RecordKind
    from claims.filters import ClaimFilterSet, ReadingPoint
    from claims.filters.found import records_of
    from claims.filters.search import Search
    from claims.models.facts import ClaimFact, RecordFact
    from claims.models.finding import NameFact, Word

    kind = RecordKind.CLAIM.value
    # Of a number alone there is no reading index, and nothing is remembered.
    reading = ReadingPoint(seq)
    search = Search([word], kind, reading, forgiving=False)
    facts = reading.claims().filter(search.condition())
    first = "W3, of a word that is asked for first"
    return {
        "whether a word is known": Statement(
            first,
            *asked_of(Word, lambda: reading.known_words(kind, [word])),
            frozenset({"word_is_there_once"}),
        ),
        "who is called like a word": Statement(
            first,
            *asked_of(NameFact, lambda: search.told(ClaimFilterSet.by_name, {})),
            frozenset({"namefact_key"}),
        ),
        "what they are": Statement(
            "W3, of a word that somebody is called by",
            *asked_of(RecordFact, lambda: search.records(uids, ClaimFilterSet.by_name)),
            frozenset({"recordfact_uid"}),
        ),
        "the claims that have a word, among few": Statement(
            "W3, where all else leaves 2,000 or fewer",
            *asked_of(ClaimFact, lambda: records_of(facts, np.array(records))),
            frozenset({"claimfact_begins_once"}),
        ),
        "the claims that have a word": Statement(
            "W3, where all else leaves more",
            *asked_of(ClaimFact, lambda: records_of(facts)),
            frozenset({"claimfact_words"}),
        ),
    }


def _of_changes(seq: int) -> dict[str, Statement]:
    """What `changes` asks, for a page from the midst of the ledger."""
    from claims.api.changes import LIMIT
    from claims.filters import ReadingPoint
    from claims.models.ledger import Publication
    from claims.shapes.changes import read_changes

    asked = asked_of(Publication, lambda: read_changes(ReadingPoint(seq), seq // 2, LIMIT))
    return {"a page of changes": Statement("W8", *asked, frozenset({"claims_publication_pkey"}))}


def asked_of(table: Any, act: Callable[[], Any]) -> tuple[str, Any]:
    """The first statement, with its values, that the act makes of the table of a model: one that the ORM writes."""
    from django.db import connection

    made: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        made.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return next((sql, params) for sql, params in made if f'FROM "{table._meta.db_table}"' in sql)


def explained(cursor: Any, statement: Statement, how: str) -> Any:
    """What EXPLAIN says of a statement."""
    cursor.execute(f"EXPLAIN ({how}) {statement.sql}", statement.params)
    return [line for (line,) in cursor.fetchall()]


def drawn() -> dict[str, Statement]:
    """The statements for 50 claims of the database, from all over it, for three actors, and for a word."""
    from claims.models.facts import OPEN, ClaimFact, RecordFact
    from claims.models.finding import Word
    from claims.models.ledger import Publication

    alive = ClaimFact.objects.filter(till_seq=OPEN)
    last = alive.order_by("-record").values_list("record", flat=True)[0]
    asked = [last * n // 50 for n in range(1, 51)]
    found = list(alive.filter(record__in=asked).order_by("-occurred_key").values_list("record", "uid"))
    actors = RecordFact.objects.filter(kind="actor", till_seq=OPEN).order_by("record").values_list("slug", "uid")[:3]
    word = Word.objects.filter(kind="claim").order_by("-from_seq", "word").values_list("word", flat=True)[0]
    return hot(Publication.objects.head(), [record for record, _ in found], found[0][1], list(actors), word)


def title(name: str, statement: Statement) -> str:
    """What stands above the plan of a statement on the page."""
    return f"**{name[0].upper()}{name[1:]}** ({statement.works})"


def told(plans: Mapping[str, tuple[Statement, list[str]]]) -> str:
    parts = []
    for name, (statement, lines) in plans.items():
        parts.append(f"{title(name, statement)}\n\n```text\n" + "\n".join(lines) + "\n```")
    return "\n\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.plans", description="The plans of the hot statements.")
    parser.add_argument("--write", action="store_true", help="put them into docs/performance.md")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    from bench import report

    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
        plans = {}
        for name, statement in drawn().items():
            explained(cursor, statement, "ANALYZE, BUFFERS")  # warm, as a statement of every request is
            plans[name] = (statement, explained(cursor, statement, "ANALYZE, BUFFERS"))
    text = f"{report.told(report.surroundings('make bench-plans'))}\n\n{told(plans)}"
    sys.stdout.write(text)
    if asked.write:
        report.write(PAGE, "bench-plans", text)


if __name__ == "__main__":
    main()
