"""The world that generated claims speak of: scales, places, topics, actors and events, and what happens to actors."""

import datetime
import random
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.text import slugify

from bench.chance import Skewed, chance_of, new_uid, words
from bench.outline import TOPICS, Plan
from bench.records import DAYS, FIRST_DAY, Document, Made, period, read_scales
from claims.choices import ActorKind, ActorNameKind, AffiliationKind, Axis, IdentifierScheme, RecordKind

COUNTRIES = (
    "AD", "AE", "AM", "AR", "AT", "AU", "AZ", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CO", "CZ", "DE", "DK", "EE",
    "EG", "ES", "ET", "FI", "FR", "GB", "GE", "GR", "HU", "ID", "IE", "IL", "IN", "IR", "IS", "IT", "JP", "KE", "KR",
    "KZ", "LT", "LV", "MA", "MD", "MX", "NG", "NL", "NO", "NZ", "PL", "PT", "RO", "RS", "RU", "SE", "TR", "UA", "US",
    "UZ", "VN", "ZA",
)  # fmt: skip
ISSUES = (
    "trade", "tariffs", "energy", "transit", "borders", "migration", "water", "climate", "health", "schools", "courts",
    "elections", "press freedom", "security", "arms control", "sanctions", "aid", "debt", "taxation", "housing",
)  # fmt: skip
# How often an actor is of a kind, and what it is called; the states come first of all.
KINDS: dict[ActorKind, tuple[int, str]] = {
    ActorKind.GOVERNMENT_BODY: (20, "Ministry of {issue} of {state}"),
    ActorKind.PERSON: (25, "Speaker of {state} on {issue}"),
    ActorKind.PARTY: (8, "{word} Party of {state}"),
    ActorKind.ORGANISATION: (14, "{word} Institute"),
    ActorKind.INTERNATIONAL_ORGANISATION: (4, "{word} Union for {issue}"),
    ActorKind.COMPANY: (12, "{word} Works"),
    ActorKind.MEDIA: (6, "{word} Times"),
    ActorKind.MILITARY: (3, "Armed forces of {state}, {word} command"),
    ActorKind.GROUP: (8, "Voters of {state} concerned with {issue}"),
}
AFFILIATIONS: dict[ActorKind, AffiliationKind] = {
    ActorKind.GOVERNMENT_BODY: AffiliationKind.PART_OF,
    ActorKind.PERSON: AffiliationKind.OFFICE_OF,
    ActorKind.COMPANY: AffiliationKind.CONTROLLED_BY,
    ActorKind.PARTY: AffiliationKind.BASED_IN,
    ActorKind.ORGANISATION: AffiliationKind.BASED_IN,
    ActorKind.MILITARY: AffiliationKind.PART_OF,
}
PUBLISHING = (ActorKind.MEDIA, ActorKind.ORGANISATION, ActorKind.GOVERNMENT_BODY)
# Publishers stand in the labels of sources as well, and are left as they are.
EDITED = (ActorKind.PERSON, ActorKind.GROUP, ActorKind.COMPANY, ActorKind.PARTY)
# Actors before this share of them are named in too many claims: a rename would take thousands of rows.
NAMED_OFTEN = 0.1


class Happening(NamedTuple):
    """What happens to actors in one round of edits; there may be nobody left to whom it can happen."""

    renamed: Made | None
    merged: Made | None
    tied: Made | None


class World:
    """All that claims name but their sources. Who makes it advances it from round to round: names change in it."""

    def __init__(self, plan: Plan) -> None:
        self._chance = chance_of(plan.seed, "world")
        self._words = words(self._chance)
        self._slugs: set[tuple[RecordKind, str]] = set()
        self._count: dict[RecordKind, int] = {}
        self.round = 0
        self.scales = [self._made(RecordKind.SCALE, scale) for scale in read_scales()]
        self.levels = {scale.document["axis"]: scale for scale in self.scales}
        self.places = list(self._places())
        self._place_of = {place.slug: place for place in self.places}
        self.topics = list(self._topics())
        self.states = [self._state(country) for country in COUNTRIES]
        self.actors = self._actors(max(500, plan.count * 5 // 1000))
        self.publishers = Skewed([a for a in self.actors if a.document["kind"] in PUBLISHING])
        self.events = [self._event() for _ in range(max(20, plan.count // 100))]
        self.topics_skewed = Skewed(self.topics)
        self.events_skewed = Skewed(self.events, 0.7)
        self._actors_skewed = Skewed(self.actors)
        self._of_kind: dict[str, list[Made]] = {}
        for actor in self.actors:
            self._of_kind.setdefault(actor.document["kind"], []).append(actor)
        self._happenings = self._foresee(plan.batches)
        # Numbers of the actors that are yet to be renamed or merged.
        self.foreseen = {actor.record for happening in self._happenings for actor in happening[:2] if actor}

    def __iter__(self) -> Iterator[Made]:
        """In the order in which they are published: what is named comes before what names it."""
        for records in (self.scales, self.places, self.topics, self.states, self.actors[len(self.states) :]):
            yield from records
        yield from self.events

    def _foresee(self, rounds: int) -> list[Happening]:
        """What will happen in each round, to one actor once at most."""
        rarely = [a for a in self.actors[int(len(self.actors) * NAMED_OFTEN) :] if a.document["kind"] in EDITED]
        self._chance.shuffle(rarely)
        chosen: list[Made | None] = [*rarely[: 3 * rounds]]
        chosen += [None] * (3 * rounds - len(chosen))
        return [Happening(*chosen[start : start + 3]) for start in range(0, 3 * rounds, 3)]

    def coming(self) -> Happening:
        """What happens in the next round."""
        return self._happenings[self.round]

    def advance(self) -> Happening:
        """Lets the next round happen, and says what did: documents and merges are then as they are after it."""
        happening, chance = self._happenings[self.round], self._chance
        self.round += 1
        if actor := happening.renamed:
            former = {"name": actor.document["name"], "kind": ActorNameKind.FORMER.value, "language": "en"}
            actor.document["names"].append(former)
            actor.document["names"].sort(key=lambda entry: (entry["kind"], entry["name"]))
            actor.document["name"] = name = f"New {self.word()} of {actor.document['name']}"[:200]
            if chance.random() < 0.5:
                actor.document["slug"] = self._new_slug(RecordKind.ACTOR, name)
        if actor := happening.merged:
            into = actor
            while into is actor or into.merged_into is not None:
                into = chance.choice(self._of_kind[actor.document["kind"]])
            actor.merged_into = into
        if actor := happening.tied:
            tied_to = {tie["actor"]["slug"] for tie in actor.document["affiliations"]}
            self._affiliate(actor, chance.choice([state for state in self.states if state.slug not in tied_to]))
        for edited in happening[:2]:
            if edited:
                self.foreseen.discard(edited.record)
        return happening

    def advance_to(self, round: int) -> None:
        while self.round < round:
            self.advance()

    def actor(self, chance: random.Random) -> Made:
        """One that still stands for itself, the first ones by far the most often."""
        return self._actors_skewed.one(chance).canonical()

    def places_of(self, event: Made) -> list[Made]:
        return [self._place_of[place["slug"]] for place in event.document["places"]]

    def word(self) -> str:
        return next(self._words).capitalize()

    def level(self, axis: Axis, chance: random.Random) -> Document:
        """A level of the scale of that axis, as other documents name it."""
        scale = self.levels[axis]
        level = chance.choice(scale.document["levels"])
        return {"scale": scale.slug, "code": level["code"], "label": level["label"]}

    def _made(self, kind: RecordKind, document: Document) -> Made:
        self._count[kind] = self._count.get(kind, 0) + 1
        return Made(kind, self._count[kind], document)

    def _new(self, kind: RecordKind, name: str, members: Document) -> Made:
        """A record with an identity, and with a slug of its own made of the name."""
        return self._made(kind, {"uid": new_uid(self._chance), "slug": self._new_slug(kind, name), **members})

    def _new_slug(self, kind: RecordKind, name: str) -> str:
        base = slug = slugify(name)[:100].strip("-")
        number = 1
        while (kind, slug) in self._slugs:
            number += 1
            slug = f"{base}-{number}"
        self._slugs.add((kind, slug))
        return slug

    def _places(self) -> Iterator[Made]:
        for country in COUNTRIES:
            for _ in range(5):
                name = self.word()
                yield self._new(
                    RecordKind.PLACE,
                    name,
                    {
                        "name": name,
                        "country": country if self._chance.random() < 0.95 else None,
                        "latitude": round(self._chance.uniform(-60, 70), 4),
                        "longitude": round(self._chance.uniform(-180, 180), 4),
                        "dispute": None,
                    },
                )

    def _topics(self) -> Iterator[Made]:
        """A tree: the issues, and below each, two levels deep, what is narrower. Two in five have a pole."""
        above: list[Made] = []
        for number in range(TOPICS):
            parent = above[self._chance.randrange(min(number, 60))] if number >= len(ISSUES) else None
            name = ISSUES[number].capitalize() if parent is None else f"{parent.document['name']}: {self.word()}"
            topic = self._new(
                RecordKind.TOPIC,
                name,
                {
                    "name": name,
                    "parent": parent and parent.label(),
                    "definition": f"What concerns {name.lower()}.",
                    "pole": f"More of {name.lower()}." if self._chance.random() < 0.4 else None,
                },
            )
            above.append(topic)
            yield topic

    def _state(self, country: str) -> Made:
        identifier = {
            "scheme": IdentifierScheme.ISO3166_1_ALPHA_2.value,
            "value": country,
            "evidence": "ISO 3166-1",
            "checked_on": "2024-01-01",
        }
        return self._actor(ActorKind.STATE, self.word(), None, [identifier])

    def _actors(self, count: int) -> list[Made]:
        """So many, the most frequent first: the states, and others that may be tied to one of them."""
        kinds = list(KINDS)
        weights = [weight for weight, _ in KINDS.values()]
        actors = list(self.states)
        for _ in range(count - len(actors)):
            kind = self._chance.choices(kinds, weights)[0]
            state = self._chance.choice(self.states)
            name = KINDS[kind][1].format(
                issue=self._chance.choice(ISSUES), state=state.document["name"], word=self.word()
            )
            tied = kind in AFFILIATIONS and self._chance.random() < 0.7
            actors.append(self._actor(kind, name, state if tied else None, []))
        return actors

    def _actor(self, kind: ActorKind, name: str, tied_to: Made | None, identifiers: list[Document]) -> Made:
        aliases = []
        if self._chance.random() < 0.3:
            aliases = [{"name": self.word(), "kind": ActorNameKind.ALIAS.value, "language": "en"}]
        actor = self._new(
            RecordKind.ACTOR,
            name,
            {
                "name": name,
                "kind": kind.value,
                "named": kind != ActorKind.GROUP,
                "description": None,
                "names": aliases,
                "affiliations": [],
                "identifiers": identifiers,
            },
        )
        if tied_to:
            self._affiliate(actor, tied_to)
        return actor

    def _affiliate(self, actor: Made, to: Made) -> None:
        kind = AFFILIATIONS.get(ActorKind(actor.document["kind"]), AffiliationKind.MEMBER_OF)
        since = FIRST_DAY + datetime.timedelta(days=self._chance.randrange(DAYS))
        tie = {"kind": kind.value, "actor": to.label(), "title": None, "since": since.isoformat(), "until": None}
        # In the order of the states' names, which they keep.
        actor.document["affiliations"].append(tie)
        actor.document["affiliations"].sort(key=lambda entry: (entry["kind"], entry["actor"]["name"]))

    def _event(self) -> Made:
        name = f"{self.word()} {self._chance.choice(('summit', 'ruling', 'vote', 'strike', 'treaty', 'reform'))}"
        places = self._chance.sample(self.places, self._chance.choices((0, 1, 2), (20, 70, 10))[0])
        begins = FIRST_DAY + datetime.timedelta(days=self._chance.randrange(DAYS))
        return self._new(
            RecordKind.EVENT,
            name,
            {
                "name": name,
                "description": None,
                "occurred": period(self._chance, begins, basis=True),
                "places": [place.label() for place in sorted(places, key=lambda place: place.slug)],
            },
        )
