"""docs/columns.md is what the contract says."""

from django.conf import settings

from claims.management.commands.describe_columns import described


def test_the_page_is_what_the_contract_says() -> None:
    page = (settings.BASE_DIR / "docs" / "columns.md").read_text(encoding="utf-8")
    assert page == described(), "Run manage.py describe_columns."
