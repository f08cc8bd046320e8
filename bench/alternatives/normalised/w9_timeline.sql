SELECT json_agg(json_build_array(period, claims) ORDER BY period) FROM (
    SELECT to_char(claim.occurred_from, 'YYYY-MM') AS period, count(*) AS claims FROM claims_claim AS claim
    WHERE claim.published_version IS NOT NULL AND claim.occurred_from IS NOT NULL AND claim.id IN (
        SELECT claim_id FROM claims_participant WHERE actor_id = ANY(:actors::bigint[])
    UNION SELECT claim_id FROM claims_attribution WHERE actor_id = ANY(:actors::bigint[])
    )
    GROUP BY period
) AS months;
