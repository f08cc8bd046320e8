"""What a test needs and a machine may not have."""

import os
from typing import NoReturn

import pytest


def skip_for_want_of(what: str) -> NoReturn:
    """Skip the test, and say why. In CI that is a failure: there the machine is made to have what the tests need."""
    missing = f"no {what} here: this did not run"
    # CI is set by every service for continuous integration.
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
