"""What the pages of acts, of deletions and of the smaller records cost: as many queries for fifty rows as for few."""

from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.admin.act_page import UNFOLDED
from claims.curation.publishing import publish
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Attribution, Evidence, Participant
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.sources import Source
from claims.models.topics import Event, Place, Topic
from tests import factories

pytestmark = pytest.mark.django_db
FEW, MANY = UNFOLDED // 2, 50


def select(client: Client, act: str, records: list[Any]) -> int:
    """The number of queries of the page that asks before something is done to a selection."""
    address = reverse(f"admin:claims_{records[0]._meta.model_name}_changelist")
    data = {"action": act, "_selected_action": [record.pk for record in records], "index": "0"}
    client.post(address, data | {"_selected_action": [records[0].pk]})  # content types are remembered from here on
    with CaptureQueriesContext(connection) as queries:
        response = client.post(address, data)
    assert response.status_code == 200
    shown = response.context["items"] if "items" in response.context else response.context["queryset"]
    assert len(shown) == len(records)
    return len(queries)


def cost(client: Client, record: Record, page: str = "change") -> int:
    address = reverse(f"admin:claims_{record._meta.model_name}_{page}", args=[record.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- Rows by the fifty ---------------------------------------------------------------------------


def slugs(kind: str) -> list[str]:
    return [f"{kind}-{factories.number()}" for _ in range(MANY)]


def actors() -> list[Actor]:
    return Actor.objects.bulk_create(Actor(slug=slug, name=slug, kind="organisation") for slug in slugs("actor"))


def topics() -> list[Topic]:
    """Each under a topic of its own, which is under another."""
    widest = Topic.objects.bulk_create(Topic(slug=slug, name=slug) for slug in slugs("widest"))
    wide = Topic.objects.bulk_create(
        Topic(slug=slug, name=slug, parent=above) for slug, above in zip(slugs("wide"), widest, strict=True)
    )
    return Topic.objects.bulk_create(
        Topic(slug=slug, name=slug, parent=above) for slug, above in zip(slugs("topic"), wide, strict=True)
    )


def places() -> list[Place]:
    return Place.objects.bulk_create(Place(slug=slug, name=slug) for slug in slugs("place"))


def events() -> list[Event]:
    made = Event.objects.bulk_create(Event(slug=slug, name=slug) for slug in slugs("event"))
    through = Event.places.through
    through.objects.bulk_create(through(event=e, place=p) for e, p in zip(made, places(), strict=True))
    return made


def scales() -> list[ConfidenceScale]:
    made = ConfidenceScale.objects.bulk_create(
        ConfidenceScale(slug=slug, name=slug, axis="likelihood", edition="1", authority="Tests", citation="Tests")
        for slug in slugs("scale")
    )
    ConfidenceLevel.objects.bulk_create(
        ConfidenceLevel(scale=scale, code="likely", label="likely", rank=1, low=55, high=80) for scale in made
    )
    return made


def sources() -> list[Source]:
    return Source.objects.bulk_create(
        Source(slug=slug, title=slug, kind="article", publisher=actor, coding_depth="none")
        for slug, actor in zip(slugs("source"), actors(), strict=True)
    )


def claims() -> list[Claim]:
    """As factories.claim() makes them, of one source; each with an actor and a topic of its own."""
    first = factories.claim()
    quote = Evidence.objects.get(claim=first)
    made = Claim.objects.bulk_create(
        Claim(
            source=first.source,
            statement=f"Statement {n}.",
            kind="state",
            hedging="unhedged",
            coding_confidence=first.coding_confidence,
        )
        for n in range(MANY)
    )
    Attribution.objects.bulk_create(
        Attribution(claim=claim, order=0, actor=first.source.publisher, form="asserted", commitment="certain")
        for claim in made
    )
    Participant.objects.bulk_create(
        Participant(claim=claim, order=0, actor=actor, role="subject")
        for claim, actor in zip(made, actors(), strict=True)
    )
    through = Claim.topics.through
    through.objects.bulk_create(through(claim=c, topic=t) for c, t in zip(made, topics(), strict=True))
    Evidence.objects.bulk_create(copies(quote, made))
    return made


def copies(quote: Evidence, of: list[Claim]) -> list[Evidence]:
    fields = ("text", "exact", "prefix", "suffix", "start", "end", "paragraph", "status")
    return [Evidence(claim=claim, order=0, **{name: getattr(quote, name) for name in fields}) for claim in of]


MAKE = {make.__name__: make for make in (actors, topics, places, events, scales, sources, claims)}


# --- Selections ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MAKE)
def test_fifty_records_are_asked_about_for_the_price_of_few(as_role, kind):
    client, records = as_role("administrator"), MAKE[kind]()
    for act in ("publish", "delete_selected", *(["review"] if kind == "claims" else [])):
        few, many = select(client, act, records[:FEW]), select(client, act, records)
        assert few == many <= 60, act


@pytest.mark.parametrize("kind", ["places", "scales", "claims"])
def test_fifty_public_records_are_asked_about_for_the_price_of_few(as_role, kind):
    client, records = as_role("administrator"), MAKE[kind]()
    factories.publish_all(*records)
    for act in ("retract", "delete_selected"):
        few, many = select(client, act, records[:FEW]), select(client, act, records)
        assert few == many <= 40, act


def test_a_public_scale_that_was_edited_is_compared_once_for_all_claims_coded_by_it(as_role):
    client, coded = as_role("administrator"), claims()
    publish([ConfidenceScale.objects.get()])
    ConfidenceScale.objects.update(description="Other.")
    assert select(client, "publish", coded[:FEW]) == select(client, "publish", coded) <= 60


def test_edited_public_scales_are_compared_together(as_role):
    client, edited = as_role("administrator"), scales()
    publish(edited)
    ConfidenceScale.objects.update(description="Other.")
    assert select(client, "publish", edited[:FEW]) == select(client, "publish", edited) <= 40


def test_the_differences_of_fifty_public_claims_that_were_edited_cost_the_same_as_of_few(as_role):
    client, edited = as_role("administrator"), claims()
    factories.publish_all(*edited)
    Claim.objects.update(negated=True)
    assert select(client, "publish", edited[:FEW]) == select(client, "publish", edited) <= 60


# --- Pages of one record -------------------------------------------------------------------------


def topic_with(rows: int) -> Topic:
    topic = factories.topic(parent=factories.topic())
    Topic.objects.bulk_create(Topic(slug=slug, name=slug, parent=topic) for slug in slugs("below")[:rows])
    return topic


def event_with(rows: int) -> Event:
    return factories.event(places=places()[:rows])


def place_with(rows: int) -> Place:
    place, through = factories.place(), Event.places.through
    through.objects.bulk_create(through(event=event, place=place) for event in events()[:rows])
    return place


def scale_with(rows: int) -> ConfidenceScale:
    scale = factories.scale(slug=f"scale-{factories.number()}")
    ConfidenceLevel.objects.bulk_create(
        ConfidenceLevel(scale=scale, code=f"level-{n}", label=f"Level {n}") for n in range(rows)
    )
    return scale


@pytest.mark.parametrize("make", [topic_with, event_with, place_with, scale_with])
def test_the_page_of_a_record_costs_the_same_for_fifty_rows(coder, make):
    few, many = cost(coder, make(5)), cost(coder, make(MANY))
    assert few == many <= 25


@pytest.mark.parametrize("make", [topic_with, event_with, place_with, scale_with])
def test_so_does_the_page_of_a_public_and_edited_one(coder, make):
    costs = []
    for rows in (5, MANY):
        record = make(rows)
        factories.publish_all(record)
        costs.append(cost(coder, factories.edit(record, name="Other")))
    assert costs[0] == costs[1] <= 30


def test_the_history_of_a_record_costs_the_same_for_fifty_edits_of_as_many_people(coder):
    costs = []
    for rows in (5, MANY):
        topic = factories.topic()
        people = User.objects.bulk_create(User(username=slug) for slug in slugs("person")[:rows])
        for person in people:
            LogEntry.objects.log_actions(person.pk, [topic], CHANGE, "Changed.")
        costs.append(cost(coder, topic, "history"))
    assert costs[0] == costs[1] <= 12
