"""Words, names and quotes: what finding compares, each with the S from which it holds."""

from typing import Any

import pytest

from claims.curation.publishing import publish, retract
from claims.curation.rebuilding import differences, rebuild
from claims.curation.redacting import redact
from claims.models.facts import OPEN, ClaimFact, Facet, RecordFact, Term
from claims.models.finding import NameFact, QuoteFact, Word
from claims.models.folding import LONGEST_PAGE, folded, page_key, words_of
from claims.models.languages import CONFIGS, config_of
from claims.models.ledger import Publication
from tests import factories as make

pytestmark = pytest.mark.django_db


def words(kind: str = "claim") -> dict[str, int]:
    return dict(Word.objects.filter(kind=kind).values_list("word", "from_seq"))


def rows() -> list[Any]:
    models: list[Any] = [Word, NameFact, QuoteFact]
    return [sorted(map(str, model.objects.all())) for model in models]


def seq_of(record: Any) -> int:
    return Publication.objects.filter(uid=record.uid).latest("seq").seq


# --- How texts are compared ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Harbour’s DUES — rose!", ["harbour", "s", "dues", "rose"]),
        ("Émile Łódź, İstanbul; Ærø", ["emile", "lodz", "istanbul", "aero"]),
        ("Émile", ["emile"]),
        ("Straße ﬁne １２", ["strasse", "fine", "12"]),
        ("Ёлка — й", ["елка", "и"]),
        ("बन्दरगाह शुल्क", ["बन्दरगाह", "शुल्क"]),
        ("😀 _ -", []),
    ],
)
def test_words_are_what_letters_and_digits_make_however_they_are_written(written, found):
    assert words_of(written) == found
    assert words_of(folded(written)) == found


@pytest.mark.parametrize(
    "address",
    [
        "https://ports.example/dues?id=1",
        "http://www.Ports.example/dues/?id=1#top",
        "//ports.example:443/dues?utm_source=x&id=1&UTM_medium=y",
        "  ports.example/dues/?id=1 ",
    ],
)
def test_addresses_of_one_page_have_one_key(address):
    assert page_key(address) == "ports.example/dues?id=1"


def test_other_pages_have_other_keys_and_a_long_one_is_hashed():
    keys = {page_key(f"ports.example{path}") for path in ("", "/dues", "/Dues", "/dues?id=1", "/dues?id=2")}
    assert len(keys) == 5
    long = [page_key(f"https://ports.example/{sign * LONGEST_PAGE}") for sign in "ab"]
    assert [len(key) for key in long] == [64, 64]
    assert long[0] != long[1]
    assert page_key("https://#top") == page_key(" ") == ""


def test_every_language_is_read_by_a_configuration_that_the_database_has():
    assert {config_of(tag) for tag in ("en", "EN-GB", "xx", "az")} == {"english", "simple"}
    for config in {*CONFIGS.values(), "simple"}:
        assert RecordFact.objects.filter(words="", config=config).count() == 0
        claim = make.claim(language=next((tag for tag, name in CONFIGS.items() if name == config), "az"))
        make.publish_all(claim)
        assert ClaimFact.objects.get(record=claim.pk).config == config


# --- Words ---------------------------------------------------------------------------------------


def test_words_of_statement_and_quotes_are_kept_with_their_first_use():
    first = make.claim(statement="Émile met 3 of 12nd guilds.", quotes=["Dues have doubled"])
    make.publish_all(first)
    at = seq_of(first)
    assert words() == dict.fromkeys(["emile", "met", "guilds", "dues", "have", "doubled"], at)
    second = make.claim(statement="Guilds part.", quotes=["Dues have doubled"])
    make.publish_all(second)
    assert words() == {
        **dict.fromkeys(["emile", "met", "guilds", "dues", "have", "doubled"], at),
        "part": seq_of(second),
    }
    publish([make.edit(first, statement="Guilds sail.")])
    retract([second], reason="Misread.")
    assert words()["sail"] == seq_of(first)
    assert words()["part"] < seq_of(second), "it was a word once"


def test_words_of_names_are_kept_by_kind():
    make.publish_all(make.actor(name="Harbour Guild"), make.topic(name="Tolls", definition="What ships pay."))
    assert words("actor").keys() == {"harbour", "guild"}
    assert words("topic").keys() >= {"tolls", "what", "ships", "pay"}
    assert words() == {}


def test_a_redaction_leaves_no_word_that_only_the_erased_had():
    texts = ["Common peculiar.", "Common shared later.", "Common later."]
    before, erased, after = (make.claim(statement=text, quotes=["raised harbour dues"]) for text in texts)
    make.publish_all(before)
    make.publish_all(erased)
    make.publish_all(after)
    assert words()["shared"] == words()["later"] == seq_of(erased)
    redact([erased], reason="Libel.")
    assert "shared" not in words()
    assert words()["later"] == seq_of(after)
    assert words()["common"] == words()["peculiar"] == seq_of(before)
    assert differences() == []


def test_the_next_use_is_found_however_far_on_it_is(monkeypatch):
    monkeypatch.setattr("claims.curation.words.BATCH", 1)
    claims = [make.claim(statement=text) for text in ("Rare.", "Other.", "Another.", "Rare again.")]
    for claim in claims:
        make.publish_all(claim)
    redact(claims[:1], reason="Libel.")
    assert words()["rare"] == seq_of(claims[-1])
    assert differences() == []


# --- Names and quotes ----------------------------------------------------------------------------


def test_a_name_is_kept_from_each_of_its_words_on_and_ends_with_the_name():
    guild = make.actor(name="Guild of Shipowners")
    guild.names.create(name="Shipowners", kind="alias")
    publish([guild])
    names = NameFact.objects.filter(kind="actor", till_seq=OPEN)
    assert set(names.values_list("key", "place", "name")) == {
        ("guild of shipowners", 0, "Guild of Shipowners"),
        ("of shipowners", 1, "Guild of Shipowners"),
        ("shipowners", 0, "Shipowners"),
    }
    publish([make.edit(guild, name="Shipowners' League")])
    ended = seq_of(guild)
    assert set(names.values_list("key", flat=True)) == {"shipowners league", "league", "shipowners"}
    assert set(NameFact.objects.filter(till_seq=ended).values_list("key", flat=True)) == {
        "guild of shipowners", "of shipowners",
    }  # fmt: skip


def test_quotes_are_kept_by_place_and_withheld_ones_are_not():
    claim = make.claim(quotes=["Dues have doubled since 2019.", "raised harbour dues"])
    make.publish_all(claim, make.claim(source=make.source(quote_policy="none"), quotes=["raised harbour dues"]))
    assert list(QuoteFact.objects.order_by("number").values_list("record", "number", "key", "head")) == [
        (claim.pk, 0, " dues have doubled since 2019 ", "dues have doubled since"),
        (claim.pk, 1, " raised harbour dues ", "raised harbour dues"),
    ]
    retract([claim], reason="Misread.")
    assert set(QuoteFact.objects.values_list("till_seq", flat=True)) == {seq_of(claim)}


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_a_rebuild_makes_the_same(monkeypatch, batch):
    claim = make.claim(statement="Émile met guilds.", quotes=["Dues have doubled"])
    make.publish_all(claim)
    publish([make.edit(claim, statement="Émile left.")])
    retract([claim], reason="Misread.")
    make.publish_all(make.claim(statement="Émile is back."))
    before = rows()
    monkeypatch.setattr("claims.curation.rebuilding.BATCH", batch)
    rebuild()
    assert rows() == before
    assert differences() == []


# --- Pages ---------------------------------------------------------------------------------------


def test_the_page_of_a_redacted_source_goes_unless_another_source_is_there_too():
    sources = [make.source(url=f"https://ports.example/{path}") for path in ("peculiar", "shared", "shared")]
    make.publish_all(*sources)
    redact(sources[:2], reason="Not ours to use.")
    assert set(Term.objects.filter(facet=Facet.URL).values_list("key", flat=True)) == {"ports.example/shared"}
    assert differences() == []
