"""The links of a page: in the body, and as RFC 8288 Link headers."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from rest_framework.request import Request

from claims.shapes.page import Cursor, Page


def address(request: Request, *, without: Iterable[str] = (), path: str | None = None, **parameters: str) -> str:
    """The address of the request without some of its parameters, and with these in place of its own; `path` takes the
    place of its path.
    """
    query = {name: values for name, values in request.query_params.lists() if name not in without}
    query |= {name: [value] for name, value in parameters.items()}
    # A comma is what lists of alternatives are written with; escaped it would only be harder to read.
    written = urlencode(query, doseq=True, safe=",:", quote_via=quote)
    return request.build_absolute_uri(f"{path or request.path}?{written}")


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
