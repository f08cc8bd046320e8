"""Answers that a process keeps: asked again what it has answered, it says the same at the price of reading the head.

An answer of the ledger follows from the address, from what the request says beside it, and from the state of the ledger
that it was read at. So what was answered at the head is given again as long as nothing was published since, and what
was answered at a state that is over until something is erased. None is ever out of date, whoever publishes what
meanwhile: nothing has to be forgotten in time, and what nobody asks for any more gives way.

Of several who ask for the same at once, before it is there, one makes it and the others wait for that.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import NamedTuple, TypeGuard

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from claims.arrival import ARRIVED
from claims.filters.heads import Head, head_of

# Under which name a view notes in the environment of a request that its answer follows from the ledger.
READ_AT = "claims.read_at"
# The header that names the newest state of the ledger: of an answer that is given again it is today's.
LEDGER_HEAD = "Ledger-Head"
# What answers can depend on beside the address, as their `Vary` names it.
VARYING = {"accept": "HTTP_ACCEPT", "accept-encoding": "HTTP_ACCEPT_ENCODING", "origin": "HTTP_ORIGIN"}
# Whoever sends one of these has an answer already, or is somebody.
APART = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_AUTHORIZATION", "HTTP_COOKIE")
# What makes the address of the site, of which answers hold links.
_SITE = ("HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME")
_ASKED = (*_SITE, "PATH_INFO", "QUERY_STRING", *VARYING.values())
# Seconds that one waits for another's answer before making it as well: as long as a query may take.
LONGEST = 30.0
# Bytes of an answer that one is taken to have beside its body.
BESIDE = 2_000

Asked = tuple[str | None, ...]


class ReadAt(NamedTuple):
    """The state of the ledger that an answer follows from."""

    head: Head
    # Whether it was read at a state that is over, which a redaction alone changes.
    is_over: bool

    def holds_at(self, head: Head) -> bool:
        """Whether it would be answered alike at this head."""
        if head == self.head:
            return True
        same = (head.redaction, head.edition) == (self.head.redaction, self.head.edition)
        return self.is_over and same and head.seq > self.head.seq


class Answer(NamedTuple):
    """What was answered, with all its headers, as it left."""

    read_at: ReadAt
    body: bytes
    headers: dict[str, str]

    def response(self, head: Head) -> HttpResponse:
        return HttpResponse(self.body, headers={**self.headers, LEDGER_HEAD: str(head.seq)})


class KeptAnswers:
    """Answers by what was asked, those that were asked for last, with no more bytes in all than `room`.

    None is of before the last redaction that any of them tells of: what was erased does not stay here.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()
        self._size = 0
        # A head with the last redaction, and the edition of the facts, that what is kept is of.
        self._head = Head()
        # By what was asked, what is set when whoever makes the answer is done.
        self._making: dict[Asked, threading.Event] = {}
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, asked: Asked) -> Answer | None:
        with self._lock:
            answer = self._answers.get(asked)
            if answer is not None:
                self._answers.move_to_end(asked)
            return answer

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keeps what was answered in place of what was before, unless it would take more than a tenth of the room."""
        size = len(answer.body) + BESIDE
        if size * 10 > self.room:
            return
        with self._lock:
            if not self.follow(answer.read_at.head):
                return  # it was made before something was erased
            self._drop(self._answers.pop(asked, None))
            self._answers[asked] = answer
            self._size += size
            while self._size > self.room:
                self._drop(self._answers.popitem(last=False)[1])

    @contextmanager
    def making(self, asked: Asked) -> Iterator[bool]:
        """The answer is made within this, unless somebody made it before: whether one has waited for somebody.

        What they made need not be kept, and then all make their own.
        """
        with self._lock:
            others = self._making.get(asked)
            if others is None:
                self._making[asked] = done = threading.Event()
        if others is not None:
            others.wait(LONGEST)
            yield True
            return
        try:
            yield False
        finally:
            with self._lock:
                del self._making[asked]
            done.set()

    def _drop(self, answer: Answer | None) -> None:
        if answer is not None:
            self._size -= len(answer.body) + BESIDE

    def follow(self, head: Head) -> bool:
        """Leaves nothing of before the head's redaction; false where another came since."""
        with self._lock:
            same = head.edition == self._head.edition
            if same and head.redaction < self._head.redaction:
                return False
            if not same or head.redaction > self._head.redaction:
                self._head = head
                self._answers.clear()
                self._size = 0
            return True

    def forget(self) -> None:
        """Begins anew, as for another ledger."""
        with self._lock:
            self._answers.clear()
            self._size, self._head = 0, Head()


KEPT = KeptAnswers(settings.KEPT_ANSWERS * 2**20)


class KeptAnswersMiddleware:
    """Gives again what was answered before; the first of all, since what it gives has been by all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = what_is_asked(request) if KEPT.room else None
        if asked is None:
            return self.get_response(request)
        if (given := again(request, asked)) is not None:
            return given
        with KEPT.making(asked) as waited:
            if waited and (given := again(request, asked)) is not None:
                return given
            response = self.get_response(request)
            read_at = request.META.get(READ_AT)
            if read_at is not None and is_for_others(response):
                KEPT.keep(asked, Answer(read_at, response.content, dict(response.items())))
            return response


def again(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    """The answer that is kept, if it would be made alike now."""
    answer = KEPT.get(asked)
    if answer is None:
        return None
    # The head is read once, even where it turns out to be another and the view asks for it again.
    arrived = request.META.setdefault(ARRIVED, time.monotonic())
    try:
        head = head_of(settings.PUBLIC_DATABASE, arrived)
    except DatabaseError:  # the view says that the database does not answer
        return None
    KEPT.follow(head)
    return answer.response(head) if answer.read_at.holds_at(head) else None


def what_is_asked(request: HttpRequest) -> Asked | None:
    """What an answer can depend on beside the ledger; None of a request whose answer is not for others."""
    told = request.META
    if request.method != "GET" or any(told.get(header) for header in APART):
        return None
    return (request.scheme, *map(told.get, _ASKED))


def is_for_others(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Whether it is a whole answer, and depends on nothing that a request says but on what it is kept by."""
    if response.status_code != HTTPStatus.OK or not isinstance(response, HttpResponse) or response.cookies:
        return False
    return all(header.strip().lower() in VARYING for header in response.get("Vary", "").split(","))
