"""The pages of imports when something goes wrong: it is said in words, nothing is imported, the file is not lost."""

import sqlite3
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from claims.curation.imports import background, scratch, turns
from claims.models.claims import Claim
from claims.models.imports import Import, ImportState, Task
from tests import factories
from tests.admin.test_database_fails import fails
from tests.admin.test_imports import columns, hand_in, page
from tests.curation.imports.handing_in import table

pytestmark = pytest.mark.django_db
ADD = "/admin/claims/import/add/"


@pytest.fixture
def content() -> str:
    factories.source("harbour-news")
    return table({"source": "harbour-news", "statement": f"Berth {n} was let."} for n in range(20))


def asked(client: Client, job: Import) -> str:
    """What the page says when the import is asked for."""
    client.get(page(job))  # which shows what was said before
    response = client.post(page(job), columns(job) | {"_import": "Import"})
    assert response.status_code == 302
    return " ".join(map(str, get_messages(response.wsgi_request)))


@pytest.fixture
def full() -> sqlite3.OperationalError:
    """What SQLite says where it has no room."""
    held = sqlite3.connect("")
    held.executescript("PRAGMA max_page_count = 1;")
    with pytest.raises(sqlite3.OperationalError) as raised:
        held.execute("CREATE TABLE it (has, no, room)")
    return raised.value


def test_a_file_of_which_not_all_came_is_not_kept(coder: Client, content: str) -> None:
    whole = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("claims.csv", content.encode())})
    for size in (len(whole) // 2, len(whole) - len(BOUNDARY) - 8):
        response = coder.generic("POST", ADD, whole[:size], MULTIPART_CONTENT)
        assert "This field is required" in response.content.decode()
        assert not Import.objects.exists()
    assert coder.generic("POST", ADD, whole, MULTIPART_CONTENT).status_code == 302
    assert Import.objects.get().size == len(content.encode())


def test_a_disk_that_is_full_is_told_of_and_the_file_waits(
    coder: Client, content: str, full: sqlite3.OperationalError, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = hand_in(coder, content)

    def no_room(*args: Any) -> None:
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(scratch.Scratch, "first_row", no_room)
        assert "no room on its disk" in asked(coder, job)
    assert not Claim.objects.exists()
    assert "Imported: 20 made" in asked(coder, job)


def test_a_file_for_which_the_disk_has_no_room_is_refused_on_the_form(
    coder: Client, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*args: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("claims.curation.imports.files.store", no_room)
    response = coder.post(ADD, {"file": SimpleUploadedFile("claims.csv", content.encode())})
    assert "no room on its disk" in response.content.decode()
    assert not Import.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_while_another_import_is_written_a_page_leaves_it_to_the_thread_or_says_so(
    coder: Client, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = hand_in(coder, content)
    monkeypatch.setattr(turns, "take", lambda patience: patience is None or patience > 5)
    assert "try again in a moment" in asked(coder, job)
    job.refresh_from_db()
    assert (job.state, job.task) == (ImportState.STAGED, "")
    with monkeypatch.context() as patched:
        patched.setattr(background, "is_at_work", lambda: True)
        assert asked(coder, job) == ""
    job.refresh_from_db()
    assert job.task == Task.COMMIT
    assert "rows are done" in coder.get(page(job)).content.decode()
    assert background.do_waiting() == 1
    coder.post(page(job), columns(job) | {"_import": "Import"})  # which is done, once
    assert Claim.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_an_import_with_wrong_columns_is_undone_but_for_nothing_that_was_edited_since(
    coder: Client, content: str
) -> None:
    """What was edited is named before anything is undone; once it is let go, the rest goes whole."""
    job = hand_in(coder, content)
    job.mapping = {**job.mapping, "quote": "note"}
    asked(coder, job)
    job.refresh_from_db()
    edited = Claim.objects.order_by("pk")[0]
    factories.edit(edited, statement="Berth 0 was let to nobody.")
    undo = reverse("admin:claims_changeset_undo", args=[job.counts["change_set"]])
    told = coder.get(undo).content.decode()
    assert "Berth 0 was let to nobody." in told
    assert "it was edited since" in told
    coder.post(undo, {"reason": "Wrong columns."})
    assert Claim.objects.count() == 20

    edited.delete()
    coder.post(undo, {"reason": "Wrong columns."})
    assert not Claim.objects.exists()
    # The file is there still, to be handed in with other columns.
    assert "Imported: 20 made" in asked(coder, hand_in(coder, content))


@pytest.mark.django_db(transaction=True)
def test_a_database_without_room_for_the_file_keeps_none_of_it(coder: Client, content: str) -> None:
    page = fails(
        coder, ADD, {"file": SimpleUploadedFile("claims.csv", content.encode())}, 'INSERT INTO "claims_importchunk"'
    )
    assert "The database has no room left." in page
    assert not Import.objects.exists()
    hand_in(coder, content)
