"""Documents added to those beside the reading index: that nothing stays of what was erased, and nothing wrong is read,
whatever breaks.
"""

from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest

from claims.curation.redacting import redact
from claims.index import keeping, later, texts
from claims.models.claims import Claim
from tests.index.beside import MANY, add, beside, edited, file_in, in_ledger, index, log_in, read, reading

# A redaction empties the file when it is committed.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lies")]


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

    def write(file: IO[bytes], content: bytes) -> None:
        if file.name != str(held.path):
            raise MemoryError
        # As if a redaction came just before: it removes the file, and then empties it.
        held.path.unlink()
        file.truncate(0)
        file.write(content)

    monkeypatch.setattr(later, "_write", write)
    with pytest.raises(MemoryError):
        later.add(held, known.base.seq, known.seq, "default")
    assert held.size == 0


def test_documents_are_taken_away_where_there_is_no_room_to_tell_where_they_lie(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(claims[0])
    add()
    edited(claims[1])
    sizes = file_in(lies).stat().st_size, log_in(lies).stat().st_size
    write = later._write

    def full(file: IO[bytes], content: bytes) -> None:
        if file.name == str(log_in(lies)):
            file.write(content[:50])
            raise OSError(28, "No space left on device")
        write(file, content)

    with monkeypatch.context() as patched:
        patched.setattr(later, "_write", full)
        add()
    assert (file_in(lies).stat().st_size, log_in(lies).stat().st_size) == sizes
    assert [text is None for text in beside(claims[:2])] == [False, True]
    add()
    assert None not in beside(claims)
    assert read(claims) == in_ledger(claims)


def test_from_a_list_that_was_begun_anew_nothing_more_is_learnt(claims: list[Claim], lies: Path) -> None:
    """What it tells now need not come behind what is known."""
    edited(claims[0])
    add()
    edited(claims[1])
    known = index()
    log_in(lies).write_bytes(b"")
    keeping.forget()
    add()
    assert None not in beside(claims)
    edited(claims[2])
    add()
    assert known.base.documents is not None
    rows = known.base.documents.rows_known
    known.learn_documents("default")
    assert known.base.documents.rows_known == rows


def test_nothing_is_learnt_of_what_was_emptied_meanwhile(claims: list[Claim], monkeypatch: pytest.MonkeyPatch) -> None:
    edited(claims[0])
    known = index()
    held = known.base.documents
    assert held is not None
    keeping.add_documents(known, "default")
    found = later.read

    def emptied_meanwhile(*args: Any) -> Any:
        part = found(*args)
        known.base.without_documents()
        return part

    monkeypatch.setattr(later, "read", emptied_meanwhile)
    known.learn_documents("default")
    assert held.rows_known == 0


def test_a_base_is_made_while_documents_are_added(claims: list[Claim], lies: Path) -> None:
    edited(claims[0])
    with keeping._alone(file_in(lies).parent, keeping.ADDING) as alone:
        assert alone
        assert keeping.make_base("default") is not None
    with keeping._alone(file_in(lies).parent, keeping.ADDING) as alone:
        assert alone
    keeping.forget()
    assert None not in beside(claims)


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


def test_damaged_places_and_documents_are_read_from_the_ledger(claims: list[Claim], lies: Path) -> None:
    edited(*claims[:3])
    add()
    path = file_in(lies)
    damaged = bytearray(path.read_bytes())
    damaged[-3] ^= 0xFF
    path.write_bytes(damaged)
    assert read(claims) == in_ledger(claims)
