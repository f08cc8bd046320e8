"""What happens to generated records after they were published: revised, retracted, renamed, merged, tied to others.

Each edit makes the rows that the program would make: documents that name the record are refreshed with it.
"""

import random
from array import array
from collections.abc import Callable, Iterable

from bench.batches import Drawn, Edit
from bench.chance import chance_of
from bench.ledger import Known, Ledger, Row, as_text, reason_of, row_of
from bench.outline import Plan
from bench.records import Document, Made
from bench.world import World
from claims.choices import Operation, RecordKind, Salience
from claims.curation.chain import digest_of
from claims.curation.labels import relabel

CLAIM, ACTOR, SOURCE = RecordKind.CLAIM, RecordKind.ACTOR, RecordKind.SOURCE


class Edits:
    """Rounds of edits, one after each batch."""

    def __init__(self, plan: Plan, world: World, ledger: Ledger) -> None:
        self._plan = plan
        self._world = world
        self._ledger = ledger
        self._coming: dict[int, list[Edit]] = {}
        self._pointing: dict[int, list[int]] = {}
        self._naming: dict[int, array[int]] = {}
        self._retracted: set[int] = set()
        # The last rows of the records that are edited in this round.
        self._known: dict[RecordKind, dict[int, Known]] = {}
        self._salts = random.Random()  # noqa: S311 — see chance_of
        # How often each of the actors that were edited was published.
        self.versions: dict[int, int] = {}

    def note(self, drawn: Drawn) -> None:
        """Takes note of what is to happen to the claims of a batch."""
        for round, edits in drawn.edits.items():
            self._coming.setdefault(round, []).extend(edits)
        for target, claims in drawn.pointing.items():
            self._pointing.setdefault(target, []).extend(claims)
        for actor, claims in drawn.naming.items():
            self._naming.setdefault(actor, array("q")).extend(claims)

    def round(self) -> None:
        """The edits of the next round; all rows before it were copied."""
        number = self._world.round
        self._salts = chance_of(self._plan.seed, "salts of edits", number)
        coming = self._world.coming()
        slug = coming.renamed.slug if coming.renamed else ""
        happening = self._world.advance()
        edits = self._coming.pop(number, [])
        taken = [edit for edit in edits if edit.share is not None]
        pointing = {edit.record: self._pointing.pop(edit.record, []) for edit in taken}
        naming = {a.record: self._naming.pop(a.record, array("q")) for a in happening[:2] if a}
        claims = {edit.record for edit in edits}.union(*pointing.values(), *naming.values()) - self._retracted
        self._known = {
            CLAIM: self._ledger.known(CLAIM, claims),
            SOURCE: self._ledger.known(SOURCE, {edit.source for edit in taken}),
        }
        for edit in edits:
            if edit.reworded:
                self._revise(edit.record, edit.reworded)
        self._retract(taken, pointing)
        if actor := happening.renamed:
            cause = self._publish(actor)
            self._relabel(naming[actor.record], slug, actor, cause)
        if actor := happening.merged:
            self._merge(actor, naming[actor.record])
        if actor := happening.tied:
            self._publish(actor)

    # --- Claims ----------------------------------------------------------------------------------

    def _revise(self, record: int, reworded: str) -> None:
        def change(document: Document) -> None:
            document["statement"], document["salience"] = reworded, Salience.MAIN.value

        self._change(CLAIM, record, change, Operation.REVISED)

    def _retract(self, taken: list[Edit], pointing: dict[int, list[int]]) -> None:
        """Takes claims back; before that what other claims say of them, and after it their source tells its share."""
        hidden = {self._plan.uid(edit.record) for edit in taken}
        going = {edit.record for edit in taken}

        def hide(document: Document) -> None:
            document["relations"] = [tie for tie in document["relations"] if tie["claim"] not in hidden]

        for record in sorted({claim for claims in pointing.values() for claim in claims} - going):
            if record in self._known[CLAIM]:
                self._change(CLAIM, record, hide, Operation.REFRESHED)
        for edit in taken:
            known = self._known[CLAIM].pop(edit.record)
            uid = self._plan.uid(edit.record)
            seq = self._append(CLAIM, edit.record, uid, "", Operation.RETRACTED, None, known.version, known=known)
            self._retracted.add(edit.record)
            last = self._known[SOURCE][edit.source].document()
            if last["quoted_share"] != edit.share:
                self._change(SOURCE, edit.source, lambda d, s=edit.share: d.update(quoted_share=s), cause=seq)  # type: ignore[misc]

    # --- Actors ----------------------------------------------------------------------------------

    def _publish(self, actor: Made) -> int:
        """Publishes an edited actor anew."""
        version = self.versions[actor.record] = self.versions.get(actor.record, 1) + 1
        return self._ledger.append(row_of(actor, self._salts, Operation.REVISED, version=version))

    def _merge(self, actor: Made, claims: "array[int]") -> None:
        into = actor.canonical()
        version = self.versions[actor.record] = self.versions.get(actor.record, 1) + 1
        uid = actor.document["uid"]
        tombstone = {"uid": uid, "merged_into": into.document["uid"]}
        cause = self._append(ACTOR, actor.record, uid, actor.slug, Operation.MERGED, tombstone, version)
        self._relabel(claims, actor.slug, into, cause)
        if into.record in self._world.foreseen:
            self._naming.setdefault(into.record, array("q")).extend(claims)

    def _relabel(self, claims: Iterable[int], slug: str, actor: Made, cause: int) -> None:
        """Puts the label of the actor in the place of the one with this slug."""
        bodies = {(ACTOR, slug): actor.document}
        for record in dict.fromkeys(claims):
            if record in self._known[CLAIM]:
                self._change(CLAIM, record, lambda document: relabel(document, bodies), cause=cause)

    # --- Rows ------------------------------------------------------------------------------------

    def _change(
        self,
        kind: RecordKind,
        record: int,
        change: Callable[[Document], None],
        op: Operation = Operation.REFRESHED,
        cause: int | None = None,
    ) -> None:
        """Appends the public document of a record with a change."""
        known = self._known[kind][record]
        document = known.document()
        change(document)
        version = known.version + (op == Operation.REVISED)
        seq = self._append(kind, record, document["uid"], document.get("slug", ""), op, document, version, cause, known)
        revised_at = self._ledger.at(seq) if op == Operation.REVISED else known.revised_at
        self._known[kind][record] = Known(seq, as_text(document), version, revised_at)

    def _append(
        self,
        kind: RecordKind,
        record: int,
        uid: str,
        slug: str,
        op: Operation,
        document: Document | None,
        version: int,
        cause: int | None = None,
        known: Known | None = None,
    ) -> int:
        body = None if document is None else as_text(document)
        reason, salt = reason_of(op), self._salts.randbytes(16)
        digest = digest_of(salt, body, reason)
        row = Row(kind.value, record, uid, slug, op.value, body, reason, salt, digest, version)
        return self._ledger.append(row, cause, known and known.revised_at)
