"""Documents as the API gives them, and the long tables of a data package: what was exported is imported as it was."""

import io
import json
import zipfile
from typing import Any

import pytest

from claims.curation import documents
from claims.curation.imports.pipeline import Refused, check, commit, stage
from claims.curation.redacting import redact
from claims.formats import csv
from claims.formats.claim_columns import CLAIM_TABLES
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.coding import ClaimRelation
from claims.models.sources import Source
from claims.models.topics import Topic
from tests import factories
from tests.curation.imports.handing_in import handed_in, imported, odd, told, wrong

pytestmark = pytest.mark.django_db

LINE = dict[str, Any]


def rich_claims() -> list[Claim]:
    """Two claims with something in each of their lists."""
    source = factories.source()
    official = factories.actor(named=False, kind="group")
    topic = factories.topic(pole="Lower dues")
    place = factories.place(country="AZ")
    first = factories.claim(
        source=source, places=[place], event=factories.event(), condition="if it rains", kind="conditional",
        voices=[{"actor": official, "said_from": "2025-05-01", "said_to": "2025-05-31", "said_precision": "month",
                 "said_text": "in May"}],
        positions=[(official, topic, "against")], topics=[topic], cues=[("may", "modal")],
        likelihood=factories.level("likelihood", "likely"), credibility=factories.level("credibility", "1"),
        quotes=["Shipowners may move to other ports", "the guild said"],
        occurred_from="2025-05-01", occurred_to="2025-05-31", occurred_precision="month", occurred_inferred=True,
        occurred_basis="the date of publication", note="not public", language="en",
    )  # fmt: skip
    second = factories.claim(source=source, relations=[("supports", first)], negated=True, salience="detail")
    return [first, second]


def documents_of(claims: list[Claim]) -> list[LINE]:
    rows = documents.fresh(claims[0].record_kind, [claim.pk for claim in claims])
    return [json.loads(text) for text in documents.render(rows, act=claims)]


def exported() -> list[LINE]:
    """What the workshop's claims are as documents, after which they are gone."""
    found = documents_of(rich_claims())
    ClaimRelation.objects.all().delete()
    Claim.objects.all().delete()
    return found


def lines(found: list[LINE]) -> str:
    return "".join(f"{json.dumps(document)}\n" for document in found)


def again() -> list[LINE]:
    return documents_of(list(Claim.objects.order_by("pk")))


def test_what_was_exported_is_imported_as_equal_documents() -> None:
    before = exported()
    job = imported(lines(before), name="claims.ndjson")
    assert told(job) == []
    assert again() == before


def test_members_that_reading_puts_in_are_left_alone() -> None:
    before = exported()
    put_in = {
        "path": "/api/v1/claims/x/",
        "seq": 3,
        "published_at": "2025-01-01T00:00:00Z",
        "revised_at": None,
        "licence": None,
    }
    job = imported(lines([{**document, **put_in} for document in before]))
    assert told(job) == []
    assert again() == before


def test_a_page_of_the_api_is_a_file_too() -> None:
    from claims.curation.imports.files import as_lines

    before = exported()
    page = json.dumps({"meta": {}, "next": None, "results": before}, indent=1).encode()
    job = commit(stage(as_lines([page]), "page.json"))
    assert job.counts["made"] == 2
    assert again() == before


def test_to_import_it_again_makes_no_doubles_and_is_no_edit() -> None:
    before = exported()
    imported(lines(before))
    versions = list(Claim.objects.values_list("uid", "version"))
    assert imported(lines(before)).counts["skip"] == 2
    assert imported(lines(before), duplicates="update").counts["unchanged"] == 2
    assert list(Claim.objects.values_list("uid", "version")) == versions


def test_an_update_takes_what_the_document_says() -> None:
    before = exported()
    imported(lines(before))
    before[0]["statement"] = "Another statement."
    before[0]["participants"] = []
    before[1]["relations"] = []
    job = imported(lines(before), duplicates="update")
    assert job.counts["updated"] == 2
    assert again() == before


@pytest.mark.parametrize("made", [factories.claim, factories.topic, factories.actor])
def test_an_update_brings_nothing_of_what_was_redacted_back(made: Any) -> None:
    record = made()
    factories.publish_all(record)
    rows = documents.fresh(record.record_kind, [record.pk])
    (document,) = map(json.loads, documents.render(rows))
    redact([record], reason="Not ours to use.")
    record.refresh_from_db()
    job = handed_in(lines([document]), duplicates="update")
    with pytest.raises(Refused):
        commit(job)
    assert (1, "uid") in {(row, column) for row, column, words in told(job) if words.startswith("It was redacted")}
    assert type(record)._default_manager.get(pk=record.pk).version == record.version
    assert imported(lines([document]), duplicates="skip").counts["skip"] == 1


def test_doubles_are_added_where_they_are_asked_for() -> None:
    before = exported()
    imported(lines(before))
    assert imported(lines(before), duplicates="add").counts["made"] == 2
    assert Claim.objects.count() == 4


def test_an_empty_workshop_gets_what_the_documents_name() -> None:
    before = exported()
    Topic.objects.all().delete()
    imported(lines(before))
    assert again() == before
    made = Topic.objects.get(slug=before[0]["topics"][0]["slug"])
    assert made.name == before[0]["topics"][0]["name"]


def test_without_the_text_quotes_are_unchecked() -> None:
    before = exported()
    for document in before:
        document["source"] |= {"slug": "elsewhere", "title": "A source elsewhere"}
    imported(lines(before))
    assert Source.objects.get(slug="elsewhere").title == "A source elsewhere"
    assert {item["anchor_status"] for document in again() for item in document["evidence"]} == {"unchecked"}


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"kind": "fact"}, "kind", "none of"),
        ({"negated": "no"}, "negated", "true or false"),
        ({"uid": "1"}, "uid", "UUID"),
        ({"occurred": {"from": "soon"}}, "occurred.from", "a day"),
        ({"attribution": {"actor": {}}}, "attribution", "a list"),
        ({"participants": [{"actor": {"name": "they"}, "role": "subject"}]}, "participants.0", "pronoun"),
        ({"hedging": {"state": "hedged", "likelihood": {"code": "maybe"}}}, "hedging.likelihood", "no level"),
        ({"statement": "a\u0000b"}, "statement", "U+0000"),
    ],
)
def test_what_is_wrong_with_a_document_is_told_by_line_and_path(change: LINE, path: str, words: str) -> None:
    before = exported()
    job = check(stage([lines([before[0], {**before[1], **change}]).encode()], "x.ndjson"))
    (found,) = [(row, column, message) for row, column, message in wrong(job) if column.startswith(path)][:1]
    assert found[:2] == (2, path)
    assert words in found[2]


@pytest.mark.parametrize("line", ["{", "[1]", "3", '{"a": 1}'])
def test_a_line_that_is_no_document_is_told_and_costs_no_other(line: str) -> None:
    before = exported()
    job = imported(f"{lines(before)}{line}\n", accept="valid")
    assert [row for row, _, _ in wrong(job)] == [3]
    assert Claim.objects.count() == 2


def test_members_that_documents_do_not_have_are_pointed_out() -> None:
    before = exported()
    job = imported(lines([{**before[0], "colour": "red"}]))
    assert odd(job)[0][:2] == (1, "colour")


# --- Long tables ---------------------------------------------------------------------------------


def package(found: list[LINE], beside: dict[str, str] | None = None, **changed: str) -> bytes:
    """The tables of claims as a release writes them, packed; `beside` are further files of the archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for table in CLAIM_TABLES:
            rows = b"".join(csv.written(table.table([json.dumps(document) for document in found])))
            archive.writestr(f"tables/{table.name}.csv", changed.get(table.name, rows.decode()))
        archive.writestr("tables/actor.csv", "uid,slug\r\n")
        for name, text in (beside or {}).items():
            archive.writestr(name, text)
    return held.getvalue()


def test_the_long_tables_of_a_package_are_imported_as_equal_documents() -> None:
    before = exported()
    job = imported(package(before), name="tables.zip")
    assert told(job) == []
    assert again() == before


@pytest.mark.parametrize(
    ("name", "held", "told_"),
    [
        ("tables/participants.csv", "claim,actor", "no table is called so. Nearest: participant.csv."),
        ("Claim.CSV", "uid", "no table is called so. Nearest: claim.csv."),
        ("claim.tsv", "uid", "no table is called so. Nearest: claim.csv."),
        ("notes.xlsx", "x", "no table is called so."),
        ("claim_evidence.csv", "", "it is empty."),
        ("claim_cue.csv", "text", "it has no column claim."),
        ("actor_name.csv", "name,kind", "it has no column actor."),
        ("source_author.csv", "source,ordinal", "its rows belong to those of source.csv, which is not there."),
    ],
)
def test_of_what_an_archive_holds_that_is_not_read_one_is_told_with_the_reason(
    name: str, held: str, told_: str
) -> None:
    before = exported()
    job = imported(package(before, beside={name: held}), name="tables.zip")
    assert job.counts["remarks"] == [f"{name} is not read: {told_}"]
    assert again() == before


@pytest.mark.parametrize(
    ("name", "held", "told_"),
    [
        ("again/claim.csv", "uid", "tables/claim.csv is not read: again/claim.csv has the same name."),
        ("claim_cue.csv", "claim,text", "tables/cue.csv is not read: claim_cue.csv is the same table."),
    ],
)
def test_of_two_files_with_one_table_it_is_told_which_is_read(name: str, held: str, told_: str) -> None:
    job = check(stage([package(exported(), beside={name: held})], "t.zip"))
    assert job.counts["remarks"] == [told_]


@pytest.mark.parametrize(
    "name", ["readme.txt", "datapackage.json", "__MACOSX/tables/._claim.csv", "documents/a.ndjson"]
)
def test_what_is_no_table_is_left_out_without_a_word(name: str) -> None:
    assert imported(package(exported(), beside={name: "x"}), name="tables.zip").counts["remarks"] == []


def test_columns_of_a_table_that_are_not_read_are_told_and_of_many_things_some() -> None:
    before = exported()
    job = imported(package(before, participant="claim,ordinal,actor,role,rolle,colour\r\n"), name="tables.zip")
    assert job.counts["remarks"] == [
        "participant.csv: the column rolle is not read. Nearest: role.",
        "participant.csv: the column colour is not read.",
    ]
    many = check(stage([package(before, beside={f"{n}.csv": "x" for n in range(30)})], "t.zip")).counts["remarks"]
    assert (len(many), many[-1]) == (21, "10 more tables and columns of the archive are not read.")


def test_rows_of_a_long_table_whose_claim_is_not_there_are_told() -> None:
    before = exported()
    job = check(stage([package(before, participant="claim,ordinal,actor,role\r\nnobody,0,x,subject\r\n")], "t.zip"))
    assert "claim.csv has no claim nobody" in wrong(job)[0][2]


def test_a_claim_that_comes_twice_in_a_long_table_is_told_of_both_rows_and_neither_imported() -> None:
    before = exported()
    twice = package([before[0], before[1], before[0]])
    job = imported(twice, accept="valid")
    assert [(row, column) for row, column, message in wrong(job) if "stands apart" in message] == [
        (2, "uid"),
        (4, "uid"),
    ]
    assert [str(claim.uid) for claim in Claim.objects.all()] == [before[1]["uid"]]


def test_a_broken_row_of_a_long_table_keeps_its_claim_out() -> None:
    before = exported()
    uid = before[0]["uid"]
    broken = f'claim,ordinal,actor,role\r\n{uid},0,"x,subject\r\n'
    job = imported(package(before, participant=broken), accept="valid")
    assert [row for row, _, _ in wrong(job)] == [2]
    assert [str(claim.uid) for claim in Claim.objects.all()] == [before[1]["uid"]]


def test_actors_that_documents_name_are_made_with_their_slug_and_kind() -> None:
    before = exported()
    label = {"slug": "new-one", "name": "New One", "kind": "company", "named": True}
    before[0]["participants"] = [{"actor": label, "role": "subject", "mention": None, "evaluation": None}]
    imported(lines(before))
    made = Actor.objects.get(slug="new-one")
    assert (made.name, made.kind) == ("New One", "company")
    assert again() == before


def test_what_the_database_refuses_of_what_a_claim_names_costs_its_own_line_and_no_other() -> None:
    first, second = exported()
    second["places"] = [{"slug": "new-place", "name": "New place", "country": "xx"}]  # which only the database checks
    job = imported(lines([first, second]), name="claims.ndjson", accept="valid")
    assert [row for row, _, message in wrong(job) if "two capital letters" in message] == [2], told(job)
    assert [str(claim.uid) for claim in Claim.objects.all()] == [first["uid"]]
