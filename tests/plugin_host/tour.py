"""Run in the clean environment: `python tour.py FOLDER`. It visits the intranet's own pages, and prints what came.

One tour without Peer LMS, some with it, and some with a Peer LMS that treads on the host's toes: each plant is a fault
that the comparison has to see.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch

import flask_login
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from furniture import furniture
from intranet import create_app
from jinja2 import ChoiceLoader, DictLoader

from lms import PeerLMS
from lms.cli.migrate import upgrade

ANN = {"email": "ann@intranet.example"}
TOKEN = {"csrf_token": "THE PAGE BEFORE"}
# Label, method, path, form. A token is taken from the page before, as a browser would.
PAGES: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("index", "GET", "/", {}),
    ("index again", "GET", "/", {}),
    ("index head", "HEAD", "/", {}),
    ("index options", "OPTIONS", "/", {}),
    ("redirect", "GET", "/old", {}),
    ("folder without its slash", "GET", "/folder", {}),
    ("not found", "GET", "/nowhere", {}),
    ("not found, like ours", "GET", "/sign-in", {}),
    ("not found, like our health", "GET", "/healthz", {}),
    ("not found, like our style sheet", "GET", "/static/lms.css", {}),
    ("not found, nearly at our place", "GET", "/trainings", {}),
    ("method not allowed", "POST", "/old", TOKEN),
    ("refused", "GET", "/teapot", {}),
    ("broken", "GET", "/broken", {}),
    ("style sheet", "GET", "/static/intranet.css", {}),
    ("data", "GET", "/staff.json", {}),
    ("signed out, sent to the door", "GET", "/rooms", {}),
    ("form without a token", "POST", "/cheer", {}),
    ("door", "GET", "/login", {}),
    ("door, nothing typed", "POST", "/login", TOKEN),
    ("door, a stranger", "POST", "/login", {**TOKEN, "email": "x@intranet.example"}),
    ("door, welcome", "POST", "/login", {**TOKEN, **ANN}),
    ("index, signed in", "GET", "/", {}),
    ("form with a token", "POST", "/cheer", TOKEN),
    ("rooms", "GET", "/rooms", {}),
    ("rooms, without a token", "POST", "/rooms", {"name": "Ash"}),
    ("rooms once more", "GET", "/rooms", {}),
    ("rooms, too long a name", "POST", "/rooms", {**TOKEN, "name": "x" * 81}),
    ("rooms, booked", "POST", "/rooms", {**TOKEN, "name": "Ash"}),
    ("rooms, with one in it", "GET", "/rooms", {}),
    ("out", "POST", "/logout", TOKEN),
    ("rooms, signed out", "GET", "/rooms", {}),
)  # fmt: skip
OURS = ("/training/", "/training/noticeboard", "/training/nowhere", "/training/account", "/training/static/lms.css")


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


PLANTS = (error_page, login_manager, template, session, guard, header, a_filter)


def training(app: Flask) -> None:
    """Peer LMS as it is."""
    PeerLMS(app, url_prefix="/training")
    upgrade(app.extensions["peer_lms"].database, schemas=app.extensions["peer_lms"].schemas)


def visit(client: FlaskClient, page: tuple[str, str, str, dict[str, str]], before: str) -> list[Any]:
    """Status, headers in their order, body. Time and chance stand still, so that tokens are the same on each tour."""
    _label, method, path, form = page
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', before)
    token = {"csrf_token": found[1]} if found and "csrf_token" in form else {}
    with patch("time.time", lambda: 1_800_000_000.0), patch("os.urandom", lambda n: b"\x07" * n):
        reply = client.open(path, method=method, data={**form, **token})
    headers = [[name, value] for name, value in reply.headers.items() if name != "Date"]
    body = reply.get_data().decode("latin-1")
    reply.close()
    return [reply.status, headers, body]


def tour(app: Flask) -> Iterator[tuple[str, list[Any]]]:
    """The host's pages in order; where Peer LMS is there, a page of ours in between, in the same browser."""
    client, body, ours = app.test_client(), "", cycle(OURS)
    for page in PAGES:
        seen = visit(client, page, body)
        body = seen[2] or body
        yield page[0], seen
        # At a browser's second request, whosever page it is, Flask-Login notes that its session is an old one.
        if "peer_lms" in app.extensions and page[0] != "index":
            client.get(next(ours)).close()


def once(
    folder: Path,
    name: str,
    add: Callable[[Flask], None] | None = None,
    plant: Callable[[Flask], None] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """One tour: its pages, then what stands where."""
    data = {"PEER_LMS_DATA_DIR": folder / name / "training", "PEER_LMS_CACHE_DIR": folder / "cache"} if add else {}
    app = create_app(folder / name, add, **options, **data)
    if plant:
        plant(app)
    return {"pages": dict(tour(app)), "furniture": furniture(app)}


def main(folder: Path) -> None:
    """All tours, as JSON."""
    os.environ["PEER_LMS_SECRET_KEY"] = "x" * 32
    tours = {"bare": once(folder, "bare"), "with": once(folder, "with", training)}
    tours["bare, guard last"] = once(folder, "last", guard_first=False)
    tours["with, before the guard"] = once(folder, "first", training, guard_first=False)
    for plant in PLANTS:
        tours[plant.__name__] = once(folder, plant.__name__, training, plant)
    print(json.dumps(tours))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
