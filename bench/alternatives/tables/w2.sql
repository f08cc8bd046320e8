WITH named AS MATERIALIZED (SELECT id FROM actor WHERE canonical = (SELECT id FROM claims_actor WHERE slug = :actor))
SELECT (SELECT document FROM claim_document AS whole WHERE whole.id = page.id) FROM (
    SELECT claim.id, coalesce(claim.occurred_from, '') AS day FROM claims_claim AS claim
    WHERE claim.published_version IS NOT NULL
        AND claim.coding_confidence_id IN (
            SELECT level.id FROM claims_confidencelevel AS level JOIN claims_confidencescale AS scale
            ON scale.id = level.scale_id WHERE scale.axis = 'coding_confidence' AND level.rank >= :rank
        )
        AND claim.id IN (
            SELECT claim_id FROM claims_participant WHERE actor_id IN (SELECT id FROM named)
            UNION SELECT claim_id FROM claims_attribution WHERE actor_id IN (SELECT id FROM named)
        )
    ORDER BY day DESC, claim.id DESC LIMIT 50
) AS page ORDER BY page.day DESC, page.id DESC
