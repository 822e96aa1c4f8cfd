"""Addresses of our own endpoints."""

import hashlib
from functools import lru_cache
from typing import Any

from flask import url_for

from lms.core.verdict import Link
from lms.core.web.service import STATIC


def url(endpoint: str, **params: Any) -> str:
    """The address of one of our endpoints, named without the leading `lms.`."""
    return url_for(f"lms.{endpoint}", **params)


@lru_cache
def _mark(filename: str) -> str:
    return hashlib.sha256((STATIC / filename).read_bytes()).hexdigest()[:10]


def asset(filename: str) -> str:
    """The address of a static file, with a mark of its content: it may be kept for a year, and a new one is fetched."""
    return url("static", filename=filename, v=_mark(filename))


def href(link: Link) -> str:
    """The address of a Link."""
    return url(link.endpoint, **link.params)
