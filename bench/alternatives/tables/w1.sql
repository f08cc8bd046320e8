SELECT document FROM claim_document WHERE uid = :uid
