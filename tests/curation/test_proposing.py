"""First wordings of statements: words of the text resolved to whom they mean, and nothing put in."""

import pytest

from claims.curation.proposing import Called, Proposal, propose

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
