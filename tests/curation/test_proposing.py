"""First wordings of statements: words of the text resolved to whom they mean, and nothing put in."""

import pytest

from claims.curation.mentions import Called
from claims.curation.proposing import Proposal, propose

TEXT = (
    "The port ministry raised harbour dues in May. It may raise them again, its spokesman said.\n\n"
    "Minister Ada Quay said that Dockhaven would wait. The Guild doubted her words, but she defended "
    "Quayside Airlines.\n\n"
    "However, it is unlikely that Dockhaven gives in. They know."
)
MINISTRY = Called("port ministry", "Ministry of Ports", "government_body", 1)
ADA = Called("Ada Quay", "Ada Quay", "person")
DOCKHAVEN = Called("Dockhaven", "Seeland", "state", 2)
GUILD = Called("The Guild", "Guild of Shipowners", "organisation", 2)
ALL = [MINISTRY, ADA, DOCKHAVEN, GUILD]


def proposed(*quotes: str, called: list[Called] = ALL) -> Proposal:
    spans = [(TEXT.index(quote), TEXT.index(quote) + len(quote)) for quote in quotes]
    return propose(TEXT, spans, called)


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        ("The port ministry raised harbour dues in May", "The Ministry of Ports raised harbour dues in May."),
        ("It may raise them again", "Ministry of Ports may raise them again."),
        ("its spokesman said", "Ministry of Ports’ spokesman said."),
        ("Dockhaven would wait.", "Seeland would wait."),
        ("said that Dockhaven would wait", "Ada Quay said that Seeland would wait."),
        ("doubted her words", "Guild of Shipowners doubted Ada Quay’s words."),
        ("she defended Quayside Airlines", "Ada Quay defended Quayside Airlines."),
        ("However, it is unlikely that Dockhaven gives in.", "It is unlikely that Seeland gives in."),
    ],
)
def test_mentions_and_pronouns_are_resolved_from_what_is_coded(quote, statement):
    assert proposed(quote).statement == statement


def test_what_was_replaced_and_what_is_left_is_told():
    proposal = proposed("It may raise them again")
    assert [(change.words, change.by) for change in proposal.replaced] == [("It", "Ministry of Ports")]
    assert proposal.left == ["them"]
    assert proposed("They know").left == ["They"]


def test_a_pronoun_for_whom_the_quote_names_stays():
    assert proposed("Minister Ada Quay said", "she defended").statement == "Minister Ada Quay said she defended."


def test_a_name_inside_a_longer_name_is_not_touched():
    called = [Called("Quayside", "City of Quayside", "government_body")]
    assert proposed("defended Quayside Airlines", called=called).statement == "Defended Quayside Airlines."


def test_of_words_with_two_actors_the_one_coded_nearest_is_meant():
    far, near = Called("Dockhaven", "Port of Dockhaven", "organisation", 9), DOCKHAVEN
    assert proposed("Dockhaven would wait", called=[far, near]).statement == "Seeland would wait."
    assert proposed("Dockhaven would wait", called=[near, far]).statement == "Seeland would wait."


def test_nothing_is_proposed_for_nothing_and_nothing_is_known_of_an_uncoded_text():
    assert propose(TEXT, [], ALL).statement == ""
    assert proposed("Dockhaven would wait", called=[]).statement == "Dockhaven would wait."


# --- What names nobody ---------------------------------------------------------------------------

COURT = (
    "The Dockhaven offices closed. Dockhaven closed them. Seelandic ships came to Dockhaven, and a visit to Dockhaven "
    "in May was put off. President Quay met Anna Quay. The IT office of the Seelandic ports wrote. "
    "A law “on ships of Dockhaven” was passed; the Dockhaven said so."
)
CITY = Called("Dockhaven", "Seeland", "state", 1)
QUAY = Called("Quay", "Ada Quay", "person")


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        ("The Dockhaven offices closed", "The Dockhaven offices closed."),  # of whoever has them
        ("Dockhaven closed them", "Seeland closed them."),
        ("Seelandic ships came", "Seelandic ships came."),
        ("a visit to Dockhaven in May", "A visit to Dockhaven in May."),  # a place
        ("President Quay met Anna Quay", "President Ada Quay met Anna Quay."),  # another of that name
        ("The IT office of the Seelandic ports wrote", "The IT office of the Seelandic ports wrote."),
        ("A law “on ships of Dockhaven” was passed", "A law “on ships of Dockhaven” was passed."),  # as it was said
        ("the Dockhaven said so.", "Seeland said so."),
    ],
)
def test_words_that_are_no_name_where_they_stand_are_left(quote, statement):
    called = [CITY, QUAY, Called("Seelandic", "Seeland", "state", 1)]
    start = COURT.index(quote)
    assert propose(COURT, [(start, start + len(quote))], called).statement == statement


def of_text(text: str, quote: str, *called: Called, own: tuple[Called, ...] = ()) -> Proposal:
    start = text.index(quote)
    return propose(text, [(start, start + len(quote))], called, own)


def test_a_mention_of_several_means_them_all_and_a_name_that_several_bear_none():
    text = "Both sides gave in. Quay smiled."
    both = [Called("Both sides", name, "state", 1, claim=7) for name in ("Seeland", "Norway", "the Guild")]
    assert of_text(text, "Both sides gave in", *both[:2]).statement == "Seeland and Norway gave in."
    assert of_text(text, "Both sides gave in", *both).statement == "Seeland, Norway, and the Guild gave in."
    fourth = Called("Both sides", "Denmark", "state", 1, claim=7)
    assert of_text(text, "Both sides gave in", *both, fourth).statement == "Both sides gave in."
    namesakes = [Called("Quay", name, "person") for name in ("Ada Quay", "Anna Quay")]
    assert of_text(text, "Quay smiled", *namesakes).statement == "Quay smiled."


def test_a_description_means_the_same_only_near_where_it_was_coded():
    text = "\n\n".join(["The ministry paid."] * 6)
    coded = Called("ministry", "Ministry of Ports", "government_body", 1)
    for at, statement in ((2, "The Ministry of Ports paid."), (3, "The ministry paid.")):
        start = at * len("The ministry paid.\n\n")
        assert propose(text, [(start, start + 17)], [coded]).statement == statement


def test_a_description_of_ours_is_written_as_its_words_are_and_a_state_with_its_article():
    crew = Called("the crew", "Crew of the ferry", "group", 1, named=False)
    states = Called("Washington", "United States", "state", 1)
    assert of_text("We thank the crew.", "thank the crew", crew).statement == "Thank the crew of the ferry."
    assert of_text("It told Washington so.", "told Washington", states).statement == "Told the United States."


# --- Pronouns ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "statement"),
    [
        # The first of the sentence before, and not the last, is whom the next one goes on about.
        ("Ada Quay heard Anna Low. She left.", "She left", "Ada Quay left."),
        ("Ada Quay heard Anna Low. For example, she left.", "she left", "Ada Quay left."),
        ("Ada Quay’s friend Anna Low spoke. She left.", "She left", "Anna Low left."),
        # What "it" and "they" mean in the middle of a sentence is looked for in that sentence.
        ("Seeland signed. The ferries waited until it paid.", "it paid", "It paid."),
        ("Seeland signed. It kept its ferries.", "It kept its ferries", "Seeland kept its ferries."),
        ("Seeland and Norway met, and they agreed.", "they agreed", "Seeland and Norway agreed."),
        ("Seeland and Norway met. New rules say they agree.", "they agree", "They agree."),
        ("Ada Quay came. We saw her in May, her first.", "saw her in May, her", "Saw Ada Quay in May, her."),
    ],
)  # fmt: skip
def test_a_pronoun_means_whom_its_sentence_or_the_one_before_is_about(text, quote, statement):
    known = [Called(name, name, "person") for name in ("Ada Quay", "Anna Low")]
    known += [Called(name, name, "state") for name in ("Seeland", "Norway")]
    assert of_text(text, quote, *known).statement == statement


def test_what_the_claim_says_of_its_own_pronoun_goes_before_all_else():
    text = "Ada Quay heard Anna Low. She left, with her staff."
    known = [Called(name, name, "person") for name in ("Ada Quay", "Anna Low")]
    own = (Called("She", "Anna Low", "person"), Called("her staff", "Staff of Anna Low", "group", named=False))
    assert of_text(text, "She left", *known, own=own).statement == "Anna Low left."
    assert of_text(text, "with her staff", *known, own=own).statement == "With Ada Quay’s staff."


def test_between_pieces_of_a_quote_a_pronoun_that_is_too_much_goes():
    text = "Ada Quay, who was late, said that she would pay."
    at = text.index("she would")
    known = [Called("Ada Quay", "Ada Quay", "person")]
    assert propose(text, [(0, 8), (at, len(text))], known).statement == "Ada Quay would pay."


def test_a_sentence_that_ends_within_quotation_marks_gets_no_second_full_stop():
    assert of_text("It is the “last word.” So.", "the “last word.”").statement == "The “last word.”"
