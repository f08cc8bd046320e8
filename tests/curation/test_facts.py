"""Facts: what filters and orderings find of a document, each facet of it."""

import datetime
from typing import Any

import pytest

from claims.curation.publishing import publish
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.facts import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, OPEN, ClaimFact, Facet, Fact, RecordFact, Term
from claims.models.sources import Source
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 5, 1)
LAST = datetime.date(2025, 5, 31)


def terms_of(fact: Fact) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for facet, key in Term.objects.filter(pk__in=fact.terms).values_list("facet", "key"):
        found.setdefault(facet, set()).add(key)
    return found


def fact_of(record: Record) -> Any:
    """The open fact of the record, once that is published."""
    make.publish_all(record)
    if record.record_kind == "claim":
        return ClaimFact.objects.get(record=record.pk, till_seq=OPEN)
    return RecordFact.objects.get(kind=record.record_kind, record=record.pk, till_seq=OPEN)


def publisher_of(source: Source) -> Actor:
    assert source.publisher is not None
    return source.publisher


def test_every_facet_of_a_rich_claim_is_a_term():
    pole = make.topic(pole="More")
    topics = [make.topic(), pole]
    first, second = make.actor(kind="person"), make.actor(kind="state")
    agency, guild = make.actor(kind="media"), make.actor(kind="organisation")
    here, there, nowhere = make.place(country="AM"), make.place(country="AZ"), make.place()
    event = make.event()
    target = make.claim()
    source = make.source(reliability=make.level("reliability", "A"), reliability_basis="Record.")
    claim = make.claim(
        source=source,
        kind="causal",
        salience="background",
        negated=True,
        language="de",
        voices=[
            {"actor": agency, "form": "reported", "commitment": "uncommitted"},
            {"actor": guild, "form": "demanded", "commitment": "probable"},
        ],
        participants=[(first, "subject"), (second, "subject"), (second, "addressee"), (guild, "beneficiary")],
        topics=topics,
        places=[here, there, nowhere],
        event=event,
        positions=[(guild, pole, "against")],
        cues=[("may", "modal")],
        likelihood=make.level("likelihood", "likely"),
        coding_confidence=make.level("coding_confidence", "moderate"),
        coding_confidence_basis="Unsure.",
        credibility=make.level("credibility", "5"),
        relations=[("supports", target)],
    )
    make.publish_all(claim, target)
    publisher: Any = source.publisher
    u = {name: str(value.uid) for name, value in locals().items() if hasattr(value, "uid")}
    assert terms_of(ClaimFact.objects.get(record=claim.pk)) == {
        "kind": {"causal"},
        "salience": {"background"},
        "negated": {"true"},
        "language": {"de"},
        "actor": {u["first"], u["second"], u["agency"], u["guild"], u["publisher"]},
        "actor_kind": {"person", "state", "media", "organisation"},
        "subject": {u["first"], u["second"]},
        "target": {""},
        "addressee": {u["second"]},
        "beneficiary": {u["guild"]},
        "mentioned": {""},
        "claimant": {u["guild"]},
        "via": {u["publisher"], u["agency"]},
        "own_voice": {"false"},
        "form": {"demanded"},
        "commitment": {"probable"},
        "topic": {str(topic.uid) for topic in topics},
        "event": {u["event"]},
        "place": {u["here"], u["there"], u["nowhere"]},
        "country": {"AM", "AZ"},
        "source": {u["source"]},
        "publisher": {str(publisher.uid)},
        "hedged": {"true"},
        "likelihood": {"scale-likelihood:likely"},
        "coding_confidence": {"moderate"},
        "credibility": {"5"},
        "reliability": {"A"},
        "position": {
            f"{holder}|{topic}|{value}"
            for holder in ("", u["guild"])
            for topic in ("", u["pole"])
            for value in ("", "against")
            if (holder, topic, value) != ("", "", "")
        },
        "relation": {f"supports|{u['target']}", "supports|", f"|{u['target']}"},
    }


def test_what_is_not_coded_is_a_term_with_an_empty_key():
    claim = make.claim(source=make.source(published_on=None), hedging="not_coded", participants=[])
    terms = terms_of(fact_of(claim))
    nothing = {facet for facet, keys in terms.items() if keys == {""}}
    assert nothing == {
        "subject", "target", "addressee", "beneficiary", "mentioned", "via", "event", "place", "country", "hedged",
        "likelihood", "credibility", "reliability", "position", "relation",
    }  # fmt: skip
    assert terms["own_voice"] == {"true"}
    assert terms["claimant"] == {str(publisher_of(claim.source).uid)}


def test_every_facet_is_used_by_some_kind_of_record():
    make.publish_all(
        make.claim(relations=[]), make.actor(), make.topic(), make.place(), make.event(), make.scale(), make.source()
    )
    assert set(Term.objects.values_list("facet", flat=True)) == set(Facet.values)


def test_no_facet_of_a_claim_is_ever_left_out():
    """A filter for "not coded" is a term, so that a claim without any term of a facet would escape both answers."""
    bare = make.claim(source=make.source(published_on=None), hedging="not_coded", participants=[])
    mine = set(terms_of(fact_of(bare)))
    other = set(terms_of(fact_of(make.claim(cues=[("may", "modal")], places=[make.place()]))))
    assert mine == other


@pytest.mark.parametrize(
    ("days", "low", "high", "key"),
    [
        ({}, None, None, BEFORE_ALL_DAYS),
        ({"from": DAY, "to": LAST}, DAY.toordinal(), LAST.toordinal(), DAY.toordinal()),
        ({"from": DAY}, DAY.toordinal(), AFTER_ALL_DAYS, DAY.toordinal()),
        ({"to": LAST}, BEFORE_ALL_DAYS, LAST.toordinal(), BEFORE_ALL_DAYS),
    ],
)
def test_an_open_end_lies_beyond_all_days_and_no_days_are_null(days, low, high, key):
    occurred = {f"occurred_{name}": value for name, value in days.items()}
    fact = fact_of(make.claim(**occurred, occurred_precision="period" if days else ""))
    assert (fact.occurred_low, fact.occurred_high, fact.occurred_key) == (low, high, key)
    said = {f"said_{name}": value for name, value in days.items()} | {"said_precision": "period" if days else ""}
    fact = fact_of(make.claim(voices=[{"actor": make.actor(), **said}]))
    assert (fact.said_low, fact.said_high, fact.said_key) == (low, high, key)


def test_in_its_own_voice_a_source_speaks_on_the_day_of_publication():
    fact = fact_of(make.claim(source=make.source(published_on=DAY)))
    assert (fact.said_low, fact.said_high, fact.said_key, fact.source_on) == (DAY.toordinal(),) * 4


def test_another_voice_without_a_day_is_not_dated_by_the_publication():
    fact = fact_of(make.claim(source=make.source(published_on=DAY), voices=[{"actor": make.actor()}]))
    assert (fact.said_low, fact.said_high, fact.source_on) == (None, None, DAY.toordinal())


def test_an_own_voice_in_an_undated_source_is_undated():
    fact = fact_of(make.claim(source=make.source(published_on=None)))
    assert (fact.said_low, fact.said_key, fact.source_on) == (None, BEFORE_ALL_DAYS, None)


@pytest.mark.parametrize(
    ("fields", "low", "high"),
    [
        ({"hedging": "unhedged"}, 100, 101),
        ({"hedging": "not_coded"}, None, None),
        ({"cues": [("may", "modal")]}, None, None),
        ({"cues": [("may", "modal")], "likelihood": "likely"}, 55, 80),
    ],
    ids=["flat", "not coded", "hedged", "on the scale"],
)
def test_a_flat_assertion_is_above_every_likelihood(fields, low, high):
    if "likelihood" in fields:
        fields = {**fields, "likelihood": make.level("likelihood", fields["likelihood"])}
    fact = fact_of(make.claim(**fields))
    assert (fact.likelihood_low, fact.likelihood_high) == (low, high)


def test_the_rank_of_the_coding_confidence_is_that_of_its_own_scale():
    """Two scales of one axis may rank the same code differently."""
    other = make.scale(slug="other-edition")
    other.levels.filter(code="high").update(rank=8)
    make.publish_all(make.claim())
    assert fact_of(make.claim(coding_confidence=other.levels.get(code="high"))).coding_rank == 8
    assert fact_of(make.claim()).coding_rank == 3


@pytest.mark.parametrize("words", ["dues", "doubled", "statement"])
def test_statement_and_quotes_are_searched(words):
    make.publish_all(make.claim(statement="A statement.", quotes=["Dues have doubled"]))
    assert ClaimFact.objects.filter(words=words).count() == 1


def test_quotes_that_are_not_public_are_not_searched():
    make.publish_all(make.claim(source=make.source(quote_policy="none"), quotes=["Dues have doubled"]))
    assert not ClaimFact.objects.filter(words="doubled").exists()


# --- Other records -------------------------------------------------------------------------------


def test_an_actors_facts():
    state = make.actor("state", kind="state")
    ministry = make.actor("ministry", name="Ministry", kind="government_body", named=False)
    ministry.names.create(name="Whitehall", kind="metonym")
    ministry.affiliations.create(kind="part_of", organisation=state)
    fact = fact_of(ministry)
    assert terms_of(fact) == {"kind": {"government_body"}, "named": {"false"}, "affiliation": {str(state.uid)}}
    assert (fact.slug, fact.name, fact.name_key) == ("ministry", "Ministry", "ministry")
    assert list(RecordFact.objects.filter(words="whitehall")) == [fact]
    assert terms_of(fact_of(state))["affiliation"] == {""}


def test_a_sources_facts():
    author = make.actor(name="Ada Penn")
    cited = make.source("cited", text="", publisher=None)
    source = make.source(
        "paper",
        title="Dues",
        reliability=make.level("reliability", "A"),
        reliability_basis="Record.",
        published_on=DAY,
        url="https://www.ports.example/dues/#top",
    )
    source.authors.create(actor=author, order=0)
    source.citations.create(cited=cited)
    fact = fact_of(source)
    assert terms_of(fact) == {
        "kind": {"article"},
        "language": {"en"},
        "depth": {"full"},
        "publisher": {str(publisher_of(source).uid)},
        "author": {str(author.uid)},
        "cites": {str(cited.uid)},
        "reliability": {"A"},
        "url": {"ports.example/dues"},
    }
    assert (fact.low, fact.high, fact.name) == (DAY.toordinal(), DAY.toordinal(), "Dues")
    assert list(RecordFact.objects.filter(words="penn", kind="source")) == [fact]
    bare = fact_of(cited)
    assert {facet for facet, keys in terms_of(bare).items() if keys == {""}} == {
        "publisher", "author", "cites", "reliability", "url",
    }  # fmt: skip


def test_a_topics_facts():
    parent = make.topic(definition="What crosses the harbour.")
    child = make.topic(parent=parent, pole="More")
    fact = fact_of(child)
    assert (terms_of(fact), fact.parent) == ({"pole": {"true"}}, parent.uid)
    assert (terms_of(fact_of(parent)), fact_of(parent).parent) == ({"pole": {"false"}}, None)
    assert RecordFact.objects.filter(words="harbour").get().record == parent.pk


def test_an_events_and_a_places_facts():
    place = make.place(country="AM")
    event = make.event(places=[place], occurred_from=DAY, occurred_precision="day")
    fact = fact_of(event)
    assert terms_of(fact) == {"place": {str(place.uid)}, "country": {"AM"}}
    assert (fact.low, fact.high) == (DAY.toordinal(), AFTER_ALL_DAYS)
    assert terms_of(fact_of(place)) == {"country": {"AM"}}
    assert terms_of(fact_of(make.place())) == {"country": {""}}
    assert terms_of(fact_of(make.event())) == {"place": {""}, "country": {""}}


def test_a_scales_facts():
    assert terms_of(fact_of(make.scale("reliability"))) == {"axis": {"reliability"}}


def test_names_are_ordered_without_regard_to_case_and_may_be_as_long_as_they_like():
    """casefold() makes two letters of ß, and so more than the column holds of the longest title."""
    source = make.source(text="", publisher=None, title="ß" * 500)
    publish([source])
    assert fact_of(source).name_key == "s" * 500


def test_a_word_search_vector_and_terms_are_in_order():
    fact = fact_of(make.claim())
    assert list(fact.terms) == sorted(set(fact.terms))
