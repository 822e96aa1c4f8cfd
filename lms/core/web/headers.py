"""What every reply carries: security headers, request id, and its cost when that is asked for."""

import logging
import secrets
from collections.abc import Iterator

from flask import Response, g, request

from lms.core import clock, text, trace
from lms.core.web.browser import send_cookies
from lms.core.web.runtime import runtime

log = logging.getLogger("lms.request")

YEAR = 60 * 60 * 24 * 365

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DEAF = "camera=(), geolocation=(), microphone=()"
HEARING = "camera=(), geolocation=(), microphone=(self)"


def open_request() -> None:
    """Start the trace; set the organisation's clock and the reader's language for this request."""
    trace.begin()
    clock.use_zone(runtime().settings.timezone)
    text.speak(text.choose(request.headers.get("Accept-Language", "")))


def nonce() -> str:
    """The nonce that allows this page's own script tags."""
    value: str | None = g.get("lms_nonce")
    if value is None:
        value = g.lms_nonce = secrets.token_urlsafe(16)
    return value


def allow_microphone() -> None:
    """Let this page ask for the microphone, and play what was recorded before it is sent. No other page may."""
    g.lms_microphone = True


def close_request(response: Response) -> Response:
    """Finish a reply: cookies, headers, request id and, if set, Server-Timing."""
    send_cookies(response)
    # Not by setdefault, which looks through all of them for each.
    there = {name.lower() for name, _value in response.headers}
    response.headers.extend((name, value) for name, value in _wanted(response) if name.lower() not in there)
    _log(response)
    return response


def _wanted(response: Response) -> Iterator[tuple[str, str]]:
    ours, hears = runtime(), "lms_microphone" in g
    yield "Content-Security-Policy", _policy(framed=ours.hosted, hears=hears)
    yield from FIXED.items()
    yield "Permissions-Policy", HEARING if hears else DEAF
    if ours.hosted:  # who may frame us is the host's to say, in a header it adds after us; this is the least
        yield "X-Frame-Options", "SAMEORIGIN"
    elif ours.settings.over_https:  # in a host's app it is the host's
        yield "Strict-Transport-Security", f"max-age={YEAR}"
    yield "X-Request-ID", trace.current().id
    if request.endpoint != "lms.static" or response.status_code >= 400:
        yield "Cache-Control", "no-store"
    if not ours.hosted and g.get("lms_left"):  # a host's own storage lies at the same origin
        yield "Clear-Site-Data", '"storage"'
    if ours.settings.server_timing:
        yield "Server-Timing", trace.current().server_timing()


def _log(response: Response) -> None:
    """One line a request: what was asked by its name, never the path or the query, which people and secrets are in."""
    if log.isEnabledFor(logging.INFO):
        facts = {"method": request.method, "endpoint": request.endpoint, "status": response.status_code}
        extra = {**facts, "ms": trace.current().milliseconds()}
        # As log.info does, but for a search through the stack for this very line, which nobody reads.
        log.handle(log.makeRecord(log.name, logging.INFO, "", 0, "request", (), None, extra=extra))


def _policy(*, framed: bool, hears: bool) -> str:
    ancestors = "" if framed else "; frame-ancestors 'none'"
    heard = " blob:" if hears else ""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce()}'; style-src 'self'; img-src 'self' data:; "
        f"font-src 'self'; media-src 'self'{heard}; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        f"base-uri 'none'{ancestors}"
    )
