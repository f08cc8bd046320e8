"""Which rows of a flat table are one claim, and which of them do not stand together."""

from collections.abc import Iterable, Iterator, Sequence

from claims.curation.imports import cells
from claims.curation.imports.rows import Row, written
from claims.curation.imports.scratch import Scratch
from claims.models.imports import Import

_SOURCES = ("source", "source_title", "source_url")
# Of two places at which a file has one id.
APART = (
    "Row {row} has this id too and stands apart, so that neither is imported: put the rows of one claim next to each "
    "other, or give it another id."
)


class Reading:
    """A table as its columns are mapped."""

    def __init__(self, header: Sequence[str], job: Import) -> None:
        self.job, self.header = job, header
        places = {name: place for place, name in reversed([*enumerate(header)])}
        self.place = {target: places[column] for column, target in job.mapping.items() if column in places}
        self.column = {target: column for column, target in job.mapping.items()}
        # What a document holds that no column gives, so that a problem with it names the columns there are.
        self.any_actor = next(
            (self.column[t] for t in ("actor", "actor_name", "actor_identifier") if t in self.column), ""
        )

    def cell(self, row: Row, target: str) -> str:
        place = self.place.get(target)
        if place is None or place >= len(row.cells):  # a broken row may have fewer
            return ""
        return cells.unguarded(written(row.cells[place]))

    def belongs(self, row: Row, first: Row) -> bool:
        """Whether a row goes on with the claim that the other began.

        So does a broken one that does not say otherwise: a claim is not imported without one of its rows.
        """
        for target in ("uid", "id"):
            if target in self.place:
                here, there = self.cell(row, target).strip(), self.cell(first, target).strip()
                if here or there:
                    return here == there or not here
        if row.broken or first.broken:
            return False
        return "statement" in self.place and not self.cell(row, "statement").strip()

    def key(self, group: Sequence[Row], scratch: Scratch) -> tuple[str, str, str]:
        """By what the rows are one claim: column, id and source. An id that the source does not say goes on with it."""
        for target in ("uid", "id"):
            if target in self.place and (own := self.cell(group[0], target).strip()):
                if target == "uid":
                    return target, own, ""
                cells_of = (self.cell(row, name).strip() for row in group for name in _SOURCES)
                return target, own, next(filter(None, cells_of), "") or scratch.source_before(own, group[0].number)
        return "", "", ""


def note_ids(rows: Iterable[Row], header: Sequence[str], job: Import, scratch: Scratch) -> None:
    """Goes through the file beforehand, so that no claim is imported without those of its rows that stand apart."""
    reading = Reading(header, job)
    if not reading.place.keys() & {"uid", "id"}:
        return
    for group in groups(rows, reading):
        _, own, source = reading.key(group, scratch)
        if own:
            scratch.note_group(own, source, group[0].number)


def groups(rows: Iterable[Row], reading: Reading) -> Iterator[list[Row]]:
    """The rows of each claim."""
    group: list[Row] = []
    for row in rows:
        if group and not reading.belongs(row, group[0]):
            yield group
            group = []
        group.append(row)
    if group:
        yield group
