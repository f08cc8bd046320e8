"""What counts mean, told a second time: by reading documents one by one in Python, and counting on one's fingers.

Nothing here is shared with claims. Each function takes the documents of claims at S (an Oracle), the filters, and the
shape's own parameters as texts, and gives the answer without `meta` and without labels; `timeline` gives None where
the API refuses because it would be too long.
"""

import datetime
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.api.oracle import ACTOR_FILTERS, LONG_AGO, NEVER, PERIODS, Document, Oracle, first, last

Query = dict[str, list[str]]
Own = dict[str, str]

NOT_CODED, OTHER, SIDES = "", "*", "for,neutral,against"
PARTS = ("holder", "topic", "position")
DATE_FILTERS = {
    "occurred": ["occurred_after", "occurred_before", "occurred_match", "occurred__isnull"],
    "said": ["said_after", "said_before", "said__isnull"],
    "source": ["source_after", "source_before", "source_on__isnull"],
    "ledger": ["published_after", "published_before"],
}


class Reader:
    """The claims that a question finds, and what each of them counts for."""

    def __init__(self, oracle: Oracle, query: Query, own: Own, names: Iterable[str]) -> None:
        self.oracle, self.dates = oracle, own.get("dates", "occurred")
        self.query = dict(query)
        # Whoever asks by holders or sides asks for positions, and then `topic` is that of a position.
        if {"holder", "position"} & set(names) and "topic" in query and not {"holder", "position"} & set(query):
            self.query["position"] = [SIDES]
        self.of_positions = bool({"holder", "position"} & {*names, *self.query})
        self.rollup = query.get("rollup") == ["true"]
        self.claims = oracle.found(self.query)
        self.units = units(oracle, own.get("distinct"))

    def count(self, claims: Iterable[Document]) -> int:
        return len({self.units[claim["uid"]] for claim in claims})

    def known(self, name: str, values: Iterable[str]) -> set[str]:
        """Those of these keys that can be asked for."""
        if name in ACTOR_FILTERS:
            return set(values) & self.oracle.actors.public()
        return set(values)

    def keys(self, claim: Document, name: str) -> set[str]:
        """What a claim counts for; NOT_CODED where there is nothing."""
        if name in ("month", "year"):
            begun = begins(claim, self.dates)
            return {begun[: 7 if name == "month" else 4] if begun else NOT_CODED}
        if name in PARTS and (self.of_positions or name != "topic"):
            if not claim["positions"]:
                return {NOT_CODED}
            candidates = {key for held in self.positions(claim) for key in held[name]}
            # A key counts for what would be found, were it asked for beside all else.
            beside = self.query if {"holder", "position"} & set(self.query) else {**self.query, "position": [SIDES]}
            return {
                key
                for key in candidates
                if self.oracle.fulfils(claim, {**beside, name: [*self.query.get(name, []), key]})
            }
        values = self.oracle.values(claim, name, rollup=self.rollup)
        return self.known(name, values) if values else {NOT_CODED}

    def positions(self, claim: Document) -> list[dict[str, set[str]]]:
        return [
            {
                "holder": self.known("holder", self.oracle.actors.above(row["holder"]["slug"], rollup=self.rollup)),
                "topic": self.oracle.above(row["topic"]),
                "position": {row["value"]},
            }
            for row in claim["positions"]
        ]

    def leading(self, name: str, limit: int) -> list[str]:
        counts = self.tally(name)
        ordered = sorted(counts.keys() - {NOT_CODED}, key=lambda key: (-counts[key], key))
        return ordered[:limit]

    def tally(self, name: str) -> dict[str, int]:
        found: dict[str, list[Document]] = {}
        for claim in self.claims:
            for key in self.keys(claim, name):
                found.setdefault(key, []).append(claim)
        return {key: self.count(claims) for key, claims in found.items()}

    def cells(self, claim: Document, names: list[str], shown: list[list[str]]) -> set[tuple[str, ...]]:
        """The mixtures of keys for which a claim counts."""
        parts = [name for name in names if name in PARTS and (self.of_positions or name != "topic")]
        if len(set(parts)) > 1 and len(set(parts)) == len(parts):
            return self.cells_of_positions(claim, names, shown)
        mixtures: set[tuple[str, ...]] = {()}
        for name, wanted in zip(names, shown, strict=True):
            told = told_apart(self.keys(claim, name), wanted)
            mixtures = {(*mixture, key) for mixture in mixtures for key in told}
        return mixtures

    def cells_of_positions(self, claim: Document, names: list[str], shown: list[list[str]]) -> set[tuple[str, ...]]:
        """Every position is a case of its own; for parts that are not told apart it has to be as was asked."""
        others = {name: self.query.get(name, []) for name in PARTS if name not in names}
        combinations: list[dict[str, str]] = [{}]
        for name, texts in others.items():
            combinations = [{**one, name: text} for one in combinations for text in texts] if texts else combinations
        found: list[set[tuple[str, ...]]] = []
        for asked in combinations:
            mixtures: set[tuple[str, ...]] = set()
            for held in self.positions(claim) or [{name: {NOT_CODED} for name in PARTS}]:
                if any(held[name].isdisjoint(text.split(",")) for name, text in asked.items()):
                    continue
                of_position: set[tuple[str, ...]] = {()}
                for name, wanted in zip(names, shown, strict=True):
                    keys = held[name] if name in PARTS else self.keys(claim, name)
                    of_position = {(*mixture, key) for mixture in of_position for key in told_apart(keys, wanted)}
                mixtures |= of_position
            found.append(mixtures)
        return set.intersection(*found)


def told_apart(keys: set[str], shown: list[str]) -> set[str]:
    return keys & {*shown, NOT_CODED} or {OTHER}


def units(oracle: Oracle, distinct: str | None) -> dict[str, str]:
    """By uid of a claim, what it counts as."""
    alone = {claim["uid"]: claim["uid"] for claim in oracle.documents}
    if distinct == "event":
        return {claim["uid"]: claim["event"]["slug"] if claim["event"] else claim["uid"] for claim in oracle.documents}
    if distinct == "proposition":
        pairs = [
            (claim["uid"], relation["claim"])
            for claim in oracle.documents
            for relation in claim["relations"]
            if relation["type"] == "restates" and relation["claim"] in alone
        ]
        # Until nothing changes any more: both ends of every pair are of the least name of the two.
        while any(alone[one] != alone[other] for one, other in pairs):
            for one, other in pairs:
                alone[one] = alone[other] = min(alone[one], alone[other])
    return alone


# --- Facets --------------------------------------------------------------------------------------


def facets(oracle: Oracle, query: Query, own: Own) -> dict[str, Any]:
    return {"facets": [facet(oracle, query, own, name) for name in own["facet"].split(",")]}


def facet(oracle: Oracle, query: Query, own: Own, name: str) -> dict[str, Any]:
    if own.get("exclude_self") == "true":
        dated = name in ("month", "year")
        gone = DATE_FILTERS[own.get("dates", "occurred")] if dated else [name, f"{name}__not", f"{name}__isnull"]
        query = {asked: texts for asked, texts in query.items() if asked not in gone}
    reader = Reader(oracle, query, own, [name])
    counts, shown = reader.tally(name), reader.leading(name, int(own.get("limit", "20")))
    rest = [claim for claim in reader.claims if reader.keys(claim, name).isdisjoint({*shown, NOT_CODED})]
    return {
        "facet": name,
        "total": reader.count(reader.claims),
        "not_coded": counts.get(NOT_CODED, 0),
        "other": reader.count(rest),
        "values": len(counts.keys() - {NOT_CODED}),
        "buckets": [{"key": key, "count": counts[key]} for key in shown],
    }


# --- Crosstabs -----------------------------------------------------------------------------------


def crosstab(oracle: Oracle, query: Query, own: Own) -> dict[str, Any]:
    names = [own["rows"], own["columns"]]
    reader = Reader(oracle, query, own, names)
    shown = [reader.leading(name, int(own.get("limit", "20"))) for name in names]
    cells = {claim["uid"]: reader.cells(claim, names, shown) for claim in reader.claims}

    def count(row: str | None, column: str | None) -> int:
        return reader.count(
            claim
            for claim in reader.claims
            if any(row in (None, one) and column in (None, other) for one, other in cells[claim["uid"]])
        )

    rows = [key for key in (*shown[0], OTHER, NOT_CODED) if count(key, None)]
    columns = [key for key in (*shown[1], OTHER, NOT_CODED) if count(None, key)]
    return {
        "total": reader.count(reader.claims),
        "rows": [{"key": key, "count": count(key, None)} for key in rows],
        "columns": [{"key": key, "count": count(None, key)} for key in columns],
        "counts": [[count(row, column) for column in columns] for row in rows],
    }


# --- Timelines -----------------------------------------------------------------------------------


def period_of(claim: Document, dates: str) -> Document | None:
    if dates == "ledger":
        return {"from": claim["published_at"][:10], "to": claim["published_at"][:10]}
    return PERIODS["claim", dates](claim)


def begins(claim: Document, dates: str) -> str | None:
    period = period_of(claim, dates)
    return period["from"] if period else None


def written(day: str, interval: str) -> str:
    """The period in which a day lies; what lies past the calendar stays there."""
    if day in (LONG_AGO, NEVER):
        return "0000" if day == LONG_AGO else "9999-~"
    year, month, _ = day.split("-")
    week = datetime.date.fromisoformat(day).isocalendar()
    return {
        "day": day,
        "week": f"{week.year:04}-W{week.week:02}",
        "month": f"{year}-{month}",
        "quarter": f"{year}-Q{(int(month) + 2) // 3}",
        "year": year,
    }[interval]


def periods_between(start: str, end: str, interval: str) -> list[str]:
    day, found = datetime.date.fromisoformat(start), [written(start, interval)]
    while day < datetime.date.fromisoformat(end):
        day += datetime.timedelta(days=1)
        if written(day.isoformat(), interval) != found[-1]:
            found.append(written(day.isoformat(), interval))
    return found


def window(reader: Reader, spread: str, interval: str) -> list[str]:
    """Every period from the first day asked for, or else found, to the last."""
    after, before = (reader.query.get(name, [None])[0] for name in DATE_FILTERS[reader.dates][:2])
    days = [found for claim in reader.claims if (found := period_of(claim, reader.dates))]
    ends = [day["from"] for day in days] + ([day["to"] for day in days] if spread != "first" else [])
    known = sorted(day for day in ends if day)
    start = after[:10] if after else known[0] if known else before and before[:10]
    end = before[:10] if before else known[-1] if known else start
    if start is None or end is None:
        return []
    if after and not before:
        end = max(start, end)
    elif not after:
        start = min(start, end)
    return periods_between(start, end, interval)


def timeline(oracle: Oracle, query: Query, own: Own) -> dict[str, Any] | None:
    interval, spread = own.get("interval", "month"), own.get("spread", "first")
    names = [own[name] for name in ("by", "then_by") if name in own]
    reader = Reader(oracle, query, own, names)
    shown = [reader.leading(name, int(own.get("limit", "10"))) for name in names]
    periods = window(reader, spread, interval)
    if len(periods) > 5_000:
        return None
    touched: dict[str, set[str]] = {}
    undated, before = [], []
    for claim in reader.claims:
        span = period_of(claim, reader.dates)
        if span is None or (spread == "first" and span["from"] is None):
            undated.append(claim)
            continue
        low = written(first(span), interval)
        high = low if spread == "first" else written(last(span), interval)
        touched[claim["uid"]] = {period for period in periods if low <= period <= high}
        if spread == "first" and periods and low < periods[0]:
            before.append(claim)
    counts = counted(reader, names, shown, touched, share=spread == "share")
    order = [[*of_name, OTHER, NOT_CODED] for of_name in shown]
    groups = sorted(
        {group for _, group in counts} or ({()} if not names else set()), key=lambda group: placed(group, order)
    )
    if len(periods) * len(groups) > 200_000:
        return None
    return {
        "total": reader.count(reader.claims),
        "undated": reader.count(undated),
        "before": reader.count(before),
        "window": {"first": periods[0], "last": periods[-1]} if periods else None,
        "rows": [
            {"period": period, **dict(zip(names, group, strict=True)), "count": counts.get((period, group), 0)}
            for period in periods
            for group in groups
        ],
    }


def placed(group: tuple[str, ...], order: list[list[str]]) -> list[int]:
    return [of_name.index(key) for of_name, key in zip(order, group, strict=True)]


def counted(
    reader: Reader, names: list[str], shown: list[list[str]], touched: dict[str, set[str]], *, share: bool
) -> dict[tuple[str, tuple[str, ...]], float]:
    """The numbers by period and group. A unit is in all periods that its claims touch."""
    periods_of: dict[str, set[str]] = {}
    members: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for claim in reader.claims:
        unit = reader.units[claim["uid"]]
        for period in touched.get(claim["uid"], ()):
            periods_of.setdefault(unit, set()).add(period)
            for group in reader.cells(claim, names, shown):
                members.setdefault((period, group), set()).add(unit)
    if not share:
        return {cell: len(found) for cell, found in members.items()}
    return {
        cell: round(float(sum(Fraction(1, len(periods_of[unit])) for unit in found)), 6)
        for cell, found in members.items()
    }
