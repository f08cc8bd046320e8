"""docs/ledger.md: the example that third parties hold their own programs to is one that ours gives."""

import datetime
import re
from uuid import UUID

from django.conf import settings

from claims.choices import Operation
from claims.curation.chain import GENESIS, digest_of, link

PAGE = (settings.BASE_DIR / "docs" / "ledger.md").read_text(encoding="utf-8")


def given(name: str) -> str:
    found = re.search(rf"^{name} +(.+)$", PAGE, re.M)
    assert found, name
    return found[1]


def test_the_hashes_of_the_example_are_those_of_its_row() -> None:
    digest = digest_of(bytes.fromhex(given("salt")), given("body"), given("reason"))
    seq, kind, uid, op, at = given("seq, kind, uid, op, at").split(", ")
    moment = datetime.datetime.fromisoformat(at)
    assert digest.hex() == given("digest")
    assert link(GENESIS, int(seq), kind, UUID(uid), op, moment, digest).hex() == given("chain")


def test_every_operation_is_told() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| ", PAGE, re.M)) >= set(Operation.values)


def test_what_the_page_names_is_there() -> None:
    for path in re.findall(r"`(claims/[\w/]+\.py)`", PAGE):
        assert (settings.BASE_DIR / path).exists(), path
