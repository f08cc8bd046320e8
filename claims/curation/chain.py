"""The hashes that make the ledger's rows prove each other.

`digest = sha256(salt ‖ body ‖ LF ‖ reason)`, body and reason in UTF-8, the body empty for a retraction.
`chain = sha256(previous ‖ row ‖ digest)`, where `row` is `seq`, `kind`, `uid`, `op` and the time in ASCII, each with a
line feed after it, and `previous` is the chain hash of the row before: 32 zero bytes for the first. The chain covers
the digest and not the words, so that it still verifies once body, salt and reason had to be erased.
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from claims.models.ledger import instant

GENESIS = bytes(32)


def new_salt() -> bytes:
    """16 random bytes."""
    return secrets.token_bytes(16)


def digest_of(salt: bytes, body: str | None, reason: str) -> bytes:
    return hashlib.sha256(salt + f"{body or ''}\n{reason}".encode()).digest()


def link(previous: bytes, seq: int, kind: str, uid: UUID, op: str, at: datetime, digest: bytes) -> bytes:
    row = f"{seq}\n{kind}\n{uid}\n{op}\n{instant(at)}\n".encode()
    return hashlib.sha256(previous + row + digest).digest()
