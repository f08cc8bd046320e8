"""Documents made by functions are those that DRF makes of the same rows."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework import serializers

from claims.choices import RecordKind
from claims.curation import documents
from claims.serializers.base import Document
from claims.serializers.compiled import compiled
from tests import factories as make
from tests.trust.chance import Curator

pytestmark = pytest.mark.django_db


def assert_equal_to_drf(kind: RecordKind) -> int:
    """Compares the documents of all records of the kind, members in their order; how many there are."""
    model = documents.MODELS[kind]
    plain = list(model._default_manager.order_by("pk"))
    gathered = documents.fresh(kind, [record.pk for record in plain])
    some = frozenset(record.pk for record in plain[::2])
    for act in (frozenset[int](), some):
        by_drf = documents.SERIALIZERS[kind](context={"act": act})
        by_function = compiled(documents.SERIALIZERS[kind])
        for row, held in zip(plain, gathered, strict=True):
            document = json.dumps(by_drf.to_representation(row))
            assert json.dumps(by_function(row, {"act": act})) == document
            assert json.dumps(by_function(held, {"act": act})) == document
    return len(plain)


def test_over_the_seed():
    call_command("load_seeds", verbosity=0)
    assert all(assert_equal_to_drf(kind) for kind in documents.MODELS)


@pytest.mark.parametrize("seed", range(3))
def test_over_records_drawn_at_random(seed):
    curator = Curator(f"compiled {seed}")
    for _ in range(40):
        curator.act()
    assert assert_equal_to_drf(RecordKind.CLAIM) > 5
    for kind in documents.MODELS:
        assert_equal_to_drf(kind)


def test_over_what_is_seldom_given():
    make.source("closed", quote_policy="none")
    make.source("bare", text="", publisher=None, coding_depth="none")
    make.source("rated", reliability=make.level("reliability", "A"), reliability_basis="Its record.")
    heir = make.actor("heir")
    tied = make.actor("tied", merged_into=heir)
    heir.affiliations.create(kind="part_of", organisation=tied)
    make.place("cape", latitude="-34.35690", longitude="0.00001")
    claim = make.claim(likelihood=make.level("likelihood", "likely"), hedging="hedged", cues=[("may", "modal")])
    make.claim(source=make.source(quote_policy="none"), relations=[("supports", claim)])
    for kind in documents.MODELS:
        assert_equal_to_drf(kind)


class Shouted(Document):
    name = serializers.CharField()

    def to_representation(self, instance: Any) -> Any:
        return instance["name"].upper()


class Shouting(Document):
    single = Shouted()
    several = Shouted(many=True)


def test_a_part_that_renders_in_a_way_of_its_own_does_so():
    class Row:
        single = {"name": "a"}
        several = [{"name": "b"}, {"name": "c"}]

    assert compiled(Shouting)(Row(), {}) == {"single": "A", "several": ["B", "C"]}


def test_a_number_with_a_fraction_is_a_member_of_the_document_itself():
    """`documents.as_text` writes such numbers with care, and looks for them there alone."""

    def parts(field: Any) -> list[Any]:
        inner = getattr(field, "child", field)
        return [part for own in getattr(inner, "fields", {}).values() for part in (own, *parts(own))]

    for kind, serializer in documents.SERIALIZERS.items():
        fractions = (serializers.FloatField, serializers.DecimalField)
        deep = [part for field in serializer().fields.values() for part in parts(field)]
        assert not [part for part in deep if isinstance(part, fractions)], kind


@pytest.mark.parametrize(
    "member",
    ["“ça alors”", 'a "quoted" \\ one\n\r\t\b\f\x01\x1f\x7f\u2028', "\U0001f6a2", -1, 2**53, True, None, [], {},
     0.0, 1.0, 1e-05, 0.0001, 1e16, -34.3569, 12.30001],
)  # fmt: skip
def test_the_text_of_a_document_is_plain_json(member):
    document = {"member": member, "list": [{"a": "b"}]}
    assert documents.as_text(document) == json.dumps(document, ensure_ascii=False, separators=(",", ":"))
