"""The standalone app: a Flask app that is all ours."""

import hashlib
import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.core import trace
from lms.core.web.errors import error_page
from lms.core.web.guard import MOST_BYTES, greet
from lms.core.web.headers import close_request, open_request
from lms.core.web.runtime import runtime
from lms.extension import PeerLMS
from lms.people.identity import install_login

__all__ = ["create_app"]

log = logging.getLogger("lms.errors")

LIMITS = {
    "MAX_CONTENT_LENGTH": MOST_BYTES,
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "MAX_FORM_PARTS": 1000,
}


class Standalone(Flask):
    """Our own app. What fails in it is logged without the path: some of our paths are secrets."""

    def log_exception(self, exc_info: Any) -> None:
        """Say what failed, and nothing that anybody typed or was sent."""
        log.error("request %s failed", trace.current().id, exc_info=exc_info)

    def process_response(self, response: Response) -> Response:
        """As Flask has it; but a static file is the same for everybody, whoever looked at a cookie on the way."""
        reply = super().process_response(response)
        if request.endpoint == "lms.static":
            reply.headers["Vary"] = "Accept-Encoding"
        return reply


class SparingSessions(SecureCookieSessionInterface):
    """Flask's own sessions, which we keep nothing in: without their cookie there is no signature to check."""

    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request that brings one; else a new one."""
        brought = self.get_cookie_name(app) in request.cookies
        return super().open_session(app, request) if brought else SecureCookieSession()


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """A ready standalone app. `config` holds PEER_LMS_* settings; the environment fills the rest.

    Raises NotReady when a setting cannot be used.
    """
    app = Standalone("lms", static_folder=None, template_folder=None)
    app.config.update(LIMITS)
    app.config.update(config or {})
    PeerLMS(app, own_door=True)
    with app.app_context():
        settings = runtime().settings
    app.secret_key = settings.secret_key
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    if settings.over_https:  # as our own cookies, for the plugin that keeps something there
        app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_NAME="__Host-session")
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts) or None
    app.session_interface = SparingSessions()
    install_login(app)
    for kind in (NotFound, MethodNotAllowed):
        app.register_error_handler(kind, _outside_our_routes)
    app.register_error_handler(SecurityError, _another_host)
    if settings.proxies:
        near = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)  # type: ignore[method-assign]
    return app


def _outside_our_routes(problem: HTTPException) -> Any:
    # No route was found, so none of the root blueprint's own hooks run around this reply.
    open_request()
    greet()
    reply = close_request(error_page(problem.code or 500))
    reply.headers.extend((name, value) for name, value in problem.get_headers() if name == "Allow")
    return reply


def _another_host(_problem: HTTPException) -> Response:
    # Nothing may be built from the host this request names, so the page stands alone and links to where we are.
    open_request()
    ours = runtime()
    reply = Response(ours.ui.render("lms/another_host.jinja", address=ours.settings.base_url), 400)
    return close_request(reply)
