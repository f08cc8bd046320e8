SELECT max(seq) AS head FROM claims_publication;
SELECT last.seq, last.first_at, last.revised_at, last.op, last.body FROM unnest(:records::bigint[]) AS page (record)
CROSS JOIN LATERAL (
    SELECT * FROM claims_publication AS publication
    WHERE publication.kind = 'claim' AND publication.record = page.record AND publication.seq <= 2147483647
    ORDER BY publication.seq DESC LIMIT 1
) AS last;
