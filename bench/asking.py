"""What a question is, whoever is asked it."""

from dataclasses import dataclass, field

PAGE = 50
# How deep the deep page lies, and how many claims an export has, where there are as many.
DEEP = EXPORTED = 100_000
# How many actors a network shows.
NODES = 50
# Works that ask for the same thing as another one, with questions of their own.
SAME_AS = {"W4 worst": "W4", "W9 worst": "W9 timeline", "W2 again": "W2", "W3 again": "W3", "W4 again": "W4"}


@dataclass(frozen=True)
class Question:
    """What is wanted: a claim by its uid, claims by filters, claims after a position, publications after a number."""

    filters: dict[str, str] = field(default_factory=dict)
    uid: str = ""
    # Of a page deep in the list: how our API is asked for it, its number, and the claim that comes before it.
    cursor: str = ""
    page: int = 0
    day: str = "-infinity"
    record: int = 0
    after: int = 0

    def identity(self) -> tuple[object, ...]:
        return (*sorted(self.filters.items()), self.uid, self.cursor, self.after)
