"""Loading fixtures and seeds: all of it or nothing, once or again, with every quote in its place."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError

from claims.curation import batches, documents, workflow
from claims.curation.publishing import publish, retract
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Evidence, HedgeCue
from claims.models.ledger import Publication
from claims.models.sources import Source, SourceText
from tests import oracle
from tests.curation.conftest import FIRST, SECOND

pytestmark = pytest.mark.django_db


def is_empty() -> bool:
    tables: list[Any] = [*documents.MODELS.values(), SourceText, Evidence, Publication]
    return not any(model._default_manager.exists() for model in tables)


def contents() -> list[list[dict[str, Any]]]:
    tables: list[Any] = [*documents.MODELS.values(), Evidence, HedgeCue, Publication]
    return [list(model._default_manager.values()) for model in tables]


def everything_is_public() -> bool:
    return not any(model.objects.unpublished().exists() for model in documents.MODELS.values())


def refused(load: Callable[..., str], *options: str) -> str:
    """What loading says when it refuses; nothing is there afterwards."""
    with pytest.raises(CommandError) as error:
        load(*options)
    assert is_empty()
    assert str(error.value).startswith("Nothing was loaded.\n")
    return str(error.value)


# --- Once ----------------------------------------------------------------------------------------


def test_loading_brings_in_texts_records_anchors_and_publishes(load):
    said = load()
    assert everything_is_public()
    quote = Evidence.objects.get(claim__uid=FIRST)
    text = SourceText.objects.get()
    assert (quote.status, quote.paragraph, text.text[quote.start : quote.end]) == ("exact", 2, quote.exact)
    cue = HedgeCue.objects.get()
    assert text.text[cue.start : cue.end] == "may"
    assert "Loaded 7 records with 9 parts, 1 text, 2 quotes anchored; 0 records were there" in said
    assert "Published 7 records" in said
    document = oracle.public(Claim.objects.get(uid=FIRST))
    assert document["relations"] == [{"type": "supports", "claim": SECOND, "explicit": False}]
    assert {row.by for row in Publication.objects.all()} == {"load_seeds"}


def test_a_name_of_an_entry_further_down_is_found(load):
    load()
    assert Source.objects.get().publisher == Actor.objects.get(slug="post")


def test_a_dry_run_says_what_would_be_done_and_does_nothing(load):
    said = load("--dry-run")
    assert is_empty()
    assert "Would load 7 records with 9 parts, 1 text, 2 quotes anchored" in said
    assert "Would publish 7 records." in said


def test_a_dry_run_finds_what_is_wrong(load, folder):
    folder.find("evidence", claim=[FIRST])["exact"] = "raised harbor dues in May"
    refused(load, "--dry-run")


# --- Again ---------------------------------------------------------------------------------------


def test_loading_again_changes_nothing(load):
    load()
    before = contents()
    said = load()
    assert "Nothing new to load: 7 records are there and stay as they are." in said
    assert contents() == before


def test_what_curators_changed_stays(load):
    load()
    Claim.objects.filter(uid=FIRST).update(statement="A curator's words.")
    Evidence.objects.filter(claim__uid=SECOND).delete()
    load()
    claim = Claim.objects.get(uid=FIRST)
    assert claim.statement == "A curator's words."
    assert claim.has_changed, "loading does not publish an edit"
    assert not Evidence.objects.filter(claim__uid=SECOND).exists()


def test_a_new_entry_is_loaded_beside_what_is_there(load, folder):
    load()
    folder.add("topic", slug="trade", name="Trade")
    assert "Loaded 1 record with" in load()
    assert everything_is_public()


def test_a_retracted_seed_claim_is_not_published_again(load):
    load()
    retract([Claim.objects.get(uid=FIRST)], reason="Misread.")
    load()
    assert not Claim.objects.get(uid=FIRST).is_public
    workflow.reopen([Claim.objects.get(uid=FIRST)])
    load()
    assert not Claim.objects.get(uid=FIRST).is_public


def test_publishing_that_was_interrupted_is_completed_by_the_next_run(load, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 3)
    done: list[int] = []

    def interrupt(records, progress, **about):
        def stop(count: int) -> None:
            progress(count)
            done.append(count)
            raise KeyboardInterrupt

        return publish(records, progress=stop, **about)

    with monkeypatch.context() as patched:
        patched.setattr("claims.management.commands.load_seeds.publish", interrupt)
        with pytest.raises(KeyboardInterrupt):
            load()
    assert len(done) == 1
    assert 0 < Publication.objects.count() < 7
    load()
    assert everything_is_public()


def test_what_plain_loaddata_brought_is_anchored_and_published(load, folder):
    from django.core.management import call_command

    call_command("loaddata", *sorted(folder.fixtures.rglob("*.yaml")), verbosity=0)
    assert Evidence.objects.filter(status="unchecked").count() == 2
    load()
    assert everything_is_public()
    assert Evidence.objects.filter(status="exact").count() == 2


# --- Update --------------------------------------------------------------------------------------


def test_an_update_sets_records_to_what_the_fixtures_say_and_does_not_publish(load, folder):
    load()
    Claim.objects.filter(uid=FIRST).update(statement="A curator's words.")
    folder.find("evidence", claim=[SECOND])["exact"] = "may rise again"
    said = load("--update")
    first, second = Claim.objects.get(uid=FIRST), Claim.objects.get(uid=SECOND)
    assert first.statement == "The ministry raised dues in May."
    quote = second.evidence.get()
    assert (quote.exact, quote.status) == ("may rise again", "exact")
    assert SourceText.objects.get().text[quote.start : quote.end] == quote.exact
    assert second.has_changed
    assert "Published 0 records" in said


def test_an_update_to_the_same_is_no_edit(load):
    load()
    before = contents()
    load("--update")
    assert contents() == before
    assert [record for model in documents.MODELS.values() for record in model.objects.changed()] == []


def test_an_update_stores_a_new_version_of_a_text_and_anchors_in_it(load, folder):
    load()
    new = folder.text.replace("The ministry", "On Monday the ministry")
    import hashlib

    folder.text, folder.metadata["sha256"] = new, hashlib.sha256(new.encode()).hexdigest()
    assert "another text of" in load()
    assert SourceText.objects.count() == 1
    assert "1 text," in load("--update")
    quote, text = Evidence.objects.get(claim__uid=FIRST), SourceText.objects.latest("pk")
    assert SourceText.objects.count() == 2
    assert (quote.text, text.text[quote.start : quote.end]) == (text, quote.exact)


# --- What is refused -----------------------------------------------------------------------------


def test_a_quote_changed_by_one_character_names_file_entry_claim_and_nearest_passage(load, folder):
    folder.find("evidence", claim=[FIRST])["exact"] = "raised harbor dues in May"
    said = refused(load)
    assert f"fixtures/coded/2-claims.yaml, entry 3, evidence of claim {FIRST}" in said
    assert "“The ministry raised dues in May.”" in said
    assert "“raised harbor dues in May” does not stand in the text. Paragraph 2 has “raised harbour dues in Ma" in said
    assert "differs at character 13" in said


def test_a_straight_apostrophe_for_a_typographic_one_is_told(load, folder):
    folder.find("evidence", claim=[SECOND])["exact"] = "the guild's head said"
    said = refused(load)
    assert "“’”" in said or "’" in said.split("differs")[1]


def test_a_quote_that_stands_twice_asks_for_its_paragraph(load, folder):
    folder.find("evidence", claim=[FIRST])["exact"] = "dues"
    assert "dues” stands 2 times in the text (paragraph 1, 2): give the paragraph" in refused(load)


def test_a_quote_in_another_paragraph_than_given_is_refused(load, folder):
    folder.find("evidence", claim=[FIRST])["paragraph"] = 3
    assert "stands in paragraph 2, not in paragraph 3" in refused(load)


def test_every_wrong_quote_is_told_at_once(load, folder):
    folder.find("evidence", claim=[FIRST])["exact"] = "never written"
    folder.find("evidence", claim=[SECOND])["exact"] = "nor this"
    said = refused(load)
    assert FIRST in said
    assert SECOND in said


def test_a_cue_that_is_not_in_the_quotes_is_refused(load, folder):
    folder.find("hedgecue")["text"] = "perhaps"
    said = refused(load)
    assert f"claim {SECOND}" in said
    assert "cue “perhaps” is not once in its quotes" in said


def test_a_seed_that_is_not_byte_for_byte_what_was_supplied_is_refused(load, folder):
    folder.text = folder.text.replace("May", "June")
    said = refused(load)
    assert "seeds/dues.yaml: dues.txt has SHA-256" in said
    assert f"not {folder.metadata['sha256']}: restore it" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "Harbour dues fall"),
        ("published_on", "2025-06-02"),
        ("credit", "Photo: us"),
        ("publisher", "The Gazette"),
    ],
)
def test_metadata_that_says_otherwise_than_the_fixture_is_refused(load, folder, name, value):
    folder.metadata[name] = value
    assert f"seeds/dues.yaml: {name} is “{value}”, and its source's fixture says" in refused(load)


def test_a_seed_without_a_source_is_refused(load, folder):
    folder.metadata["source"] = "other"
    assert "seeds/dues.yaml: there is no source other: add it to the fixtures" in refused(load)


@pytest.mark.parametrize("missing", ["file", "sha256", "source"])
def test_a_seed_without_its_metadata_is_refused(load, folder, missing):
    del folder.metadata[missing]
    assert "seeds/dues.yaml: needs file, sha256 and source" in refused(load)


@pytest.mark.parametrize("model", ["claims.rumour", "auth.user", "nonsense", "claims.publication", None])
def test_a_model_that_is_not_the_workshops_is_refused(load, folder, model):
    folder.files["coded/2-claims.yaml"][1]["model"] = model
    assert "fixtures/coded/2-claims.yaml, entry 2: needs `model`, one of the workshop's" in refused(load)


def test_an_unknown_field_is_refused_and_named(load, folder):
    folder.find("topic")["definiton"] = "What crosses the harbour."
    said = refused(load)
    assert "fixtures/1-records.yaml, entry 7, topic dues" in said
    assert "definiton" in said


def test_a_code_outside_the_vocabulary_is_refused_and_named(load, folder):
    folder.find("actor", slug="group")["kind"] = "firm"
    said = refused(load)
    assert "fixtures/1-records.yaml, entry 5, actor group" in said
    assert "kind:" in said


def test_a_name_of_a_record_that_is_nowhere_is_refused_and_told(load, folder):
    folder.find("source")["publisher"] = ["gazette"]
    said = refused(load)
    assert "source dues-rise" in said
    assert "names a record that is neither in the fixtures nor in the database" in said


def test_a_part_before_its_record_is_refused(load, folder):
    claims = folder.files["coded/2-claims.yaml"]
    claims.insert(0, claims.pop(1))
    said = refused(load)
    assert f"entry 1, attribution of claim {FIRST}: a record that its key names is not there yet: put it before" in said


def test_a_relation_to_a_claim_further_down_is_refused_with_its_remedy(load, folder):
    """loaddata could not take it either."""
    claims = folder.files["coded/2-claims.yaml"]
    claims.insert(1, claims.pop())
    said = refused(load)
    assert f"entry 2, claim relation of claim {FIRST}: target ['{SECOND}'] is not there yet: put it before" in said


@pytest.mark.parametrize("content", ["- {model: claims.topic, fields: {", "just words", "model: claims.topic", "- 7"])
def test_a_file_that_is_no_list_of_entries_is_refused_and_named(load, folder, content):
    folder.fixtures.joinpath("9-broken.yaml").write_text(content)
    assert "fixtures/9-broken.yaml" in refused(load)


def test_an_empty_file_is_no_mistake(load, folder):
    folder.fixtures.joinpath("9-empty.yaml").write_text("# Nothing yet.\n")
    load()
    assert everything_is_public()


@pytest.mark.parametrize("owner", [5, None, "dues-rise"])
def test_a_part_that_does_not_name_its_record_by_key_is_refused(load, folder, owner):
    folder.find("evidence", claim=[FIRST])["claim"] = owner
    assert "fixtures/coded/2-claims.yaml, entry 3: needs" in refused(load)


def test_two_entries_of_one_key_are_refused_because_the_later_would_replace_the_first(load, folder):
    folder.add("evidence", claim=[FIRST], order=0, exact="The ministry")
    said = refused(load)
    assert f"entry 10, evidence of claim {FIRST}: stands in fixtures/coded/2-claims.yaml, entry 3, already" in said


def test_two_records_of_one_slug_are_refused(load, folder):
    folder.add("actor", slug="post", name="Another Post", kind="media")
    assert "actor post: stands in fixtures/1-records.yaml, entry 4, already" in refused(load)


def test_a_claim_that_could_not_be_published_is_refused_by_file_and_entry(load, folder):
    folder.find("claim", uid=FIRST)["topics"] = []
    said = refused(load)
    assert f"fixtures/coded/2-claims.yaml, entry 1, claim {FIRST}: topics: say what it is about" in said


def test_a_mistake_in_what_is_new_leaves_what_is_there(load, folder):
    load()
    before = contents()
    folder.add("topic", slug="trade", name="")
    with pytest.raises(CommandError, match="topic trade"):
        load()
    assert contents() == before


def test_dates_are_read_whether_quoted_or_not(load, folder):
    folder.find("source")["published_on"] = datetime.date(2025, 6, 1)
    load()
    assert Source.objects.get().published_on == datetime.date(2025, 6, 1)


def test_every_kind_of_record_can_be_loaded():
    from claims.curation.reading import _model_of

    for model in documents.MODELS.values():
        assert issubclass(_model_of({"model": model._meta.label, "fields": {}}), Record)
