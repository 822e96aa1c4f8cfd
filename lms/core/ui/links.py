"""Addresses of our own endpoints."""

from typing import Any

from flask import url_for

from lms.core.verdict import Link


def url(endpoint: str, **params: Any) -> str:
    """The address of one of our endpoints, named without the leading `lms.`."""
    return url_for(f"lms.{endpoint}", **params)


def href(link: Link) -> str:
    """The address of a Link."""
    return url(link.endpoint, **link.params)
