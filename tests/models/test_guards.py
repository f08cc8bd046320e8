"""What the database refuses, or leaves as it was, whoever asks: the bookkeeping, the ledger, the texts."""

import pytest
from django.core import serializers
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.curation.publishing import retract
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.sources import SourceText
from claims.models.triggers import DOOR, ERASING
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def public() -> Claim:
    claim = make.claim()
    make.publish_all(claim)
    claim.refresh_from_db()
    return claim


def test_a_record_is_not_made_as_public():
    with pytest.raises(IntegrityError, match="published_version is set by publish"), transaction.atomic():
        make.actor(published_version=1)


@pytest.mark.parametrize("state", ["published", "retracted"])
def test_a_claim_is_not_made_in_a_state_beyond_review(state):
    with pytest.raises(IntegrityError, match=rf"state {state} is set by publish\(\) and retract\(\) alone"):
        Claim.objects.create(source=make.source(), statement="Dues rose.", kind="event", state=state)


@pytest.mark.parametrize("state", ["published", "retracted"])
def test_a_draft_is_not_set_to_a_state_beyond_review(state):
    claim = make.claim()
    with pytest.raises(IntegrityError, match="alone"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(state=state)
    claim.refresh_from_db()
    assert claim.state == "draft"


def test_a_public_claim_is_not_set_to_retracted_by_hand(public):
    with pytest.raises(IntegrityError, match="alone"):
        Claim.objects.filter(pk=public.pk).update(state="retracted")


@pytest.mark.parametrize("value", [None, 99])
def test_which_version_is_public_is_not_set_by_hand(public, value):
    before = public.published_version
    Claim.objects.filter(pk=public.pk).update(published_version=value)
    public.refresh_from_db()
    assert public.published_version == before


def test_the_uid_of_a_record_is_for_good(public):
    before = public.uid
    Claim.objects.filter(pk=public.pk).update(uid="00000000-0000-4000-8000-000000000000")
    public.refresh_from_db()
    assert public.uid == before


def test_a_draft_is_not_made_public_by_hand():
    actor = make.actor()
    Actor.objects.filter(pk=actor.pk).update(published_version=1)
    actor.refresh_from_db()
    assert not actor.is_public


def test_the_number_of_edits_is_not_set_by_hand():
    actor = make.actor()
    Actor.objects.filter(pk=actor.pk).update(version=40)
    actor.refresh_from_db()
    assert actor.version == 1


def test_a_public_record_is_not_deleted(public):
    with pytest.raises(IntegrityError, match=rf"{public.uid} is public: retract it before you delete it"):
        public.delete()


def test_a_retracted_record_can_be_deleted_and_its_publications_stay(public):
    pk = public.pk
    retract([public], reason="Misread.")
    Claim.objects.get(pk=pk).delete()
    ops = Publication.objects.filter(kind="claim", record=pk).order_by("seq").values_list("op", flat=True)
    assert list(ops) == ["published", "retracted"]


def test_loading_a_fixture_over_a_public_record_keeps_its_bookkeeping(public):
    """loaddata writes every column of a row, those that the file leaves out with their defaults."""
    before = Claim.objects.values("published_version", "created_at", "state", "version").get(pk=public.pk)
    fixture = [
        {
            "model": "claims.claim",
            "fields": {
                "uid": str(public.uid),
                "source": [public.source.slug],
                "statement": "Another.",
                "kind": "state",
                "coding_confidence": ["scale-coding-confidence", "high"],
                "hedging": "unhedged",
                "topics": [[topic.slug] for topic in public.topics.all()],
            },
        }
    ]
    for row in serializers.deserialize("python", fixture):
        row.save()
    after = Claim.objects.values("published_version", "created_at", "state", "version").get(pk=public.pk)
    assert after == {**before, "version": before["version"] + 1}
    assert Claim.objects.get(pk=public.pk).statement == "Another."


@pytest.mark.parametrize(
    "statement",
    ["UPDATE claims_publication SET reason = 'x'", "DELETE FROM claims_publication WHERE seq = 1"],
)
def test_a_publication_is_never_changed_or_deleted_by_sql(public, statement):
    with pytest.raises(DatabaseError, match="only grows"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_publication_is_never_changed_or_deleted_by_the_orm(public):
    row = Publication.objects.latest("seq")
    for act in (row.delete, row.save, Publication.objects.all().delete):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            act()


def test_not_even_the_open_door_lets_the_ledger_change(public):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'open', true)", [DOOR])
        with pytest.raises(DatabaseError, match="only grows"):
            cursor.execute("DELETE FROM claims_publication")


ERASED = "body = NULL, salt = NULL, reason = '', erased_by = seq + 1"


@pytest.mark.parametrize(
    "change",
    [
        "body = 'x'",
        "body = NULL, salt = NULL, reason = '', erased_by = NULL",
        "body = NULL, salt = NULL, reason = '', erased_by = seq",
        f"{ERASED}, digest = ''",
        f"{ERASED}, at = now()",
        f"{ERASED}, slug = 'another'",
    ],
)
def test_a_row_that_is_erased_loses_its_words_and_nothing_else(public, change):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [DOOR, ERASING])
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            cursor.execute(f"UPDATE claims_publication SET {change}")  # noqa: S608
        cursor.execute(f"UPDATE claims_publication SET {ERASED}, slug = ''")  # noqa: S608
        with pytest.raises(DatabaseError, match="only grows"):
            cursor.execute("UPDATE claims_publication SET erased_by = seq + 2")


def test_publishing_shuts_the_door_behind_it(public):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [DOOR])
        assert cursor.fetchone() != ("open",)
    with pytest.raises(IntegrityError, match="published_version is set by publish"):
        make.actor(published_version=1)


def test_a_text_is_never_changed():
    text = make.store_text(make.source(text=""), "Some words.")
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        SourceText.objects.filter(pk=text.pk).update(text="Other words.")
    text.rule = "2"
    with pytest.raises(DatabaseError, match="Cannot update"):
        text.save()
