"""Timelines: every period has its number, and whoever has none is counted apart."""

import random
from typing import Any

import pytest
from django.test import Client

from claims.models.ledger import Publication
from claims.shapes.dimensions import DIMENSIONS
from claims.shapes.periods import Dates, Interval
from claims.shapes.timeline import Spread
from tests.api import oracle_counts
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.counts import bare, drawn, turning_points
from tests.api.oracle import Oracle

pytestmark = pytest.mark.django_db

WINDOWS: list[dict[str, list[str]]] = [
    {},
    {"occurred_after": ["2024-06-30"], "occurred_before": ["2025-05-01"]},
    {"occurred_after": ["2030-01-01"]},
    {"occurred_before": ["2023-12-31"]},
    {"occurred_after": ["2024-12-25"], "said_before": ["2025-05-31"], "topic": ["trade"]},
    {"source_after": ["2025-06-02"], "published_after": ["2020-01-01"]},
]
GROUPS = [{}, {"by": "kind"}, {"by": "topic", "then_by": "claimant"}, {"by": "position", "then_by": "holder"}]


@pytest.mark.parametrize("spread", Spread.values)
@pytest.mark.parametrize("interval", Interval.values)
def test_a_timeline_is_what_counting_the_documents_gives(
    interval: str, spread: str, archive: Archive, get: Get
) -> None:
    oracle = Oracle("claim", Publication.objects.head())
    place = 0
    for query in WINDOWS:
        for dates in Dates.values:
            place += 1
            own = {"interval": interval, "spread": spread, "dates": dates, "limit": "2", **GROUPS[place % 4]}
            own |= [{}, {"distinct": "event"}, {"distinct": "proposition"}][place % 3]
            expected = oracle_counts.timeline(oracle, query, own)
            assert bare(get("claims/timeline/", {**query, **own})) == expected, (query, own)


@pytest.mark.parametrize("turn", range(4))
def test_timelines_count_at_any_state_what_the_documents_said_there(turn: int, archive: Archive, get: Get) -> None:
    oracle, chance = Oracle("claim", turning_points()[turn]), random.Random(turn)  # noqa: S311
    for query in drawn(oracle, chance, 12):
        by, then_by = chance.sample(list(DIMENSIONS), 2)
        own = {"interval": chance.choice(["quarter", "year"]), "spread": chance.choice(Spread.values), "by": by}
        own |= chance.choice([{}, {"then_by": then_by}])
        answer = get("claims/timeline/", {**query, **own, "as_of": oracle.seq})
        assert bare(answer) == oracle_counts.timeline(oracle, query, own), (query, own)


def test_shares_of_a_claim_make_one(archive: Archive, get: Get) -> None:
    answer = get("claims/timeline/", {"spread": "share", "interval": "week"})
    whole = answer["total"] - answer["undated"]
    assert sum(row["count"] for row in answer["rows"]) == pytest.approx(whole, abs=1e-4)
    assert any(row["count"] % 1 for row in answer["rows"])


def test_whoever_begins_is_in_the_window_or_before_it_or_undated(archive: Archive, get: Get) -> None:
    answer = get("claims/timeline/", {"occurred_after": "2024-06-30", "interval": "month"})
    assert sum(row["count"] for row in answer["rows"]) + answer["before"] + answer["undated"] == answer["total"]
    assert min(answer["before"], answer["undated"]) > 0


def test_there_is_a_row_also_where_there_is_nothing(archive: Archive, get: Get) -> None:
    window = {"occurred_after": "2023-01-01", "occurred_before": "2025-12-31"}
    answer = get("claims/timeline/", {**window, "interval": "month", "by": "kind"})
    periods = list(dict.fromkeys(row["period"] for row in answer["rows"]))
    assert (periods[0], periods[-1], len(periods)) == ("2023-01", "2025-12", 36)
    kinds = {row["kind"] for row in answer["rows"]}
    assert len(answer["rows"]) == 36 * len(kinds)
    assert {row["count"] for row in answer["rows"] if row["period"] == "2023-01"} == {0}


@pytest.mark.parametrize(
    ("interval", "day", "period"),
    [
        ("week", "2024-12-29", "2024-W52"),
        ("week", "2024-12-30", "2025-W01"),
        ("week", "2021-01-03", "2020-W53"),
        ("week", "0001-01-01", "0001-W01"),
        ("week", "9999-12-31", "9999-W52"),
        ("quarter", "2024-12-31", "2024-Q4"),
        ("month", "0001-01-01", "0001-01"),
        ("year", "9999-12-31", "9999"),
        ("day", "2024-02-29", "2024-02-29"),
    ],
)
def test_periods_have_the_names_of_the_calendar(
    interval: str, day: str, period: str, archive: Archive, get: Get
) -> None:
    for spread in Spread.values:
        window = {"occurred_after": day, "occurred_before": day}
        answer = get("claims/timeline/", {**window, "interval": interval, "spread": spread})
        assert answer["window"] == {"first": period, "last": period}
        assert [row["period"] for row in answer["rows"]] == [period]


def test_a_timeline_that_would_be_too_long_is_refused(archive: Archive, refused: Any) -> None:
    window = {"occurred_after": "0001-01-01", "occurred_before": "9999-12-31"}
    assert refused("claims/timeline/", {**window, "interval": "month"})["interval"]["detail"] == (
        "Give a longer interval, or narrow the dates. From 0001-01-01 to 9999-12-31 there are 119988 periods, and 5000 "
        "are the most."
    )
    window = {"occurred_after": "2012-01-01", "occurred_before": "2025-06-30"}
    query = {**window, "interval": "day", "by": "topic", "then_by": "actor", "limit": 200}
    assert refused("claims/timeline/", query)["interval"]["detail"].endswith("200000 are the most.")


def test_what_a_timeline_cannot_be_grouped_by_is_refused(archive: Archive, refused: Any) -> None:
    assert refused("claims/timeline/", {"then_by": "kind"})["then_by"]["problem"] == "contradiction"
    assert refused("claims/timeline/", {"by": "kind", "then_by": "kind"})["then_by"]["problem"] == "contradiction"
    errors = refused("claims/timeline/", {"by": "kinds", "interval": "decade", "spread": "all", "dates": "noted"})
    assert errors.keys() == {"by", "interval", "spread", "dates"}


def test_where_there_is_no_date_there_is_no_window(archive: Archive, get: Get) -> None:
    answer = get("claims/timeline/", {"occurred__isnull": "true", "by": "kind"})
    assert (answer["window"], answer["rows"]) == (None, [])
    assert answer["undated"] == answer["total"] > 0


def test_a_timeline_is_a_table_too(archive: Archive, client: Client) -> None:
    query = {"interval": "year", "by": "claimant", "then_by": "event"}
    document = client.get("/api/v1/claims/timeline/", query).json()
    text = client.get("/api/v1/claims/timeline/", {**query, "format": "csv"}).content.decode()
    head, *rows, end = text.split("\r\n")
    assert head == "period,claimant,claimant_label,event,event_label,count"
    assert rows[0].split(",")[0] == document["rows"][0]["period"]
    assert rows[0].split(",")[-1] == str(document["rows"][0]["count"])
    assert (len(rows), end) == (len(document["rows"]), "")
