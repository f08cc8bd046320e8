"""`make run`: everything from a bare database to a served site, in the order in which it can fail.

    python -m config.launch

HOST and PORT say where to serve (127.0.0.1 and 8000). Without DATABASE_URL the private PostgreSQL is started, and
stopped at the end.
"""

import os
import secrets
import sys
import time
from contextlib import ExitStack

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from config import embedded, web
from config.environment import LOCAL_HOSTS


def main() -> None:
    started = time.monotonic()
    # Where to serve. 0.0.0.0 for all interfaces; ALLOWED_HOSTS then has to name what the site is called.
    host = os.environ.get("HOST") or "127.0.0.1"
    port = _port(os.environ.get("PORT") or "8000")
    if web.is_loopback(host) and not os.environ.get("ALLOWED_HOSTS"):
        # 127.0.0.2, say: an address of this machine alone, but none that is allowed without being named.
        os.environ["ALLOWED_HOSTS"] = ",".join([*LOCAL_HOSTS, host])
    with ExitStack() as stack:
        if os.environ.get("DATABASE_URL"):
            cluster = None
            web.require_free(host, port)
        else:
            # The workers of a start that was killed end by themselves, within a second or so.
            web.require_free(host, port, patience=5.0 if embedded.was_killed() else 0.0)
            cluster = stack.enter_context(embedded.Cluster(embedded.data_folder(), say=say, what="make run"))
            say(f"PostgreSQL {cluster.binaries.major} runs on the data in {cluster.data}")
            if cluster.account.uid is not None:
                say(f"  as user {cluster.account.name}, since it may not run as root")
            embedded.export(cluster.url)
        _prepare()

        from django.conf import settings

        password = _first_account()
        _leave_the_database()

        def greet() -> None:
            site = web.address(host, port)
            if cluster is not None:
                cluster.announce(address=site, shared="yes")
            _greet(site, password, seconds=time.monotonic() - started)
            if not web.is_loopback(host) and set(settings.ALLOWED_HOSTS) <= set(LOCAL_HOSTS):
                say("Others reach this port, and are refused until ALLOWED_HOSTS names the site they ask for.")

        web.serve(
            host,
            port,
            workers=settings.WEB_WORKERS,
            threads=settings.DATABASE_POOL_SIZE,
            static_root=settings.STATIC_ROOT,
            when_up=greet,
        )
    say("Stopped.")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise web.WebError(f"PORT={text} is no port: choose a number from 1 to 65535.")
    return int(text)


def _prepare() -> None:
    """Bring tables, claims and static files to the state of this code; what is there already is only looked at."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    from claims.curation.restoring import is_restored
    from config import health, static

    # Asked first: with nothing to do the command still compares every model with the migrations, for seconds.
    if health.pending_migrations():
        say("Bringing the tables up to date")
        call_command("migrate", interactive=False, verbosity=0)
    if is_restored():
        say("The ledger came with a data package: the seeds are left out")
    else:
        load_seeds()
    if static.collect(settings.STATIC_ROOT):
        say("Collected the static files")


def load_seeds() -> None:
    """Brings what the fixtures hold, or says why not: a site whose own records are at odds with them starts without."""
    try:
        call_command("load_seeds")
    except CommandError as error:
        say(f"{error}\nThe seeds are left out, and the site starts without them.")


def _first_account() -> str | None:
    """The password of the administrator `admin`, made where there is no administrator yet; None if there is one."""
    from django.contrib.auth import get_user_model

    users = get_user_model()._default_manager
    if users.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(username="admin", password=password)
    return password


def _leave_the_database() -> None:
    """Close every connection: the workers are copies of this process, and must neither share one nor inherit a pool.

    What all of them need is loaded before they are made: the addresses, and with them the views; the reading index.
    """
    from django.conf import settings
    from django.db import connections
    from django.urls import get_resolver

    from claims.filters import ReadingPoint

    _ = get_resolver().url_patterns, ReadingPoint.at_head(settings.PUBLIC_DATABASE).index
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's have it


def _greet(site: str, password: str | None, *, seconds: float) -> None:
    say(f"\nReady after {seconds:.1f} s\n")
    say(f"  API            {site}/api/v1/")
    say(f"  Documentation  {site}/api/v1/docs/")
    say(f"  Curating       {site}/admin/")
    if password is not None:
        say(f"\n  First account: admin, with password {password}")
        say("  It is shown this once; change it after you have logged in.")
    say("\nCtrl-C stops it.\n")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        say("Stopped.")
    except (embedded.EmbeddedPostgresError, web.WebError, ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error))
