"""Secrets, addresses, mail, and what is only for trying out: pure rules over the settings."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from lms.cli.doctor.findings import Finding, found
from lms.cli.doctor.patient import Patient
from lms.core.settings import Settings
from lms.core.web.guard import MOST_BYTES

__all__ = ["RULES"]

SECRET, VARIETY = 32, 10
GUESSED = re.compile(r"change.?me|secret|password|example|default|insecure|your.?key|test|123456|abcdef", re.IGNORECASE)
FIRST_TRIED = {"", "postgres", "password", "admin", "root", "peer", "peer_lms", "lms", "secret", "changeme", "123456"}
LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104 - names to recognise, nothing is bound


def secret_key(patient: Patient) -> Iterator[Finding]:
    """Long enough, and nobody's guess. One that we made ourselves is both."""
    key = patient.settings.secret_key
    if not key:
        return
    if len(key) < SECRET:
        yield found("secret-key")
    elif len(set(key)) < VARIETY or GUESSED.search(key):
        yield found("secret-key-known")


def database_password(patient: Patient) -> Iterator[Finding]:
    """A password over the network that is not among the first anybody would try."""
    try:
        address = make_url(patient.settings.database)
    except (ArgumentError, ValueError):
        return
    if address.password is not None and str(address.password).lower() in FIRST_TRIED | {str(address.username)}:
        yield found("database-password")


def base_url(patient: Patient) -> Iterator[Finding]:
    """There, encrypted, reachable by others, and nothing after the host. Demo mode may be local and plain."""
    settings = patient.settings
    if not settings.base_url:
        yield found("base-url")
        return
    if any(problem.setting == "base_url" for problem in patient.unusable):
        return
    parts = urlsplit(settings.base_url)
    if not settings.demo and parts.hostname in LOCAL:
        yield found("base-url-local", host=parts.hostname)
    elif not settings.demo and parts.scheme != "https":
        yield found("base-url-http")
    if not patient.hosted and (parts.path or parts.query or parts.fragment):
        yield found("base-url-extra", short=f"{parts.scheme}://{parts.netloc}")


def trusted_hosts(patient: Patient) -> Iterator[Finding]:
    """Ours and no others. In a host's app this is the host's to say."""
    settings = patient.settings
    ours = _host(settings)
    if patient.hosted or settings.demo:
        return
    if not settings.trusted_hosts:
        yield found("trusted-hosts", host=ours or "your.address")
        return
    for host in settings.trusted_hosts:
        if "*" in host or not host.strip("."):
            yield found("trusted-hosts-wide", host=host)
    if ours and not any(_matches(ours, host) for host in settings.trusted_hosts):
        yield found("trusted-hosts-missed", host=ours)


def _host(settings: Settings) -> str:
    try:
        return urlsplit(settings.base_url).hostname or ""
    except ValueError:
        return ""


def _matches(ours: str, trusted: str) -> bool:
    # As Werkzeug reads them: a leading dot stands for every name below, a port is not looked at.
    name = trusted.rpartition(":")[0] if trusted.rpartition(":")[2].isdigit() else trusted
    return "*" in name or ours == name.lstrip(".") or (name.startswith(".") and ours.endswith(name))


def content_origin(patient: Patient) -> Iterator[Finding]:
    """Packages from elsewhere must not be able to act as us."""
    settings = patient.settings
    if not settings.content_origin:
        return
    try:
        origin = urlsplit(settings.content_origin)
    except ValueError:
        origin = urlsplit("")
    if origin.scheme not in {"http", "https"} or not origin.hostname:
        yield found("content-origin", why="not the address of a website")
    elif origin.hostname == _host(settings):
        yield found("content-origin", why="our own host, so that packages from elsewhere could act as we do")
    elif origin.scheme == "http" and not settings.demo:
        yield found("content-origin", why="not https")


def for_trying_out(patient: Patient) -> Iterator[Finding]:
    """What is right on a laptop and nowhere else."""
    settings = patient.settings
    if settings.demo:
        yield found("demo")
        return
    if settings.server_timing:
        yield found("server-timing")
    if settings.second_factor == "offered" and not patient.hosted:
        yield found("second-factor")
    if settings.organisation == Settings.organisation:
        yield found("organisation")


def mail(patient: Patient) -> Iterator[Finding]:
    """To people, sealed on its way, and from somebody."""
    settings = patient.settings
    if settings.demo or any(problem.setting == "mail_url" for problem in patient.unusable):
        return
    where = urlsplit(settings.mail)
    if where.scheme == "file":
        yield found("mail-folder")
        return
    if not where.username and where.hostname not in LOCAL:
        yield found("mail-open", host=where.hostname)
    name, _at, host = settings.mail_from.rpartition("@")
    if not name or "." not in host:
        yield found("mail-from", address=settings.mail_from)


def upload_size(patient: Patient) -> Iterator[Finding]:
    """A size that the door lets through."""
    most = MOST_BYTES // 2**20
    if not 1 <= patient.settings.max_upload_mb <= most:
        yield found("upload-size", number=patient.settings.max_upload_mb, most=most)


RULES = (
    secret_key,
    database_password,
    base_url,
    trusted_hosts,
    content_origin,
    for_trying_out,
    mail,
    upload_size,
)
