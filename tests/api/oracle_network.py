"""Networks of actors, told a second time: by reading documents one by one, and comparing sets.

Nothing here is shared with claims.shapes.
"""

import math
from collections import defaultdict
from itertools import combinations, product
from typing import Any

from tests.api.oracle import Document, Oracle, published

OF_HOLDERS = ("agreement", "conflict", "subtract")
ROLES = ("subject", "target", "addressee", "beneficiary", "mentioned")


class Who:
    """Who the actors are that documents name: each by the number of the record that it is at S."""

    def __init__(self, oracle: Oracle) -> None:
        self.actors = oracle.actors
        self.documents = {actor["_record"]: actor for actor in published("actor", oracle.seq)}

    def uid(self, slug: str) -> str:
        return str(self.actors.last[self.actors.voice(slug)].uid)

    def label(self, uid: str) -> Document:
        document = self.documents.get(self.actors.by_uid[uid])
        if document is None:
            return {"id": uid, "label": uid, "uid": uid}
        return {"id": document["slug"], "label": document["name"], "kind": document["kind"], "uid": uid}


def units(oracle: Oracle, distinct: str | None) -> dict[str, str]:
    """What each claim counts as."""
    one = {claim["uid"]: claim["uid"] for claim in oracle.documents}
    if distinct == "event":
        return {claim["uid"]: claim["event"]["slug"] if claim["event"] else claim["uid"] for claim in oracle.documents}
    if distinct == "proposition":
        for claim in oracle.documents:
            for relation in claim["relations"]:
                if relation["type"] == "restates" and relation["claim"] in one:
                    former, latter = one[claim["uid"]], one[relation["claim"]]
                    one = {uid: former if name == latter else name for uid, name in one.items()}
    return one


def parts(claim: Document, own: dict[str, str], who: Who) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """From whom ties lead and to whom, each with the parts that they have in the claim."""
    in_part: dict[str, set[str]] = defaultdict(set)
    for row in claim["participants"]:
        in_part[row["role"]].add(who.uid(row["actor"]["slug"]))
    in_part["claimant"] = {who.uid(claim["attribution"][-1]["actor"]["slug"])}
    in_part["voice"] = {who.uid(voice["actor"]["slug"]) for voice in claim["attribution"]}

    def holding(names: list[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for uid in in_part[name]:
                found[uid].add(name)
        return found

    if own.get("ties") == "directed":
        to = own.get("to", "target,addressee,beneficiary").split(",")
        return holding([own.get("from", "subject")]), holding(to)
    everyone = holding(["voice", *ROLES])
    return everyone, everyone


def network(oracle: Oracle, query: dict[str, list[str]], own: dict[str, str]) -> dict[str, Any]:
    """`meta` with its numbers, `directed`, `nodes` and `edges` of the answer to this query, with the parameters of
    networks in `own`.
    """
    who, ties = Who(oracle), own.get("ties", "co_mention")
    found = oracle.found(query)
    unit = units(oracle, own.get("distinct"))
    if ties in OF_HOLDERS:
        seen, tied = of_holders(found, own, who, unit)
    else:
        seen, tied = of_parts(found, own, who, unit)
    ranked = sorted(seen, key=lambda uid: (-len(seen[uid]), uid))
    kept = ranked[: int(own.get("limit", 200))]
    heavy = {pair: tie for pair, tie in tied.items() if tie.pop("_before") >= int(own.get("min_weight", 1))}
    edges = [(*ends(pair, ranked, ties), tie) for pair, tie in heavy.items() if set(pair) <= set(kept)]
    edges.sort(key=lambda edge: (-edge[2]["weight"], ranked.index(edge[0]), ranked.index(edge[1])))
    return {
        "meta": {
            "claims": len({unit[claim["uid"]] for claim in found}),
            "nodes": {"given": len(kept), "in_all": len(ranked)},
            "edges": len(edges),
        },
        "directed": ties == "directed",
        "nodes": [node(uid, seen, edges, who) for uid in kept],
        "edges": [
            {"source": who.label(one)["id"], "target": who.label(other)["id"], **tie} for one, other, tie in edges
        ],
    }


def ends(pair: tuple[str, str], ranked: list[str], ties: str) -> tuple[str, str]:
    if ties == "directed":
        return pair
    one, other = sorted(pair, key=ranked.index)
    return one, other


def node(uid: str, seen: dict[str, set[str]], edges: list[Any], who: Who) -> Document:
    weights = [tie["weight"] for one, other, tie in edges if uid in (one, other)]
    return {**who.label(uid), "claims": len(seen[uid]), "degree": len(weights), "strength": math.fsum(weights)}


Tied = dict[tuple[str, str], dict[str, Any]]


def of_parts(
    claims: list[Document], own: dict[str, str], who: Who, unit: dict[str, str]
) -> tuple[dict[str, set[str]], Tied]:
    """In which units each actor is, and the ties of co-mention or directed ties."""
    directed = own.get("ties") == "directed"
    seen: dict[str, set[str]] = defaultdict(set)
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    met_as: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for claim in claims:
        origins, destinations = parts(claim, own, who)
        counts_as = unit[claim["uid"]]
        for uid in {*origins, *destinations}:
            seen[uid].add(counts_as)
        for one, other in product(origins, destinations):
            if one != other and (directed or one < other):
                met[one, other].add(counts_as)
                for role in destinations[other]:
                    met_as[one, other][role].add(counts_as)
    tied: Tied = {}
    for pair, together in met.items():
        tied[pair] = {"weight": len(together), "_before": len(together)}
        if directed:
            roles = own.get("to", "target,addressee,beneficiary").split(",")
            tied[pair] |= {f"as_{role}": len(met_as[pair][role]) for role in roles}
    return seen, tied


def of_holders(
    claims: list[Document], own: dict[str, str], who: Who, unit: dict[str, str]
) -> tuple[dict[str, set[str]], Tied]:
    """In which units a position of each holder is, and the ties of holders."""
    seen: dict[str, set[str]] = defaultdict(set)
    held: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for claim in claims:
        for position in claim["positions"]:
            holder = who.uid(position["holder"]["slug"])
            seen[holder].add(unit[claim["uid"]])
            held[holder].add((position["topic"], position["value"]))
    tied: Tied = {}
    for one, other in combinations(sorted(held), 2):
        mine, theirs = held[one], held[other]
        agreement = {topic for topic, _ in mine & theirs}
        opposite = {(topic, {"for": "against", "against": "for"}.get(value)) for topic, value in theirs}
        conflict = {topic for topic, _ in mine & opposite}
        before = {
            "agreement": len(agreement),
            "conflict": len(conflict),
            "subtract": max(len(agreement), len(conflict)),
        }[own["ties"]]
        if before == 0:
            continue
        counted = {
            "agreement": len(agreement),
            "conflict": len(conflict),
            "subtract": len(agreement) - len(conflict),
        }[own["ties"]]
        by: float = {
            "none": 1,
            "average_activity": (len(mine) + len(theirs)) / 2,
            "jaccard": len(mine | theirs),
            "cosine": len(mine) * len(theirs),
        }[own.get("normalization", "none")]
        tied[one, other] = {
            "weight": counted / by,
            "agreement": len(agreement),
            "conflict": len(conflict),
            "_before": before,
        }
    return seen, tied
