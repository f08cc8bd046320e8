"""A place for bases of the reading index, and claims beside one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from claims.index import keeping
from claims.models.claims import Claim
from tests import factories
from tests.index.beside import MANY


@pytest.fixture
def lies(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """The folder of bases, of this test alone."""
    settings.READING_INDEX_FOLDER = str(tmp_path / "index")
    keeping.forget()
    yield tmp_path / "index"
    keeping.forget()


@pytest.fixture
def claims(lies: Path) -> list[Claim]:
    """Published, with characters of one byte to four, and beside a base."""
    made = [factories.claim(statement=f"Number {number}: «Тбилиси» 🕊 {'x' * number}.") for number in range(MANY)]
    factories.publish_all(*made)
    assert keeping.make_base("default") is not None
    keeping.forget()
    return made
