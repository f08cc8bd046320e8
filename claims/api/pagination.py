"""The links of a page: in the body, and as RFC 8288 Link headers."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request

from claims.shapes.page import Cursor, Page


def address(request: Request, **parameters: str) -> str:
    """The address of the request, with these parameters in place of its own."""
    query = request.query_params.copy()
    for name, value in parameters.items():
        query[name] = value
    # A comma is what lists of alternatives are written with; escaped it would only be harder to read.
    return request.build_absolute_uri(f"{request.path}?{query.urlencode(safe=',:')}")


def link(request: Request, cursor: Cursor | None) -> str | None:
    """The address of the page at the cursor."""
    return address(request, cursor=cursor.text()) if cursor else None


def links(request: Request, page: Page) -> dict[str, str | None]:
    return {"next": link(request, page.next), "previous": link(request, page.previous)}


def link_header(page: Mapping[str, Any]) -> dict[str, str]:
    """The header that names the pages beside this one; none where there is no other."""
    # "prev" is the relation's registered name.
    relations = {"next": "next", "previous": "prev"}
    named = [f'<{page[member]}>; rel="{relation}"' for member, relation in relations.items() if page[member]]
    return {"Link": ", ".join(named)} if named else {}
