"""One batch of generated claims: rows for the ledger, rows for the workshop, and what the rounds of edits must know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from time import perf_counter

from bench.chance import chance_of
from bench.claims import Claim, Claims
from bench.ledger import Row, row_of
from bench.outline import Plan
from bench.records import Made
from bench.sources import Coded, Span
from bench.wording import Vocabulary, Writer
from bench.workshop import Desk
from bench.world import World
from claims.choices import Operation, RecordKind

# Claims of a source that are published in one transaction, after which the source says how much of it is quoted.
TOGETHER = 190
# What takes time.
DRAWING, RENDERING, WORKSHOP = "drawing claims", "rendering documents", "writing the workshop"


@dataclass
class Edit:
    """What is to happen to a claim in a later round."""

    record: int
    source: int
    # Where it is revised: its statement then.
    reworded: str | None = None
    # Where it is taken back: the share of its source's text that is quoted then.
    share: float | None = None


@dataclass
class Drawn:
    """What a process hands on of a batch; the workshop's rows it writes itself."""

    rows: list[Row] = field(default_factory=list)
    edits: dict[int, list[Edit]] = field(default_factory=dict)
    # Claims whose relations point at one that is to be taken back, and that name an actor that is to be edited.
    pointing: dict[int, list[int]] = field(default_factory=dict)
    naming: dict[int, list[int]] = field(default_factory=dict)
    # Seconds that drawing, rendering and writing the workshop took.
    took: dict[str, float] = field(default_factory=dict)


def drawing(plan: Plan, made_at: datetime, *, workshop: bool) -> Callable[[int], Drawn]:
    """What draws a batch by its number; asked for batches in their order, some of which may be left out."""
    world, vocabulary = World(plan), Vocabulary(plan.seed)
    desk = Desk(world, made_at) if workshop else None

    def draw(batch: int) -> Drawn:
        began = perf_counter()
        world.advance_to(batch)
        claims = list(_claims(plan, batch, world, vocabulary))
        by_source: dict[int, list[Claim]] = {}
        for claim in claims:
            by_source.setdefault(claim.source.made.record, []).append(claim)
        drawn, outline = Drawn(), plan.outline(batch)
        salts, reworder = chance_of(plan.seed, "salts", batch), Writer(vocabulary, plan.seed, "revisions", batch)
        drew = perf_counter()
        for own in by_source.values():
            drawn.rows += _published(own, salts)
        rendered = perf_counter()
        for own in by_source.values():
            _foresee(drawn, plan, batch, own, world, reworder)
        if desk:
            reworded = {edit.record: edit.reworded for edits in drawn.edits.values() for edit in edits}
            for own in by_source.values():
                desk.lay_source(own[0].source)
                for claim in own:
                    desk.lay_claim(claim, outline, reworded.get(claim.record))
            desk.copy()
        drawn.took = {DRAWING: drew - began, RENDERING: rendered - drew, WORKSHOP: perf_counter() - rendered}
        return drawn

    return draw


def _claims(plan: Plan, batch: int, world: World, vocabulary: Vocabulary) -> Iterator[Claim]:
    """The claims of the batch, source by source; each source has one at least if there are enough."""
    chance, writer = chance_of(plan.seed, "batch", batch), Writer(vocabulary, plan.seed, "batch", batch)
    maker = Claims(plan, batch, world, writer, chance)
    ranks, records = list(plan.sources_of(batch)), plan.claims(batch)
    chance.shuffle(ranks)
    numbers = dict.fromkeys(ranks[: len(records)], 1)
    more = chance.choices(ranks, [rank**-0.6 for rank in ranks], k=len(records) - len(numbers))
    for rank in more:
        numbers[rank] = numbers.get(rank, 0) + 1
    left = iter(records)
    for rank, number in numbers.items():
        source = Coded(rank, world, writer, chance)
        own = [maker.one(next(left), source) for _ in range(number)]
        source.finish()
        yield from own


def _published(own: list[Claim], salts: Random) -> Iterator[Row]:
    """The rows that publish a source and its claims: after some of them it says how much of its text is quoted."""
    source, spans = own[0].source, list[Span]()
    yield row_of(source.made, salts)
    for start in range(0, len(own), TOGETHER):
        for claim in own[start : start + TOGETHER]:
            yield row_of(Made(RecordKind.CLAIM, claim.record, claim.document), salts)
            spans += claim.spans
        if (share := source.share(spans)) != source.made.document["quoted_share"]:
            source.made.document["quoted_share"] = share
            yield row_of(source.made, salts, Operation.REFRESHED, because=1)


def _foresee(drawn: Drawn, plan: Plan, batch: int, own: list[Claim], world: World, reworder: Writer) -> None:
    """Notes what is to happen to these claims of one source, and what they name that something is to happen to."""
    outline, source = plan.outline(batch), own[0].source
    rank = source.made.record
    for claim in own:
        if claim.record in outline.revised:
            statement = f"{claim.document['statement'].removesuffix('.')}, {reworder.words(3)}."
            edits = drawn.edits.setdefault(outline.revised[claim.record], [])
            edits.append(Edit(claim.record, rank, reworded=statement))
        for target in claim.targets:
            if plan.is_retracted(target):
                drawn.pointing.setdefault(target, []).append(claim.record)
        for actor in claim.actors() & world.foreseen:
            drawn.naming.setdefault(actor, []).append(claim.record)
    taken = sorted((outline.retracted[c.record], c.record) for c in own if c.record in outline.retracted)
    left = {claim.record: claim.spans for claim in own}
    for round, record in taken:
        del left[record]
        share = source.share(span for spans in left.values() for span in spans)
        drawn.edits.setdefault(round, []).append(Edit(record, rank, share=share))
