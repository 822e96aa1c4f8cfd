"""The standalone app: a Flask app that is all ours."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from lms.core.web.errors import error_page
from lms.core.web.guard import MOST_BYTES
from lms.core.web.headers import close_request, open_request
from lms.core.web.runtime import runtime
from lms.extension import PeerLMS
from lms.people.identity import install_login

__all__ = ["create_app"]

LIMITS = {
    "MAX_CONTENT_LENGTH": MOST_BYTES,
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "MAX_FORM_PARTS": 1000,
}


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """A ready standalone app. `config` holds PEER_LMS_* settings; the environment fills the rest.

    Raises NotReady when a setting cannot be used.
    """
    app = Flask("lms", static_folder=None, template_folder=None)
    app.config.update(LIMITS)
    app.config.update(config or {})
    PeerLMS(app, own_door=True)
    with app.app_context():
        settings = runtime().settings
    app.secret_key = settings.secret_key
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts) or None
    install_login(app)
    for kind in (NotFound, MethodNotAllowed):
        app.register_error_handler(kind, _outside_our_routes)
    return app


def _outside_our_routes(problem: HTTPException) -> Any:
    # No route was found, so none of the root blueprint's own hooks run around this reply.
    open_request()
    reply = close_request(error_page(problem.code or 500))
    reply.headers.extend((name, value) for name, value in problem.get_headers() if name == "Allow")
    return reply
