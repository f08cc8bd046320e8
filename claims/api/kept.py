"""Answers that a process keeps: asked again what it has answered, it says the same at the price of reading the head.

They are kept by their tag (`claims.api.versions`), which follows from the state of the ledger and all else that an
answer depends on. So none is ever out of date, whoever publishes what meanwhile: what is published changes the tag, and
what is asked for next is another answer. Nothing has to be forgotten in time, and those that nobody asks for give way.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpResponse

# What an answer is told each time anew: the head of the ledger, and what caches may do with it.
TOLD_ANEW = ("allow", "cache-control", "content-location", "etag", "ledger-head", "vary")
# Bytes of an answer that one is taken to have beside its body.
BESIDE = 1_000


class Answer(NamedTuple):
    """What was answered."""

    body: bytes
    headers: Mapping[str, str]

    def response(self) -> HttpResponse:
        return HttpResponse(self.body, headers=dict(self.headers))


class KeptAnswers:
    """Answers by their tags, those that were asked for last, with no more bytes in all than `room`."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, tag: str) -> Answer | None:
        with self._lock:
            answer = self._answers.get(tag)
            if answer is not None:
                self._answers.move_to_end(tag)
            return answer

    def keep(self, tag: str, response: HttpResponse) -> None:
        """Keeps what was answered, unless it would take more than a tenth of the room."""
        size = len(response.content) + BESIDE
        if size * 10 > self.room:
            return
        headers = {name: value for name, value in response.items() if name.lower() not in TOLD_ANEW}
        with self._lock:
            if tag in self._answers:
                return
            self._answers[tag] = Answer(response.content, headers)
            self._size += size
            while self._size > self.room:
                _, dropped = self._answers.popitem(last=False)
                self._size -= len(dropped.body) + BESIDE

    def forget(self) -> None:
        with self._lock:
            self._answers.clear()
            self._size = 0
