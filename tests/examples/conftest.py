"""The browser that the tests of pages have."""

from tests.e2e.conftest import browser, screenshots

__all__ = ["browser", "screenshots"]
