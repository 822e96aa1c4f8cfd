"""Run in the clean environment: `python beside.py FOLDER`. Two intranets in one process, each with a Peer LMS."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from intranet import create_app
from noticeboard.signals import note_pinned

from lms import PeerLMS
from lms.cli.migrate import upgrade
from lms.core.access import SYSTEM, Open, requires
from lms.people import services
from lms.people.models import NodeKind
from lms.people.roles import Role
from lms.plugins import hookimpl


class Corner:
    """A plugin that one of the two apps brings itself."""

    peer_lms_api = 1

    @hookimpl
    def blueprints(self) -> list[Blueprint]:
        """One page."""
        pages = Blueprint("corner", __name__)
        pages.add_url_rule("/corner", "page", requires(Open.PUBLIC)(lambda: "a corner of the north"))
        return [pages]


def intranet(folder: Path, name: str, plugins: list[Any]) -> Flask:
    """An intranet in which Ann is a trainee; in the north she is known by another name than in the south."""
    add = PeerLMS(url_prefix="/training", plugins=plugins).init_app
    cookies = {"SESSION_COOKIE_NAME": name}
    app = create_app(folder / name, add, PEER_LMS_DATA_DIR=folder / name / "training", **cookies)
    runtime = app.extensions["peer_lms"]
    upgrade(runtime.database, schemas=runtime.schemas)
    with app.app_context(), runtime.database.unit_of_work() as session:
        top = services.add_node(session, name=name, kind=NodeKind.ORGANISATION, parent=None, by=SYSTEM)
        ann = services.add_person(session, chosen_name=f"Ann of the {name}", email="ann@intranet.example", by=SYSTEM)
        services.grant(session, person_id=ann.id, role=Role.TRAINEE, node_id=top.id, by=SYSTEM)
    return app


def signed_in(app: Flask, email: str = "ann@intranet.example") -> FlaskClient:
    """A browser that is signed in to the intranet."""
    client = app.test_client()
    reply = client.post("/login", data={"email": email, "csrf_token": token(client.get("/login").text)})
    assert reply.status_code == 303
    return client


def token(page: str) -> str:
    """The token in the last form of a page, which is the page's own."""
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[-1]


def pin(client: FlaskClient, text: str) -> int:
    """Pin a note up, as a person does."""
    page = client.get("/training/noticeboard").text
    return client.post("/training/noticeboard", data={"text": text, "csrf_token": token(page)}).status_code


def lines(client: FlaskClient, page: str) -> list[str]:
    """The lines of a plugin's list."""
    text = client.get(f"/training/{page}").text.partition("<main")[2].partition("</main>")[0]
    return re.findall("<li>(.*?)</li>", text)


def facts(folder: Path) -> dict[str, Any]:
    """What was seen on both sides."""
    north, south = intranet(folder, "north", [Corner()]), intranet(folder, "south", [])
    ann, other = signed_in(north), signed_in(south)
    stranger = other.get_cookie("lms_session", path="/training")
    seen: dict[str, Any] = {
        "nobody came in yet": stranger is None,
        "pinned": [pin(ann, "north: tea at four"), pin(other, "south: no tea")],
        "boards": [lines(ann, "noticeboard"), lines(other, "noticeboard")],
        "heard": [lines(ann, "staff-door"), lines(other, "staff-door")],
        "corner": [browser.get("/training/corner").status_code for browser in (ann, other)],
        "forged": ann.post("/training/noticeboard", data={"text": "forged"}).status_code,
        "unknown": signed_in(north, "bob@intranet.example").get("/training/account", follow_redirects=True).status_code,
        "framed": ann.get("/training/").headers["Content-Security-Policy"],
    }
    moved = south.test_client()
    token_of_ann = ann.get_cookie("lms_session", path="/training")
    moved.set_cookie("lms_session", str(token_of_ann and token_of_ann.value), path="/training")
    seen["a session of the other"] = moved.get("/training/account").status_code
    # The plant: a receiver that listens to everybody hears both.
    heard: list[str] = []
    with note_pinned.connected_to(lambda _sender, text, **_facts: heard.append(text)):
        pin(ann, "one")
        pin(other, "two")
    return {**seen, "a receiver without a sender": heard}


if __name__ == "__main__":
    os.environ["PEER_LMS_SECRET_KEY"] = "x" * 32
    print(json.dumps(facts(Path(sys.argv[1]))))
