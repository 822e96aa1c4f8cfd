"""security.txt (RFC 9116): whom to tell of a weakness, as lines of text."""

from datetime import UTC, datetime, timedelta

from lms.core.settings import Settings
from lms.version import RELEASED

__all__ = ["DEMO_CONTACT", "PATH", "expires", "security_txt"]

PATH = "/.well-known/security.txt"
GOOD_FOR = timedelta(days=364)  # the RFC asks for less than a year
DEMO_CONTACT = "mailto:security@demo.example"


def expires(released: str = RELEASED) -> datetime:
    """When the file runs out: a year short of a day after the release, so that an old installation shows its age."""
    return datetime.fromisoformat(released).replace(tzinfo=UTC) + GOOD_FOR


def security_txt(settings: Settings) -> str:
    """The file; "" when nobody is named, so that there is none."""
    contact = settings.security_contact or (DEMO_CONTACT if settings.demo else "")
    if not contact:
        return ""
    lines = [f"Contact: {contact}", f"Expires: {expires():%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en"]
    if settings.base_url:
        lines.append(f"Canonical: {settings.base_url}{PATH}")
    return "\n".join([*lines, ""])
