"""Writes the tables of filters in docs/api.md anew."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from claims.api.records import VIEWSETS
from claims.filters.parameters import Parameter
from claims.models.ledger import API_ROOT, PATHS

PAGE = settings.BASE_DIR / "docs" / "api.md"
# What stands above it on the page is written by hand.
HEADING = "## Every filter\n"
ABOUT = """
Written by `manage.py describe_filters`; a test holds it to the code. `true` and `false`, numbers, days and addresses
stand alone; of anything else several can be given, with commas between them, and any of them will do (`q` and `quote`
keep their commas). “Also” says what can be put behind the name: `__not` turns the filter round, `__isnull=true` finds
what has nothing of the kind.
"""
SUFFIXES = ("__not", "__isnull")


class Command(BaseCommand):
    help = "Writes what docs/api.md says of each filter anew. Run it when a filter changes."

    def handle(self, *args: Any, **options: Any) -> None:
        above, _, _ = PAGE.read_text(encoding="utf-8").partition(HEADING)
        PAGE.write_text(above + described(), encoding="utf-8")
        self.stdout.write(f"The filters of {len(VIEWSETS)} lists described in {PAGE.relative_to(settings.BASE_DIR)}.")


def described() -> str:
    """Every filter in Markdown: a table for each list."""
    parts = [HEADING + ABOUT]
    for view in VIEWSETS:
        parameters = view.filterset_class.parameters()
        rows = [_row(name, parameters) for name in parameters if _stands(name, parameters)]
        heading = f"### {view.kind.label[:1].upper()}{view.kind.label[1:]}s: `{API_ROOT}{PATHS[view.kind]}/`"
        head = "| filter | also | what it asks | such as |\n|---|---|---|---|"
        parts.append("\n".join([heading, "", head, *rows, ""]))
    return "\n".join(parts)


def _stands(name: str, parameters: Mapping[str, Parameter]) -> bool:
    """Whether it has a row of its own: one that turns another round is told with that."""
    base = name
    for suffix in SUFFIXES:
        base = base.removesuffix(suffix)
    return base == name or base not in parameters


def _row(name: str, parameters: Mapping[str, Parameter]) -> str:
    parameter = parameters[name]
    also = " ".join(f"`{suffix}`" for suffix in SUFFIXES if name + suffix in parameters)
    what = f"{parameter.help_text}{_codes(parameter, name)}"
    return f"| `{name}` | {also} | {what.replace('|', chr(92) + '|')} | `{name}={parameter.written()}` |"


def _codes(parameter: Parameter, name: str) -> str:
    """The codes that it takes, where these are all that it takes."""
    schema = parameter.openapi(name)["schema"]
    codes = schema.get("items", schema).get("enum")
    return f" {', '.join(f'`{code}`' for code in codes)}." if codes else ""
