"""Which reading index a process has of each database, and where its bases lie.

A base is made by `manage.py build_index`, or in the background by the processes that serve: one of them at a time, in
a process of its own, whenever what came since the last base has grown long. Where there is none yet, and the ledger is
too long to be read for a request, readers are answered in SQL.
"""

import fcntl
import logging
import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections

from claims.choices import Operation
from claims.index import later, texts
from claims.index.base import Base
from claims.index.base import write as save
from claims.index.building import EDITION, build, file_name
from claims.index.reading_index import LEDGER, OtherLedgerError, Point, ReadingIndex
from claims.models.ledger import Publication

log = logging.getLogger(__name__)

# Publications that a request takes in by itself: some tenths of a second. Of more, a base is awaited.
MOST_BEHIND = 10_000
# A base is made anew when so many publications have come since, or a tenth of it if that is more. In quiet, when hardly
# any came since one last looked, a tenth of that is enough: their documents are read from PostgreSQL until then, and of
# a page of 50 there is soon one of them.
LONG_TAIL = 20_000
IN_QUIET, HARDLY_ANY = 10, 100
EVERY = 20.0  # seconds
# What was published since is added to the documents beside a base, and learnt from there.
ADDED_EVERY = 5.0
BASES, LOCK, ADDING = "*-*.base", "lock", "adding"

_indexes: dict[str, ReadingIndex] = {}
# Files to which nothing could be added.
_told: set[Path] = set()
_lock = threading.Lock()


def index_at(head: Point, using: str) -> ReadingIndex | None:
    """The index, with all that was published up to this head; None where there is none, or it is too far behind."""
    index = _indexes.get(using)
    for _ in range(2):
        if index is None:
            index = _indexes[using] = _begun(using)
        if head.seq - index.seq > MOST_BEHIND:
            return None
        try:
            index.follow(head, using)
            return index
        except OtherLedgerError:
            # Restored, or undone: what is known is forgotten.
            index = None
            _indexes.pop(using, None)
        except Exception:
            # Broken off half way, by whatever: the next one begins anew.
            _indexes.pop(using, None)
            raise
    return None


def forget_documents(using: str) -> None:
    """Leaves nothing of the documents beside bases on this machine, of which a redaction has erased one.

    Processes that serve see to it themselves; but there may be none.
    """
    try:
        lies = folder(using)
    except PermissionError:
        return  # it is nothing of ours
    # Those of facts that were made anew since, too: they lie in another folder, of which nobody hears any more.
    for path in lies.parent.glob(f"*/*{texts.SUFFIX}") if lies else ():
        texts.emptied(path)


def forget() -> None:
    """Begins anew: each index is read again when it is asked for."""
    _indexes.clear()


def _begun(using: str) -> ReadingIndex:
    try:
        base = newest_base(using)
    except (OSError, ValueError) as error:
        # Readers are answered all the same: from what is published since nothing, or in SQL.
        log.warning("No base of the reading index can be kept here: %s", error)
        base = None
    return ReadingIndex(base or Base.empty())


def folder(using: str) -> Path | None:
    """Where bases of the ledger in this database lie; None where nothing is published, or its facts have no edition.

    Raises PermissionError where others can write to it.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(f"{EDITION} WHERE EXISTS (SELECT FROM {LEDGER})")
        edition = cursor.fetchone()
    if edition is None:
        return None
    named = settings.READING_INDEX_FOLDER
    above = Path(named) if named else Path(tempfile.gettempdir()) / f"policy-claims-index-{os.geteuid()}"
    if above.exists():
        found = above.stat()
        if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o022:
            # Whoever can write there could have us count whatever they like.
            detail = "is not this account's alone: remove it, or name another in READING_INDEX_FOLDER."
            raise PermissionError(f"{above} {detail}")
    return above / str(edition[0])


def newest_base(using: str) -> Base | None:
    """The newest base of the ledger in this database; None where there is none. A query for each file at most."""
    lies = folder(using)
    for path in sorted(lies.glob(BASES), key=_seq_of, reverse=True) if lies else ():
        with connections[using].cursor() as cursor:
            cursor.execute(f"SELECT chain FROM {LEDGER} WHERE seq = %s", [_seq_of(path)])  # noqa: S608 — our own name
            row = cursor.fetchone()
        if row is not None and path.name == file_name(_seq_of(path), bytes(row[0])):
            try:
                return Base.read(path)
            except (ValueError, OSError) as error:
                log.warning("A base of the reading index cannot be read: %s", error)
    return None


def _seq_of(path: Path) -> int:
    return int(path.name.partition("-")[0])


@contextmanager
def _alone(lies: Path, lock: str = LOCK) -> Iterator[bool]:
    """Whether this process is the only one on the machine that makes a base there, or adds to one."""
    with (lies / lock).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def make_base(using: str, say: Callable[[str], None] = lambda line: None) -> Path | None:
    """Makes a base of the facts as they are now, and removes older ones.

    None where nothing is published, or another process is at it.
    """
    lies = folder(using)
    if lies is None:
        return None
    lies.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lies.mkdir(mode=0o700, exist_ok=True)
    with _alone(lies) as alone:
        if not alone:
            return None
        about, arrays = build(using, say)
        path = lies / file_name(about["seq"], bytes.fromhex(about["chain"]))
        beside = path.with_suffix(texts.SUFFIX)
        try:
            save(path, about, {**arrays, **_written_beside(beside, about["seq"], using)})
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        # What those left that were broken off goes too: nobody else is writing there.
        for other in lies.iterdir():
            if other.suffix == texts.SUFFIX and other.stem != path.stem:
                texts.emptied(other)  # whoever has it open may never hear of a redaction
            elif other.stem != path.stem and other.name not in (LOCK, ADDING):
                other.unlink(missing_ok=True)
        if Publication.objects.using(using).redacted_since(about["seq"]):
            forget_documents(using)
        return path


def _written_beside(path: Path, seq: int, using: str) -> texts.Arrays:
    try:
        return texts.write(path, seq, using)
    except (OSError, DatabaseError, texts.PackingError) as error:
        # Documents are then read from PostgreSQL, as they are without a base.
        log.warning("No documents can be kept beside the reading index: %s", error)
        return texts.none()


def add_documents(index: ReadingIndex, using: str) -> None:
    """Adds what was published since the index's base to the documents beside it, unless another process is at it."""
    held = index.base.documents
    if held is None or held.is_gone:
        return
    seq, chain = index.seq, index.chain
    try:
        with _alone(held.path.parent, ADDING) as alone:
            # Not for an index of another ledger, of which it was not heard yet.
            if alone and Publication.objects.using(using).chain_at(seq) == chain:
                later.add(held, index.base.seq, seq, using)
    except (OSError, DatabaseError, texts.PackingError) as error:
        # They are read from PostgreSQL, as before. Once is told, and tried again all the same: there may be room soon.
        if held.path not in _told:
            _told.add(held.path)
            log.warning("No documents can be added beside the reading index: %s", error)


class Keeper(threading.Thread):
    """Sees to it that the index has a base that is not far behind: now, and every so many seconds. Then it has `learn`
    look ahead. And more often, that documents which were published since lie beside it, too.
    """

    def __init__(self, using: str, learn: Callable[[str], None] = lambda using: None) -> None:
        super().__init__(daemon=True, name="index-keeper")
        self.using, self.learn = using, learn
        self.ended = threading.Event()
        # The end of the ledger when it was last looked at.
        self.seen = 0
        # When that was, by a clock that only goes on.
        self.looked = -EVERY

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                if time.monotonic() - self.looked < EVERY:
                    self._bring_along()
                else:
                    self.looked = time.monotonic()
                    self._look_after()
                    self.learn(self.using)
            except Exception:  # it must go on, whatever has happened: the database may be back in a minute
                log.exception("The reading index could not be looked after")
            finally:
                connections[self.using].close()
            self.ended.wait(ADDED_EVERY)

    def _look_after(self) -> None:
        head = self._head()
        index = _indexes.get(self.using)
        known = 0 if index is None else index.base.seq
        lacking = index is not None and index.base.lacks_documents
        is_quiet, self.seen = head - self.seen <= HARDLY_ANY, head
        if not _is_long(head, known, is_quiet) and not lacking:
            self._bring_along()
            return
        base = newest_base(self.using)
        if base is None or base.lacks_documents or _is_long(head, base.seq, is_quiet):
            # In a process of its own: it would hold up the threads of this one.
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "build_index", "--database", self.using]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            base = newest_base(self.using)
        if base is not None and (base.seq > known or (lacking and not base.lacks_documents)):
            _indexes[self.using] = ReadingIndex(base)
            # What came since, before somebody asks.
            self._bring_along()

    def _head(self) -> int:
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"SELECT seq FROM {LEDGER} ORDER BY seq DESC LIMIT 1")  # noqa: S608 — our own name
            row = cursor.fetchone()
        return row[0] if row else 0

    def _bring_along(self) -> None:
        index = _indexes.get(self.using)
        if index is not None:
            self._lead(index, self._head())
        if index is not None and index is _indexes.get(self.using):
            add_documents(index, self.using)
            index.learn_documents(self.using)

    def _lead(self, index: ReadingIndex, head: int) -> None:
        """Has the index take in what nobody has asked for yet, some at a time: readers wait for no more than that.

        Of what a redaction erases nothing is kept in memory or on disk until somebody asks, then.
        """
        while index.seq < head:
            point = min(head, index.seq + MOST_BEHIND // 10)
            with connections[self.using].cursor() as cursor:
                cursor.execute(_POINT, [point, point])
                row = cursor.fetchone()
            if row is None or index_at(Point(point, bytes(row[0]), *row[1:]), self.using) is not index:
                return  # of another ledger, or begun anew by someone else


def _is_long(head: int, base: int, is_quiet: bool) -> bool:
    """Whether so much came since the base that one is to be made anew."""
    return head - base > max(LONG_TAIL, base // 10) // (IN_QUIET if is_quiet else 1)


# Of a row of the ledger its hash, the last redaction up to it, and the edition of the facts.
_POINT = f"""
    SELECT chain, coalesce((SELECT max(seq) FROM {LEDGER} WHERE op = '{Operation.REDACTED}' AND seq <= %s), 0),
           ({EDITION})
    FROM {LEDGER} WHERE seq = %s
"""  # noqa: S608 — the names put in are our own
_keepers: list[Keeper] = []


def start(learn: Callable[[str], None]) -> None:
    """Begins to look after the index of the database that the public side reads, once for this process."""
    with _lock:
        if not _keepers:
            _keepers.append(Keeper(settings.PUBLIC_DATABASE, learn))
            _keepers[0].start()
