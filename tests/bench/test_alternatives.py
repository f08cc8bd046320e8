"""The alternatives of the benchmark answer as the API does; those that need no package of their own."""

import json
import sqlite3
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client, override_settings

from bench.alternatives.datasette import Datasette, DatasetteWithDocuments
from bench.alternatives.datasette_app import QUERIES
from bench.alternatives.django_projects import PlainDRF
from bench.alternatives.sql import Limit, Normalised
from bench.asking import Question
from bench.equal import Difference, differences, where
from bench.history import generate
from bench.preparing import SCHEMA, draw
from bench.questions import exported
from bench.systems import Ours, Server, System
from claims.curation.rebuilding import rebuild
from claims.models.claims import Claim

pytestmark = pytest.mark.django_db

CLAIMS = 400


class InProcess(Server):
    """A server that is asked without a process of its own, and sees what the test has written."""

    urls = "config.urls"

    def get(self, address: str, headers: Mapping[str, str] | None = None, patience: float = 300) -> Any:
        with override_settings(ROOT_URLCONF=self.urls, MIDDLEWARE=[]):
            response = Client(HTTP_HOST="127.0.0.1").get(address.removeprefix(self.base))
        assert response.status_code == 200, response.content
        return BytesIO(response.content)


class OursInProcess(InProcess, Ours):
    base = "http://127.0.0.1"


class InSQLite(Datasette):
    """The canned queries on a copy, without Datasette around them."""

    def get(self, address: str, headers: Mapping[str, str] | None = None, patience: float = 300) -> Any:
        path, _, query = address.partition("?")
        queries, _, name = path.removeprefix("/").removesuffix(".json").partition("/")
        asked = dict(parse_qsl(query, keep_blank_values=True))
        with sqlite3.connect(self.file) as copy:
            rows = copy.execute(QUERIES[queries][name], asked).fetchall()
        return BytesIO(json.dumps([value for (value,) in rows]).encode())


class TablesInSQLite(InSQLite, Datasette):
    pass


class DocumentsInSQLite(InSQLite, DatasetteWithDocuments):
    pass


class PlainInProcess(InProcess, PlainDRF):
    urls = PlainDRF.urls


@pytest.fixture
def lists() -> dict[str, list[Question]]:
    """Questions on a small database with a workshop, and what hand-written SQL needs."""
    generate(CLAIMS, 1, processes=1)
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA.read_text(encoding="utf-8"))
    return draw(12, 1, OursInProcess())


def test_plain_drf_and_hand_written_sql_answer_as_the_api_does(lists: dict[str, list[Question]]) -> None:
    systems: list[System] = [OursInProcess(), PlainInProcess(), Normalised("", "")]

    found = list(differences(systems, lists, 4))

    assert [str(one) for one in found if isinstance(one, Difference)] == []
    assert {one[:2] for one in found if not isinstance(one, Difference)} >= {
        (system, work)
        for system in ("plain DRF", "normalised SQL")
        for work in ("W1", "W2", "W3", "W4", "W4 worst", "W5", "W9 timeline", "W9 network", "W10")
    }


@pytest.mark.parametrize("system", [TablesInSQLite, DocumentsInSQLite])
def test_a_copy_in_sqlite_answers_as_the_api_does(
    lists: dict[str, list[Question]], tmp_path: Path, system: type[InSQLite]
) -> None:
    copy = system(tmp_path)
    copy.prepare()

    found = list(differences([OursInProcess(), copy], lists, 4))

    assert [str(one) for one in found if isinstance(one, Difference)] == []
    assert {work for _, work, _ in (one for one in found if not isinstance(one, Difference))} >= {
        *("W1", "W2", "W3", "W4", "W4 worst", "W5", "W9 timeline", "W9 network", "W9 worst", "W10")
    }


def test_questions_find_something_and_none_comes_twice(lists: dict[str, list[Question]]) -> None:
    ours = OursInProcess()

    assert all(len(lists[work]) == len({one.identity() for one in lists[work]}) for work in ("W1", "W2", "W3", "W5"))
    assert [question for question in lists["W3"] if not ours.answer("W3", 0, question)] == []


def test_equal_seeds_ask_equal_questions(lists: dict[str, list[Question]]) -> None:
    again = draw(12, 1, OursInProcess())
    other = draw(12, 2, OursInProcess())

    assert again["W3"] == lists["W3"]
    assert other["W3"] != lists["W3"]


def test_another_answer_is_told_with_its_place(lists: dict[str, list[Question]]) -> None:
    class Wrong(Normalised):
        name = "wrong"

        def read(self, work: str, body: Any) -> Any:
            return [{**document, "kind": "other"} for document in body]

    (told,) = differences([OursInProcess(), Wrong("", "")], {"W2": lists["W2"]}, 2)

    assert "[0].kind is" in str(told)
    assert where([1], [1, 2]) == "the list has 1 items, and 2 there"


def test_an_export_is_of_what_comes_nearest_to_its_size(lists: dict[str, list[Question]]) -> None:
    # There are fewer than an export is to have, so it is of all.
    assert Claim.objects.count() < 100_000
    assert exported() == {}


def test_what_is_asked_again_is_no_question_to_what_our_servers_leave_to_postgresql() -> None:
    assert [Limit("", "").takes(work) for work in ("W2", "W2 again")] == [True, False]
