"""What a web server serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Here and not in the settings: a command may take its time; it is requests that must not hold a connection for ever.
# And to compile a query, as PostgreSQL does with those that it deems costly, takes longer than any answer may.
for database in connections.settings.values():
    options = database["OPTIONS"]
    of_requests = "-c jit=off"
    if settings.REQUEST_STATEMENT_TIMEOUT:
        of_requests += f" -c statement_timeout={settings.REQUEST_STATEMENT_TIMEOUT}"
    options["options"] = f"{options.get('options', '')} {of_requests}".lstrip()

# What publications leave to be done later is done by those who serve: documents that name a renamed record, say.
from claims.curation import catching_up  # noqa: E402 — once the applications are loaded
from claims.curation.imports import background  # noqa: E402
from claims.filters.learning import learn_actors  # noqa: E402
from claims.index import keeping  # noqa: E402

catching_up.start()
background.start()
keeping.start(learn_actors)
