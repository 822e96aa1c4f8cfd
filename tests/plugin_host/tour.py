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

from flask import Flask
from flask.testing import FlaskClient
from furniture import furniture
from intranet import create_app
from plants import PLANTS

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


def training(app: Flask) -> None:
    """Peer LMS as it is: not even imported on the tours without it."""
    from lms import PeerLMS
    from lms.cli.migrate import upgrade

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


class Tour:
    """The host's pages in order; where Peer LMS is there, a page of ours in between, in the same browser."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client, self.ours = app, app.test_client(), cycle(OURS)
        self.statuses: list[int] = []
        self.pages = dict(self._pages())

    def _pages(self) -> Iterator[tuple[str, list[Any]]]:
        body = ""
        for page in PAGES:
            seen = visit(self.client, page, body)
            body = seen[2] or body
            yield page[0], seen
            # At a browser's second request, whosever page it is, Flask-Login notes that its session is an old one.
            if "peer_lms" in self.app.extensions and page[0] != "index":
                self._call_on_us()

    def _call_on_us(self) -> None:
        with self.client.get(next(self.ours)) as reply:
            self.statuses.append(reply.status_code)


def once(
    folder: Path,
    add: Callable[[Flask], None] | None = None,
    plant: Callable[[Flask], None] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """One tour: its pages, what ours answered in between, then what stands where."""
    data = {"PEER_LMS_DATA_DIR": folder / "training", "PEER_LMS_CACHE_DIR": folder.parent / "cache"} if add else {}
    app = create_app(folder, add, **options, **data)
    if plant:
        plant(app)
    tour = Tour(app)
    imported = [name for name in ("lms", "modules") if name in sys.modules]
    return {"pages": tour.pages, "ours": tour.statuses, "imported": imported, "furniture": furniture(app)}


def main(folder: Path, guests: str) -> None:
    """The tours without Peer LMS, or those with it, as JSON."""
    os.environ["PEER_LMS_SECRET_KEY"] = "x" * 32
    add = training if guests == "with" else None
    tours = {guests: once(folder / guests, add)}
    tours[f"{guests}, guard last"] = once(folder / f"{guests}-last", add, guard_first=False)
    for plant in PLANTS if add else ():
        tours[plant.__name__] = once(folder / plant.__name__, add, plant)
    print(json.dumps(tours))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
