"""Whom names mean: what is certain is taken, what is doubtful is asked, and nobody is merged silently."""

import pytest

from claims.choices import ActorNameKind
from claims.curation.imports import pipeline
from claims.curation.imports.actors import decide
from claims.curation.imports.pipeline import check
from claims.models.actors import Actor, ActorName, Identifier
from claims.models.imports import ImportActor
from claims.models.sources import Source
from tests import factories
from tests.curation.imports.handing_in import checked, imported, only_claim, table, wrong


def row(name: str, **more: str) -> str:
    header = ("source", "statement", "kind", "actor", "actor kind", "actor identifier", "role")
    return table([{"source": "harbour-news", "statement": "s", "actor": name, **more}], header)


def meant() -> Actor:
    return only_claim().participants.get().actor


@pytest.mark.parametrize("name", ["port-ministry", "Port Ministry", "PORT MINISTRY", "Q42", "MoP", "the seaside"])
def test_an_actor_is_known_by_slug_name_identifier_and_alias(source: Source, ministry: Actor, name: str) -> None:
    Identifier.objects.create(actor=ministry, scheme="wikidata", value="Q42", evidence="read")
    ActorName.objects.create(actor=ministry, name="MoP", kind=ActorNameKind.ABBREVIATION)
    ActorName.objects.create(actor=ministry, name="The Seaside", kind=ActorNameKind.METONYM)
    imported(row(name))
    assert meant() == ministry


def test_the_identifier_goes_before_the_name(source: Source, ministry: Actor) -> None:
    other = factories.actor("other", name="Other Body")
    Identifier.objects.create(actor=other, scheme="iso3166-1-alpha-2", value="OB", evidence="read")
    imported(row("Port Ministry", **{"actor identifier": "OB"}))
    assert meant() == other


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("Port Ministri", "", "is like “Port Ministry”"),
        ("Port Ministry", "person", "say whether they are the same"),
        ("Twin", "", "several actors"),
        ("Nameless", "", "without a name of its own"),
        ("Wholly Unheard", "", "say what kind"),
    ],
)
def test_what_is_doubtful_is_put_before_a_person(
    source: Source, ministry: Actor, name: str, kind: str, why: str
) -> None:
    factories.actor("twin-1", name="Twin")
    factories.actor("twin-2", name="Twin")
    factories.actor("nameless", name="Nameless", named=False)
    before = Actor.objects.count()
    job = checked(row(name, **{"actor kind": kind}))
    asked = ImportActor.objects.get(of=job)
    assert why in asked.why
    ((at, column, message),) = wrong(job)
    assert (at, column) == (2, "actor")
    assert "Actors to settle" in message
    assert Actor.objects.count() == before


def test_candidates_come_with_how_much_they_are_alike(source: Source, ministry: Actor) -> None:
    asked = ImportActor.objects.get(of=checked(row("Port Ministri")))
    (candidate,) = asked.candidates
    assert (candidate["actor"], candidate["slug"]) == (ministry.pk, "port-ministry")
    assert 0.45 < candidate["alike"] < 1


def test_a_decision_for_an_actor_holds_and_can_be_remembered_as_an_alias(source: Source, ministry: Actor) -> None:
    content = row("Port Ministri")
    job = checked(content)
    decide(ImportActor.objects.get(of=job), ministry, as_alias=True)
    assert wrong(check(job)) == []
    imported(content)  # the next file asks nobody
    assert meant() == ministry


def test_a_decision_for_a_new_one_makes_one(source: Source, ministry: Actor) -> None:
    job = checked(row("Port Ministri"))
    decide(ImportActor.objects.get(of=job), None, kind="government_body")
    check(job)
    pipeline.commit(job)
    assert meant() != ministry
    assert (meant().name, meant().slug) == ("Port Ministri", "port-ministri")


def test_a_new_actor_needs_a_kind(source: Source) -> None:
    asked = ImportActor.objects.get(of=checked(row("Unheard")))
    with pytest.raises(ValueError, match="kind"):
        decide(asked, None)


def test_one_new_actor_is_made_once_however_often_it_is_named(source: Source) -> None:
    rows = [{"source": "harbour-news", "statement": f"s{n}", "actor": name, "actor kind": "company"}
            for n, name in enumerate(["Acme", "ACME", "acme", "Acme\u00a0"])]  # fmt: skip
    imported(table(rows))
    assert Actor.objects.filter(name__iexact="acme").count() == 1


def test_new_actors_of_a_file_that_are_alike_are_no_doubt_however_many_rows_lie_between(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "TOGETHER", 1)
    rows = [{"source": "harbour-news", "statement": f"s{n}", "actor": f"Committee {n} of dues", "actor kind": "group"}
            for n in range(3)]  # fmt: skip
    assert imported(table(rows)).counts["made"] == 3
    assert Actor.objects.filter(name__startswith="Committee").count() == 3


@pytest.mark.parametrize("accept", ["all", "valid"])
def test_the_kind_that_one_row_gives_holds_for_all_rows(
    source: Source, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    monkeypatch.setattr(pipeline, "TOGETHER", 1)
    rows = [{"source": "harbour-news", "statement": f"s{n}", "actor": "Acme", "actor kind": kind}
            for n, kind in enumerate(["", "company", ""])]  # fmt: skip
    assert wrong(checked(table(rows))) == []
    assert imported(table(rows), accept=accept).counts["made"] == 3
    assert Actor.objects.get(name="Acme").kind == "company"


def test_an_actor_of_a_row_that_is_wrong_is_not_made(source: Source) -> None:
    rows = [{"source": "harbour-news", "statement": "s", "actor": "Acme", "actor kind": "company", "date": "never"},
            {"source": "harbour-news", "statement": "t"}]  # fmt: skip
    imported(table(rows), accept="valid")
    assert not Actor.objects.filter(name="Acme").exists()


def test_a_slug_that_was_ever_taken_is_not_given_again(source: Source) -> None:
    factories.actor("acme", name="Quite Another")
    imported(table([{"source": "harbour-news", "statement": "s", "actor": "Acme!", "actor kind": "company"}]))
    assert meant().slug == "acme-2"
