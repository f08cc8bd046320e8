"""Numbers of periods, of one day and of many."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.index.layout import NONE
from claims.models.facts import BEFORE_ALL_DAYS
from claims.shapes.periods import Interval, counts_of_known, number, numbers_of_known

near = st.integers(-400, 400).map(lambda days: (date(2020, 2, 29) + timedelta(days)).toordinal())
far = st.dates().map(date.toordinal)
unknown = st.sampled_from([NONE, BEFORE_ALL_DAYS])


@pytest.mark.parametrize("interval", Interval)
@given(days=st.one_of(st.lists(st.one_of(near, unknown), max_size=300), st.lists(st.one_of(far, unknown), max_size=30)))
def test_many_days_are_numbered_and_counted_as_each_alone(interval: Interval, days: list[int]) -> None:
    alone = [number(date.fromordinal(day), interval) if day > BEFORE_ALL_DAYS else NONE for day in days]
    column = np.array(days, dtype=np.int32)

    periods, counts = counts_of_known(column, interval)

    assert numbers_of_known(column, interval).tolist() == alone
    assert dict(zip(periods.tolist(), counts.tolist(), strict=True)) == {one: alone.count(one) for one in alone}
    assert periods.tolist() == sorted(set(alone))
