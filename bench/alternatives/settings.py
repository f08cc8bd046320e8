"""Settings of the alternatives that are Django projects: ours, with an address list of theirs and what they need.

BENCH_URLS names the module of their addresses. Database, pool and JSON are as they are for our own server.
"""

import os

from config import settings as ours

globals().update({name: value for name, value in vars(ours).items() if name.isupper()})

ROOT_URLCONF = os.environ["BENCH_URLS"]
# What a public API has need of, and no more: sessions and accounts would only cost it.
MIDDLEWARE = ["django.middleware.http.ConditionalGetMiddleware", "django.middleware.common.CommonMiddleware"]
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}
