"""How much alike two texts are, told from their sketches."""

import random

import pytest

from claims.curation.texts.likeness import RUN, like, share, sketch, sketch_missing
from claims.models.folding import words_of
from claims.models.likeness import TextSketch
from tests import factories


def words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 (made-up words)
    return [f"w{chance.randrange(10**6)}" for _ in range(count)]


def exactly(one: str, other: str) -> float:
    """The share of common runs of words, counted."""

    def runs(text: str) -> set[tuple[str, ...]]:
        found = words_of(text)
        return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}

    return len(runs(one) & runs(other)) / len(runs(one) | runs(other))


@pytest.mark.parametrize("common", [0, 200, 500, 800, 950, 1000])
def test_the_share_is_about_what_counting_gives(common: int) -> None:
    shared = words(common, 1)
    one, other = " ".join(shared + words(1000 - common, 2)), " ".join(shared + words(1000 - common, 3))
    assert share(sketch(one), sketch(other)) == pytest.approx(exactly(one, other), abs=0.12)


def test_case_accents_and_signs_make_no_difference() -> None:
    assert sketch("The port’s Décision, of MAY 2025 – again") == sketch("the port s decision of may 2025 again")


@pytest.mark.parametrize("text", ["", "two words"])
def test_a_text_shorter_than_a_run_has_a_sketch(text: str) -> None:
    assert len(sketch(text)) == 1


@pytest.mark.django_db
def test_texts_are_sketched_when_they_are_asked_for_by_whatever_way_they_came() -> None:
    text = " ".join(words(300, 4))
    source = factories.source(text=text)
    assert not TextSketch.objects.exists()
    assert sketch_missing() == 0
    assert TextSketch.objects.count() == 1
    assert [(one.source, one.is_exact) for one in like(text)] == [(source, True)]
    assert like(text, besides=source.pk) == []
    assert like(" ".join(words(300, 5))) == []
