"""A coder imports a file with five kinds of error in a real browser, corrects it, imports it again, and undoes it."""

import csv
import io
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from claims.curation import anchoring
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.imports import Import, ImportState
from claims.models.sources import Source
from tests import factories
from tests.e2e.axe import violations
from tests.e2e.people import account
from tests.e2e.test_admin_login import complaints
from tests.e2e.waiting import is_gone, wait

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ["nr", "article", "claim", "kind", "actor", "actor kind", "role", "quote", "when"]
GOOD = ["1", "harbour-news", "The ministry raised harbour dues.", "event", "Port Ministry", "", "subject",
        "raised harbour dues", "May 2025"]  # fmt: skip
# Each with another kind of error, and what is put in its place.
NEWS, MINISTRY = "harbour-news", "Port Ministry"
WRONG = {
    "a day that is none": (
        ["2", NEWS, "Dues doubled.", "event", MINISTRY, "", "subject", "", "soon"],
        {8: "2019"},
    ),
    "a kind that is none": (
        ["3", NEWS, "Dues are too high.", "opinion", MINISTRY, "", "target", "", ""],
        {3: "evaluative"},
    ),
    "a pronoun": (
        ["4", NEWS, "The guild warned.", "event", "they", "", "subject", "", ""],
        {4: "Shipowners’ guild", 5: "organisation"},
    ),
    "no source": (
        ["5", "harbor-news", "Ships may leave.", "forecast", MINISTRY, "", "mentioned", "", ""],
        {1: NEWS},
    ),
    "nearly a name": (
        ["6", NEWS, "The ministry denied it.", "event", "Port Ministri", "", "subject", "", ""],
        {4: MINISTRY},
    ),
}


def written(rows: list[list[str]], path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


class Coder:
    """What a coder does on the pages."""

    def __init__(self, browser: webdriver.Chrome, site: str, screenshots: Path) -> None:
        self.browser, self.site, self.screenshots = browser, site, screenshots
        self.complaints: list[str] = []  # of the browser
        self.violations: list[str] = []  # of what axe asks of the pages of which a picture was taken

    def log_in(self) -> None:
        self.browser.get(f"{self.site}/admin/")
        self.browser.find_element(By.NAME, "username").send_keys("coder")
        self.browser.find_element(By.NAME, "password").send_keys("a good password")
        self.browser.find_element(By.ID, "login-form").submit()
        self.wait(By.ID, "user-tools")

    def wait(self, by: str, what: str) -> None:
        wait(self.browser, lambda: self.browser.find_element(by, what))

    def hand_in(self, path: Path) -> None:
        self.browser.get(f"{self.site}/admin/claims/import/add/")
        self.browser.find_element(By.NAME, "file").send_keys(str(path))
        self.press("_save")
        self.wait(By.ID, "import-form")

    def press(self, name: str) -> None:
        button = self.browser.find_element(By.NAME, name)
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
        wait(self.browser, lambda: is_gone(button))

    def text(self) -> str:
        return self.browser.find_element(By.ID, "main").text

    def picture(self, name: str) -> None:
        """The whole page, light and dark, at both widths, and what axe finds in it."""
        self.complaints += complaints(self.browser)
        for width in (1280, 1920):
            for theme in ("light", "dark"):
                self.browser.set_window_size(width, 1000)
                self.browser.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
                height = self.browser.execute_script("return document.documentElement.scrollHeight")
                self.browser.set_window_size(width, min(height + 140, 4000))
                self.browser.save_screenshot(str(self.screenshots / f"{name}-{theme}-{width}.png"))
                if width == 1280:
                    self.violations += [f"{name}, {theme}: {found}" for found in violations(self.browser)]
        self.browser.set_window_size(1280, 1000)
        complaints(self.browser)  # of the styles that axe sets, which are not the page's


@pytest.fixture
def coder(browser: webdriver.Chrome, live_server: LiveServer, screenshots: Path) -> Coder:
    account("coder", "coder")
    factories.actor("port-ministry", name="Port Ministry", kind="government_body")
    factories.source("harbour-news", title="Harbour dues rise")
    made = Coder(browser, live_server.url, screenshots)
    made.log_in()
    complaints(browser)
    return made


def test_five_kinds_of_error_are_shown_corrected_and_imported(coder: Coder, tmp_path: Path) -> None:
    wrong = [row for row, _ in WRONG.values()]
    coder.hand_in(written([HEADER, GOOD, *wrong], tmp_path / "claims.csv"))
    coder.picture("import-staged")
    # One column is not what its name says; it is put right.
    Select(coder.browser.find_element(By.ID, "id_column_8")).select_by_value("occurred")
    coder.press("_check")
    shown = coder.text()
    for words in (
        "“soon” is no date",
        "“opinion” is none of",
        "only a pronoun",
        "no source “harbor-news”",
        "is like “Port Ministry”",
    ):
        assert words in shown
    assert "5 errors" in shown
    coder.picture("import-checked")

    coder.press("_import")
    assert "nothing was imported" in coder.text()
    assert not Claim.objects.exists()

    coder.browser.find_element(By.PARTIAL_LINK_TEXT, "say who is meant").click()
    coder.wait(By.CSS_SELECTOR, "fieldset.settle")
    coder.picture("import-actors")

    # The rows that are right, and the others to correct: as the page gives them.
    coder.browser.back()
    coder.wait(By.ID, "import-form")
    coder.browser.find_element(By.CSS_SELECTOR, "input[name=accept][value=valid]").click()
    coder.press("_import")
    assert "Imported: 1 made" in coder.text()
    coder.picture("import-done")
    job = Import.objects.get()
    assert job.state == ImportState.DONE

    link = coder.browser.find_element(By.PARTIAL_LINK_TEXT, "these rows as a file").get_attribute("href")
    given_back = coder.browser.execute_async_script(
        "const done = arguments[1]; fetch(arguments[0]).then(answer => answer.text()).then(done)", link
    )
    header, *rows = csv.reader(io.StringIO(given_back.removeprefix("\ufeff"), newline=""))
    assert header == ["problem", *HEADER]
    assert [row[1:] for row in rows] == wrong
    assert all(row[0] for row in rows)

    for row, (_, right) in zip(rows, WRONG.values(), strict=True):
        for place, text in right.items():
            row[place + 1] = text
    coder.hand_in(written([header, *rows], tmp_path / "corrected.csv"))
    coder.press("_check")
    assert "error" not in coder.text()
    coder.press("_import")
    assert "Imported: 5 made" in coder.text()
    assert Claim.objects.count() == 6
    assert set(Claim.objects.values_list("state", flat=True)) == {"draft"}
    assert Actor.objects.filter(name="Shipowners’ guild").count() == 1

    # The second import is undone whole; the first stays.
    coder.browser.find_element(By.LINK_TEXT, "change set").click()
    coder.wait(By.PARTIAL_LINK_TEXT, "Undo")
    coder.browser.find_element(By.PARTIAL_LINK_TEXT, "Undo").click()
    coder.wait(By.CSS_SELECTOR, "form.act-form input[type=submit]")
    coder.browser.find_element(By.NAME, "reason").send_keys("It was a trial.")
    button = coder.browser.find_element(By.CSS_SELECTOR, "form.act-form input[type=submit]")
    button.click()
    wait(coder.browser, lambda: is_gone(button))
    assert [claim.statement for claim in Claim.objects.all()] == [GOOD[2]]
    assert not Actor.objects.filter(name="Shipowners’ guild").exists()
    assert coder.complaints + complaints(coder.browser) == []
    assert coder.violations == []


def test_a_new_source_is_pasted_previewed_and_kept(coder: Coder) -> None:
    text = (settings.BASE_DIR / "docs" / "coding" / "practice.txt").read_text()
    digest = anchoring.sha256(anchoring.normalise(text))
    coder.browser.get(f"{coder.site}/admin/claims/source/new/")
    coder.browser.find_element(By.NAME, "pasted").send_keys(text)
    coder.press("_preview")
    shown = coder.text()
    assert f"SHA-256 {digest}" in shown
    assert "Norvik closed its spawning grounds in March 2025." in shown
    assert "No stored text is much like it." in shown
    title = coder.browser.find_element(By.NAME, "title").get_attribute("value")
    assert title == "Seeland and Norvik Share the Herring Again"
    assert Source.objects.count() == 1  # nothing is kept before one says so
    coder.picture("source-preview")
    Select(coder.browser.find_element(By.NAME, "kind")).select_by_value("article")
    coder.press("_keep")
    assert "is kept with its text" in coder.text()
    kept = Source.objects.get(slug="seeland-and-norvik-share-the-herring-again").current_text
    assert kept is not None
    assert (kept.text, kept.sha256) == (anchoring.normalise(text), digest)
    assert digest in coder.text()
    coder.picture("source-kept")
    assert coder.complaints + complaints(coder.browser) == []
    assert coder.violations == []


def test_a_new_version_of_a_text_is_taken_in_and_its_anchors_settled(coder: Coder, tmp_path: Path) -> None:
    source = factories.source("quoted", text=factories.TEXT)
    for quote in ("raised harbour dues", "Dues have doubled", "denies that dues"):
        factories.claim(source=source, quotes=[quote], statement=f"It says “{quote}”.")
    coder.browser.get(f"{coder.site}/admin/claims/source/{source.pk}/text/")
    path = tmp_path / "new.txt"
    path.write_text(f"Corrected.\n\n{factories.TEXT.replace('have doubled', 'have tripled')}", encoding="utf-8")
    coder.browser.find_element(By.NAME, "file").send_keys(str(path))
    coder.press("_preview")
    assert "2 moved, 1 missing" in coder.text()
    coder.picture("text-preview")
    coder.press("_keep")
    coder.wait(By.CSS_SELECTOR, "fieldset.anchor")
    coder.picture("anchors")
    coder.press("_all")
    assert "2 settled" in coder.text()
    assert len(coder.browser.find_elements(By.CSS_SELECTOR, "fieldset.anchor")) == 1
    coder.browser.find_element(By.CSS_SELECTOR, "input[value=missing]").click()
    coder.press("_chosen")
    assert "Every other quote is anchored in the newest text." in coder.text()
    coder.picture("anchors-settled")
    coder.browser.find_element(By.LINK_TEXT, "Look at it").click()
    coder.wait(By.CSS_SELECTOR, "fieldset.anchor")
    marked = [mark.text for mark in coder.browser.find_elements(By.CSS_SELECTOR, ".passage mark")]
    assert marked == ["Dues have doubled", "Dues have tripled"]  # as it was, and what is likest
    coder.picture("anchors-missing")
    assert coder.complaints + complaints(coder.browser) == []
    assert coder.violations == []
