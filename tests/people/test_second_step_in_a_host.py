"""In a host that asks for our second factor too: its form pressed twice leads inside both times."""

from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from people.test_hosting import Bridge, Host, bare_host, csrf_on, names_on, token_of
from werkzeug.test import TestResponse

from lms import PeerLMS
from lms.core import clock
from lms.core.web.browser import SESSION_COOKIE
from lms.core.web.runtime import KEY
from lms.people import hosting
from lms.people.factors import apps
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

PATH = "/training/second-factor"


@pytest.fixture
def host(house: House) -> Iterator[Host]:
    app, bridge = bare_host(house, PEER_LMS_SECOND_FACTOR="required"), Bridge()
    PeerLMS(app, url_prefix="/training", plugins=[bridge])
    made = Host(app, bridge)
    with app.app_context(), made.unit() as session:
        made.ids["ann"] = make_person(session, {Role.ASSESSOR: make_node(session)}, name="Ann").id
    bridge.people.update(made.ids)
    yield made
    app.extensions[KEY].database.engine.dispose()


def code_of(host: Host, app: Flask) -> str:
    """What Ann's app shows, which is in use from now on."""
    with app.app_context(), host.unit() as session:
        factor = apps.begin(session, person_id=host.ids["ann"], name="App on your phone")
        factor.confirmed_at = clock.now()
        return pyotp.TOTP(factor.secret).now()


def twice(host: Host) -> tuple[FlaskClient, list[TestResponse]]:
    ann = host.browser("ann")
    assert ann.get("/training/account").location == f"{PATH}?next=/training/account"
    form = {"code": code_of(host, host.app), "csrf_token": csrf_on(ann.get(PATH)), "_key": "k"}
    token, replies = token_of(ann), []
    for _ in range(2):
        ann.set_cookie(f"__Secure-{SESSION_COOKIE}", token, path="/training", secure=True)
        replies.append(ann.post(f"{PATH}?next=/training/account", data=form))
    return ann, replies


def test_both_presses_lead_inside(host: Host) -> None:
    ann, replies = twice(host)
    assert [(reply.status_code, reply.location) for reply in replies] == [(303, "/training/account")] * 2
    assert names_on(ann.get("/training/account")) == "Ann"
    assert host.sessions() == [(host.ids["ann"], False)]


def test_a_host_that_remembers_no_press_asks_again(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "pressed_again", lambda _held_by: None)
    _ann, replies = twice(host)
    assert replies[0].status_code == 303
    assert replies[1].status_code != 303 or replies[1].location != "/training/account", "the planted fault"
