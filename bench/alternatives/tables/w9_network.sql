WITH named AS MATERIALIZED (SELECT id FROM actor WHERE canonical = (SELECT id FROM claims_actor WHERE slug = :actor)),
matched AS MATERIALIZED (
    SELECT claim.id, claim.occurred_from, claim.coding_confidence_id FROM claims_claim AS claim
    WHERE claim.published_version IS NOT NULL AND claim.id IN (
        SELECT claim_id FROM claims_participant WHERE actor_id IN (SELECT id FROM named)
        UNION SELECT claim_id FROM claims_attribution WHERE actor_id IN (SELECT id FROM named)
    )
),
there AS MATERIALIZED (
    SELECT part.claim_id, actor.canonical FROM matched
    CROSS JOIN claims_participant AS part ON part.claim_id = matched.id
    CROSS JOIN actor ON actor.id = part.actor_id
    UNION
    SELECT part.claim_id, actor.canonical FROM matched
    CROSS JOIN claims_attribution AS part ON part.claim_id = matched.id
    CROSS JOIN actor ON actor.id = part.actor_id
),
kept AS MATERIALIZED (
    SELECT canonical, slug, count(*) AS claims FROM there JOIN claims_actor ON claims_actor.id = canonical
    GROUP BY canonical ORDER BY claims DESC, uid LIMIT 50
),
near AS MATERIALIZED (
    SELECT claim_id, slug FROM there JOIN kept ON kept.canonical = there.canonical
)
SELECT json_object(
    'nodes', json((SELECT json_group_array(json_array(slug, claims)) FROM kept)),
    'edges', json((SELECT json_group_array(json_array(one, other, claims)) FROM (
        SELECT one.slug AS one, other.slug AS other, count(*) AS claims
        FROM near AS one JOIN near AS other ON other.claim_id = one.claim_id AND one.slug < other.slug
        GROUP BY one.slug, other.slug
    )))
)
