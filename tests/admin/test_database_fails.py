"""The database fails in the middle of something large: it is said plainly, and nothing is half done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
import pytest
from django.contrib.admin.models import LogEntry
from django.db import OperationalError, connection
from django.urls import reverse
from psycopg import errors

from claims.curation import workflow
from claims.models.claims import Claim
from claims.models.facts import ClaimFact
from claims.models.ledger import Publication
from claims.models.reviewing import ChangeSet
from claims.models.sources import SourceText
from tests import factories
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db(transaction=True)
FULL = errors.DiskFull("could not extend file: No space left on device")


class FailingAt:
    """Lets so many statements that begin so through, and fails at the next as a full disk does."""

    def __init__(self, statement: str, after: int = 0, cause: Exception = FULL) -> None:
        self.statement, self.left, self.cause, self.failed = statement, after, cause, False

    def __call__(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        if str(sql).lstrip().startswith(self.statement):
            if self.left == 0:
                self.failed = True
                raise OperationalError(str(self.cause)) from self.cause
            self.left -= 1
        return execute(sql, *rest)


def state() -> dict[str, Any]:
    """What must be as it was: claims, the ledger, the audit and the admin's log."""
    return {
        "claims": list(Claim.objects.order_by("pk").values()),
        "ledger": list(Publication.objects.values_list("seq", flat=True)),
        "texts": SourceText.objects.count(),
        "sets": ChangeSet.objects.count(),
        "log": LogEntry.objects.count(),
    }


def fails(client: Any, where: str, data: dict[str, Any], statement: str, after: int = 0, cause: Any = FULL) -> str:
    """The page that comes of it, once it was seen that nothing was changed."""
    before, failing = state(), FailingAt(statement, after, cause)
    with connection.execute_wrapper(failing):
        response = client.post(where, data)
    assert failing.failed
    assert response.status_code == 503
    assert state() == before
    page: str = response.content.decode()
    assert "Nothing was done: no part of what you asked for was saved." in page
    return page


def test_publishing_a_whole_source_at_its_very_last_step(reviewer):
    source = factories.source()
    claims = [factories.claim(source=source) for _ in range(3)]
    workflow.send_to_review(claims)
    workflow.accept(Claim.objects.all())
    where = reverse("admin:claims_source_publish-claims", args=[source.pk])
    data = fields_of(reviewer.get(where))
    assert "The database has no room left." in fails(reviewer, where, data, 'INSERT INTO "django_admin_log"')
    reviewer.post(where, data)
    assert set(Claim.objects.values_list("state", flat=True)) == {"published"}


@pytest.mark.parametrize("after", [0, 2])
def test_a_bulk_edit(coder, after):
    claims = [factories.claim(kind="state") for _ in range(4)]
    where = "/admin/claims/claim/"
    data: dict[str, Any] = {"action": "edit", "_selected_action": [claim.pk for claim in claims], "index": "0"}
    data = fields_of(coder.post(where, data)) | {"kind": "event", "reason": "Codebook 2."}
    data = fields_of(coder.post(where, data)) | {"confirm": "yes"}
    fails(coder, where, data, 'UPDATE "claims_claim"', after)
    coder.post(where, data)
    assert set(Claim.objects.values_list("kind", flat=True)) == {"event"}


def test_a_bulk_act(coder):
    claims = [factories.claim() for _ in range(3)]
    where = "/admin/claims/claim/"
    data: dict[str, Any] = {"action": "review", "_selected_action": [claim.pk for claim in claims], "index": "0"}
    data = fields_of(coder.post(where, data))
    fails(coder, where, data, 'UPDATE "claims_claim"', 1)


def test_an_undoing(reviewer):
    source = factories.source()
    with pghistory.context(act="import", title="Lot"):
        for _ in range(3):
            factories.claim(source=source)
    where = reverse("admin:claims_changeset_undo", args=[ChangeSet.objects.get(metadata__title="Lot").pk])
    data = fields_of(reviewer.get(where)) | {"reason": "Wrong file."}
    fails(reviewer, where, data, "DELETE FROM", 3)
    reviewer.post(where, data)
    assert not Claim.objects.exists()


def test_a_version_that_is_put_back(claim, coder):
    factories.edit(claim, kind="event")
    history = coder.get(reverse("admin:claims_claim_history", args=[claim.pk]))
    at = history.context["versions"][1].at.isoformat()
    where = reverse("admin:claims_claim_restore", args=[claim.pk], query={"to": at})
    data = fields_of(coder.get(where)) | {"reason": "It was right."}
    fails(coder, where, data, 'UPDATE "claims_claim"')


def test_a_text_that_is_kept(claim, coder):
    where = reverse("admin:claims_source_text", args=[claim.source_id])
    data = fields_of(coder.post(where, {"pasted": "Other words.", "_preview": "1"})) | {"_keep": "1"}
    fails(coder, where, data, 'INSERT INTO "django_admin_log"')


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (errors.QueryCanceled("statement timeout"), "It took too long and was stopped."),
        (errors.DeadlockDetected("deadlock"), "Somebody did something else to the same records just now."),
        (errors.AdminShutdown("terminating connection"), "The database cannot be reached, or broke off."),
    ],
)
def test_each_failure_is_told_with_its_remedy(claim, coder, cause, words):
    where = reverse("admin:claims_claim_change", args=[claim.pk])
    data = fields_of(coder.get(where)) | {"statement": "Dues rose."}
    assert words in fails(coder, where, data, 'UPDATE "claims_claim"', cause=cause)


def test_a_page_that_only_reads_says_so_without_a_word_on_saving(coder):
    failing = FailingAt("SELECT", 3)
    with connection.execute_wrapper(failing):
        response = coder.get("/admin/claims/claim/")
    assert response.status_code == 503
    assert "Nothing was done" not in response.content.decode()


@contextmanager
def full_disk_at(table: str) -> Iterator[None]:
    """Until it ends, the database itself has no room for a row of this table: COPY passes every wrapper by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no_room()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION no_room CASCADE")


@pytest.mark.parametrize("table", ["claims_publication", "claims_claimfact"])
def test_publishing_a_source_while_the_ledger_itself_is_written(reviewer, table):
    source = factories.source()
    claims = [factories.claim(source=source) for _ in range(3)]
    workflow.send_to_review(claims)
    workflow.accept(Claim.objects.all())
    where = reverse("admin:claims_source_publish-claims", args=[source.pk])
    data = fields_of(reviewer.get(where))
    before, facts = state(), ClaimFact.objects.count()
    with full_disk_at(table):
        response = reviewer.post(where, data)
    assert response.status_code == 503
    assert "The database has no room left." in response.content.decode()
    assert (state(), ClaimFact.objects.count()) == (before, facts)
    reviewer.post(where, data)
    assert set(Claim.objects.values_list("state", flat=True)) == {"published"}
    sequence = list(Publication.objects.order_by("seq").values_list("seq", flat=True))
    assert sequence == list(range(1, len(sequence) + 1))
    assert ClaimFact.objects.count() == facts + 3
