"""Paths lead to what they say, whatever a document lacks."""

from typing import Any

import pytest

from claims.formats.paths import Writer, steps, taker

DOCUMENT: dict[str, Any] = {
    "kind": "event",
    "source": {"slug": "a", "publisher": None},
    "voices": [{"actor": {"slug": "x"}}, {"actor": {"slug": "y"}}, {"actor": {"slug": "x"}}],
    "parts": [{"role": "target", "who": "p"}, {"role": "subject", "who": None}, {"role": "target", "who": "q"}],
    "none": [],
    "nothing": None,
}
VALUES: dict[str, Any] = {
    "kind": "event",
    "source.slug": "a",
    "source": DOCUMENT["source"],
    "source.publisher.slug": None,
    "source.lacking.slug": None,
    "lacking": None,
    "lacking.slug": None,
    "nothing.slug": None,
    "voices[0].actor.slug": "x",
    "voices[-1].actor.slug": "x",
    "voices[-1].lacking": None,
    "voices[-1].lacking.slug": None,
    "voices[:-1].actor.slug": "x|y",
    "voices[*].actor.slug": "x|y",
    "voices[*].lacking.slug": None,
    "parts[role=target].who": "p|q",
    "parts[role=subject].who": None,
    "parts[role=mentioned].who": None,
    "parts[lacking=target].who": None,
    "none[0].slug": None,
    "none[*].slug": None,
    "none[:-1].slug": None,
    "nothing[-1].slug": None,
    "lacking[*].slug": None,
    "count(voices)": 3,
    "count(none)": 0,
    "count(nothing)": 0,
    "count(lacking)": 0,
}
PATHS = list(VALUES)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_leads_to_what_it_says(path: str) -> None:
    assert taker((path,))(DOCUMENT) == (VALUES[path],)


def test_many_paths_lead_where_each_of_them_leads() -> None:
    complete = [path for path in PATHS if "lacking" not in path]
    for paths in (PATHS, PATHS[::-1], complete):
        assert taker(tuple(paths))(DOCUMENT) == tuple(VALUES[path] for path in paths)


def test_what_is_written_is_what_is_taken() -> None:
    paths = [path for path in PATHS if not isinstance(VALUES[path], dict)]
    write = Writer(tuple(paths), ["<{}>".format] * len(paths), ";").text
    assert write(DOCUMENT) == ";".join("" if VALUES[path] is None else f"<{VALUES[path]}>" for path in paths)
    assert write({}) == ";".join("<0>" if path.startswith("count(") else "" for path in paths)


@pytest.mark.parametrize("path", ["topics[*.slug", "a..b", "topics[2].slug", "count(a.b)", 'a"b', "a[b=c d]", ""])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="no path"):
        steps(path)


def test_lists_within_lists_are_not_joined() -> None:
    with pytest.raises(ValueError, match="list within a list"):
        taker(("voices[*].cues[0].text",))
