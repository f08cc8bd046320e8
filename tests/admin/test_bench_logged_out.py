"""A session that ends while somebody types: what was typed is held, and goes on once they have logged in."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.sources import Source
from tests.admin.benches import bench, coded_source, filled, shared_claim
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}


@pytest.fixture
def source(groups: None) -> Source:
    return coded_source()


@pytest.fixture
def user(account: Any) -> User:
    user: User = account("coder")
    user.set_password("a good password")
    user.save()
    return user


@pytest.fixture
def client(user: User) -> Client:
    """As a browser: with the check for forged forms."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def typed(client: Client, source: Source) -> dict[str, Any]:
    return filled(client, source, statement="The port ministry\r\nraised “harbour” dues & fees.", _next="1")


def test_what_is_sent_by_nobody_is_held_and_saved_after_logging_in(client: Client, user: User, source: Source) -> None:
    data = typed(client, source)
    Session.objects.all().delete()
    response = client.post(bench(source), data)
    assert response.status_code == 403
    page = response.content.decode()
    assert "You are logged out" in page
    assert "no-store" in response["Cache-Control"]
    held = fields_of(response)
    sent = {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}
    assert held.items() >= sent.items()

    wrong = client.post(bench(source), held | {"_username": user.username, "_password": "guessed"})
    assert "correct username and password" in wrong.content.decode()
    assert "guessed" not in wrong.content.decode()
    assert fields_of(wrong).items() >= sent.items()
    assert not Claim.objects.exists()

    done = client.post(bench(source), fields_of(wrong) | {"_username": user.username, "_password": "a good password"})
    assert (done.status_code, done["Location"].startswith(f"{bench(source)}?from=")) == (302, True)
    claim = Claim.objects.get()
    assert (claim.statement, claim.coder) == (data["statement"], user)
    assert claim.evidence.exists()
    assert client.get(bench(source)).status_code == 200  # somebody again
    assert "a good password" not in str(list(CodingDraft.objects.values_list("form", flat=True)))


def test_what_is_refused_after_logging_in_stands_in_the_form(client: Client, user: User, source: Source) -> None:
    data = typed(client, source) | {"kind": ""}
    Session.objects.all().delete()
    held = fields_of(client.post(bench(source), data))
    response = client.post(bench(source), held | {"_username": user.username, "_password": "a good password"})
    assert response.status_code == 422
    assert fields_of(response)["participants-0-actor"] == "Port Ministry"
    form = CodingDraft.objects.get(user=user).form
    assert ["participants-0-actor", "Port Ministry"] in form
    assert not {"_username", "_password"} & {name for name, _ in form}


def test_a_form_of_a_session_before_is_held_and_sent_on(client: Client, user: User, source: Source) -> None:
    """As for whoever logged out and in again in another tab: the form's token is of no more use."""
    shared = shared_claim(source)
    data = fields_of(client.get(bench(source, shared))) | {"statement": "Dues fell.", "_save": "1"}
    client.logout()  # which forgets the token as well
    client.force_login(user)
    client.get(bench(source))
    response = client.post(bench(source, shared), data, headers=HERE)
    assert response.status_code == 403
    assert "You logged in anew" in response.content.decode()
    shared.refresh_from_db()
    assert shared.statement == "Dues rose."
    assert client.post(bench(source, shared), fields_of(response), headers=HERE).status_code == 302
    shared.refresh_from_db()
    assert shared.statement == "Dues fell."


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example.org"}, {"Origin": "null"}])
def test_what_another_site_sends_is_shown_with_no_button_to_send_it_on(
    client: Client, source: Source, origin: dict[str, str]
) -> None:
    for logged_in in (True, False):
        if not logged_in:
            client.logout()
        response = client.post(bench(source), {"statement": "Forged.", "_save": "1"}, headers=origin)
        assert response.status_code == 403
        assert "Forged." not in response.content.decode()
        assert "held-form" not in response.content.decode()


def test_whoever_is_somebody_without_the_right_is_refused_as_before(source: Source, django_user_model: Any) -> None:
    client = Client()
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
    response = client.post(bench(source), {"statement": "Typed."})
    assert (response.status_code, "held-form" in response.content.decode()) == (403, False)
