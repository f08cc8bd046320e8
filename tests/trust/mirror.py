"""A mirror of the ledger in plain Python, which knows of it what docs/mirroring.md says and nothing else."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
# What asks for an address: with the tag of the last answer, or none. The status, the body and the tag.
Ask = Callable[[str, str | None], tuple[int, Any, str | None]]


def written(document: Json) -> str:
    """A document as the API writes it, byte for byte."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


class Mirror:
    """The documents of the ledger, or of the claims that fulfil a filter, up to the number that was last read.

    It also keeps what it read of each publication, as those do who keep a history, and has to erase in it.
    """

    def __init__(self, ask: Ask, query: str = "") -> None:
        self.ask = ask
        self.next = f"/api/v1/changes/?{query}"
        self.seq = 0
        self.chain = bytes(32)
        self.documents: dict[str, str] = {}
        self.history: dict[int, Json] = {}
        self.unchanged = 0
        self._tag: str | None = None

    def poll(self) -> bool:
        """Reads the next page and applies it; whether that was the last for now."""
        status, page, tag = self.ask(self.next, self._tag)
        if status == 304:
            self.unchanged += 1
            return True
        assert status == 200, page
        assert page["meta"]["after"] == self.seq, "it goes on where it was"
        for change in page["results"]:
            self.apply(change)
        self.seq = page["meta"]["up_to"]
        # The same address, where the page was empty: only then is the tag one of what is asked next.
        self._tag = tag if page["next"].endswith(self.next) else None
        self.next = page["next"]
        return bool(self.seq == page["meta"]["as_of"])

    def apply(self, change: Json) -> None:
        assert change["seq"] > max(self.history, default=0), "each once, and in order"
        if change["event"] == "upsert":
            self.documents[change["uid"]] = written(change["document"])
        else:
            self.documents.pop(change["uid"], None)
        line = "".join(f"{change[name]}\n" for name in ("seq", "kind", "uid", "op", "at")).encode()
        self.chain = hashlib.sha256(self.chain + line + bytes.fromhex(change["digest"])).digest()
        self.history[change["seq"]] = change
        if change["op"] == "redacted":
            self.erase(change)

    def erase(self, redaction: Json) -> None:
        """What the redaction erased is erased here: wherever it was read, and whatever it had become."""
        for seq in redaction["erased"]:
            held = self.history.get(seq)
            if held is not None:
                held |= {"event": "delete", "document": None, "reason": None, "merged_into": None}
                held["erased_by"] = redaction["seq"]
        self.documents = {
            uid: document
            for uid, document in self.documents.items()
            if json.loads(document)["seq"] not in redaction["erased"]
        }
        for held in self.history.values():
            if held["uid"] == redaction["uid"]:  # its slug is erased as well
                held["path"] = redaction["path"]
