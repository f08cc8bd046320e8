"""What else a list of claims can be, told by reading the documents one by one: groups by source, news, explanations."""

from typing import Any
from uuid import UUID

from claims.models.ledger import Publication
from tests.api.actors import last_rows
from tests.api.oracle import Oracle, published

Query = dict[str, list[str]]


def titles(seq: int) -> dict[str, bytes]:
    """By slug, the titles of sources as lists are ordered by them."""
    return {source["slug"]: source["title"].lower().encode() for source in published("source", seq)}


def groups(oracle: Oracle, query: Query, own: Query) -> list[dict[str, Any]]:
    """All groups by source: slug, number of claims, and uids of the first ones in the ordering."""
    most, found = int(own.get("group_limit", ["3"])[0]), oracle.find(query, own.get("ordering", [None])[0])
    source_of = {claim["uid"]: claim["source"]["slug"] for claim in oracle.documents}
    by_source: dict[str, list[str]] = {}
    for uid in found:
        by_source.setdefault(source_of[uid], []).append(uid)
    title_of = titles(oracle.seq)
    uid_of = {row.slug: row.uid for row in last_rows("source", oracle.seq).values()}

    def place(slug: str) -> tuple[int, bool, bytes, UUID]:
        # A source whose own document was erased has no title to stand by.
        return -len(by_source[slug]), slug not in title_of, title_of.get(slug, b""), uid_of[slug]

    return [
        {"source": slug, "count": len(by_source[slug]), "claims": by_source[slug][:most]}
        for slug in sorted(by_source, key=place)
    ]


def news(oracle: Oracle, query: Query, own: Query) -> list[tuple[str, str]]:
    """The uids of all claims found, newest first, with the time of their last publication that is no refresh."""
    wanted = set(oracle.find(query))
    last: dict[str, tuple[int, str]] = {}
    for row in Publication.objects.filter(kind="claim", seq__lte=oracle.seq).order_by("seq"):
        if str(row.uid) in wanted and row.op in ("published", "revised"):
            last[str(row.uid)] = (row.seq, row.at.isoformat())
    return [(uid, at) for uid, (_, at) in sorted(last.items(), key=lambda item: -item[1][0])]


def explained(oracle: Oracle, query: Query, own: Query) -> list[tuple[list[str], int]]:
    """The parameters of each condition, in the order of the query, and how many claims it and all before it leave."""
    in_position = [name for name in query if name in ("holder", "topic", "position")]
    if not {"holder", "position"} & set(in_position):
        in_position = []
    in_sample = [name for name in query if name in ("sample", "seed")]
    told: list[list[str]] = [[]]
    for name in query:
        if name in in_position:
            if in_position not in told:
                told.append(in_position)
        elif name not in in_sample:
            told.append([name])
    told += [in_sample] if in_sample else []
    # What changes the meaning of other parameters does so from the first of them.
    asked: Query = {name: query[name] for name in ("rollup", "occurred_match") if name in query}
    found = []
    for names in told:
        asked = {**asked, **{name: query[name] for name in names}}
        found.append((names, len(oracle.find(asked))))
    return found


def names_of(kind: str, seq: int) -> dict[str, str]:
    """The names or titles of the records of a kind, by slug."""
    return {record["slug"]: record.get("name") or record["title"] for record in published(kind, seq)}


def identifiers(seq: int) -> dict[str, list[dict[str, Any]]]:
    """By slug, the identifiers of those actors that have any."""
    return {actor["slug"]: actor["identifiers"] for actor in published("actor", seq) if actor["identifiers"]}
