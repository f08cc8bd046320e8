"""A varied archive, published: every filter splits it, and chance mixes what is not said here."""

import datetime
import random
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from claims.choices import Axis, ClaimKind, Commitment, Form, Operation, PositionValue, RelationType, Role, Salience
from claims.curation.appending import Entry, append
from claims.curation.door import lock_ledger
from claims.curation.publishing import publish, retract, with_dependencies
from claims.models.actors import Actor, ActorName, Affiliation
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import ClaimRelation
from claims.models.sources import Citation, Source, SourceAuthor
from claims.models.topics import Event, Place, Topic
from tests import factories

CLAIMS = 70
# The days on which things may have happened, with precision; the sources are of June 2025.
PERIODS: list[tuple[str | None, str | None, str]] = [
    (None, None, ""),
    ("2025-05-01", "2025-05-01", "day"),
    ("2025-05-01", "2025-05-31", "month"),
    ("2024-01-01", "2024-12-31", "year"),
    ("2024-12-25", None, "period"),
    (None, "2024-06-30", "period"),
    ("2024-06-30", "2025-01-15", "period"),
]
QUOTES = ["raised harbour dues", "Shipowners may move to other ports", "The ministry denies that dues are too high."]
STATEMENTS = ["The port ministry raised harbour dues.", "Shipowners leave the harbour.", "Zebras cross the quay."]


@dataclass
class Archive:
    actors: list[Actor]
    topics: list[Topic]
    places: list[Place]
    events: list[Event]
    sources: list[Source]
    claims: list[Claim]

    @property
    def records(self) -> list[Record]:
        return [*self.actors, *self.topics, *self.places, *self.events, *self.sources, *self.claims]


def days(prefix: str, period: tuple[str | None, str | None, str]) -> dict[str, Any]:
    first, last, precision = period
    return {
        f"{prefix}_from": first and datetime.date.fromisoformat(first),
        f"{prefix}_to": last and datetime.date.fromisoformat(last),
        f"{prefix}_precision": precision,
    }


def made_actors() -> list[Actor]:
    azerbaijan = factories.actor("azerbaijan", kind="state")
    russia = factories.actor("russia", kind="state", name="Russia")
    ministry = factories.actor("port-ministry", kind="government_body")
    guild = factories.actor("shipowners-guild")
    captain = factories.actor("captain", kind="person", name="Émile Capitaine")
    officials = factories.actor("officials", kind="group", named=False)
    police = factories.actor("port-police", kind="government_body")
    master = factories.actor("harbour-master", kind="person")
    pilots = factories.actor("pilots", kind="company")
    old_guild = factories.actor("old-guild")
    secretary = factories.actor("guild-secretary", kind="person")
    ActorName.objects.create(actor=russia, name="Kremlin", kind="metonym")
    for actor, kind, whole in [
        (ministry, "part_of", azerbaijan),
        (captain, "member_of", guild),
        (captain, "based_in", russia),
        (police, "part_of", ministry),
        (master, "office_of", police),
        (secretary, "office_of", old_guild),
        # A circle, as when two firms hold each other's shares.
        (pilots, "controlled_by", guild),
        (guild, "controlled_by", pilots),
    ]:
        Affiliation.objects.create(actor=actor, kind=kind, organisation=whole)
    return [azerbaijan, russia, ministry, guild, captain, officials, police, master, pilots, old_guild, secretary]


def made_topics() -> list[Topic]:
    trade = factories.topic("trade", definition="Goods and ships.")
    dues = factories.topic("harbour-dues", parent=trade, pole="Higher dues.")
    exemptions = factories.topic("exemptions", parent=dues, pole="More exemptions.")
    war = factories.topic("war")
    return [trade, dues, exemptions, war]


def made_places() -> list[Place]:
    return [
        factories.place("baku", country="AZ", latitude="40.4093", longitude="49.8671"),
        factories.place("aktau", country="KZ"),
        factories.place("caspian-sea", name="Caspian Sea"),
    ]


def made_events(places: list[Place]) -> list[Event]:
    baku, aktau, sea = places
    return [
        factories.event("rise", places=[baku], **days("occurred", PERIODS[1])),
        factories.event("crash", places=[aktau, sea], **days("occurred", PERIODS[3])),
        factories.event("talks"),
        factories.event("strike", **days("occurred", PERIODS[4])),
    ]


def made_sources(actors: list[Actor]) -> list[Source]:
    captain = actors[4]
    press = factories.actor("press", kind="media")
    address = "http://www.news.example/a/?id=1&utm_source=feed"
    article = factories.source("article", publisher=press, published_on=datetime.date(2025, 6, 1), url=address)
    reliability: dict[str, Any] = {
        "reliability": factories.level(Axis.RELIABILITY, "A"),
        "reliability_basis": "Its record.",
    }
    report = factories.source(
        "report",
        kind="report",
        publisher=actors[9],
        published_on=datetime.date(2025, 6, 20),
        coding_depth="main",
        **reliability,
    )
    speech = factories.source("speech", kind="speech", published_on=None, language="az", publisher=captain)
    cited = factories.source("cited-law", kind="legal_act", text="", published_on=datetime.date(1999, 1, 1))
    SourceAuthor.objects.create(source=report, actor=captain, order=0)
    Citation.objects.create(source=article, cited=cited, mention="")
    Citation.objects.create(source=article, cited=report, mention="")
    return [article, report, speech, cited]


def made_claim(chance: random.Random, archive: Archive, **fields: Any) -> Claim:
    def some(items: list[Any], most: int) -> list[Any]:
        return chance.sample(items, chance.randint(0, most))

    roles = [(actor, chance.choice(Role.values)) for actor in some(archive.actors, 4)]
    voices = [
        {
            "actor": chance.choice(archive.actors),
            "form": chance.choice([form for form in Form.values if form != Form.ASSERTED]),
            "commitment": chance.choice(Commitment.values),
            **days("said", chance.choice(PERIODS[:4])),
        }
        for _ in range(chance.choice([0, 0, 1, 1, 2]))
    ]
    present = [actor for actor, _ in roles] + [voice["actor"] for voice in voices]
    poled = archive.topics[1:3]
    positions = (
        {
            (holder.pk, topic.pk): (holder, topic, chance.choice(PositionValue.values))
            for holder, topic in [
                (chance.choice(present), chance.choice(poled)) for _ in range(chance.choice([0, 1, 2]))
            ]
        }
        if present
        else {}
    )
    hedging = chance.choice(["hedged", "hedged", "unhedged", "not_coded"])
    likely = chance.choice(["unlikely", "likely", "almost_certain", None]) if hedging == "hedged" else None
    confidence = chance.choice(["low", "moderate", "high"])
    credibility = chance.choice(["5", "1", None])
    kind = chance.choice([kind for kind in ClaimKind.values if kind not in ("forecast", "conditional", "event")])
    made: dict[str, Any] = dict(
        source=chance.choice(archive.sources[:3]),
        statement=f"{chance.choice(STATEMENTS)} Number {factories.number()}.",
        kind=kind,
        salience=chance.choice(Salience.values),
        negated=chance.random() < 0.2,
        language=chance.choice(["en", "en", "az"]),
        voices=voices,
        participants=roles,
        topics=chance.sample(archive.topics, chance.choice([1, 1, 2])),
        places=some(archive.places, 2),
        positions=positions.values(),
        event=chance.choice([None, None, *archive.events]),
        cues=[("may", "modal")] if hedging == "hedged" else [],
        quotes=[chance.choice(QUOTES)],
        hedging=hedging,
        likelihood=likely and factories.level(Axis.LIKELIHOOD, likely),
        coding_confidence=factories.level(Axis.CODING_CONFIDENCE, confidence),
        coding_confidence_basis="" if confidence == "high" else "Two readings.",
        credibility=credibility and factories.level(Axis.CREDIBILITY, credibility),
        relations=made_relations(chance, archive.claims),
        **days("occurred", chance.choice(PERIODS)),
    )
    return factories.claim(**{**made, **fields})


def made_relations(chance: random.Random, claims: list[Claim]) -> list[tuple[str, Claim]]:
    """Every other claim has to do with one or two that were there before it; most of these contradict them."""
    targets = chance.sample(claims, min(chance.choice([0, 0, 1, 2]), len(claims)))
    return [(chance.choice([*RelationType.values, *["contradicts"] * 5]), target) for target in targets]


def made_archive(claims: int = CLAIMS, seed: int = 7) -> Archive:
    """The archive, with its claims published in several acts and some of them revised."""
    chance = random.Random(seed)  # noqa: S311 — varied, and the same in each run
    actors, topics, places = made_actors(), made_topics(), made_places()
    archive = Archive(actors, topics, places, made_events(places), made_sources(actors), [])
    publish(with_dependencies([*archive.records, *(factories.scale(axis) for axis in Axis.values)]))
    for _ in range(claims - 2):
        archive.claims.append(made_claim(chance, archive))
    archive.claims += made_quarrel(chance, archive)
    ClaimRelation.objects.filter(target__in=archive.claims[::2]).update(explicit=True)
    for start in range(0, claims, 10):
        publish(with_dependencies(archive.claims[start : start + 10]))
    revised = chance.sample(archive.claims, claims // 7)
    for claim in revised:
        Claim.objects.filter(pk=claim.pk).update(salience=chance.choice(Salience.values))
    publish(revised)
    change_what_claims_name(chance, archive)
    return archive


def made_quarrel(chance: random.Random, archive: Archive) -> list[Claim]:
    """A claim, and one that contradicts it: by two actors that turn out to be one."""
    by_slug = {actor.slug: actor for actor in archive.actors}
    one = made_claim(chance, archive, voices=[{"actor": by_slug["old-guild"]}], positions=(), relations=())
    relations = [("contradicts", one)]
    voices = [{"actor": by_slug["shipowners-guild"]}]
    return [one, made_claim(chance, archive, voices=voices, positions=(), relations=relations)]


def change_what_claims_name(chance: random.Random, archive: Archive) -> None:
    """Changes what is around these claims and leaves them as they are: what is found depends on S all the same."""
    by_slug = {actor.slug: actor for actor in archive.actors}
    denial = made_claim(
        chance,
        archive,
        source=archive.sources[0],
        voices=(),
        positions=(),
        relations=[("contradicts", claim) for claim in archive.claims[:5]],
    )
    publish(with_dependencies([denial]))
    merge(by_slug["old-guild"], by_slug["shipowners-guild"])
    Affiliation.objects.filter(actor=by_slug["harbour-master"]).delete()
    publish([by_slug["harbour-master"]])
    retract([denial], reason="Misread.")


def merge(actor: Actor, into: Actor) -> None:
    """The row of a merge alone: documents that name the actor still do, as they do until they are refreshed."""
    with transaction.atomic():
        lock_ledger()
        tombstone = f'{{"uid":"{actor.uid}","merged_into":"{into.uid}"}}'
        append([Entry.of(actor, tombstone, Operation.MERGED)], "", "One guild.")
