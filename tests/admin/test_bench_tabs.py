"""Two tabs of one coder at the same form: neither writes over what was typed in the other."""

from typing import Any

import pytest
from django.test import Client

from claims.admin.coding_bench import typed
from claims.curation.redacting import redact
from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.sources import Source
from tests import factories
from tests.admin.benches import bench, coded_source, filled, shared_claim
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(groups: None) -> Source:
    return coded_source()


def keep(client: Client, source: Source, data: dict[str, Any]) -> str:
    return client.post(f"{bench(source)}keep/", data).content.decode()


def test_each_tab_is_kept_and_the_other_one_is_shown_by_a_button(coder: Client, source: Source) -> None:
    one, other = (filled(coder, source, statement=words) for words in ("In one.", "In the other."))
    for data in (one, other, one | {"note": "Again."}, other):
        assert "Kept as a draft" in keep(coder, source, data)
    page = coder.get(bench(source))
    assert fields_of(page)["statement"] == "In the other."
    assert "left a draft: “In one.”" in page.content.decode()

    # Who typed on in this one, without a script to keep it, loses nothing by looking at that one.
    assert coder.post(bench(source), other | {"statement": "And more.", "_other": one["opened"]}).status_code == 302
    page = coder.get(bench(source))
    shown = fields_of(page)
    assert (shown["statement"], shown["note"]) == ("In one.", "Again.")
    assert "left a draft: “And more.”" in page.content.decode()

    # Saved, it goes; the other stays. Whoever goes on gets an empty form, and is told of it.
    response = coder.post(bench(source), shown | {"_next": "1"})
    page = coder.get(response["Location"])
    assert fields_of(page)["statement"] == ""
    assert "left a draft: “And more.”" in page.content.decode()
    assert "In one." not in page.content.decode().partition('id="bench-form"')[2]
    response = coder.post(bench(source), fields_of(page) | {"_other": other["opened"]})
    assert fields_of(coder.get(response["Location"]))["statement"] == "And more."
    coder.post(bench(source), fields_of(coder.get(bench(source))) | {"_save": "1"})
    assert set(Claim.objects.values_list("statement", flat=True)) == {"In one.", "And more."}
    assert not any(map(typed.holds, CodingDraft.objects.all()))
    for data in (one, other):
        assert "This page was saved already" in keep(coder, source, data)


def test_discarding_one_leaves_the_other(coder: Client, source: Source) -> None:
    one, other = (filled(coder, source, statement=words) for words in ("In one.", "In the other."))
    for data in (one, other):
        keep(coder, source, data)
    coder.post(bench(source), other | {"_discard": "1"})
    assert fields_of(coder.get(bench(source)))["statement"] == "In one."


def test_two_tabs_of_a_stored_claim_are_merged_as_those_of_two_coders(coder: Client, source: Source) -> None:
    shared = shared_claim(source)
    one, other = (fields_of(coder.get(bench(source, shared))) for _ in range(2))
    assert coder.post(bench(source, shared), one | {"condition": "if so", "_save": "1"}).status_code == 302
    response = coder.post(bench(source, shared), other | {"note": "See May.", "_save": "1"})
    assert response.status_code == 409
    coder.post(bench(source, shared), fields_of(response) | {"_save": "1"})
    shared.refresh_from_db()
    assert (shared.condition, shared.note) == ("if so", "See May.")


def test_one_that_restates_is_not_kept_from_the_page_by_a_draft(coder: Client, source: Source) -> None:
    shared = shared_claim(source)
    keep(coder, source, filled(coder, source, statement="In one."))
    page = coder.get(bench(source), {"restates": str(shared.uid)})
    assert fields_of(page)["statement"] == "Dues rose."
    assert "left a draft: “In one.”" in page.content.decode()


@pytest.mark.parametrize("opened", ["", "nothing", "\0", "x" * 5_000])
def test_a_draft_that_is_none_is_shown_to_nobody(coder: Client, source: Source, opened: str) -> None:
    keep(coder, source, filled(coder, source, statement="In one."))
    assert coder.post(bench(source), {"_other": opened}).status_code == 302
    assert fields_of(coder.get(bench(source)))["statement"] == "In one."


def test_of_many_tabs_those_typed_in_last_are_kept(coder: Client, source: Source) -> None:
    for n in range(typed.TABS + 2):
        keep(coder, source, {"statement": f"Tab {n}.", "opened": str(n)})
    page = coder.get(bench(source)).content.decode()
    assert [f"Tab {n}." in page for n in range(typed.TABS + 2)] == [False] * 2 + [True] * typed.TABS


def test_a_redaction_takes_along_what_another_tab_has_of_it(coder: Client, source: Source) -> None:
    actor = factories.actor(name="Åsa Käy", kind="person")
    factories.publish_all(actor)
    for n, statement in enumerate(("Åsa Käy raised dues.", "Dues rose.")):
        keep(coder, source, {"statement": statement, "opened": str(n)})
    redact([actor], by="somebody", reason="By court order.")
    assert not CodingDraft.objects.exists()
