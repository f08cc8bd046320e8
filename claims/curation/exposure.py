"""How much of a source's text its public quotes expose."""

import json
from collections.abc import Collection, Iterable

from django.db import connection

from claims.choices import RecordKind
from claims.models.base import Record
from claims.models.facts import OPEN, Facet
from claims.models.ledger import Publication
from claims.models.sources import Source

# Spans that overlap count once: range_agg makes them one.
_EXPOSED = """
    SELECT coalesce(sum(upper(span) - lower(span)), 0)
    FROM unnest((
        SELECT range_agg(int4range((item ->> 'start')::int, (item ->> 'end')::int))
        FROM claims_claimfact fact
        CROSS JOIN LATERAL (
            SELECT body FROM claims_publication
            WHERE kind = 'claim' AND record = fact.record ORDER BY seq DESC LIMIT 1
        ) last
        CROSS JOIN LATERAL jsonb_array_elements(last.body::jsonb -> 'evidence') item
        WHERE fact.till_seq = %s
          AND fact.terms @> ARRAY(SELECT id FROM claims_term WHERE facet = %s AND key = %s)
          AND item ->> 'quote' IS NOT NULL
    )) span
"""


def quoted_shares(sources: Collection[int]) -> dict[int, tuple[Publication, float]]:
    """Of each public source with a text (by internal number): its last publication, and the share at the head.

    The share is of characters, 0 to 1, rounded to four places.
    """
    shares = {}
    with connection.cursor() as cursor:
        for last in Publication.objects.latest_of(RecordKind.SOURCE, list(sources)):
            text = json.loads(last.body)["text"] if last.body and last.has_document else None
            if text is None:
                continue
            cursor.execute(_EXPOSED, [OPEN, Facet.SOURCE, str(last.uid)])
            (exposed,) = cursor.fetchone()
            # Quotes that still stand in a longer version of the text can reach past this one.
            shares[last.record] = (last, min(1.0, round(int(exposed) / text["characters"], 4)))
    return shares


def give_shares(records: Iterable[Record]) -> None:
    """Sets the share of quoted text on the sources among these records that have a text, for their documents."""
    sources = [record for record in records if isinstance(record, Source)]
    if not sources:
        return
    shares = quoted_shares([source.pk for source in sources])
    for source in sources:
        if source.current_text is not None:
            source.quoted_share = shares[source.pk][1] if source.pk in shares else 0.0
