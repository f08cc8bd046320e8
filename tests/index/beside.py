"""What of documents lies beside the reading index, and what the ledger has of them."""

from pathlib import Path

from claims.choices import RecordKind
from claims.curation.publishing import publish
from claims.filters import ReadingPoint
from claims.index import keeping, later, texts
from claims.index.reading_index import ReadingIndex
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.shapes.documents import documents
from tests import factories

# Enough for a dictionary.
MANY = texts.LEAST_LEARNT_OF + 20


def file_in(lies: Path) -> Path:
    (found,) = lies.glob(f"*/*{texts.SUFFIX}")
    return found


def reading(seq: int | None = None) -> ReadingPoint:
    found = ReadingPoint.at_head()
    assert found.index is not None
    return found if seq is None else found.at(seq)


def beside(claims: list[Claim], seq: int | None = None) -> list[bytes | None]:
    at = reading(seq)
    assert at.index is not None
    assert at.index.base.documents is not None
    return at.index.base.documents.of([claim.pk for claim in claims], at.seq)


def in_ledger(claims: list[Claim], seq: int | None = None) -> list[bytes | None]:
    """As the ledger tells them, one by one."""
    published = reading(seq).publications()
    last = [published.filter(kind=RecordKind.CLAIM, record=claim.pk).order_by("-seq").first() for claim in claims]
    return [f'{row.document()[:-1]},"licence":null}}'.encode() if row and row.has_document else None for row in last]


def read(claims: list[Claim], seq: int | None = None) -> list[bytes | None]:
    return documents(RecordKind.CLAIM, [claim.pk for claim in claims], reading(seq))


def in_stored(claims: list[Claim], seq: int) -> list[bytes | None]:
    """As documents are kept: without what is told at reading."""
    return [text and text.removesuffix(b',"licence":null}') for text in in_ledger(claims, seq)]


def index() -> ReadingIndex:
    found = reading().index
    assert found is not None
    return found


def add() -> None:
    """As what looks after the index does, now and then."""
    keeping.add_documents(index(), "default")
    index().learn_documents("default")


def log_in(lies: Path) -> Path:
    (found,) = lies.glob(f"*/*{later.SUFFIX}")
    return found


def edited(*claims: Claim) -> None:
    publish(
        [factories.edit(claim, statement=f"{claim.statement} Now “{Publication.objects.head()}”.") for claim in claims]
    )
