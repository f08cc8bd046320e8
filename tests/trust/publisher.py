"""A publisher in a process of its own, that stops in the middle of its work and waits to be killed.

    python -m tests.trust.publisher PHASE ACT

PHASE is the dotted name of a function in whose call it stops: "before:" it runs or "after:" it has run. It says so on
standard output. ACT is what it does: see `ACTS`. The database is the one of DATABASE_URL.
"""

import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any


def stop_at(phase: str) -> None:
    when, _, name = phase.partition(":")
    module_name, _, function_name = name.rpartition(".")
    module = import_module(module_name)
    real = getattr(module, function_name)

    def stopping(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            answer = real(*args, **kwargs)
        sys.stdout.write("stopped\n")
        sys.stdout.flush()
        time.sleep(600)
        return answer

    setattr(module, function_name, stopping)


def rename() -> None:
    from claims.curation.catching_up import catch_up
    from claims.curation.publishing import publish
    from claims.models.actors import Actor

    actor = Actor.objects.get(slug="guild")
    actor.name = "Renamed"
    actor.save()
    publish([actor])
    catch_up()


def revise() -> None:
    from claims.curation.publishing import publish
    from claims.models.claims import Claim

    claims = list(Claim.objects.order_by("pk"))
    for claim in claims:
        claim.statement = "Revised."
        claim.save()
    publish(claims)


def take_back() -> None:
    from claims.curation.publishing import retract
    from claims.models.claims import Claim

    retract(Claim.objects.order_by("pk")[:2], reason="Misread.")


def erase() -> None:
    from claims.curation.redacting import redact
    from claims.models.claims import Claim

    redact(Claim.objects.order_by("pk")[:1], reason="Libel.")


ACTS: dict[str, Callable[[], None]] = {
    "rename": rename,
    "revise": revise,
    "retract": take_back,
    "redact": erase,
}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    stop_at(sys.argv[1])
    ACTS[sys.argv[2]]()
    sys.stdout.write("done\n")
