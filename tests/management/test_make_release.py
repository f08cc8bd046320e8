"""manage.py make_release."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.curation.publishing import publish
from claims.models.ledger import Release
from tests import factories as make

pytestmark = pytest.mark.django_db


def make_release(*options: str) -> str:
    out = StringIO()
    call_command("make_release", *options, stdout=out)
    return out.getvalue()


def test_it_names_the_head_and_says_what_is_in_it():
    publish([make.topic(), make.topic(), make.actor()])
    said = make_release("summer-2026", "--notes", "For the report.")
    made = Release.objects.get()
    assert (made.name, made.notes, made.seq, made.by) == ("summer-2026", "For the report.", 3, "make_release")
    assert f"Release summer-2026 is 3:{bytes(made.chain).hex()}" in said
    assert "1 actor, 2 topics." in said


@pytest.mark.parametrize(
    ("name", "published", "remedy"),
    [("v1", 0, "publish something, then release it"), ("2026", 1, "Begin with a letter"), ("v0", 1, "already exists")],
)
def test_what_cannot_be_released_is_refused_with_the_remedy(name, published, remedy):
    if published:
        publish([make.topic()])
        make_release("v0")
    with pytest.raises(CommandError, match=remedy):
        make_release(name)
    assert not Release.objects.exclude(name="v0").exists()
