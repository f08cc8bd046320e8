"""Atom (RFC 4287): the newest publications as a feed, in pages that lead to older ones (RFC 5005, section 3)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from claims.formats.xml import writable
from claims.models.ledger import API_ROOT, instant
from claims.shapes.news import Item

NAMESPACE = "http://www.w3.org/2005/Atom"
TITLE = "Policy claims, the newest first"
# Whoever follows only this would keep what is public no longer.
TOMBSTONES = (
    "Each claim once, by the last time that it was published or revised. What was retracted or erased is not told "
    "here: {changes} has it."
)


@dataclass(frozen=True)
class Feed:
    """A page of news. `base` is scheme and host of the server; addresses are whole.

    `links` are the addresses of the page by relation: self, first, and next and previous where there are such.
    `of` tells the feed from those with other filters, and is equal for all of its pages. `updated` is the time of the
    newest publication of the ledger, which counts where there is no news.
    """

    items: Sequence[Item]
    base: str
    links: Mapping[str, str]
    of: str
    updated: datetime
    licence: str | None = None

    def text(self) -> bytes:
        root = ET.Element("feed", xmlns=NAMESPACE)
        _add(root, "id", uuid5(NAMESPACE_URL, self.of).urn)
        _add(root, "title", TITLE)
        _add(root, "subtitle", TOMBSTONES.format(changes=f"{self.base}{API_ROOT}changes/"))
        _add(root, "updated", instant(max((item.at for item in self.items), default=self.updated)))
        for relation, address in self.links.items():
            ET.SubElement(root, "link", rel=relation, href=writable(address), type="application/atom+xml")
        ET.SubElement(root, "link", rel="related", href=f"{self.base}{API_ROOT}changes/", type="application/json")
        if self.licence:
            _add(root, "rights", self.licence)
        for item in self.items:
            self._entry(root, item)
        body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return body

    def _entry(self, root: ET.Element, item: Item) -> None:
        claim = json.loads(item.document)
        address, source = self.base + claim["path"], claim["source"]
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", f"urn:uuid:{claim['uid']}")
        _add(entry, "title", claim["statement"], type="text")
        _add(entry, "updated", instant(item.at))
        _add(entry, "published", claim["published_at"])
        _add(ET.SubElement(entry, "author"), "name", claim["attribution"][-1]["actor"]["name"])
        ET.SubElement(entry, "link", rel="alternate", href=address, type="application/json", hreflang=claim["language"])
        ET.SubElement(entry, "link", rel="alternate", href=f"{address}?format=jsonld", type="application/ld+json")
        ET.SubElement(entry, "link", rel="related", href=f"{self.base}{API_ROOT}sources/{source['slug']}/")
        if source["url"]:
            ET.SubElement(entry, "link", rel="via", href=writable(source["url"]))
        _category(entry, f"{self.base}{API_ROOT}codebook/#kind", claim["kind"], claim["kind"])
        for topic in claim["topics"]:
            _category(entry, f"{self.base}{API_ROOT}topics/", topic["slug"], topic["name"])
        _add(entry, "content", _content(claim), type="text")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = writable(text)


def _category(entry: ET.Element, scheme: str, term: str, label: str) -> None:
    ET.SubElement(entry, "category", term=term, scheme=scheme, label=writable(label))


def _content(claim: Mapping[str, Any]) -> str:
    """The claim in plain words: the statement, who said it and where, and the quotes that are public."""
    voices, source, evidence = claim["attribution"], claim["source"], claim["evidence"]
    told = " ← ".join(f"{voice['actor']['name']} ({voice['form']})" for voice in reversed(voices))
    published = f", {source['published_on']}" if source["published_on"] else ""
    quotes = [f"“{item['quote']}”" for item in evidence if item["quote"] is not None]
    return "\n\n".join([claim["statement"], told, f"{source['title']}{published}", *quotes])
