"""The page on which a record is redacted: who is led to it, what it refuses at once, and what it leaves."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from claims.choices import Operation
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories
from tests.admin.forms import fields_of
from tests.admin.test_acts import LIST, confirm, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


def test_a_superuser_redacts_with_a_reason_and_the_log_keeps_no_name(public_claim, superuser):
    make_known = fields_of(superuser.get(url(public_claim, "change"))) | {
        "statement": "Peculiar words.",
        "_publish": "1",
    }
    superuser.post(url(public_claim, "change"), make_known)
    confirm(superuser, url(public_claim, "publish"))
    page = superuser.get(url(public_claim, "redact"))
    assert "It cannot be undone." in page.content.decode()
    refused = confirm(superuser, url(public_claim, "redact"), reason="")
    assert "Say why." in refused.content.decode()
    confirm(superuser, url(public_claim, "redact"), reason="Libel.")
    row = Publication.objects.get(op=Operation.REDACTED)
    assert (row.uid, row.by, row.reason) == (public_claim.uid, "root", "Libel.")
    assert not LogEntry.objects.filter(object_repr__contains="Peculiar").exists()
    assert LogEntry.objects.filter(object_repr="redacted", change_message__contains="Libel.").exists()


def test_redacting_is_offered_for_what_was_public_and_not_for_many_at_once(claim, public_claim, superuser, reviewer):
    draft = factories.claim()
    assert url(public_claim, "redact") in superuser.get(url(public_claim, "change")).content.decode()
    assert url(draft, "redact") not in superuser.get(url(draft, "change")).content.decode()
    assert 'value="redact"' not in superuser.get(LIST).content.decode()
    assert url(public_claim, "redact") not in reviewer.get(url(public_claim, "change")).content.decode()


def test_redacting_what_never_was_public_is_refused_before_anybody_is_asked_why(claim, superuser):
    page = superuser.get(url(claim, "redact"))
    assert "it was never public: delete it instead." in page.content.decode()
    assert "reason" not in fields_of(page)
    confirm(superuser, url(claim, "redact"), reason="Libel.")
    assert not Publication.objects.exists()
    assert Claim.objects.get(pk=claim.pk).statement == claim.statement


def test_so_is_redacting_what_public_documents_name(public_claim, superuser):
    page = superuser.get(url(public_claim.topics.all()[0], "redact"))
    assert "public documents name it" in page.content.decode()
    assert "reason" not in fields_of(page)
