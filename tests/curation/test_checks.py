"""Each check lets the good record through and tells of the broken one by field, with the remedy.

`BROKEN` has a record for each check, good but for the one thing; a check without one fails the first test.
"""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from claims.curation import checks, documents
from claims.curation.publishing import publish, retract
from claims.curation.redacting import redact
from claims.models.base import Record
from claims.models.coding import Position
from claims.models.confidence import ConfidenceLevel
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 1)  # of the source
LATER = datetime.date(2025, 7, 1)
EARLIER = datetime.date(2025, 5, 1)

Made = Callable[[], Record]


def claim(**fields: Any) -> Made:
    return lambda: make.claim(**fields)


def a_retracted_claim() -> Record:
    made = make.claim()
    make.publish_all(made)
    retract([made], reason="Misread.")
    return made


def a_gap_between_the_voices() -> Record:
    made = make.claim(voices=[{"actor": make.actor()}])
    made.attribution.filter(order=1).update(order=2)
    return made


def a_voice_that_rings_a_bell() -> Record:
    made = make.claim()
    made.attribution.update(cue="said\x07")
    return made


def no_voice() -> Record:
    made = make.claim()
    made.attribution.all().delete()
    return made


def a_stranger_as_author() -> Record:
    made = make.claim()
    made.attribution.update(actor=make.actor("stranger"))
    return made


def an_absent_holder() -> Record:
    made = make.claim()
    Position.objects.create(
        claim=made, holder=make.actor("absent"), topic=make.topic(pole="More"), value="for", basis="stated"
    )
    return made


def an_old_text() -> Record:
    made = make.claim()
    make.store_text(made.source, make.TEXT + "\n\nCorrected.")
    return made


def other_offsets() -> Record:
    made = make.claim()
    made.evidence.update(start=0, end=5)
    return made


def a_changed_level() -> Record:
    made = make.claim()
    make.publish_all(made)
    ConfidenceLevel.objects.filter(code="high").update(label="sure")
    return made


def a_changed_scale() -> Record:
    scale = make.scale()
    publish([scale])
    type(scale).objects.filter(pk=scale.pk).update(name="Renamed")
    return scale


def a_circle_of_topics() -> Record:
    first = make.topic("first")
    second = make.topic("second", parent=first)
    type(first).objects.filter(pk=first.pk).update(parent=second)
    return first


def a_taken_slug() -> Record:
    first = make.actor("harbour")
    publish([first])
    type(first).objects.filter(pk=first.pk).update(slug="port")
    return make.actor("harbour")


def a_redacted_topic() -> Record:
    made = make.topic()
    publish([made])
    redact([made], reason="The law says so.")
    made.refresh_from_db()
    return made


def a_copy(number: int = 0, uid: uuid.UUID | None = None) -> Record:
    """A topic of a workshop without the public one, as where the ledger came with a data package.

    It has that one's number plus this, and its uid or another.
    """
    first = make.topic()
    publish([first])
    retract([first], reason="For the test.")
    public = first.pk, first.uid
    first.refresh_from_db()
    first.delete()
    return make.topic(pk=public[0] + number, uid=uid or public[1])


def a_scale_without_levels() -> Record:
    scale = make.scale()
    scale.levels.all().delete()
    return scale


def on_another_axis(field: str) -> Made:
    """A level of source reliability, where one of another axis belongs."""
    hedged: dict[str, Any] = {"cues": [("may", "modal")]} if field == "likelihood" else {}
    basis: dict[str, Any] = {"coding_confidence_basis": "Unsure."}
    return lambda: make.claim(**{**hedged, **basis, field: make.level("reliability", "A")})


# Of each check: what it refuses, the field, and a piece of what it says.
BROKEN: dict[str, list[tuple[Made, str, str]]] = {
    "texts_hold_no_control_characters": [
        (claim(statement="Dues \x1b[31mrose."), "statement", "U+001B: take it out"),
        (a_voice_that_rings_a_bell, "attribution", "cue holds the control character U+0007"),
    ],
    "redacted_is_never_published_again": [(a_redacted_topic, "uid", "it was redacted, for good")],
    "ledger_knows_it_by_no_other_name": [
        (lambda: a_copy(number=1000), "uid", "revised where that was made"),
        (lambda: a_copy(uid=uuid.uuid4()), "uid", "revised where that was made"),
    ],
    "slug_is_no_uid": [
        (lambda: make.actor("00000000-0000-4000-8000-000000000001"), "slug", "the form of a uid"),
    ],
    "slug_was_never_anothers": [(a_taken_slug, "slug", "choose another")],
    "merged_actor_is_not_published": [
        (lambda: make.actor(merged_into=make.actor("other")), "merged_into", "merged into other: publish that one")
    ],
    "topics_do_not_run_in_a_circle": [(a_circle_of_topics, "parent", "lead back to it")],
    "source_says_who_speaks": [(lambda: make.source(publisher=None), "publisher", "name a publisher or an author")],
    "coded_source_has_a_text": [(lambda: make.source(text="", coding_depth="main"), "text", "needs its text")],
    "reliability_is_on_its_axis": [
        (
            lambda: make.source(reliability=make.level("credibility", "1"), reliability_basis="Record."),
            "reliability",
            "not a level of source reliability",
        )
    ],
    "scale_has_levels": [(a_scale_without_levels, "levels", "add them")],
    "public_scale_is_frozen": [(a_changed_scale, "name", "make a new edition")],
    "retracted_claim_is_reopened_first": [(a_retracted_claim, "state", "reopen it")],
    "source_is_coded": [
        (lambda: make.claim(source=make.source(coding_depth="none")), "source", "set the source's coding depth")
    ],
    "claim_has_a_topic": [(claim(topics=[]), "topics", "choose at least one")],
    "voices_are_numbered_from_the_outermost": [
        (no_voice, "attribution", "never empty"),
        (a_gap_between_the_voices, "attribution", "number them from the outermost"),
    ],
    "first_voice_is_the_author_or_publisher": [
        (a_stranger_as_author, "attribution", "the outermost voice is Stranger, who neither wrote nor published")
    ],
    "own_voice_asserts": [
        (lambda: make.claim(voices=[{"actor": make.actor(), "form": "asserted"}]), "attribution", "said, demanded")
    ],
    "position_is_on_a_topic_with_a_pole": [
        (
            lambda: make.claim(
                participants=[(who := make.actor(), "subject")], positions=[(who, make.topic("flat"), "for")]
            ),
            "positions",
            "topic flat has no pole",
        )
    ],
    "position_holder_is_in_the_claim": [(an_absent_holder, "positions", "Absent holds a position but is neither")],
    "quotes_stand_in_the_text": [
        (claim(quotes=[]), "evidence", "quote the words"),
        (claim(quotes=["never written"]), "evidence", "quote 0 is unchecked"),
        (an_old_text, "evidence", "an older version of the text"),
        (other_offsets, "evidence", "not what stands at its offsets"),
    ],
    "quotes_are_as_short_as_the_policy_asks": [
        (
            lambda: make.claim(source=make.source(quote_limit=18)),
            "evidence",
            "quote 0 has 19 characters, 18 are allowed",
        )
    ],
    "words_are_the_texts_own": [
        (claim(occurred_text="in June"), "occurred_text", "“in June” does not stand in the text"),
        (lambda: make.claim(voices=[{"actor": make.actor(), "cue": "shouted"}]), "attribution", "“shouted”"),
        (lambda: make.claim(voices=[{"actor": make.actor(), "said_text": "at noon"}]), "attribution", "“at noon”"),
        (claim(cues=[("perhaps", "modal")]), "cues", "“perhaps”"),
        (lambda: mentioning("the harbour master"), "participants", "“the harbour master”"),
    ],
    "hedged_claim_has_its_cue": [
        (claim(hedging="hedged"), "cues", "quote the words that hedge it"),
        (claim(hedging="hedged", cues=[("Dues", "booster")]), "cues", "no modal or evidential cue"),
        (claim(hedging="unhedged", cues=[("may", "modal")]), "hedging", "“may” is a cue that hedges"),
    ],
    "cue_belongs_to_a_voice": [(lambda: cue_of_voice(1), "cues", "belongs to voice 1, and there are voices 0 to 0")],
    "levels_are_on_their_axis": [
        (on_another_axis("likelihood"), "likelihood", "choose one of expressed likelihood"),
        (on_another_axis("coding_confidence"), "coding_confidence", "choose one of coding confidence"),
        (on_another_axis("credibility"), "credibility", "choose one of information credibility"),
    ],
    "levels_are_as_published": [(a_changed_level, "coding_confidence", "its levels changed: take that back")],
    "coding_confidence_is_given_with_its_reason": [
        (claim(coding_confidence=None), "coding_confidence", "low, moderate or high"),
        (
            lambda: make.claim(coding_confidence=make.level("coding_confidence", "low")),
            "coding_confidence_basis",
            "why",
        ),
    ],
    "conditional_keeps_its_condition": [(claim(kind="conditional"), "condition", "write it here")],
    "forecast_lies_after_the_text": [
        (
            claim(kind="forecast", occurred_to=EARLIER, occurred_precision="day"),
            "occurred_to",
            "which is of 2025-06-01: mend the dates or the kind",
        )
    ],
    "event_does_not_lie_after_the_text": [
        (claim(kind="event", occurred_from=LATER, occurred_precision="day"), "occurred_from", "is it a forecast?")
    ],
    "inferred_days_say_from_what": [(claim(occurred_inferred=True), "occurred_basis", "say from what")],
    "precision_fits_the_days": [
        (
            claim(occurred_from=EARLIER, occurred_to=DAY, occurred_precision="day"),
            "occurred",
            "the range runs from 2025-05-01 to 2025-06-01",
        ),
        (
            lambda: make.claim(
                voices=[{"actor": make.actor(), "said_from": EARLIER, "said_to": DAY, "said_precision": "day"}]
            ),
            "attribution",
            "the precision is day",
        ),
    ],
}


def unsure() -> Record:
    return make.claim(coding_confidence=make.level("coding_confidence", "low"))


def mentioning(words: str) -> Record:
    made = make.claim()
    made.participants.update(mention=words)
    return made


def cue_of_voice(link: int) -> Record:
    made = make.claim(cues=[("may", "modal")])
    made.cues.update(link=link)
    return made


def found(record: Record) -> list[tuple[str, str]]:
    """What is wrong with the record, but for what it names not being public."""
    (current,) = documents.fresh(record.record_kind, [record.pk])
    problems = checks.check([current])
    assert all(problem.record == checks.name_of(record) for problem in problems)
    return [(p.field, p.message) for p in problems if "is not public: publish it first" not in p.message]


def test_every_check_is_broken_here():
    assert {rule.__name__ for rules in checks.CHECKS.values() for rule in rules} == set(BROKEN)


@pytest.mark.parametrize(
    ("rule", "build", "field", "message"),
    [(rule, *rest) for rule, cases in BROKEN.items() for rest in cases],
    ids=[f"{rule}-{i}" for rule, cases in BROKEN.items() for i in range(len(cases))],
)
def test_what_breaks_a_rule_is_told_with_its_field_and_remedy(rule, build, field, message):
    problems = found(build())
    assert field in [name for name, _ in problems], problems
    assert any(name == field and message in text for name, text in problems), problems


GOOD: dict[str, Made] = {
    "actor": make.actor,
    "merged-into": lambda: make.actor(merged_into=None),
    "source": make.source,
    "source-only-cited": lambda: make.source(text="", publisher=None),
    "source-of-an-author": lambda: signed(),
    "rated-source": lambda: make.source(reliability=make.level("reliability", "A"), reliability_basis="Record."),
    "topic": lambda: make.topic(parent=make.topic(), pole="More"),
    "place": make.place,
    "event": make.event,
    "scale": make.scale,
    "claim": make.claim,
    "claim-with-everything": lambda: rich(),
    "claim-not-coded-for-hedging": claim(hedging="not_coded"),
    "claim-with-a-booster": claim(hedging="unhedged"),
    "forecast-into-the-open": claim(kind="forecast", occurred_from=DAY, occurred_precision="period"),
    "forecast-from-before-to-after": claim(
        kind="forecast", occurred_from=EARLIER, occurred_to=LATER, occurred_precision="period"
    ),
    "event-on-the-day": claim(kind="event", occurred_from=DAY, occurred_to=DAY, occurred_precision="day"),
    "claim-of-a-merged-publisher": lambda: of_a_merged_publisher(),
    "quote-of-the-limit": lambda: make.claim(source=make.source(quote_limit=19)),
    "long-quote-that-is-not-public": lambda: make.claim(source=make.source(quote_limit=5, quote_policy="none")),
}


def signed() -> Record:
    made = make.source(publisher=None)
    made.authors.create(actor=make.actor(), order=0)
    return made


def of_a_merged_publisher() -> Record:
    """The voice names the actor into which the publisher was merged: one and the same."""
    made = make.claim()
    heir = make.actor("heir")
    publisher = made.attribution.get().actor
    make.edit(publisher, merged_into=heir)
    made.attribution.update(actor=heir)
    return made


def rich() -> Record:
    guild, ministry = make.actor("guild"), make.actor("ministry")
    return make.claim(
        kind="conditional",
        condition="dues rise",
        voices=[{"actor": guild, "form": "said", "cue": "the guild said", "commitment": "possible"}],
        participants=[(ministry, "target"), (ministry, "mentioned")],
        positions=[(guild, make.topic(pole="More"), "against")],
        cues=[("may", "modal")],
        quotes=["Shipowners may move", "Dues have doubled"],
        places=[make.place()],
        event=make.event(),
        likelihood=make.level("likelihood", "likely"),
        credibility=make.level("credibility", "1"),
        coding_confidence=make.level("coding_confidence", "moderate"),
        coding_confidence_basis="The condition is not spelt out.",
        occurred_from=EARLIER,
        occurred_precision="month",
        occurred_text="in May",
        occurred_inferred=True,
        occurred_basis="The text's date.",
    )


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_good_record_passes_every_check(name):
    assert found(GOOD[name]()) == []


def test_problems_say_which_record_of_many_is_meant():
    topic, good = make.topic("round"), make.topic("fine")
    type(topic).objects.filter(pk=topic.pk).update(parent=make.topic("over", parent=topic))
    current = documents.fresh(topic.record_kind, [topic.pk, good.pk])
    problems = checks.check(current, current)
    assert {problem.record for problem in problems} == {"topic round"}
    assert str(problems[-1]).startswith("topic round: parent: ")


def test_what_is_published_together_counts_as_public():
    parent = make.topic("trade")
    child = make.topic(parent=parent)
    (current,) = documents.fresh(child.record_kind, [child.pk])
    assert [problem.field for problem in checks.check([current])] == ["parent"]
    assert checks.check([current], [parent]) == []
