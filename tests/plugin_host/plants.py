"""Guests that tread on the host's toes. Each is a fault that comparing two tours has to show."""

import flask_login
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from intranet.people import db
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import event


def error_page(app: Flask) -> None:
    """An error page for the whole app."""
    app.register_error_handler(404, lambda problem: ("Not found.", 404))


def login_manager(app: Flask) -> None:
    """A LoginManager in place of the host's."""
    flask_login.LoginManager(app).user_loader(lambda _id: None)


def template(app: Flask) -> None:
    """A page of the same name before the host's."""
    app.jinja_loader = ChoiceLoader([DictLoader({"modules/index.html": "Modules"}), app.jinja_loader])


def session(app: Flask) -> None:
    """Sessions as Flask keeps them."""
    app.session_interface = SecureCookieSessionInterface()


def guard(app: Flask) -> None:
    """A guard that looks away."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False


def header(app: Flask) -> None:
    """A header on every reply."""
    app.after_request(lambda reply: (reply.headers.setdefault("Referrer-Policy", "same-origin"), reply)[1])


def a_filter(app: Flask) -> None:
    """A filter of the same name, for the host's templates."""
    app.jinja_env.filters["shout"] = str.lower


def a_listener(app: Flask) -> None:
    """A listener on every session of the database, the host's too."""
    event.listen(db.session, "before_flush", lambda _session, _context, _instances: None)


PLANTS = (a_listener, error_page, login_manager, template, session, guard, header, a_filter)
