"""bench/walk.lua asks for each address of its list once, in order, on however many connections."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from shutil import which

import pytest

from bench.load import walk
from tests.lacking import skip_for_want_of

NUMBER = 300
# More seconds than any list here takes.
MOST = 30


class Server(ThreadingHTTPServer):
    """Answers nothing, by 204 or, to a tag, by 304; and notes who asked for what on which connection."""

    daemon_threads, request_queue_size = True, 64
    # Seconds before each answer.
    takes = 0.0
    # Whether a connection is for one answer only.
    closes = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[int, str, str, str]] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        tag, host = self.headers.get("If-None-Match", ""), self.headers["Host"]
        self.server.asked.append((self.client_address[1], self.path, tag, host))
        time.sleep(self.server.takes)
        self.send_response(304 if tag else 204)
        if self.server.closes:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    if which("wrk") is None:
        skip_for_want_of("wrk")
    with Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.mark.parametrize("connections", [1, 2, 16, NUMBER + 1])
def test_each_address_is_asked_for_once_and_in_order(server: Server, connections: int) -> None:
    paths = [f"/{n}?of={connections}" for n in range(NUMBER)]

    load = walk(server.base, [(path, "") for path in paths], connections, MOST)

    by_connection = defaultdict(list)
    for connection, path, _, _ in server.asked:
        by_connection[connection].append(paths.index(path))
    assert sorted(number for numbers in by_connection.values() for number in numbers) == list(range(NUMBER))
    assert all(numbers == sorted(numbers) for numbers in by_connection.values())
    assert len(by_connection) <= connections
    assert (len(by_connection) > 1) == (connections > 1)
    assert (load.requests, load.errors) == (NUMBER, 0)


def test_a_server_that_closes_each_connection_is_asked_for_each_once_too(server: Server) -> None:
    server.closes, paths = True, [f"/{n}" for n in range(NUMBER)]

    load = walk(server.base, [(path, "") for path in paths], 4, MOST)

    assert sorted(path for _, path, _, _ in server.asked) == sorted(paths)
    assert (load.requests, load.errors) == (NUMBER, 0)


def test_the_next_round_asks_the_same_again(server: Server) -> None:
    paths = [f"/{n}" for n in range(20)]
    for _ in range(2):
        walk(server.base, [(path, "") for path in paths], 1, MOST)
    assert [path for _, path, _, _ in server.asked] == 2 * paths


def test_it_ends_with_the_last_answer(server: Server) -> None:
    server.takes = 0.25

    load = walk(server.base, [("/", "")], 1, MOST)

    assert load.requests == 1
    assert 0.25 <= load.seconds < 0.35


def test_tags_go_with_their_addresses_to_the_host_that_was_asked(server: Server) -> None:
    asked = [("/with", '"a tag"'), ("/without", "")]

    load = walk(server.base, asked, 1, MOST)

    host = server.base.removeprefix("http://")
    assert [rest for _, *rest in server.asked] == [[path, tag, host] for path, tag in asked]
    assert (load.requests, load.errors) == (2, 0)


def test_what_takes_too_long_is_stopped_on_the_way(server: Server) -> None:
    server.takes = 0.3

    load = walk(server.base, [(f"/{n}", "") for n in range(NUMBER)], 2, 1)

    assert 2 <= load.requests <= 8
    assert load.seconds < 2
