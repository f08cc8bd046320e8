"""The world that generated claims speak of: scales, places, topics, actors, events and sources."""

import datetime
import hashlib
import random
from collections.abc import Callable, Iterator

from django.utils.text import slugify

from bench.chance import Skewed, new_uid, words
from bench.records import DAYS, FIRST_DAY, Document, Made, period, read_scales
from claims.choices import (
    ActorKind,
    ActorNameKind,
    AffiliationKind,
    Axis,
    CodingDepth,
    IdentifierScheme,
    QuotePolicy,
    RecordKind,
    SourceKind,
)

TOPICS = 200

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


class World:
    """All that claims name. Sources are made one by one, as they are coded; the rest is there from the beginning."""

    def __init__(self, claims: int, chance: random.Random) -> None:
        self._chance = chance
        self._words = words(chance)
        self._slugs: set[tuple[RecordKind, str]] = set()
        self._count: dict[RecordKind, int] = {}
        self.scales = [self._made(RecordKind.SCALE, scale) for scale in read_scales()]
        self.levels = {scale.document["axis"]: scale for scale in self.scales}
        self.places = list(self._places())
        self.topics = list(self._topics())
        self.states = [self._state(country) for country in COUNTRIES]
        self.actors = self._actors(max(500, claims * 5 // 1000))
        self.publishers = Skewed([a for a in self.actors if a.document["kind"] in PUBLISHING], chance)
        self.events = [self._event() for _ in range(max(20, claims // 100))]

    def __iter__(self) -> Iterator[Made]:
        """In the order in which they are published: what is named comes before what names it."""
        for records in (self.scales, self.places, self.topics, self.states, self.actors[len(self.states) :]):
            yield from records
        yield from self.events

    def word(self) -> str:
        return next(self._words).capitalize()

    def level(self, axis: Axis) -> Document:
        """A level of the scale of that axis, as other documents name it."""
        scale = self.levels[axis]
        level = self._chance.choice(scale.document["levels"])
        return {"scale": scale.slug, "code": level["code"], "label": level["label"]}

    def _made(self, kind: RecordKind, document: Document) -> Made:
        self._count[kind] = self._count.get(kind, 0) + 1
        return Made(kind, self._count[kind], document)

    def _new(self, kind: RecordKind, name: str, members: Document) -> Made:
        """A record with an identity, and with a slug of its own made of the name."""
        return self._made(kind, {"uid": str(new_uid(self._chance)), "slug": self.new_slug(kind, name), **members})

    def new_slug(self, kind: RecordKind, name: str) -> str:
        base = slug = slugify(name)[:100]
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
            self.affiliate(actor, tied_to)
        return actor

    def affiliate(self, actor: Made, to: Made) -> None:
        kind = AFFILIATIONS.get(ActorKind(actor.document["kind"]), AffiliationKind.MEMBER_OF)
        since = FIRST_DAY + datetime.timedelta(days=self._chance.randrange(DAYS))
        tie = {"kind": kind.value, "actor": to.label(), "title": None, "since": since.isoformat(), "until": None}
        actor.document["affiliations"].append(tie)
        to.members.append(actor)

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
                "places": [place.label() for place in places],
            },
        )

    def source(self, sentence: Callable[[int], str]) -> Made:
        """A source to be coded. `sentence` makes one of so many words, for its title."""
        chance = self._chance
        title, policy = sentence(7), QuotePolicy.NONE if chance.random() < 0.02 else QuotePolicy.QUOTES
        publisher = self.publishers.one() if chance.random() < 0.95 else None
        day = FIRST_DAY + datetime.timedelta(days=chance.randrange(DAYS))
        characters = chance.randint(2_000, 60_000)
        reliability = self.level(Axis.RELIABILITY) if chance.random() < 0.4 else None
        made = self._new(
            RecordKind.SOURCE,
            title,
            {
                "kind": chance.choices(list(SourceKind), (50, 15, 10, 5, 10, 5, 3, 2))[0].value,
                "title": title,
                "publisher": publisher and publisher.label(),
                "authors": [self.publishers.one().label()] if chance.random() < 0.3 else [],
                "url": None,
                "language": chance.choices(("en", "fr", "de", "es", "ru"), (80, 5, 5, 5, 5))[0],
                "published_on": day.isoformat() if chance.random() < 0.97 else None,
                "rights": None,
                "credit": None,
                "quote_policy": policy.value,
                "quote_limit": 300,
                "reliability": reliability and reliability | {"basis": "Generated."},
                "coding_depth": chance.choices((CodingDepth.MAIN, CodingDepth.FULL), (60, 40))[0].value,
                "text": {
                    "sha256": hashlib.sha256(title.encode()).hexdigest(),
                    "rule": "1",
                    "characters": characters,
                    "paragraphs": characters // 400,
                },
                "quoted_share": round(chance.uniform(0.01, 0.4), 4),
                "cites": [],
            },
        )
        made.document["url"] = f"https://press.example/{day.year}/{made.slug}"
        if chance.random() < 0.05:
            made.document["url"] = None
        return made
