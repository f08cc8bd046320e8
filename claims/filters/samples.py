"""Random samples of what a query finds, which anybody can draw again.

The records that fulfil every other parameter are put in the order of the MD5 of "SEED:UID", in hexadecimal digits, and
the first of them are the sample. So each set of records is as likely as any other of its size, a smaller sample is part
of a larger one with the same seed, and a sample at one S never changes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from claims.filters.parameters import Refusal, Whole
from claims.filters.terms import LedgerFilter

LARGEST_SAMPLE, LARGEST_SEED = 10_000, 999_999_999
DEFAULT_SEED = 0


class SampleFilter(LedgerFilter):
    """How many records are drawn. The FilterSet draws them when all other filters have narrowed."""

    field_class = Whole

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=1, most=LARGEST_SAMPLE, **kwargs)


class SeedFilter(LedgerFilter):
    """Which of all samples of that size is drawn; narrows nothing by itself."""

    field_class = Whole

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=0, most=LARGEST_SEED, **kwargs)


def seed_without_sample(values: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    if values.get("seed") is not None and values.get("sample") is None:
        yield "seed", Refusal("There is no seed without a sample: give sample as well, or leave seed out.")


def drawn(queryset: QuerySet, size: int, seed: int) -> QuerySet:
    """Of these records so many, or all where there are no more."""
    lot = MD5(Concat(Value(f"{seed}:"), Cast("uid", TextField())))
    chosen = queryset.order_by(lot, F("uid")).values("pk")[:size]
    return queryset.filter(pk__in=chosen)
