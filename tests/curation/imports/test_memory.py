"""Memory does not grow with the file: figures of 100,000 rows are in docs/importing.md (bench/importing.py)."""

import tracemalloc
from collections.abc import Callable

import pytest

from claims.curation.imports import pipeline
from claims.models.imports import Import
from claims.models.sources import Source
from tests.curation.imports.handing_in import handed_in, table

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def peak(do: Callable[[Import], object], job: Import) -> int:
    """The most bytes that Python held at once beyond what it held before."""
    tracemalloc.start()
    try:
        do(job)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("do", [pipeline.check, pipeline.commit])
def test_four_times_the_rows_take_no_more_memory(source: Source, do: Callable[[Import], object]) -> None:
    """More than one batch each; what is remembered of all rows, ids and statements, lies on disk."""

    def rows(first: int, count: int) -> str:
        return table(
            {"id": n, "source": source.slug, "statement": f"Berth {n} was let.", "actor": "port-ministry"}
            for n in range(first, first + count)
        )

    do(handed_in(rows(0, 10)))  # what is loaded once is there
    few, many = (peak(do, handed_in(rows(first, count))) for first, count in ((10, 1_000), (2_000, 4_000)))
    assert many < 1.3 * few, f"{few:,} bytes for 1,000 rows, {many:,} for 4,000"
