"""Quotes marked in a text: each paragraph has the quotes that share a character with it, however they overlap."""

import random
import time
from collections.abc import Callable
from typing import Any

from claims.admin import quotes
from claims.admin.quotes import Span, marked, panel
from claims.curation import anchoring
from claims.curation.coverage import coverage
from claims.models.coding import Evidence
from claims.models.sources import SourceText


def drawn(chance: random.Random) -> tuple[str, list[Span]]:
    text = "\n\n".join("w" * chance.randint(1, 9) for _ in range(chance.randint(1, 8)))
    starts = [chance.randint(0, len(text)) for _ in range(chance.randint(0, 9))]
    return text, [Span(start, chance.randint(start + 1, len(text) + 1), number) for number, start in enumerate(starts)]


def test_each_paragraph_has_the_quotes_that_share_a_character_with_it():
    chance = random.Random(1)  # noqa: S311 (texts to try)
    for _ in range(500):
        text, spans = drawn(chance)
        blocks = anchoring.paragraphs(text)
        inside = {
            block.number: {span.number for span in spans if span.start < block.end and span.end > block.start}
            for block in blocks
        }
        shown = marked(text, spans, every=True)
        assert {one.number: {n for run in one.segments for n in run.quotes} for one in shown} == inside
        for one, block in zip(shown, blocks, strict=True):
            assert "".join(run.text for run in one.segments) == text[block.start : block.end]
            assert all(list(run.quotes) == sorted(run.quotes) for run in one.segments)  # as they were given
        assert [one.number for one in marked(text, spans)] == [number for number in inside if inside[number]]
        uncoded = coverage(text, [(span.start, span.end) for span in spans]).uncoded
        assert uncoded == tuple(number for number in inside if not inside[number])


def test_marking_takes_time_in_proportion_to_the_text():
    """Ten times as long and as much quoted: some ten times the time, not a hundred times."""

    def took(paragraphs: int, act: Callable[[str, list[Span]], Any]) -> float:
        text = "\n\n".join(f"{number:05} words." for number in range(paragraphs))
        spans = [Span(block.start, block.end - 1, block.number) for block in anchoring.paragraphs(text)]
        times = []
        for _ in range(3):
            began = time.process_time()
            act(text, spans)
            times.append(time.process_time() - began)
        return min(times)

    for act in (
        lambda text, spans: marked(text, spans, every=True),
        lambda text, spans: coverage(text, [(span.start, span.end) for span in spans]),
    ):
        assert took(3_000, act) < 30 * took(300, act)


def test_the_likest_passage_is_looked_for_of_so_many_quotes_and_the_others_are_told_plainly(monkeypatch):
    monkeypatch.setattr(quotes, "COMPARED", 2)
    looked_for = []
    monkeypatch.setattr(anchoring, "nearest", lambda text, quote: looked_for.append(quote))
    text = SourceText(pk=1, text="Dues rose.")
    rows = [Evidence(order=n, exact=f"Dues rose {n} times.") for n in range(5)]
    shown = panel(rows, text)
    assert shown is not None
    assert looked_for == [row.exact for row in rows[:2]]
    assert [lost.number for lost in shown.lost] == [0, 1, 2, 3, 4]
    assert all("copy the words" in lost.why for lost in shown.lost)
