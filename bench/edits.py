"""What happens to generated records after they were published: revised, retracted, renamed, merged, tied to others.

Each edit makes the rows that the program would make: documents that name the record are refreshed with it.
"""

import random
from collections.abc import Iterable

from bench.claims import Claims
from bench.ledger import Appender
from bench.records import Document, Made
from bench.world import World
from claims.choices import ActorKind, Operation, RecordKind
from claims.curation.labels import relabel

CLAIM, ACTOR = RecordKind.CLAIM, RecordKind.ACTOR
REVISED, RETRACTED = 0.05, 0.02
# Actors that are named in many claims are not renamed: it would take thousands of rows.
NAMED_OFTEN = 500
# Publishers stand in the labels of sources as well.
EDITED_KINDS = (ActorKind.PERSON, ActorKind.GROUP, ActorKind.COMPANY, ActorKind.PARTY)


class Edits:
    """Edits records that the appender has published."""

    def __init__(self, world: World, claims: Claims, appender: Appender, chance: random.Random) -> None:
        self._world = world
        self._claims = claims
        self._appender = appender
        self._chance = chance
        publishers = set(world.publishers.items)
        self._actors = [
            actor for actor in world.actors if actor.document["kind"] in EDITED_KINDS and actor not in publishers
        ]

    def round(self, since: int) -> None:
        """Edits for so many new claims as there are since the claim of this number; any earlier claim may be hit."""
        new = len(self._claims.uids) - since
        revised = self._some(round(new * REVISED))
        retracted = self._some(round(new * RETRACTED))
        renamed, merged, tied = self._pick(), self._pick(), self._pick()
        pointing = {other for claim in retracted for other in self._claims.tied_to.get(claim, ())}
        named = {claim for actor in (renamed, merged) for claim in actor.claims}
        self._appender.edit(CLAIM, {*revised, *retracted, *pointing, *named})
        members = {member.record for member in renamed.members}
        self._appender.edit(ACTOR, {renamed.record, merged.record, tied.record, *members})
        for claim in revised:
            self._revise(claim)
        self._retract(retracted)
        self._rename(renamed)
        self._merge(merged)
        self._affiliate(tied)
        self._appender.end_edits()

    def _some(self, count: int) -> list[int]:
        return sorted({self._chance.randint(1, len(self._claims.uids)) for _ in range(count)})

    def _pick(self) -> Made:
        """An actor that was not merged, and that some claims name but not too many."""
        still = [actor for actor in self._actors if actor.merged_into is None]
        return self._chance.choice([actor for actor in still if 0 < len(actor.claims) <= NAMED_OFTEN] or still)

    def _revise(self, claim: int) -> None:
        if not self._appender.is_public(CLAIM, claim):
            return
        document = self._appender.document(CLAIM, claim)
        document["statement"] = document["statement"].removesuffix(".") + f", {self._claims.sentence(3).lower()}."
        document["salience"] = "main"
        self._appender.append(CLAIM, claim, document, Operation.REVISED)

    def _retract(self, claims: list[int]) -> None:
        """Takes the claims back, and before that what other claims say of them."""
        hidden = {self._claims.uids[claim] for claim in claims}
        pointing = {other for claim in claims for other in self._claims.tied_to.get(claim, ())}

        def hide(document: Document) -> None:
            document["relations"] = [tie for tie in document["relations"] if tie["claim"] not in hidden]

        for claim in sorted(pointing.difference(claims)):
            if self._appender.is_public(CLAIM, claim):
                document = self._appender.document(CLAIM, claim)
                hide(document)
                self._appender.append(CLAIM, claim, document, Operation.REFRESHED)
        for claim in claims:
            if self._appender.is_public(CLAIM, claim):
                self._appender.append(CLAIM, claim, None, Operation.RETRACTED)
        self._claims.retracted.update(claims)

    def _rename(self, actor: Made) -> None:
        """Gives an actor another name, and half of the time another slug; the old name stays as a former one."""
        old = actor.slug
        former = {"name": actor.document["name"], "kind": "former", "language": "en"}
        name = f"New {self._world.word()} of {actor.document['name']}"[:200]
        actor.document["names"].append(former)
        actor.document["name"] = name
        if self._chance.random() < 0.5:
            actor.document["slug"] = self._world.new_slug(ACTOR, name)
        cause = self._appender.append(ACTOR, actor.record, actor.document, Operation.REVISED)
        for member in actor.members:
            relabel(member.document, {(ACTOR, old): actor.document})
            if member.merged_into is None:
                self._appender.append(ACTOR, member.record, member.document, Operation.REFRESHED, cause)
        self._refresh_claims(actor.claims, old, actor, cause)

    def _merge(self, actor: Made) -> None:
        """Merges an actor to which no other is tied into one of its kind."""
        others = [
            other
            for other in self._actors
            if other.document["kind"] == actor.document["kind"] and other.merged_into is None and other is not actor
        ]
        if actor.members or not others:
            return
        into = self._chance.choice(others)
        tombstone = {"uid": actor.document["uid"], "merged_into": into.document["uid"]}
        cause = self._appender.append(ACTOR, actor.record, tombstone, Operation.MERGED)
        actor.merged_into = into
        self._refresh_claims(actor.claims, actor.slug, into, cause)
        into.claims += actor.claims
        actor.claims = []

    def _affiliate(self, actor: Made) -> None:
        if actor.merged_into is None:
            self._world.affiliate(actor, self._chance.choice(self._world.states))
            self._appender.append(ACTOR, actor.record, actor.document, Operation.REVISED)

    def _refresh_claims(self, claims: Iterable[int], slug: str, actor: Made, cause: int) -> None:
        """Puts the label of the actor in the place of the one with this slug."""
        for claim in dict.fromkeys(claims):
            if self._appender.is_public(CLAIM, claim):
                document = self._appender.document(CLAIM, claim)
                relabel(document, {(ACTOR, slug): actor.document})
                self._appender.append(CLAIM, claim, document, Operation.REFRESHED, cause)
