"""What readers name: records, terms, levels of scales; and where a name leads that nothing bears any more."""

from dataclasses import dataclass

# A facet and a key in it: what the ledger numbers as a term.
TermKey = tuple[str, str]
# A kind of record and a slug: what a reader names a record by.
RecordName = tuple[str, str]


@dataclass(frozen=True)
class Level:
    """A level of a published confidence scale."""

    scale: str
    code: str
    rank: int | None
    label: str


@dataclass(frozen=True)
class Successor:
    """The slug under which a record is found whose own slug leads on; `merged` when that is another record's."""

    slug: str
    merged: bool

    @property
    def how(self) -> str:
        return f"was merged into “{self.slug}”" if self.merged else f"is now called “{self.slug}”"
