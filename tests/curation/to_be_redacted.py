"""Somebody to be redacted, with a public claim about them; and where in the database a word stands."""

from django.db import connection
from pghistory import context

from claims.curation.publishing import publish
from claims.models.actors import Actor, ActorName
from claims.models.claims import Claim
from tests import factories as make

NAME = "Zacharias Quill"


def the_person() -> Actor:
    """Not public yet; the reason of an edit, and an alias, hold the name too."""
    with context(reason=f"{NAME} wrote to us."):
        made = make.actor("zacharias-quill", name=NAME, kind="person")
    ActorName.objects.create(actor=made, name="Zach the Quill", kind="alias")
    return made


def claim_about(person: Actor) -> Claim:
    """Public, and revised once, with the person in it."""
    source = make.source(title="Peculiar title")
    made = make.claim(source=source, statement="Dues rose.", participants=[(person, "subject")])
    make.publish_all(made)
    publish([make.edit(made, statement="Dues rose in May.")], reason=f"{NAME} was right.")
    made.refresh_from_db()
    return made


def without(claim: Claim) -> None:
    """The claim as it is published without anybody in it."""
    claim.participants.all().delete()
    publish([claim])


def everywhere(*words: str) -> list[str]:
    """Tables of the whole database that hold one of the words in any row."""
    holds = " OR ".join(["t::text ILIKE %s"] * len(words))
    asked = [f"%{word}%" for word in words]
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()")
        tables = [table for (table,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table} AS t WHERE {holds})", asked)  # noqa: S608
            if cursor.fetchone() == (True,):
                found.append(table)
    return found
