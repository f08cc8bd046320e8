"""What the reading index holds of each fact of a claim.

A fact has an ordinal, by which sets and columns speak of it. Nothing of it ever changes but the end of its lifetime, so
that one index answers at every S: the facts that hold at S are a set like any other.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from claims.models.facts import OPEN, ClaimFact, Facet

# Stands for NULL in every column that can be so: below all that is stored.
NONE = -1
ENDS = "till_seq"


class Column(NamedTuple):
    """A column of the index: its type, and how SQL gives it of a row called `fact`, never NULL."""

    dtype: DTypeLike
    sql: str


def _stored(name: str) -> str:
    return f"coalesce(fact.{name}, {NONE})" if ClaimFact._meta.get_field(name).null else f"fact.{name}"


_BIG = ("record", "from_seq", ENDS, "first_seq")
_DAYS = ("occurred_key", "occurred_low", "occurred_high", "said_key", "said_low", "said_high", "source_on")
_PERCENT = ("likelihood_low", "likelihood_high")
COLUMNS: dict[str, Column] = {
    **{name: Column(np.int64, _stored(name)) for name in _BIG},
    # Microseconds since 1970, UTC.
    "first_at": Column(np.int64, "(extract(epoch FROM fact.first_at) * 1000000)::bigint"),
    **{name: Column(np.int32, _stored(name)) for name in _DAYS},
    **{name: Column(np.int16, _stored(name)) for name in _PERCENT},
}

# The order of ordinals in a base: that of the list as it is read unless another is asked for, backwards.
ORDER = ("occurred_key", "record", "from_seq")

# Facets that the counting shapes read claim by claim. Of others, which have few keys, the set of each key is enough.
FORWARD = (
    Facet.ACTOR,
    Facet.SUBJECT,
    Facet.TARGET,
    Facet.ADDRESSEE,
    Facet.BENEFICIARY,
    Facet.MENTIONED,
    Facet.CLAIMANT,
    Facet.VIA,
    Facet.EVENT,
    Facet.PLACE,
    Facet.COUNTRY,
    Facet.SOURCE,
    Facet.PUBLISHER,
    Facet.POSITION,
)

# The other facets of claims, each of which has no more keys than a reader can look through.
FEW_KEYS = (
    Facet.KIND,
    Facet.SALIENCE,
    Facet.NEGATED,
    Facet.LANGUAGE,
    Facet.ACTOR_KIND,
    Facet.OWN_VOICE,
    Facet.FORM,
    Facet.COMMITMENT,
    Facet.TOPIC,
    Facet.HEDGED,
    Facet.LIKELIHOOD,
    Facet.CODING_CONFIDENCE,
    Facet.CREDIBILITY,
    Facet.RELIABILITY,
    Facet.RELATION,
)

# Terms of which no filter asks, and each of which is of a single claim: relations to a certain other one. They are
# written "type|uid" and "|uid".
UNASKED = "facet = 'relation' AND key <> '' AND right(key, 1) <> '|'"


def ends_of(till: NDArray[np.int64], seq: int) -> NDArray[np.int64]:
    """Ends of lifetimes as they are known at S: what ends later is open."""
    return np.where(till > seq, OPEN, till)


class Lists(NamedTuple):
    """Of some facts, numbers of terms: those of the n-th are `values[starts[n]:starts[n + 1]]`."""

    starts: NDArray[np.integer]
    values: NDArray[np.integer]

    def of(self, places: NDArray[np.integer]) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """The values of these facts, one after the other, and how many each of them has."""
        begin = self.starts[places].astype(np.int64)
        sizes = self.starts[places.astype(np.int64) + 1].astype(np.int64) - begin
        shift = np.repeat(begin - (np.cumsum(sizes) - sizes), sizes)
        return self.values[shift + np.arange(len(shift))], sizes


def starts_of(sizes: Iterable[int] | NDArray[np.integer]) -> NDArray[np.uint32]:
    """Where lists of these sizes begin that stand one after the other, and the last ends."""
    counted = np.asarray(sizes if isinstance(sizes, np.ndarray) else list(sizes), dtype=np.int64)
    found = np.zeros(len(counted) + 1, dtype=np.uint32)
    np.cumsum(counted, out=found[1:])
    return found
