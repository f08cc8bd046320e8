"""The SQL views over the ledger: what they show, what they do not, and how they are described."""

# ruff: noqa: S608 — what is put into a query here is the name of a view, or a uid

import datetime
import json
import re
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from claims.choices import Axis
from claims.curation.publishing import retract
from claims.curation.redacting import redact
from claims.management.commands.describe_views import PAGE, described
from claims.models.actors import ActorName, Affiliation, Identifier
from claims.models.ledger import PATHS
from claims.models.public_views import VIEWS, digest
from claims.models.sources import Citation, SourceAuthor
from tests import factories as make

pytestmark = pytest.mark.django_db


def rows(query: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def row(query: str) -> dict[str, Any]:
    (found,) = rows(query)
    return found


def since(prefix: str, day: int) -> dict[str, Any]:
    return {f"{prefix}_from": datetime.date(2025, 5, day), f"{prefix}_precision": "period"}


@pytest.fixture
def published() -> dict[str, Any]:
    """A record of each kind and a part of each sort, so that every view has rows; by the name that the tests use."""
    state, guild = make.actor("state", kind="state"), make.actor("guild", named=False)
    ActorName.objects.create(actor=state, name="Capital", kind="metonym")
    Identifier.objects.create(actor=state, scheme="iso3166-1-alpha-2", value="AZ", evidence="The standard.")
    Affiliation.objects.create(actor=guild, kind="part_of", organisation=state, since=datetime.date(2020, 1, 2))
    trade = make.topic("trade")
    dues = make.topic("dues", parent=trade, pole="Higher dues.")
    port = make.place("port", country="AZ", latitude="40.5", longitude="49.25")
    rise = make.event("rise", places=[port], **since("occurred", 1))
    cited = make.source("cited", text="")
    source = make.source("article", reliability=make.level(Axis.RELIABILITY, "A"), reliability_basis="Its record.")
    SourceAuthor.objects.create(source=source, actor=guild, order=0)
    Citation.objects.create(source=source, cited=cited, mention="the law")
    other = make.claim(source=source, statement="Dues are low.")
    claim = make.claim(
        source=source,
        statement="Dues may rise.",
        voices=[{"actor": guild, "form": "warned", "commitment": "possible", **since("said", 2)}],
        participants=[(state, "target")],
        topics=[dues],
        places=[port],
        event=rise,
        positions=[(guild, dues, "against")],
        cues=[("may", "modal")],
        relations=[("contradicts", other)],
        likelihood=make.level(Axis.LIKELIHOOD, "likely"),
        credibility=make.level(Axis.CREDIBILITY, "1"),
        **since("occurred", 1),
    )
    make.publish_all(claim, other, source)
    return {"claim": claim, "other": other, "guild": guild, "state": state, "dues": dues, "port": port, "rise": rise}


def test_every_view_shows_what_was_published_in_it(published: dict[str, Any]) -> None:
    empty = {view.name for view in VIEWS if not rows(f"SELECT * FROM {view.name}")}
    assert empty == {"public_releases", "public_merges"}


def test_a_claim_has_its_columns_in_types_to_reckon_with(published: dict[str, Any]) -> None:
    claim, guild = published["claim"], published["guild"]
    assert {
        "claim_uid": claim.uid,
        "statement": "Dues may rise.",
        "negated": False,
        "own_voice": False,
        "claimant_uid": guild.uid,
        "claimant_slug": "guild",
        "claimant_name": "Guild",
        "form": "warned",
        "commitment": "possible",
        "event_uid": published["rise"].uid,
        "occurred_from": datetime.date(2025, 5, 1),
        "occurred_to": None,
        "hedging": "hedged",
        "likelihood": "likely",
        "likelihood_low": 55,
        "likelihood_high": 80,
        "credibility": "1",
        "source_uid": claim.source.uid,
        "source_published_on": datetime.date(2025, 6, 1),
        "publisher_uid": claim.source.publisher.uid,
        "revised_at": None,
    }.items() <= row(f"SELECT * FROM public_claims WHERE claim_uid = '{claim.uid}'").items()


def test_the_parts_of_a_claim_join_on_its_uid_and_theirs(published: dict[str, Any]) -> None:
    found = row(
        f"""
        SELECT v.link, v.is_claimant, v.said_from, cue.text AS cue, p.role, a.kind, pos.value, t.pole,
            wider.slug AS wider, place.latitude, r.type, other.statement, l.rank, e.quote
        FROM public_claims AS c
        JOIN public_attribution AS v USING (claim_uid) JOIN public_actors AS speaker USING (actor_uid)
        JOIN public_hedge_cues AS cue USING (claim_uid)
        JOIN public_participants AS p USING (claim_uid) JOIN public_actors AS a ON a.actor_uid = p.actor_uid
        JOIN public_positions AS pos USING (claim_uid) JOIN public_topics AS t USING (topic_uid)
        JOIN public_topics AS wider ON wider.topic_uid = t.parent_uid
        JOIN public_claim_topics AS ct ON ct.claim_uid = c.claim_uid AND ct.topic_uid = t.topic_uid
        JOIN public_claim_places AS cp ON cp.claim_uid = c.claim_uid JOIN public_places AS place USING (place_uid)
        JOIN public_relations AS r ON r.claim_uid = c.claim_uid
        JOIN public_claims AS other ON other.claim_uid = r.other_uid
        JOIN public_levels AS l ON (l.scale_slug, l.code) = (c.likelihood_scale, c.likelihood)
        JOIN public_scales AS s USING (scale_uid)
        JOIN public_evidence AS e ON e.claim_uid = c.claim_uid
        JOIN public_publications AS last ON last.seq = c.seq
        WHERE c.claim_uid = '{published["claim"].uid}' AND speaker.slug = 'guild'
        """
    )
    assert found == {
        "link": 1,
        "is_claimant": True,
        "said_from": datetime.date(2025, 5, 2),
        "cue": "may",
        "role": "target",
        "kind": "state",
        "value": "against",
        "pole": "Higher dues.",
        "wider": "trade",
        "latitude": 40.5,
        "type": "contradicts",
        "statement": "Dues are low.",
        "rank": 2,
        "quote": "raised harbour dues",
    }


def test_actors_and_sources_join_their_parts(published: dict[str, Any]) -> None:
    assert row(
        """
        SELECT a.named, f.kind, f.since, whole.slug, n.name, i.value
        FROM public_actors AS a
        JOIN public_affiliations AS f USING (actor_uid)
        JOIN public_actors AS whole ON whole.actor_uid = f.organisation_uid
        JOIN public_actor_names AS n ON n.actor_uid = whole.actor_uid
        JOIN public_identifiers AS i ON i.actor_uid = whole.actor_uid
        """
    ) == {
        "named": False,
        "kind": "part_of",
        "since": datetime.date(2020, 1, 2),
        "slug": "state",
        "name": "Capital",
        "value": "AZ",
    }
    assert row(
        """
        SELECT s.slug, s.reliability, s.text_paragraphs, s.quoted_share > 0 AS quoted, w.slug AS author,
            cited.slug AS cites, place.slug AS place
        FROM public_sources AS s
        JOIN public_source_authors AS sa USING (source_uid) JOIN public_actors AS w USING (actor_uid)
        JOIN public_citations AS c USING (source_uid) JOIN public_sources AS cited ON cited.source_uid = c.cited_uid,
        public_events JOIN public_event_places USING (event_uid) JOIN public_places AS place USING (place_uid)
        """
    ) == {
        "slug": "article",
        "reliability": "A",
        "text_paragraphs": 3,
        "quoted": True,
        "author": "guild",
        "cites": "cited",
        "place": "port",
    }


def test_public_documents_are_the_documents_of_the_api(published: dict[str, Any], client: Any) -> None:
    found = {(document["kind"], str(document["uid"])): document for document in rows("SELECT * FROM public_documents")}
    for kind, path in PATHS.items():
        for given in client.get(f"/api/v1/{path}/").json()["results"]:
            document = found.pop((kind, given["uid"]))
            assert json.loads(document["document"]).items() <= given.items()
            assert (document["seq"], document["slug"]) == (given["seq"], given.get("slug"))
    assert not found


def test_a_draft_and_an_edit_a_retracted_and_an_erased_claim_are_in_no_view(published: dict[str, Any]) -> None:
    make.claim(statement="Secret draft.")
    make.edit(published["other"], statement="Secret edit.")
    retracted, erased = make.claim(statement="Secret retracted."), make.claim(statement="Secret erased.")
    make.publish_all(retracted, erased)
    retract([retracted], reason="Misread.")
    redact([erased], reason="A ruling.")
    shown = {view.name: str(rows(f"SELECT v::text FROM {view.name} AS v")) for view in VIEWS}
    assert {name for name, text in shown.items() if "Secret" in text} == set()
    for claim in (retracted, erased):
        named = {name for name, text in shown.items() if str(claim.uid) in text}
        # That it was there is told, and when it went.
        assert named == {"public_publications"}
    assert "Dues are low." in shown["public_claims"]


def test_what_was_erased_of_an_actor_is_in_no_view(published: dict[str, Any]) -> None:
    named = make.actor("somebody", name="Secret name")
    claim = make.claim(source=published["claim"].source, participants=[(named, "mentioned")])
    make.publish_all(claim)
    redact([claim, named], reason="A ruling.")
    assert not [view.name for view in VIEWS if "Secret" in str(rows(f"SELECT v::text FROM {view.name} AS v"))]


def test_a_relation_is_shown_while_both_claims_are_public(published: dict[str, Any]) -> None:
    assert row("SELECT * FROM public_relations")["other_uid"] == published["other"].uid
    retract([published["other"]], reason="Misread.")
    assert rows("SELECT * FROM public_relations") == []


def test_a_record_that_was_renamed_is_joined_by_its_uid(published: dict[str, Any]) -> None:
    make.publish_all(make.edit(published["guild"], slug="union", name="The union"))
    names = rows(
        "SELECT slug, name FROM public_claims JOIN public_actors ON actor_uid = claimant_uid ORDER BY statement"
    )
    assert {"slug": "union", "name": "The union"} in names


def test_each_view_and_each_column_says_what_it_is(published: dict[str, Any]) -> None:
    for view in VIEWS:
        comments = rows(
            f"SELECT attname, col_description(attrelid, attnum) AS comment FROM pg_attribute"
            f" WHERE attrelid = '{view.name}'::regclass AND attnum > 0"
        )
        assert {found["attname"]: found["comment"] for found in comments} == {c.name: c.comment for c in view.columns}
        assert all(comment.endswith(".") for comment in [view.comment, *(c.comment for c in view.columns)])


def test_what_a_comment_says_to_join_is_there() -> None:
    columns = {view.name: {column.name for column in view.columns} for view in VIEWS}
    for view in VIEWS:
        for column in view.columns:
            for other, key in re.findall(r"join (public_\w+) on (\w+)", column.comment):
                assert key in columns[other], (view.name, column.name)


def test_the_views_read_the_ledger_alone() -> None:
    read = rows(
        """
        SELECT DISTINCT table_name FROM information_schema.view_table_usage
        WHERE view_name LIKE 'public\\_%' AND table_name NOT LIKE 'public\\_%' ORDER BY 1
        """
    )
    assert [found["table_name"] for found in read] == [
        "claims_claimfact",
        "claims_linkfact",
        "claims_publication",
        "claims_recordfact",
        "claims_release",
    ]


def test_the_page_on_sql_describes_the_views_as_they_are() -> None:
    """`manage.py describe_views` writes it."""
    assert PAGE.read_text(encoding="utf-8").endswith(described())


def test_the_examples_on_the_page_can_be_run(published: dict[str, Any]) -> None:
    examples = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) >= 5
    for example in examples:
        rows(example)


def test_views_that_changed_have_a_new_migration() -> None:
    folder = settings.BASE_DIR / "claims" / "migrations"
    making = [file.stem for file in sorted(folder.glob("0*.py")) if "public_views import" in file.read_text()]
    assert digest() == import_module(f"claims.migrations.{making[-1]}").DIGEST


def test_a_view_names_each_of_its_columns_once() -> None:
    for view in VIEWS:
        names = [column.name for column in view.columns]
        assert len(set(names)) == len(names), view.name
