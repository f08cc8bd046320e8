"""JSON-LD: claims as schema.org's `Claim` and `Quotation`, their evidence as W3C Web Annotations.

What neither of them has a name for stands under terms of our own, whose IRIs begin with the address of the codebook:
`TERMS` defines them. The context is written out in every answer, so that no reader has to fetch one. That departs from
the Web Annotation Data Model, which wants the address of its own context named; what the triples say is the same.

Claims, sources, actors and so on are called by their addresses at the host that was asked, the quotations and
annotations of a claim by fragments of its address. Codes and confidence levels stand as texts, as in JSON.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from claims.choices import ActorKind, IdentifierScheme
from claims.formats.json import dumped, plain
from claims.models.ledger import API_ROOT
from claims.shapes.identities import Identities

Node = dict[str, Any]
NOBODY: Identities = {}

SCHEMA_ORG = "https://schema.org/"
VOCABULARY = f"{API_ROOT}codebook/#"
# What schema.org has no name for: each term with what it says. Of those that have one, the codes are in the codebook.
TERMS = {
    "kind": "What sort of claim it is.",
    "negated": "Whether the statement denies something.",
    "salience": "Main line, detail, or background of the source.",
    "condition": "The condition of a conditional.",
    "own_voice": "Whether the author or publisher is the only voice.",
    "attribution": "The voices as a list, outermost first; the last is the claimant.",
    "voice": "Who speaks.",
    "form": "What the voice did with the claim.",
    "cue": "The words that give the voice, or that weaken or strengthen.",
    "said": "When it was said: a day, or the first and the last day with a stroke between, .. for an open end.",
    "commitment": "How far the voice stands behind the statement.",
    "participants": "The actors in it, with their roles.",
    "participant": "The actor meant.",
    "role": "Its part in what is claimed.",
    "mention": "The words of the text for it.",
    "evaluation": "How the last voice values it here: -1, 0 or 1.",
    "positions": "Where actors stand on topics that have a pole.",
    "holder": "Whose position it is.",
    "on_topic": "The topic of the position.",
    "stance": "On which side of the pole.",
    "basis": "How the position is known, or why the coder is less than sure.",
    "hedging": "Whether the wording holds back from plain assertion.",
    "likelihood": "The likelihood that the words express: a level of a scale.",
    "cues": "The words that weaken or strengthen.",
    "cue_kind": "What these words do.",
    "voice_number": "Whose words they are: number of the voice, 0 for the outermost.",
    "coding_confidence": "How sure the coder is that the source carries the claim as coded: a level of a scale.",
    "credibility": "How far other information bears the claim out: a level of a scale.",
    "reliability": "How far the source as such can be relied on: a level of a scale.",
    "evidence": "The words that carry the claim, anchored in the source's text: an annotation.",
    "paragraph": "Number of the paragraph in which the words stand, from 1.",
    "anchor_status": "Whether the quote stands in the text.",
    "relations": "How the claim bears on other public claims.",
    "relation": "What this claim does to the other.",
    "other_claim": "The other claim.",
    "explicit": "Whether the text says so; false where the coder infers it.",
    "codebook_version": "Version of the codebook by which it was coded.",
    "coding_depth": "How deep the source was coded.",
}
# Terms of schema.org whose values are more than texts, as its own context has them.
TYPED = {
    **dict.fromkeys(("url", "sameAs", "license", "isPartOf", "mentions"), "@id"),
    "datePublished": "Date",
    **dict.fromkeys(("dateModified", "sdDatePublished"), "DateTime"),
}
# Terms of our own whose order matters, or whose values are addresses.
OWN_TYPED = {
    "attribution": {"@container": "@list"},
    "on_topic": {"@type": "@id"},
    "other_claim": {"@type": "@id"},
}
ANNOTATION: dict[str, Any] = {
    "Annotation": "oa:Annotation",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "identifying": "oa:identifying",
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "exact": "oa:exact",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
}
AGENTS = {
    ActorKind.STATE: "GovernmentOrganization",
    ActorKind.GOVERNMENT_BODY: "GovernmentOrganization",
    ActorKind.MILITARY: "GovernmentOrganization",
    ActorKind.PERSON: "Person",
    ActorKind.PARTY: "PoliticalParty",
    ActorKind.COMPANY: "Corporation",
    ActorKind.MEDIA: "NewsMediaOrganization",
}
SAME_AS = {IdentifierScheme.WIKIDATA: "https://www.wikidata.org/entity/{}"}


def context(base: str) -> Node:
    """What the members of the answers mean; `base` is scheme and host of the server, without a path."""
    return {
        "@vocab": SCHEMA_ORG,
        "oa": "http://www.w3.org/ns/oa#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "pc": f"{base}{VOCABULARY}",
        **{name: {"@id": f"{SCHEMA_ORG}{name}", "@type": type_} for name, type_ in TYPED.items()},
        **{name: f"pc:{name}" for name in TERMS},
        **{name: {"@id": f"pc:{name}", **typed} for name, typed in OWN_TYPED.items()},
        **ANNOTATION,
        "next": {"@id": "http://www.w3.org/1999/xhtml/vocab#next", "@type": "@id"},
        "previous": {"@id": "http://www.w3.org/1999/xhtml/vocab#prev", "@type": "@id"},
    }


def whole(document: bytes, base: str, identities: Identities = NOBODY) -> bytes:
    """A claim as a document of its own."""
    return dumped({"@context": context(base), **_claim(orjson.loads(document), base, identities)}).encode()


def document(text: bytes, base: str, identities: Identities = NOBODY) -> str:
    """A claim as it stands within a feed, whose context it needs."""
    return of_feed(orjson.loads(text), base, identities)


def of_feed(claim: Mapping[str, Any], base: str, identities: Identities = NOBODY) -> str:
    """The same of a claim whose document is parsed."""
    return plain(_claim(claim, base, identities))


def opening(base: str, address: str, seq: int, licence: str | None, **pages: str | None) -> str:
    """The beginning of a feed of claims, read at S, up to its first claim; `pages` are the addresses beside it.

    The claims follow with commas between, then CLOSING.
    """
    head = _without_nothing(
        {
            "@context": context(base),
            "@id": address,
            "@type": "DataFeed",
            "version": seq,
            "license": licence and _licence(licence),
            **pages,
        }
    )
    return f'{dumped(head)[:-1]},"dataFeedElement":['


CLOSING = "]}"


def _without_nothing(node: Mapping[str, Any]) -> Node:
    """The members that say something: RDF has no null, and leaves out what is not known."""
    return {name: value for name, value in node.items() if value is not None and value != []}


def _licence(licence: str) -> str:
    return licence if ":" in licence else f"https://spdx.org/licenses/{licence}"


def _claim(claim: Mapping[str, Any], base: str, identities: Identities) -> Node:
    address = base + claim["path"]
    said = _day_said(claim)

    def agent(label: Mapping[str, Any] | None) -> Node | None:
        return None if label is None else _agent(label, base, identities)

    source = _source(claim["source"], base, agent(claim["source"]["publisher"]))
    return _without_nothing(
        {
            "@id": address,
            "@type": "Claim",
            "identifier": claim["uid"],
            "text": claim["statement"],
            "inLanguage": claim["language"],
            "author": agent(claim["attribution"][-1]["actor"]),
            "datePublished": said,
            "sdDatePublished": claim["published_at"],
            "dateModified": claim["revised_at"],
            "version": claim["seq"],
            "license": claim["licence"] and _licence(claim["licence"]),
            "appearance": source,
            "about": [*_about(claim, base)],
            "contentLocation": [_place(place, base) for place in claim["places"]],
            "temporalCoverage": _interval(claim["occurred"]),
            "mentions": list(dict.fromkeys(_record(base, "actors", row["actor"]) for row in claim["participants"])),
            "hasPart": [*_quotations(claim, address, source["@id"])],
            "evidence": [*_annotations(claim, address, source["@id"])],
            **{name: claim[name] for name in ("kind", "negated", "salience", "condition", "own_voice")},
            "attribution": [
                _without_nothing(
                    {
                        "voice": agent(voice["actor"]),
                        "said": _interval(voice["said"]),
                        **{name: voice[name] for name in ("form", "cue", "commitment")},
                    }
                )
                for voice in claim["attribution"]
            ],
            "participants": [
                _without_nothing(
                    {
                        "participant": agent(row["actor"]),
                        **{name: row[name] for name in ("role", "mention", "evaluation")},
                    }
                )
                for row in claim["participants"]
            ],
            "positions": [
                {
                    "holder": agent(row["holder"]),
                    "on_topic": f"{base}{API_ROOT}topics/{row['topic']}/",
                    "stance": row["value"],
                    "basis": row["basis"],
                }
                for row in claim["positions"]
            ],
            "hedging": claim["hedging"]["state"],
            "likelihood": _level(claim["hedging"]["likelihood"]),
            "cues": [
                {"cue": cue["text"], "cue_kind": cue["kind"], "voice_number": cue["link"]}
                for cue in claim["hedging"]["cues"]
            ],
            "coding_confidence": _level(claim["coding_confidence"]),
            "credibility": _level(claim["credibility"]),
            "relations": [
                {
                    "relation": row["type"],
                    "other_claim": f"{base}{API_ROOT}claims/{row['claim']}/",
                    "explicit": row["explicit"],
                }
                for row in claim["relations"]
            ],
            "codebook_version": claim["coding"]["codebook"],
            "coding_depth": claim["coding"]["depth"],
        }
    )


def _record(base: str, path: str, label: Mapping[str, Any]) -> str:
    return f"{base}{API_ROOT}{path}/{label['slug']}/"


def _agent(label: Mapping[str, Any], base: str, identities: Identities) -> Node:
    """An actor. Numbers of registers that have addresses make it `sameAs` those; the others are told as they are."""
    registered = identities.get(label["slug"], ())
    same = [SAME_AS[row["scheme"]].format(row["value"]) for row in registered if row["scheme"] in SAME_AS]
    numbers = [{"@type": "PropertyValue", "propertyID": row["scheme"], "value": row["value"]} for row in registered]
    return _without_nothing(
        {
            "@id": _record(base, "actors", label),
            "@type": AGENTS.get(label["kind"], "Organization"),
            "name": label["name"],
            "sameAs": same,
            "identifier": numbers,
        }
    )


def _source(label: Mapping[str, Any], base: str, publisher: Node | None) -> Node:
    return _without_nothing(
        {
            "@id": _record(base, "sources", label),
            "@type": "CreativeWork",
            "name": label["title"],
            "url": label["url"],
            "datePublished": label["published_on"],
            "publisher": publisher,
            "reliability": _level(label["reliability"]),
        }
    )


def _about(claim: Mapping[str, Any], base: str) -> Iterator[Node]:
    for topic in claim["topics"]:
        yield {"@id": _record(base, "topics", topic), "@type": "DefinedTerm", "name": topic["name"]}
    if event := claim["event"]:
        yield {"@id": _record(base, "events", event), "@type": "Event", "name": event["name"]}


def _place(place: Mapping[str, Any], base: str) -> Node:
    country = place["country"] and {"@type": "PostalAddress", "addressCountry": place["country"]}
    node = {"@id": _record(base, "places", place), "@type": "Place", "name": place["name"], "address": country}
    return _without_nothing(node)


def _level(level: Mapping[str, Any] | None) -> Node | None:
    """A level of a confidence scale, with the percentages that the scale gives it."""
    if level is None:
        return None
    return _without_nothing(
        {
            "@type": "PropertyValue",
            "propertyID": level["scale"],
            "value": level["code"],
            "name": level["label"],
            "minValue": level.get("low"),
            "maxValue": level.get("high"),
            "basis": level.get("basis"),
        }
    )


def _day_said(claim: Mapping[str, Any]) -> str | None:
    """The day on which the claimant said it, where it is one; the author speaks on the day of publication."""
    said = claim["attribution"][-1]["said"]
    if said is None:
        return claim["source"]["published_on"] if claim["own_voice"] else None
    return said["from"] if said["from"] == said["to"] else None


def _interval(days: Mapping[str, Any] | None) -> str | None:
    """Days as schema.org's `temporalCoverage` has them; nothing where only words tell when."""
    if days is None or (days["from"] is None and days["to"] is None):
        return None
    if days["from"] == days["to"]:
        return str(days["from"])
    return f"{days['from'] or '..'}/{days['to'] or '..'}"


def _quotations(claim: Mapping[str, Any], address: str, source: str) -> Iterator[Node]:
    """The quotes that the source's policy allows. They are words of its text, of whose voice is not always known."""
    for number, item in enumerate(claim["evidence"], 1):
        if item["quote"] is not None:
            yield {
                "@id": f"{address}#quotation-{number}",
                "@type": "Quotation",
                "text": item["quote"],
                "isPartOf": source,
            }


def _annotations(claim: Mapping[str, Any], address: str, source: str) -> Iterator[Node]:
    """Where in the source's text the claim is made out. Positions count Unicode code points of the normalised text that
    the source's document names by its SHA-256; the end is the first that no longer belongs to it.
    """
    for number, item in enumerate(claim["evidence"], 1):
        selectors: Sequence[Node] = [
            *([{"@type": "TextQuoteSelector", "exact": item["quote"]}] if item["quote"] is not None else []),
            {"@type": "TextPositionSelector", "start": item["start"], "end": item["end"]},
        ]
        yield {
            "@id": f"{address}#annotation-{number}",
            "@type": "Annotation",
            "motivation": "identifying",
            "body": address,
            "target": {"source": source, "selector": selectors},
            "paragraph": item["paragraph"],
            "anchor_status": item["anchor_status"],
        }
