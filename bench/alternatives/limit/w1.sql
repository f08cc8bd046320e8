SELECT body, (SELECT max(seq) FROM claims_publication) FROM claims_publication
WHERE kind = 'claim' AND uid = :uid::uuid ORDER BY seq DESC LIMIT 1;
