"""The second step at the door: who owes it, how it is set up, shown, lost and taken away."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from people.conftest import PASSWORD, app_code, joined, sign_in, with_app

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.settings import Settings
from lms.people import services
from lms.people.factors import rules
from lms.people.factors.typed import plain
from lms.people.models import Factor, RecoveryCode, UserSession
from lms.people.queries import root_node
from lms.people.roles import Role
from lms.testing import Client, House

STAFF = {"scorer", "trainer", "assessor", "iqa", "supervisor", "manager", "hr", "lead", "admin"}


def mails(house: House) -> list[str]:
    house.work()
    found = sorted((house.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [path.read_text() for path in found]


def test_every_role_but_three_owes_a_second_factor() -> None:
    asked = {role.value for role in Role if rules.owed({role.value}, enrolled=False, required=True)}
    assert asked == STAFF
    assert not rules.owed(set(), enrolled=False, required=True)
    assert rules.owed({"trainee", "assessor"}, enrolled=False, required=True)
    assert not any(rules.owed({role.value}, enrolled=False, required=False) for role in Role)
    assert all(rules.owed({role.value}, enrolled=True, required=False) for role in Role)


@pytest.mark.parametrize(
    ("setting", "demo", "hosted", "asked"),
    [
        ("", False, False, True), ("", True, False, False), ("", False, True, False),
        ("required", True, False, True), ("required", False, True, True), ("offered", False, False, False),
    ],
)  # fmt: skip
def test_where_it_is_asked(setting: str, demo: bool, hosted: bool, asked: bool) -> None:
    assert rules.required(Settings(second_factor=setting, demo=demo), hosted=hosted) is asked


def test_setting_up_an_app_after_the_first_password(strict: House) -> None:
    joined(strict)
    browser = strict.client()
    after = sign_in(browser, path="/sign-in?next=/areas")
    assert after.location == "/areas"
    assert browser.get("/areas", status=302).location == "/second-factor?next=/areas"
    assert browser.get("/second-factor?next=/areas", status=303).location == "/second-factor/add?next=/areas"
    assert browser.get("/", status=303).location == "/second-factor"
    page = browser.get("/second-factor/add?next=/areas")
    assert "So signing in takes two steps" in page.text
    begun = browser.submit("/second-factor/add?next=/areas", action="/second-factor/app")
    page = browser.get(begun.location)
    key = page.one(".lms-key")
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", key)
    assert page.attributes("main img", "src")[0].startswith("data:image/svg+xml")
    shown = browser.submit(begun.location, {"code": app_code(key)}, action=begun.location.split("?")[0], status=200)
    assert shown.h1 == "Keep these codes"
    assert len(set(shown.all(".lms-codes code"))) == 10
    assert shown.attributes("main a.nhsuk-button", "href") == ["/areas"]
    assert browser.get("/").h1 == "Hello, Ada"
    held = browser.get("/account/data")
    assert "Your second steps of signing in" in held.all("h2")
    assert key not in held.text
    (mail,) = mails(strict)
    assert "Subject: A change to your account" in mail
    assert "A second step was added to signing in to your account." in mail
    with strict.unit() as session:
        assert key.replace(" ", "") not in session.scalars(sa.select(Factor.material)).one()
        assert {"factor.added", "session.second-factor"} <= set(session.scalars(sa.select(AuditEvent.action)))


def enrolled(house: House) -> tuple[str, list[str]]:
    """Ada has set up an app in some browser; its key and her recovery codes."""
    joined(house)
    browser = house.client()
    sign_in(browser)
    return with_app(browser)


def test_a_wrong_code_keeps_the_door_closed_and_the_right_one_opens_it(strict: House) -> None:
    key, _codes = enrolled(strict)
    browser = strict.client()
    assert sign_in(browser).location == "/"
    assert browser.follow(browser.get("/", status=303)).h1 == "One more step"
    page = browser.submit("/second-factor", {"code": "123"}, action="/second-factor", status=422)
    assert page.errors == [
        "That code does not work. Type the newest code of your app; each works once. Or use a recovery code."
    ]
    assert browser.submit("/second-factor", {"code": ""}, action="/second-factor", status=422).errors == [
        "Enter the code."
    ]
    assert browser.get("/account", status=302).location == "/second-factor?next=/account"
    token = browser._client.get_cookie("lms_session").value
    assert (
        browser.submit("/second-factor?next=/account", {"code": app_code(key)}, action="/second-factor").location
        == "/account"
    )
    browser.get("/account")
    assert browser._client.get_cookie("lms_session").value != token
    assert browser.get("/second-factor", status=303).location == "/"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("123 456", "123456"), (" 123-456\t", "123456"), ("１２３４５６", "123456"), ("１２３　４５６", "123456"),
        ("١٢٣٤٥٦", "123456"), ("123\u200b456", "123456"), ("123\u00a0456", "123456"), ("ABCDE-fghjk", "abcdefghjk"),
        ("", ""), ("−5", "5"), ("²³", "23"),
    ],
)  # fmt: skip
def test_codes_as_people_type_them(typed: str, means: str) -> None:
    assert plain(typed) == means


def wide(code: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


@pytest.mark.parametrize("variant", [str, wide, " ".join, lambda code: f"{code[:3]}\u200b-{code[3:]}"])
def test_a_code_is_good_once_however_it_is_typed(strict: House, variant: object) -> None:
    key, _codes = enrolled(strict)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        code = app_code(key)
        first, second = strict.client(), strict.client()
        sign_in(first)
        sign_in(second)
        first.submit("/second-factor", {"code": variant(code)}, action="/second-factor")
        for again in (str(code), variant(code), wide(code), f"  {code}"):
            second.submit("/second-factor", {"code": again}, action="/second-factor", status=422)
        second.get("/account", status=302)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_skew(strict: House, steps: int, good: bool) -> None:
    key, _codes = enrolled(strict)
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        browser = strict.client()
        sign_in(browser)
        code = app_code(key, steps)
        browser.submit("/second-factor", {"code": code}, action="/second-factor", status=303 if good else 422)


def test_a_recovery_code_is_good_once(strict: House) -> None:
    _key, codes = enrolled(strict)
    for status in (303, 422):
        browser = strict.client()
        sign_in(browser)
        browser.submit("/second-factor", {"code": codes[3].upper()}, action="/second-factor", status=status)
    with strict.unit() as session:
        kept = session.scalars(sa.select(RecoveryCode.code_digest)).all()
        assert len(kept) == 10
        assert not {plain(code) for code in codes} & set(kept)
    assert any("A recovery code was used" in mail and "9 are left" in mail for mail in mails(strict))


def test_new_recovery_codes_end_the_old_ones(strict: House) -> None:
    key, codes = enrolled(strict)
    browser = strict.client()
    sign_in(browser)
    browser.submit("/second-factor", {"code": app_code(key)}, action="/second-factor")
    assert "Recovery codes left: 10" in browser.get("/account").text
    fresh = browser.submit("/account", action="/second-factor/codes", status=200).all(".lms-codes code")
    assert len(set(fresh) - set(codes)) == 10
    for code, status in ((codes[0], 422), (fresh[0], 303)):
        other = strict.client()
        sign_in(other)
        other.submit("/second-factor", {"code": code}, action="/second-factor", status=status)


def test_the_password_alone_adds_no_factor(strict: House) -> None:
    """Somebody half-way in, whose account has a factor, shows that one: they do not set up another."""
    enrolled(strict)
    thief = strict.client()
    sign_in(thief)
    assert thief.get("/second-factor/add", status=303).location == "/second-factor"
    for path in ("/second-factor/app", "/second-factor/codes", f"/second-factor/{UUID(int=1)}/remove"):
        assert thief.post(path).location == "/second-factor"
    with strict.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Factor)) == 1


def test_setting_up_needs_the_password_again_after_ten_minutes(house: House) -> None:
    joined(house, Role.TRAINEE)
    browser = house.client()
    sign_in(browser)
    with clock.frozen(clock.now() + timedelta(minutes=9)):
        browser.get("/second-factor/add")
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        asked = browser.get("/second-factor/add", status=303).location
        assert asked == "/sign-in/again?next=/second-factor/add"
        assert browser.post("/second-factor/app").location == "/sign-in/again?next=/account"
        wrong = browser.submit(asked, {"password": "not the one"}, action="/sign-in/again", status=422)
        assert wrong.errors == ["That is not your password. Try again."]
        assert browser.submit(asked, {"password": PASSWORD}, action="/sign-in/again").location == "/second-factor/add"
        browser.get("/second-factor/add")


def test_setting_up_needs_an_address_that_was_shown_to_be_theirs(strict: House) -> None:
    person = joined(strict)
    with strict.unit() as session:
        session.execute(sa.text("delete from lms_mailed_link"))
    browser = strict.client(person)
    page = browser.submit("/second-factor/add", action="/second-factor/app", status=422)
    assert "First open a link that we mail to you" in page.text


def test_anybody_may_turn_one_on_and_off(house: House) -> None:
    joined(house, Role.TRAINEE)
    browser, elsewhere = house.client(), house.client()
    sign_in(browser)
    sign_in(elsewhere)
    assert "There is none." in browser.get("/account").text
    key, _codes = with_app(browser)
    elsewhere.get("/account", status=302)
    page = browser.get("/account")
    assert "App on your phone" in page.text
    removed = browser.submit("/account", action="/remove")
    assert browser.follow(removed).all(".lms-notice") == ["Removed."]
    elsewhere.get("/account")
    with house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode)) == 0
    assert any("A second step was taken away" in mail for mail in mails(house))
    assert key


def test_whoever_needs_one_keeps_one(strict: House) -> None:
    joined(strict)
    browser = strict.client()
    sign_in(browser)
    with_app(browser)
    page = browser.submit("/account", action="/remove", status=422)
    assert "Your role needs a second step at sign-in. Add another one first, then remove this." in page.text


def test_a_role_given_later_asks_for_it_at_the_next_request(strict: House) -> None:
    person = joined(strict, Role.TRAINEE)
    browser = strict.client()
    sign_in(browser)
    browser.get("/account")
    with strict.unit() as session:
        org = root_node(session)
        assert org is not None
        services.grant(session, person_id=person, role=Role.ASSESSOR, node_id=org.id, by=SYSTEM)
    assert browser.get("/account", status=302).location == "/second-factor?next=/account"


def test_an_administrator_helps_somebody_who_lost_it_all(strict: House) -> None:
    enrolled(strict)
    with strict.unit() as session:
        ada = session.scalars(sa.select(Factor.person_id)).one()
    sam = joined(strict, Role.ADMIN, name="Sam", address="sam@test.example")
    admin, lost = strict.client(), strict.client()
    sign_in(admin, "sam@test.example")
    with_app(admin)
    sign_in(lost)
    path = f"/admin/people/{ada}"
    done = admin.submit(path, action="/reset-factor")
    assert "They set up a new one" in admin.follow(done).all(".lms-notice")[0]
    assert "Remove their second step" not in admin.get(path).text
    lost.get("/account", status=302)
    again = strict.client()
    sign_in(again)
    assert again.get("/second-factor", status=303).location == "/second-factor/add"
    own = admin.post(f"/admin/people/{sam}/reset-factor", status=422)
    assert "You cannot do this for yourself." in own.text


def test_a_mailed_link_is_one_factor_only(strict: House) -> None:
    enrolled(strict)
    browser: Client = strict.client()
    browser.submit("/reset-password", {"email": "ada@test.example"}, status=200)
    body = next(mail for mail in mails(strict) if "/link/" in mail)
    path = re.search(r"http://localhost(/link/\S+)", body.replace("=\n", ""))
    assert path
    browser.submit(path[1], {"password": "another three words"})
    assert browser.get("/account", status=302).location == "/second-factor?next=/account"


def test_five_wrong_codes_and_it_is_enough(strict: House) -> None:
    key, _codes = enrolled(strict)
    thief, ada = strict.client(), strict.client()
    sign_in(thief)
    for number in range(5):
        thief.submit("/second-factor", {"code": f"{number:06}"}, action="/second-factor", status=422)
    full = thief.submit("/second-factor", {"code": app_code(key)}, action="/second-factor", status=429)
    assert full.h1 == "Too many tries"
    assert re.search(r"Try again at \d\d:\d\d with the newest code of your app\.", full.text)
    assert 0 < int(full.reply.headers["Retry-After"]) <= 300
    thief.get("/account", status=302)
    with clock.frozen(clock.now() + timedelta(minutes=5, seconds=1)):
        sign_in(ada)
        ada.submit("/second-factor", {"code": app_code(key)}, action="/second-factor")
        ada.get("/account")


def test_a_session_keeps_only_digests(strict: House) -> None:
    enrolled(strict)
    with strict.unit() as session:
        row = session.scalars(sa.select(UserSession).where(UserSession.second_at.is_not(None))).one()
        assert row.fresh_at is not None
        assert len(row.token_digest) == 64
