"""The news among the claims that fulfil a filter: the newest publications, each claim once."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef

from claims.choices import Operation, RecordKind
from claims.filters.reading import ReadingPoint
from claims.models.facts import FactQuerySet
from claims.shapes.documents import documents
from claims.shapes.page import Cursor, Ordering, Page, read_rows

# A publication that only takes over a new label of another record is none.
IS_NEWS = (Operation.PUBLISHED, Operation.REVISED)
NEWEST_FIRST = Ordering("-seq", F("seq"), tie="record", descending=True)


class Item(NamedTuple):
    """A claim: when it was published or last revised up to S, and its document at S."""

    at: datetime
    document: bytes


def read_news(
    facts: FactQuerySet, reading: ReadingPoint, limit: int, *, query: str, cursor: Cursor | None = None
) -> Page[Item]:
    """The page of these claims that begins at the cursor, or the newest. Two queries."""
    of_claims = reading.publications().filter(kind=RecordKind.CLAIM)
    later = of_claims.filter(record=OuterRef("record"), op__in=IS_NEWS, seq__gt=OuterRef("seq"))
    news = of_claims.filter(~Exists(later), op__in=IS_NEWS, record__in=facts.order_by().values("record"))
    page = read_rows(news, NEWEST_FIRST, limit, ["at"], seq=reading.seq, query=query, cursor=cursor)
    texts = documents(RecordKind.CLAIM, [record for _, record, _ in page.rows], reading)
    # But for what a redaction erased since the page was read.
    items = [Item(row[2], text) for row, text in zip(page.rows, texts, strict=True) if text is not None]
    return Page(items, page.next, page.previous)
