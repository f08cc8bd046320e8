"""Generated claims: documents in the shape of `claims.serializers.claims`, about a world of records."""

import datetime
import random
from dataclasses import dataclass, field

from bench.outline import Plan
from bench.records import DAYS, FIRST_DAY, Document, Made, period
from bench.sources import LONGEST_QUOTE, Coded, Span
from bench.wording import Writer
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
    RelationType,
    Role,
    Salience,
)

HEDGES = {
    "may": CueKind.MODAL,
    "could": CueKind.MODAL,
    "reportedly": CueKind.EVIDENTIAL,
    "is likely to": CueKind.MODAL,
    "appears to": CueKind.EVIDENTIAL,
}
BOOSTERS = ("clearly", "certainly", "without doubt")
SAYING = ("said", "according to", "told reporters", "insisted", "made known", "let it be known", "wrote")

KINDS, KINDS_WEIGHTS = [kind.value for kind in ClaimKind], (35, 25, 12, 5, 8, 10, 5)
LATER_FORMS = [form.value for form in Form if form != Form.ASSERTED]
COMMITMENTS, COMMITMENTS_WEIGHTS = [code.value for code in Commitment], (60, 15, 10, 12, 3)
SALIENCES, SALIENCES_WEIGHTS = [code.value for code in Salience], (40, 40, 20)
STATES, STATES_WEIGHTS = [state.value for state in HedgingState], (25, 65, 10)
VALUES, VALUES_WEIGHTS = [value.value for value in PositionValue], (50, 10, 40)
BASES = [basis.value for basis in PositionBasis]
ROLES = {Role.SUBJECT.value: 45, Role.TARGET.value: 30, Role.ADDRESSEE.value: 10}
ROLES |= {Role.BENEFICIARY.value: 7, Role.MENTIONED.value: 8}
RELATIONS = {
    RelationType.SUPPORTS.value: 25,
    RelationType.CONTRADICTS.value: 15,
    RelationType.QUALIFIES.value: 15,
    RelationType.CAUSES.value: 10,
    RelationType.UPDATES.value: 10,
    RelationType.EXAMPLE_OF.value: 5,
    RelationType.RESTATES.value: 20,
}


@dataclass(eq=False)
class Claim:
    """A drawn claim: its document, and what the workshop holds of it besides."""

    record: int
    document: Document
    source: Coded
    event: Made | None
    topics: list[Made]
    places: list[Made]
    voices: list[Made]
    participants: list[Made]
    holders: list[Made]
    quotes: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    # Where the first characters of its cues stand.
    cues: list[int] = field(default_factory=list)
    # Numbers of the claims that its relations point at.
    targets: list[int] = field(default_factory=list)

    def actors(self) -> set[int]:
        """Numbers of the actors that its document names, but for the publisher of its source."""
        return {actor.record for group in (self.voices, self.participants, self.holders) for actor in group}


class Claims:
    """Draws the claims of one batch, one after the other; the world is as it is in that batch."""

    def __init__(self, plan: Plan, batch: int, world: World, writer: Writer, chance: random.Random) -> None:
        self._plan = plan
        self._world = world
        self._writer = writer
        self._chance = chance
        self._outline = plan.outline(batch)
        # Claims of this batch, and of an earlier one, to which others can be tied: by main topic.
        self._own: dict[int, list[int]] = {}
        self._earlier: dict[int, list[int]] = {}
        if batch:
            earlier = plan.outline(chance.randrange(batch))
            for record, topic in enumerate(earlier.topics, earlier.first):
                # What was taken back in a round before is not public any more.
                if earlier.retracted.get(record, batch) >= batch:
                    self._earlier.setdefault(topic, []).append(record)

    def one(self, record: int, source: Coded) -> Claim:
        """The claim of that number; its words are added to the text of its source."""
        chance, world = self._chance, self._world
        language = source.language if chance.random() < 0.2 else "en"
        kind = chance.choices(KINDS, KINDS_WEIGHTS)[0]
        main = self._outline.topics[record - self._outline.first]
        more = world.topics_skewed.some(chance.choices((0, 1, 2), (61, 28, 11))[0], chance)
        topics = [world.topics[main], *more]
        topics = sorted(dict.fromkeys(topics), key=lambda topic: topic.slug)
        event = world.events_skewed.one(chance) if chance.random() < 0.2 else None
        places = [chance.choice(world.places)] if event is None and chance.random() < 0.35 else []
        if event is not None:
            places = world.places_of(event)
        confidence = world.level(Axis.CODING_CONFIDENCE, chance)
        voices, said_by = self._voices(source)
        participants, actors = self._participants()
        positions, holders = self._positions(topics, [*said_by[1:], *actors] or said_by)
        relations, targets = self._relations(record, main)
        condition = self._writer.words(5, language) if kind == ClaimKind.CONDITIONAL else None
        document = {
            "uid": self._plan.uid(record),
            "statement": self._statement(actors, condition, language),
            "kind": kind,
            "negated": chance.random() < 0.1,
            "salience": chance.choices(SALIENCES, SALIENCES_WEIGHTS)[0],
            "condition": condition,
            "language": language,
            "own_voice": len(voices) == 1,
            "attribution": voices,
            "participants": participants,
            "topics": [topic.label() for topic in topics],
            "positions": positions,
            "event": event and event.label(),
            "places": [place.label() for place in places],
            "occurred": self._occurred(kind, source.published_on or FIRST_DAY),
            "hedging": self._hedging(len(voices)),
            "coding_confidence": confidence | {"basis": None if confidence["code"] == "high" else "Generated."},
            "credibility": world.level(Axis.CREDIBILITY, chance) if chance.random() < 0.2 else None,
            "source": source.label(),
            "evidence": [],
            "relations": relations,
            "coding": {"codebook": CODEBOOK_VERSION, "depth": source.made.document["coding_depth"]},
        }
        claim = Claim(record, document, source, event, topics, places, said_by, actors, holders, targets=targets)
        self._write(claim, language)
        self._own.setdefault(main, []).append(record)
        return claim

    def _statement(self, actors: list[Made], condition: str | None, language: str) -> str:
        about = f"{actors[0].document['name']}: " if actors else ""
        given = f"if {condition}, " if condition else ""
        return f"{about}{given}{self._writer.sentence(self._chance.randint(8, 22), language)}."

    def _voices(self, source: Coded) -> tuple[list[Document], list[Made]]:
        """The publisher or an author first; others in a quarter of the claims."""
        chance, world = self._chance, self._world
        speakers = [source.publisher or source.authors[0]]
        speakers += [world.actor(chance) for _ in range(chance.choices((0, 1, 2), (75, 20, 5))[0])]
        voices: list[Document] = []
        for speaker in speakers:
            own = not voices
            said = None if own or chance.random() < 0.5 else period(chance, self._day(), basis=False)
            voices.append(
                {
                    "actor": speaker.label(),
                    "form": Form.ASSERTED.value if own else chance.choice(LATER_FORMS),
                    "cue": None if own else chance.choice(SAYING),
                    "said": said,
                    "commitment": chance.choices(COMMITMENTS, COMMITMENTS_WEIGHTS)[0],
                }
            )
        return voices, speakers

    def _day(self) -> datetime.date:
        return FIRST_DAY + datetime.timedelta(days=self._chance.randrange(DAYS))

    def _participants(self) -> tuple[list[Document], list[Made]]:
        chance = self._chance
        drawn: dict[tuple[Made, str], Document] = {}
        for _ in range(chance.choices((0, 1, 2, 3, 4, 7), (8, 26, 32, 18, 12, 4))[0]):
            actor, role = self._world.actor(chance), chance.choices(list(ROLES), list(ROLES.values()))[0]
            drawn[actor, role] = {
                "actor": actor.label(),
                "role": role,
                "mention": actor.document["name"],
                "evaluation": chance.choices((None, -1, 0, 1), (70, 15, 5, 10))[0],
            }
        return list(drawn.values()), [actor for actor, _ in drawn]

    def _positions(self, topics: list[Made], actors: list[Made]) -> tuple[list[Document], list[Made]]:
        """On topics with a pole, where an actor of the claim stands, two times in three."""
        chance = self._chance
        positions, holders = [], []
        for topic in topics:
            if topic.document["pole"] and chance.random() < 0.66:
                holder = chance.choice(actors)
                holders.append(holder)
                positions.append(
                    {
                        "holder": holder.label(),
                        "topic": topic.slug,
                        "value": chance.choices(VALUES, VALUES_WEIGHTS)[0],
                        "basis": chance.choice(BASES),
                    }
                )
        return positions, holders

    def _occurred(self, kind: str, about: datetime.date) -> Document | None:
        if self._chance.random() < 0.25:
            return None
        away = self._chance.randint(0, 400)
        days = away if kind == ClaimKind.FORECAST else -away
        return period(self._chance, about + datetime.timedelta(days=days), basis=True)

    def _hedging(self, voices: int) -> Document:
        chance = self._chance
        state = chance.choices(STATES, STATES_WEIGHTS)[0]
        likelihood, cues = None, []
        if state == HedgingState.HEDGED:
            if chance.random() < 0.6:
                scale = self._world.levels[Axis.LIKELIHOOD]
                level = chance.choice(scale.document["levels"])
                likelihood = {"scale": scale.slug}
                likelihood |= {member: level[member] for member in ("code", "label", "low", "high")}
            cues.append(chance.choice(list(HEDGES)))
        if chance.random() < 0.05:
            cues.append(chance.choice(BOOSTERS))
        written = [
            {"text": cue, "kind": HEDGES.get(cue, CueKind.BOOSTER).value, "link": chance.randrange(voices)}
            for cue in cues
        ]
        return {"state": state, "likelihood": likelihood, "cues": written}

    def _relations(self, record: int, topic: int) -> tuple[list[Document], list[int]]:
        """Ties to earlier public claims on the same main topic, in a third of the claims; some to two of them."""
        chance = self._chance
        if chance.random() > 0.35:
            return [], []
        earlier = (self._earlier if chance.random() < 0.5 else self._own).get(topic, [])
        targets = chance.sample(earlier, min(len(earlier), chance.choices((1, 2), (80, 20))[0]))
        relations = [
            {
                "type": chance.choices(list(RELATIONS), list(RELATIONS.values()))[0],
                "claim": self._plan.uid(target),
                "explicit": chance.random() < 0.3,
            }
            for target in targets
        ]
        return relations, targets

    def _write(self, claim: Claim, language: str) -> None:
        """Writes its passage into the text of its source: names, cues and days stand in it, and quotes are of it."""
        chance, writer, document, text = self._chance, self._writer, claim.document, claim.source.text
        pieces: list[str] = []
        for voice in document["attribution"][1:]:
            pieces += [voice["actor"]["name"], voice["cue"]]
            if voice["said"] and voice["said"]["text"]:
                pieces.append(voice["said"]["text"])
        pieces.append(writer.words(chance.randint(3, 8), language))
        for participant in document["participants"]:
            pieces += [participant["mention"], writer.words(2, language)]
        cues = []
        for cue in document["hedging"]["cues"]:
            cues.append(sum(map(len, pieces)) + len(pieces))
            pieces += [cue["text"], writer.words(chance.randint(2, 4), language)]
        if document["occurred"] and document["occurred"]["text"]:
            pieces.append(document["occurred"]["text"])
        claim.source.go_on()
        span = text.add(passage := " ".join(pieces))
        text.end_sentence()
        claim.cues = [span.start + offset for offset in cues]
        quote = passage if len(passage) <= LONGEST_QUOTE else passage[: passage.rindex(" ", 0, LONGEST_QUOTE)]
        claim.quotes.append(quote)
        claim.spans.append(span._replace(end=span.start + len(quote)))
        for _ in range(chance.choices((0, 1, 2), (75, 20, 5))[0]):
            claim.quotes.append(quote := writer.sentence(chance.randint(4, 20), language))
            claim.spans.append(text.add(quote))
            text.end_sentence()
        document["evidence"] = [
            {
                "quote": None if claim.source.withheld else quote,
                "start": span.start,
                "end": span.end,
                "paragraph": span.paragraph,
                "anchor_status": AnchorStatus.EXACT.value,
            }
            for quote, span in zip(claim.quotes, claim.spans, strict=True)
        ]
