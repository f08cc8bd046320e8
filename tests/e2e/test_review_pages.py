"""The pages of review, history and change sets, looked over by axe in light and dark, on a small and a large screen."""

from collections.abc import Iterator
from pathlib import Path

import pghistory
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.by import By

from claims.curation import commenting, workflow
from claims.curation.versions import versions
from claims.models.claims import Claim
from claims.models.reviewing import ChangeSet, SavedFilter
from tests import factories
from tests.e2e.axe import in_scheme, violations
from tests.e2e.people import enter
from tests.e2e.reach import out_of_reach
from tests.e2e.test_admin_login import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

SIZES = (1280, 1920)
# Made by us throughout. Lists and forms that Django makes are looked over by test_accessibility.py.
OURS = {"front", "review", "publish-source", "comments", "history", "restore", "change-set", "undo", "deletion"}


@pytest.fixture
def pages(transactional_db: None) -> dict[str, str]:
    """Addresses by name, on the claims of the seed article."""
    person = User.objects.create_superuser("curator")
    call_command("load_seeds", verbosity=0)
    claims = list(Claim.objects.order_by("pk"))
    source = claims[0].source
    with (
        transaction.atomic(),
        pghistory.context(
            act="bulk", title="Edit of 12 claims: salience: detail", by="curator", reason="Codebook 1.1."
        ),
    ):
        Claim.objects.filter(pk__in=[claim.pk for claim in claims[:12]]).update(salience="detail")
    factories.edit(claims[3], statement=f"{claims[3].statement} It was said twice.")
    drafts = [claim for claim in claims if not claim.is_public] or [
        factories.claim(source=source, quotes=[claims[0].evidence.all()[0].exact], coder=person) for _ in range(2)
    ]
    workflow.send_to_review([claim for claim in drafts[:8] if claim.state == "draft"])
    workflow.accept(Claim.objects.filter(pk=drafts[0].pk), by="curator")
    gone = factories.claim(source=source, quotes=[claims[0].evidence.all()[0].exact], coder=person)
    for claim in (claims[3], gone):
        commenting.write(claim, "Which of the two bridges is meant here?\nThe text names both.", "curator")
        remark = commenting.write(claim, "The voice is the ministry's.", "curator")
        commenting.resolve(remark, "curator")
    with transaction.atomic(), pghistory.context(act="bulk", title="Deleted: 1 claim", by="curator", reason="Doubled."):
        gone.delete()
    SavedFilter.objects.create(
        owner=person, name="Forecasts in review", query="kind=forecast&queue=to-review", shared=True
    )
    deletion, change_set = ChangeSet.objects.filter(metadata__act="bulk")
    old = [version for version in versions(claims[3]) if not version.is_talk][1]
    review = reverse("admin:claims_source_review", args=[source.pk])
    at = next(stop for stop in _stops(source) if claims[3] in stop.claims)
    return {
        "front": "/admin/",
        "queue": "/admin/claims/claim/?queue=changed",
        "review": f"{review}?at={at.number}",
        "publish-source": reverse("admin:claims_source_publish-claims", args=[source.pk]),
        "comments": reverse("admin:claims_claim_comments", args=[claims[3].pk]),
        "claim": reverse("admin:claims_claim_change", args=[claims[3].pk]),
        "history": reverse("admin:claims_claim_history", args=[claims[3].pk]),
        "restore": reverse("admin:claims_claim_restore", args=[claims[3].pk])
        + f"?to={old.at.isoformat().replace('+', '%2B')}",
        "change-sets": "/admin/claims/changeset/",
        "change-set": reverse("admin:claims_changeset_change", args=[change_set.pk]),
        "undo": reverse("admin:claims_changeset_undo", args=[change_set.pk]),
        "deletion": reverse("admin:claims_changeset_change", args=[deletion.pk]),
        "saved-filter": "/admin/claims/savedfilter/add/?query=state%3Ddraft",
        "saved-filters": "/admin/claims/savedfilter/",
    }


def _stops(source: object) -> list:
    from claims.curation.reviewing import walk

    return walk(source).stops  # type: ignore[arg-type]


@pytest.fixture
def as_it_was(browser: webdriver.Chrome) -> Iterator[None]:
    """The browser is the session's: it gets its size and its colours back."""
    yield
    browser.set_window_size(1280, 1000)
    in_scheme(browser, "light")


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_keeps_anybody_out_breaks_the_policy_or_is_wider_than_the_screen(
    browser: webdriver.Chrome, live_server: LiveServer, pages: dict[str, str], scheme: str, screenshots: Path
) -> None:
    enter(browser, live_server.url, User.objects.get(username="curator"))
    in_scheme(browser, scheme)
    found: list[str] = []
    for width in SIZES:
        browser.set_window_size(width, 1000)
        for name, page in pages.items():
            browser.get(f"{live_server.url}{page}")
            assert browser.find_elements(By.ID, "content"), page
            browser.save_screenshot(str(screenshots / f"{name}-{scheme}-{width}.png"))
            lines = complaints(browser)
            if width == SIZES[0] and name in OURS:
                lines += violations(browser)
                complaints(browser)  # of what axe itself does to the page
            found += [f"{page} at {width}: {line}" for line in lines + out_of_reach(browser)]
    told = "\n".join(found)
    assert not told, told
