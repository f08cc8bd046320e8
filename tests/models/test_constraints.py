"""Every constraint refuses what it is there to refuse, and says so in a curator's words.

`BROKEN` has a row for each constraint; one without fails the first test. Those that hold a field to its vocabulary
are found by walking the fields instead.
"""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from claims.models.actors import Actor, ActorName, Affiliation, Identifier
from claims.models.claims import Claim
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.sources import Citation, Source, SourceText
from claims.models.topics import Event, Place, Topic
from tests import factories as make
from tests.models.rows import ROWS, ledger, of_the_program, workshop

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 3, 1)
EARLIER = datetime.date(2025, 2, 1)
BACKWARDS = {"from": DAY, "to": EARLIER, "precision": "period"}


def span(prefix: str, **values: Any) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


def itself(field: str) -> Callable[[models.Model], dict[str, Any]]:
    """The row named in its own field."""
    return lambda row: {field: row}


def owner(field: str, from_: str) -> Callable[[models.Model], dict[str, Any]]:
    return lambda row: {field: getattr(row, from_)}


Change = dict[str, Any] | Callable[[Any], dict[str, Any]]

# CHECKs: the model, and values that it refuses of a row that is good otherwise.
BROKEN: dict[str, tuple[type[models.Model], Change]] = {
    **{
        f"{model.__name__.lower()}_slug_is_plain": (model, {"slug": "Two Words"})
        for model in (Actor, Source, Topic, Place, Event)
    },
    **{f"{model.__name__.lower()}_name_is_given": (model, {"name": ""}) for model in (Actor, Topic, Place, Event)},
    "actor_is_not_merged_into_itself": (Actor, itself("merged_into")),
    "actorname_name_is_given": (ActorName, {"name": ""}),
    "affiliation_since_is_in_order": (Affiliation, {"since": DAY, "until": EARLIER}),
    "affiliation_is_to_another": (Affiliation, owner("organisation", "actor")),
    "identifier_value_is_given": (Identifier, {"value": ""}),
    "identifier_evidence_is_given": (Identifier, {"evidence": ""}),
    "source_title_is_given": (Source, {"title": ""}),
    "source_quote_limit_is_positive": (Source, {"quote_limit": 0}),
    "source_reliability_has_basis": (Source, lambda row: {"reliability": make.level("reliability", "A")}),
    "citation_is_of_another": (Citation, owner("cited", "source")),
    "sourcetext_text_is_given": (SourceText, {"text": ""}),
    "sourcetext_sha256_is_hex": (SourceText, {"sha256": "G" * 64}),
    "topic_is_not_its_own_parent": (Topic, itself("parent")),
    "place_country_is_two_capitals": (Place, {"country": "fr"}),
    "place_point_is_on_earth": (Place, {"latitude": 91, "longitude": 0}),
    "event_occurred_is_in_order": (Event, span("occurred", **BACKWARDS)),
    "event_occurred_has_precision": (Event, {"occurred_from": DAY}),
    "scale_slug_is_plain": (ConfidenceScale, {"slug": "-"}),
    "scale_name_is_given": (ConfidenceScale, {"name": ""}),
    "scale_citation_is_given": (ConfidenceScale, {"citation": ""}),
    "level_code_is_given": (ConfidenceLevel, {"code": ""}),
    "level_label_is_given": (ConfidenceLevel, {"label": ""}),
    "level_range_is_a_percentage": (ConfidenceLevel, {"low": 60, "high": 50}),
    "level_stix_is_a_percentage": (ConfidenceLevel, {"stix": 101}),
    "claim_statement_is_given": (Claim, {"statement": ""}),
    "claim_occurred_is_in_order": (Claim, span("occurred", **BACKWARDS)),
    "claim_occurred_has_precision": (Claim, {"occurred_to": DAY}),
    "claim_likelihood_is_hedged": (Claim, lambda row: {"likelihood": make.level("likelihood", "likely")}),
    "attribution_said_is_in_order": (Attribution, span("said", **BACKWARDS)),
    "attribution_said_has_precision": (Attribution, {"said_from": DAY}),
    "participant_evaluation_is_a_sign": (Participant, {"evaluation": 2}),
    "hedgecue_text_is_given": (HedgeCue, {"text": ""}),
    "hedgecue_offsets_are_a_range": (HedgeCue, {"start": 4, "end": 4}),
    "evidence_exact_is_given": (Evidence, {"exact": ""}),
    "evidence_found_has_offsets": (Evidence, {"status": "exact"}),
    "relation_is_to_another": (ClaimRelation, owner("target", "claim")),
}

# More that the same constraints refuse: each half of a rule on its own.
ALSO_BROKEN: list[tuple[str, type[models.Model], Change]] = [
    ("place_point_is_on_earth", Place, {"latitude": 0, "longitude": 181}),
    ("level_range_is_a_percentage", ConfidenceLevel, {"low": 60, "high": 101}),
    ("place_country_is_two_capitals", Place, {"country": "F"}),
    ("evidence_found_has_offsets", Evidence, {"status": "moved", "start": 0, "end": 5, "paragraph": 1}),
    ("sourcetext_sha256_is_hex", SourceText, {"sha256": "a" * 63}),
]

BREAKING = [*((name, *rest) for name, rest in BROKEN.items()), *ALSO_BROKEN]

# One half of what is to be given together. A comparison with NULL is NULL, and a CHECK lets NULL pass: the conditions
# have to name the NULLs, which waits for the next migration (MODEL_CHANGES).
HALVES: list[tuple[str, type[models.Model], Change]] = [
    ("place_point_is_on_earth", Place, {"latitude": 10, "longitude": None}),
    ("place_point_is_on_earth", Place, {"latitude": None, "longitude": 10}),
    ("level_range_is_a_percentage", ConfidenceLevel, {"low": 60, "high": None}),
    ("level_range_is_a_percentage", ConfidenceLevel, {"low": None, "high": 60}),
    ("hedgecue_offsets_are_a_range", HedgeCue, {"start": 4, "end": None}),
    ("hedgecue_offsets_are_a_range", HedgeCue, {"start": None, "end": 4}),
]

# UNIQUEs, those of the workshop: a second row that differs from the first in nothing that it names.
UNIQUE = {
    constraint.name: (model, constraint)
    for model in workshop()
    for constraint in model._meta.constraints
    if isinstance(constraint, models.UniqueConstraint)
}


def coded() -> list[tuple[type[models.Model], models.Field]]:
    """The fields of the workshop that hold a code of a vocabulary."""
    return [(m, f) for m in workshop() if not m._meta.proxy for f in m._meta.fields if f.choices and f.max_length]


def known(model: type[models.Model], field: models.Field) -> models.BaseConstraint:
    return next(c for c in model._meta.constraints if c.name.endswith(f"_{field.name}_is_known"))


def repr_of(value: object) -> str:
    """A name that is the same in every process; a function's has its address in it."""
    return getattr(value, "__name__", None) or str(value)


def constraints() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    found = [m for m in apps.get_app_config("claims").get_models() if not m.__name__.endswith("Audit")]
    return {c.name: (model, c) for model in found for c in model._meta.constraints}


# The others are in test_ledger.py, test_reviewing.py and test_imports.py.
IN_THE_LEDGER = {name for name, (model, _) in constraints().items() if model in (*ledger(), *of_the_program())}


def test_every_constraint_is_exercised_here():
    vocabularies = {known(*pair).name for pair in coded()}
    exercised = {*BROKEN, *UNIQUE, *vocabularies}
    assert set(constraints()) - IN_THE_LEDGER == exercised


def test_what_is_broken_is_named_as_the_constraint_that_refuses_it():
    assert {name for name in BROKEN if constraints()[name][0] is not BROKEN[name][0]} == set()


@pytest.mark.parametrize("name", sorted(set(constraints()) - IN_THE_LEDGER))
def test_every_constraint_has_a_message_that_a_curator_understands(name):
    _, constraint = constraints()[name]
    message = str(constraint.violation_error_message)
    assert message != constraint.default_violation_error_message
    assert message.endswith((".", "?", "…")), message
    assert name not in message


@pytest.mark.parametrize(("model", "field"), coded(), ids=[f"{m.__name__}-{f.name}" for m, f in coded()])
def test_a_code_that_is_not_in_the_vocabulary_is_refused(model, field):
    constraint = known(model, field)
    row = ROWS[model].build()
    refuses(constraint, model, row, {field.name: "nonsense"[: field.max_length]})
    if not field.blank:
        refuses(constraint, model, row, {field.name: ""})
    setattr(row, field.name, "nonsense")
    with pytest.raises(ValidationError, match=str(field.choices[0][0])):
        constraint.validate(model, row)


@pytest.mark.parametrize(("name", "model", "change"), BREAKING, ids=[name for name, *_ in BREAKING])
def test_a_row_that_breaks_the_rule_is_refused(name, model, change):
    row = ROWS[model].build()
    values = change(row) if callable(change) else change
    refuses(constraints()[name][1], model, row, values)
    for field, value in values.items():
        setattr(row, field, value)
    with pytest.raises(ValidationError):
        constraints()[name][1].validate(model, row)


@pytest.mark.parametrize(("name", "model", "change"), HALVES, ids=repr_of)
def test_a_half_of_what_is_given_together_is_refused(name, model, change):
    refuses(constraints()[name][1], model, ROWS[model].build(), change)


@pytest.mark.parametrize("name", sorted(UNIQUE))
def test_a_second_row_of_the_same_key_is_refused(name):
    model, constraint = UNIQUE[name]
    first, second = ROWS[model].build(), ROWS[model].build()
    same = {field: getattr(first, field) for field in constraint.fields}
    # Keys of its own in all else, so that no other constraint is meant.
    own = {"order": 6, "code": "other", "rank": 2}
    own = {field: value for field, value in own.items() if field in {f.name for f in model._meta.fields}}
    refuses(constraint, model, second, {**own, **same})


def refuses(constraint: models.BaseConstraint, model: Any, row: Any, values: dict[str, Any]) -> None:
    """The database names the constraint, whatever the path; a text cannot be changed and so is made anew."""

    def write() -> None:
        if model is SourceText:
            fields = {"source": row.source, "text": "New.", "rule": "1", "sha256": "b" * 64}
            model.objects.create(**{**fields, **values})
        else:
            model._default_manager.filter(pk=row.pk).update(**values)

    with pytest.raises(IntegrityError, match=f'"{constraint.name}"'), transaction.atomic():
        write()


@pytest.mark.parametrize("model", [Participant, Position, Attribution, HedgeCue, Evidence, ClaimRelation])
def test_the_parts_of_a_claim_have_a_place_of_their_own_each(model):
    table = {"ClaimRelation": "relation"}.get(model.__name__, model.__name__.lower())
    assert f"{table}_place_is_taken_once" in UNIQUE
