"""Settings of the alternatives that are Django projects: ours, with addresses of theirs and less on the way to them.

BENCH_URLS names the module of their addresses. Database and pool are as they are for our own server.
"""

import os

from config import settings as ours

globals().update({name: value for name, value in vars(ours).items() if name.isupper()})

ROOT_URLCONF = os.environ["BENCH_URLS"]
# What a public API has need of, and no more: sessions and accounts would only cost it.
MIDDLEWARE = ["django.middleware.http.ConditionalGetMiddleware", "django.middleware.common.CommonMiddleware"]
