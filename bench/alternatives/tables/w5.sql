SELECT (SELECT document FROM claim_document AS whole WHERE whole.id = page.id) FROM (
    SELECT claim.id, coalesce(claim.occurred_from, '') AS day FROM claims_claim AS claim
    -- SQLite enters an index on an expression by one value, and not by a row of two.
    WHERE claim.published_version IS NOT NULL AND coalesce(claim.occurred_from, '') <= :day
        AND (coalesce(claim.occurred_from, '') < :day OR claim.id < :record)
    ORDER BY day DESC, claim.id DESC LIMIT 50
) AS page ORDER BY page.day DESC, page.id DESC
