SELECT json_array(substr(claim.occurred_from, 1, 7), count(*)) FROM claims_claim AS claim
WHERE claim.published_version IS NOT NULL AND claim.occurred_from IS NOT NULL
    AND coalesce(claim.occurred_to, '9999') >= :occurred_after
    AND (claim.occurred_from IS NOT NULL OR claim.occurred_to IS NOT NULL OR claim.occurred_text <> '')
GROUP BY substr(claim.occurred_from, 1, 7) ORDER BY substr(claim.occurred_from, 1, 7)
