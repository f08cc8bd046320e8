"""What the tests of counts share: answers without what the oracle does not tell, and questions."""

import random
from collections.abc import Iterator
from typing import Any

from claims.models.ledger import Publication
from tests.api.oracle import Oracle
from tests.api.test_oracle import Query, claim_queries, range_queries, rollup_queries, value_queries


def bare(answer: Any) -> Any:
    """The answer without `meta` and labels."""
    if isinstance(answer, list):
        return [bare(item) for item in answer]
    if isinstance(answer, dict):
        return {
            name: bare(value)
            for name, value in answer.items()
            if name not in ("meta", "label") and not name.endswith("_label")
        }
    return answer


def turning_points() -> list[int]:
    """States of the ledger before and after a merge, and before and after a retraction."""
    merge, retraction = (Publication.objects.get(op=op).seq for op in ("merged", "retracted"))
    return [merge - 1, merge, retraction - 1, retraction]


def drawn(oracle: Oracle, chance: random.Random, number: int) -> Iterator[Query]:
    """Questions of one or two filters."""
    singles = [*value_queries(oracle), *range_queries("claim"), *claim_queries(), *rollup_queries(oracle)]
    for _ in range(number):
        one, other = chance.sample(singles, 2)
        query = {**one, **other} if one.keys().isdisjoint(other) else one
        if all(
            query.get(f"{name}_after", [""]) <= query.get(f"{name}_before", ["9999"])
            for name in ("occurred", "said", "source")
        ) and int(query.get("likelihood_min", ["0"])[0]) <= int(query.get("likelihood_max", ["100"])[0]):
            yield query
