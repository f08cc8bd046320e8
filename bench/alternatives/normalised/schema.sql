-- What the hand-written SQL on the workshop's tables brings along: indexes of its own, words to search, and the
-- document of a claim as a view, as PostgREST would publish it. In a schema of its own, in a copy of the database.

DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;

CREATE INDEX IF NOT EXISTS bench_claim_newest ON claims_claim (coalesce(occurred_from, '-infinity') DESC, id DESC)
    INCLUDE (coding_confidence_id) WHERE published_version IS NOT NULL;
CREATE INDEX IF NOT EXISTS bench_claim_occurred ON claims_claim USING gist (daterange(occurred_from, occurred_to, '[]'))
    WHERE published_version IS NOT NULL;
CREATE INDEX IF NOT EXISTS bench_participant_actor ON claims_participant (actor_id, claim_id);
CREATE INDEX IF NOT EXISTS bench_participant_claim ON claims_participant (claim_id) INCLUDE (actor_id);
CREATE INDEX IF NOT EXISTS bench_attribution_actor ON claims_attribution (actor_id, claim_id);
CREATE INDEX IF NOT EXISTS bench_attribution_claim ON claims_attribution (claim_id) INCLUDE (actor_id);

CREATE TABLE bench.claim_words AS
    SELECT claim.id AS claim_id, to_tsvector('claims_english', concat_ws(E'\n', claim.statement, quotes.quotes)) AS words
    FROM claims_claim AS claim
    JOIN claims_source AS source ON source.id = claim.source_id
    LEFT JOIN (
        SELECT claim_id, string_agg(exact, E'\n' ORDER BY "order") AS quotes FROM claims_evidence GROUP BY claim_id
    ) AS quotes ON quotes.claim_id = claim.id AND source.quote_policy <> 'none'
    WHERE claim.published_version IS NOT NULL;
ALTER TABLE bench.claim_words ADD PRIMARY KEY (claim_id);
CREATE INDEX claim_words_words ON bench.claim_words USING gin (words);

-- Every actor with the one that it was merged into in the end; of its own where it was not.
CREATE TABLE bench.actor AS
    WITH RECURSIVE step (id, canonical, further) AS (
        SELECT id, id, merged_into_id FROM claims_actor
        UNION ALL
        SELECT step.id, actor.id, actor.merged_into_id
        FROM step JOIN claims_actor AS actor ON actor.id = step.further
    )
    SELECT id, canonical FROM step WHERE further IS NULL;
ALTER TABLE bench.actor ADD PRIMARY KEY (id);

CREATE VIEW bench.actor_label AS
    SELECT actor.id, survivor.id AS canonical, survivor.slug, json_build_object(
        'slug', survivor.slug, 'name', survivor.name, 'kind', survivor.kind, 'named', survivor.named
    ) AS label
    FROM bench.actor AS actor JOIN claims_actor AS survivor ON survivor.id = actor.canonical;

CREATE VIEW bench.claim_document AS
SELECT claim.id, claim.uid, json_build_object(
    'uid', claim.uid,
    'statement', claim.statement,
    'kind', claim.kind,
    'negated', claim.negated,
    'salience', claim.salience,
    'condition', nullif(claim.condition, ''),
    'language', claim.language,
    'own_voice', json_array_length(attribution.items) = 1,
    'attribution', attribution.items,
    'participants', coalesce(participants.items, '[]'),
    'topics', coalesce(topics.items, '[]'),
    'positions', coalesce(positions.items, '[]'),
    'event', CASE WHEN event.id IS NOT NULL THEN json_build_object('slug', event.slug, 'name', event.name) END,
    'places', coalesce(places.items, '[]'),
    'occurred', CASE WHEN claim.occurred_from IS NOT NULL OR claim.occurred_to IS NOT NULL OR claim.occurred_text <> ''
        THEN json_build_object(
            'from', claim.occurred_from, 'to', claim.occurred_to, 'precision', nullif(claim.occurred_precision, ''),
            'text', nullif(claim.occurred_text, ''), 'inferred', claim.occurred_inferred,
            'basis', nullif(claim.occurred_basis, '')
        ) END,
    'hedging', json_build_object(
        'state', claim.hedging,
        'likelihood', CASE WHEN likelihood.id IS NOT NULL THEN json_build_object(
            'scale', likelihood_scale.slug, 'code', likelihood.code, 'label', likelihood.label,
            'low', likelihood.low, 'high', likelihood.high
        ) END,
        'cues', coalesce(cues.items, '[]')
    ),
    'coding_confidence', CASE WHEN confidence.id IS NOT NULL THEN json_build_object(
        'scale', confidence_scale.slug, 'code', confidence.code, 'label', confidence.label,
        'basis', nullif(claim.coding_confidence_basis, '')
    ) END,
    'credibility', CASE WHEN credibility.id IS NOT NULL THEN json_build_object(
        'scale', credibility_scale.slug, 'code', credibility.code, 'label', credibility.label
    ) END,
    'source', json_build_object(
        'slug', source.slug, 'title', source.title, 'publisher', publisher.label, 'published_on', source.published_on,
        'url', nullif(source.url, ''),
        'reliability', CASE WHEN reliability.id IS NOT NULL THEN json_build_object(
            'scale', reliability_scale.slug, 'code', reliability.code, 'label', reliability.label
        ) END
    ),
    'evidence', coalesce(evidence.items, '[]'),
    'relations', coalesce(relations.items, '[]'),
    'coding', json_build_object('codebook', claim.codebook, 'depth', source.coding_depth)
) AS document
FROM claims_claim AS claim
JOIN claims_source AS source ON source.id = claim.source_id
LEFT JOIN bench.actor_label AS publisher ON publisher.id = source.publisher_id
LEFT JOIN claims_confidencelevel AS reliability ON reliability.id = source.reliability_id
LEFT JOIN claims_confidencescale AS reliability_scale ON reliability_scale.id = reliability.scale_id
LEFT JOIN claims_event AS event ON event.id = claim.event_id
LEFT JOIN claims_confidencelevel AS likelihood ON likelihood.id = claim.likelihood_id
LEFT JOIN claims_confidencescale AS likelihood_scale ON likelihood_scale.id = likelihood.scale_id
LEFT JOIN claims_confidencelevel AS confidence ON confidence.id = claim.coding_confidence_id
LEFT JOIN claims_confidencescale AS confidence_scale ON confidence_scale.id = confidence.scale_id
LEFT JOIN claims_confidencelevel AS credibility ON credibility.id = claim.credibility_id
LEFT JOIN claims_confidencescale AS credibility_scale ON credibility_scale.id = credibility.scale_id
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'actor', actor.label, 'form', voice.form, 'cue', nullif(voice.cue, ''),
        'said', CASE WHEN voice.said_from IS NOT NULL OR voice.said_to IS NOT NULL OR voice.said_text <> ''
            THEN json_build_object(
                'from', voice.said_from, 'to', voice.said_to, 'precision', nullif(voice.said_precision, ''),
                'text', nullif(voice.said_text, ''), 'inferred', voice.said_inferred
            ) END,
        'commitment', voice.commitment
    ) ORDER BY voice."order") AS items
    FROM claims_attribution AS voice JOIN bench.actor_label AS actor ON actor.id = voice.actor_id
    WHERE voice.claim_id = claim.id
) AS attribution
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'actor', actor.label, 'role', part.role, 'mention', nullif(part.mention, ''), 'evaluation', part.evaluation
    ) ORDER BY part."order") AS items
    FROM claims_participant AS part JOIN bench.actor_label AS actor ON actor.id = part.actor_id
    WHERE part.claim_id = claim.id
) AS participants
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object('slug', topic.slug, 'name', topic.name) ORDER BY topic.slug) AS items
    FROM claims_claim_topics AS tie JOIN claims_topic AS topic ON topic.id = tie.topic_id
    WHERE tie.claim_id = claim.id
) AS topics
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'holder', holder.label, 'topic', topic.slug, 'value', position.value, 'basis', position.basis
    ) ORDER BY position."order") AS items
    FROM claims_position AS position
    JOIN bench.actor_label AS holder ON holder.id = position.holder_id
    JOIN claims_topic AS topic ON topic.id = position.topic_id
    WHERE position.claim_id = claim.id
) AS positions
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'slug', place.slug, 'name', place.name, 'country', nullif(place.country, '')
    ) ORDER BY place.slug) AS items
    FROM claims_claim_places AS tie JOIN claims_place AS place ON place.id = tie.place_id
    WHERE tie.claim_id = claim.id
) AS places
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object('text', cue.text, 'kind', cue.kind, 'link', cue.link) ORDER BY cue."order") AS items
    FROM claims_hedgecue AS cue WHERE cue.claim_id = claim.id
) AS cues
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'quote', CASE WHEN source.quote_policy <> 'none' THEN nullif(quote.exact, '') END,
        'start', quote.start, 'end', quote."end", 'paragraph', quote.paragraph, 'anchor_status', quote.status
    ) ORDER BY quote."order") AS items
    FROM claims_evidence AS quote WHERE quote.claim_id = claim.id
) AS evidence
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'type', relation.type, 'claim', target.uid, 'explicit', relation.explicit
    ) ORDER BY relation."order") AS items
    FROM claims_claimrelation AS relation JOIN claims_claim AS target ON target.id = relation.target_id
    WHERE relation.claim_id = claim.id AND target.published_version IS NOT NULL
) AS relations
WHERE claim.published_version IS NOT NULL;

ANALYZE claims_claim, claims_participant, claims_attribution, bench.claim_words, bench.actor;
