SELECT count(*) FROM claims_claim AS claim
WHERE claim.published_version IS NOT NULL AND claim.coding_confidence_id = ANY(:levels::bigint[])
    AND claim.id IN (
        SELECT claim_id FROM claims_participant WHERE actor_id = ANY(:actors::bigint[])
        UNION SELECT claim_id FROM claims_attribution WHERE actor_id = ANY(:actors::bigint[])
    );
