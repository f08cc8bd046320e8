"""Documents that are added to those beside the reading index as they are published."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from claims.choices import RecordKind
from claims.curation import workflow
from claims.curation.publishing import publish, retract
from claims.curation.redacting import redact
from claims.index import keeping, later, texts
from claims.index.reading_index import ReadingIndex
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.shapes.documents import documents
from tests import factories
from tests.index.beside import MANY, beside, file_in, in_ledger, read, reading

# A redaction empties the file when it is committed.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lies")]


def index() -> ReadingIndex:
    found = reading().index
    assert found is not None
    return found


def add() -> None:
    """As what looks after the index does, now and then."""
    keeping.add_documents(index(), "default")
    index().learn_documents("default")


def log_in(lies: Path) -> Path:
    (found,) = lies.glob(f"*/*{later.SUFFIX}")
    return found


def edited(*claims: Claim) -> None:
    publish(
        [factories.edit(claim, statement=f"{claim.statement} Now “{Publication.objects.head()}”.") for claim in claims]
    )


def test_what_was_published_since_is_read_beside_and_nothing_is_asked(claims: list[Claim]) -> None:
    edited(*claims[:3])
    new = factories.claim()
    factories.publish_all(new)
    add()
    at = reading()
    some = [claims[2], new, claims[9], claims[0]]
    with CaptureQueriesContext(connection) as queries:
        found = documents(RecordKind.CLAIM, [claim.pk for claim in some], at)
    assert len(queries) == 0
    assert found == in_ledger(some)
    assert None not in found


def test_another_process_learns_of_them(claims: list[Claim]) -> None:
    edited(*claims[:3])
    add()
    keeping.forget()
    assert beside(claims[:4])[:3] == [None] * 3
    index().learn_documents("default")
    assert None not in beside(claims[:4])
    assert read(claims) == in_ledger(claims)
    edited(claims[1])
    add()
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_a_part_without_documents_is_learnt_too(claims: list[Claim]) -> None:
    publish([factories.place()])
    add()
    edited(claims[0])
    assert read(claims) == in_ledger(claims)
    add()
    publish([factories.place()])
    add()
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_documents_are_added_beside_a_base_without_any(lies: Path) -> None:
    publish([factories.place()])
    assert keeping.make_base("default") is not None
    keeping.forget()
    index()
    some = [factories.claim() for _ in range(3)]
    factories.publish_all(*some)
    assert read(some) == in_ledger(some)
    add()
    assert None not in beside(some)
    assert read(some) == in_ledger(some)


def test_where_none_was_added_nothing_is_asked(claims: list[Claim]) -> None:
    edited(claims[0])
    add()
    known = index()
    with CaptureQueriesContext(connection) as queries:
        known.learn_documents("default")
    assert len(queries) == 0


def test_what_is_published_again_is_read_from_the_ledger_until_it_is_added_again(claims: list[Claim]) -> None:
    edited(claims[0], claims[1])
    between = reading().seq
    add()
    edited(claims[0])
    assert [text is None for text in beside(claims[:3])] == [True, False, False]
    add()
    assert None not in beside(claims)
    for seq in (between, None):
        assert read(claims, seq) == in_ledger(claims, seq)


def test_what_is_retracted_once_it_was_added_is_gone_for_whoever_learns_of_both_at_once(claims: list[Claim]) -> None:
    edited(claims[0])
    add()
    retract([claims[0]], reason="Misread.")
    add()
    assert read(claims[:2]) == in_ledger(claims[:2])
    keeping.forget()
    index().learn_documents("default")
    assert beside(claims[:2])[0] is None
    assert read(claims[:2])[0] is None
    workflow.reopen(claims[:1])
    edited(claims[0])
    add()
    assert beside(claims[:1]) != [None]
    assert read(claims[:2]) == in_ledger(claims[:2])


def test_what_is_published_again_before_it_is_learnt_is_not_taken_for_the_newest(claims: list[Claim]) -> None:
    edited(claims[0], claims[1])
    keeping.add_documents(index(), "default")
    edited(claims[0])
    index().learn_documents("default")
    assert [text is None for text in beside(claims[:2])] == [True, False]
    assert read(claims[:2]) == in_ledger(claims[:2])


def test_a_process_learns_no_further_than_it_has_taken_in(claims: list[Claim]) -> None:
    behind = index()
    edited(claims[0])
    keeping.forget()
    add()
    seq = behind.seq
    assert seq < index().seq
    behind.learn_documents("default")
    held = behind.base.documents
    assert held is not None
    assert held.rows_known == 0
    assert held.of([claims[0].pk], seq) == in_stored(claims[:1], seq)


def in_stored(claims: list[Claim], seq: int) -> list[bytes | None]:
    """As documents are kept: without what is told at reading."""
    return [text and text.removesuffix(b',"licence":null}') for text in in_ledger(claims, seq)]


def test_parts_are_of_so_many_publications_at_most(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later, "MOST", 3)
    for claim in claims[:7]:
        edited(claim)
    edited(claims[1])
    add()
    rows = np.fromfile(log_in(lies), later.ROW)
    assert (rows["record"] == later.NO_RECORD).sum() == 3
    assert len(rows) == 8 + 3
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_the_file_of_places_is_not_read_to_see_that_nothing_is_to_be_added(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(*claims)
    add()
    kept, sizes = (file_in(lies).read_bytes(), log_in(lies).read_bytes()), []
    whole_rows = later._whole_rows

    def read_of(content: bytes) -> object:
        sizes.append(len(content))
        return whole_rows(content)

    monkeypatch.setattr(later, "_whole_rows", read_of)
    keeping.add_documents(index(), "default")
    assert sizes == [later.ROW.itemsize]
    assert (file_in(lies).read_bytes(), log_in(lies).read_bytes()) == kept


@pytest.mark.parametrize("less", [1, later.ROW.itemsize, later.ROW.itemsize + 5, 2 * later.ROW.itemsize])
def test_what_is_no_whole_part_is_not_read_and_is_added_anew(less: int, claims: list[Claim], lies: Path) -> None:
    edited(claims[0])
    add()
    edited(claims[1], claims[2])
    add()
    path = log_in(lies)
    path.write_bytes(path.read_bytes()[:-less])
    keeping.forget()
    index().learn_documents("default")
    assert [text is None for text in beside(claims[:3])] == [False, True, True]
    assert read(claims) == in_ledger(claims)
    add()
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_parts_of_another_history_of_the_ledger_are_not_read_and_cut_off(claims: list[Claim], lies: Path) -> None:
    edited(claims[0])
    add()
    path = log_in(lies)
    rows = np.fromfile(path, later.ROW)
    rows["chain"][-1] = bytes(later.HALF)
    path.write_bytes(rows.tobytes())
    keeping.forget()
    index().learn_documents("default")
    assert beside(claims[:1]) == [None]
    size = file_in(lies).stat().st_size
    add()
    assert beside(claims[:1]) != [None]
    assert read(claims) == in_ledger(claims)
    # Behind what stood there: another process may be reading that.
    assert file_in(lies).stat().st_size > size


def test_where_documents_were_made_anew_those_that_were_added_before_are_not_read(
    claims: list[Claim], lies: Path
) -> None:
    """The same base, and another file beside it."""
    edited(claims[0])
    add()
    kept = (log_in(lies), log_in(lies).read_bytes())
    base = next(lies.glob("*/*.base"))
    arrays = texts.write(file_in(lies), keeping._seq_of(base), "default")
    assert arrays
    kept[0].write_bytes(kept[1])
    keeping.forget()
    index().learn_documents("default")
    assert beside(claims[:1]) == [None]
    assert read(claims) == in_ledger(claims)


def test_a_redaction_leaves_nothing_of_them(claims: list[Claim], lies: Path) -> None:
    edited(*claims[:3])
    add()
    path, held = file_in(lies), index().base.documents
    assert held is not None
    keeping.forget()
    redact([claims[1]], reason="Names a private person.")
    assert not path.exists()
    assert held.is_gone
    assert held.of([claim.pk for claim in claims], reading().seq) == [None] * MANY
    assert read(claims) == in_ledger(claims)
    add()
    assert list(lies.glob(f"*/*{texts.SUFFIX}")) == []


def test_what_a_redaction_takes_while_it_is_added_goes_too(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(*claims[:3])
    found = texts.documents
    known = index()
    held = known.base.documents
    assert held is not None

    def redacted_meanwhile(*args: Any) -> list[tuple[int, int, bytes]]:
        rows = list(found(*args))
        redact([claims[1]], reason="Names a private person.")
        return rows

    monkeypatch.setattr(later, "documents", redacted_meanwhile)
    keeping.add_documents(known, "default")
    # For whoever has it open too.
    assert held.is_gone
    assert held.of([claim.pk for claim in claims], known.seq) == [None] * MANY
    assert list(lies.glob(f"*/*{texts.SUFFIX}")) == []
    assert read(claims) == in_ledger(claims)


def test_a_full_disk_is_not_filled_further(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    edited(claims[0])
    size = file_in(lies).stat().st_size
    opened = Path.open

    class Full:
        """A file of which half of what is written gets to the disk."""

        def __init__(self, file: Any) -> None:
            self.file, self.written = file, 0

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *args: object) -> None:
            self.file.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

        def write(self, content: bytes) -> int:
            if self.written:
                raise OSError(28, "No space left on device")
            self.written = self.file.write(content[: len(content) // 2])
            return self.written

    def full(path: Path, mode: str = "r", **more: Any) -> Any:
        return Full(opened(path, mode, **more)) if mode == "r+b" else opened(path, mode, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", full)
        for _ in range(3):
            add()
    # It is told once, however often it is tried.
    assert caplog.text.count("No documents can be added beside the reading index") == 1
    assert file_in(lies).stat().st_size == size
    assert beside(claims[:1]) == [None]
    assert read(claims) == in_ledger(claims)
    add()
    assert beside(claims[:1]) != [None]


def test_while_another_process_is_at_it_none_is_added(claims: list[Claim], lies: Path) -> None:
    edited(claims[0])
    with keeping._alone(file_in(lies).parent, keeping.ADDING) as alone:
        assert alone
        add()
    assert list(lies.glob(f"*/*{later.SUFFIX}")) == []
    assert read(claims) == in_ledger(claims)


def test_to_a_file_that_somebody_removed_none_is_added_and_it_is_made_anew(claims: list[Claim], lies: Path) -> None:
    edited(claims[0])
    known = index()
    assert known.base.documents is not None
    file_in(lies).unlink()
    add()
    assert known.base.lacks_documents
    assert list(lies.glob(f"*/*{later.SUFFIX}")) == []
    assert read(claims) == in_ledger(claims)


def test_to_a_file_that_was_made_in_its_place_none_is_added(claims: list[Claim], lies: Path) -> None:
    edited(claims[0])
    held = index().base.documents
    assert held is not None
    path = file_in(lies)
    path.with_suffix(".other").write_bytes(path.read_bytes())
    size = path.stat().st_size
    path.with_suffix(".other").rename(path)
    with pytest.raises(FileNotFoundError, match="made anew"):
        later.add(held, index().base.seq, index().seq, "default")
    assert path.stat().st_size == size


def test_what_was_emptied_between_two_parts_is_not_filled_from_its_beginning(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for claim in claims[:3]:
        edited(claim)
    monkeypatch.setattr(later, "MOST", 1)
    known = index()
    held = known.base.documents
    assert held is not None
    found, parts = texts.documents, []

    def emptied_meanwhile(*args: Any) -> list[tuple[int, int, bytes]]:
        parts.append(args)
        if len(parts) == 2:
            texts.emptied(held.path)
        return list(found(*args))

    monkeypatch.setattr(later, "documents", emptied_meanwhile)
    with pytest.raises(FileNotFoundError, match="emptied"):
        later.add(held, known.base.seq, known.seq, "default")
    assert held.size == 0
    assert held.of([claim.pk for claim in claims], known.seq) == [None] * MANY


def test_what_was_written_as_it_was_emptied_goes_whatever_breaks_then(
    claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(claims[0])
    known = index()
    held = known.base.documents
    assert held is not None

    def gone(seq: int, using: str) -> bytes:
        # The documents are written by now: as if it had been emptied just before that.
        held.path.unlink()
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(later, "_half", gone)
    with pytest.raises(OperationalError):
        later.add(held, known.base.seq, known.seq, "default")
    assert held.size == 0


def test_places_in_a_file_that_is_shorter_than_they_tell_are_not_read_and_cut_off(
    claims: list[Claim], lies: Path
) -> None:
    """The system ended when it had written the one file to the disk and not the other."""
    edited(claims[0])
    add()
    path = file_in(lies)
    path.write_bytes(path.read_bytes()[:-1])
    keeping.forget()
    index().learn_documents("default")
    assert beside(claims[:1]) == [None]
    edited(claims[1])
    add()
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_for_an_index_of_another_history_none_is_added(claims: list[Claim], lies: Path) -> None:
    edited(claims[0])
    known = index()
    known.chain = bytes(32)
    keeping.add_documents(known, "default")
    assert list(lies.glob(f"*/*{later.SUFFIX}")) == []


def test_what_looks_after_the_index_adds_them_and_a_new_base_takes_the_old_ones_away(
    claims: list[Claim], lies: Path
) -> None:
    edited(*claims[:3])
    assert beside(claims[:1]) == [None]
    keeping.Keeper("default")._look_after()
    assert None not in beside(claims)
    assert log_in(lies).stat().st_size > 0
    keeping.make_base("default")
    assert list(lies.glob(f"*/*{later.SUFFIX}")) == []
    keeping.forget()
    assert None not in beside(claims)


def test_behind_few_documents_they_are_added_without_a_dictionary(lies: Path) -> None:
    claim, other = factories.claim(), factories.claim()
    factories.publish_all(claim)
    keeping.make_base("default")
    keeping.forget()
    index()
    factories.publish_all(other)
    edited(claim)
    add()
    assert None not in beside([claim, other])
    assert read([claim, other]) == in_ledger([claim, other])


def test_damaged_places_and_documents_are_read_from_the_ledger(claims: list[Claim], lies: Path) -> None:
    edited(*claims[:3])
    add()
    path = file_in(lies)
    damaged = bytearray(path.read_bytes())
    damaged[-3] ^= 0xFF
    path.write_bytes(damaged)
    assert read(claims) == in_ledger(claims)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_in_whatever_order_they_are_what_the_ledger_says(
    seed: int, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later, "MOST", 4)
    chance = random.Random(seed)  # noqa: S311 — not for secrets
    some, states, retracted = claims[:8], [reading().seq], set[int]()
    # Two processes; one of them looks now and then only.
    processes: list[dict[str, ReadingIndex]] = [{}, {}]
    for _ in range(60):
        keeping._indexes = chance.choice(processes)
        act = chance.choice(["edit", "edit", "other", "retract", "add", "learn", "read", "read older"])
        if act == "edit":
            chosen = chance.sample(some, chance.randint(1, 3))
            workflow.reopen([claim for claim in chosen if claim.pk in retracted])
            edited(*chosen)
            retracted -= {claim.pk for claim in chosen}
        elif act == "retract" and (left := [claim for claim in some if claim.pk not in retracted]):
            claim = chance.choice(left)
            retract([claim], reason="Misread.")
            retracted.add(claim.pk)
        elif act == "other":
            publish([factories.place()])
        elif act == "add":
            keeping.add_documents(index(), "default")
        elif act == "learn":
            index().learn_documents("default")
        else:
            seq = chance.choice(states) if act == "read older" else None
            assert read(some, seq) == in_ledger(some, seq)
        states.append(Publication.objects.head())
    for keeping._indexes in processes:
        assert read(some) == in_ledger(some)
        add()
        assert [text is None for text in beside(some)] == [claim.pk in retracted for claim in some]
        for seq in chance.sample(states, 10):
            assert read(some, seq) == in_ledger(some, seq)


def test_they_are_added_more_often_than_a_base_is_thought_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ADDED_EVERY", 0.0)
    done: list[str] = []
    keeper = keeping.Keeper("default", lambda using: done.append("learn"))
    monkeypatch.setattr(keeper, "_look_after", lambda: done.append("look after"))

    def bring_along() -> None:
        done.append("bring along")
        if len(done) == 4:
            # As if the time had come.
            keeper.looked -= keeping.EVERY
        if len(done) == 7:
            keeper.ended.set()
        if len(done) == 3:
            raise RuntimeError("whatever it is, it goes on")

    monkeypatch.setattr(keeper, "_bring_along", bring_along)
    keeper.run()
    assert done == [
        *("look after", "learn", "bring along", "bring along"),
        *("look after", "learn", "bring along"),
    ]
