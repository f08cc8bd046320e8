"""The generated database is one that the program could have written: workshop, ledger and what is between them."""

import datetime
import hashlib
from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from pghistory.models import Event

from bench.chance import Skewed, chance_of
from bench.history import generate
from bench.outline import Plan
from bench.records import DAYS, FIRST_DAY
from bench.workshop import MODELS as TABLES
from bench.world import ISSUES, World
from claims.choices import Operation, RecordKind
from claims.curation.checks import check
from claims.curation.documents import MODELS, fresh, render
from claims.curation.exposure import give_shares
from claims.curation.rebuilding import build
from claims.curation.verifying import verify
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.coding import ClaimRelation, Evidence
from claims.models.facts import ClaimFact
from claims.models.ledger import Publication
from claims.models.sources import Source

CLAIMS = 120


def all_rows() -> str:
    """A digest of every row of the workshop and of the ledger."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in [Publication._meta.db_table, *(model._meta.db_table for model in TABLES)]:
            cursor.execute(f"SELECT t::text FROM {table} AS t ORDER BY 1")  # noqa: S608 — a table of ours
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


def generated_and_undone(seed: int) -> str:
    with transaction.atomic():
        generate(CLAIMS, seed, processes=1)
        rows = all_rows()
        transaction.set_rollback(True)
    return rows


@pytest.mark.django_db
def test_equal_seeds_give_equal_databases_and_others_do_not() -> None:
    first, again, other = (generated_and_undone(seed) for seed in (7, 7, 8))
    assert first == again != other


@pytest.mark.django_db(transaction=True)
def test_two_processes_give_what_one_does() -> None:
    with transaction.atomic():
        generate(CLAIMS, 7, processes=1)
        alone = all_rows()
        transaction.set_rollback(True)
    generate(CLAIMS, 7, processes=2)
    assert all_rows() == alone


@pytest.mark.django_db
def test_the_ledger_alone_is_that_of_the_whole() -> None:
    whole = generate(CLAIMS, 7, processes=1)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE claims_publication, claims_term CASCADE")
        cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in TABLES)} CASCADE")
    alone = generate(CLAIMS, 7, processes=1, workshop=False)
    assert (alone.publications, alone.chain) == (whole.publications, whole.chain)
    assert not any(model._default_manager.exists() for model in TABLES)


def test_a_million_claims_speak_of_as_many_records_as_are_asked_for() -> None:
    plan = Plan(1_000_000, 1)
    world = World(plan)
    assert (len(world.actors), plan.sources, len(world.topics)) == (5_000, 50_000, 200)
    above: dict[str, Any] = {}
    for topic in world.topics:
        parent = topic.document["parent"]
        assert parent is None or parent["slug"] in above, "what is wider comes first: it is a tree"
        above[topic.slug] = parent
    assert list(above.values()).count(None) == len(ISSUES)


def test_the_second_is_drawn_half_as_often_as_the_first() -> None:
    drawn = Counter(Skewed(range(5_000)).some(200_000, chance_of(1, "zipf")))
    for rank in (2, 4, 8, 16):
        assert drawn[0] / drawn[rank - 1] == pytest.approx(rank, rel=0.2)


@pytest.mark.django_db
class TestWhatIsGenerated:
    @pytest.fixture(autouse=True)
    def generated(self) -> None:
        self.said: list[str] = []
        self.history = generate(CLAIMS, 1, processes=1, say=self.said.append)

    def test_it_proves_itself_and_everything_happens_in_it(self) -> None:
        build()
        verdict = verify()
        assert verdict.faults == []
        assert (verdict.head, verdict.chain.hex()) == (self.history.publications, self.history.chain)
        assert set(verdict.operations) == set(Operation.values) - {Operation.REDACTED}
        assert any(f"{CLAIMS} of {CLAIMS} claims" in line for line in self.said)
        # Two in a hundred are taken back.
        assert 0 < CLAIMS - ClaimFact.objects.at(verdict.head).count() <= CLAIMS * 0.03

    def test_the_workshop_renders_what_is_public_word_for_word(self) -> None:
        build()
        for kind, model in MODELS.items():
            records = list(model._default_manager.values_list("pk", flat=True))
            last = {row.record: row for row in Publication.objects.latest_of(kind, records)}
            assert sorted(last) == sorted(records)
            public = fresh(kind, [pk for pk, row in last.items() if row.has_document])
            give_shares(public)
            assert [last[record.pk].body for record in public] == render(public)
            assert all(record.version == record.published_version == last[record.pk].version for record in public)
            taken_back = set(records) - {record.pk for record in public}
            assert not model.objects.published().filter(pk__in=taken_back).exists()

    def test_no_published_record_breaks_a_rule(self) -> None:
        for kind, model in MODELS.items():
            public = fresh(kind, list(model.objects.published().values_list("pk", flat=True)))
            assert public
            assert check(public) == []

    def test_every_row_that_is_named_is_there(self) -> None:
        """Nothing held foreign keys while the rows were written."""
        connection.check_constraints([model._meta.db_table for model in TABLES])
        with connection.cursor() as cursor:
            for model in TABLES:
                for field in model._meta.concrete_fields:
                    if field.is_relation:
                        of, to = model._meta.db_table, field.related_model._meta.db_table  # type: ignore[union-attr]
                        cursor.execute(
                            f"SELECT count(*) FROM {of} AS a LEFT JOIN {to} AS b ON b.id = a.{field.column}"  # noqa: S608
                            f" WHERE a.{field.column} IS NOT NULL AND b.id IS NULL"
                        )
                        assert cursor.fetchone() == (0,), (of, field.column)

    def test_new_rows_get_numbers_of_their_own(self) -> None:
        last = Actor.objects.latest("pk").pk
        assert Actor.objects.create(slug="new", name="New", kind="person").pk > last

    def test_its_shares_are_those_asked_for(self) -> None:
        people = sum(claim.participants.count() + claim.attribution.count() - 1 for claim in Claim.objects.all())
        assert 2 < people / CLAIMS < 3
        assert 1.1 < Evidence.objects.count() / CLAIMS < 1.5
        revised = Publication.objects.filter(kind=RecordKind.CLAIM, op=Operation.REVISED).count()
        assert 0.03 < revised / CLAIMS < 0.07

    def test_no_document_points_at_what_is_not_public_then(self) -> None:
        claims: dict[Any, bool] = {}
        for row in Publication.objects.filter(kind=RecordKind.CLAIM).order_by("seq"):
            if row.has_document:
                assert all(claims.get(tie["claim"]) is not None for tie in row.parsed()["relations"]), row.seq
            claims[str(row.uid)] = row.has_document
        for row in Publication.objects.latest_of(RecordKind.CLAIM, list(range(1, CLAIMS + 1))):
            if row.has_document:
                assert all(claims[tie["claim"]] for tie in row.parsed()["relations"]), row.seq

    def test_all_axes_of_certainty_and_relations_are_there_and_days_of_fifteen_years(self) -> None:
        for axis in ("likelihood", "coding_confidence", "credibility"):
            assert Claim.objects.exclude(**{axis: None}).exists(), axis
        assert Source.objects.exclude(reliability=None).exists()
        assert ClaimRelation.objects.exists()
        days = [day for day in Source.objects.values_list("published_on", flat=True) if day is not None]
        assert max(days) - min(days) > datetime.timedelta(days=DAYS // 2)
        assert FIRST_DAY <= min(days) < max(days) < FIRST_DAY + datetime.timedelta(days=DAYS)

    def test_no_audit_row_is_made(self) -> None:
        audits: list[Any] = [m for m in apps.get_app_config("claims").get_models() if issubclass(m, Event)]
        assert audits
        assert [audit for audit in audits if audit.objects.exists()] == []


@pytest.mark.django_db
def test_edits_reach_the_documents_that_name_the_actor() -> None:
    # So many that some of them name an actor to which something happens.
    generate(5 * CLAIMS, 1, processes=1, workshop=False)
    refreshed = Publication.objects.filter(op=Operation.REFRESHED, kind=RecordKind.CLAIM, cause__isnull=False)
    causes = Publication.objects.in_bulk(set(refreshed.values_list("cause", flat=True)))
    assert {row.op for row in causes.values()} == {Operation.REVISED, Operation.MERGED}
    for row in refreshed:
        cause = causes[row.cause or 0]
        uid = cause.parsed().get("merged_into", cause.uid)
        named = Publication.objects.until(row.seq).filter(uid=uid).latest("seq")
        assert f'"slug":"{named.slug}"' in (row.body or "")
