"""Records with all that their documents and checks read, each row once."""

import pytest
from django.db import models

from claims.choices import RecordKind
from claims.curation import checks, documents, gathering
from claims.curation.gathering import Gathering
from claims.curation.rules import Lookups
from claims.models.actors import Actor
from claims.models.base import Part
from claims.models.claims import Claim
from claims.models.sources import SourceText
from tests import factories as make

pytestmark = pytest.mark.django_db


def claims(*made: Claim) -> list[Claim]:
    return Gathering().records(RecordKind.CLAIM, [claim.pk for claim in made])  # type: ignore[return-value]


def test_what_is_gathered_is_checked_and_rendered_without_a_query(django_assert_num_queries):
    target = make.claim()
    make.publish_all(target)
    made = make.claim(relations=[("supports", target)], cues=[("may", "modal")], source=target.source)
    (claim,) = claims(made)
    lookups = Lookups([claim])
    lookups.is_anothers(claim), lookups.is_redacted(claim)
    with django_assert_num_queries(0):
        for rule in checks.CHECKS[RecordKind.CLAIM]:
            list(rule(claim, lookups))
        documents.render([claim])


def test_each_row_is_one_object():
    source = make.source()
    first, second = claims(*(make.claim(source=source) for _ in range(2)))
    assert first.source is second.source
    assert first.source.current_text is second.source.current_text
    assert first.attribution.all()[0].actor is first.source.publisher


def test_rows_are_of_their_models():
    made = make.claim()
    (claim,) = claims(made)
    assert claim == made
    assert isinstance(claim, Claim)
    assert claim._meta.concrete_model is Claim
    assert (claim.pk, claim.record_kind, claim.statement) == (made.pk, RecordKind.CLAIM, made.statement)
    assert claim.created_at == Claim.objects.get(pk=made.pk).created_at  # not gathered, hence asked for


def test_merges_are_followed_to_their_end_and_round():
    last = make.actor("last")
    middle = make.actor("middle", merged_into=last)
    first = make.actor("first", merged_into=middle)
    (actor,) = Gathering().records(RecordKind.ACTOR, [first.pk])
    assert isinstance(actor, Actor)
    assert actor.canonical().slug == "last"
    Actor.objects.filter(pk=last.pk).update(merged_into=first)
    (actor,) = Gathering().records(RecordKind.ACTOR, [first.pk])
    assert [problem.field for problem in checks.check([actor])] == ["merged_into"]


def test_parts_come_in_the_order_of_their_model():
    made = make.claim(cues=[("may", "modal"), ("rise", "booster"), ("dues", "modal")])
    (claim,) = claims(made)
    for name in ("attribution", "participants", "cues", "evidence"):
        assert list(getattr(claim, name).all()) == list(getattr(made, name).all())
    source = made.source
    source.texts.create(text="Another version.", rule="1", sha256="0" * 64)
    (claim,) = claims(made)
    assert list(claim.source.texts.all()) == list(source.texts.all())


def test_whatever_belongs_to_a_record_is_gathered():
    for model in gathering.MODELS.values():
        parts = {
            relation.get_accessor_name(): relation.related_model
            for relation in model._meta.related_objects
            if issubclass(relation.related_model, Part) and relation.field.name == relation.related_model.owner_field
        }
        assert {name: part for name, (part, _) in gathering.PARTS.get(model, {}).items()} == parts
        assert gathering.LINKS.get(model, {}).keys() == {field.name for field in model._meta.many_to_many}
        keys = {field.name for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}
        followed = {*gathering.KEYS.get(model, ()), *gathering.ALWAYS.get(model, ())}
        assert keys - followed <= {"coder"}
    assert SourceText in {part for parts in gathering.PARTS.values() for part, _ in parts.values()}
