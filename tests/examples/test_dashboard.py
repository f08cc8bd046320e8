"""The page of charts, in a browser: served from one origin, asking the API at another."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.e2e.waiting import wait
from tests.lacking import skip_for_want_of

# It needs what `make check` installs before it runs these.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

PAGE: Path = settings.BASE_DIR / "examples" / "dashboard"
PACKAGES: Path = settings.BASE_DIR / ".venv" / "dashboard" / "node_modules"
MARKS = {
    "timeline": "[aria-label=rect] rect",
    "actors": "[aria-label=bar] rect",
    "crosstab": "[aria-label=cell] rect",
    "network": "circle",
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    """The address of the page, as `npm ci` and a web server give it."""
    if not PACKAGES.exists():
        skip_for_want_of("packages of npm for the page of charts, which `make check` installs")
    shutil.copytree(PAGE, tmp_path / "page")
    (tmp_path / "page" / "node_modules").symlink_to(PACKAGES)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "page")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_the_page_draws_what_the_api_counts(
    browser: webdriver.Chrome, page: str, live_server: LiveServer, client: Client, screenshots: Path
) -> None:
    """One test, because loading takes longer than all the rest."""
    call_command("load_seeds", verbosity=0)
    api = live_server.url
    for scheme in ("light", "dark"):
        browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )
        show(browser, page, api)
        height = browser.execute_script("return document.documentElement.scrollHeight")
        browser.set_window_size(1280, height + 150)
        browser.save_screenshot(str(screenshots / f"dashboard-{scheme}.png"))
        assert states(browser) == dict.fromkeys(MARKS, "drawn")
        assert complaints(browser) == []
        assert contrast(browser) > 4.5, scheme
    every_mark_is_one_of_the_answer(browser, client)
    nothing_is_loaded_from_elsewhere(browser, page, api)
    a_bar_that_is_chosen_is_a_filter(browser, client)
    what_is_typed_is_completed(browser)

    show(browser, page, api, q="xylophone")
    assert states(browser) == dict.fromkeys(MARKS, "empty")
    assert "No claim fulfils these filters" in browser.find_element(By.CSS_SELECTOR, "#timeline .chart").text
    assert complaints(browser) == []
    show(browser, page, api, actor="azerbaijann")
    assert states(browser) == dict.fromkeys(MARKS, "problem")
    assert "Did you mean azerbaijan" in browser.find_element(By.CSS_SELECTOR, "#network .chart").text
    browser.save_screenshot(str(screenshots / "dashboard-refused.png"))
    show(browser, page, "http://127.0.0.1:1")
    assert "No answer from http://127.0.0.1:1." in browser.find_element(By.ID, "state").text
    complaints(browser)  # the browser's own, on answers that were refusals, are not for the tests after this one


def show(browser: webdriver.Chrome, page: str, api: str, **filters: str) -> None:
    browser.get(f"{page}?{urlencode({'api': api, **filters})}")
    arrive(browser)


def arrive(browser: webdriver.Chrome) -> None:
    wait(browser, lambda: browser.execute_script("return document.body.dataset.state"))


def states(browser: webdriver.Chrome) -> dict[str, str]:
    return {name: browser.find_element(By.ID, name).get_attribute("data-state") or "" for name in MARKS}


def complaints(browser: webdriver.Chrome) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in {"WARNING", "SEVERE"}]


def contrast(browser: webdriver.Chrome) -> float:
    """Between the words of a chart and the ground on which they stand, as WCAG 2 computes it."""
    colours = browser.execute_script(
        "const figure = document.querySelector('#actors');"
        "return [getComputedStyle(figure.querySelector('svg')).color, getComputedStyle(figure).backgroundColor]"
    )
    one, other = sorted(map(luminance, colours))
    return (other + 0.05) / (one + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def every_mark_is_one_of_the_answer(browser: webdriver.Chrome, client: Client) -> None:
    def ask(shape: str, **parameters: str) -> Any:
        return client.get(f"/api/v1/claims/{shape}/", parameters).json()

    periods = ask("timeline", interval="quarter", by="kind")["rows"]
    (actors,) = ask("facets", facet="actor", limit="12")["facets"]
    crosstab = ask("crosstab", rows="topic", columns="kind", limit="10")
    network = ask("network", limit="40")
    expected = {
        "timeline": sum(row["count"] > 0 for row in periods),
        "actors": len(actors["buckets"]),
        "crosstab": sum(count > 0 for row in crosstab["counts"] for count in row),
        "network": len(network["nodes"]),
    }
    assert min(expected.values()) > 8
    assert {name: len(marks(browser, name)) for name in MARKS} == expected
    assert len(browser.find_elements(By.CSS_SELECTOR, "#network line")) == len(network["edges"])
    told = browser.execute_script(
        "const rows = [...document.querySelectorAll('#actors tr')].slice(1);"
        "return rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert told == [[bucket["label"], str(bucket["count"])] for bucket in actors["buckets"]]


def marks(browser: webdriver.Chrome, name: str) -> list[Any]:
    return browser.find_elements(By.CSS_SELECTOR, f"#{name} {MARKS[name]}")


def nothing_is_loaded_from_elsewhere(browser: webdriver.Chrome, page: str, api: str) -> None:
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert any(address.startswith(api) for address in loaded)
    assert all(address.startswith((page, f"{api}/", "data:")) for address in loaded), loaded


def a_bar_that_is_chosen_is_a_filter(browser: webdriver.Chrome, client: Client) -> None:
    marks(browser, "actors")[1].click()
    wait(browser, lambda: "actor=" in browser.current_url)
    arrive(browser)
    (actor,) = parse_qs(urlsplit(browser.current_url).query)["actor"]
    count = client.get("/api/v1/claims/", {"actor": actor, "count": "exact", "limit": "1"}).json()["meta"]["count"]
    assert f"{count} claims in all." in browser.find_element(By.CSS_SELECTOR, "#actors .note").text
    assert browser.find_element(By.NAME, "actor").get_attribute("value") == actor


def what_is_typed_is_completed(browser: webdriver.Chrome) -> None:
    field = browser.find_element(By.NAME, "actor")
    field.clear()
    field.send_keys("aliy")
    offered = "return [...document.querySelectorAll('#actors-found option')].map(option => option.value)"
    wait(browser, lambda: "ilham-aliyev" in browser.execute_script(offered))
