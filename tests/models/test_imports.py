"""The tables of imports, sketches and tokens refuse what they must not hold."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from claims.models.actors import Actor
from claims.models.imports import Import, ImportActor, ImportChunk, ImportProblem
from claims.models.tokens import ApiToken
from tests import factories
from tests.models.rows import of_the_program

pytestmark = pytest.mark.django_db


def job(**fields: Any) -> Import:
    return Import.objects.create(**{"name": "x", "size": 1, "sha256": "0" * 64, "format": "csv", **fields})


def actor() -> Actor:
    return factories.actor()


def asked(**fields: Any) -> ImportActor:
    return ImportActor.objects.create(**{"of": job(), "key": "k", "name": "n", "row": 2, "why": "w", **fields})


def twice(make: Any, **fields: Any) -> None:
    of = job()
    for _ in range(2):
        make(of=of, **fields)


BROKEN: dict[str, Any] = {
    "import_format_is_known": lambda: job(format="doc"),
    "import_duplicates_is_known": lambda: job(duplicates="merge"),
    "import_accept_is_known": lambda: job(accept="some"),
    "import_state_is_known": lambda: job(state="lost"),
    "import_task_is_known": lambda: job(task="wait"),
    "importchunk_is_there_once": lambda: twice(ImportChunk.objects.create, number=0, data=b"x"),
    "importproblem_severity_is_known": lambda: ImportProblem.objects.create(
        of=job(), row=1, first_row=1, last_row=1, severity="grave", message="m"
    ),
    "importactor_is_asked_once": lambda: twice(asked),
    "importactor_is_one_or_new": lambda: asked(actor=actor(), is_new=True),
}


def test_every_constraint_is_exercised_here() -> None:
    models = [model for model in of_the_program() if model.__module__ in (Import.__module__, ApiToken.__module__)]
    assert {one.name for model in models for one in model._meta.constraints} == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_what_must_not_be_held_is_refused(name: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        BROKEN[name]()
