"""Whatever happens in the workshop, and whatever is asked at whatever S: the answer is what reading the documents says.

A case is one question, drawn with its filters, ordering, page size and S, of a workshop that was drawn too; all pages
of the answer are read. POLICY_CLAIMS_CASES says how many the long run asks (10000), POLICY_CLAIMS_SEED with which
workshop it begins.
"""

import os
import random
import threading
from collections import Counter
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client

from claims.choices import Axis
from claims.curation.catching_up import catch_up
from claims.curation.rebuilding import rebuild
from claims.curation.releasing import release
from claims.curation.verifying import verify
from claims.filters import ReadingPoint
from claims.index import keeping
from claims.models.ledger import PATHS, Publication, Release, instant
from claims.shapes.documents import COUNTED
from tests import factories as make
from tests.api.test_oracle import Query
from tests.trust.chance import Curator
from tests.trust.questions import Reading
from tests.trust.shapes import Shapes

pytestmark = pytest.mark.django_db(transaction=True)

# Of each workshop.
ACTS, TOGETHER, QUESTIONS = 40, 3, 100


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(4))
def test_every_answer_is_what_reading_the_documents_says(seed: int) -> None:
    asked = ask_of_a_workshop(seed)
    assert asked["questions"] == QUESTIONS
    assert asked["with an answer"] > QUESTIONS / 4
    assert asked["at an earlier state"] > QUESTIONS / 4
    assert asked["of several pages"] > QUESTIONS / 10


@pytest.mark.slow
def test_every_one_of_many_answers_is_what_reading_the_documents_says(django_db_blocker: Any) -> None:
    cases = int(os.environ.get("POLICY_CLAIMS_CASES", "10000"))
    asked: Counter[str] = Counter()
    seed = int(os.environ.get("POLICY_CLAIMS_SEED", "1000"))
    while asked["questions"] < cases:
        asked += ask_of_a_workshop(seed)
        empty_the_database()
        seed += 1
    assert asked["with an answer"] > cases / 4


def empty_the_database() -> None:
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


def ask_of_a_workshop(seed: int) -> Counter[str]:
    """Draws a workshop and questions of it; how many there were of which sort."""
    chance = random.Random(seed)  # noqa: S311
    work(seed, chance)
    verdict = verify()
    assert verdict.faults == [], f"seed {seed}"
    asked: Counter[str] = Counter()
    asker = Asker(seed, chance)
    for number in range(QUESTIONS):
        if number == QUESTIONS // 2:
            rebuild()
            # What comes after is read from a file, and before it from what each publication brought.
            keeping.make_base("default")
            keeping.forget()
        asked += asker.ask()
    return asked


def work(seed: int, chance: random.Random) -> None:
    """One curator at work, now and then several at once; two releases on the way."""
    for axis in Axis:  # one for all, so that none finds it half made
        make.scale(axis)
    curators = [Curator(f"{seed} {number}") for number in range(TOGETHER)]
    for number in range(ACTS):
        if chance.random() < 0.15:
            at_once(curators)
        else:
            curators[0].act()
        if number in (ACTS // 3, ACTS // 2) and Publication.objects.exists():
            release(f"r{number}")
        if chance.random() < 0.5:
            # So that the index has taken in what is changed, merged and erased later on.
            _ = ReadingPoint.at_head().index
    if chance.random() < 0.5:
        catch_up()


def at_once(curators: list[Curator]) -> None:
    errors: list[BaseException] = []

    def act(curator: Curator) -> None:
        try:
            curator.act()
        except BaseException as error:  # told in the main thread
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[curator]) for curator in curators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


class Asker:
    def __init__(self, seed: int, chance: random.Random) -> None:
        self.seed, self.chance = seed, chance
        self.client = Client()
        self.head = Publication.objects.head()
        self.moments = dict(Publication.objects.values_list("seq", "at"))
        self.releases = dict(Release.objects.values_list("seq", "name"))
        self.reading = lru_cache(maxsize=40)(Reading)
        self.shapes = Shapes(self.client, chance)

    def ask(self) -> Counter[str]:
        chance = self.chance
        seq = self.head if chance.random() < 0.4 else chance.randint(self.head // 5, self.head)
        if chance.random() < 0.03:
            seq = chance.randint(0, self.head // 5)
        kind = "claim" if chance.random() < 0.7 else chance.choice(list(PATHS))
        reading = self.reading(kind, seq)
        query, ordering = reading.draw(chance)
        expected = reading.find(query, ordering)
        limit = chance.choice([1, 2, 3, 5, 20, 200])
        as_of = self.as_of(seq)
        asked = {**query, "ordering": [ordering], "limit": [str(limit)], "count": ["exact"], **as_of}
        told = f"seed {self.seed}: {kind} {asked}"
        found, pages = self.pages(f"/api/v1/{PATHS[kind]}/?{urlencode(asked, doseq=True)}", seq, len(expected), told)
        assert [document["uid"] for document in found] == expected, told
        for document in found:
            self.is_written(document, reading.written[document["uid"]], told)
        if kind in COUNTED and found:
            self.counts(kind, chance.choice(found), seq, told)
        if found:
            self.has_a_page_of_its_own(chance.choice(found), as_of, told)
        if kind == "claim" and found:
            self.has_disputes(reading, chance.choice(found), as_of, told)
        shape = self.shapes.ask(reading, query, as_of) if kind == "claim" else "none"
        return Counter(
            {
                "questions": 1,
                "with an answer": bool(expected),
                "at an earlier state": seq < self.head,
                "of several pages": pages > 1,
                shape: 1,
            }
        )

    def as_of(self, seq: int) -> Query:
        """One of the ways in which S can be named."""
        ways: list[Query] = [{"as_of": [str(seq)]}]
        if seq == self.head:
            ways.append({})
        if seq in self.releases:
            ways.append({"as_of": [self.releases[seq]]})
        if seq and (seq == self.head or self.moments[seq] < self.moments[seq + 1]):
            ways.append({"as_of": [instant(self.moments[seq])]})
        return self.chance.choice(ways)

    def pages(self, address: str | None, seq: int, count: int, told: str) -> tuple[list[dict[str, Any]], int]:
        """The documents of all pages, read forwards; the last page but one is read again from behind."""
        found: list[dict[str, Any]] = []
        pages = 0
        before: list[dict[str, Any]] = []
        while address:
            response = self.client.get(address)
            assert response.status_code == 200, f"{told}: {response.content!r}"
            body = response.json()
            assert (body["meta"]["as_of"], body["meta"]["count"]) == (seq, count), told
            assert response.headers["Ledger-Head"] == str(self.head), told
            if body["previous"] and pages == 1:
                back = self.client.get(body["previous"]).json()["results"]
                assert back == before, told
            before = body["results"]
            found += body["results"]
            address, pages = body["next"], pages + 1
        return found, pages

    def is_written(self, document: dict[str, Any], written: dict[str, Any], told: str) -> None:
        said = {name: value for name, value in written.items() if not name.startswith("_")}
        assert {name: document[name] for name in said} == said, told
        assert set(document) - set(said) <= {"licence", "claim_count"}, told

    def counts(self, kind: str, document: dict[str, Any], seq: int, told: str) -> None:
        claims = self.reading("claim", seq).find({kind: [document["slug"]]})
        assert document["claim_count"] == len(claims), f"{told}: {document['slug']}"

    def has_a_page_of_its_own(self, document: dict[str, Any], as_of: Query, told: str) -> None:
        response = self.client.get(f"{document['path']}?{urlencode(as_of, doseq=True)}")
        assert response.status_code == 200, told
        assert response.json() == document, told

    def has_disputes(self, reading: Reading, claim: dict[str, Any], as_of: Query, told: str) -> None:
        types = "supports,contradicts,qualifies,causes,updates,example_of,restates"
        asked = urlencode({**as_of, "relation": [types], "limit": ["200"]}, doseq=True)
        body = self.client.get(f"{claim['path']}disputes/?{asked}").json()
        shown = [
            {**{name: value for name, value in item.items() if name != "claim"}, "uid": item["claim"]["uid"]}
            for item in body["results"]
        ]
        expected = [
            {**{name: value for name, value in item.items() if name != "claim"}, "uid": item["claim"]["uid"]}
            for item in reading.disputes(claim["uid"])
        ]
        assert shown == expected, told
