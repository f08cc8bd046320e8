"""Documents that the database puts together are those that the program puts together, byte for byte."""

import pytest
from django.test import override_settings

from claims.choices import RecordKind
from claims.filters import ReadingPoint
from claims.models.facts import ClaimFact
from claims.shapes.documents import Lines, documents, lines
from tests import factories
from tests.api.archive import made_archive

pytestmark = pytest.mark.django_db


def both_ways(reading: ReadingPoint) -> tuple[Lines, list[bytes | None]]:
    """The claims in an order that is not the ledger's."""
    records = list(reading.claims().order_by("-uid").values_list("record", flat=True))
    return lines(RecordKind.CLAIM, records, reading), documents(RecordKind.CLAIM, records, reading)


@pytest.mark.parametrize("licence", [None, "CC-BY-4.0"])
def test_they_are_the_documents_one_by_one_at_any_state(licence: str | None) -> None:
    made_archive()
    head = ReadingPoint.at_head()
    with override_settings(DATA_LICENCE=licence):
        for seq in (head.seq, head.seq // 2, 0):
            found, one_by_one = both_ways(head.at(seq))
            assert found.count == len(one_by_one)
            assert None not in one_by_one
            assert found.text == b"".join(b"%b\n" % text for text in one_by_one if text is not None)
    # Claims that were revised are among them, and times whose last digits are zeros.
    assert ClaimFact.objects.count() > ClaimFact.objects.values("record").distinct().count()


def test_whatever_stands_in_the_texts_it_is_one_line() -> None:
    statement = 'He said "a\\b", and {then}\n\tleft:\u2028}, ship 🛳️'
    factories.publish_all(factories.claim(statement=statement), factories.claim(statement="}\n}"))
    found, one_by_one = both_ways(ReadingPoint.at_head())
    assert found.text.split(b"\n") == [*one_by_one, b""]


def test_a_record_without_a_document_is_left_out() -> None:
    claim = factories.claim()
    factories.publish_all(claim)
    reading = ReadingPoint.at_head()
    assert lines(RecordKind.CLAIM, [claim.pk, claim.pk + 1], reading).count == 1
    assert lines(RecordKind.CLAIM, [], reading) == Lines(0, b"")
