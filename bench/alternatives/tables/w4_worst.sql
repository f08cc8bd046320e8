WITH matched AS MATERIALIZED (
    SELECT claim.id, claim.occurred_from, claim.coding_confidence_id FROM claims_claim AS claim
    WHERE claim.published_version IS NOT NULL AND coalesce(claim.occurred_to, '9999') >= :occurred_after
        AND (claim.occurred_from IS NOT NULL OR claim.occurred_to IS NOT NULL OR claim.occurred_text <> '')
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
counted AS (SELECT canonical, count(*) AS claims FROM there GROUP BY canonical)
SELECT json_object(
    'total', (SELECT count(*) FROM matched),
    'actor', json((SELECT json_group_array(json_array(slug, claims)) FROM (
        SELECT slug, claims FROM counted JOIN claims_actor ON claims_actor.id = canonical
        ORDER BY claims DESC, slug LIMIT 20
    ))),
    'coding_confidence', json((SELECT json_group_array(json_array(code, claims)) FROM (
        SELECT code, count(*) AS claims FROM matched
        JOIN claims_confidencelevel AS level ON level.id = coding_confidence_id
        GROUP BY code ORDER BY claims DESC, code
    ))),
    'month', json((SELECT json_group_array(json_array(month, claims)) FROM (
        SELECT substr(occurred_from, 1, 7) AS month, count(*) AS claims FROM matched
        WHERE occurred_from IS NOT NULL GROUP BY month ORDER BY claims DESC, month LIMIT 20
    )))
)
