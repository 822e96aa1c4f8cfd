"""Guessing is slowed by account, by place and all together; whoever was here before is not locked out by strangers."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from people.conftest import PASSWORD, app_code, joined, sign_in, with_app

from lms.core import clock
from lms.people import limits
from lms.people.limits import Limit
from lms.people.models import Attempt, AttemptKind
from lms.people.roles import Role
from lms.testing import Client, House

MINUTES = timedelta(minutes=5)


def from_place(house: House, address: str) -> Client:
    """A browser at this network address."""
    browser = house.client()
    browser._client.environ_base["REMOTE_ADDR"] = address
    return browser


def wrong(browser: Client, address: str, status: int = 422) -> object:
    return sign_in(browser, address, "not the one at all", status=status)


@pytest.mark.parametrize("address", ["ada@test.example", "nobody@test.example"])
def test_ten_wrong_passwords_close_the_door_for_five_minutes(house: House, address: str) -> None:
    joined(house, Role.TRAINEE)
    for number in range(10):
        wrong(from_place(house, f"192.0.2.{number}"), address)
    full = wrong(from_place(house, "192.0.2.99"), address, 429)
    assert full.h1 == "Too many tries"
    assert re.search(r"Try again at \d\d:\d\d\. If you do not remember your password, choose", full.text)
    assert 0 < int(full.reply.headers["Retry-After"]) <= 300
    with clock.frozen(clock.now() + MINUTES + timedelta(seconds=1)):
        wrong(from_place(house, "192.0.2.99"), address)


def test_the_page_says_when_and_then_it_is_so(house: House) -> None:
    joined(house, Role.TRAINEE)
    browser = house.client()
    for _try in range(10):
        wrong(browser, "ada@test.example")
    full = wrong(browser, "ada@test.example", 429)
    at = re.search(r"Try again at (\d\d):(\d\d)", full.text)
    assert at
    now = clock.local(clock.now())
    then = now.replace(hour=int(at[1]), minute=int(at[2]), second=0) + timedelta(days=int(int(at[1]) < now.hour))
    with clock.frozen(then):
        sign_in(browser)


def test_strangers_failures_do_not_lock_out_whoever_was_here_before(house: House) -> None:
    joined(house, Role.TRAINEE)
    own, stranger = house.client(), house.client()
    sign_in(own)
    own.post("/sign-out")
    for _try in range(10):
        wrong(stranger, "ada@test.example")
    sign_in(house.client(), status=429)
    sign_in(own)
    own.post("/sign-out")
    for _try in range(10):  # and a browser that was here is counted by itself
        wrong(own, "ada@test.example")
    sign_in(own, status=429)


def test_a_mark_of_one_account_is_no_mark_of_another(house: House) -> None:
    joined(house, Role.TRAINEE)
    joined(house, Role.TRAINEE, name="Bob", address="bob@test.example")
    bob, stranger = house.client(), house.client()
    sign_in(bob, "bob@test.example")
    for _try in range(10):
        wrong(stranger, "ada@test.example")
    sign_in(bob, status=429)
    bob._client.set_cookie("lms_device", "made-up")
    sign_in(bob, "bob@test.example")


def planted(
    house: House, many: int, *, place: str, kind: AttemptKind = AttemptKind.PASSWORD, same: bool = False
) -> None:
    """So many failures a minute ago, of as many accounts or of one."""
    with house.app.test_request_context(environ_base={"REMOTE_ADDR": place}), house.unit() as session:
        at = limits._place()
        session.add_all(
            Attempt(
                kind=kind,
                address_digest=limits.account_digest(f"p{0 if same else number}@test.example"),
                place_digest=at,
                created_at=clock.now() - timedelta(minutes=1),
            )
            for number in range(many)
        )


def test_a_hospital_behind_one_address_is_not_locked_out_by_one_who_forgets(house: House) -> None:
    joined(house, Role.TRAINEE)
    planted(house, 99, place="192.0.2.1")
    planted(house, 500, place="192.0.2.1", same=True)
    sign_in(from_place(house, "192.0.2.1"))


def test_a_place_that_fails_on_a_hundred_accounts_waits_but_not_its_regulars(house: House) -> None:
    joined(house, Role.TRAINEE)
    regular = from_place(house, "192.0.2.1")
    sign_in(regular)
    regular.post("/sign-out")
    planted(house, 100, place="192.0.2.1")
    sign_in(from_place(house, "192.0.2.1"), status=429)
    sign_in(from_place(house, "192.0.2.2"))
    sign_in(regular)
    with clock.frozen(clock.now() + timedelta(minutes=4, seconds=1)):
        sign_in(from_place(house, "192.0.2.1"))


def right(browser: Client, address: str) -> int:
    """The right password, sent; the status of the reply."""
    form = {**browser.get("/sign-in").fields("/sign-in"), "email": address, "password": PASSWORD}
    return browser._client.post("/sign-in", data=form).status_code


def morning(house: House) -> int:
    """Two people mistype and then get it right, where ninety-eight others have failed; what a newcomer there meets."""
    for name in ("Ada", "Bob", "Cy"):
        joined(house, Role.TRAINEE, name=name, address=f"{name.lower()}@test.example")
    planted(house, 98, place="192.0.2.1")
    for address in ("ada@test.example", "bob@test.example"):
        browser = from_place(house, "192.0.2.1")
        wrong(browser, address)
        right(browser, address)
    return right(from_place(house, "192.0.2.1"), "cy@test.example")


def test_a_hospital_that_mistypes_at_nine_and_gets_it_right_goes_on(house: House) -> None:
    assert morning(house) == 303
    with house.unit() as session:
        kept = session.scalar(sa.select(sa.func.count()).select_from(Attempt))
        mine = sa.select(sa.func.count()).where(Attempt.address_digest == limits.account_digest("ada@test.example"))
        assert (kept, session.scalar(mine)) == (100, 1), "for the account they stay counted"


@pytest.mark.on("sqlite")
def test_without_it_they_would_all_wait(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "forgive_place", lambda *_asked: None)
    assert morning(house) == 429, "the planted fault"


def test_getting_ones_own_right_gives_no_more_tries_at_others(house: House) -> None:
    joined(house, Role.TRAINEE)
    planted(house, 99, place="192.0.2.7")
    sign_in(from_place(house, "192.0.2.7"))
    wrong(from_place(house, "192.0.2.7"), "somebody@test.example")
    wrong(from_place(house, "192.0.2.7"), "else@test.example", 429)


def test_a_code_that_was_mistyped_and_then_right_is_not_counted_for_the_place(strict: House) -> None:
    joined(strict)
    browser = strict.client()
    sign_in(browser)
    key, codes = with_app(browser)
    later = strict.client()
    sign_in(later)
    later.submit("/second-factor", {"code": app_code(key, 40)}, action="/second-factor", status=422)
    here = sa.select(sa.func.count()).select_from(Attempt).where(Attempt.kind == AttemptKind.CODE)
    with strict.app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        here = here.where(Attempt.place_digest == limits._place())
    with strict.unit() as session:
        assert session.scalar(here) == 1
    later.submit("/second-factor", {"code": codes[0]}, action="/second-factor")
    with strict.unit() as session:
        assert session.scalar(here) == 0


def test_all_together(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    joined(house, Role.TRAINEE)
    regular = house.client()
    sign_in(regular)
    assert Limit(1000, MINUTES) == limits.ALL_TOGETHER
    monkeypatch.setattr(limits, "ALL_TOGETHER", Limit(30, MINUTES))
    for number in range(30):
        planted(house, 1, place=f"192.0.2.{number}")
    sign_in(from_place(house, "198.51.100.1"), status=429)
    sign_in(regular)


@pytest.mark.parametrize("page", ["/reset-password", "/sign-up"])
def test_five_links_a_day(house: House, page: str) -> None:
    joined(house, Role.TRAINEE)
    for address in ("ada@test.example", "stranger@test.example"):
        for _try in range(5):
            house.client().submit(page, {"email": address}, status=200)
        full = house.client().submit(page, {"email": address.upper()}, status=429)
        assert "We have sent several links already. Look at your e-mail" in full.text
        with clock.frozen(clock.now() + timedelta(days=1, seconds=1)):
            house.client().submit(page, {"email": address}, status=200)


def test_the_mailed_link_opens_a_door_that_strangers_closed(house: House) -> None:
    joined(house, Role.TRAINEE)
    stranger, ada = house.client(), house.client()
    for _try in range(10):
        wrong(stranger, "ada@test.example")
    ada.submit("/reset-password", {"email": "ada@test.example"}, status=200)
    house.work()
    mail = next((house.folder / "mail").glob("link-*.eml")).read_text().replace("=\n", "")
    path = re.search(r"http://localhost(/link/\S+)", mail)
    assert path
    ada.submit(path[1], {"password": "another three words"})
    ada.post("/sign-out")
    sign_in(ada, password="another three words")


def test_nothing_that_was_typed_is_kept(house: House) -> None:
    wrong(house.client(), "ada@test.example")
    with house.unit() as session:
        kept = session.execute(sa.text("select * from lms_sign_in_failure")).one()
    assert not any("ada" in str(value) or "127.0.0.1" in str(value) for value in kept)


def test_what_is_long_past_is_forgotten(house: House) -> None:
    wrong(house.client(), "ada@test.example")
    with clock.frozen(clock.now() + timedelta(days=3)):
        wrong(house.client(), "bob@test.example")
    with house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 1
