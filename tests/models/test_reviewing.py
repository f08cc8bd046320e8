"""The tables of acceptances, comments and saved filters refuse what they must not hold."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from claims.models.claims import Claim
from claims.models.reviewing import Acceptance, Comment, SavedFilter
from tests import factories
from tests.models.rows import of_the_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("anna")


def refused(name: str, make: object) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()  # type: ignore[operator]


def test_a_comment_has_a_text():
    claim = factories.claim()
    refused("comment_text_is_given", lambda: Comment.objects.create(claim=claim, text=""))


def test_a_saved_filter_has_a_name_that_its_owner_gave_once(person):
    refused("savedfilter_name_is_given", lambda: SavedFilter.objects.create(owner=person, name=""))
    SavedFilter.objects.create(owner=person, name="Drafts")
    refused("savedfilter_is_named_once", lambda: SavedFilter.objects.create(owner=person, name="Drafts"))
    SavedFilter.objects.create(owner=User.objects.create_user("ben"), name="Drafts")


def test_every_constraint_says_what_to_do():
    found = [constraint for model in of_the_program() for constraint in model._meta.constraints]
    assert found
    assert all(str(constraint.violation_error_message).endswith(".") for constraint in found)


def test_they_go_with_the_claim_and_stay_when_the_account_goes(person):
    claim = factories.claim()
    Comment.objects.create(claim=claim, author=person, text="Which port?")
    Acceptance.objects.create(claim=claim, version=1, by=person)
    person.delete()
    assert (Comment.objects.get().author, Acceptance.objects.get().by) == (None, None)
    Claim.objects.get(pk=claim.pk).delete()
    assert not Comment.objects.exists()
    assert not Acceptance.objects.exists()


def test_no_field_is_without_help():
    fields = [field for model in of_the_program() if not model._meta.proxy for field in model._meta.fields]
    assert [field.name for field in fields if not field.primary_key and not field.help_text.endswith((".", "…"))] == []
