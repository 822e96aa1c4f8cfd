"""In a host: our session is bound to whom the host has signed in, and nothing of the host's is in the way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import flask_login
import pytest
import sqlalchemy as sa
from flask import Flask, redirect, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms import PeerLMS
from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.errors import NotReady
from lms.core.web.browser import SESSION_COOKIE
from lms.core.web.runtime import KEY
from lms.people import services
from lms.people.models import Person, UserSession
from lms.people.roles import Role
from lms.plugins import hookimpl
from lms.testing import House, make_node, make_person

BASE = "https://intranet.test.example"


class Visitor(flask_login.UserMixin):
    def __init__(self, name: str) -> None:
        self.id = name


class Bridge:
    """The host's plugin: who is who, by the host's own user id. It counts how often it is asked."""

    peer_lms_api = 1

    def __init__(self) -> None:
        self.people: dict[str, UUID] = {}
        self.asked = 0

    @hookimpl
    def person_for_user(self, session: Any, user: Visitor) -> UUID | None:
        self.asked += 1
        return self.people.get(user.id)


@dataclass
class Host:
    """A host app with sign-in of its own, one PeerLMS in it, and Ann and Bob whom both know."""

    app: Flask
    bridge: Bridge
    ids: dict[str, UUID] = field(default_factory=dict)

    def browser(self, who: str = "") -> FlaskClient:
        client = self.app.test_client()
        if who:
            client.post("/login", data={"who": who})
        return client

    def unit(self) -> Any:
        return self.app.extensions[KEY].database.unit_of_work()

    def sessions(self) -> list[tuple[UUID, bool]]:
        """Whose sessions there are, oldest first, and whether they have ended."""
        with self.app.app_context(), self.unit() as session:
            rows = session.scalars(sa.select(UserSession).order_by(UserSession.created_at, UserSession.id))
            return [(row.person_id, row.ended_at is not None) for row in rows]


def bare_host(house: House, **config: Any) -> Flask:
    app = Flask("host")
    app.config.update(PEER_LMS_DATA_DIR=house.folder, PEER_LMS_SECRET_KEY="x" * 32, TESTING=True, SECRET_KEY="host")
    app.config["PEER_LMS_SERVER_TIMING"] = "1"
    app.config.update(PEER_LMS_BASE_URL=BASE, PEER_LMS_DATABASE_URL=house.runtime.settings.database, **config)
    manager = flask_login.LoginManager(app)
    manager.user_loader(Visitor)

    @app.route("/login", methods=["GET", "POST"])
    def login() -> Any:
        flask_login.login_user(Visitor(request.form["who"]))
        return "in"

    @app.post("/logout")
    def logout() -> Any:
        flask_login.logout_user()
        return redirect("/login")

    manager.login_view = "login"
    return app


@pytest.fixture
def host(house: House) -> Iterator[Host]:
    app, bridge = bare_host(house), Bridge()
    PeerLMS(app, url_prefix="/training", plugins=[bridge])
    made = Host(app, bridge)
    with app.app_context(), made.unit() as session:
        node = make_node(session)
        for name in ("ann", "bob"):
            made.ids[name] = make_person(session, {Role.TRAINEE: node}, name=name.title()).id
    bridge.people.update(made.ids)
    yield made
    app.extensions[KEY].database.engine.dispose()


def names_on(reply: TestResponse) -> str:
    found = re.search(r'<a href="/training/account">(.*?)</a>', reply.text)
    return found[1] if found else ""


def token_of(client: FlaskClient) -> str:
    found = client.get_cookie(f"__Secure-{SESSION_COOKIE}", path="/training")
    return str(found.value) if found else ""


def csrf_on(reply: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="(\w+)"', reply.text)
    assert found
    return found[1]


def test_the_first_page_starts_a_session_and_the_next_ones_use_it(host: Host) -> None:
    ann = host.browser("ann")
    assert names_on(ann.get("/training/")) == "Ann"
    token = token_of(ann)
    assert names_on(ann.get("/training/account")) == "Ann"
    assert names_on(ann.get("/training/posts")) == "Ann"
    assert (token_of(ann), host.bridge.asked) == (token, 1)
    assert host.sessions() == [(host.ids["ann"], False)]


def test_a_form_sent_at_once_works_and_one_from_before_the_host_changed_user_does_not(host: Host) -> None:
    browser = host.browser("ann")
    sent = {"csrf_token": csrf_on(browser.get("/training/account")), "chosen_name": "Annie", "certificate_name": "A"}
    assert browser.post("/training/account", data=sent).status_code == 303
    browser.post("/login", data={"who": "bob"})
    assert browser.post("/training/account", data=sent).status_code == 403
    assert names_on(browser.get("/training/")) == "Bob"
    with host.app.app_context(), host.unit() as session:
        assert session.get_one(Person, host.ids["bob"]).chosen_name == "Bob"


def test_how_long_one_may_stay_away_is_the_hosts_to_say(host: Host) -> None:
    ann = host.browser("ann")
    ann.get("/training/")
    with clock.frozen(clock.now() + timedelta(days=20)):
        page = ann.get("/training/account")
    assert (page.status_code, page.text.count("this one")) == (200, 1)


def test_another_host_user_ends_the_session_of_the_one_before(host: Host) -> None:
    browser = host.browser("ann")
    browser.get("/training/")
    before = token_of(browser)
    browser.post("/login", data={"who": "bob"})
    assert names_on(browser.get("/training/")) == "Bob"
    assert token_of(browser) != before
    assert host.sessions() == [(host.ids["ann"], True), (host.ids["bob"], False)]


def test_signing_out_of_the_host_ends_our_session_at_the_next_request(host: Host) -> None:
    browser = host.browser("ann")
    browser.get("/training/")
    stolen = token_of(browser)
    browser.post("/logout")
    assert names_on(browser.get("/training/")) == ""
    assert host.sessions() == [(host.ids["ann"], True)]
    thief = host.browser()
    thief.set_cookie(f"__Secure-{SESSION_COOKIE}", stolen, path="/training")
    assert thief.get("/training/account").status_code == 302


def test_a_token_is_worth_nothing_to_a_stranger_and_to_another_host_user(host: Host) -> None:
    ann = host.browser("ann")
    ann.get("/training/")
    for thief, who in ((host.browser(), ""), (host.browser("bob"), "Bob")):
        thief.set_cookie(f"__Secure-{SESSION_COOKIE}", token_of(ann), path="/training")
        assert names_on(thief.get("/training/")) == who


def test_one_statement_finds_the_person_behind_a_session(host: Host) -> None:
    from lms.core import trace

    ann = host.browser("ann")
    ann.get("/training/posts")
    ann.get("/training/posts")
    asked = trace.current().queries
    stranger = host.browser()
    stranger.get("/training/posts")
    assert asked == trace.current().queries + 1


def test_signed_out_people_go_to_the_hosts_own_sign_in_and_come_back(host: Host) -> None:
    stranger = host.browser()
    ours = stranger.get("/training/account?x=1")
    assert (ours.status_code, ours.location) == (302, "/training/sign-in?next=/training/account?x%3D1")
    theirs = stranger.get(ours.location)
    assert (theirs.status_code, theirs.location) == (302, "/login?next=%2Ftraining%2Faccount%3Fx%3D1")
    for page in ("sign-up", "reset-password", f"link/{uuid4()}/x"):
        assert stranger.get(f"/training/{page}").location == "/training/sign-in"


@pytest.mark.parametrize(
    ("setting", "target"),
    [("login", "/login?next=%2Ftraining%2F"), ("/enter", "/enter?next=%2Ftraining%2F"),
     ("https://sso.test.example/", "https://sso.test.example/?next=http%3A%2F%2Flocalhost%2Ftraining%2F")],
)  # fmt: skip
def test_a_setting_names_the_sign_in(house: House, setting: str, target: str) -> None:
    app = bare_host(house, PEER_LMS_SIGN_IN=setting)
    PeerLMS(app, url_prefix="/training")
    assert app.test_client().get("/training/sign-in").location.startswith(target.partition("?")[0] + "?next=")
    app.extensions[KEY].database.engine.dispose()


def test_a_host_that_names_no_sign_in_gets_a_clear_page(house: House) -> None:
    app = bare_host(house)
    app.login_manager.login_view = None
    PeerLMS(app, url_prefix="/training")
    reply = app.test_client().get("/training/sign-in")
    assert (reply.status_code, "Sign in to the site around this one" in reply.text) == (403, True)
    app.extensions[KEY].database.engine.dispose()


def test_a_host_user_nobody_knows_is_told_so(host: Host) -> None:
    carol = host.browser("carol")
    reply = carol.get("/training/account", follow_redirects=True)
    assert (reply.status_code, "We do not know you here yet" in reply.text) == (403, True)
    assert carol.get("/training/posts").status_code == 200
    assert host.sessions() == []
    host.bridge.people["carol"] = host.ids["bob"]
    assert names_on(carol.get("/training/")) == "Bob"


def test_a_closed_account_stays_closed(host: Host) -> None:
    ann = host.browser("ann")
    ann.get("/training/")
    with host.app.app_context(), host.unit() as session:
        services.suspend(session, person=session.get_one(Person, host.ids["ann"]), by=SYSTEM)
    assert ann.get("/training/account", follow_redirects=True).status_code == 403
    assert host.browser("ann").get("/training/account", follow_redirects=True).status_code == 403


def test_signing_out_of_our_pages_lasts_until_they_say_go_on(host: Host) -> None:
    ann = host.browser("ann")
    token = csrf_on(ann.get("/training/"))
    out = ann.post("/training/sign-out", data={"csrf_token": token}, follow_redirects=True)
    assert "You are signed out here" in out.text
    again = ann.get("/training/account", follow_redirects=True)
    assert "You are signed out here" in again.text
    assert host.sessions() == [(host.ids["ann"], True)]
    reply = ann.post(
        "/training/sign-in?next=/training/account", data={"csrf_token": csrf_on(again)}, follow_redirects=True
    )
    assert (names_on(reply), reply.request.path) == ("Ann", "/training/account")
    assert ann.get("/training/sign-in").location == "/training/"


def test_cookies_go_no_further_than_our_pages(host: Host) -> None:
    ann = host.browser("ann")
    reply = ann.get("/training/account")
    assert "; Secure; HttpOnly; Path=/training; SameSite=Lax" in next(iter(reply.headers.getlist("Set-Cookie")))
    below = host.app.test_client()
    placed = below.get("/training/sign-in", environ_overrides={"SCRIPT_NAME": "/site"})
    assert placed.status_code == 302
    sent = {"csrf_token": csrf_on(reply), "chosen_name": "Ann", "certificate_name": "A"}
    notice = ann.post("/training/account", data=sent).headers["Set-Cookie"]
    assert notice.startswith("__Secure-lms_notice=") and "Path=/training;" in notice
    gone = ann.get("/training/account").headers["Set-Cookie"]
    assert gone.startswith("__Secure-lms_notice=;") and "Path=/training" in gone


def test_absolute_links_are_the_address_with_the_prefix(host: Host) -> None:
    assert host.app.extensions[KEY].settings.base_url == f"{BASE}/training"


def test_who_may_frame_us_is_the_hosts_to_say(host: Host, house: House) -> None:
    quiet = host.browser().get("/training/")
    assert "frame-ancestors" not in quiet.headers["Content-Security-Policy"]
    assert quiet.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in house.client().get("/").reply.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in house.client().get("/").reply.headers


def _with_page(app: Flask, rule: str) -> Flask:
    app.add_url_rule(rule, "theirs", lambda: "theirs")
    return app


@pytest.mark.parametrize(
    ("rule", "prefix", "says"),
    [("/training", "/training", "This app's own page /training lies where PeerLMS would be, below '/training'."),
     ("/training/rooms", "/training", "This app's own page /training/rooms lies where PeerLMS would be, below '/tr"),
     ("/", "", "This app's own page /static/<path:filename> lies where PeerLMS would be, below '/'."),
     ("/x", "training", "PeerLMS cannot be mounted at 'training'."), ("/x", "/t/", "PeerLMS cannot be mounted at '/t/'."),
     ("/x", "/<org>", "PeerLMS cannot be mounted at '/<org>'.")],
)  # fmt: skip
def test_a_place_that_is_taken_is_refused(house: House, rule: str, prefix: str, says: str) -> None:
    app = _with_page(bare_host(house), rule)
    with pytest.raises(NotReady, match=re.escape(says)):
        PeerLMS(app, url_prefix=prefix)
    assert KEY not in app.extensions


def test_a_neighbour_with_a_name_that_only_begins_like_ours_is_fine(house: House) -> None:
    app = _with_page(bare_host(house), "/trainings")
    PeerLMS(app, url_prefix="/training")
    assert app.test_client().get("/trainings").text == "theirs"
    with pytest.raises(NotReady, match="This app has a PeerLMS already"):
        PeerLMS(app, url_prefix="/other")
    app.extensions[KEY].database.engine.dispose()


def test_a_plugin_given_that_is_unfit_stops_the_start(house: House) -> None:
    class Bare:
        pass

    with pytest.raises(NotReady, match=r"The plugin bare given to PeerLMS cannot be used\. It does not state"):
        PeerLMS(bare_host(house), url_prefix="/training", plugins=[Bare()])
