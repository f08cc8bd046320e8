"""What an import costs, on the database of DATABASE_URL: `python -m bench.importing [--rows N] [--no-check] [--undo]`.

Writes a file of so many rows, half as many claims with two participants each, hands it in, checks it and imports it, by
the way that the admin and the API go; hands it in once more, to see that it makes no doubles; and undoes the first
import where that is asked for. Of each it tells the seconds, the rows in a second, and the most memory that the process
ever held. The claims stay, unless they are undone: give it a copy of a database, or an empty one after `migrate`.
"""

import argparse
import csv
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import django

HEADER = (
    "id", "source", "statement", "kind", "topics", "date", "claimant", "claimant_kind", "quote", "paragraph",
    "coding_confidence", "actor", "actor_kind", "role", "mention",
)  # fmt: skip
SOURCES, ACTORS, TOPICS = 500, 5_000, 50
SEED = 1


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def peak() -> float:
    """Megabytes of the most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows(count: int) -> Iterator[list[str]]:
    chance = random.Random(SEED)  # noqa: S311 (a file to measure with)
    for number in range(count):
        if number % 2:
            yield [f"c{number // 2}", *[""] * 10, name(chance), "organisation", "target", "the other"]
            continue
        source, paragraph = number * SOURCES // count, chance.randrange(40)
        yield [
            f"c{number // 2}",
            f"import-source-{source}",
            f"Body {number} decided on matter {chance.randrange(10**9)}, and told the others of it.",
            chance.choice(["event", "state", "evaluative", "normative"]),
            f"import-topic-{chance.randrange(TOPICS)}",
            f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            name(chance),
            "organisation",
            words(source, paragraph),
            str(paragraph + 1),
            "high",
            name(chance),
            "organisation",
            "subject",
            "it",
        ]


def name(chance: random.Random) -> str:
    return f"Body of matters {chance.randrange(ACTORS) * 7919 % 100_003:06}"


def words(source: int, paragraph: int) -> str:
    return f"what source {source} says in part {paragraph}"


def prepare() -> None:
    """Sources with a text of 40 paragraphs, topics, and a scale; made once."""
    from claims.choices import Axis
    from claims.curation import anchoring
    from claims.models.confidence import ConfidenceLevel, ConfidenceScale
    from claims.models.sources import Source, SourceText
    from claims.models.topics import Topic

    Topic.objects.bulk_create(
        [Topic(slug=f"import-topic-{n}", name=f"Topic {n}") for n in range(TOPICS)], ignore_conflicts=True
    )
    if not ConfidenceLevel.objects.filter(scale__axis=Axis.CODING_CONFIDENCE).exists():
        fields = {"edition": "1", "authority": "Bench", "citation": "Bench", "axis": Axis.CODING_CONFIDENCE}
        scale = ConfidenceScale.objects.create(slug="import-confidence", name="Confidence", **fields)
        ConfidenceLevel.objects.create(scale=scale, code="high", label="high", rank=1)
    if Source.objects.filter(slug="import-source-0").exists():
        return
    made = Source.objects.bulk_create(
        Source(slug=f"import-source-{n}", title=f"Import source {n}", kind="article", coding_depth="full")
        for n in range(SOURCES)
    )
    for number, source in enumerate(made):
        text = "\n\n".join(f"Here is {words(number, part)}, and more of it." for part in range(40))
        SourceText.objects.create(source=source, text=text, rule=anchoring.RULE, sha256=anchoring.sha256(text))


def timed(what: str, count: int, act: Callable[[], Any]) -> Any:
    began = time.monotonic()
    done = act()
    took = time.monotonic() - began
    say(f"{what:<20}{took:8.1f} s {count / took:8,.0f} rows/s   peak {peak():6.0f} MB")
    return done


def run(count: int, *, checked: bool, undone: bool) -> None:
    from claims.curation.change_sets import undo
    from claims.curation.imports import pipeline
    from claims.curation.imports.files import pieces_of
    from claims.models.reviewing import ChangeSet

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(rows(count))
        say(f"{count} rows, {path.stat().st_size / 2**20:.1f} MB; before: peak {peak():.0f} MB")
        jobs = []
        for time_ in ("first", "second"):
            with path.open("rb") as stream:
                job = timed(f"{time_}: handed in", count, partial(pipeline.stage, pieces_of(stream), path.name))
            if checked:
                job = timed(f"{time_}: checked", count, partial(pipeline.check, job))
            jobs.append(timed(f"{time_}: imported", count, partial(pipeline.commit, job)))
            told = {name: jobs[-1].counts[name] for name in ("made", "skip", "rejected", "errors", "warnings")}
            say(f"  {told}")
    if undone:
        change_set = ChangeSet.objects.get(pk=jobs[0].counts["change_set"])
        put_back = timed("first: undone", count, lambda: undo(change_set, by="measurer", reason="measured"))
        say(f"  {put_back:,} rows of tables taken out")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--no-check", action="store_true", help="import without a check before")
    parser.add_argument("--undo", action="store_true", help="undo the import when it is done")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
    run(options.rows, checked=not options.no_check, undone=options.undo)


if __name__ == "__main__":
    main()
