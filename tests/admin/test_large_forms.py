"""Forms with as many rows as a page can have, and those that are larger: nothing that was typed is lost."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from claims.models.claims import Claim
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.sources import Source
from tests import factories
from tests.admin.forms import fields_of, row

pytestmark = pytest.mark.django_db
PARTS = (Evidence, Attribution, Participant, Position, HedgeCue, ClaimRelation)


def filled(data: dict[str, Any], rows: int) -> dict[str, Any]:
    """The form with so many rows of each kind that belongs to a claim, and all their fields, as a browser sends it."""
    data = dict(data)
    made = Claim.objects.bulk_create(
        Claim(source=factories.source(text=""), statement=f"S{n}.", kind="state") for n in range(rows)
    )
    for n, claim in enumerate(made):
        actor = factories.actor().pk
        add(data, "evidence", n, exact=f"raised {n} dues")
        add(data, "attribution", n, actor=actor, form="said", commitment="certain")
        add(data, "participants", n, actor=actor, role="mentioned", mention=f"they {n}")
        add(data, "cues", n, text=f"perhaps {n}", kind="modal", link=0)
        add(data, "relations", n, type="supports", target=claim.pk)
        add(data, "positions", n, holder=actor, topic=factories.topic(pole="more").pk, value="for", basis="stated")
    return data


def add(data: dict[str, Any], prefix: str, index: int, **values: Any) -> None:
    """Types into a row; one past the last has what the empty row of the page has."""
    initial = int(data[f"{prefix}-INITIAL_FORMS"])
    empty = {name: "" for name in data if name.startswith(f"{prefix}-{initial}-")} if index else {}
    row(data, prefix, index, **{name.split("-", 2)[2]: value for name, value in empty.items()} | values)


@pytest.mark.parametrize("rows", [40, 100])
def test_the_page_of_a_claim_takes_as_many_rows_of_each_kind_as_it_shows(coder, claim, rows):
    address = reverse("admin:claims_claim_change", args=[claim.pk])
    data = filled(fields_of(coder.get(address)), rows)
    assert 1_000 < len(data) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS * 0.8
    response = coder.post(address, data | {"_continue": "1"})
    assert response.status_code == 302, response.context["errors"]
    assert {part.__name__: part.objects.filter(claim=claim).count() for part in PARTS} == {
        part.__name__: rows for part in PARTS
    }
    assert coder.post(address, fields_of(coder.get(address)) | {"_continue": "1"}).status_code == 302


def test_a_form_with_more_fields_than_any_page_has_gives_back_what_was_typed(coder):
    sent = {f"field{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)} | {
        "statement": "<b>Dues</b> rose."
    }
    body = "&".join(f"{name}={value}" for name, value in sent.items())
    response = coder.post("/admin/claims/claim/add/", body, content_type="application/x-www-form-urlencoded")
    page = response.content.decode()
    assert response.status_code == 413
    assert "save it in two steps" in page
    assert "<td>&lt;b&gt;Dues&lt;/b&gt; rose.</td>" in page
    assert not Claim.objects.exists()


def test_a_form_that_is_too_large_says_what_to_do(coder):
    response = coder.post("/admin/claims/source/new/", {"pasted": "word " * 600_000, "_preview": "1"})
    assert response.status_code == 413
    assert "hand a long text in as a file" in response.content.decode()


def test_nobody_is_shown_what_was_sent_without_a_login_but_by_himself():
    body = "&".join(f"f{n}=x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    response = Client().post("/admin/login/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_a_long_text_of_letters_that_take_three_bytes_is_kept_from_its_preview(coder):
    text = "ნავსადგური " * 60_000  # 1.9 MB
    asked = coder.post("/admin/claims/source/new/", {"pasted": text, "_preview": "1"})
    assert 'enctype="multipart/form-data"' in asked.content.decode()
    coder.post("/admin/claims/source/new/", fields_of(asked) | {"title": "Long", "kind": "article", "_keep": "1"})
    assert len(Source.objects.get().texts.get().text) == len(text.strip())
