"""A small intranet with Peer LMS in it, at /training. The guide "In your app" says how to run it."""

import secrets
from typing import Any
from uuid import UUID

from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms import PeerLMS
from lms.people.queries import person_by_email
from lms.plugins import hookimpl

STAFF = {"ann@example.org": "Ann", "bob@example.org": "Bob"}

PAGE = """<!doctype html>
<title>Our intranet</title>
<h1>Our intranet</h1>
{% if current_user.is_authenticated %}
<p>You are {{ current_user.name }}. <a href="/training/">Training and work</a></p>
<form method="post" action="{{ url_for('sign_out') }}"><button>Sign out</button></form>
{% else %}
<form method="post" action="{{ url_for('sign_in', next=request.args.get('next')) }}">
{% for email, name in staff.items() %}<button name="email" value="{{ email }}">I am {{ name }}</button>{% endfor %}
</form>
{% endif %}
"""


class User(UserMixin):
    """Somebody who works here. Your app has its own, behind its own sign-in."""

    def __init__(self, email: str) -> None:
        self.id = email
        self.name = STAFF[email]


class OurStaff:
    """Tells Peer LMS whom our users are."""

    peer_lms_api = 1

    @hookimpl
    def person_for_user(self, session: Session, user: User) -> UUID | None:
        """The person with the same e-mail address; None for colleagues who are not in Peer LMS."""
        person = person_by_email(session, user.id)
        return person.id if person else None


def index() -> str:
    """The intranet's own page."""
    return render_template_string(PAGE, staff=STAFF)


def sign_in() -> Any:
    """The intranet's own sign-in: one press, because this is an example."""
    if request.method == "POST" and request.form.get("email") in STAFF:
        login_user(User(request.form["email"]))
        onward = request.args.get("next", "")
        return redirect(onward if onward.startswith("/training") else url_for("index"), 303)
    return index()


def sign_out() -> Response:
    """Leave the intranet, and with it Peer LMS."""
    logout_user()
    return redirect(url_for("index"), 303)


def create_app() -> Flask:
    """The intranet."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secrets.token_hex(), PEER_LMS_BASE_URL="http://127.0.0.1:5000")
    app.add_url_rule("/", "index", index)
    app.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET", "POST"])
    app.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    manager = LoginManager(app)
    manager.login_view = "sign_in"
    manager.user_loader(lambda email: User(email) if email in STAFF else None)
    PeerLMS(app, url_prefix="/training", plugins=[OurStaff()])
    return app
