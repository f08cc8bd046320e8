SELECT document FROM bench.claim_document WHERE uid = :uid::uuid;
