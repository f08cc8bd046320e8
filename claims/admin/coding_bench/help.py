"""What the bench tells on demand: its keys, and the questions that lead to a kind and to a role."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import render_to_string

from claims.admin.coding_bench.forms import KEYS, ROWS, row_sets
from claims.admin.coding_bench.naming import Directory
from claims.choices import (
    ClaimKind,
    Commitment,
    CueKind,
    Form,
    PositionBasis,
    PositionValue,
    RelationType,
    Role,
    Vocabulary,
)
from claims.models.claims import Claim


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a decision tree; "yes" leads to the code, "no" to the next question."""

    asks: str
    code: ClaimKind | Role


@dataclass(frozen=True, slots=True)
class Tree:
    name: str
    title: str
    questions: tuple[Question, ...]
    otherwise: ClaimKind | Role

    @property
    def codes(self) -> tuple[ClaimKind | Role, ...]:
        return (*(question.code for question in self.questions), self.otherwise)


# The order of the codebook's table, from the bottom up.
KIND = Tree(
    "kind",
    "Which kind?",
    (
        Question("Does it say that something should be done?", ClaimKind.NORMATIVE),
        Question("Does it call something good, bad, skilled, strange, or like something else?", ClaimKind.EVALUATIVE),
        Question("Does it say what will be later than the text, with no condition?", ClaimKind.FORECAST),
        Question("Does it hold only if something else does?", ClaimKind.CONDITIONAL),
        Question("Does it say that one thing brings about, explains, enables or hinders another?", ClaimKind.CAUSAL),
        Question("Is it so over a time, with nothing that happens?", ClaimKind.STATE),
    ),
    ClaimKind.EVENT,
)
ROLE = Tree(
    "role",
    "Which role?",
    (
        Question("Does the actor do it, or is it said to be so? (In a mutual act, both.)", Role.SUBJECT),
        Question("Is the actor spoken to, asked, or ordered?", Role.ADDRESSEE),
        Question("Is it done to the actor, or felt about it?", Role.TARGET),
        Question("Does the actor gain by it?", Role.BENEFICIARY),
    ),
    Role.MENTIONED,
)
TREES = (KIND, ROLE)

# The vocabularies of each kind of row, whose codes are explained on demand.
MEANINGS: dict[str, tuple[tuple[str, type[Vocabulary]], ...]] = {
    "participants": (("Role", Role),),
    "attribution": (("Form", Form), ("Commitment", Commitment)),
    "cues": (("Kind of cue", CueKind),),
    "positions": (("Value", PositionValue), ("Basis", PositionBasis)),
    "relations": (("Type", RelationType),),
}

# Each key as it is printed on the page of help; the script has the same (tests/admin/test_bench_help.py).
KEYS_BY_TASK: dict[str, tuple[tuple[str, str], ...]] = {
    "In the text": (
        ("← →", "word by word"),
        ("↑ ↓", "sentence by sentence"),
        ("Shift with these", "select; a sentence with ↓"),
        (", .", "selection shorter or longer by a character at its end"),
        ("[ ]", "coded quote before, after"),
        ("Enter", "open the claim of that quote"),
        ("n", "next paragraph without a claim"),
        ("/, then letters", "find the next words that begin so; / again goes to those after"),
    ),
    "With words selected": (
        ("q", "quote"),
        ("a", "and: another segment of the quote"),
        ("h", "hedge cue"),
        ("m", "mention of an actor: a participant"),
        ("i", "same claim, next item: one more participant in the same role"),
        ("v", "voice: words that give it"),
        ("t", "time expression"),
        ("T", "time at which the last voice said it"),
    ),
    "In the claim": (
        ("e", "edit the statement"),
        ("1 … 9", "take an actor that the quote names: a participant"),
        ("p", "take over the proposed wording"),
        ("d", "take over the days that were read"),
        ("l", "take over the likelihood proposed"),
        ("k, then e s c i f v n", "kind: event, state, causal, if (conditional), forecast, evaluative, normative"),
        ("s, then m d b", "salience: main, detail, background"),
        ("r, then s t a b m", "role of the last participant: subject, target, addressee, beneficiary, mentioned"),
        ("f, then its letter", "form of the last voice: a asserted, s said, n announced …; all with f and ?"),
        ("b, then c p o u r", "backing, the voice's commitment: certain, probable, possible, uncommitted, rejects"),
        ("g, then h u n", "hedging: hedged, unhedged, not coded"),
        ("c, then l m h", "confidence of the coding: low, moderate, high"),
        ("x", "negated or not"),
        ("o", "topics"),
        ("y", "event"),
        ("w", "who: a further participant"),
        ("V W", "take the last voice, the last participant out"),
        ("D", "the claim that a time is counted from"),
        ("k s r f b g, then ?", "what the codebook says of each"),
        ("=", "restates the coded quote you are at, or the likest claim: all but the evidence is copied"),
        ("K R", "the questions that lead to a kind, to a role"),
    ),
    "Anywhere": (
        ("Esc", "back to the text"),
        ("Ctrl Enter", "save and next"),
        ("Ctrl S", "save"),
        ("?", "this help"),
    ),
}


@cache
def still_parts() -> dict[str, Any]:
    """What is the same on every page of the bench, drawn once: help, questions, meanings, an empty row of each kind.

    They are a third of the page, and would be a third of the time it takes.
    """
    meanings = {kind: _drawn("meanings", groups=list(_keyed(kind))) for kind in ROWS}
    empty = {kind: _drawn("row", kind=kind, row=rows.empty_form) for kind, rows in row_sets(Claim(), Directory())}
    trees = {tree.name: _drawn("tree", tree=tree) for tree in TREES}
    return {"meanings": meanings, "empty": empty, "trees": trees, "keys": _drawn("keys", keys=KEYS_BY_TASK)}


def _keyed(kind: str) -> Iterator[tuple[str, list[tuple[Vocabulary, str]]]]:
    """The vocabularies of a kind of row by title, each code with the key that chooses it, if there is one."""
    for title, vocabulary in MEANINGS.get(kind, ()):
        keys = {code: key for key, code in KEYS.get(vocabulary, {}).items()}
        yield title, [(code, keys.get(code.value, "")) for code in vocabulary]


def _drawn(template: str, **context: Any) -> str:
    return render_to_string(f"admin/claims/bench/{template}.html", context)
