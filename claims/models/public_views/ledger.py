"""The views of the ledger itself, and the one that the others read."""

from claims.choices import Operation, RecordKind
from claims.models.facts import OPEN, ClaimFact, LinkFact, LinkType, RecordFact
from claims.models.ledger import Publication, Release
from claims.models.public_views.view import Column, View, codes

PUBLICATIONS, RELEASES = Publication._meta.db_table, Release._meta.db_table
CLAIMS, RECORDS, LINKS = (model._meta.db_table for model in (ClaimFact, RecordFact, LinkFact))

OF_THE_LEDGER = (
    View(
        "public_documents",
        "Every public record with its document as the API gives it; the other views are made from this one.",
        # A record is public while a fact of it is open; what is public of it, its last publication holds. The text is
        # parsed in there, behind LIMIT, because out here it would be parsed anew for each column that a query names.
        f"""(
    SELECT '{RecordKind.CLAIM}' AS kind, uid, '' AS slug, record FROM {CLAIMS} WHERE till_seq = {OPEN}
    UNION ALL
    SELECT kind, uid, slug, record FROM {RECORDS} WHERE till_seq = {OPEN}
) AS fact
CROSS JOIN LATERAL (
    SELECT seq, first_at, revised_at, body::jsonb AS document FROM {PUBLICATIONS}
    WHERE kind = fact.kind AND record = fact.record ORDER BY seq DESC LIMIT 1
) AS last
WHERE last.document IS NOT NULL""",  # noqa: S608 — the names put in are the tables'
        (
            Column("kind", "fact.kind::text", f"Kind of record: {codes(RecordKind)}."),
            Column("uid", "fact.uid", "Identity of the record, for good."),
            Column("slug", "NULLIF(fact.slug, '')::text", "Its name in addresses; claims have none."),
            Column("seq", "last.seq", "The publication that holds it: join public_publications on seq."),
            Column("published_at", "last.first_at", "When the record was first published."),
            Column("revised_at", "last.revised_at", "When it was last revised; NULL where it never was."),
            Column("document", "last.document", "The document, as JSON. /api/v1/docs/ describes it."),
        ),
    ),
    View(
        "public_publications",
        # Without the documents, since those that were taken back later would be among them.
        "The ledger: every act of publication of every record, whether that is public still or not.",
        f"{PUBLICATIONS} AS p",
        (
            Column("seq", "p.seq", "1, 2, 3, …, in the order of commit."),
            Column("kind", "p.kind::text", f"Kind of record: {codes(RecordKind)}."),
            Column("uid", "p.uid", "Identity of the record: of a claim, join public_claims on claim_uid, and so on."),
            Column("slug", "NULLIF(p.slug, '')::text", "Its slug when this was published; claims have none."),
            Column("op", "p.op::text", f"What was done: {codes(Operation)}."),
            Column("at", "p.at", "When; never earlier than the row before."),
            Column("first_seq", "p.first_seq", "The number under which the record was first published."),
            Column("first_at", "p.first_at", "When the record was first published."),
            Column("revised_at", "p.revised_at", "When it was last revised, up to this row."),
            Column("reason", "p.reason", "Why, in the words of whoever did it."),
            Column("digest", "encode(p.digest, 'hex')", "SHA-256 over salt, body and reason, hexadecimal."),
            Column("chain", "encode(p.chain, 'hex')", "SHA-256 over the row before and this one, hexadecimal."),
            Column("erased_by", "p.erased_by", "Number of the redaction that erased body, salt and reason."),
        ),
    ),
    View(
        "public_releases",
        "States of the ledger that have a name, for those who quote figures.",
        f"{RELEASES} AS r",
        (
            Column("name", "r.name::text", "Its name, which as_of= takes."),
            Column("seq", "r.seq", "The state that it names: publications up to this number."),
            Column("chain", "encode(r.chain, 'hex')", "The chain hash at that state, hexadecimal."),
            Column("at", "r.at", "When it was made."),
            Column("notes", "r.notes", "What is in it."),
            Column("counts", "r.counts", "How many records of each kind were public, as JSON."),
        ),
    ),
    View(
        "public_relations",
        "How claims bear on one another, as coded from the first to the other; both are public.",
        f"""{LINKS} AS link
WHERE link.kind = '{RecordKind.CLAIM}' AND link.till_seq = {OPEN}
AND EXISTS (SELECT FROM {CLAIMS} AS c WHERE c.uid = link.uid AND c.till_seq = {OPEN})
AND EXISTS (SELECT FROM {CLAIMS} AS c WHERE c.uid = link.other AND c.till_seq = {OPEN})""",  # noqa: S608
        (
            Column("claim_uid", "link.uid", "The claim that bears on the other: join public_claims on claim_uid."),
            Column("type", "link.type::text", "What it does to the other: supports, contradicts, …; see the codebook."),
            Column("other_uid", "link.other", "The other claim: join public_claims on claim_uid."),
            Column("explicit", "link.explicit", "Whether the text says so; false where the coder infers it."),
        ),
    ),
    View(
        "public_merges",
        "Actors that turned out to be another one. They are no longer public; documents that name them are made anew.",
        f"{LINKS} AS link\nWHERE link.type = '{LinkType.MERGED_INTO}' AND link.till_seq = {OPEN}",
        (
            Column("actor_uid", "link.uid", "The actor that was given up."),
            Column("into_uid", "link.other", "The one that it is: join public_actors on actor_uid."),
        ),
    ),
)
