"""A curator who works at random in a process of its own: python -m tests.trust.worker SEED

It says "ready", begins when it is told a number of seconds on standard input, and in the end says what it did, as JSON.
"""

import json
import os
import sys
import time

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.db import connection

    from tests.trust.chance import Curator

    curator = Curator(sys.argv[1])
    connection.ensure_connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    end = time.monotonic() + float(sys.stdin.readline())
    while time.monotonic() < end:
        curator.act()
    sys.stdout.write(json.dumps({"done": curator.done, "refused": curator.refused}))
