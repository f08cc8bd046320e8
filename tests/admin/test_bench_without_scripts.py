"""The coding bench where no script runs: the way to it, further rows, the questions that lead to a kind, Enter."""

import html
from typing import Any

import pytest
from django.urls import reverse

from claims.models.claims import Claim
from tests.admin.benches import bench, coded_source, filled
from tests.admin.forms import fields_of, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(groups):
    return coded_source()


def test_the_page_of_a_source_leads_to_the_bench(coder, source):
    page = coder.get(reverse("admin:claims_source_change", args=[source.pk])).content.decode()
    assert f'<a href="{bench(source)}" class="codelink">Code</a>' in page


def test_check_gives_an_empty_row_more_of_each_kind_that_has_none(coder, source):
    """A claim of three participants is coded without a script, and without being saved in between."""
    data = filled(coder, source)
    for index, name in enumerate(("The guild", "The owners"), 1):
        data = fields_of(coder.post(bench(source), data | {"_check": "1"}))
        assert (data["participants-TOTAL_FORMS"], data["evidence-TOTAL_FORMS"]) == (str(index + 1), "2")
        row(data, "participants", index, actor=name, new_kind="group", role="target")
    # A draft that is found again has one as well.
    coder.post(f"{bench(source)}keep/", data)
    data = fields_of(coder.get(bench(source)))
    assert data["participants-TOTAL_FORMS"] == "4"
    response = coder.post(bench(source), data | {"_save": "1"})
    assert response.status_code == 302, response.context["problems"]
    names = Claim.objects.get().participants.order_by("order").values_list("actor__name", flat=True)
    assert [*names] == ["Port Ministry", "The guild", "The owners"]


def test_an_answer_to_the_questions_is_taken_without_a_script(coder, source):
    data = filled(coder, source, kind="")
    row(data, "participants", 1, actor="The guild", new_kind="group", role="")
    page = coder.get(bench(source)).content.decode()
    for answer in ("kind=normative", "role=target"):
        assert f'name="_answer" value="{answer}"' in page
        data = fields_of(coder.post(bench(source), data | {"_answer": answer}))
    roles = [data[f"participants-{index}-role"] for index in (0, 1)]
    assert (chosen_kind(coder, source), roles) == ("normative", ["subject", "target"])


def chosen_kind(coder, source):
    return coder.get(bench(source)).context["form"]["kind"].value()


def test_enter_in_a_field_presses_a_button_that_saves_and_discards_nothing(coder, source):
    """A browser presses the first button of a form for it, which stands before that of discarding a draft."""
    coder.post(f"{bench(source)}keep/", filled(coder, source))
    form = coder.get(bench(source)).content.decode().partition('id="bench-form"')[2]
    assert form.index('<button name="_check"') < form.index('<button name="_discard"')
    assert form.index("<button ") == form.index('<button name="_check"')


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("kind", "choose event, state, causal, "),
        ("salience", "choose main, detail or background."),
        ("likelihood", "choose "),
        ("credibility", "there is nothing to choose yet, so leave it empty."),
        ("participants-0-role", "choose subject, "),
        ("participants-0-new_kind", "choose state, government body, "),
        ("attribution-0-form", "choose asserted, "),
    ],
)
def test_what_cannot_be_chosen_is_told_with_what_can(coder, source, field, told):
    data: dict[str, Any] = filled(coder, source)
    row(data, "attribution", 0, actor=source.publisher.name, form="asserted", commitment="certain")
    response = coder.post(bench(source), data | {field: "<zzz>", "_save": "1"})
    assert response.status_code == 422
    page = html.unescape(response.content.decode())
    assert f"“<zzz>” is not among the choices: {told}" in page
    assert "one of the available choices" not in page
    assert not Claim.objects.exists()
