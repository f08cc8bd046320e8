"""Sets made of arrays, by the format that all implementations of roaring bitmaps share."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from claims.index.bitmaps import CONTAINER, LISTED, array_of, bitmap_of, bitmap_where


@pytest.mark.parametrize("share", [0.0, 0.001, 0.05, LISTED / CONTAINER, 0.5, 1.0])
def test_a_set_of_a_mask_has_its_places(share: float) -> None:
    mask = np.random.default_rng(7).random(3 * CONTAINER + 17) < share
    (places,) = np.nonzero(mask)
    expected = BitMap(places.tolist())
    assert bitmap_where(mask) == expected
    if len(places):
        assert bitmap_of(places) == expected
    assert array_of(expected).tolist() == places.tolist()


@given(st.sets(st.integers(0, 5 * CONTAINER), max_size=300))
@settings(max_examples=50)
def test_a_set_of_some_numbers_has_them(numbers: set[int]) -> None:
    ordered = np.array(sorted(numbers), dtype=np.uint32)
    assert bitmap_of(ordered) == BitMap(numbers)
    assert array_of(bitmap_of(ordered)).tolist() == sorted(numbers)


def test_containers_with_as_many_members_as_a_list_may_have_are_lists() -> None:
    for members in (LISTED - 1, LISTED, LISTED + 1):
        mask = np.zeros(CONTAINER, dtype=bool)
        mask[:members] = True
        found = bitmap_where(mask)
        assert len(found) == members
        assert found == BitMap(range(members))
