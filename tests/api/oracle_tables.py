"""What the rows of claims are, told a second time: spelled out of each document by hand.

Nothing here is shared with claims.formats. `expected_rows` takes documents as they are read one by one.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Document = dict[str, Any]
Row = dict[str, Any]


def joined(values: Iterable[str | None]) -> str | None:
    found: list[str] = []
    for value in values:
        if value is not None and value not in found:
            found.append(value)
    return "|".join(found) if found else None


def label(name: str, actor: Document | None) -> Row:
    actor = actor or {"slug": None, "name": None, "kind": None, "named": None}
    return {
        name: actor["slug"],
        f"{name}_name": actor["name"],
        f"{name}_kind": actor["kind"],
        f"{name}_named": actor["named"],
    }


def days(name: str, period: Document | None) -> Row:
    parts = ("from", "to", "precision", "text", "inferred")
    return {f"{name}_{part}": period[part] if period else None for part in parts}


def level(name: str, coded: Document | None) -> Row:
    coded = coded or {"scale": None, "code": None, "label": None}
    return {f"{name}_scale": coded["scale"], name: coded["code"], f"{name}_label": coded["label"]}


def in_role(claim: Document, role: str) -> str | None:
    return joined(part["actor"]["slug"] for part in claim["participants"] if part["role"] == role)


def claim_rows(claim: Document) -> Iterator[Row]:
    claimant, source, likelihood = claim["attribution"][-1], claim["source"], claim["hedging"]["likelihood"]
    yield {
        **{name: claim[name] for name in ("uid", "path", "seq", "published_at", "revised_at", "statement", "kind")},
        **{name: claim[name] for name in ("negated", "salience", "condition", "language", "own_voice")},
        **label("claimant", claimant["actor"]),
        "form": claimant["form"],
        "commitment": claimant["commitment"],
        **days("said", claimant["said"]),
        "via": joined(voice["actor"]["slug"] for voice in claim["attribution"][:-1]),
        "subject": in_role(claim, "subject"),
        "target": in_role(claim, "target"),
        "addressee": in_role(claim, "addressee"),
        "beneficiary": in_role(claim, "beneficiary"),
        "mentioned": in_role(claim, "mentioned"),
        "topics": joined(topic["slug"] for topic in claim["topics"]),
        "event": claim["event"]["slug"] if claim["event"] else None,
        "event_name": claim["event"]["name"] if claim["event"] else None,
        "places": joined(place["slug"] for place in claim["places"]),
        "countries": joined(place["country"] for place in claim["places"]),
        **days("occurred", claim["occurred"]),
        "occurred_basis": claim["occurred"]["basis"] if claim["occurred"] else None,
        "hedging": claim["hedging"]["state"],
        **level("likelihood", likelihood),
        "likelihood_low": likelihood["low"] if likelihood else None,
        "likelihood_high": likelihood["high"] if likelihood else None,
        **level("coding_confidence", claim["coding_confidence"]),
        "coding_confidence_basis": claim["coding_confidence"]["basis"] if claim["coding_confidence"] else None,
        **level("credibility", claim["credibility"]),
        "source": source["slug"],
        "source_title": source["title"],
        "source_published_on": source["published_on"],
        "source_url": source["url"],
        **label("publisher", source["publisher"]),
        **level("reliability", source["reliability"]),
        "quote": claim["evidence"][0]["quote"] if claim["evidence"] else None,
        "attribution_count": len(claim["attribution"]),
        "participant_count": len(claim["participants"]),
        "position_count": len(claim["positions"]),
        "evidence_count": len(claim["evidence"]),
        "relation_count": len(claim["relations"]),
        "codebook": claim["coding"]["codebook"],
        "coding_depth": claim["coding"]["depth"],
        "licence": claim["licence"],
    }


def participant_rows(claim: Document) -> Iterator[Row]:
    for part in claim["participants"]:
        yield {**label("actor", part["actor"]), **{name: part[name] for name in ("role", "mention", "evaluation")}}


def attribution_rows(claim: Document) -> Iterator[Row]:
    for voice in claim["attribution"]:
        yield {
            **label("actor", voice["actor"]),
            "form": voice["form"],
            "cue": voice["cue"],
            **days("said", voice["said"]),
            "commitment": voice["commitment"],
        }


def position_rows(claim: Document) -> Iterator[Row]:
    for row in claim["positions"]:
        yield {**label("holder", row["holder"]), "topic": row["topic"], "value": row["value"], "basis": row["basis"]}


def evidence_rows(claim: Document) -> Iterator[Row]:
    for item in claim["evidence"]:
        yield {name: item[name] for name in ("quote", "start", "end", "paragraph", "anchor_status")}


def relation_rows(claim: Document) -> Iterator[Row]:
    for row in claim["relations"]:
        yield {"type": row["type"], "other": row["claim"], "explicit": row["explicit"]}


def cue_rows(claim: Document) -> Iterator[Row]:
    for cue in claim["hedging"]["cues"]:
        yield {"text": cue["text"], "kind": cue["kind"], "link": cue["link"]}


def topic_rows(claim: Document) -> Iterator[Row]:
    for topic in claim["topics"]:
        yield {"topic": topic["slug"], "topic_name": topic["name"]}


def place_rows(claim: Document) -> Iterator[Row]:
    for place in claim["places"]:
        yield {"place": place["slug"], "place_name": place["name"], "country": place["country"]}


LONG: dict[str, Callable[[Document], Iterator[Row]]] = {
    "participant": participant_rows,
    "attribution": attribution_rows,
    "position": position_rows,
    "evidence": evidence_rows,
    "relation": relation_rows,
    "cue": cue_rows,
    "topic": topic_rows,
    "place": place_rows,
}


def expected_rows(documents: Iterable[Document], rows: str = "claim") -> list[Row]:
    """The rows that these documents make in this order, as dictionaries in the order of the columns."""
    if rows == "claim":
        return [row for document in documents for row in claim_rows(document)]
    return [
        {"claim": document["uid"], "ordinal": ordinal, **row}
        for document in documents
        for ordinal, row in enumerate(LONG[rows](document))
    ]


def as_csv(rows: Iterable[Row]) -> list[Row]:
    """These rows as a reader of CSV finds them, once the apostrophes are taken off."""

    def field(value: Any) -> str:
        if value is None:
            return ""
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)

    return [{name: field(value) for name, value in row.items()} for row in rows]
