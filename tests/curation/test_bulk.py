"""Facts made all at once are those that were made publication by publication."""

import pytest
from django.db import connection, models, transaction

from bench.history import generate
from claims.curation import bulk
from claims.curation.processes import Broken
from claims.curation.rebuilding import FACTS, any_missing, build, differences, rebuild
from claims.models.facts import ClaimFact, Term
from claims.models.finding import Word

CLAIMS = 80


def indexes() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()")
        return set(cursor.fetchall())


def keyed(model: type[models.Model]) -> list[tuple[str, ...]]:
    """The rows without their own numbers, and with terms by what they stand for."""
    terms = {pk: f"{facet}:{key}" for pk, facet, key in Term.objects.values_list("id", "facet", "key")}
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    return sorted(
        tuple(str(sorted(terms[pk] for pk in value) if isinstance(value, list) else value) for value in row)
        for row in model._default_manager.values_list(*columns)
    )


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_what_advance_makes_step_by_step() -> None:
    generate(CLAIMS, 2, processes=1, workshop=False)
    before = indexes()
    told: list[int] = []
    build(told.append, processes=2)
    assert differences() == []
    assert indexes() == before
    made = {model: keyed(model) for model in FACTS}
    assert all(made.values())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE claims_term")
    # Where there are facts, they are made anew in the order of the ledger.
    rebuild()
    assert {model: keyed(model) for model in FACTS} == made
    assert told[-1] == max(told)


@pytest.mark.django_db
def test_a_rebuild_of_no_facts_is_one_transaction() -> None:
    generate(CLAIMS, 2, processes=1, workshop=False)
    before = indexes()
    with transaction.atomic():
        rebuild()
        assert ClaimFact.objects.exists()
        assert Word.objects.exists()
        transaction.set_rollback(True)
    assert not ClaimFact.objects.exists()
    assert indexes() == before


@pytest.mark.django_db(transaction=True)
def test_broken_off_it_leaves_no_facts_and_all_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    generate(CLAIMS, 2, processes=1, workshop=False)
    before, advance = indexes(), bulk.advance  # type: ignore[attr-defined]
    calls: list[int] = []

    def break_off(found: list, memory: object) -> None:
        calls.append(len(found))
        if len(calls) > 1:
            raise ValueError("it went wrong")
        advance(found, memory)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "advance", break_off)
    with pytest.raises(Broken, match="it went wrong"):
        build(processes=2)
    assert not any(model._default_manager.exists() for model in FACTS)
    assert indexes() == before


@pytest.mark.django_db
def test_what_a_killed_process_left_is_made_whole() -> None:
    generate(CLAIMS, 2, processes=1, workshop=False)
    before = indexes()
    build()
    made = {model: keyed(model) for model in FACTS}
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX claimfact_terms; ALTER TABLE claims_word DROP CONSTRAINT word_is_there_once")
        cursor.execute("DELETE FROM claims_claimfact WHERE record % 2 = 0; DELETE FROM claims_recordfact")
    assert any_missing()
    rebuild()
    assert not any_missing()
    assert {model: keyed(model) for model in FACTS} == made
    assert indexes() == before
