"""What a process of the server loads before it answers: every start waits for it, and every worker holds it."""

import os
import subprocess
import sys

from django.conf import settings

# Of these no request of a reader has need: each is loaded by the first that has.
SELDOM = ("dateparser", "docx", "lxml", "openpyxl", "pandas", "pyarrow", "rdflib")

LOAD = """
import sys
import config.wsgi
from django.urls import get_resolver

def walk(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            walk(pattern)

walk(get_resolver())
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_a_worker_starts_without_what_it_seldom_needs() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    loaded = ran.stdout.split()
    assert "django" in loaded and "claims" in loaded
    assert [name for name in SELDOM if name in loaded] == []
