"""The questions that every system of the benchmark is asked: distinct ones, drawn from a seed out of the database.

Each work (W1 to W10, as the table in docs/performance.md names them) has a list of its own. A question says what is
wanted in the words of our API's filters; each system has its own way of asking it. For SQL the same questions stand in
the table `bench.question`, with numbers of rows in the place of slugs.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet

from bench.asking import EXPORTED, Question
from bench.chance import Skewed, chance_of
from claims.choices import Axis, RecordKind
from claims.filters import ReadingPoint
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceLevel
from claims.models.facts import OPEN, ClaimFact, Facet, RecordFact, Term
from claims.models.ledger import Publication

# A word that is found however it is inflected, and by which no other language is searched.
_WORD = re.compile(r"\b[a-z]{5,}\b")


class Drawer:
    """Draws questions out of the ledger that Django is connected to; equal seeds draw equal questions.

    What the workshop holds does not matter: the largest databases have none.
    """

    def __init__(self, number: int, seed: int) -> None:
        self.number = number
        self._chance = chance_of(seed, "questions")
        self._actors = Skewed(_ranked_actors())
        self._levels = _levels()
        self._last: int = open_facts().aggregate(last=Max("record"))["last"]

    def all(self) -> dict[str, list[Question]]:
        """Every list but those that are read from the API itself: deep pages, and what a reader has already."""
        return {
            "W1": self._distinct(lambda: Question(uid=self._claim()["uid"])),
            "W2": self._distinct(self._by_actor_and_confidence),
            "W3": self._distinct(self._by_words),
            "W4": self._distinct(self._by_actor),
            "W4 worst": self._distinct(self._nearly_all),
            "W8": self._distinct(self._changes),
            "W9 timeline": self._distinct(self._by_actor),
            "W9 network": self._distinct(self._by_actor),
            "W9 worst": self._distinct(self._nearly_all),
            "W10": self._distinct(self._by_actor_and_confidence),
        }

    def _distinct(self, draw: Callable[[], Question]) -> list[Question]:
        """So many different ones; fewer where a small database has no more."""

        def fresh() -> Iterator[Question]:
            seen = set()
            for _ in range(self.number * 20):
                question = draw()
                if question.identity() not in seen:
                    seen.add(question.identity())
                    yield question

        return list(islice(fresh(), self.number))

    def _claim(self) -> dict[str, Any]:
        """The document of a public claim; each as likely as the other, whatever gaps their numbers have."""
        while True:
            record = self._chance.randint(1, self._last)
            last = Publication.objects.filter(kind=RecordKind.CLAIM, record=record).order_by("-seq").first()
            if last is not None and last.has_document:
                return dict(last.parsed())

    def _by_actor(self) -> Question:
        return Question({"actor": self._actors.one(self._chance)})

    def _by_actor_and_confidence(self) -> Question:
        return Question(
            {"actor": self._actors.one(self._chance), "coding_confidence_min": self._chance.choice(self._levels)}
        )

    def _by_words(self) -> Question:
        """Of a claim: an actor in it, a word of it, and some years around it. So there is something to be found."""
        while True:
            claim = self._claim()
            words = _searched(sorted(set(_WORD.findall(claim["statement"]))))
            level, day = claim["coding_confidence"], claim["occurred"] and claim["occurred"]["from"]
            known = level is not None and level["code"] in self._levels
            if claim["participants"] and words and day and claim["language"] == "en" and known:
                around = timedelta(days=self._chance.randint(200, 2_000))
                return Question(
                    {
                        "actor": claim["participants"][0]["actor"]["slug"],
                        "coding_confidence_min": self._levels[0],
                        "occurred_after": (date.fromisoformat(day) - around).isoformat(),
                        "occurred_before": (date.fromisoformat(day) + around).isoformat(),
                        "q": self._chance.choice(words),
                    }
                )

    def _nearly_all(self) -> Question:
        """What narrows nothing, in ever new words: the worst that can be asked of what has to count."""
        return Question({"occurred_after": (date(1900, 1, 1) + timedelta(self._chance.randrange(20_000))).isoformat()})

    def _changes(self) -> Question:
        return Question(after=self._chance.randrange(max(1, Publication.objects.head() - 200)))


def open_facts() -> QuerySet[ClaimFact]:
    """The facts of the claims that are public now."""
    return ClaimFact.objects.filter(till_seq=OPEN)


def _ranked_actors() -> list[str]:
    """The slugs of the public actors of claims, those with most claims first."""
    index = ReadingPoint.at_head().index
    assert index is not None  # it is made before anything is drawn
    terms, counts = index.counts(Facet.ACTOR, index.at(index.seq))
    claims = dict(zip(terms.tolist(), counts.tolist(), strict=True))
    keys = Term.objects.filter(facet=Facet.ACTOR).values_list("id", "key")
    by_uid = {key: claims[number] for number, key in keys if number in claims}
    public = RecordFact.objects.filter(kind=RecordKind.ACTOR, till_seq=OPEN).values_list("uid", "slug")
    ranked = [(-by_uid[str(uid)], slug) for uid, slug in public if str(uid) in by_uid]
    return [slug for _, slug in sorted(ranked)]


def _levels() -> list[str]:
    """The codes of the levels of coding confidence that have a rank, the lowest first."""
    last = Publication.objects.filter(kind=RecordKind.SCALE).order_by("slug", "-seq").distinct("slug")
    scales = [row.parsed() for row in last if row.has_document]
    levels = [level for scale in scales if scale["axis"] == Axis.CODING_CONFIDENCE for level in scale["levels"]]
    ranked = sorted((level["rank"], level["code"]) for level in levels if level["rank"] is not None)
    return list(dict.fromkeys(code for _, code in ranked))


def _searched(words: list[str]) -> list[str]:
    """Those that are not too common to be searched."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE numnode(to_tsquery('claims_english', word)) > 0", [words]
        )
        return [word for (word,) in cursor.fetchall()]


def exported() -> dict[str, str]:
    """The filters that leave the number of claims nearest to what an export is to have."""
    public = Claim.objects.filter(published_version__isnull=False)
    columns = ("kind", "salience")
    sizes: list[tuple[int, dict[str, str]]] = [(public.count(), {})]
    for names in (columns[:1], columns[1:], columns):
        for *values, size in public.order_by().values_list(*names).annotate(Count("pk")):
            sizes.append((size, dict(zip(names, values, strict=True))))
    return min(sizes, key=lambda found: (abs(found[0] - EXPORTED), sorted(found[1].items())))[1]


def position_of(uid: str) -> tuple[str, int]:
    """Where a claim stands among the newest: its day and its number."""
    record, first = open_facts().values_list("record", "occurred_low").get(uid=uid)
    return (date.fromordinal(first).isoformat() if first else "-infinity"), record


_TABLE = """
CREATE SCHEMA IF NOT EXISTS bench;
DROP TABLE IF EXISTS bench.question;
CREATE TABLE bench.question (
    work text, n int, uid uuid, actors bigint[], levels bigint[], after date, before date, words text,
    day date, record bigint, records bigint[], seq bigint, PRIMARY KEY (work, n)
);
"""


def write_table(lists: dict[str, list[Question]], pages: dict[str, list[list[str]]]) -> None:
    """The questions as SQL reads them. `pages` are the uids of the claims that answer those of a work, in order."""
    actors: dict[str, list[int]] = {}
    for actor in Actor.objects.select_related("merged_into").iterator():
        actors.setdefault(actor.canonical().slug, []).append(actor.pk)
    levels = ConfidenceLevel.objects.filter(scale__axis=Axis.CODING_CONFIDENCE, rank__isnull=False)
    ranks = dict(levels.values_list("code", "rank"))
    at_least = {code: list(levels.filter(rank__gte=rank).values_list("pk", flat=True)) for code, rank in ranks.items()}
    rows = []
    for work, questions in lists.items():
        shown = pages.get(work, [])
        numbers = _numbers({uid for page in shown for uid in page})
        for n, question in enumerate(questions):
            asked = question.filters
            rows.append(
                (
                    work,
                    n,
                    question.uid or None,
                    actors.get(asked.get("actor", "")),
                    at_least.get(asked.get("coding_confidence_min", "")),
                    asked.get("occurred_after"),
                    asked.get("occurred_before"),
                    asked.get("q"),
                    question.day,
                    question.record,
                    [numbers[uid] for uid in shown[n]] if n < len(shown) else None,
                    question.after,
                )
            )
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        with cursor.copy("COPY bench.question FROM STDIN") as copied:
            for row in rows:
                copied.write_row(row)
        cursor.execute("ANALYZE bench.question")


def _numbers(uids: set[str]) -> dict[str, int]:
    """The numbers of the claims with these uids."""
    return {str(uid): pk for uid, pk in Claim.objects.filter(uid__in=uids).values_list("uid", "pk")}
