"""Documents of actors, sources, topics, events and places, as the API gives them: imported as drafts of the same."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from claims.choices import RecordKind
from claims.curation import documents
from claims.curation.imports import pipeline
from claims.models.actors import Actor, ActorName, Affiliation, Identifier
from claims.models.base import NamedRecord
from claims.models.claims import Claim
from claims.models.imports import Import, ImportActor
from claims.models.ledger import Publication
from claims.models.sources import Citation, Source, SourceAuthor
from claims.models.topics import Event, Place, Topic
from tests import factories
from tests.curation.imports.handing_in import checked, handed_in, odd, told, wrong

pytestmark = pytest.mark.django_db

LINE = dict[str, Any]
MODELS: tuple[type[NamedRecord], ...] = (Actor, Source, Topic, Event, Place)


def rich_records() -> list[NamedRecord]:
    """One of each kind with something in each of its lists, and all that they name."""
    ministry = factories.actor("port-ministry", name="Port Ministry", kind="government_body", description="Of ports.")
    state = factories.actor("azania", name="Azania", kind="state")
    crowd = factories.actor("officials-1", name="officials", kind="group", named=False)
    ActorName.objects.create(actor=ministry, name="MoP", kind="abbreviation", language="en")
    ActorName.objects.create(actor=ministry, name="Ministry of Ports", kind="alias", language="en-GB")
    Affiliation.objects.create(actor=ministry, kind="part_of", organisation=state, since="2001-02-03")
    Identifier.objects.create(
        actor=state, scheme="wikidata", value="Q1234", evidence="https://example.org/q", checked_on="2026-01-02"
    )
    decree = factories.source("decree-7", text="", title="Decree 7", kind="legal_act", publisher=state)
    article = factories.source(
        "harbour-news", text="", title="Harbour dues rise", publisher=ministry, url="https://example.org/a",
        published_on="2025-05-03", language="fr", rights="Theirs.", credit="A photographer.", quote_policy="none",
        quote_limit=120, coding_depth="none", reliability=factories.level("reliability", "A"),
        reliability_basis="It corrects its errors.",
    )  # fmt: skip
    SourceAuthor.objects.create(source=article, actor=crowd, order=0)
    Citation.objects.create(source=article, cited=decree, mention="by decree")
    ports = factories.topic("ports", name="Ports", definition="All of ports.", pole="more of them")
    dues = factories.topic("dues", name="Dues", parent=ports)
    pier = factories.place("pier", name="Pier", country="AZ", latitude="1.25", longitude="-3.5", dispute="Two say so.")
    strike = factories.event(
        "strike", name="The strike", description="Of May.", occurred_from="2025-05-01", occurred_to="2025-05-31",
        occurred_precision="month", occurred_text="in May", occurred_inferred=True, occurred_basis="the dateline",
    )  # fmt: skip
    strike.places.add(pier)
    return [ministry, state, crowd, decree, article, ports, dues, pier, strike]


def documents_now() -> dict[tuple[str, str], LINE]:
    """What all records of the workshop are as documents, by kind and slug."""
    found = {}
    for model in MODELS:
        rows = documents.fresh(model.record_kind, list(model.objects.values_list("pk", flat=True)))
        for text in documents.render(rows):
            document = json.loads(text)
            found[str(model.record_kind), document["slug"]] = document
    return found


def empty_workshop() -> None:
    Citation.objects.all().delete()
    for model in (Event, Place, Source):
        model.objects.all().delete()
    Topic.objects.update(parent=None)
    Topic.objects.all().delete()
    Affiliation.objects.all().delete()
    Actor.objects.all().delete()


def lines(found: Any) -> str:
    return "".join(f"{json.dumps(document)}\n" for document in found)


def imported(content: str, **options: Any) -> Import:
    job = handed_in(content, name="records.ndjson", **options)
    try:
        return pipeline.commit(job)
    except pipeline.Refused as refusal:
        raise AssertionError(told(job)) from refusal


@pytest.mark.parametrize("together", [1, 2, 500])
@pytest.mark.parametrize("backwards", [False, True])
def test_what_was_exported_is_imported_into_an_empty_workshop_and_published_as_equal_documents(
    monkeypatch: pytest.MonkeyPatch, together: int, backwards: bool
) -> None:
    monkeypatch.setattr(pipeline, "TOGETHER", together)
    rich_records()
    before = documents_now()
    empty_workshop()
    found = list(before.values())
    job = imported(lines(found[::-1] if backwards else found))
    assert (told(job), job.counts["made"]) == ([], len(before))
    assert documents_now() == before
    assert not Publication.objects.exists()  # they are drafts
    factories.publish_all(*(record for model in MODELS for record in model.objects.all()))
    public = {(row.kind, row.slug): row.parsed() for row in Publication.objects.exclude(kind=RecordKind.SCALE)}
    assert {key: public[key]["uid"] for key in before} == {key: before[key]["uid"] for key in before}
    for document in (*public.values(), *before.values()):
        document.pop("quoted_share", None)  # follows from the claims that are public
    assert public == before


def test_to_import_it_again_makes_no_doubles_and_is_no_edit() -> None:
    rich_records()
    found = list(documents_now().values())
    versions = {model: sorted(model.objects.values_list("pk", "version")) for model in MODELS}
    for duplicates, count in (("skip", "skip"), ("update", "unchanged")):
        job = imported(lines(found), duplicates=duplicates)
        assert (told(job), job.counts["made"], job.counts[count]) == ([], 0, len(found))
        assert {model: sorted(model.objects.values_list("pk", "version")) for model in MODELS} == versions


def test_an_update_takes_what_the_document_says_and_leaves_the_rest() -> None:
    rich_records()
    Actor.objects.filter(slug="port-ministry").update(note="Ours.")
    before = documents_now()
    document = before["actor", "port-ministry"] | {"description": "Of all ports.", "names": []}
    job = imported(lines([document]), duplicates="update")
    assert (told(job), job.counts["updated"]) == ([], 1)
    assert documents_now() == before | {("actor", "port-ministry"): document}
    assert Actor.objects.get(slug="port-ministry").note == "Ours."
    source: LINE = {"slug": "harbour-news", "path": "/api/v1/sources/harbour-news/", "title": "Dues", "kind": "report",
              "cites": [], "publisher": None}  # fmt: skip
    imported(lines([source]), duplicates="update")
    row = Source.objects.get(slug="harbour-news")
    assert (row.title, row.kind, row.publisher, row.citations.count(), row.credit) == (
        "Dues", "report", None, 0, "A photographer.",
    )  # fmt: skip


def test_doubles_are_added_where_they_are_asked_for() -> None:
    rich_records()
    document = documents_now()["topic", "ports"]
    job = imported(lines([document]), duplicates="add")
    assert job.counts["made"] == 1
    assert set(Topic.objects.filter(name="Ports").values_list("slug", flat=True)) == {"ports", "ports-2"}


def test_a_record_is_known_by_its_uid_whatever_it_is_called_now() -> None:
    rich_records()
    document = documents_now()["actor", "azania"]
    Actor.objects.filter(slug="azania").update(slug="new-azania", name="New Azania")
    Identifier.objects.all().delete()
    assert imported(lines([document])).counts["skip"] == 1


def test_an_actor_is_known_by_its_identifier() -> None:
    rich_records()
    document = documents_now()["actor", "azania"] | {"uid": None, "slug": "elsewhere", "name": "Elsewhere"}
    assert imported(lines([document])).counts["skip"] == 1
    assert not Actor.objects.filter(name="Elsewhere").exists()


def test_one_that_has_the_name_under_another_slug_is_taken_and_that_is_told() -> None:
    rich_records()
    document = documents_now()["topic", "ports"] | {"uid": None, "slug": "harbours"}
    job = imported(lines([document]))
    assert odd(job) == [(1, "slug", "ports has this name already, and is taken for the same.")]
    assert job.counts["skip"] == 1


def test_an_actor_whose_name_is_only_like_another_is_put_before_a_person() -> None:
    rich_records()
    document = documents_now()["actor", "port-ministry"]
    document |= {"uid": None, "slug": "port-ministries", "name": "Port Ministries", "names": []}
    job = checked(lines([document]), name="records.ndjson")
    assert "is like “Port Ministry”" in wrong(job)[0][2]
    assert ImportActor.objects.get(of=job).name == "Port Ministries"


def test_claims_and_what_they_name_come_in_one_file_in_any_order() -> None:
    factories.claim(
        source=factories.source("harbour-news", text=""), participants=[(factories.actor("guild"), "subject")]
    )
    rows = documents.fresh(RecordKind.CLAIM, list(Claim.objects.values_list("pk", flat=True)))
    claims = [json.loads(text) for text in documents.render(rows)]
    others = documents_now()
    Claim.objects.all().delete()
    empty_workshop()
    job = imported(lines([*claims, *others.values()]))
    assert (told(job), job.counts["made"]) == ([], 1 + len(others))
    assert documents_now() == others
    assert Claim.objects.get().participants.get().actor.slug == "guild"


WRONG = [
    ({"kind": "dragon"}, "kind", "none of"),
    ({"name": ""}, "name", "is empty"),
    ({"slug": "", "uid": None}, "slug", "The slug is empty"),
    ({"identifiers": [{"scheme": "wikidata", "value": "Q1"}]}, "identifiers.0.evidence", "is empty"),
    ({"identifiers": [{"scheme": "isbn", "value": "1", "evidence": "x"}]}, "identifiers.0.scheme", "none of"),
    ({"affiliations": [{"kind": "part_of", "actor": {"name": "it"}}]}, "affiliations.0.actor", "only a pronoun"),
    ({"name": "x" * 201}, "name", "200"),
]


@pytest.mark.parametrize(("change", "path", "words"), WRONG)
def test_what_is_wrong_with_a_document_is_told_by_line_and_path(change: LINE, path: str, words: str) -> None:
    good = {"path": "/api/v1/actors/guild/", "slug": "guild", "name": "The guild", "kind": "organisation"}
    job = checked(lines([good | change]), name="records.ndjson")
    assert [(row, column) for row, column, message in wrong(job) if words in message] == [(1, path)], told(job)


def test_a_document_that_comes_twice_is_told() -> None:
    good = {"path": "/api/v1/actors/guild/", "slug": "guild", "name": "The guild", "kind": "organisation"}
    job = checked(lines([good, good]), name="records.ndjson")
    assert wrong(job) == [(2, "slug", "Row 1 has this slug already: take one of the two out.")]


def test_what_the_database_refuses_costs_its_own_line_and_no_other() -> None:
    good = [{"path": "/x/topics/x/", "slug": slug, "name": f"Topic {slug}"} for slug in ("a", "Not A Slug", "b")]
    job = imported(lines(good), accept="valid")
    assert sorted(Topic.objects.values_list("slug", flat=True)) == ["a", "b"]
    assert [row for row, _, _ in wrong(job)] == [2]


@pytest.mark.parametrize("duplicates", ["skip", "update"])
def test_whoever_imports_needs_the_right_for_each_kind(duplicates: str) -> None:
    by = User.objects.create_user("somebody")
    by.user_permissions.add(*Permission.objects.filter(codename__in=("add_claim", "change_claim")))
    if duplicates == "update":
        factories.topic("ports", name="Ports")
    job = handed_in(lines([{"path": "/x/topics/x/", "slug": "ports", "name": "Ports of call"}]), by=by,
                    duplicates=duplicates)  # fmt: skip
    with pytest.raises(pipeline.Refused):
        pipeline.commit(job, User.objects.get(pk=by.pk))
    assert "you may not" in wrong(job)[0][2]
