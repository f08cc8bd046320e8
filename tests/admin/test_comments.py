"""Comments on claims, from the page of the claim."""

from typing import Any

import pytest
from django.urls import reverse

from claims.models.reviewing import Comment
from tests.admin.forms import messages_of

pytestmark = pytest.mark.django_db


def page(claim: Any) -> str:
    return reverse("admin:claims_claim_comments", args=[claim.pk])


def test_a_coder_and_a_reviewer_talk_about_a_claim(claim, coder, reviewer):
    reviewer.post(page(claim), {"text": "Which port?"})
    coder.post(page(claim), {"text": "The northern one."})
    text = coder.get(page(claim)).content.decode()
    assert text.index("Which port?") < text.index("The northern one.")
    assert "reviewer-" in text
    assert "coder-" in text


def test_open_comments_stand_on_the_page_of_the_claim_until_they_are_resolved(claim, coder, reviewer):
    reviewer.post(page(claim), {"text": "Which port?"})
    change = reverse("admin:claims_claim_change", args=[claim.pk])
    assert "1 open comment" in coder.get(change).content.decode()
    coder.post(page(claim), {"resolve": Comment.objects.get().pk})
    assert "Which port?" not in coder.get(change).content.decode()
    text = coder.get(page(claim)).content.decode()
    assert "resolved by coder-" in text
    coder.post(page(claim), {"reopen": Comment.objects.get().pk})
    assert "1 open comment" in coder.get(change).content.decode()


def test_an_empty_one_and_one_that_is_too_long_are_refused_with_the_remedy(claim, coder):
    assert "say what you noticed" in messages_of(coder.post(page(claim), {"text": " "}))
    assert "4001 characters, 4000 are allowed" in messages_of(coder.post(page(claim), {"text": "x" * 4001}))
    assert not Comment.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "99999", "²"])
def test_a_comment_that_is_not_there_is_not_resolved_and_it_is_said(claim, coder, number):
    assert "there is no such comment on this claim" in messages_of(coder.post(page(claim), {"resolve": number}))


def test_words_are_shown_as_words(claim, coder):
    coder.post(page(claim), {"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in coder.get(page(claim)).content.decode()


def test_after_a_comment_one_is_where_one_came_from(claim, reviewer):
    back = reverse("admin:claims_source_review", args=[claim.source_id])
    assert reviewer.post(page(claim), {"text": "Which port?", "back": back}).url == back
