"""docs/importing.md lists every column that a table can have, as the program knows it."""

import pytest
from django.conf import settings

from claims.curation.imports.columns import TARGETS, Target

PAGE = (settings.BASE_DIR / "docs" / "importing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_every_column_is_on_the_page(target: Target) -> None:
    assert f"| `{target.name}` | {target.what} | {', '.join(target.also)} |" in PAGE.splitlines()


def test_the_page_has_no_other() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `") and "`" in line[3:]]
    assert sum("/api/v1/" not in row and "manage.py" not in row for row in rows) == len(TARGETS)
