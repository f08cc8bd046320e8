SELECT json_agg(
    (SELECT document FROM bench.claim_document AS whole WHERE whole.id = page.id) ORDER BY day DESC, page.id DESC
) FROM (
    SELECT claim.id, coalesce(claim.occurred_from, '-infinity') AS day FROM claims_claim AS claim
    WHERE claim.published_version IS NOT NULL
        AND (coalesce(claim.occurred_from, '-infinity'), claim.id) < (:day::date, :record)
    ORDER BY day DESC, claim.id DESC LIMIT 50
) AS page;
