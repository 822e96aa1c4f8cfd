"""Pages, addresses, sheets, markdown and static files."""

import csv
import gzip
import io
from datetime import timedelta
from pathlib import Path

import flask_login
import pytest
from flask import Flask
from sqlalchemy import create_engine

from lms import PeerLMS
from lms.core import clock
from lms.core.ui import Card, MenuItem, table_reply
from lms.core.ui.chrome import CardKind, menu_for
from lms.core.ui.filters import initials, markdown, paragraphs, size
from lms.core.ui.links import href
from lms.core.verdict import Link
from lms.core.web.runtime import KEY
from lms.core.web.service import STATIC
from lms.jobs.services import enqueue
from lms.people.roles import Role
from lms.testing import House, make_node, make_person
from lms.testing.factories import make_actor


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**bold** and _so_", "<p><strong>bold</strong> and <em>so</em></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://a.example/x.png)", "<p></p>\n"),
        ("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>\n"),
        ("[x](vbscript:1)", "<p>[x](vbscript:1)</p>\n"),
        ("[x](ftp://a.example)", '<p><a rel="noopener noreferrer">x</a></p>\n'),
        ("[x](tel:116123)", '<p><a href="tel:116123" rel="noopener noreferrer">x</a></p>\n'),
        ("# Big", "Big\n"),
        ("## Less", "<h2>Less</h2>\n"),
    ],
)
def test_markdown_is_safe(source: str, expected: str) -> None:
    assert markdown(source) == expected


def test_small_filters() -> None:
    assert paragraphs(" one\ntwo \n\n\n\n three") == ["one\ntwo", "three"]
    assert [initials(name) for name in ("Siân Ŵyn Prydderch", "madonna", "")] == ["SŴ", "M", ""]
    assert [size(n) for n in (0, 1536, 1024 * 1024, 2_621_440)] == ["1 kB", "2 kB", "1.0 MB", "2.5 MB"]


def test_a_sheet_runs_no_formulas() -> None:
    risky = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "'=1", '"=1']
    safe = ["plain", "a=b", 5, None, "two\nlines", 'say "hi", twice']
    with Flask("x").app_context():
        reply = table_reply("list.csv", ["What"], [[cell] for cell in risky + safe])
    text = reply.get_data(as_text=True)
    rows = [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    assert text.startswith("\ufeffWhat")
    assert rows[1:11] == ["'" + cell for cell in risky]
    assert rows[11:] == ["plain", "a=b", "5", "", "two\nlines", 'say "hi", twice']
    assert reply.headers["Content-Disposition"] == 'attachment; filename="list.csv"'


def test_the_menu_holds_what_one_may_and_marks_where_one_is(house: House) -> None:
    with house.unit() as session:
        admin = make_actor(session, house.runtime, make_person(session, {Role.ADMIN: make_node(session)}))
    ours = {"/", "/admin/people", "/admin/audit"}
    for path, current in {"/": ["/"], "/admin/people/new": ["/admin/people"], "/account": [], "/admin": []}.items():
        with house.app.test_request_context(path):
            menu = [item for item in menu_for(house.runtime, admin) if item.href in ours]
        assert [item.href for item in menu] == ["/", "/admin/people", "/admin/audit"]
        assert [item.href for item in menu if item.current] == current
    with house.app.test_request_context("/"):
        assert href(Link("people.link", {"link_id": "00000000-0000-4000-8000-00000000000a", "given": "x"})) == (
            "/link/00000000-0000-4000-8000-00000000000a/x"
        )
    assert Card(CardKind.NEXT, "x").weight == MenuItem("x", "y", ()).weight == 50


def test_static_files_go_packed_where_the_browser_unpacks(house: House) -> None:
    browser, name = house.app.test_client(), "nhsuk-10.6.1/nhsuk-frontend.min.css"
    with browser.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert packed.mimetype == "text/css"
        assert gzip.decompress(packed.data) == (STATIC / name).read_bytes()
    with browser.get(f"/static/{name}") as plain:
        assert "Content-Encoding" not in plain.headers
        assert plain.data == (STATIC / name).read_bytes()
    with browser.get("/static/lms.css", headers={"Accept-Encoding": "gzip"}) as other:
        assert other.status_code == 200
    assert browser.get("/static/../../pyproject.toml").status_code == 404


def test_a_packed_file_of_unknown_kind_is_only_bytes(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.odd.gz").write_bytes(gzip.compress(b"x"))
    monkeypatch.setattr("lms.core.web.service.STATIC", tmp_path)
    with house.app.test_client().get("/static/x.odd", headers={"Accept-Encoding": "gzip"}) as reply:
        assert reply.mimetype == "application/octet-stream"


def test_health_tells_how_long_the_outbox_waits(house: House, tmp_path: Path) -> None:
    healthy = house.client().get("/healthz").reply.json
    assert healthy == {
        "status": "ok", "database": "ok", "migrations": "current", "outbox_age_s": 0, "room": "ok",
        "version": house.runtime.version,
    }  # fmt: skip
    with house.unit() as session:
        enqueue(session, "x", key="later", payload={}, due=clock.now() + timedelta(hours=1))
    assert house.client().get("/healthz").reply.json["outbox_age_s"] == 0
    with house.unit() as session:
        enqueue(session, "x", key="early", payload={}, due=clock.now() - timedelta(minutes=2))
    assert 120 <= house.client().get("/healthz").reply.json["outbox_age_s"] <= 125
    empty = House(tmp_path / "empty")
    behind = empty.client().get("/healthz", status=503).reply.json
    assert (behind["status"], behind["database"], behind["migrations"]) == ("unavailable", "ok", "behind")
    empty.close()


class Guest(flask_login.UserMixin):
    id = "host-7"


def host_app(house: House) -> Flask:
    app = Flask("host")
    app.config.update(
        PEER_LMS_DATA_DIR=house.folder,
        PEER_LMS_DATABASE_URL=house.runtime.settings.database,
        PEER_LMS_SECRET_KEY="x" * 32,
        TESTING=True,
    )
    app.add_url_rule("/", "home", lambda: "host")
    app.register_error_handler(404, lambda _problem: ("host's own 404", 404))
    return app


def test_below_a_host_only_our_own_part_is_ours(house: House) -> None:
    app = host_app(house)
    PeerLMS(app, url_prefix="/training", engine=create_engine(house.runtime.settings.database))
    browser = app.test_client()
    assert browser.get("/").text == "host"
    assert "Content-Security-Policy" not in browser.get("/").headers
    assert "X-Request-ID" not in browser.get("/nowhere").headers
    assert browser.get("/nowhere").text == "host's own 404"
    assert "quote this number" in browser.get("/training/static/missing.css").text
    assert "/training/sign-in" in browser.get("/training/account").location
    assert browser.get("/training/").status_code == 200
    assert app.config["MAX_CONTENT_LENGTH"] is None, "a host's own setting is left alone"
    huge = {"CONTENT_LENGTH": str(64 * 1024 * 1024 + 1)}
    assert browser.post("/training/sign-up", environ_overrides=huge).status_code == 413
    app.extensions[KEY].database.engine.dispose()


@pytest.mark.parametrize(("person", "status"), [("known", 200), ("suspended", 302), ("unknown", 302), (None, 302)])
def test_a_host_says_who_is_signed_in(
    house: House, monkeypatch: pytest.MonkeyPatch, person: str | None, status: int
) -> None:
    from uuid import uuid4

    from lms.core.access import SYSTEM
    from lms.people.services import suspend
    from lms.plugins import hookimpl, loader

    with house.unit() as session:
        node = make_node(session)
        known, closed = (make_person(session, {Role.TRAINEE: node}) for _ in range(2))
        suspend(session, person=closed, by=SYSTEM)
    ids = {"known": known.id, "suspended": closed.id, "unknown": uuid4(), None: None}

    class Bridge:
        peer_lms_api = 1

        @hookimpl
        def person_for_user(self, session: object, user: Guest) -> object:
            return ids[person] if user.id == "host-7" else None

    class Point:
        name, load = "bridge", staticmethod(Bridge)

    monkeypatch.setattr(loader, "entry_points", lambda group: [Point])
    app = host_app(house)
    manager = flask_login.LoginManager(app)
    manager.request_loader(lambda _request: Guest())
    PeerLMS(url_prefix="/training").init_app(app)
    assert app.test_client().get("/training/account").status_code == status
    app.extensions[KEY].database.engine.dispose()
