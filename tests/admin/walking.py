"""Every address of the admin, found from its resolver, with what it takes to open each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, reverse

# What the address of a page asks for beside what it holds.
ASKED = {"autocomplete": "?app_label=claims&model_name=claim&field_name=source&term="}


@dataclass(frozen=True)
class Address:
    """A named page of the admin, and the names of what its address holds."""

    name: str
    takes: tuple[str, ...]

    @property
    def model(self) -> str:
        """The model that the page is about, by its name; empty of the pages that are about none."""
        parts = self.name.split("_", 2)
        return parts[1] if parts[0] in ("claims", "auth") and len(parts) == 3 else ""

    @property
    def page(self) -> str:
        return self.name.split("_", 2)[2] if self.model else self.name


def addresses(patterns: Any = None) -> Iterator[Address]:
    """All that the resolver knows and that has a name; a page without one fails: it could not be linked to."""
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            route = pattern.pattern  # of a path() its converters, of a re_path() its named groups
            yield Address(pattern.name, tuple(route.converters) or tuple(route.regex.groupindex))


def url(address: Address, records: dict[str, Any], others: dict[str, Any]) -> str:
    """The address, filled in: `object_id`, or the model's own name, by the record of its model, else from `others`."""
    values = {}
    for name in address.takes:
        if name in others:
            values[name] = others[name]
        elif name in records and name != "object_id":
            values[name] = records[name].pk
        elif address.model in records:
            values[name] = records[address.model].pk
        else:
            raise LookupError(f"{address.name}: nothing is known to put in for {name}; add it to the test.")
    return reverse(f"admin:{address.name}", kwargs=values) + ASKED.get(address.name, "")


ALL = sorted(addresses(), key=lambda address: address.name)
# Django's own: "view on site" leads out of the admin, and no record of ours has an address there.
ELSEWHERE = {"view_on_site"}
