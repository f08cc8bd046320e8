WITH named AS MATERIALIZED (SELECT id FROM actor WHERE canonical = (SELECT id FROM claims_actor WHERE slug = :actor))
SELECT json_array(substr(claim.occurred_from, 1, 7), count(*)) FROM claims_claim AS claim
WHERE claim.published_version IS NOT NULL AND claim.occurred_from IS NOT NULL
    AND claim.id IN (
        SELECT claim_id FROM claims_participant WHERE actor_id IN (SELECT id FROM named)
        UNION SELECT claim_id FROM claims_attribution WHERE actor_id IN (SELECT id FROM named)
    )
GROUP BY substr(claim.occurred_from, 1, 7) ORDER BY substr(claim.occurred_from, 1, 7)
