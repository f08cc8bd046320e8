"""What no form sends by itself, and somebody will: told, and never an error of the server."""

import pytest
from django.urls import reverse

from claims.models.claims import Claim
from tests import factories as make

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
