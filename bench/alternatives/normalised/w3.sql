SELECT json_agg(
    (SELECT document FROM bench.claim_document AS whole WHERE whole.id = page.id) ORDER BY day DESC, page.id DESC
) FROM (
    SELECT claim.id, coalesce(claim.occurred_from, '-infinity') AS day FROM claims_claim AS claim
    JOIN bench.claim_words AS found ON found.claim_id = claim.id
    WHERE claim.published_version IS NOT NULL AND claim.coding_confidence_id = ANY(:levels::bigint[])
        AND found.words @@ websearch_to_tsquery('claims_english', :words)
        AND daterange(claim.occurred_from, claim.occurred_to, '[]') && daterange(:after::date, :before::date, '[]')
        AND (claim.occurred_from IS NOT NULL OR claim.occurred_to IS NOT NULL OR claim.occurred_text <> '')
        AND claim.id IN (
            SELECT claim_id FROM claims_participant WHERE actor_id = ANY(:actors::bigint[])
            UNION SELECT claim_id FROM claims_attribution WHERE actor_id = ANY(:actors::bigint[])
        )
    ORDER BY day DESC, claim.id DESC LIMIT 50
) AS page;
