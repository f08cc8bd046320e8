"""Widgets that are drawn without the template engine are what Django's own templates make of them."""

import datetime
import re
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test import Client
from django.urls import reverse

from claims.admin.base import PartInline
from claims.admin.rendering import Renderer
from claims.admin.widgets import Day
from claims.models.claims import Claim
from claims.models.coding import Participant
from tests import factories
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db

NASTY = "<b>\"quoted\" & 'so'</b>"
CHOICES = [
    ("", "---------"), (1, NASTY), ("Group <1>", [("a&b", "A & B"), (2.5, 1234567)]), (NASTY, "x"), (None, "nothing"),
]  # fmt: skip
WIDGETS: list[forms.Widget] = [
    forms.TextInput(attrs={"class": "wide", "required": True, "disabled": False, "data-x": NASTY, "maxlength": 2000}),
    forms.NumberInput(), forms.EmailInput(), forms.URLInput(), forms.PasswordInput(render_value=True),
    forms.HiddenInput(), forms.CheckboxInput(), forms.Textarea(attrs={"rows": 3}), AdminTextareaWidget(),
    AdminTextInputWidget(), Day(), forms.Select(choices=CHOICES), forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES), forms.DateTimeInput(),
]  # fmt: skip
VALUES: list[Any] = [None, "", NASTY, 1, 1234567, 2.5, True, False, datetime.date(2025, 3, 4), "a&b", [1, "a&b"]]


def same(widget: forms.Widget, value: Any) -> None:
    drawn = widget.render("field-0", value, {"id": "id_field-0"}, renderer=Renderer())
    plain = widget.render("field-0", value, {"id": "id_field-0"}, renderer=DjangoTemplates())
    assert between(drawn) == between(plain)


def between(html: str) -> str:
    """With one blank for several, and none beside tags."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_widget_is_drawn_as_its_template_draws_it(widget: forms.Widget, value: Any) -> None:
    same(widget, value)


@pytest.mark.parametrize("links", [(), ("add",), ("add", "change"), ("change", "delete", "view")])
def test_so_is_the_wrapper_that_leads_to_related_records(links: tuple[str, ...]) -> None:
    select = AutocompleteSelect(Participant._meta.get_field("actor"), admin.site)
    relation = Participant._meta.get_field("actor").remote_field
    wrapper = admin.widgets.RelatedFieldWidgetWrapper(select, relation, admin.site)
    field = Participant._meta.get_field("actor").formfield(widget=wrapper)
    assert field is not None
    for do in ("add", "change", "delete", "view"):
        setattr(field.widget, f"can_{do}_related", do in links)
    same(field.widget, None)


def page(client: Client, claim: Claim) -> str:
    """The page of a claim, without what differs from one opening to the next and no script or style looks for."""
    html = client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html).replace(" last-related", "")
    return between(re.sub(r'\s+"', '"', html))


@pytest.fixture
def coder(client: Client, django_user_model: Any) -> Client:
    client.force_login(django_user_model.objects.create_superuser("admin"))
    return client


def test_the_page_of_a_claim_is_what_django_makes_of_it(coder: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(get_default_renderer(), Renderer)
    claim = factories.claim(cues=[("may", "modal")], quotes=["raised harbour dues", "Dues have doubled"])
    ours = page(coder, claim)
    assert ours.count('<tr class="form-row') > 10
    monkeypatch.setattr(Renderer, "render", DjangoTemplates.render)
    monkeypatch.setattr(PartInline, "template", "admin/edit_inline/tabular.html")
    assert page(coder, claim) == ours


def test_errors_of_rows_stand_where_django_puts_them(coder: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = factories.claim()
    address = reverse("admin:claims_claim_change", args=[claim.pk])
    actor = str(claim.participants.all()[0].actor_id)
    sent = fields_of(coder.get(address)) | {"attribution-0-form": "", "participants-1-actor": actor,
                                            "participants-1-role": "subject"}  # fmt: skip
    answer = coder.post(address, sent)
    ours = answer.content.decode()
    assert 'class="errorlist"' in ours
    assert "row-form-errors" in ours
    monkeypatch.setattr(Renderer, "render", DjangoTemplates.render)
    monkeypatch.setattr(PartInline, "template", "admin/edit_inline/tabular.html")
    told = re.compile(r'<ul class="errorlist.*?</ul>')
    assert told.findall(between(coder.post(address, sent).content.decode())) == told.findall(between(ours))
