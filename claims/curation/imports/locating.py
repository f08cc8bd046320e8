"""Where in a flat table the members of a claim's document stand, so that whoever corrects the file finds them."""

import re
from collections.abc import Mapping

from claims.curation.imports.columns import TARGETS
from claims.curation.imports.entries import Entry


class Places:
    """Where in the file the members of a claim's document stand: row and column, by path."""

    def __init__(self, column: Mapping[str, str], any_actor: str, first: int) -> None:
        self._column, self._any_actor, self._first = column, any_actor, first
        # Of the participants by number: their row, and the target that names them.
        self.participants: list[tuple[int, str]] = []

    def __call__(self, entry: Entry, path: str) -> tuple[int, str]:
        column = self._column
        head, _, rest = path.partition(".")
        if head == "rows":  # rows.12.role: a row of the file, and what of it
            number, _, target = rest.partition(".")
            return int(number), column.get(target, "")
        if head == "participants":
            number, _, member = rest.partition(".")
            known = number.isdigit() and int(number) < len(self.participants)
            row, target = self.participants[int(number)] if known else (self._first, "actor")
            named = self._any_actor if target == "actor" else column.get(target, "")
            return row, column.get(member, named)
        return self._first, next((column[target] for target in _targets_of(path) if target in column), "")


def _targets_of(path: str) -> list[str]:
    """The targets that give a member of the document, the nearest first."""
    plain = re.sub(r"\.\d+", "", path)
    known = {
        "attribution": ["claimant", "claimant_name", "via"],
        "attribution.form": ["form"],
        "attribution.commitment": ["commitment"],
        "attribution.cue": ["cue"],
        "hedging.state": ["hedging"],
        "hedging.likelihood": ["likelihood"],
        "evidence": ["quote", "paragraph"],
        "evidence.paragraph": ["paragraph"],
        "positions": ["position", "holder", "position_topic"],
        "positions.holder": ["holder"],
        "positions.topic": ["position_topic", "topics"],
        "positions.basis": ["position_basis"],
        "source": ["source", "source_title", "source_url"],
        "source.publisher": ["publisher"],
        "coding.depth": ["coding_depth"],
        "coding.codebook": ["codebook"],
    }
    while plain:
        targets = [*known.get(plain, ()), plain.replace(".", "_"), plain]
        if any(target in TARGETS for target in targets):
            return targets
        plain = plain.rpartition(".")[0]
    return []
