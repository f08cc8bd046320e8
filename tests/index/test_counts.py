"""What the index counts of a facet is what its facts have, whether most of them are counted or few."""

from collections import Counter

import numpy as np
import pytest
from pyroaring import BitMap

from claims.curation.publishing import publish, retract
from claims.filters import ReadingPoint
from claims.index import keeping
from claims.index.bitmaps import array_of
from claims.index.reading_index import ReadingIndex
from claims.models.facts import Facet
from tests import factories

pytestmark = pytest.mark.django_db

FACETS = (Facet.ACTOR, Facet.SUBJECT, Facet.SOURCE, Facet.KIND)


def index() -> ReadingIndex:
    found = ReadingPoint.at_head().index
    assert found is not None
    return found


def one_by_one(index: ReadingIndex, facet: Facet, facts: BitMap) -> dict[int, int]:
    return dict(Counter(term for term in index.terms_of(facet) for _ in index.having(term) & facts))


def assert_counted(index: ReadingIndex, facts: BitMap) -> None:
    for facet in FACETS:
        counted = index.counts(facet, facts)
        told = dict(zip(counted.terms.tolist(), counted.counts.tolist(), strict=True))
        assert told == one_by_one(index, facet, facts)
        assert counted.terms.tolist() == sorted(told)


def test_most_and_few_are_counted_alike_whatever_was_published_since() -> None:
    claims = [factories.claim() for _ in range(24)]
    factories.publish_all(*claims)
    retract(claims[:3], reason="wrong")
    keeping.make_base("default")
    keeping.forget()
    chance = np.random.default_rng(5)
    before = index().seq

    def check() -> None:
        whole = index().at(index().seq)
        for share in (0.0, 0.1, 0.6, 0.9, 1.0):
            members = array_of(whole)
            assert_counted(index(), BitMap(members[chance.random(len(members)) < share].tolist()))
        # At an old S hold what has ended since.
        assert_counted(index(), index().at(before))

    assert index().base.size == 24
    check()
    retract(claims[3:6], reason="wrong")
    check()
    more = [factories.claim() for _ in range(4)]
    factories.publish_all(*more)
    claims[10].salience = "background"
    claims[10].save()
    publish([claims[10]])
    check()
    assert index().tail.size == 5
