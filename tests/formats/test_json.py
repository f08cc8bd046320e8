"""JSON is written in two ways, which give one text."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.formats.json import dumped, only, plain

TEXTS = st.text(
    st.one_of(st.sampled_from('"\\/\b\f\n\r\t\x00\x1f\x7f\u2028🛳️é'), st.characters(exclude_categories=["Cs"]))
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS
VALUES = st.recursive(LEAVES, lambda within: st.lists(within) | st.dictionaries(TEXTS, within), max_leaves=20)


@given(VALUES)
@settings(max_examples=300)
def test_without_fractions_both_ways_give_one_text(value: Any) -> None:
    assert plain(value) == dumped(value)


@given(
    st.dictionaries(st.sampled_from(["uid", "a", "b", "c"]), VALUES | st.floats(allow_nan=False, allow_infinity=False))
)
@settings(max_examples=200)
def test_the_members_that_are_wanted_are_as_they_were(document: dict[str, Any]) -> None:
    wanted = {name: value for name, value in document.items() if name in ("uid", "b")}
    assert only(["b"], dumped(document).encode()) == dumped(wanted).encode()
