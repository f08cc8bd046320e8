"""Bases of the reading index: where they lie, whose they are, and who makes them."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from claims.filters import ReadingPoint
from claims.index import keeping
from claims.index.base import Base
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lies(tmp_path: Path, settings: LazySettings) -> Path:
    settings.READING_INDEX_FOLDER = str(tmp_path / "index")
    keeping.forget()
    return tmp_path / "index"


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
    with keeping._alone(place) as alone:
        assert alone
        reader, writer = os.pipe()
        if os.fork() == 0:  # locks are a process's own
            with keeping._alone(place) as second:
                os.write(writer, b"second" if second else b"waits")
            os._exit(0)
        assert os.read(reader, 10) == b"waits"
        os.wait()
