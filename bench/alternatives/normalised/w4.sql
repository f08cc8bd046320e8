WITH matched AS MATERIALIZED (
    SELECT claim.id, claim.occurred_from, claim.coding_confidence_id FROM claims_claim AS claim
    WHERE claim.published_version IS NOT NULL AND claim.id IN (
        SELECT claim_id FROM claims_participant WHERE actor_id = ANY(:actors::bigint[])
    UNION SELECT claim_id FROM claims_attribution WHERE actor_id = ANY(:actors::bigint[])
    )
),
actors AS (
    SELECT label.canonical AS id, count(*) AS claims FROM (
        SELECT DISTINCT part.claim_id, label.canonical FROM (
            SELECT claim_id, actor_id FROM claims_participant JOIN matched ON matched.id = claim_id
            UNION ALL SELECT claim_id, actor_id FROM claims_attribution JOIN matched ON matched.id = claim_id
        ) AS part JOIN bench.actor AS label ON label.id = part.actor_id
    ) AS label GROUP BY label.canonical
),
months AS (
    SELECT to_char(occurred_from, 'YYYY-MM') AS key, count(*) AS claims FROM matched
    WHERE occurred_from IS NOT NULL GROUP BY key
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM matched),
    'actor', (SELECT json_agg(json_build_array(slug, claims) ORDER BY claims DESC, slug) FROM (
        SELECT slug, claims FROM actors JOIN claims_actor USING (id) ORDER BY claims DESC, slug LIMIT 20
    ) AS first),
    'coding_confidence', (SELECT json_agg(json_build_array(code, claims) ORDER BY claims DESC, code) FROM (
        SELECT code, count(*) AS claims FROM matched
        JOIN claims_confidencelevel AS level ON level.id = coding_confidence_id GROUP BY code
    ) AS levels),
    'month', (SELECT json_agg(json_build_array(key, claims) ORDER BY claims DESC, key) FROM (
        SELECT key, claims FROM months ORDER BY claims DESC, key LIMIT 20
    ) AS first)
);
