"""Curators who do at random what curators do: publish, revise, rename, tie, retract, merge, part, redact.

Everything is drawn from one seed, and what there is to act upon is asked of the database, so that several may work on
one database at once.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from claims.choices import (
    AffiliationKind,
    Axis,
    ClaimKind,
    Commitment,
    Form,
    PositionValue,
    RelationType,
    Role,
    Salience,
)
from claims.curation import relabelling, workflow
from claims.curation.catching_up import catch_up, waiting
from claims.curation.publishing import Refused, publish, retract, with_dependencies
from claims.curation.redacting import redact
from claims.models.actors import Actor, Affiliation
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.sources import Citation, Source, SourceAuthor
from claims.models.topics import Event, Place, Topic
from tests import factories as make

R = TypeVar("R", bound=Record)

# Where sources were read: two are one page.
ADDRESSES = [
    "",
    "https://news.example/a?id=1",
    "http://www.NEWS.example/a/?id=1&utm_source=b",
    "https://news.example/a",
]

# Plain words without inflection, so that a search for one finds those that hold it and no others.
WORDS = ["zebra", "quay", "harbour", "dues", "ferry", "gull", "anchor", "mast"]
QUOTES = [
    "Harbour dues rise",
    "raised harbour dues",
    "in May",
    "Shipowners may move to other ports",
    "the guild said",
    "The ministry denies",
    "Dues have doubled since 2019.",
]


class Curator:
    """One who acts; `done` counts what was done, `refused` what the rules of publishing forbade."""

    def __init__(self, seed: object) -> None:
        self.chance = random.Random(f"{seed}")  # noqa: S311
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    @property
    def acts(self) -> list[tuple[int, Callable[[], object]]]:
        return [
            (6, self.new_claim),
            (6, self.revise),
            (4, self.rename),
            (4, self.move_topic),
            (3, self.affiliate),
            (4, self.retract_claim),
            (1, self.retract_record),
            (2, self.reopen),
            (4, self.merge),
            (2, self.part),
            (1, self.redact_claim),
            (2, self.redact_record),
            (4, self.refresh_some),
        ]

    def act(self) -> str:
        """Does one thing or finds that it cannot be done; its name."""
        weights = [weight for weight, _ in self.acts]
        _, chosen = self.chance.choices(self.acts, weights)[0]
        name = chosen.__name__
        try:
            self.done[name] += chosen() is not None
        except Refused:
            self.refused[name] += 1
        except IntegrityError as error:
            # The text that was being quoted was erased: whoever saves such a claim is told, and nothing is saved.
            if "claims_evidence_text_id" not in str(error):
                raise
            self.refused[name] += 1
        return str(name)

    # --- What there is -----------------------------------------------------------------------

    def any_of(self, model: type[R], **which: Any) -> R | None:
        """One of the records that are public, or as `which` says; None where there is none."""
        rows = model._default_manager.filter(**(which or {"published_version__isnull": False}))
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.model._default_manager.get(pk=self.chance.choice(numbers)) if numbers else None  # type: ignore[return-value]

    def slug(self, kind: str) -> str:
        return f"{kind}-{self.chance.getrandbits(40):x}"

    def actor(self) -> Actor:
        found = self.any_of(Actor) if self.chance.random() < 0.8 else None
        kind = self.chance.choice(["state", "person", "government_body"])
        named = self.chance.random() < 0.8
        return found or make.actor(self.slug("actor"), name=self.words(2), kind=kind, named=named)

    def topic(self) -> Topic:
        found = self.any_of(Topic, pole__gt="", published_version__isnull=False) if self.chance.random() < 0.8 else None
        return found or make.topic(
            self.slug("topic"), name=self.words(2), pole="More of it.", parent=self.any_of(Topic)
        )

    def source(self) -> Source:
        found = self.any_of(Source) if self.chance.random() < 0.7 else None
        if found and found.current_text:
            return found
        day = date(2025, 1, 1) + timedelta(days=self.chance.randrange(300))
        rated = self.chance.random() < 0.4
        source = make.source(
            self.slug("source"),
            title=self.words(3),
            url=self.chance.choice(ADDRESSES),
            published_on=day if self.chance.random() < 0.8 else None,
            publisher=self.actor(),
            language=self.chance.choice(["en", "fr"]),
            reliability=make.level(Axis.RELIABILITY, self.chance.choice("EA")) if rated else None,
            reliability_basis="Read for years." if rated else "",
        )
        if self.chance.random() < 0.5:
            SourceAuthor.objects.create(source=source, order=0, actor=self.actor())
        cited = self.any_of(Source)
        if cited is not None and self.chance.random() < 0.5:
            Citation.objects.create(source=source, cited=cited)
        return source

    def event(self) -> Event | None:
        if self.chance.random() < 0.6:
            return None
        places = [self.place()] if self.chance.random() < 0.5 else []
        return self.any_of(Event) or make.event(self.slug("event"), name=self.words(2), places=places)

    def place(self) -> Place:
        country = self.chance.choice(["AZ", "AM", ""])
        return self.any_of(Place) or make.place(self.slug("place"), name=self.words(1), country=country)

    def words(self, many: int) -> str:
        return " ".join(self.chance.sample(WORDS, many)).capitalize()

    def period(self, prefix: str = "occurred") -> dict[str, Any]:
        day = date(2024, 1, 1) + timedelta(days=self.chance.randrange(600))
        later = day + timedelta(days=self.chance.randrange(90))
        first, last = self.chance.choice([(None, None), (day, day), (day, later), (day, None), (None, later)])
        return {
            f"{prefix}_from": first,
            f"{prefix}_to": last,
            f"{prefix}_precision": "period" if first or last else "",
        }

    def claim(self, **fields: Any) -> Claim:
        """A draft that could be published with what it names."""
        chance, topics = self.chance, [self.topic() for _ in range(self.chance.randint(1, 2))]
        participants = [(self.actor(), role) for role in chance.sample(Role.values, chance.randint(0, 3))]
        hedged = chance.random() < 0.4
        targets = [target for target in [self.any_of(Claim)] if target is not None and chance.random() < 0.5]
        if targets:
            fields["relations"] = [(chance.choice([RelationType.CONTRADICTS, *RelationType.values]), targets[0])]
        if participants and chance.random() < 0.5:
            fields["positions"] = [(participants[0][0], topics[0], chance.choice(PositionValue.values))]
        if hedged:
            likelihood = make.level(Axis.LIKELIHOOD, chance.choice(["unlikely", "likely"]))
            fields |= {"cues": [("may", "modal")], "likelihood": likelihood, "quotes": [QUOTES[3]]}
        voice = {"actor": self.actor(), "form": Form.SAID, "commitment": chance.choice(Commitment.values)}
        said = self.period("said") if chance.random() < 0.6 else {}
        sure = chance.choice(["low", "moderate", "high"])
        return self.saved(
            **{
                "source": self.source(),
                "statement": f"{self.words(chance.randint(2, 4))}.",
                "kind": chance.choice([ClaimKind.EVENT, ClaimKind.STATE, ClaimKind.CAUSAL]),
                "negated": chance.random() < 0.2,
                "salience": chance.choice(Salience.values),
                "language": chance.choice(["en", "fr"]),
                "coding_confidence": make.level(Axis.CODING_CONFIDENCE, sure),
                "coding_confidence_basis": "" if sure == "high" else "Hard to say.",
                "credibility": make.level(Axis.CREDIBILITY, "1") if chance.random() < 0.3 else None,
                "topics": dict.fromkeys(topics),
                "participants": participants,
                "voices": [{**voice, **said}] if chance.random() < 0.4 else [],
                "event": self.event(),
                "places": [self.place()] if chance.random() < 0.4 else [],
                "quotes": [chance.choice(QUOTES)],
                **self.period(),
                **fields,
            }
        )

    @transaction.atomic
    def saved(self, **fields: Any) -> Claim:
        return make.claim(**fields)

    # --- What is done ------------------------------------------------------------------------

    def publish(self, *records: Record) -> object:
        return publish(with_dependencies(records), by="chance", reason="By chance.") or None

    def new_claim(self) -> object:
        return self.publish(*(self.claim() for _ in range(self.chance.randint(1, 3))))

    def revise(self) -> object:
        claim = self.any_of(Claim)
        if claim is None:
            return None
        edits = {"statement": f"{self.words(3)}.", "negated": not claim.negated, **self.period()}
        actor = self.actor()
        with transaction.atomic():  # as the admin does: one editor at a time
            Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
            Claim.objects.filter(pk=claim.pk).update(**edits)
            if self.chance.random() < 0.5:
                claim.participants.all().delete()
                claim.participants.create(order=0, actor=actor, role=self.chance.choice(Role.values))
                claim.positions.all().delete()
        return self.publish(claim)

    def rename(self) -> object:
        model: Any = self.chance.choice([Actor, Topic, Source, Event, Place])
        record = self.any_of(model)
        if record is None:
            return None
        setattr(record, "title" if model is Source else "name", self.words(2))
        if model is Source and self.chance.random() < 0.3:
            record.url = self.chance.choice(ADDRESSES)
        if self.chance.random() < 0.3:
            record.slug = self.slug(record.record_kind)
        record.save()
        return self.publish(record)

    def move_topic(self) -> object:
        topic, parent = self.any_of(Topic), self.any_of(Topic)
        if topic is None:
            return None
        before, topic.parent = topic.parent, None if parent == topic else parent
        topic.save()
        try:
            return self.publish(topic)
        except Refused:  # it would run in a circle
            Topic.objects.filter(pk=topic.pk).update(parent=before)
            raise

    def affiliate(self) -> object:
        actor, other = self.any_of(Actor), self.any_of(Actor)
        if actor is None or other is None or actor == other:
            return None
        kind = self.chance.choice([AffiliationKind.PART_OF, AffiliationKind.OFFICE_OF, AffiliationKind.MEMBER_OF])
        if self.chance.random() < 0.3:
            actor.affiliations.all().delete()
        else:
            Affiliation.objects.get_or_create(actor=actor, kind=kind, organisation=other)
        return self.publish(actor)

    def retract_claim(self) -> object:
        claim = self.any_of(Claim)
        return claim and retract([claim], reason="By chance.")

    def retract_record(self) -> object:
        """Often one that nothing names; others mostly cannot be."""
        if self.chance.random() < 0.6:
            make_one = self.chance.choice([make.actor, make.topic, make.place])
            record: Any = make_one(self.slug("idle"), name=self.words(2))
            self.publish(record)
        else:
            record = self.any_of(self.chance.choice([Actor, Topic, Event, Place]))
        return record and retract([record], reason="By chance.")

    def reopen(self) -> object:
        claim = self.any_of(Claim, state="retracted")
        if claim is None:
            return None
        workflow.reopen([claim])
        return self.publish(claim)

    def merge(self) -> object:
        actor, other = self.any_of(Actor), self.any_of(Actor)
        if actor is None or other is None or actor == other:
            return None
        actor.merged_into = other
        actor.save()
        try:
            return self.publish(actor)
        except Refused:
            Actor.objects.filter(pk=actor.pk).update(merged_into=None)
            raise

    def part(self) -> object:
        actor = self.any_of(Actor, merged_into__isnull=False, published_version__isnull=True)
        if actor is None:
            return None
        actor.merged_into = None
        actor.save()
        return self.publish(actor)

    def redact_claim(self) -> object:
        claim = self.any_of(Claim)
        return claim and redact([claim], reason="By chance.", by="chance")

    def redact_record(self) -> object:
        """Mostly an actor that was merged into another and is named no more: others are named, as a rule."""
        record: Record | None = self.any_of(Actor, merged_into__isnull=False, published_version__isnull=True)
        if record is None or self.chance.random() < 0.3:
            other: Any = self.chance.choice([Actor, Event, Place, Topic, Source])
            record = self.any_of(other)
        catch_up()
        return record and redact([record], reason="By chance.", by="chance")

    def refresh_some(self) -> object:
        """A part of what waits, so that readers meet documents of which some are refreshed and some are not."""
        causes = waiting()
        if not causes:
            return None
        return relabelling.step(self.chance.choice(causes))
