"""`q`: in the language of each text, without accents, misspelt words forgiven; and what is told of it."""

from typing import Any

import pytest
from django.test import Client

from claims.choices import Operation
from claims.curation.publishing import publish
from claims.curation.redacting import redact
from claims.models.actors import ActorName
from claims.models.ledger import Publication
from tests import factories as make
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

TEXT = "Émile said: 😀 the café’s dues rose. Les ministres ont négocié. Die Verträge wurden unterschrieben."


@pytest.fixture
def get(get: Get) -> Get:
    """Of what is found, that which the test itself has published: the package's archive may be there too."""
    before = Publication.objects.head()

    def read(path: str, query: dict[str, Any] | None = None) -> Any:
        query = {"limit": 200, **(query or {})} if path in ("claims/", "sources/") else query
        body = get(path, query)
        body["results"] = [item for item in body["results"] if item.get("seq", before + 1) > before]
        return body

    return read


def published(statement: str, language: str = "en", **fields: Any) -> str:
    claim = make.claim(statement=statement, language=language, quotes=fields.pop("quotes", ()), **fields)
    if not claim.evidence.exists():
        make.evidence(claim, "raised harbour dues")
    make.publish_all(claim)
    return str(claim.uid)


def found(get: Get, q: str | list[str], **query: Any) -> set[str]:
    return {claim["uid"] for claim in get("claims/", {"q": q, **query})["results"]}


def told(get: Get, q: str | list[str], **query: Any) -> dict[str, Any]:
    search: dict[str, Any] = get("claims/", {"q": q, **query})["meta"]["search"]
    return search


# --- Languages and accents -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "statement", "q"),
    [
        ("en", "The ministers negotiated.", "minister negotiating"),
        ("fr", "Les ministres ont négocié.", "ministre negocier"),
        ("fr", "Des ministres d’après l’élection.", "ministre elections"),
        ("de-AT", "Die Verträge wurden unterschrieben.", "vertrag"),
        ("ru", "Министры подписали договоры.", "министр договор"),
    ],
)
def test_words_are_found_with_the_inflections_of_their_language(
    language: str, statement: str, q: str, get: Get
) -> None:
    uid = published(statement, language)
    published(statement, "az")
    assert found(get, q) == {uid}


def test_a_language_without_inflections_is_read_word_by_word(get: Get) -> None:
    uid = published("Gəmilər the limanı tərk edir.", "az")
    assert found(get, "limanı") == found(get, "limani") == found(get, "the") == {uid}
    assert found(get, '"liman"') == set()


def test_accents_of_other_scripts_make_no_difference_either(get: Get) -> None:
    uid = published("Україна їхала в Київ.", "uk")
    assert found(get, "киів украина") == found(get, "КИЇВ УКРАЇНА") == {uid}


@pytest.mark.parametrize("q", ["Émile", "emile", "EMILE", "E\u0301mile", '"emile capitaine"'])
def test_accents_and_case_make_no_difference(q: str, get: Get) -> None:
    uid = published("Émile Capitaine left.")
    published("Somebody left.")
    assert found(get, q) == {uid}


def test_what_is_excluded_is_excluded_in_every_language(get: Get) -> None:
    """A French text with the word is not let in because the English reading of the word is not in it."""
    english, french = published("Ships and quays."), published("Les navires réformés.", "fr")
    assert found(get, "-navire") == {english}
    assert found(get, "ships or navire") == {english, french}


def test_other_kinds_of_records_are_searched_likewise(get: Get) -> None:
    make.publish_all(make.source("paper", title="Les ministres réformés", language="fr", text="", publisher=None))
    make.publish_all(make.actor("harbourmaster", name="Émile Quartermaître"))
    assert [source["slug"] for source in get("sources/", {"q": "ministre reforme"})["results"]] == ["paper"]
    body = get("actors/", {"q": "quartermaite"})
    assert [actor["slug"] for actor in body["results"]] == ["harbourmaster"]
    assert body["meta"]["search"]["read_as"] == [{"word": "quartermaite", "as": ["quartermaitre"]}]


# --- Misspellings --------------------------------------------------------------------------------


def test_a_word_that_no_claim_has_is_read_as_the_nearest_and_that_is_said(get: Get) -> None:
    uid = published("Shipowners negotiate with Estonia.")
    assert found(get, "estona shipwoners") == {uid}
    assert told(get, "Estona shipwoners") == {
        "read_as": [{"word": "estona", "as": ["estonia"]}, {"word": "shipwoners", "as": ["shipowners"]}],
        "ignored": [],
        "did_you_mean": [],
    }


def test_all_the_nearest_words_are_meant(get: Get) -> None:
    uids = {published("Ferries sail."), published("Berries sail.")}
    other = published("Jerseys sail.")
    assert found(get, "werries") == uids
    assert told(get, "werries")["read_as"] == [{"word": "werries", "as": ["berries", "ferries"]}]
    assert found(get, "sail -werries") == {*uids, other}, "what is excluded is taken as it is"


@pytest.mark.parametrize(
    "q", ['"azerbaijn"', "azerbaijn1", "azr", "guild -azerbaijn", "negotiation", "azerbaijanfoo", 'guild -"azerbaijn"']
)
def test_other_words_are_taken_as_they_are(q: str, get: Get) -> None:
    """In quotes, with digits, very short, excluded, found by inflection, or too far from any word."""
    published("The guild negotiates with Azerbaijan.")
    assert told(get, q)["read_as"] == []


def test_a_query_mixes_misspelt_words_with_all_else(get: Get) -> None:
    one, other = published("Harbour dues rose in Baku."), published("Harbour dues fell in Moscow.")
    assert found(get, '"harbour dues" bakku') == {one}
    assert found(get, "bakku or moskow") == {one, other}
    assert found(get, ["harbuor", "moskow -rose"]) == {other}
    assert found(get, "harbuor -rose") == {other}


@pytest.mark.parametrize(
    ("language", "statement", "q"),
    [
        ("uk", "Україна говорить.", "Укарїна"),
        ("ru", "Российский ёж.", "росиский"),
        ("el", "Της κυβέρνησης.", "κυβρένησης"),
        ("de", "Große Verträge.", "vetrräge"),
        ("tr", "Işık söndü.", "söndüü"),
    ],
)
def test_misspelt_words_of_other_scripts_are_read_as_what_is_found(
    language: str, statement: str, q: str, get: Get
) -> None:
    uid = published(statement, language)
    assert found(get, q) == {uid}, told(get, q)


@pytest.mark.parametrize("q", ["guild - azerbaijn", "guild (-azerbaijn)", "guild !-azerbaijn", 'guild - "azerbaijn"'])
def test_a_word_behind_a_minus_is_excluded_as_it_is(q: str, get: Get) -> None:
    guild = published("The guild negotiates with Azerbaijan.")
    make.publish_all(make.actor("azerbaijn", name="Azerbaijn"))
    assert found(get, q) == {guild}
    assert told(get, q) == {"read_as": [], "ignored": [], "did_you_mean": []}


def test_words_are_forgiven_by_what_documents_had_up_to_s(get: Get) -> None:
    first = published("Ferries sail.")
    seq = Publication.objects.head()
    second = published("Berries sail.")
    assert found(get, "berrys", as_of=seq) == set()
    assert told(get, "berrys", as_of=seq)["read_as"] == []
    assert found(get, "berrys") == {second}
    assert found(get, "ferrys", as_of=seq) == {first}


def test_every_count_and_page_reads_the_words_alike(get: Get) -> None:
    uids = {published(f"Azerbaijan speaks, {number}.") for number in range(3)}
    page = get("claims/", {"q": "azerbaijn", "limit": 2, "count": "exact", "ordering": "relevance"})
    assert (page["meta"]["count"], page["meta"]["search"]["read_as"][0]["as"]) == (3, ["azerbaijan"])
    assert {claim["uid"] for claim in [*page["results"], *get(page["next"])["results"]]} == uids


# --- What is not searched, and who may have been meant -------------------------------------------


def test_words_that_are_not_searched_are_named(get: Get) -> None:
    published("The end of the quay.")
    assert found(get, "the of") == set()
    assert told(get, "the of !!!")["ignored"] == ["the", "of", "!!!"]
    assert told(get, "the quay or of")["ignored"] == ["the", "of"]
    assert told(get, "quay")["ignored"] == []


def test_what_is_told_of_a_state_does_not_change_with_the_languages_of_later_texts(get: Get) -> None:
    make.publish_all(make.source("zeitung", language="de", text="", publisher=None))
    published("The end of the quay.")
    seq = Publication.objects.head()
    assert told(get, "the und quay", as_of=seq)["ignored"] == ["the"]
    published("Das Ende und der Kai.", "de")
    assert told(get, "the und quay")["ignored"] == ["the", "und"]
    assert told(get, "the und quay", as_of=seq)["ignored"] == ["the"]
    assert get("sources/", {"q": "und", "as_of": seq})["meta"]["search"]["ignored"] == ["und"]


def test_names_in_the_query_suggest_filters(get: Get) -> None:
    government = make.actor("government", name="Estonian government")
    ActorName.objects.create(actor=government, name="the Wíndhouse", kind="metonym")
    topic, place = make.topic("tolls", name="Bridge tolls", pole="More"), make.place("narva", name="Narva")
    claim = make.claim(
        statement="Windhouse, Narva.", participants=[(government, "subject")], topics=[topic], places=[place]
    )
    make.publish_all(claim)
    assert told(get, "what the windhouse says of bridge tolls in Narvaa")["did_you_mean"] == [
        {"parameter": "actor", "value": "government", "name": "Estonian government"},
        {"parameter": "topic", "value": "tolls", "name": "Bridge tolls"},
        {"parameter": "place", "value": "narva", "name": "Narva"},
    ]
    assert told(get, "windhouse")["did_you_mean"] == [], "a part of a name is none"
    assert told(get, "the windhouse", actor="government")["did_you_mean"] == [], "it is asked for already"
    assert told(get, "-the -windhouse")["did_you_mean"] == []
    assert get("actors/", {"q": "the windhouse"})["meta"]["search"]["did_you_mean"] == []


def test_a_name_is_suggested_only_while_the_record_has_it(get: Get) -> None:
    guild = make.actor("lodge", name="Old lodge")
    make.publish_all(make.claim(participants=[(guild, "subject")]))
    seq = Publication.objects.head()
    publish([make.edit(guild, name="New lodge")])
    assert told(get, "old lodge")["did_you_mean"] == []
    assert told(get, "old lodge", as_of=seq)["did_you_mean"][0]["name"] == "Old lodge"


def test_without_q_nothing_is_told_of_it(get: Get) -> None:
    assert get("claims/")["meta"]["search"] is None
    assert get("actors/")["meta"]["search"] is None


def test_an_erased_name_is_neither_suggested_nor_a_word(get: Get) -> None:
    person = make.actor("quill", name="Zacharias Quill")
    publish([person])
    published("Somebody left.")
    (row,) = redact([person], reason="An order of a court.")
    assert row.op == Operation.REDACTED
    for seq in (row.seq - 1, row.seq):
        assert told(get, "zacharias quill", as_of=seq)["did_you_mean"] == []
        assert get("actors/", {"q": "zacharais", "as_of": seq})["meta"]["search"]["read_as"] == []


# --- Highlights ----------------------------------------------------------------------------------


def marked(fragment: dict[str, Any]) -> list[str]:
    return [fragment["text"][start:end] for start, end in fragment["ranges"]]


def fragments(get: Get, q: str, **query: Any) -> list[list[tuple[str, list[str]]]]:
    results = get("claims/", {"q": q, "highlight": "true", **query})["results"]
    return [[(fragment["member"], marked(fragment)) for fragment in claim["fragments"]] for claim in results]


def test_highlights_are_ranges_in_characters(get: Get) -> None:
    source = make.source(text=TEXT)
    published("😀 Émile’s dues: dues!", source=source, quotes=["😀 the café’s dues rose", "Les ministres ont négocié"])
    assert fragments(get, "emile due cafe") == [
        [("statement", ["Émile", "dues", "dues"]), ("evidence.0.quote", ["café", "dues"])]
    ]


def test_highlights_follow_the_language_of_the_claim(get: Get) -> None:
    published("Les ministres ont négocié, quays.", "fr")
    assert fragments(get, "ministre négocier") == [[("statement", ["ministres", "négocié"])]]


def test_highlights_leave_out_what_is_excluded(get: Get) -> None:
    published("Pilots rose.")
    for q in ("pilots or -rose", "pilots or - rose", 'pilots or -"rose pilots"', '-"rose pilots" or pilots'):
        assert fragments(get, q) == [[("statement", ["Pilots"])]], q
    assert fragments(get, "-quay") == [[]]


def test_highlights_show_what_a_misspelt_word_was_read_as(get: Get) -> None:
    published("Azerbaijan speaks.")
    assert fragments(get, "azerbaijn") == [[("statement", ["Azerbaijan"])]]


@pytest.mark.parametrize(
    "statement",
    [
        "<b>dues</b> & \"dues\" <script>alert('dues')</script>",
        "\ue000dues\ue001 stay dues.",
        "See https://ports.example/dues?x=dues or dues@ports.example, half-dues and e.g. dues/dues 3.5-dues.",
        "dues\n\n  dues\tdues",
    ],
)
def test_the_text_of_a_fragment_is_that_of_the_document(statement: str, get: Get) -> None:
    published(statement)
    (claim,) = get("claims/", {"q": "dues stay or dues", "highlight": "true"})["results"]
    assert claim["fragments"][0]["text"] == claim["statement"]
    assert all(text.lower() in ("dues", "stay") for text in marked(claim["fragments"][0])), claim["fragments"]
    assert len(claim["fragments"][0]["ranges"]) >= 2


def test_fields_and_highlights_go_together(get: Get) -> None:
    published("Azerbaijan speaks.")
    (claim,) = get("claims/", {"q": "azerbaijan", "highlight": "true", "fields": "kind"})["results"]
    assert list(claim) == ["uid", "kind", "fragments"]
    (claim,) = get("claims/", {"q": "azerbaijan", "highlight": "false"})["results"]
    assert "fragments" not in claim


def test_highlights_need_something_to_be_found(refused: Get) -> None:
    assert "give q" in refused("claims/", {"highlight": "true"})["highlight"]["detail"]
    assert set(refused("claims/", {"highlight": "true", "q": "dues", "group": "source"})) == {"highlight"}


# --- Whatever is asked ---------------------------------------------------------------------------

STRANGE = [
    '"',
    "-",
    "or",
    "- or -",
    '-"',
    "'",
    "a'b",
    "\\",
    "%",
    "!",
    "&|()",
    ":*",
    "<->",
    "a" * 500,
    "😀",
    "ﬁ",
    "é" * 400,
]


@pytest.mark.parametrize("q", STRANGE)
def test_no_query_is_too_strange(q: str, client: Client) -> None:
    published("Somebody left.")
    for address in ("/api/v1/claims/", "/api/v1/suggest/"):
        asked = {"q": q[:100] if "suggest" in address else q, **({} if "suggest" in address else {"highlight": "true"})}
        assert client.get(address, asked).status_code == 200, q


def test_of_many_misspelt_words_some_are_forgiven(get: Get) -> None:
    uid = published("Azerbaijan speaks.")
    assert found(get, "azerbaijn " + " ".join(f"or qqqq{'wxyz'[n % 4]}{'wxyz'[n // 4]}qq" for n in range(16))) == {uid}
