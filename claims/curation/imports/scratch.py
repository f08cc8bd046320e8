"""What is remembered of a file while it is read, on disk rather than in memory: a database of its own that goes away.

SQLite, and not a table of PostgreSQL: nobody else may see it, none of it outlives the reading, and a look-up costs
microseconds.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

# Kilobytes of it that stay in memory.
CACHE = 4096


class Scratch:
    """A context manager; the file is removed when it ends, however it ends."""

    def __init__(self) -> None:
        self._held = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._held.executescript(
            f"""
            PRAGMA cache_size = -{CACHE}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            CREATE TABLE seen (what TEXT, key TEXT, row INTEGER, PRIMARY KEY (what, key)) WITHOUT ROWID;
            CREATE TABLE identity (kind TEXT, slug TEXT, uid TEXT, PRIMARY KEY (kind, slug)) WITHOUT ROWID;
            CREATE TABLE row_group (own TEXT, source TEXT, first INTEGER, again INTEGER, PRIMARY KEY (own, source))
                WITHOUT ROWID;
            CREATE TABLE source_text (source TEXT PRIMARY KEY, words TEXT);
            CREATE TABLE relation (claim TEXT, place INTEGER, type TEXT, target TEXT, explicit INTEGER, row INTEGER);
            """
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._held.close()

    def first_row(self, what: str, key: str, row: int) -> int | None:
        """The row that had this key first; None where it is this one, which is remembered."""
        added = self._held.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (what, key, row)).rowcount
        return None if added else self.row_of(what, key)

    def row_of(self, what: str, key: str) -> int | None:
        found = self._held.execute("SELECT row FROM seen WHERE what = ? AND key = ?", (what, key)).fetchone()
        return found and int(found[0])

    # --- Rows of one claim that stand apart ------------------------------------------------------

    def note_group(self, own: str, source: str, row: int) -> None:
        """Rows under an id of the file, in a source, begin here."""
        self._held.execute(
            "INSERT INTO row_group VALUES (?, ?, ?, 0) ON CONFLICT (own, source) "
            "DO UPDATE SET again = CASE again WHEN 0 THEN excluded.first ELSE again END",
            (own, source, row),
        )

    def source_before(self, own: str, row: int) -> str:
        """The source of the last rows under the id that begin before this one; "" where there are none."""
        sql = "SELECT source FROM row_group WHERE own = ? AND first < ? ORDER BY first DESC LIMIT 1"
        found = self._held.execute(sql, (own, row)).fetchone()
        return str(found[0]) if found else ""

    def other_group(self, own: str, source: str, row: int) -> int | None:
        """Where else rows under this id begin; None where all of them stand together."""
        sql = "SELECT first, again FROM row_group WHERE own = ? AND source = ? AND again <> 0"
        found = self._held.execute(sql, (own, source)).fetchone()
        return int(found[found[0] == row]) if found else None

    # --- Records whose documents the file has ----------------------------------------------------

    def add_identities(self, found: Iterable[tuple[str, str, str]]) -> None:
        """Kind, slug and uid of each; the first of several with one slug holds."""
        self._held.executemany("INSERT OR IGNORE INTO identity VALUES (?, ?, ?)", found)

    def uid_of(self, kind: str, slug: str) -> str | None:
        found = self._held.execute("SELECT uid FROM identity WHERE kind = ? AND slug = ?", (kind, slug)).fetchone()
        return found and str(found[0])

    # --- Texts that the file has of sources ------------------------------------------------------

    def add_text(self, source: str, words: str) -> None:
        self._held.execute("INSERT OR IGNORE INTO source_text VALUES (?, ?)", (source, words))

    def text_of(self, source: str) -> str | None:
        found = self._held.execute("SELECT words FROM source_text WHERE source = ?", (source,)).fetchone()
        return found and str(found[0])

    # --- Relations to claims that may come later -------------------------------------------------

    def add_relation(self, claim: str, place: int, type_: str, target: str, explicit: bool, row: int) -> None:
        values = (claim, place, type_, target, explicit, row)
        self._held.execute("INSERT INTO relation VALUES (?, ?, ?, ?, ?, ?)", values)

    def relations(self, together: int) -> Iterator[list[tuple[str, int, str, str, bool, int]]]:
        """Claim, place, type, target, explicit and row of each, so many at a time."""
        cursor = self._held.execute("SELECT * FROM relation ORDER BY rowid")
        while rows := cursor.fetchmany(together):
            yield rows

    # --- Tables that are to be joined ------------------------------------------------------------

    def make_table(self, name: str, width: int) -> None:
        columns = ", ".join(f"c{number} TEXT" for number in range(width))
        self._held.execute(f"CREATE TABLE long_{name} (key TEXT, row INTEGER, {columns})")

    def fill(self, name: str, rows: Iterable[tuple[str, int, Sequence[str]]]) -> None:
        """Rows, all of one width, each under a key and with its number."""
        self._held.execute("BEGIN")
        for key, number, cells in rows:
            marks = ", ".join("?" * (len(cells) + 2))
            self._held.execute(f"INSERT INTO long_{name} VALUES ({marks})", (key, number, *cells))  # noqa: S608
        self._held.execute("COMMIT")
        self._held.execute(f"CREATE INDEX by_key_{name} ON long_{name} (key, row)")

    def under(self, name: str, key: str) -> list[tuple[int, tuple[Any, ...]]]:
        """Number and cells of the rows under a key, in the order of the file."""
        found = self._held.execute(f"SELECT * FROM long_{name} WHERE key = ? ORDER BY row", (key,))  # noqa: S608
        return [(row[1], row[2:]) for row in found]

    def keys_without(self, name: str, what: str) -> Iterator[tuple[str, int]]:
        """Key and first row of what stands in the table under keys that were not seen as `what`."""
        sql = (
            f"SELECT key, min(row) FROM long_{name} WHERE key NOT IN (SELECT key FROM seen WHERE what = ?) GROUP BY key"  # noqa: S608
        )
        yield from self._held.execute(sql, (what,))
