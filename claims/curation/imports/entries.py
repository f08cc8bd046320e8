"""What a file says of one record: a document as the API has it, and where in the file each member of it stands."""

from collections.abc import Callable  # noqa: TC003 (a field of a dataclass)
from dataclasses import dataclass, field
from typing import Any

from claims.choices import RecordKind
from claims.models.imports import Severity

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an entry, in words for whoever corrects the file."""

    row: int
    column: str
    message: str
    value: str = ""
    severity: Severity = Severity.ERROR


def _by_path(entry: "Entry", path: str) -> tuple[int, str]:
    return entry.first, path


@dataclass(slots=True)
class Entry:
    """One record of the file.

    `document` has the members that the file gives, and no others: what is not there is not known, null is "nothing".
    An actor in it has any of `slug`, `name`, `kind`, `named`, `identifier`, or `words`, which may be any of the first
    two or the last. `own_id` is what the file itself calls the record, where that is no uid.
    """

    kind: RecordKind
    first: int  # rows of the file that it is made of, by which no two entries are alike
    last: int
    document: Document = field(default_factory=dict)
    own_id: str = ""
    note: str | None = None
    text: str | None = None  # the words of a source, where the file has them
    problems: list[Problem] = field(default_factory=list)
    # Row and column at which a member stands, by its path in the document.
    locate: "Callable[[Entry, str], tuple[int, str]]" = _by_path

    @property
    def row(self) -> int:
        """The number of its first row as whoever corrects the file counts it."""
        return self.locate(self, "")[0]

    @property
    def is_wrong(self) -> bool:
        return any(problem.severity == Severity.ERROR for problem in self.problems)

    def is_wrong_at(self, path: str) -> bool:
        """Whether something is wrong already where this member stands in the file."""
        place = self.locate(self, path)
        return any((problem.row, problem.column) == place for problem in self.problems)

    def wrong(self, path: str, message: str, value: Any = "") -> None:
        self.problems.append(Problem(*self.locate(self, path), message, str(value or "")[:200]))

    def odd(self, path: str, message: str, value: Any = "") -> None:
        self.problems.append(Problem(*self.locate(self, path), message, str(value or "")[:200], Severity.WARNING))
