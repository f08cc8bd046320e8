SELECT json_agg(json_build_array(period, claims) ORDER BY period) FROM (
    SELECT to_char(claim.occurred_from, 'YYYY-MM') AS period, count(*) AS claims FROM claims_claim AS claim
    WHERE claim.published_version IS NOT NULL AND claim.occurred_from IS NOT NULL
        AND daterange(claim.occurred_from, claim.occurred_to, '[]') && daterange(:after::date, NULL, '[]')
        AND (claim.occurred_from IS NOT NULL OR claim.occurred_to IS NOT NULL OR claim.occurred_text <> '')
    GROUP BY period
) AS months;
