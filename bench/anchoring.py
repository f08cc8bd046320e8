"""How long anchoring takes in a text of a megabyte: `python -m bench.anchoring`, in milliseconds of processor time."""

import sys
import time
from collections.abc import Callable

from claims.curation.anchoring import anchor_at, find, nearest, normalise, recheck

WORDS = ["tariff", "quota", "subsidy", "the", "minister", "court", "of", "“strike”", "vote", "party", "a", "treaty"]


def milliseconds(work: Callable[[], object]) -> float:
    """The least of three runs."""
    times = []
    for _ in range(3):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times) * 1000


def main() -> None:
    numbered = (f"{i * 7919 % 100_003} {WORDS[i % 12]} {WORDS[i * i % 11]}" for i in range(60_000))
    raw = "\n\n".join(" ".join(lines) for lines in zip(*[numbered] * 20, strict=True))
    text = normalise(raw)
    anchor = anchor_at(text, 900_000, 903_000)
    wrong = anchor.exact[:1_500] + "#" + anchor.exact[1_501:]
    measured: dict[str, Callable[[], object]] = {
        "normalise": lambda: normalise(raw),
        "find a quote of 3,000 characters": lambda: find(text, anchor.exact),
        "find one that is not there": lambda: find(text, wrong),
        "recheck": lambda: recheck(text, anchor),
        "nearest": lambda: nearest(text, wrong),
    }
    sys.stdout.write(f"text of {len(text):,} characters\n")
    for name, work in measured.items():
        sys.stdout.write(f"{milliseconds(work):9.1f} ms  {name}\n")


if __name__ == "__main__":
    main()
