"""Which passwords are refused, in words; how they are kept; how many are looked at in one moment."""

import threading
import time

import pytest
from people.conftest import PASSWORD, joined, sign_in
from werkzeug.exceptions import ServiceUnavailable

from lms.people import passwords
from lms.people.roles import Role
from lms.testing import House

SHORT = "Use at least 8 characters. Three words you will remember work well."
COMMON = "Many people use this password, so it is tried first. Choose another: three words work well."
OWN = (
    "This password is mostly your name, your e-mail address or your organisation’s name. Choose another: "
    "three words work well."
)
NAMES = ("Siân Ŵyn", "Siân Ŵyn Prydderch", "sian.prydderch@fernbrook.nhs.example", "Fernbrook Community Trust")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", SHORT), ("7 chars", SHORT), ("8 chars!", None), ("x7!" * 30, COMMON), ("a long pass phrase " * 8, None),
        ("password", COMMON), ("Password1", COMMON), ("TRUSTNO1", COMMON), ("qwertyuiop", COMMON),
        ("12345678", COMMON), ("iloveyou!", COMMON), ("aaaaaaaaaaaaaaaa", COMMON), ("abababab", COMMON),
        ("Prydderch1", OWN), ("siân ŵyn", OWN), ("fernbrook2026", OWN), ("Fernbrook Community", OWN),
        ("sian.prydderch", OWN), ("PRYDDERCH!!!", OWN), ("Prydderch likes tea", None), ("a community of tea", None),
        ("three words remembered", None), ("пароль из трёх слов", None), ("  spaces stay  ", None),
    ],
)  # fmt: skip
def test_what_would_be_guessed(password: str, says: str | None) -> None:
    found = passwords.fault(password, names=NAMES)
    assert (None if found is None else str(found)) == says


def test_the_list_is_long_and_ships_with_us() -> None:
    assert len(passwords._common()) >= 40_000
    assert sum(len(word) >= passwords.LEAST for word in passwords._common()) >= 10_000
    assert passwords.LIST.stat().st_size < 200_000


@pytest.mark.parametrize("password", ["a" * 40 + "bcd" * 8, "é" * 20 + "wxyz ok " * 5, "y" + "abcdefg " * 24])
def test_long_ones_are_kept_whole(house: House, password: str) -> None:
    assert len(password) >= 60
    joined(house, Role.TRAINEE)
    browser = house.client()
    sign_in(browser)
    browser.submit("/account/password", {"current": PASSWORD, "password": password}, action="/account/password")
    sign_in(house.client(), password=password)
    sign_in(house.client(), password=password[:-1], status=422)


@pytest.mark.parametrize(
    ("current", "password", "field", "says"),
    [
        ("not the one", "another three words", "current", "That is not the password you have now. Try again."),
        ("", "another three words", "current", "Enter the password you have now."),
        (PASSWORD, "short", "password", SHORT),
        (PASSWORD, "password123", "password", COMMON),
        (PASSWORD, "ada@test.example", "password", OWN),
        (PASSWORD, "Fernbrook!!", "password", OWN),
        (PASSWORD, "", "password", "Choose a password."),
    ],
)
def test_a_password_that_cannot_be_changed(house: House, current: str, password: str, field: str, says: str) -> None:
    joined(house, Role.TRAINEE)
    browser = house.client()
    sign_in(browser)
    sent = {"current": current, "password": password}
    page = browser.submit("/account/password", sent, action="/account/password", status=422)
    assert page.errors == [says]
    assert page.attributes(f"#{field}", "type") == ["password"]
    sign_in(house.client())


def test_changing_it_ends_the_other_sign_ins_and_is_told_by_mail(house: House) -> None:
    joined(house, Role.TRAINEE)
    browser, other = house.client(), house.client()
    sign_in(browser)
    sign_in(other)
    new = {"current": PASSWORD, "password": "another three words"}
    after = browser.submit("/account/password", new, action="/account/password")
    assert browser.follow(after).all(".lms-notice") == ["Your password is changed. You are signed out everywhere else."]
    other.get("/account", status=302)
    sign_in(house.client(), status=422)
    sign_in(house.client(), password="another three words")
    house.work()
    (mail,) = [path.read_text() for path in (house.folder / "mail").glob("password-*.eml")]
    assert "Subject: A change to your account" in mail


def test_a_crowd_waits_its_turn_and_the_rest_are_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, lock = [0], [0], threading.Lock()

    class Slow:
        def hash(self, password: str) -> str:
            with lock:
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
            time.sleep(0.2)
            with lock:
                at_once[0] -= 1
            return password

    monkeypatch.setattr(passwords, "_hasher", Slow())
    done: list[str] = []

    def one() -> None:
        try:
            done.append(passwords.hash_password("x"))
        except ServiceUnavailable as busy:
            done.append(f"{busy.retry_after}: {busy.description}")

    crowd = [threading.Thread(target=one) for _number in range(passwords.MOST_WAITING + 5)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert most[0] == passwords.AT_ONCE
    assert done.count("x") == passwords.MOST_WAITING
    assert (
        done.count(
            "10: Many people are signing in at this moment. Go back, wait ten seconds and press the button again."
        )
        == 5
    )
