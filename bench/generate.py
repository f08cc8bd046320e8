"""A ledger of generated claims in an empty, migrated database: `python -m bench.generate 200000 [SEED]`.

The ledger and its facts alone: there is no workshop behind it, so that nothing in it can be edited in the admin. Equal
seeds give equal ledgers, hashes included. Measurements of large databases are made on it; no name in it is anybody's.
"""

import argparse
import os
import sys

import django


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description="A ledger of generated claims.")
    parser.add_argument("claims", type=int, help="how many")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="1 unless given; equal seeds give equal ledgers")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    from bench.history import generate
    from claims.models.ledger import Publication

    if Publication.objects.exists():
        raise SystemExit("The ledger has publications already. Name an empty, migrated database in DATABASE_URL.")
    say(f"Generating a ledger of {asked.claims:,} claims: rows and facts, and no workshop behind them")
    with connection.cursor() as cursor:
        # What a crash takes away is made again by the same command.
        cursor.execute("SET synchronous_commit = off")
        chain = generate(asked.claims, asked.seed, say)
        cursor.execute("VACUUM (ANALYZE)")
    say(f"The chain ends in {chain}")


if __name__ == "__main__":
    main()
