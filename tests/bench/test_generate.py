"""The generated ledger is one that the program could have written."""

from typing import Any

import pytest
from django.db import transaction
from rest_framework import serializers

from bench.history import generate
from claims.choices import Operation, RecordKind
from claims.curation.documents import SERIALIZERS
from claims.curation.verifying import verify
from claims.models.facts import ClaimFact
from claims.models.ledger import Publication
from claims.serializers.base import TextOrNull

# What the fields of documents hold in JSON.
PYTHON: dict[type[serializers.Field], type] = {
    serializers.CharField: str,
    TextOrNull: str,
    serializers.UUIDField: str,
    serializers.DateField: str,
    serializers.BooleanField: bool,
    serializers.IntegerField: int,
    serializers.FloatField: float,
}

pytestmark = pytest.mark.django_db

CLAIMS = 120


def generated_and_undone(seed: int) -> str:
    with transaction.atomic():
        chain = generate(CLAIMS, seed)
        transaction.set_rollback(True)
    return chain


def test_equal_seeds_give_equal_ledgers_and_others_do_not() -> None:
    first, again, other = (generated_and_undone(seed) for seed in (7, 7, 8))
    assert first == again != other


def test_it_proves_itself_and_everything_happens_in_it() -> None:
    said: list[str] = []
    chain = generate(CLAIMS, 1, said.append)
    verdict = verify()
    assert verdict.faults == []
    assert verdict.chain.hex() == chain
    assert set(verdict.operations) == set(Operation.values) - {Operation.REDACTED}
    assert any(f"{CLAIMS} of {CLAIMS} claims" in line for line in said)
    every_document_has_the_members_of_its_serializer()
    edits_reach_the_documents_that_name_the_actor()
    # Two in a hundred are taken back.
    assert 0 < CLAIMS - ClaimFact.objects.at(verdict.head).count() <= CLAIMS * 0.03


def every_document_has_the_members_of_its_serializer() -> None:
    kinds = set()
    for row in Publication.objects.with_document():
        kinds.add(row.kind)
        wrong = list(unlike(row.parsed(), SERIALIZERS[RecordKind(row.kind)](), row.kind))
        assert not wrong, (row.seq, wrong)
    assert kinds == set(RecordKind.values)


def edits_reach_the_documents_that_name_the_actor() -> None:
    refreshed = Publication.objects.filter(op=Operation.REFRESHED, kind=RecordKind.CLAIM, cause__isnull=False)
    causes = Publication.objects.in_bulk(set(refreshed.values_list("cause", flat=True)))
    assert {row.op for row in causes.values()} == {Operation.REVISED, Operation.MERGED}
    for row in refreshed:
        cause = causes[row.cause or 0]
        uid = cause.parsed().get("merged_into", cause.uid)
        named = Publication.objects.until(row.seq).filter(uid=uid).latest("seq")
        assert f'"slug":"{named.slug}"' in (row.body or "")


def unlike(value: Any, declared: Any, path: str) -> Any:
    """Where a document is not as its serializer declares it."""
    if isinstance(declared, serializers.ListSerializer | serializers.ListField):
        for index, item in enumerate(value):
            yield from unlike(item, declared.child, f"{path}.{index}")
    elif value is None:
        if not declared.allow_null and not isinstance(declared, serializers.Serializer):
            yield f"{path} is null"
    elif isinstance(declared, serializers.Serializer):
        if list(value) != list(declared.fields):
            yield f"{path} has {list(value)} for {list(declared.fields)}"
        for name, part in declared.fields.items():
            yield from unlike(value[name], part, f"{path}.{name}")
    elif isinstance(declared, serializers.ChoiceField):
        if value not in declared.choices:
            yield f"{path} is {value}"
    elif not isinstance(value, PYTHON[type(declared)]):
        yield f"{path} is {value!r}"
