"""A file that comes in while the disk of the server is full: said in words, and nothing is kept of it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.models.imports import Import

pytestmark = pytest.mark.django_db
FULL = Path("/dev/full")
# More than is held in memory.
LARGE = b"statement\r\n" + b"Dues rose.\r\n" * 300_000


def refused(client: Client) -> str:
    response = client.post("/admin/claims/import/add/", {"file": SimpleUploadedFile("claims.csv", LARGE)})
    assert response.status_code == 503
    assert not Import.objects.exists()
    return response.content.decode()


@pytest.mark.skipif(not FULL.exists(), reason="This system has no device that is always full")
@pytest.mark.parametrize("held", [0, 2**23])
def test_a_full_disk_is_told_of_as_the_file_comes_in(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    """At the first piece, or at the end of all, where the system has held it back so long."""

    def full(*_: Any, **__: Any) -> Any:
        return FULL.open("r+b", buffering=held)

    with monkeypatch.context() as patched:
        patched.setattr(temp, "NamedTemporaryFile", full)
        page = refused(admin_client)
    assert "no room on its disk for the file" in page
    assert "no part of what you asked for was saved" in page
    response = admin_client.post("/admin/claims/import/add/", {"file": SimpleUploadedFile("claims.csv", LARGE)})
    assert response.status_code == 302
    assert Import.objects.get().size == len(LARGE)


def test_where_no_folder_takes_temporary_files_it_is_told_likewise(
    admin_client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "gone"
    assert "no room on its disk for the file" in refused(admin_client)


def test_another_failure_of_the_disk_is_not_taken_for_that(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(temp, "NamedTemporaryFile", fails)
    with pytest.raises(OSError, match="Input/output"):
        refused(admin_client)
