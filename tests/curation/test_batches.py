"""How an act is divided into transactions, and in what isolation they run."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from claims.curation import batches, documents
from claims.curation.door import WrongIsolation
from claims.curation.publishing import publish, retract
from claims.models.actors import Actor
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle


def affiliate(actor: Actor, organisation: Actor) -> None:
    actor.affiliations.create(kind="part_of", organisation=organisation)


@pytest.mark.django_db
def test_no_transaction_appends_more_rows_than_allowed(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 4)
    sources = [make.source() for _ in range(3)]
    claims = [make.claim(source=source, topics=[]) for source in sources for _ in range(3)]
    topic = make.topic()
    for claim in claims:
        claim.topics.add(topic)
    make.publish_all(*claims)
    retract(claims[:7], reason="Misread.")
    sizes = [len(rows) for rows in oracle.rows_of_each_transaction()]
    assert max(sizes) <= 4
    assert sum(sizes) == Publication.objects.head()
    assert [line for seq in oracle.heads() for line in oracle.dangling(seq)] == []


@pytest.mark.django_db
def test_a_batch_is_two_hundred_rows():
    records = [make.topic() for _ in range(401)]
    publish(records)
    assert [len(rows) for rows in oracle.rows_of_each_transaction()] == [200, 200, 1]


@pytest.mark.django_db
def test_what_is_named_comes_before_what_names_it_though_it_was_made_later():
    narrow, wide = make.topic("a-narrow"), make.topic("b-wide")
    type(narrow).objects.filter(pk=narrow.pk).update(parent=wide)
    office, state = make.actor("a-office"), make.actor("b-state")
    affiliate(office, state)
    cited = make.source("b-cited", publisher=state)
    citing = make.source("a-citing", publisher=office)
    citing.citations.create(cited=cited)
    act = [narrow, wide, office, state, cited, citing]
    order = [row.slug for row in publish(act)]
    for first, then in (
        ("b-wide", "a-narrow"),
        ("b-state", "a-office"),
        ("b-cited", "a-citing"),
        ("a-office", "a-citing"),
    ):
        assert order.index(first) < order.index(then)
    assert all(oracle.dangling(seq) == [] for seq in range(1, len(order) + 1))


@pytest.mark.django_db
def test_actors_affiliated_in_a_circle_become_public_in_one_transaction(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)
    circle = [make.actor() for _ in range(3)]
    for i, actor in enumerate(circle):
        affiliate(actor, circle[(i + 1) % 3])
    outside = make.actor()
    affiliate(outside, circle[0])
    publish([outside, make.actor(), *circle])
    uids = {actor.uid for actor in circle}
    together = [rows for rows in oracle.rows_of_each_transaction() if uids & uids_of(rows)]
    assert [uids_of(rows) >= uids for rows in together] == [True]
    assert [line for seq in oracle.heads() for line in oracle.dangling(seq)] == []


@pytest.mark.django_db
def test_two_circles_that_share_an_actor_stay_together():
    a, b, c = make.actor(), make.actor(), make.actor()
    for actor, organisation in ((a, b), (b, a), (b, c), (c, b)):
        affiliate(actor, organisation)
    units = batches._units(batches.fresh([c, a, b]))
    assert [{record.pk for record in unit} for unit in units] == [{a.pk, b.pk, c.pk}]


def uids_of(seqs: list[int]) -> set[Any]:
    return set(Publication.objects.filter(seq__in=seqs).values_list("uid", flat=True))


@pytest.mark.django_db
def test_rows_are_locked_in_one_order_of_kinds_whatever_the_order_of_the_act():
    """Two publishers who lock in different orders can wait for each other."""
    act = [make.source(text="", publisher=None), make.event(), make.topic(), make.place(), make.actor()]
    order = [kind for kind, _ in batches.by_kind(act)]
    assert order == [kind for kind, _ in batches.by_kind(act[::-1])]
    assert order == [kind for kind in documents.MODELS if kind in order]


@pytest.mark.django_db
def test_progress_is_told_with_every_batch(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)
    told: list[int] = []
    publish([make.topic() for _ in range(5)], progress=told.append)
    assert told == [2, 4, 5]


@pytest.mark.django_db
def test_an_act_that_broke_off_is_completed_by_running_it_again(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)
    topics = [make.topic() for _ in range(5)]

    def stop(done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(topics, progress=stop)
    assert Publication.objects.head() == 4
    publish(topics)
    assert Publication.objects.head() == 5


@pytest.mark.django_db
def test_the_number_of_queries_of_a_batch_does_not_grow_with_its_claims(django_assert_max_num_queries):
    source = make.source()
    few = [make.claim(source=source, topics=[], participants=[]) for _ in range(2)]
    many = [make.claim(source=source, topics=[], participants=[]) for _ in range(12)]
    topic, actor = make.topic(), make.actor()
    for claim in (*few, *many):
        claim.topics.add(topic)
        claim.participants.create(actor=actor, role="subject")
    make.publish_all(few[0])
    counts = []
    for claims in ([few[1]], many):
        with django_assert_max_num_queries(200) as queries:
            publish(claims)
        counts.append(len(queries))
    assert counts[1] <= counts[0]


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_could_read_an_old_head_may_not_publish(level):
    topic = make.topic()

    def within(act: Callable[[], Any]) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            act()

    with pytest.raises(WrongIsolation, match=f"READ COMMITTED, and this transaction is {level}.*Publish outside it"):
        within(lambda: publish([topic]))
    assert Publication.objects.head() == 0
    publish([topic])
    with pytest.raises(WrongIsolation, match=level):
        within(lambda: retract([topic], reason="No."))
