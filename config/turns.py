"""Requests one after the other in each process of the web server, while none of them takes long.

Threads of one process share one interpreter. Four requests at once take no less of it than one after the other, but
more: they hand it to and fro, and each has a connection of its own, whose process at the database comes with caches of
its own. On two cores a tenth fewer pages were answered that way. So a request waits for its turn, and
those behind it wait until it is answered, but no longer than `PATIENCE`: then it has had its turn, and goes on beside
them. When it came, it is told: what others read of the ledger since then, it need not read again.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponseBase

from claims.arrival import ARRIVED

# Seconds. What takes longer is an export, a page of the admin, a count of all there is: nobody is to wait for these.
PATIENCE = 0.05

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class Turns:
    """Who may go on. One at a time, but for those who took longer than others have patience."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        # Whoever has it has the turn. A lock and no condition: to wait for one and to let the next one on takes a
        # tenth of the time, which is to be had once for each request.
        self._turn = threading.Lock()

    def take(self) -> threading.Lock:
        """Waits for a turn; what comes back is to be given back.

        Whoever loses patience goes on in the place of who has the turn, and holds up the next no longer than that one.
        """
        turn = self._turn
        if turn.acquire(timeout=self._patience):
            return turn
        mine = threading.Lock()
        mine.acquire()
        self._turn = mine
        return mine

    def give_back(self, turn: threading.Lock) -> None:
        """Lets the next one go on of those who wait for it; whoever came after somebody went on in its place waits for
        that one.
        """
        turn.release()


class InTurn:
    """A WSGI application of Django's that answers requests in turn. A body that is streamed is read past its turn."""

    def __init__(self, application: Callable[[Environ, StartResponse], HttpResponseBase], turns: Turns) -> None:
        self._application, self._turns = application, turns

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        environ[ARRIVED] = time.monotonic()
        turn = self._turns.take()
        try:
            response = self._application(environ, start_response)
            if response.streaming:
                return response
            # Closed before it is sent, so that its connection is free for the next; and a list is sent in one piece.
            body = list(response)
            response.close()
            return body
        finally:
            self._turns.give_back(turn)
