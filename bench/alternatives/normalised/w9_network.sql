WITH matched AS MATERIALIZED (
    SELECT claim.id FROM claims_claim AS claim WHERE claim.published_version IS NOT NULL AND claim.id IN (
        SELECT claim_id FROM claims_participant WHERE actor_id = ANY(:actors::bigint[])
    UNION SELECT claim_id FROM claims_attribution WHERE actor_id = ANY(:actors::bigint[])
    )
),
there AS MATERIALIZED (
    SELECT DISTINCT part.claim_id, label.canonical AS actor FROM (
        SELECT claim_id, actor_id FROM claims_participant JOIN matched ON matched.id = claim_id
        UNION ALL SELECT claim_id, actor_id FROM claims_attribution JOIN matched ON matched.id = claim_id
    ) AS part JOIN bench.actor AS label ON label.id = part.actor_id
),
kept AS MATERIALIZED (
    SELECT there.actor, claims_actor.slug, count(*) AS claims FROM there JOIN claims_actor ON claims_actor.id = there.actor
    GROUP BY there.actor, claims_actor.slug, claims_actor.uid ORDER BY claims DESC, claims_actor.uid LIMIT 50
),
near AS MATERIALIZED (SELECT there.claim_id, kept.slug FROM there JOIN kept USING (actor))
SELECT json_build_object(
    'nodes', (SELECT json_agg(json_build_array(slug, claims)) FROM kept),
    'edges', (SELECT json_agg(json_build_array(one, other, claims)) FROM (
        SELECT one.slug AS one, other.slug AS other, count(*) AS claims
        FROM near AS one JOIN near AS other USING (claim_id) WHERE one.slug < other.slug GROUP BY one.slug, other.slug
    ) AS ties)
);
