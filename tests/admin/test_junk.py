"""What no form sends by itself, and somebody will: told, and never an error of the server."""

import pytest
from django.urls import reverse

from claims.models.claims import Claim
from tests import factories as make
from tests.admin.benches import bench
from tests.admin.forms import fields_of, messages_of

pytestmark = pytest.mark.django_db

ADD_CLAIM = "/admin/claims/claim/add/"


@pytest.mark.parametrize("query", ["source=abc", "source=99999999999999999999", "event=q&topics=abc", "kind=nonsense"])
def test_a_link_to_the_form_with_junk_in_it_opens_the_form(admin_client, query):
    assert admin_client.get(f"{ADD_CLAIM}?{query}").status_code == 200


@pytest.mark.parametrize("value", ["abc", "\x00", "-1", "99999999999999999999", "1.5"])
@pytest.mark.parametrize(
    ("page", "field"), [("claim", "source"), ("actor", "merged_into"), ("source", "publisher"), ("topic", "parent")]
)
def test_junk_in_an_autocomplete_is_a_message_at_the_field(admin_client, page, field, value):
    response = admin_client.post(reverse(f"admin:claims_{page}_add"), {field: value})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors


@pytest.mark.parametrize("address", ["/admin/claims/claim/?state__exact=%00", "/admin/autocomplete/?term=%00"])
def test_an_address_with_nul_is_refused_in_words(admin_client, address):
    response = admin_client.get(address)
    assert response.status_code == 400
    assert b"NUL" in response.content


def test_more_rows_than_a_form_may_have_are_refused_before_they_are_drawn(admin_client):
    response = admin_client.post(ADD_CLAIM, {"participants-TOTAL_FORMS": "99999999", "participants-INITIAL_FORMS": "0"})
    assert response.status_code == 200
    assert response.content.count(b'name="participants-') < 2_000


def test_a_long_search_asks_for_its_first_words_alone(admin_client, django_assert_max_num_queries):
    claim = make.claim(statement="Dues rose twice.")
    with django_assert_max_num_queries(16):
        response = admin_client.get("/admin/claims/claim/", {"q": "dues " * 300})
    assert [row.pk for row in response.context["cl"].result_list] == [claim.pk]


def test_a_long_statement_is_refused_and_never_fills_a_list(admin_client):
    response = admin_client.post(ADD_CLAIM, {"statement": "x" * 2_001})
    assert "statement" in response.context["adminform"].form.errors
    assert len(str(Claim(statement="x" * 2_000))) == 200


@pytest.mark.parametrize("language", ["<script>", "!!", "english language"])
def test_a_language_is_a_tag(admin_client, language):
    response = admin_client.post(ADD_CLAIM, {"language": language})
    assert "language" in response.context["adminform"].form.errors


def test_view_site_leads_to_the_documentation(client):
    response = client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/api/v1/docs/"


# --- What no column holds ------------------------------------------------------------------------

NUL = "Dues\x00 rose."


def test_a_nul_in_what_is_written_is_refused_with_its_field_or_left_out(admin_client):
    claim = make.claim()
    text = make.store_text(claim.source, f"New head\n\n{make.TEXT}")
    comments = reverse("admin:claims_claim_comments", args=[claim.pk])
    assert "text: it holds a NUL character" in messages_of(admin_client.post(comments, {"text": NUL}))
    review = reverse("admin:claims_source_review", args=[claim.source_id])
    for do in ("comment", "send-back", "accept"):
        written = {"claim": claim.pk, "version": claim.version, "do": do, "text": NUL}
        assert "text: Null characters are not allowed" in messages_of(admin_client.post(review, written))
    anchors = reverse("admin:claims_source_anchors", args=[claim.source_id])
    settled = admin_client.post(anchors, {"sha256": text.sha256, "_all": "Settle", "reason": NUL})
    assert "reason: Null characters are not allowed" in messages_of(settled)
    chosen = {"action": "delete_selected", "_selected_action": [claim.pk], "index": "0", "post": "yes", "reason": NUL}
    assert "reason: Null characters are not allowed" in messages_of(admin_client.post("/admin/claims/claim/", chosen))
    assert Claim.objects.filter(pk=claim.pk).exists()
    assert not claim.comments.exists()
    assert not claim.evidence.filter(text=text).exists()


def test_a_comment_of_the_reviewer_that_is_too_long_is_refused_as_any_other(admin_client):
    claim = make.claim()
    written = {"claim": claim.pk, "version": claim.version, "do": "comment", "text": "x" * 4_001}
    response = admin_client.post(reverse("admin:claims_source_review", args=[claim.source_id]), written)
    assert "text: Ensure this value has at most 4000 characters" in messages_of(response)
    assert not claim.comments.exists()


@pytest.mark.parametrize("button", ["_save", "_next", "_check", "_discard", "_take", "keep"])
def test_the_bench_leaves_out_what_nobody_types(admin_client, button):
    claim = make.claim()
    for address in (bench(claim.source), bench(claim.source, claim)):
        data = fields_of(admin_client.get(address)) | {button: '{"statement": "Du\\u0000es."}'}
        data = {name: f"{value}\x00" if isinstance(value, str) else value for name, value in data.items()}
        response = admin_client.post(f"{address}keep/" if button == "keep" else address, data | {"x\x00": NUL})
        assert response.status_code in (200, 302, 409, 422)


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 20, "-1", "²", "%00", "x"])
def test_the_number_of_a_source_that_is_none_is_not_found(admin_client, number):
    for page in ("code/", "code/keep/", "code/suggest/?q=x", "text/", "anchors/", "change/", "history/"):
        for method in (admin_client.get, admin_client.post):
            assert method(f"/admin/claims/source/{number}/{page}").status_code in (302, 404, 405)
