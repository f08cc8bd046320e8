"""The production web server: granian, with as many workers as the machine has use for."""

import ipaddress
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from claims.curation.collecting import leave_out_what_is_there

GRACE = 10  # seconds that requests under way are given to end


class WebError(RuntimeError):
    """The web server cannot be started; the message says what to do."""


def serve(host: str, port: int, *, workers: int, threads: int, static_root: Path, when_up: Callable[[], None]) -> None:
    """Serve until told to end by Ctrl-C, SIGTERM or the end of the terminal. Raises WebError if it ends otherwise.

    The workers are copies of this process, which has imported the application already: they need no start of their
    own. It must hold no database connection that they would share. `when_up` is called when requests are accepted.
    """
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)  # the default before Python 3.14
        # Told to end before it listens for it, a worker would not hear: this process's handlers, of which it has a
        # copy, only note such signals.
        os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    server = Server(
        "config.worker:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        static_path_route=["/static"],
        static_path_mount=[static_root],
    )

    @server.on_startup
    def before_the_workers() -> None:
        # The end of the terminal means the end here, and not "start your workers anew".
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        threading.Thread(target=_call_when_it_answers, args=[host, port, when_up], daemon=True).start()

    # What the workers are copies of stays shared with them: a search for garbage would write into all of it.
    leave_out_what_is_there()
    try:
        server.serve()
    except SystemExit as ended:
        raise WebError("The web server's workers do not start or do not stay; what they said stands above.") from ended


def _call_when_it_answers(host: str, port: int, when_up: Callable[[], None]) -> None:
    bare = address(host, port).removeprefix("http://").rpartition(":")[0].strip("[]")
    while True:
        try:
            socket.create_connection((bare, port), timeout=5).close()
            break
        except OSError:
            time.sleep(0.02)
    when_up()


def address(host: str, port: int) -> str:
    """For a browser on this machine, which cannot go to "all interfaces"."""
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound to
    return f"http://{f'[{named}]' if ':' in named else named}:{port}"


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def require_free(host: str, port: int, *, patience: float = 0.0) -> None:
    """Raises WebError, with the remedy, if no server can listen there, now or after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return _try_to_listen(host, port)
        except PermissionError:
            raise WebError(f"Port {port} is reserved to root. Choose one from 1024 on: make run PORT=8001") from None
        except OSError as error:
            if time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            another = port + 1 if port < 65535 else 8001
            raise WebError(
                f"Port {port} of {host} cannot be used ({error.strerror}). Stop what uses it, or choose another: "
                f"make run PORT={another}"
            ) from None


def _try_to_listen(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections just closed do not count
        trial.bind((host, port))
