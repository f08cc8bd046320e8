"""The links of a page: in the body, and as RFC 8288 Link headers."""

from rest_framework.request import Request

from claims.shapes.page import Cursor, Page


def link(request: Request, cursor: Cursor | None) -> str | None:
    """The address of the page at the cursor: that of the request, with the cursor in place of its own."""
    if cursor is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = cursor.text()
    # A comma is what lists of alternatives are written with; escaped it would only be harder to read.
    return request.build_absolute_uri(f"{request.path}?{query.urlencode(safe=',:')}")


def links(request: Request, page: Page) -> dict[str, str | None]:
    return {"next": link(request, page.next), "previous": link(request, page.previous)}


def link_header(addresses: dict[str, str | None]) -> dict[str, str]:
    """The headers that name the pages; none where there is no other page."""
    # "prev" is the relation's registered name.
    relations = {"next": "next", "previous": "prev"}
    named = [f'<{address}>; rel="{relations[name]}"' for name, address in addresses.items() if address]
    return {"Link": ", ".join(named)} if named else {}
