"""The thread of a serving process that does the imports that wait, alone in a process of its own, to be killed.

    python -m tests.trust.importer

The database is the one of DATABASE_URL.
"""

import os

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from claims.curation.imports import background

    background.start().join()
