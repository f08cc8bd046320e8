"""What an import costs: `python -m bench.importing [--rows 100000]` in a database of its own.

Writes a file of so many rows, half as many claims with two participants each, hands it in, checks it and imports it, by
the way that the admin and the API go; and hands it in once more, to see that it makes no doubles. Of each it tells the
seconds, and the most memory that the process ever held. The claims stay: give it a copy of a database, or an empty one.
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
from pathlib import Path
from typing import Any

import django

HEADER = (
    "id", "source", "statement", "kind", "topics", "date", "claimant", "claimant_kind", "quote", "paragraph",
    "coding_confidence", "actor", "actor_kind", "role", "mention",
)  # fmt: skip
SOURCES, ACTORS, TOPICS = 500, 2_000, 50
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


def timed(what: str, act: Callable[[], Any]) -> Any:
    began = time.monotonic()
    done = act()
    say(f"{what:<28}{time.monotonic() - began:8.1f} s   peak {peak():6.0f} MB")
    return done


def run(count: int, *, checked: bool) -> None:
    from claims.curation.imports import pipeline
    from claims.curation.imports.files import pieces_of

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(rows(count))
        say(f"{count} rows, {path.stat().st_size / 2**20:.1f} MB; before: peak {peak():.0f} MB")
        for time_ in ("first", "second"):
            with path.open("rb") as stream:
                job = timed(f"{time_}: handed in", lambda stream=stream: pipeline.stage(pieces_of(stream), path.name))  # type: ignore[misc]
            if checked:
                job = timed(f"{time_}: checked", lambda job=job: pipeline.check(job))  # type: ignore[misc]
            done = timed(f"{time_}: imported", lambda job=job: pipeline.commit(job))  # type: ignore[misc]
            told = {name: done.counts[name] for name in ("made", "skip", "rejected", "errors", "warnings")}
            say(f"  {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--no-check", action="store_true", help="import without a check before")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
    run(options.rows, checked=not options.no_check)


if __name__ == "__main__":
    main()
