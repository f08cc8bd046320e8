"""How the alternatives that are Django projects are started and asked: plain DRF and django-ninja."""

import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from bench.asking import SAME_AS, Question
from bench.systems import Server, network


class PlainDRF(Server):
    """ModelViewSet, nested serializers, prefetch, page numbers with count, on the workshop's tables."""

    name, port, ready = "plain DRF", 8301, "/bare/"
    command = [sys.executable, "-m", "bench.serving", "8301"]
    urls = "bench.alternatives.plain_drf"

    def environment(self) -> dict[str, str]:
        return {"DJANGO_SETTINGS_MODULE": "bench.alternatives.settings", "BENCH_URLS": self.urls}

    def address(self, work: str, question: Question) -> str | None:
        work = SAME_AS.get(work, work)
        if work == "W1":
            return f"/claims/{question.uid}/"
        path, own = {
            "W2": ("", {}),
            "W3": ("", {}),
            "W4": ("facets/", {}),
            "W5": ("", {"page": str(question.page)}),
            "W9 timeline": ("timeline/", {}),
            "W9 network": ("network/", {}),
            "W10": ("count/", {}),
        }.get(work, (None, {}))
        return None if path is None else f"/claims/{path}?{urlencode({**question.filters, **own})}"

    def exports(self, filters: Mapping[str, str]) -> dict[str, str]:
        return {"ndjson": f"/claims/export/?{urlencode(filters)}"}

    def read(self, work: str, body: Any) -> Any:
        if work in ("W2", "W3", "W5"):
            return body["results"]
        if work == "W9 network":
            return network(body["nodes"], body["edges"])
        return body["count"] if work == "W10" else body


class DjangoNinja(PlainDRF):
    """Schemas of pydantic in the place of serializers, on the same queries."""

    name, port = "django-ninja", 8302
    command = [sys.executable, "-m", "bench.serving", "8302"]
    urls = "bench.alternatives.ninja"

    def exports(self, filters: Mapping[str, str]) -> dict[str, str]:
        return {}

    def read(self, work: str, body: Any) -> Any:
        return body["items"] if work in ("W2", "W3", "W5") else super().read(work, body)
