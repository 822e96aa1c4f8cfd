"""Pressed twice at the door: one mail, one sign-in, and the reply that comes last works."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from people.conftest import PASSWORD, app_code, joined, with_app
from werkzeug.test import TestResponse

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.web.browser import SESSION_COOKIE
from lms.people import links, signing_in
from lms.people.models import LinkKind, MailedLink, Person, UsedStep, UserSession
from lms.people.roles import Role
from lms.testing import Client, House, Page

ADDRESS = "ada@test.example"
HOUR = timedelta(hours=1)


@pytest.fixture
def ada(house: House) -> Iterator[Client]:
    """A browser in which nobody has signed in so far."""
    joined(house, Role.TRAINEE)
    with house.unit() as session:
        session.execute(sa.delete(MailedLink))
    yield house.client()


def filled(browser: Client, path: str, **written: str) -> dict[str, Any]:
    return {**browser.get(path).fields(path), **written}


def press(browser: Client, path: str, form: dict[str, Any]) -> TestResponse:
    """Send a form as the browser was when it opened it, its cookie too: the first reply was never read."""
    before = browser._client.get_cookie(SESSION_COOKIE)
    assert before is not None
    reply = browser._client.post(path, data=form)
    after = browser._client.get_cookie(SESSION_COOKIE)
    browser.use_token(before.value)
    assert after is not None
    reply.headers["X-Token"] = after.value
    return reply


def counted(house: House, table: Any, **which: Any) -> int:
    with house.unit() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table).filter_by(**which)) or 0


@pytest.mark.parametrize("path", ["/sign-up", "/reset-password"])
@pytest.mark.parametrize("address", [ADDRESS, "nobody@test.example"])
def test_one_mail_for_a_form_pressed_twice(house: House, ada: Client, path: str, address: str) -> None:
    form = filled(ada, path, email=address)
    first, second = (press(ada, path, form) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert Page(first).text == Page(second).text
    assert counted(house, MailedLink) == 1, "for a stranger too: nothing tells them apart"


@pytest.mark.parametrize("path", ["/sign-up", "/reset-password"])
def test_whoever_really_asks_again_is_sent_another(house: House, ada: Client, path: str) -> None:
    for _ in range(2):
        press(ada, path, filled(ada, path, email=ADDRESS))
    assert counted(house, MailedLink) == 2


def test_the_same_form_for_another_address_is_another_form(house: House, ada: Client) -> None:
    form = filled(ada, "/sign-up", email=ADDRESS)
    press(ada, "/sign-up", form)
    press(ada, "/sign-up", {**form, "email": "bob@test.example"})
    assert counted(house, MailedLink) == 2


def test_a_form_that_was_refused_was_not_pressed(house: House, ada: Client) -> None:
    form = filled(ada, "/sign-up", email="")
    assert press(ada, "/sign-up", form).status_code == 422
    assert press(ada, "/sign-up", {**form, "email": ADDRESS}).status_code == 200
    assert counted(house, MailedLink) == 1


def test_signing_in_twice_is_one_sign_in_under_the_last_token(house: House, ada: Client) -> None:
    form = filled(ada, "/sign-in", email=ADDRESS, password=PASSWORD)
    first, second = (press(ada, "/sign-in", form) for _ in range(2))
    assert (second.status_code, second.location) == (first.status_code, first.location) == (303, "/")
    assert "lms_device=" in str(second.headers.getlist("Set-Cookie")), "the mark was in the reply nobody read"
    assert counted(house, UserSession, ended_at=None) == 1
    assert counted(house, AuditEvent, action="session.started") == 1
    ada.use_token(first.headers["X-Token"])
    ada.get("/account", status=302)
    ada.use_token(second.headers["X-Token"])
    assert ada.get("/").h1 == "Hello, Ada"


def test_the_form_sent_again_after_signing_out_signs_in_anew(house: House, ada: Client) -> None:
    form = filled(ada, "/sign-in", email=ADDRESS, password=PASSWORD)
    before = ada._client.get_cookie(SESSION_COOKIE)
    assert before is not None
    inside = house.client()
    inside.use_token(press(ada, "/sign-in", form).headers["X-Token"])
    inside.post("/sign-out")
    ada.use_token(press(ada, "/sign-in", form).headers["X-Token"])
    assert ada.get("/").h1 == "Hello, Ada"
    assert counted(house, UserSession, ended_at=None) == 1
    assert counted(house, UserSession) == 2, "what was ended stays ended"


def test_the_password_sent_again_does_not_carry_a_second_factor(strict: House) -> None:
    joined(strict)
    browser = strict.client()
    browser.submit("/sign-in", {"email": ADDRESS, "password": PASSWORD}, action="/sign-in")
    key, _codes = with_app(browser)
    with strict.unit() as session:
        session.execute(sa.delete(UsedStep))
    door, inside = strict.client(), strict.client()
    form = filled(door, "/sign-in", email=ADDRESS, password=PASSWORD)
    inside.use_token(press(door, "/sign-in", form).headers["X-Token"])
    inside.submit("/second-factor", {"code": app_code(key)}, action="/second-factor")
    assert inside.get("/").h1 == "Hello, Ada"
    again = press(door, "/sign-in", form)
    door.use_token(again.headers["X-Token"])
    assert door.get("/", status=303).location == "/second-factor"


def test_another_browser_with_the_same_key_is_another_sign_in(house: House, ada: Client) -> None:
    other = house.client()
    for browser in (ada, other):
        press(browser, "/sign-in", filled(browser, "/sign-in", email=ADDRESS, password=PASSWORD, _key="same"))
    assert counted(house, UserSession, ended_at=None) == 2


def test_what_a_reply_tells_the_browser_is_told_again(house: House, ada: Client) -> None:
    form = filled(ada, "/account/reading", size="large")
    for _ in range(2):
        assert "lms_reading=" in str(press(ada, "/account/reading", form).headers.getlist("Set-Cookie"))
    inside = house.client(joined(house, Role.TRAINEE, name="Bob", address="bob@test.example"))
    form = filled(inside, "/account/this-device", shared="yes")
    for _ in range(2):
        assert "lms_shared=y" in str(press(inside, "/account/this-device", form).headers.getlist("Set-Cookie"))


def mailed(house: House) -> str:
    """A link to choose a new password, as it came by mail."""
    with house.unit() as session:
        person = session.scalars(sa.select(Person).filter_by(email=ADDRESS)).one()
        link = MailedLink(kind=LinkKind.RESET, email=ADDRESS, person_id=person.id, expires_at=clock.now() + HOUR)
        session.add(link)
        session.flush()
        return f"/link/{link.id}/{links.token(house.runtime.settings.secret_key, link.id)}"


def test_a_new_password_sent_twice_is_one_sign_in_under_the_last_token(house: House, ada: Client) -> None:
    path = mailed(house)
    form = filled(ada, path, password="another one that nobody guesses")
    first, second = (press(ada, path, form) for _ in range(2))
    assert [(reply.status_code, reply.location) for reply in (first, second)] == [(303, "/"), (303, "/")]
    ada.use_token(second.headers["X-Token"])
    assert ada.get("/").h1 == "Hello, Ada"
    assert counted(house, UserSession, ended_at=None) == 1
    assert counted(house, AuditEvent, action="link.used.reset") == 1


@pytest.mark.parametrize(
    "other", [{"_key": "another"}, {"_key": ""}, {"password": "a third that nobody guesses"}], ids=str
)
def test_a_used_link_is_over_for_every_other_form(house: House, ada: Client, other: dict[str, str]) -> None:
    path = mailed(house)
    form = filled(ada, path, password="another one that nobody guesses")
    press(ada, path, form)
    assert press(ada, path, {**form, **other}).status_code == 404
    stranger = house.client()
    stranger.get("/sign-in")
    theirs = {**form, "csrf_token": stranger.csrf_token()}
    assert stranger._client.post(path, data=theirs).status_code == 404, "the same words and key in another browser"
    with clock.frozen(clock.now() + signing_in.FRESH):
        assert press(ada, path, form).status_code == 404, "nor for this one, ten minutes later"
