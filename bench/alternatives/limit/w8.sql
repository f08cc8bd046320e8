SELECT max(seq) AS head FROM claims_publication;
SELECT seq, kind, uid, op, body, at, first_at, revised_at, reason, digest, erased_by FROM claims_publication
WHERE seq > :seq::bigint ORDER BY seq LIMIT 200;
