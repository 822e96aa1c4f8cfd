"""One certificate's words, to print."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from certificates.pdf import Sheet
from lms.core.ui import Ui

WORDS: dict[str, Any] = {
    "organisation": "Example Trust",
    "title": "Certificate in the Foundations of Peer Support",
    "name": "Siân Ŵyn",
    "statement": "has completed a programme of 66 hours of learning.",
    "issued_on": date(2026, 11, 23),
    "expires_on": None,
    "serial": "PL-2026-000123",
    "code": "7k3m-9xqa-0b1c-d2e3-f4g5-h6j7-k8m9",
    "address": "https://learn.example.org/verify/7k3m-9xqa-0b1c-d2e3-f4g5-h6j7-k8m9",
}


@pytest.fixture(scope="session")
def ui() -> Ui:
    """Pages, without an app around them."""
    return Ui(["lms", "certificates"])


@pytest.fixture(scope="session")
def sheet() -> Callable[..., Sheet]:
    """A sheet with some of its words changed: `sheet(name="…")`."""
    return lambda **words: Sheet(**{**WORDS, **words})
