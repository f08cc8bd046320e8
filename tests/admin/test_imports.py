"""The pages of imports: handing in, columns, problems, names to settle, importing; and what they cost."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.curation.change_sets import undo
from claims.curation.imports import background, pipeline, writing
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.imports import (
    ColumnMapping,
    Import,
    ImportActor,
    ImportChunk,
    ImportProblem,
    ImportProgress,
    ImportState,
    Task,
)
from claims.models.reviewing import ChangeSet
from claims.models.sources import Source
from claims.models.tokens import ApiToken
from tests import factories
from tests.curation.imports.handing_in import ARCHIVE, UNREAD, archive, checked, handed_in, imported, table

pytestmark = pytest.mark.django_db

ROWS = [
    {"source": "harbour-news", "statement": "The ministry raised dues.", "actor": "Port Ministry"},
    {"source": "harbour-news", "statement": "The guild warned.", "date": "never"},
]
OPTIONS = {"duplicates": "skip", "accept": "all", "day_first": "on"}


@pytest.fixture
def source() -> Source:
    factories.actor("port-ministry", name="Port Ministry", kind="government_body")
    return factories.source("harbour-news")


def hand_in(client: Client, content: str | bytes, name: str = "claims.csv") -> Import:
    data = content.encode() if isinstance(content, str) else content
    response = client.post(reverse("admin:claims_import_add"), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.context["adminform"].form.errors
    return Import.objects.order_by("-pk")[0]


def page(job: Import) -> str:
    return reverse("admin:claims_import_change", args=[job.pk])


def columns(job: Import, **changed: str) -> dict[str, str]:
    """What the form of the page sends: the columns as guessed, but for what is changed."""
    held = {**job.mapping, **changed}
    return OPTIONS | {f"column_{number}": held.get(name, "") for number, name in enumerate(job.header)}


def said(response: Any) -> str:
    return " ".join(map(str, get_messages(response.wsgi_request)))


def test_a_file_is_handed_in_looked_at_corrected_and_imported(coder: Client, source: Source) -> None:
    job = hand_in(coder, table(ROWS))
    shown = coder.get(page(job)).content.decode()
    assert "The ministry raised dues." in shown  # its first rows
    assert not Claim.objects.exists()

    coder.post(page(job), columns(job) | {"_check": "Check"})
    shown = coder.get(page(job)).content.decode()
    assert "“never” is no date" in shown
    assert "1 error" in shown
    assert "subject: Port Ministry" in shown  # of the first claims, as they would be
    response = coder.post(page(job), columns(job) | {"_import": "Import"})
    assert "nothing was imported" in said(response)
    assert not Claim.objects.exists()

    again = hand_in(coder, table([ROWS[0], ROWS[1] | {"date": "May 2025"}]))
    coder.post(page(again), columns(again) | {"_check": "Check"})
    response = coder.post(page(again), columns(again) | {"_import": "Import"})
    assert "Imported: 2 made" in said(response)
    assert Claim.objects.count() == 2
    again.refresh_from_db()
    assert again.state == ImportState.DONE
    assert Claim.objects.first().coder == again.by  # type: ignore[union-attr]


def test_a_file_is_looked_into_by_one_button_and_imported_by_one_if_there_is_anything(
    coder: Client, source: Source
) -> None:
    shown = coder.get(reverse("admin:claims_import_add")).content.decode()
    assert "Look into the file" in shown
    assert "_addanother" not in shown
    for rows, offer in ((ROWS, True), (ROWS[1:], False)):  # the second row has no day
        job = hand_in(coder, table(rows))
        coder.post(page(job), columns(job) | {"_check": "Check"})
        shown = coder.get(page(job)).content.decode()
        assert ("Import 1 claim" in shown) == ("_import" in shown) == offer


def test_only_the_rows_that_are_right_and_the_others_as_a_file(coder: Client, source: Source) -> None:
    job = hand_in(coder, table(ROWS))
    coder.post(page(job), columns(job) | {"accept": "valid", "_import": "Import"})
    assert Claim.objects.count() == 1
    response: Any = coder.get(reverse("admin:claims_import_rejected", args=[job.pk]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="claims-rejected.csv"'
    assert b"The guild warned." in b"".join(response.streaming_content)


def test_columns_are_corrected_kept_and_used_again(coder: Client, source: Source) -> None:
    content = "src,what,sort\nharbour-news,From odd columns,event\n"
    job = hand_in(coder, content)
    assert job.mapping == {}
    response = coder.post(page(job), columns(job) | {"_check": "Check"})
    assert "No column holds" in said(response)
    told = {"src": "source", "what": "statement", "sort": "kind"}
    coder.post(page(job), columns(job, **told) | {"_check": "Check", "save_as": "ours"})
    job.refresh_from_db()
    assert (job.mapping, job.counts["make"]) == (told, 1)
    kept = ColumnMapping.objects.get(name="ours")
    assert kept.mapping == told
    assert hand_in(coder, content).mapping == told
    other = hand_in(coder, "src,what,sort,more\nharbour-news,s,event,x\n")
    coder.post(page(other), columns(other) | {"_check": "Check", "use": str(kept.pk)})
    other.refresh_from_db()
    assert other.mapping == told


def test_names_are_settled_on_their_page(coder: Client, source: Source) -> None:
    rows = [
        {"source": "harbour-news", "statement": name, "actor": name} for name in ("Port Ministri", "Unheard", "Later")
    ]
    job = hand_in(coder, table(rows))
    coder.post(page(job), columns(job) | {"_check": "Check"})
    address = reverse("admin:claims_import_actors", args=[job.pk])
    shown = coder.get(address).content.decode()
    assert "is like “Port Ministry”" in shown
    like, new, later = ImportActor.objects.filter(of=job)
    ministry = Actor.objects.get(slug="port-ministry")
    data = {
        "row": [like.pk, new.pk, later.pk],
        f"actor{like.pk}-choice": ministry.pk,
        f"actor{like.pk}-as_alias": "on",
        f"actor{new.pk}-choice": "new",
        f"actor{later.pk}-choice": "",
    }
    response = coder.post(address, data)
    assert "Say what kind of actor it is." in response.content.decode()
    coder.post(address, data | {f"actor{new.pk}-kind": "company"})
    assert list(ImportActor.objects.filter(of=job, decided_at=None)) == [later]
    coder.post(address, {"row": later.pk, f"actor{later.pk}-choice": "other", f"actor{later.pk}-other": ministry.pk})
    job.refresh_from_db()
    assert (job.counts["errors"], job.counts["make"]) == (0, 3)  # it was checked again
    coder.post(page(job), columns(job) | {"_import": "Import"})
    assert [claim.participants.get().actor.name for claim in Claim.objects.order_by("pk")] == [
        "Port Ministry", "Unheard", "Port Ministry"
    ]  # fmt: skip
    assert ministry.names.get().name == "Port Ministri"


def test_a_file_that_cannot_be_read_is_refused_on_the_form(coder: Client) -> None:
    upload = SimpleUploadedFile("x.pdf", b"%PDF-1.7")
    response = coder.post(reverse("admin:claims_import_add"), {"file": upload})
    assert "It is a PDF" in response.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "change", [{"duplicates": "merge"}, {"source": "nowhere"}, {"column_0": "colour"}, {"use": "99"}]
)
def test_what_no_form_of_ours_sends_is_refused(coder: Client, source: Source, change: dict[str, str]) -> None:
    job = hand_in(coder, table(ROWS))
    assert coder.post(page(job), columns(job) | {"_import": "Import"} | change).status_code == 200
    assert not Claim.objects.exists()


def test_what_of_an_archive_is_not_read_stands_above_the_preview(coder: Client) -> None:
    job = hand_in(coder, archive(ARCHIVE), "tables.zip")
    coder.post(page(job), OPTIONS | {"_check": "Check"})
    assert f'<p class="remark">{UNREAD}</p>' in coder.get(page(job)).content.decode()


def test_a_file_is_handed_in_and_nothing_more_is_offered(coder: Client) -> None:
    shown = coder.get(reverse("admin:claims_import_add")).content.decode()
    assert 'name="_save"' in shown
    assert "_addanother" not in shown
    assert "_continue" not in shown


def test_the_history_of_an_import_leads_to_what_it_changed_and_what_undid_that(coder: Client, source: Source) -> None:
    def history(job: Import) -> str:
        return coder.get(reverse("admin:claims_import_history", args=[job.pk])).content.decode()

    def link(made: ChangeSet) -> str:
        return reverse("admin:claims_changeset_change", args=[made.pk])

    first = imported(table(ROWS[:1]))
    made = ChangeSet.objects.get(pk=first.counts["change_set"])
    assert link(made) in history(first)
    assert link(made) in coder.get(page(first)).content.decode()
    undo(made, by="", reason="Wrong file.")
    (undone,) = ChangeSet.objects.filter(metadata__act="undo")
    assert link(undone) in history(first)
    assert coder.get(link(undone)).status_code == 200

    # What found all there as it is, and what was only checked, changed nothing: there is no change set to look at.
    imported(table(ROWS[:1]))
    for job in (imported(table(ROWS[:1])), checked(table(ROWS))):
        assert "Nothing was imported of this file" in history(job)
        assert "change history" not in history(job)
    again = Import.objects.filter(state=ImportState.DONE).order_by("-pk")[0]
    shown = coder.get(page(again)).content.decode()
    assert "It changed nothing: all was there as it is." in shown
    assert "which can be undone whole" not in shown


def test_whoever_may_not_change_may_look(as_role: Any, source: Source) -> None:
    job = checked(table(ROWS))
    client = as_role("nobody")
    assert client.get(page(job)).status_code == 302
    from django.contrib.auth.models import Permission, User

    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_import"))
    client.force_login(reader)
    assert client.get(page(job)).status_code == 200
    for name in ("change", "actors", "rejected"):
        assert client.post(reverse(f"admin:claims_import_{name}", args=[job.pk])).status_code == 403


def test_an_import_is_deleted_with_its_file_and_what_it_made_stays(coder: Client, source: Source) -> None:
    job = hand_in(coder, table([ROWS[0]]))
    coder.post(page(job), columns(job) | {"_import": "Import"})
    coder.post(reverse("admin:claims_import_delete", args=[job.pk]), {"post": "yes"})
    assert [model.objects.count() for model in (Import, ImportChunk, ImportProblem)] == [0, 0, 0]
    assert Claim.objects.count() == 1


# --- In the background ---------------------------------------------------------------------------


def test_a_large_file_is_left_to_the_thread_and_the_page_looks_again(
    coder: Client, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "AT_ONCE", 0)
    monkeypatch.setattr(background, "is_at_work", lambda: True)
    job = hand_in(coder, table([ROWS[0]]))
    coder.post(page(job), columns(job) | {"_check": "Check"})
    job.refresh_from_db()
    assert job.task == Task.CHECK
    response = coder.get(page(job))
    assert response.headers["Refresh"] == "2"
    assert "0 rows are done" in response.content.decode()
    assert b"import-form" not in response.content


@pytest.mark.django_db(transaction=True)
def test_the_thread_does_what_waits_and_tells_how_far_it_is(
    source: Source, monkeypatch: pytest.MonkeyPatch, account: Any
) -> None:
    monkeypatch.setattr(background, "TELLING", 0)
    monkeypatch.setattr(pipeline, "TOGETHER", 1)
    job = handed_in(table([ROWS[0], {"source": "harbour-news", "statement": "Another."}]))
    seen: list[int] = []
    write = writing.Writer.write

    def watched(self: Any, plans: Any) -> Any:
        seen.extend(ImportProgress.objects.filter(of=job).values_list("rows", flat=True))
        return write(self, plans)

    monkeypatch.setattr(writing.Writer, "write", watched)
    background.ask(job, Task.COMMIT, account("coder"))
    assert background.do_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.task, job.error) == (ImportState.DONE, "", "")
    assert seen == [2]  # rows done when the second claim was written
    assert background.do_waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_what_breaks_off_in_the_thread_is_told_and_leaves_nothing(
    source: Source, monkeypatch: pytest.MonkeyPatch, account: Any
) -> None:
    job = handed_in(table([ROWS[0]]))

    def fail(*args: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(writing.Writer, "write", fail)
    background.ask(job, Task.COMMIT, account("coder"))
    background.do_waiting()
    job.refresh_from_db()
    assert (job.state, job.task) == (ImportState.STAGED, "")
    assert "the disk is full" in job.error
    assert not Claim.objects.exists()


# --- Tokens --------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_revoked(as_role: Any, account: Any) -> None:
    client, coder = as_role("administrator"), account("coder")
    response = client.post(reverse("admin:claims_apitoken_add"), {"user": coder.pk, "name": "a mirror"})
    (token,) = ApiToken.objects.all()
    secret = next(word for word in said(response).split() if word.startswith("pclaims_"))
    assert ApiToken.objects.named_by(secret) == token
    client.get(reverse("admin:claims_apitoken_changelist"))  # which shows it, this once
    shown = client.get(reverse("admin:claims_apitoken_change", args=[token.pk]))
    assert secret not in shown.content.decode()
    client.post(reverse("admin:claims_apitoken_changelist"), {"action": "revoke", "_selected_action": [token.pk]})
    assert ApiToken.objects.named_by(secret) is None


def test_an_administrator_makes_no_token_of_a_superuser(as_role: Any) -> None:
    from django.contrib.auth.models import User

    root = User.objects.create_superuser("root")
    response = as_role("administrator").post(reverse("admin:claims_apitoken_add"), {"user": root.pk, "name": "x"})
    assert response.status_code == 200
    assert not ApiToken.objects.exists()


# --- What the pages cost -------------------------------------------------------------------------


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_pages_cost_as_much_for_many_rows_as_for_few(coder: Client, source: Source) -> None:
    def cost_of(count: int) -> list[int]:
        rows = [{"source": "harbour-news", "statement": f"s{n}", "actor": f"Unheard {n} of {count}", "date": "never"}
                for n in range(count)]  # fmt: skip
        job = checked(table(rows))
        names = ("change", "actors", "rejected")
        return [cost(coder, reverse(f"admin:claims_import_{name}", args=[job.pk])) for name in names]

    few, many = cost_of(3), cost_of(300)
    # Of a short file the end is looked for as well.
    assert all(cost <= before for cost, before in zip(many, few, strict=True))
    assert max(many) <= 12


def test_the_list_costs_the_same_for_many(coder: Client, source: Source) -> None:
    address = reverse("admin:claims_import_changelist")
    checked(table(ROWS))
    few = cost(coder, address)
    for _ in range(10):
        checked(table(ROWS))
    assert cost(coder, address) == few
