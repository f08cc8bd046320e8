"""What helps a coder: sentences, coverage, likelihoods of cues, near duplicates, names that the text does not have."""

import pytest

from claims.curation.coverage import coverage, sentences_around
from claims.curation.likelihood import proposed
from claims.curation.mentions import Called
from claims.curation.names_in_text import called
from claims.curation.sentences import sentences
from claims.curation.three_way import merge
from claims.curation.warnings import near_duplicates, strangers
from claims.models.confidence import ConfidenceLevel
from tests import factories

# --- Sentences and coverage ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("Dr. Quay of the U.S. Navy came. J. R. Low left.", ["Dr. Quay of the U.S. Navy came.", "J. R. Low left."]),
        ("It cost 3.5 million, e.g. for ships.", ["It cost 3.5 million, e.g. for ships."]),
        ("A heading\n\nA sentence. Another", ["A heading", "A sentence.", "Another"]),
        ("They vote in May. Armenia leads. May I go?", ["They vote in May.", "Armenia leads.", "May I go?"]),
        ("“Not before May.” “Then when?”", ["“Not before May.”", "“Then when?”"]),
        ("On 5 May. 12 ships left in May.", ["On 5 May. 12 ships left in May."]),  # a date as some write it
        ("", []),
    ],
)
def test_sentences_end_at_marks_and_paragraphs_and_not_at_abbreviations(text, expected):
    assert [text[sentence.start : sentence.end] for sentence in sentences(text)] == expected


def test_a_quote_over_two_sentences_has_both():
    text = "A heading\n\nOne is. Two is. Three is."
    at = text.index("is. Two")
    assert sentences_around(text, at, at + 6) == ["One is.", "Two is."]
    assert sentences_around(text, 0, 1) == ["A heading"]
    assert sentences_around(text, 0, len(text)) == ["A heading", "One is.", "Two is.", "Three is."]


def test_coverage_of_nothing_is_nothing():
    assert coverage("", []).share == 0
    assert coverage("a b", []).uncoded == (1,)
    assert coverage("a b\n\nc", [(0, 6)]).percent == 100


# --- Likelihood ----------------------------------------------------------------------------------

SCALE = [
    ConfidenceLevel(code="very_unlikely", label="very unlikely", synonyms=["highly improbable"]),
    ConfidenceLevel(code="unlikely", label="unlikely", synonyms=["improbable"]),
    ConfidenceLevel(code="likely", label="likely", synonyms=["probable", "probably"]),
    ConfidenceLevel(code="very_likely", label="very likely", synonyms=["highly probable"]),
]


@pytest.mark.parametrize(
    ("cue", "code"),
    [
        ("likely", "likely"),
        ("unlikely", "unlikely"),
        ("will probably", "likely"),
        ("extremely unlikely", "very_unlikely"),
        ("highly improbable", "very_unlikely"),
        ("Very Likely", "very_likely"),
        ("not likely", "unlikely"),
        ("isn’t likely", "unlikely"),
        ("not unlikely", None),
        ("may", None),
        ("likelihood", None),
    ],
)
def test_a_level_is_proposed_only_for_words_on_the_scale(cue, code):
    level = proposed([cue], SCALE)
    assert (level and level.code) == code


# --- Names ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_text_calls_actors_by_mentions_names_and_aliases_but_for_the_claim_left_out():
    source, state = factories.source(), factories.actor(name="Seeland", kind="state")
    state.names.create(name="Dockhaven", kind="metonym")
    claim = factories.claim(source=source, participants=[(state, "subject")])
    again = factories.claim(source=source, participants=[(state, "subject")])
    claim.participants.update(mention="the capital")
    again.participants.update(mention="It")  # which is whoever was named before
    found = called(source.pk)
    assert Called("the capital", "Seeland", "state", 2, claim.pk) in found
    assert {entry.words for entry in found if entry.name == "Seeland"} == {"the capital", "Seeland", "Dockhaven"}
    again.delete()
    assert called(source.pk, without=claim.pk) == []


@pytest.mark.django_db
def test_near_duplicates_are_found_in_every_source_and_the_claim_itself_is_none():
    claim = factories.claim(statement="The ministry of ports raised the harbour dues in May.")
    factories.claim(statement="Nobody said anything of the kind about the weather.")
    typed = "The ministry of ports has raised harbour dues in May."
    assert [similar.claim for similar in near_duplicates(typed)] == [claim]
    assert near_duplicates(typed, besides=claim.pk) == []
    assert near_duplicates("The") == []


@pytest.mark.django_db
def test_a_name_is_strange_that_neither_sentence_nor_alias_has():
    state = factories.actor(name="Seeland", kind="state")
    state.names.create(name="Dockhaven", kind="metonym")
    factories.actor(name="Norway", kind="state")

    def names(statement, sentence, **given):
        return [(stranger.name, stranger.known) for stranger in strangers(statement, [sentence], **given)]

    assert names("Seeland raised dues.", "Dockhaven raised dues.") == []
    assert names("Seeland raised dues.", "It raised dues.") == [("Seeland", True)]
    assert names("Seeland raised dues.", "It raised dues.", known_by=["Seeland"]) == []
    assert names("Dues of Norway rose in May.", "Dues rose.") == [("Norway", True)]
    assert names("Dues rose under Ada Quay.", "Dues rose.") == [("Ada Quay", False)]
    assert names("Dues rose under Ada Quay’s rule.", "Ada Quay raised dues.") == []
    assert names("In May dues rose.", "Dues rose.") == []
    assert names("Norway raised dues.", "") == []  # nothing is quoted yet


# --- Two at once ---------------------------------------------------------------------------------


def test_what_one_changed_is_kept_and_what_both_changed_is_told():
    base = {
        "claim": {"a": "1", "b": "1", "c": "1", "d": "1"},
        "row:1": {"x": "1"},
        "row:2": {"x": "1"},
        "row:3": {"x": "1"},
    }
    theirs = {"claim": {"a": "2", "b": "1", "c": "2", "d": "2"}, "row:1": {"x": "1"}, "row:4": {"x": "9"}}
    mine = {
        "claim": {"a": "1", "b": "3", "c": "3", "d": "2"},
        "row:1": {"x": "2"},
        "row:2": {"x": "1"},
        "row:3": {"x": "5"},
    }
    merged = merge(base, theirs, mine | {"row:new": {"x": "7"}})
    assert merged.parts == {
        "claim": {"a": "2", "b": "3", "c": "3", "d": "2"},
        "row:1": {"x": "2"},
        "row:4": {"x": "9"},
        "row:3": {"x": "5"},
        "row:new": {"x": "7"},
    }
    assert [(d.key, d.field, d.theirs) for d in merged.taken] == [
        ("claim", "a", "2"),
        ("row:4", "", "9"),
        ("row:2", "", ""),
    ]
    assert [(d.key, d.field, d.theirs, d.mine) for d in merged.both] == [
        ("claim", "c", "2", "3"),
        ("row:3", "", "", "5"),
    ]
