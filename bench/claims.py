"""Generated claims: documents in the shape of `claims.serializers.claims`, about a world of records."""

import datetime
import random
from collections import deque

from bench.chance import Skewed, new_uid, words
from bench.records import DAYS, FIRST_DAY, Document, Made, period
from bench.world import World
from claims.choices import (
    CODEBOOK_VERSION,
    AnchorStatus,
    Axis,
    ClaimKind,
    Commitment,
    CueKind,
    Form,
    HedgingState,
    PositionBasis,
    PositionValue,
    QuotePolicy,
    RecordKind,
    RelationType,
    Role,
    Salience,
)

# What sentences are made of in each language, besides the words that are made up: stop words, and words with endings.
LANGUAGES: dict[str, tuple[str, ...]] = {
    "en": (
        "the", "of", "in", "will", "has", "been", "because", "although", "tariffs", "reform", "negotiations", "border",
        "agreed", "sanctions", "elections", "minister", "increasing", "trade", "refused", "exports", "prices",
    ),
    "fr": ("le", "de", "dans", "sera", "réformes", "négociations", "frontière", "élections", "marchés", "sécurité"),
    "de": ("der", "die", "wird", "gegen", "Zölle", "Verhandlungen", "Grenzen", "Wahlen", "Preise", "Verträge"),
    "es": ("el", "de", "será", "contra", "aranceles", "negociación", "fronteras", "elección", "precios", "año"),
    "ru": ("в", "и", "не", "будет", "переговоры", "границы", "выборы", "пошлины", "договор", "цены"),
}  # fmt: skip
MADE_UP = 12_000
HEDGES = ("may", "could", "reportedly", "is likely to", "appears to")

ROLES = {Role.SUBJECT: 45, Role.TARGET: 30, Role.ADDRESSEE: 10, Role.BENEFICIARY: 7, Role.MENTIONED: 8}
RELATIONS = {
    RelationType.SUPPORTS: 25,
    RelationType.CONTRADICTS: 15,
    RelationType.QUALIFIES: 15,
    RelationType.CAUSES: 10,
    RelationType.UPDATES: 10,
    RelationType.EXAMPLE_OF: 5,
    RelationType.RESTATES: 20,
}
# How many claims back, on its topic, a claim can be tied to another.
REMEMBERED = 40


class Claims:
    """Makes claims one after the other, and keeps of each what later ones can be tied to."""

    def __init__(self, world: World, sources: int, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._actors = Skewed(world.actors, chance)
        self._topics = Skewed(world.topics, chance)
        self._events = Skewed(world.events, chance, 0.7)
        self._sources = Skewed(range(sources), chance, 0.6)
        self._coded: dict[int, Made] = {}
        made_up = words(chance)
        self._words = Skewed([next(made_up) for _ in range(MADE_UP)], chance)
        self._recent: dict[str, deque[tuple[int, str]]] = {}
        self.uids: dict[int, str] = {}
        # Of each claim, the claims that are tied to it.
        self.tied_to: dict[int, list[int]] = {}
        self.retracted: set[int] = set()

    def sentence(self, length: int, language: str = "en") -> str:
        """So many words, half of them made up, with a capital and without a full stop."""
        made_up = self._words.some(length)
        common = self._chance.choices(LANGUAGES[language], k=length)
        drawn = " ".join(pair[self._chance.random() < 0.5] for pair in zip(made_up, common, strict=True))
        return drawn[0].upper() + drawn[1:]

    def one(self) -> list[Made]:
        """The next claim; before it its source, if it is the first of it."""
        chance, number = self._chance, self._sources.one()
        source = self._coded.get(number)
        made = []
        if source is None:
            source = self._coded[number] = self._world.source(self.sentence)
            made.append(source)
        record = len(self.uids) + 1
        claim = Made(RecordKind.CLAIM, record, {})
        voices, said_by = self._voices(source)
        participants = [
            self._participant() for _ in range(chance.choices((0, 1, 2, 3, 4, 7), (8, 26, 32, 18, 12, 4))[0])
        ]
        actors = [*said_by, *(actor for actor, _ in participants)]
        topics = list(
            {
                topic.slug: topic for topic in self._topics.some(chance.choices((0, 1, 2, 3), (3, 60, 27, 10))[0])
            }.values()
        )
        positions, holders = self._positions(topics, actors)
        self._note(claim, [*actors, *holders])
        language = source.document["language"] if chance.random() < 0.2 else "en"
        kind = chance.choices(list(ClaimKind), (35, 25, 12, 5, 8, 10, 5))[0]
        about = source.document["published_on"] or FIRST_DAY.isoformat()
        event = self._events.one() if chance.random() < 0.2 else None
        places = event.document["places"] if event else [self._place()] if chance.random() < 0.35 else []
        confidence = self._world.level(Axis.CODING_CONFIDENCE) | {"basis": None} if chance.random() < 0.9 else None
        uid = str(new_uid(chance))
        relations = self._relations(record, topics)
        claim.document.update(
            uid=uid,
            statement=self._statement(participants, language),
            kind=kind.value,
            negated=chance.random() < 0.1,
            salience=chance.choices(list(Salience), (40, 40, 20))[0].value,
            condition=self.sentence(5) if kind == ClaimKind.CONDITIONAL else None,
            language=language,
            own_voice=len(voices) == 1,
            attribution=voices,
            participants=[item for _, item in participants],
            topics=[topic.label() for topic in topics],
            positions=positions,
            event=event and event.label(),
            places=places,
            occurred=self._occurred(kind, datetime.date.fromisoformat(about)),
            hedging=self._hedging(len(voices)),
            coding_confidence=confidence,
            credibility=self._world.level(Axis.CREDIBILITY) if chance.random() < 0.2 else None,
            source=_source_label(source),
            evidence=self._evidence(source, language),
            relations=relations,
            coding={"codebook": CODEBOOK_VERSION, "depth": source.document["coding_depth"]},
        )
        self.uids[record] = uid
        for topic in topics:
            self._recent.setdefault(topic.slug, deque(maxlen=REMEMBERED)).append((record, uid))
        return [*made, claim]

    def _note(self, claim: Made, actors: list[Made]) -> None:
        for actor in dict.fromkeys(actors):
            actor.claims.append(claim.record)

    def _place(self) -> Document:
        return self._chance.choice(self._world.places).label()

    def _actor(self) -> Made:
        return self._actors.one().canonical()

    def _statement(self, participants: list[tuple[Made, Document]], language: str) -> str:
        about = f"{participants[0][0].document['name']}: " if participants else ""
        return f"{about}{self.sentence(self._chance.randint(8, 22), language)}."

    def _voices(self, source: Made) -> tuple[list[Document], list[Made]]:
        """The publisher or an author first; others in a quarter of the claims."""
        chance = self._chance
        outer = source.document["publisher"]
        speakers = [self._actor() for _ in range(chance.choices((0, 1, 2), (75, 20, 5))[0])]
        labels = [actor.label() for actor in speakers]
        if outer is None:
            author = self._actor()
            speakers.insert(0, author)
            outer = author.label()
        voices: list[Document] = []
        for label in (outer, *labels):
            own = not voices
            said = None if own or chance.random() < 0.5 else period(chance, self._day(), basis=False)
            voices.append(
                {
                    "actor": label,
                    "form": "asserted" if own else chance.choice(list(Form)).value,
                    "cue": None if own else self.sentence(2),
                    "said": said,
                    "commitment": chance.choices(list(Commitment), (60, 15, 10, 12, 3))[0].value,
                }
            )
        return voices, speakers

    def _day(self) -> datetime.date:
        return FIRST_DAY + datetime.timedelta(days=self._chance.randrange(DAYS))

    def _participant(self) -> tuple[Made, Document]:
        actor = self._actor()
        item = {
            "actor": actor.label(),
            "role": self._chance.choices(list(ROLES), list(ROLES.values()))[0].value,
            "mention": actor.document["name"],
            "evaluation": self._chance.choices((None, -1, 0, 1), (70, 15, 5, 10))[0],
        }
        return actor, item

    def _positions(self, topics: list[Made], actors: list[Made]) -> tuple[list[Document], list[Made]]:
        """On topics with a pole, where an actor of the claim stands, two times in three."""
        chance = self._chance
        positions, holders = [], []
        for topic in topics:
            if topic.document["pole"] and actors and chance.random() < 0.66:
                holder = chance.choice(actors)
                holders.append(holder)
                positions.append(
                    {
                        "holder": holder.label(),
                        "topic": topic.slug,
                        "value": chance.choices(list(PositionValue), (50, 10, 40))[0].value,
                        "basis": chance.choice(list(PositionBasis)).value,
                    }
                )
        return positions, holders

    def _occurred(self, kind: ClaimKind, about: datetime.date) -> Document | None:
        if self._chance.random() < 0.25:
            return None
        away = self._chance.randint(0, 400)
        days = away if kind == ClaimKind.FORECAST else -away
        return period(self._chance, about + datetime.timedelta(days=days), basis=True)

    def _hedging(self, voices: int) -> Document:
        chance = self._chance
        state = chance.choices(list(HedgingState), (25, 65, 10))[0]
        hedged = state == HedgingState.HEDGED
        likelihood = None
        if hedged and chance.random() < 0.6:
            scale = self._world.levels[Axis.LIKELIHOOD]
            level = chance.choice(scale.document["levels"])
            likelihood = {"scale": scale.slug} | {member: level[member] for member in ("code", "label", "low", "high")}
        cue = {"text": chance.choice(HEDGES), "kind": CueKind.MODAL.value, "link": chance.randrange(voices)}
        return {"state": state.value, "likelihood": likelihood, "cues": [cue] if hedged else []}

    def _evidence(self, source: Made, language: str) -> list[Document]:
        characters = source.document["text"]["characters"]
        withheld = source.document["quote_policy"] == QuotePolicy.NONE
        evidence = []
        for _ in range(self._chance.choices((1, 2, 3), (75, 20, 5))[0]):
            quote = self.sentence(self._chance.randint(4, 25), language)
            start = self._chance.randrange(characters)
            evidence.append(
                {
                    "quote": None if withheld else quote,
                    "start": start,
                    "end": start + len(quote),
                    "paragraph": start // 400 + 1,
                    "anchor_status": AnchorStatus.EXACT.value,
                }
            )
        return evidence

    def _relations(self, record: int, topics: list[Made]) -> list[Document]:
        """Ties to earlier public claims on the first topic, in a third of the claims; some to two of them."""
        chance = self._chance
        if not topics or chance.random() > 0.35:
            return []
        earlier = [pair for pair in self._recent.get(topics[0].slug, ()) if pair[0] not in self.retracted]
        relations = []
        for other, uid in chance.sample(earlier, min(len(earlier), chance.choices((1, 2), (80, 20))[0])):
            self.tied_to.setdefault(other, []).append(record)
            tie = chance.choices(list(RELATIONS), list(RELATIONS.values()))[0]
            relations.append({"type": tie.value, "claim": uid, "explicit": chance.random() < 0.3})
        return relations


def _source_label(source: Made) -> Document:
    """A source as its claims name it."""
    reliability = source.document["reliability"]
    members = ("slug", "title", "publisher", "published_on", "url")
    rated = reliability and {member: reliability[member] for member in ("scale", "code", "label")}
    return {**{member: source.document[member] for member in members}, "reliability": rated}
