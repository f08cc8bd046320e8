"""What axe-core finds against WCAG 2.2, A and AA, on the page that a browser shows."""

from typing import Any

from django.conf import settings
from selenium import webdriver

from tests.lacking import skip_for_want_of

# As the Makefile installs it, of the version that tests/e2e/axe_core pins.
PROGRAM = settings.BASE_DIR / ".venv" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# The rules that colours decide, for a page that was looked over and is seen in its other colours.
COLOURS = ["color-contrast", "link-in-text-block"]
# Or a colour is looked at while it fades into another.
_AT_ONCE = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("*, *::before, *::after { transition: none !important }");
document.adoptedStyleSheets.push(sheet);
"""
_RUN = """
const [type, values, done] = arguments;
axe.run(document, {runOnly: {type, values}, resultTypes: ["violations"], preload: false})
  .then(found => done(found.violations), error => done([{id: String(error), nodes: []}]));
"""


def violations(browser: webdriver.Chrome, rules: list[str] | None = None) -> list[str]:
    """A line for each element that breaks a rule: the rule, the element, what to do. Without axe-core the test skips.

    Of these rules alone, where they are named.

    The script runs as selenium's own, so that the page's Content-Security-Policy stays as it is served. What axe tries
    with styles the policy refuses, and the console tells: ask `complaints()` of the page before.
    """
    if not PROGRAM.exists():
        skip_for_want_of("axe-core, which `make check` installs with npm")
    if not browser.execute_script("return 'axe' in window"):
        browser.execute_script(PROGRAM.read_text())
        browser.execute_script(_AT_ONCE)
    of = ("rule", rules) if rules else ("tag", LEVELS)
    found: list[dict[str, Any]] = browser.execute_async_script(_RUN, *of)
    browser.get_log("browser")
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node.get('failureSummary', rule.get('help'))}"
        for rule in found
        for node in rule["nodes"] or [{"target": []}]
    ]


def in_scheme(browser: webdriver.Chrome, scheme: str) -> None:
    """Has the browser ask pages for their "light" or "dark" colours."""
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
