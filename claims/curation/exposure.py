"""How much of a source's text its public quotes expose."""

from collections.abc import Collection, Iterable
from uuid import UUID

import orjson
from django.db import connection

from claims.choices import RecordKind
from claims.curation.latest import latest
from claims.models.base import Record
from claims.models.facts import OPEN, Facet
from claims.models.ledger import Publication
from claims.models.sources import Source

# What the public claims of a source say. A search for each, whatever was published of it before. A source that no claim
# has named has no term; an array of NULL is in none, where an empty one would be in all.
_BODIES = """
    SELECT last.body
    FROM claims_claimfact fact
    CROSS JOIN LATERAL (
        SELECT body FROM claims_publication
        WHERE kind = 'claim' AND record = fact.record ORDER BY seq DESC LIMIT 1
    ) last
    WHERE fact.till_seq = %s
      AND fact.terms @> ARRAY[(SELECT id FROM claims_term WHERE facet = %s AND key = %s)]
"""


def quoted_shares(sources: Collection[int]) -> dict[int, tuple[Publication, float]]:
    """Of each public source with a text (by internal number): its last publication, and the share at the head.

    The share is of characters, 0 to 1, rounded to four places.
    """
    shares = {}
    for record, last in latest(RecordKind.SOURCE, sources).items():
        text = last.parsed()["text"] if last.has_document else None
        if text is None:
            continue
        # Quotes that still stand in a longer version of the text can reach past this one.
        shares[record] = (last, min(1.0, round(_exposed(last.uid) / text["characters"], 4)))
    return shares


def _exposed(source: UUID) -> int:
    """How many characters the public quotes from the source hold; where they overlap, each once."""
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, [OPEN, Facet.SOURCE, str(source)])
        # Parsed here, at a tenth of what it costs the database.
        items = [item for (body,) in cursor.fetchall() for item in orjson.loads(body)["evidence"]]
    exposed = reached = 0
    for start, end in sorted((item["start"], item["end"]) for item in items if item["quote"] is not None):
        exposed += max(0, end - max(start, reached))
        reached = max(reached, end)
    return exposed


def give_shares(records: Iterable[Record]) -> None:
    """Sets the share of quoted text on the sources among these records that have a text, for their documents."""
    sources = [record for record in records if isinstance(record, Source)]
    if not sources:
        return
    shares = quoted_shares([source.pk for source in sources])
    for source in sources:
        if source.current_text is not None:
            source.quoted_share = shares[source.pk][1] if source.pk in shares else 0.0
