"""Whom a quote names: offered to be taken as participants, each by a key."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.admin.coding_bench.naming import Directory
from claims.admin.coding_bench.typed import rows
from claims.curation.actors_named import actors_named_in, find
from claims.curation.mentions import Called, is_pronoun
from claims.curation.proposing import Proposal
from claims.models.actors import Actor

OFFERED = 9  # as there are digits


@dataclass(frozen=True, slots=True)
class Offered:
    """An actor, the words of the quote for it, whether it is in the claim already; `row` is free for it in the form."""

    actor: Actor
    label: Any
    words: str
    taken: bool
    row: int
    rows: int

    @property
    def taking(self) -> str:
        """The fields that taking it sets."""
        begin = f"participants-{self.row}-"
        total = {"participants-TOTAL_FORMS": str(max(self.rows, self.row + 1))}
        return json.dumps({f"{begin}actor": str(self.label), f"{begin}mention": self.words} | total)


def offered(
    quotes: Sequence[str], called: Iterable[Called], proposal: Proposal, data: Mapping[str, Any], directory: Directory
) -> list[Offered]:
    """The actors that the quotes name, in the order in which they do: by any of their names, by words coded for them
    before, or by a pronoun that the proposed wording has resolved.

    Those that are taken stay in their place, so that the number of each stays as it is while several are taken.
    """
    every = "\n".join(quotes)
    found: dict[int, tuple[int, str, Actor]] = {}
    for named in actors_named_in(every):
        if named.actor.merged_into_id is None and (at := find(named.used, every)) is not None:
            found[named.actor.pk] = (at, every[at : at + len(named.used)], named.actor)
    meant = dict.fromkeys(_meant(every, called, proposal))
    for _, _, name in meant:
        directory.expect("actor", name)
    for at, words, name in meant:
        known = directory.find("actor", name)
        if len(known) == 1 and at < found.get(known[0].pk, (len(every),))[0]:
            found[known[0].pk] = (at, words, known[0])
    typed = [*rows(data, "participants")]
    taken = {actor.pk for row in typed for actor in directory.find("actor", row.get("actor", ""))}
    total = _count(data.get("participants-TOTAL_FORMS"))
    used = {int(row["index"]) for row in typed}
    free = next(number for number in range(total + 1) if number not in used)
    return [
        Offered(actor, directory.label(actor), words, actor.pk in taken, free, total)
        for _, words, actor in sorted(found.values(), key=lambda entry: (entry[0], entry[2].pk))[:OFFERED]
    ]


def _meant(quotes: str, called: Iterable[Called], proposal: Proposal) -> Iterator[tuple[int, str, str]]:
    """Where the quotes have words that were coded for somebody, these words, and the name."""
    for entry in called:
        if entry.claim is not None and (at := find(entry.words, quotes)) is not None:
            yield at, quotes[at : at + len(entry.words)], entry.name
    for change in proposal.replaced:
        if is_pronoun(change.words) and (at := find(change.words, quotes)) is not None:
            yield from ((at, change.words, name) for name in change.names)


def _count(text: Any) -> int:
    return min(int(text), 1000) if str(text or "").isascii() and str(text or "").isdigit() else 0
