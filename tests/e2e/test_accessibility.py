"""Every page of the admin looked over by axe, in light and in dark; with SCREENSHOTS, and pictured for a person."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.test.signals import template_rendered
from psycopg import errors
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver

from claims.admin.saved_filters import SavedFilterAdmin
from tests.admin.walking import addresses, url
from tests.e2e import admin_pages
from tests.e2e.admin_pages import NO_PAGES, REFUSED, Page
from tests.e2e.axe import COLOURS, in_scheme, violations
from tests.e2e.people import enter
from tests.e2e.pictures import take_whole
from tests.e2e.reach import out_of_reach
from tests.e2e.test_admin_login import complaints
from tests.e2e.waiting import wait

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

SIZES = (1280, 1920)
TEMPLATES = settings.BASE_DIR / "claims" / "templates"
# Looked at last: there the database is made to fail, once while one reads and once while one sends something.
FAILING = (
    Page("database-fails", "/admin/claims/savedfilter/", status=503),
    Page("database-fails-at-saving", "/admin/claims/savedfilter/", {"action": "delete_selected"}, status=503),
)
# Drawn once for each process and kept: a page has them without a template being used. And what answers
# those alone whose session has ended: axe looks at it in test_bench_logged_out.py.
OTHERWISE = {f"admin/claims/bench/{name}.html" for name in ("keys", "meanings", "tree", "held")}
# Sends a form of these fields from the page that is shown, as the page itself would.
SEND = """
const [action, fields] = arguments;
const form = document.createElement("form");
Object.assign(form, {method: "post", action, enctype: "multipart/form-data"});
for (const [name, value] of fields) {
  const field = document.createElement("input");
  Object.assign(field, {type: "hidden", name, value});
  form.append(field);
}
document.body.append(form);
form.submit();
"""


@pytest.fixture
def curator(transactional_db: None) -> User:
    return User.objects.create_superuser("curator")


@pytest.fixture
def pages(curator: User) -> list[Page]:
    client = Client()
    client.force_login(curator)
    found = admin_pages.records(curator)
    return admin_pages.from_the_resolver(found) + admin_pages.by_their_states(found, client)


@pytest.fixture
def rendered() -> Iterator[set[str]]:
    """The names of the templates that were used since."""
    names: set[str] = set()

    def note(template: Any, **_: Any) -> None:
        names.add(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.fixture
def as_it_was(browser: webdriver.Chrome) -> Iterator[None]:
    """The browser is the session's: it gets its size and its colours back, and leaves the site."""
    yield
    browser.get("about:blank")
    browser.set_window_size(1280, 1000)
    in_scheme(browser, "light")


def show(browser: webdriver.Chrome, site: str, page: Page, token: str) -> None:
    """Has the browser show the page; one that loads itself anew stays as it is."""
    if not page.sent:
        browser.get(f"{site}{page.where}")
    else:
        fields = []
        for name, value in (page.sent | {"csrfmiddlewaretoken": token}).items():
            fields += [(name, one) for one in (value if isinstance(value, list) else [value])]
        before = browser.execute_script("return performance.timeOrigin")
        browser.execute_script(SEND, f"{site}{page.where}", [(name, str(value)) for name, value in fields])
        arrived = "return document.readyState === 'complete' && performance.timeOrigin !== arguments[0]"
        wait(browser, lambda: browser.execute_script(arrived, before), page.name, every=0.05)
    browser.execute_script("stop()")  # or it would load itself anew while it is looked at


def looked_over(browser: webdriver.Chrome, page: Page) -> list[str]:
    """What the console and axe find, in light and in what dark can change; and what cannot be reached."""
    lines = [line for line in complaints(browser) if page.status < 400 or f"status of {page.status}" not in line]
    status = browser.execute_script("return performance.getEntriesByType('navigation')[0].responseStatus")
    lines += [] if status == page.status else [f"answers {status}, not {page.status}"]
    text = browser.execute_script("return document.body.innerText")
    lines += ["an empty page"] if not text.strip() else []
    lines += ["marks of a merge"] if "<<<<<<<" in text else []
    lines += violations(browser)
    in_scheme(browser, "dark")
    lines += [f"dark: {line}" for line in violations(browser, COLOURS)]
    in_scheme(browser, "light")
    return lines + out_of_reach(browser)


def pictured(browser: webdriver.Chrome, page: Page, folder: Path) -> None:
    """In both schemes and sizes, whole."""
    for width in SIZES:
        for scheme in ("light", "dark"):
            in_scheme(browser, scheme)
            take_whole(browser, folder / f"{page.name}-{scheme}-{width}.png", width)
    in_scheme(browser, "light")
    browser.set_window_size(SIZES[0], 1000)


def database_fails(*_: Any, **__: Any) -> None:
    raise OperationalError("full") from errors.DiskFull("No space left on device")


def left_out(pages: list[Page], curator: User) -> list[str]:
    """Addresses of the admin that are not among the pages; what is said to be none is asked whether it is."""
    client = Client()
    client.force_login(curator)
    records: dict[str, Any] = {
        str(model._meta.model_name): model._default_manager.first() for model in admin.site._registry
    }
    named = {at.name: at for at in addresses()}
    found = [f"{name}: not looked at" for name in named.keys() - {page.name for page in pages} - NO_PAGES - REFUSED]
    found += [f"{name}: there is none" for name in (NO_PAGES | REFUSED) - named.keys()]
    for name in (NO_PAGES | REFUSED) & named.keys() - {"view_on_site", "logout"}:
        response = client.get(url(named[name], records, {"claim": records["claim"].pk}))
        is_page = response.status_code == 200 and "<html" in response.getvalue().decode()
        if is_page or (response.status_code == 403) != (name in REFUSED):
            found.append(f"{name}: is said to be no page, and answers {response.status_code}")
    return found


@pytest.mark.usefixtures("as_it_was")
def test_no_page_keeps_anybody_out_breaks_the_policy_or_has_what_cannot_be_reached(
    browser: webdriver.Chrome,
    live_server: LiveServer,
    curator: User,
    pages: list[Page],
    rendered: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser.set_window_size(SIZES[0], 1000)
    enter(browser, live_server.url, curator)
    browser.get(f"{live_server.url}/admin/password_change/")
    cookie = browser.get_cookie("csrftoken")
    assert cookie is not None
    token = cookie["value"]
    folder = Path(os.environ["SCREENSHOTS"]) if os.environ.get("SCREENSHOTS") else None
    found = left_out(pages, curator)

    def look(page: Page) -> None:
        show(browser, live_server.url, page, token)
        found.extend(f"{page.name} ({page.where}): {line}" for line in looked_over(browser, page))
        if folder:
            pictured(browser, page, folder)

    for page in pages:
        look(page)
    monkeypatch.setattr(SavedFilterAdmin, "get_queryset", database_fails)
    for page in FAILING:
        look(page)
    browser.delete_all_cookies()
    look(Page("login", "/admin/login/"))
    ours = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    found += [f"{name}: no page of the test shows it; add one" for name in sorted(ours - rendered - OTHERWISE)]
    told = "\n".join(found)
    assert not told, told
