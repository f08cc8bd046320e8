"""Bases of the reading index: where they lie, whose they are, and who makes them."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from claims.curation.publishing import publish, retract
from claims.filters import ReadingPoint
from claims.index import keeping
from claims.index.base import Base
from claims.models.facts import FactsEdition
from tests import factories

pytestmark = pytest.mark.django_db


def test_where_nothing_is_published_there_is_no_base(lies: Path) -> None:
    out = StringIO()
    call_command("build_index", stdout=out)
    assert "Nothing is published yet" in out.getvalue()
    assert ReadingPoint.at_head().index is None


def test_a_base_is_made_of_the_ledger_and_takes_the_place_of_older_ones(lies: Path) -> None:
    factories.publish_all(factories.claim())
    out = StringIO()
    call_command("build_index", stdout=out)
    (first,) = lies.glob("*/*.base")
    assert str(first) in out.getvalue()
    factories.publish_all(factories.claim(), factories.claim())
    call_command("build_index", stdout=out)
    (second,) = lies.glob("*/*.base")
    assert second != first
    assert Base.read(second).size == Base.read(first).size + 2 if first.exists() else 3
    index = ReadingPoint.at_head().index
    assert index is not None
    assert (index.base.size, index.tail.size) == (3, 0)


def test_a_ledger_without_a_claim_can_have_a_base(lies: Path, client: Client) -> None:
    publish([factories.topic("one")])
    assert keeping.make_base("default") is not None
    keeping.forget()
    assert client.get("/api/v1/claims/", {"topic": "one", "count": "exact"}).json()["meta"]["count"] == 0
    index = ReadingPoint.at_head().index
    assert index is not None
    assert (index.base.seq, index.size) == (ReadingPoint.at_head().seq, 0)
    factories.publish_all(factories.claim())
    assert client.get("/api/v1/claims/", {"count": "exact"}).json()["meta"]["count"] == 1


def test_a_ledger_that_begins_anew_in_emptied_tables_can_have_a_base(lies: Path) -> None:
    FactsEdition.objects.all().delete()
    factories.publish_all(factories.claim())
    edition = FactsEdition.objects.get().token
    factories.publish_all(factories.claim())
    assert FactsEdition.objects.get().token == edition
    assert keeping.make_base("default") is not None
    keeping.forget()
    index = ReadingPoint.at_head().index
    assert index is not None
    assert index.base.size == 2


def test_a_base_of_another_ledger_is_left_where_it_lies(lies: Path) -> None:
    factories.publish_all(factories.claim())
    keeping.make_base("default")
    (other,) = lies.glob("*/*.base")
    moved = other.with_name("999-" + "0" * 32 + ".base")
    other.rename(moved)
    assert keeping.newest_base("default") is None


@pytest.mark.parametrize("content", [b"", b"\x05\0\0\0\0\0\0\0{}   ", b"\xff" * 100])
def test_a_file_that_is_no_base_is_passed_over(lies: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    factories.publish_all(factories.claim())
    keeping.make_base("default")
    (path,) = lies.glob("*/*.base")
    path.write_bytes(content)
    assert keeping.newest_base("default") is None
    assert "cannot be read" in caplog.text
    index = ReadingPoint.at_head().index
    assert index is not None
    assert index.tail.size == 1


def test_a_folder_that_others_can_write_to_is_refused(lies: Path) -> None:
    factories.publish_all(factories.claim())
    lies.mkdir()
    lies.chmod(0o777)
    with pytest.raises(PermissionError, match="READING_INDEX_FOLDER"):
        keeping.folder("default")


def test_while_one_process_makes_a_base_no_other_does(lies: Path) -> None:
    factories.publish_all(factories.claim())
    place = keeping.folder("default")
    assert place is not None
    place.mkdir(parents=True)
    with keeping._alone(place) as alone:
        assert alone
        reader, writer = os.pipe()
        if os.fork() == 0:  # locks are a process's own
            with keeping._alone(place) as second:
                os.write(writer, b"second" if second else b"waits")
            os._exit(0)
        assert os.read(reader, 10) == b"waits"
        os.wait()


def test_where_no_base_can_be_kept_readers_are_answered(lies: Path, caplog: pytest.LogCaptureFixture) -> None:
    factories.publish_all(factories.claim())
    lies.mkdir()
    lies.chmod(0o777)
    index = ReadingPoint.at_head().index
    assert index is not None
    assert index.tail.size == 1
    assert "No base of the reading index can be kept here" in caplog.text


def test_what_is_too_much_for_a_request_is_taken_in_behind_it(lies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.publish_all(factories.claim())
    assert ReadingPoint.at_head().index is not None
    claims = [factories.claim(statement=f"Number {number}.") for number in range(30)]
    factories.publish_all(*claims)
    retract(claims[:3], reason="Misread.")
    monkeypatch.setattr(keeping, "MOST_BEHIND", 20)
    assert ReadingPoint.at_head().index is None
    keeping.Keeper("default")._look_after()
    index = ReadingPoint.at_head().index
    assert index is not None
    assert len(index.at(index.seq)) == 28


def test_a_process_that_starts_takes_in_what_came_since_the_base(lies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish([factories.topic(f"before-{number}") for number in range(60)])
    keeping.make_base("default")
    keeping.forget()
    publish([factories.topic(f"since-{number}") for number in range(30)])
    monkeypatch.setattr(keeping, "MOST_BEHIND", 20)
    monkeypatch.setattr(keeping, "LONG_TAIL", 50)
    monkeypatch.setattr(keeping, "HARDLY_ANY", 0)
    monkeypatch.setattr("claims.index.keeping.subprocess.run", None)
    keeping.Keeper("default")._look_after()
    index = ReadingPoint.at_head().index
    assert index is not None
    assert index.base.seq > 0


def test_a_base_that_is_due_is_made_by_another_process(lies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.publish_all(factories.claim())
    assert ReadingPoint.at_head().index is not None
    monkeypatch.setattr(keeping, "LONG_TAIL", 2)
    commands: list[list[str]] = []

    def run(command: list[str], **kwargs: object) -> None:
        commands.append(command)
        keeping.make_base("default")

    monkeypatch.setattr("claims.index.keeping.subprocess.run", run)
    keeping.Keeper("default")._look_after()
    assert [command[2:] for command in commands] == [["build_index", "--database", "default"]]
    index = ReadingPoint.at_head().index
    assert index is not None
    assert (index.base.size, index.tail.size) == (1, 0)
    keeping.Keeper("default")._look_after()
    assert len(commands) == 1


def test_in_quiet_a_base_is_made_of_less(lies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LONG_TAIL", 200)
    monkeypatch.setattr(keeping, "HARDLY_ANY", 1)
    made: list[int] = []

    def run(command: list[str], **kwargs: object) -> None:
        keeping.make_base("default")
        made.append(ReadingPoint.at_head().seq)

    monkeypatch.setattr("claims.index.keeping.subprocess.run", run)
    keeper = keeping.Keeper("default")
    publish([factories.topic(f"first-{number}") for number in range(21)])
    keeper._look_after()
    assert made == []  # much came since one last looked, which was never
    publish([factories.topic("next"), factories.topic("and-next")])
    keeper._look_after()
    assert made == []  # and now again
    keeper._look_after()
    assert made == [ReadingPoint.at_head().seq]
    publish([factories.topic(f"later-{number}") for number in range(20)])
    for _ in range(2):
        keeper._look_after()
    assert len(made) == 1  # not yet more than a tenth of two hundred
    publish([factories.topic("last")])
    keeper._look_after()
    assert len(made) == 2


def test_what_broke_off_half_way_is_begun_anew(lies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.publish_all(factories.claim())
    index = ReadingPoint.at_head().index
    factories.publish_all(factories.claim(), factories.claim())
    with monkeypatch.context() as patched:
        patched.setattr(type(index), "_keep", lambda *args: (_ for _ in ()).throw(RuntimeError("no more")))
        with pytest.raises(RuntimeError, match="no more"):
            _ = ReadingPoint.at_head().index
    again = ReadingPoint.at_head().index
    assert again is not None
    assert again is not index
    assert (again.tail.size, len(again.at(again.seq))) == (3, 3)


def test_a_base_for_which_there_is_no_room_leaves_nothing_behind(lies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.publish_all(factories.claim())
    monkeypatch.setattr(
        "claims.index.base.np.ascontiguousarray", lambda array: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(OSError, match="full"):
        keeping.make_base("default")
    assert [path.name for path in lies.glob("*/*")] == ["lock"]


def test_a_file_of_another_name_is_no_obstacle(lies: Path, caplog: pytest.LogCaptureFixture) -> None:
    factories.publish_all(factories.claim())
    keeping.make_base("default")
    (path,) = lies.glob("*/*.base")
    path.rename(path.with_name("some-thing.base"))
    assert ReadingPoint.at_head().index is not None
