"""Who stands with whom, and who against: ties between those who hold positions, as discourse network analysis has them.

The positions are those of the claims that were found: of a holder, on a topic as it is coded, with a value. However
often a holder takes one, it is one. Two holders agree on a topic where both have a value of it, and conflict where one
is for and the other against; neutral agrees with neutral and conflicts with nothing. Each topic counts once for a pair,
so that it makes one agreement at most, and one conflict at most: both, where somebody is for and against.

The weights are those of the Discourse Network Analyzer for one-mode networks, with duplicates ignored across the range
of dates: `congruence`, `conflict` and `subtract` there are agreement, conflict and subtract here. A network of
agreement can be normalised, since whoever says much agrees with many. With nᵢ and nⱼ for the numbers of different
positions (topic and value) of the two, and s for those that both hold, a weight is divided by

    average_activity   (nᵢ + nⱼ) / 2
    jaccard            nᵢ + nⱼ - s       the positions that either holds
    cosine             nᵢ · nⱼ

Source: github.com/leifeld/dna, `dna/src/main/java/export/Exporter.java`, computeOneModeMatrix(). Its cosine divides by
√(nᵢ²) · √(nⱼ²), which is the product, and not its root as the cosine of two vectors would have. Two things differ.
There a pair that is for and against one topic on both sides agrees on it twice. And there a scale of three values makes
neutral half an agreement with for, and half a conflict; here it is neither.
"""

from collections.abc import Mapping

from django.db.models import TextChoices

from claims.choices import PositionValue
from claims.models.facts import Facet, Term
from claims.shapes.matched import Fragment


class Normalization(TextChoices):
    """What a weight is divided by, for a pair of holders."""

    NONE = "none"
    AVERAGE_ACTIVITY = "average_activity"
    JACCARD = "jaccard"
    COSINE = "cosine"


# A holder's values on a topic, as the bits of a number.
BITS: Mapping[str, int] = {PositionValue.FOR: 1, PositionValue.NEUTRAL: 2, PositionValue.AGAINST: 4}

# The part of an actor whose positions are looked at.
HOLDER = "holder"
# The numbers that a tie of two holders has, and the expression of each, over the values of both on a topic.
COUNTED: Mapping[str, str] = {
    "agreement": "count(*) FILTER (WHERE one.held & other.held <> 0)",
    "conflict": f"""count(*) FILTER (WHERE
        (one.held & {BITS[PositionValue.FOR]} <> 0 AND other.held & {BITS[PositionValue.AGAINST]} <> 0)
        OR (one.held & {BITS[PositionValue.AGAINST]} <> 0 AND other.held & {BITS[PositionValue.FOR]} <> 0))""",
    "shared": "sum(bit_count((one.held & other.held)::bit(3)))",
    "activity": "min(one.activity)",
    "other_activity": "min(other.activity)",
}


def positions() -> Fragment:
    """`SELECT number, key, part, topic, bit`: of each term that says a position in full, its parts."""
    values = " ".join(f"WHEN '{value}' THEN {bit}" for value, bit in BITS.items())
    sql = f"""
        SELECT id AS number, split_part(key, '|', 1) AS key, '{HOLDER}' AS part, split_part(key, '|', 2) AS topic,
               CASE split_part(key, '|', 3) {values} END AS bit
        FROM {Term._meta.db_table} WHERE facet = %s AND key LIKE '_%%|_%%|_%%'
    """  # noqa: S608 — the names put in are our own
    return Fragment(sql, (Facet.POSITION.value,))


# Ties of holders, from `near`: the positions of the actors that are kept, a row for each claim that has them.
SQL = f"""
    stances AS MATERIALIZED (
        SELECT place, topic, held, sum(bit_count(held::bit(3))) OVER (PARTITION BY place) AS activity
        FROM (SELECT place, topic, bit_or(bit) AS held FROM near GROUP BY place, topic) AS stance
    ),
    tied AS MATERIALIZED (
        SELECT one.place AS one, other.place AS other, {", ".join(f"{sql} AS {name}" for name, sql in COUNTED.items())}
        FROM stances AS one JOIN stances AS other ON other.topic = one.topic AND one.place < other.place
        GROUP BY one.place, other.place
    )
"""  # noqa: S608 — as above


def divisor(normalization: str, activity: int, other_activity: int, shared: int) -> float:
    """What the weight of a tie is divided by: never nothing, as whoever has a tie holds a position."""
    match normalization:
        case Normalization.AVERAGE_ACTIVITY:
            return (activity + other_activity) / 2
        case Normalization.JACCARD:
            return activity + other_activity - shared
        case Normalization.COSINE:
            return activity * other_activity
    return 1
