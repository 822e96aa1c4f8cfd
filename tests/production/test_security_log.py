"""Whoever is refused leaves a line in the log: what it was, under the request's number, and nothing about anybody."""

import io
import json
import logging
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from people.conftest import PASSWORD, joined, sign_in, with_app
from werkzeug.test import TestResponse

from lms.audit.models import AuditEvent
from lms.core import logs
from lms.core.access import SYSTEM
from lms.people import limits, services
from lms.people.models import Person
from lms.people.roles import Role
from lms.testing import House

pytestmark = pytest.mark.on("sqlite")
TYPED = ("ada@test.example", "nobody@test.example", "not the one at all", PASSWORD, "Ada", "127.0.0.1", "s3cr3t")
NO_LINK = "/link/00000000-0000-0000-0000-000000000000/s3cr3t"


@pytest.fixture
def said() -> io.StringIO:
    """What our loggers write, as production writes it."""
    logs.to_stderr(logging.INFO)
    stream = io.StringIO()
    logging.getLogger("lms").handlers[0].setStream(stream)  # type: ignore[attr-defined]
    return stream


def refusals(stream: io.StringIO) -> list[str]:
    """What was refused, each under the number of a request that is in the log too."""
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    asked = {line["request"] for line in lines if line["logger"] == "lms.request"}
    found = [line for line in lines if line["logger"] == "lms.security"]
    assert all(line["request"] in asked and line["level"] == "warning" for line in found)
    return [line["message"].removeprefix("refused: ") for line in found]


def wrong(house: House, address: str = "ada@test.example", password: str = "not the one at all") -> None:
    sign_in(house.client(), address, password, status=422)


def closed(house: House) -> None:
    with house.unit() as session:
        services.suspend(session, person=session.scalars(sa.select(Person)).one(), by=SYSTEM)
    wrong(house, password=PASSWORD)


def wrong_code(house: House) -> None:
    first, browser = house.client(), house.client()
    sign_in(first)
    with_app(first)
    sign_in(browser)
    browser.submit("/second-factor", {"code": "123456"}, action="/second-factor", status=422)


def too_many(house: House) -> None:
    browser = house.client()
    for _try in range(10):
        sign_in(browser, password="not the one at all", status=422)
    sign_in(browser, status=429)


def not_permitted(house: House) -> None:
    browser = house.client()
    sign_in(browser)
    browser.get("/admin/people", status=403)


def foreign(house: House) -> TestResponse:
    return house.app.test_client().post("/sign-in", data={"email": "x"}, headers={"Sec-Fetch-Site": "cross-site"})


def unproved(house: House) -> TestResponse:
    return house.app.test_client().post("/sign-in", data={"email": "x"})


def passkey(house: House) -> None:
    house.client().post("/sign-in/passkey", {"ceremony": "x", "answer": "s3cr3t"}, status=422)


PASSWORDS = "a sign-in, wrong password"
CASES: list[tuple[Callable[[House], object], list[str]]] = [
    (wrong, [PASSWORDS]),
    (lambda house: wrong(house, "nobody@test.example"), [PASSWORDS]),
    (closed, [PASSWORDS]),
    (wrong_code, ["a second factor, wrong code"]),
    (too_many, [*[PASSWORDS] * 10, "a password, too many tries"]),
    (lambda house: house.client().get(NO_LINK, status=404), ["a mailed link, used, run out or forged"]),
    (not_permitted, ["a page or a form, not permitted"]),
    (foreign, ["a form of another site"]),
    (unproved, ["a form without this browser's proof"]),
    (passkey, ["a sign-in, by a passkey"]),
]


@pytest.mark.parametrize(("act", "expected"), CASES)
def test_a_refusal_is_one_line_that_names_nobody(
    house: House, said: io.StringIO, act: Callable[[House], object], expected: list[str]
) -> None:
    joined(house, Role.TRAINEE)
    act(house)
    assert refusals(said) == expected
    assert leaked(said) == []


def leaked(stream: io.StringIO) -> list[str]:
    return [word for word in TYPED if word in stream.getvalue()]


def test_a_line_that_names_somebody_would_be_seen(
    house: House, said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.WRONG, limits.AttemptKind.PASSWORD, "a sign-in of ada@test.example")
    wrong(house)
    assert leaked(said) == ["ada@test.example"]


def test_whoever_gets_in_is_refused_nothing(house: House, said: io.StringIO) -> None:
    """That they did is in the audit, under the same number, with who it was."""
    ada = joined(house, Role.TRAINEE)
    sign_in(house.client())
    assert refusals(said) == []
    sent = [line["request"] for line in map(json.loads, said.getvalue().splitlines()) if line.get("method") == "POST"]
    with house.unit() as session:
        kept = session.execute(sa.select(AuditEvent.action, AuditEvent.about_id).filter_by(request_id=sent[0])).all()
    assert [tuple(row) for row in kept] == [("session.started", ada)]


def test_words_cannot_begin_a_line_of_their_own(said: io.StringIO) -> None:
    """Whatever comes into a line, it stays one line, and one value of it."""
    forged = 'x\n{"level": "info", "logger": "lms.security", "message": "all is well"}\r\n\x1b[2J\u2028'
    logging.getLogger("lms.web").warning("request to %s", forged)
    [line] = said.getvalue().removesuffix("\n").split("\n")
    assert json.loads(line)["message"] == f"request to {forged}"
    assert not {"\r", "\x1b"} & set(line)
