"""The second step at the door, pressed twice without JavaScript: both presses lead inside, and the code is used once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from people.conftest import app_code, joined, sign_in, with_app
from werkzeug.test import TestResponse

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.web import following
from lms.core.web.browser import SESSION_COOKIE
from lms.people import identity, signing_in
from lms.people.models import Attempt, RecoveryCode, UsedStep, UserSession
from lms.testing import Client, House, Page

WANTED = "/account/access-log"
STEP = f"/second-factor?next={WANTED}"


@dataclass
class Step:
    """A browser at its second step, the form filled in: what it sends, and under which token."""

    house: House
    browser: Client
    path: str
    token: str
    form: dict[str, Any]
    recovery: list[str]

    def press(self, token: str = "", **written: str) -> TestResponse:
        """Send the form from a browser that holds the token it had when the page was opened."""
        browser = self.house.app.test_client()
        browser.set_cookie(SESSION_COOKIE, token or self.token)
        reply = browser.post(self.path, data={**self.form, **written})
        reply.get_data()
        reply.headers["X-Token"] = _token(browser)
        return reply

    def inside(self, reply: TestResponse) -> Client:
        """The browser that has this reply."""
        client = self.house.client()
        client.use_token(reply.headers["X-Token"])
        return client

    def count(self, table: Any, **which: Any) -> int:
        """How many rows there are."""
        with self.house.unit() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(table).filter_by(**which)) or 0


def _token(browser: FlaskClient) -> str:
    cookie = browser.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    return cookie.value


@pytest.fixture
def step(strict: House) -> Iterator[Step]:
    joined(strict)
    first = strict.client()
    sign_in(first)
    key, codes = with_app(first)
    with strict.unit() as session:
        session.execute(sa.delete(UsedStep))
    browser = strict.client()
    sign_in(browser, path=f"/sign-in?next={WANTED}")
    form = {**browser.get(STEP).fields("/second-factor"), "code": app_code(key)}
    yield Step(strict, browser, STEP, _token(browser._client), form, codes)


def together(step: Step, presses: int = 2) -> list[TestResponse]:
    """The same form so many times at one moment."""
    gate = Barrier(presses)

    def one(_number: int) -> TestResponse:
        gate.wait()
        return step.press()

    with ThreadPoolExecutor(presses) as pool:
        return list(pool.map(one, range(presses)))


def one_after_the_other(step: Step) -> list[TestResponse]:
    return [step.press() for _ in range(2)]


Pressing = Callable[[Step], list[TestResponse]]
PRESSING = pytest.mark.parametrize("pressed", [one_after_the_other, together])


def where(replies: list[TestResponse]) -> list[tuple[int, str]]:
    return [(reply.status_code, reply.location or "") for reply in replies]


@PRESSING
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_both_presses_lead_to_the_page_they_were_going_to(step: Step, pressed: Pressing, kind: str) -> None:
    if kind == "recovery":
        step.form["code"] = step.recovery[0]
    replies = pressed(step)
    assert where(replies) == [(303, WANTED), (303, WANTED)]
    for reply in replies:
        assert step.inside(reply).get(WANTED).h1 == "Who looked at my record"
        assert "lms_device=" in str(reply.headers.getlist("Set-Cookie")), "the mark was in the reply nobody read"
    assert replies[0].headers["X-Token"] == replies[1].headers["X-Token"] != step.token
    assert step.count(AuditEvent, action="session.second-factor") == 2, "one of them as the app was set up"
    assert step.count(Attempt) == 0, "the second press was no wrong try"
    assert (step.count(UsedStep), step.count(RecoveryCode, used_at=None)) == ((1, 10) if kind == "app" else (0, 9))


@PRESSING
def test_a_house_that_remembers_no_press_ends_at_the_door(
    step: Step, pressed: Pressing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "pressed_again", lambda _held_by: None)
    assert where(pressed(step)) != [(303, WANTED), (303, WANTED)], "the planted fault"


@pytest.mark.on("postgresql")  # SQLite lets one writer in at a time
def test_without_the_lock_the_second_of_two_at_once_is_refused(step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.core.web.guard.replies.one_at_a_time", lambda _session: None)
    found = {reply.status_code for reply in together(step, 4)}
    assert found != {303}, "the planted fault"


def test_another_browser_with_the_same_code_stays_refused(step: Step) -> None:
    thief = step.house.client()
    sign_in(thief, path=f"/sign-in?next={WANTED}")
    theirs = {**thief.get(STEP).fields("/second-factor"), "code": step.form["code"]}
    assert step.press().status_code == 303
    refused = thief._client.post(STEP, data=theirs)
    assert refused.status_code == 422
    assert "That code does not work" in Page(refused).text
    same_key = thief._client.post(STEP, data={**theirs, "_key": step.form["_key"]})
    assert same_key.status_code == 422, "nor with the key of the form that showed it"
    assert thief.get(WANTED, status=302).location == f"/second-factor?next={WANTED}", "half-way in, as before"


@pytest.mark.parametrize(
    "other", [{"_key": "another"}, {"_key": ""}, {"code": "000000"}], ids=["another form", "no key", "another code"]
)
def test_what_is_not_this_very_form_is_a_strangers(step: Step, other: dict[str, str]) -> None:
    assert step.press().status_code == 303
    reply = step.press(**other)
    assert (reply.status_code, reply.location) == (302, "/sign-in")
    step.inside(reply).get(WANTED, status=302)


def test_the_old_token_opens_no_page(step: Step) -> None:
    step.press()
    stale = step.house.client()
    stale.use_token(step.token)
    assert stale.get(WANTED, status=302).location == f"/sign-in?next={WANTED}"


def test_after_ten_minutes_the_form_leads_nowhere(step: Step) -> None:
    step.press()
    with clock.frozen(clock.now() + signing_in.FRESH - timedelta(seconds=5)):
        assert step.press().status_code == 303
    with clock.frozen(clock.now() + signing_in.FRESH + timedelta(seconds=5)):
        assert where([step.press()]) == [(302, "/sign-in")]


def test_after_signing_out_the_form_leads_nowhere(step: Step) -> None:
    inside = step.inside(step.press())
    inside.post("/sign-out")
    assert where([step.press()]) == [(302, "/sign-in")]


def test_the_same_press_leads_to_the_same_token_and_no_other_does(strict: House) -> None:
    def led(key: str, code: str, token: str = "t" * 43) -> str | None:
        cookies = {"Cookie": f"{SESSION_COOKIE}={token}"}
        with strict.app.test_request_context(STEP, method="POST", data={"_key": key, "code": code}, headers=cookies):
            return following.following()

    one = led("k", "123456")
    assert one is not None and len(one) == 43 and one == led("k", "123456")
    others = {led("l", "123456"), led("k", "123457"), led("k", "123456", "u" * 43)}
    assert len(others | {one}) == 4
    assert led("", "123456") is None


@PRESSING
def test_setting_the_app_up_pressed_twice_shows_codes_that_work(strict: House, pressed: Pressing) -> None:
    joined(strict)
    browser = strict.client()
    sign_in(browser)
    at = browser.submit("/second-factor/add", action="/second-factor/app").location
    page = browser.get(at)
    form = {**page.fields(at), "code": app_code(page.one(".lms-key"))}
    step = Step(strict, browser, at, _token(browser._client), form, [])
    replies = pressed(step)
    assert [reply.status_code for reply in replies] == [200, 200]
    shown = [Page(reply).all(".lms-codes code") for reply in replies]
    assert [len(codes) for codes in shown] == [10, 10]
    assert step.count(RecoveryCode, used_at=None) == 10, "those of the press that came last, and no more"
    assert step.inside(replies[-1]).get("/").h1 == "Hello, Ada"
    assert step.count(UserSession, ended_at=None) == 1
