"""What a list of claims can be beside a page of documents: linked data, a feed of news, groups by source."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.pagination import address, link_header, links
from claims.api.parameters import ListQuery, grouping
from claims.api.renderers import Listing, Written
from claims.filters import ReadingPoint
from claims.formats import jsonld
from claims.formats.atom import Feed
from claims.formats.json import dumped, narrowed
from claims.shapes.groups import Group, Grouped, read_groups
from claims.shapes.identities import Identities, actors_named, identities
from claims.shapes.news import read_news

# What says which part of a list is wanted, and how it is given.
OF_PAGES = ("cursor", "limit", "count", "format", "group", "group_limit", "explain")
# When nothing is published yet, this is when the last thing was.
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def base_of(request: Request) -> str:
    """Scheme and host, as addresses begin with them."""
    return request.build_absolute_uri("/")[:-1]


def registered(documents: Sequence[bytes], reading: ReadingPoint) -> Identities:
    """The identifiers of all actors that these claims name."""
    return identities({slug for text in documents for slug in actors_named(json.loads(text))}, reading)


def linked_claim(document: bytes, request: Request, reading: ReadingPoint) -> Response:
    return Response(Written(jsonld.whole(document, base_of(request), registered([document], reading))))


def linked_page(
    head: Mapping[str, Any], documents: Sequence[bytes], request: Request, reading: ReadingPoint
) -> Response:
    base, known = base_of(request), registered(documents, reading)
    opening = jsonld.opening(
        base,
        request.build_absolute_uri(),
        reading.seq,
        settings.DATA_LICENCE,
        next=head["next"],
        previous=head["previous"],
    )
    claims = ",".join(jsonld.document(text, base, known) for text in documents)
    return Response(Written(f"{opening}{claims}{jsonld.CLOSING}".encode()), headers=link_header(head))


def feed(query: ListQuery, request: Request) -> Response:
    """The newest publications of these claims, in pages that lead to older ones."""
    reading = query.reading
    page = read_news(query.filterset.qs, reading, query.limit, query=query.digest, cursor=query.cursor)
    head = links(request, page)
    addresses = {"self": request.build_absolute_uri(), "first": address(request, without=("cursor",)), **head}
    written = Feed(
        page.rows,
        base_of(request),
        {relation: found for relation, found in addresses.items() if found is not None},
        f"{base_of(request)}{request.path}#{query.digest}",
        reading.head.at or BEFORE_ALL,
        settings.DATA_LICENCE,
    )
    return Response(Written(written.text()), headers=link_header(head))


def groups(query: ListQuery) -> Grouped:
    """The groups of a page, and how many there are."""
    return read_groups(
        query.filterset.qs,
        query.ordering,
        query.limit,
        grouping(query.values)["group_limit"],
        query.reading,
        query=query.digest,
        cursor=query.cursor,
    )


def grouped(found: Grouped, meta: dict[str, Any], query: ListQuery, request: Request) -> Response:
    """A page of groups by source."""
    head = {"meta": meta, **links(request, found.page)}
    texts = [group_text(group, query, request) for group in found.page.rows if group.claims]
    return Response(Listing(head, texts), headers=link_header(head))


def group_text(group: Group, query: ListQuery, request: Request) -> bytes:
    """A source as its claims name it, with its number of claims, the path of their list, and the first of them."""
    told = {
        "source": json.loads(group.claims[0])["source"],
        "count": group.size,
        "path": path_of_group(group, query, request),
    }
    claims = b",".join(narrowed(claim, query.members) for claim in group.claims)
    return b'%b,"claims":[%b]}' % (dumped(told)[:-1].encode(), claims)


def path_of_group(group: Group, query: ListQuery, request: Request) -> str | None:
    """The list of all claims of the group, at the same S; None where no list has just these: a sample of one source's
    claims would be another one.
    """
    if group.slug is None or "sample" in query.filterset.applied:
        return None
    whole = address(request, without=OF_PAGES, source=group.slug, as_of=str(query.reading.seq))
    return whole.removeprefix(base_of(request))
