"""The hashes that make the ledger's rows prove each other.

`digest = sha256(salt ‖ body)`, the body in UTF-8 and empty for a retraction. `chain = sha256(previous ‖ row ‖ digest)`,
where `row` is `seq`, `kind`, `uid` and `op` in ASCII, each followed by a line feed, and `previous` is the chain hash of
the row before: 32 zero bytes for the first. The chain covers the digest and not the body, so that it still verifies
once a body and its salt had to be erased.
"""

import hashlib
import secrets
from uuid import UUID

GENESIS = bytes(32)


def new_salt() -> bytes:
    """16 random bytes."""
    return secrets.token_bytes(16)


def digest_of(salt: bytes, body: str | None) -> bytes:
    return hashlib.sha256(salt + (body or "").encode()).digest()


def link(previous: bytes, seq: int, kind: str, uid: UUID, op: str, digest: bytes) -> bytes:
    row = f"{seq}\n{kind}\n{uid}\n{op}\n".encode()
    return hashlib.sha256(previous + row + digest).digest()
