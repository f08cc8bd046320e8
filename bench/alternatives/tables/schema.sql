-- What the copy of the workshop's tables in SQLite brings along: indexes, words to search, and the document of a claim
-- as a view. The tables have the names and the columns that they have in PostgreSQL; days are text, booleans 0 or 1.
-- SQLite can order what json_group_array takes from 3.44 on only. So rows come ordered out of an inner query, and CROSS
-- JOIN, which SQLite never turns round, keeps their order.

CREATE UNIQUE INDEX claim_uid ON claims_claim (uid);
CREATE INDEX claim_newest ON claims_claim (coalesce(occurred_from, ''), id, coding_confidence_id)
    WHERE published_version IS NOT NULL;
CREATE INDEX claim_occurred ON claims_claim (coalesce(occurred_to, '9999'), coalesce(occurred_from, '0000'))
    WHERE published_version IS NOT NULL;
CREATE INDEX participant_actor ON claims_participant (actor_id, claim_id);
CREATE INDEX participant_claim ON claims_participant (claim_id, "order", actor_id);
CREATE INDEX attribution_actor ON claims_attribution (actor_id, claim_id);
CREATE INDEX attribution_claim ON claims_attribution (claim_id, "order", actor_id);
CREATE INDEX position_claim ON claims_position (claim_id, "order");
CREATE INDEX cue_claim ON claims_hedgecue (claim_id, "order");
CREATE INDEX evidence_claim ON claims_evidence (claim_id, "order");
CREATE INDEX relation_claim ON claims_claimrelation (claim_id, "order");
CREATE INDEX topics_claim ON claims_claim_topics (claim_id, topic_id);
CREATE INDEX places_claim ON claims_claim_places (claim_id, place_id);
CREATE INDEX level_scale ON claims_confidencelevel (scale_id, rank);
CREATE UNIQUE INDEX actor_slug ON claims_actor (slug);

CREATE VIRTUAL TABLE claim_words USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2');
INSERT INTO claim_words (rowid, text)
    SELECT claim.id, claim.statement || coalesce(char(10) || (
        SELECT group_concat(quote.exact, char(10)) FROM claims_evidence AS quote
        WHERE quote.claim_id = claim.id AND source.quote_policy <> 'none'
    ), '')
    FROM claims_claim AS claim JOIN claims_source AS source ON source.id = claim.source_id
    WHERE claim.published_version IS NOT NULL;

-- Every actor with the one that it was merged into in the end; of its own where it was not.
CREATE TABLE actor (id INTEGER PRIMARY KEY, canonical INTEGER);
INSERT INTO actor
    WITH RECURSIVE step (id, canonical, further) AS (
        SELECT id, id, merged_into_id FROM claims_actor
        UNION ALL
        SELECT step.id, actor.id, actor.merged_into_id
        FROM step JOIN claims_actor AS actor ON actor.id = step.further
    )
    SELECT id, canonical FROM step WHERE further IS NULL;
CREATE INDEX actor_canonical ON actor (canonical);

CREATE VIEW actor_label AS
    SELECT actor.id, json_object(
        'slug', survivor.slug, 'name', survivor.name, 'kind', survivor.kind,
        'named', json(iif(survivor.named, 'true', 'false'))
    ) AS label
    FROM actor JOIN claims_actor AS survivor ON survivor.id = actor.canonical;

CREATE VIEW claim_document AS
SELECT claim.id, claim.uid, json_object(
    'uid', claim.uid,
    'statement', claim.statement,
    'kind', claim.kind,
    'negated', json(iif(claim.negated, 'true', 'false')),
    'salience', claim.salience,
    'condition', nullif(claim.condition, ''),
    'language', claim.language,
    'own_voice', json(iif(
        (SELECT count(*) FROM claims_attribution AS voice WHERE voice.claim_id = claim.id) = 1, 'true', 'false'
    )),
    'attribution', json((
        SELECT json_group_array(json_object(
            'actor', json(actor.label), 'form', voice.form, 'cue', nullif(voice.cue, ''),
            'said', CASE WHEN voice.said_from IS NOT NULL OR voice.said_to IS NOT NULL OR voice.said_text <> ''
                THEN json_object(
                    'from', voice.said_from, 'to', voice.said_to, 'precision', nullif(voice.said_precision, ''),
                    'text', nullif(voice.said_text, ''), 'inferred', json(iif(voice.said_inferred, 'true', 'false'))
                ) END,
            'commitment', voice.commitment
        ))
        FROM (SELECT * FROM claims_attribution AS part WHERE part.claim_id = claim.id ORDER BY part."order") AS voice
        CROSS JOIN actor_label AS actor ON actor.id = voice.actor_id
    )),
    'participants', json((
        SELECT json_group_array(json_object(
            'actor', json(actor.label), 'role', part.role, 'mention', nullif(part.mention, ''),
            'evaluation', part.evaluation
        ))
        FROM (SELECT * FROM claims_participant AS part WHERE part.claim_id = claim.id ORDER BY part."order") AS part
        CROSS JOIN actor_label AS actor ON actor.id = part.actor_id
    )),
    'topics', json((
        SELECT json_group_array(json_object('slug', topic.slug, 'name', topic.name)) FROM (
            SELECT topic.slug, topic.name
            FROM claims_claim_topics AS tie CROSS JOIN claims_topic AS topic ON topic.id = tie.topic_id
            WHERE tie.claim_id = claim.id ORDER BY topic.slug
        ) AS topic
    )),
    'positions', json((
        SELECT json_group_array(json_object(
            'holder', json(holder.label), 'topic', topic.slug, 'value', position.value, 'basis', position.basis
        ))
        FROM (SELECT * FROM claims_position AS part WHERE part.claim_id = claim.id ORDER BY part."order") AS position
        CROSS JOIN actor_label AS holder ON holder.id = position.holder_id
        CROSS JOIN claims_topic AS topic ON topic.id = position.topic_id
    )),
    'event', CASE WHEN event.id IS NOT NULL THEN json_object('slug', event.slug, 'name', event.name) END,
    'places', json((
        SELECT json_group_array(json_object(
            'slug', place.slug, 'name', place.name, 'country', nullif(place.country, '')
        )) FROM (
            SELECT place.slug, place.name, place.country
            FROM claims_claim_places AS tie CROSS JOIN claims_place AS place ON place.id = tie.place_id
            WHERE tie.claim_id = claim.id ORDER BY place.slug
        ) AS place
    )),
    'occurred', CASE WHEN claim.occurred_from IS NOT NULL OR claim.occurred_to IS NOT NULL OR claim.occurred_text <> ''
        THEN json_object(
            'from', claim.occurred_from, 'to', claim.occurred_to, 'precision', nullif(claim.occurred_precision, ''),
            'text', nullif(claim.occurred_text, ''), 'inferred', json(iif(claim.occurred_inferred, 'true', 'false')),
            'basis', nullif(claim.occurred_basis, '')
        ) END,
    'hedging', json_object(
        'state', claim.hedging,
        'likelihood', CASE WHEN likelihood.id IS NOT NULL THEN json_object(
            'scale', likelihood_scale.slug, 'code', likelihood.code, 'label', likelihood.label,
            'low', likelihood.low, 'high', likelihood.high
        ) END,
        'cues', json((
            SELECT json_group_array(json_object('text', cue.text, 'kind', cue.kind, 'link', cue.link))
            FROM (SELECT * FROM claims_hedgecue AS part WHERE part.claim_id = claim.id ORDER BY part."order") AS cue
        ))
    ),
    'coding_confidence', CASE WHEN confidence.id IS NOT NULL THEN json_object(
        'scale', confidence_scale.slug, 'code', confidence.code, 'label', confidence.label,
        'basis', nullif(claim.coding_confidence_basis, '')
    ) END,
    'credibility', CASE WHEN credibility.id IS NOT NULL THEN json_object(
        'scale', credibility_scale.slug, 'code', credibility.code, 'label', credibility.label
    ) END,
    'source', json_object(
        'slug', source.slug, 'title', source.title,
        -- Not joined: SQLite would make the labels of all actors first.
        'publisher', json((SELECT label FROM actor_label AS publisher WHERE publisher.id = source.publisher_id)),
        'published_on', source.published_on, 'url', nullif(source.url, ''),
        'reliability', CASE WHEN reliability.id IS NOT NULL THEN json_object(
            'scale', reliability_scale.slug, 'code', reliability.code, 'label', reliability.label
        ) END
    ),
    'evidence', json((
        SELECT json_group_array(json_object(
            'quote', CASE WHEN source.quote_policy <> 'none' THEN nullif(quote.exact, '') END,
            'start', quote.start, 'end', quote."end", 'paragraph', quote.paragraph, 'anchor_status', quote.status
        ))
        FROM (SELECT * FROM claims_evidence AS part WHERE part.claim_id = claim.id ORDER BY part."order") AS quote
    )),
    'relations', json((
        SELECT json_group_array(json_object(
            'type', relation.type, 'claim', target.uid, 'explicit', json(iif(relation.explicit, 'true', 'false'))
        ))
        FROM (
            SELECT * FROM claims_claimrelation AS part WHERE part.claim_id = claim.id ORDER BY part."order"
        ) AS relation
        CROSS JOIN claims_claim AS target ON target.id = relation.target_id
        WHERE target.published_version IS NOT NULL
    )),
    'coding', json_object('codebook', claim.codebook, 'depth', source.coding_depth)
) AS document
FROM claims_claim AS claim
JOIN claims_source AS source ON source.id = claim.source_id
LEFT JOIN claims_confidencelevel AS reliability ON reliability.id = source.reliability_id
LEFT JOIN claims_confidencescale AS reliability_scale ON reliability_scale.id = reliability.scale_id
LEFT JOIN claims_event AS event ON event.id = claim.event_id
LEFT JOIN claims_confidencelevel AS likelihood ON likelihood.id = claim.likelihood_id
LEFT JOIN claims_confidencescale AS likelihood_scale ON likelihood_scale.id = likelihood.scale_id
LEFT JOIN claims_confidencelevel AS confidence ON confidence.id = claim.coding_confidence_id
LEFT JOIN claims_confidencescale AS confidence_scale ON confidence_scale.id = confidence.scale_id
LEFT JOIN claims_confidencelevel AS credibility ON credibility.id = claim.credibility_id
LEFT JOIN claims_confidencescale AS credibility_scale ON credibility_scale.id = credibility.scale_id
WHERE claim.published_version IS NOT NULL;

ANALYZE;
