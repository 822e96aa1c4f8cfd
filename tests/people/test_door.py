"""Signing up, in and out; links by mail."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher, extract_parameters

from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.people import links, passwords, services, signing_in
from lms.people.links import set_password
from lms.people.models import Credential, LinkKind, MailedLink, Person, UserSession
from lms.people.roles import Role
from lms.people.views.door import safe_next
from lms.testing import Client, House, make_node, make_person

PASSWORD = "three words remembered"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def mails(house: House) -> list[tuple[str, str]]:
    """To whom, and the path of the link; the outbox is worked off first."""
    house.work()
    found = []
    for path in sorted((house.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert message["Subject"] == "Your link to continue"
        link = re.search(r"http://localhost(/link/\S+)", message.get_content())
        assert link
        found.append((message["To"], link[1]))
    return found


def only_link(house: House) -> str:
    ((_to, path),) = mails(house)
    return path


def a_link(house: House, kind: LinkKind, person: Person | None = None, next_path: str = "") -> str:
    """The path of a fresh link."""
    with house.unit() as session:
        link = links._new(session, kind, "new@test.example", person, next_path)
    return f"/link/{link.id}/{links.token(house.runtime.settings.secret_key, link.id)}"


def with_password(house: House, name: str = "Ada", address: str = "ada@test.example") -> UUID:
    with house.unit() as session:
        person = make_person(session, {Role.TRAINEE: make_node(session)}, name=name, email=address)
        set_password(session, person=person, password=PASSWORD)
    return person.id


def sign_in(browser: Client, address: str = "ada@test.example", password: str = PASSWORD, **options: object) -> object:
    return browser.submit(
        options.pop("path", "/sign-in"), {"email": address, "password": password}, action="/sign-in", **options
    )


def test_a_person_signs_in_sees_home_and_signs_out(house: House) -> None:
    with_password(house)
    browser = house.client()
    assert sign_in(browser, "ADA@test.example").location == "/"
    assert browser.get("/").h1 == "Hello, Ada"
    after = browser.post("/sign-out")
    assert browser.follow(after).all(".lms-notice") == ["You are signed out."]
    assert "/sign-in" in browser.get("/account", status=302).location
    browser.post("/sign-out")


def test_signing_in_leads_to_where_one_wanted_to_be(house: House) -> None:
    with_password(house)
    browser = house.client()
    assert sign_in(browser, path="/sign-in?next=/account%3Fa%3D1").location == "/account?a=1"
    assert sign_in(house.client(), path="/sign-in?next=//evil.example").location == "/"


@pytest.mark.parametrize("address", ["ada@test.example", "nobody@test.example"])
def test_wrong_passwords_and_unknown_addresses_look_the_same(house: House, address: str) -> None:
    with_password(house)
    page = sign_in(house.client(), address, "not the one at all", status=422)
    assert page.errors == [
        "That e-mail address and password do not belong together. Try again, or choose a new password."
    ]
    assert page.attributes("input[name=password]", "value") in ([], [""])


def test_the_browser_gets_a_new_token_at_every_turn(house: House) -> None:
    with_password(house)
    browser, tokens = house.client(), []
    for turn in (lambda: browser.get("/sign-in"), lambda: sign_in(browser), lambda: browser.post("/sign-out")):
        turn()
        tokens.append(browser._client.get_cookie("lms_session").value)
    assert len(set(tokens)) == 3
    browser.use_token(tokens[1])
    browser.get("/account", status=302)


@pytest.mark.parametrize(
    ("wanted", "inside"),
    [
        ("/learn", True),
        ("/learn?a=//b#c", True),
        ("/é b", True),
        ("", False),
        ("learn", False),
        ("//evil.example", False),
        ("///evil.example", False),
        ("/\\evil.example", False),
        ("\\\\evil.example", False),
        ("\\/evil.example", False),
        ("//[", False),
        ("https:evil.example", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/a\r\nSet-Cookie: x=1", False),
        ("/\t/evil.example", False),
        ("/a\x00", False),
        (" //evil.example", False),
        ("/" + "a" * 499, True),
        ("/" + "a" * 500, False),
    ],
)
def test_only_paths_of_ours_are_gone_to(wanted: str, inside: bool) -> None:
    assert safe_next(wanted) == (wanted if inside else "")


def test_an_odd_next_is_no_error(house: House) -> None:
    house.client().get("/sign-in?next=//[")


def test_joining_by_mail(house: House) -> None:
    with house.unit() as session:
        make_node(session)
    browser = house.client()
    sent = browser.submit("/sign-up?next=/posts", {"email": " New@Test.example "}, status=200)
    assert sent.h1 == "Look at your e-mail"
    ((to, path),) = mails(house)
    assert to == "new@test.example"
    assert browser.get(path).h1 == "Welcome"
    short = browser.submit(path, {"chosen_name": "Nia", "password": "7 chars"}, status=422)
    assert short.errors == ["Use at least 8 characters. Three words you will remember work well."]
    assert browser.submit(path, {"chosen_name": "", "password": PASSWORD}, status=422).errors == [
        "Enter the name you want us to use."
    ]
    assert browser.submit(path, {"chosen_name": "Nia", "password": PASSWORD}).location == "/posts"
    assert browser.get("/").h1 == "Hello, Nia"
    assert "Applicant" in browser.get("/account").text
    browser.get(path, status=404)
    sign_in(house.client(), "new@test.example")


def test_joining_where_there_is_no_organisation_yet(house: House) -> None:
    path = a_link(house, LinkKind.SIGN_UP)
    browser = house.client()
    browser.submit(path, {"chosen_name": "Nia", "password": PASSWORD})
    browser.get("/")


@pytest.mark.parametrize("page", ["/sign-up", "/reset-password"])
def test_known_or_not_the_page_says_the_same(house: House, page: str) -> None:
    with_password(house)
    texts = {
        house.client().submit(page, {"email": at}, status=200).text for at in ("ada@test.example", "x@test.example")
    }
    assert len(texts) == 1
    expected = {"/sign-up": ["ada@test.example", "x@test.example"], "/reset-password": ["ada@test.example"]}[page]
    assert sorted(to for to, _path in mails(house)) == expected


@pytest.mark.parametrize("page", ["/sign-up", "/reset-password", "/sign-in"])
@pytest.mark.parametrize(
    ("sent", "says"), [("", "Enter your e-mail address."), ("a b", "Enter an e-mail address like")]
)
def test_an_address_that_is_none(house: House, page: str, sent: str, says: str) -> None:
    assert says in house.client().submit(page, {"email": sent}, status=422).errors[0]


def test_a_known_address_that_signs_up_again_gets_back_in(house: House) -> None:
    with_password(house)
    house.client().submit("/sign-up", {"email": "ada@test.example"}, status=200)
    assert house.client().get(only_link(house)).h1 == "Choose your password"


@pytest.mark.parametrize(
    ("kind", "hours"), [(LinkKind.SIGN_UP, 48), (LinkKind.RESET, 4), (LinkKind.INVITATION, 336), (LinkKind.SETUP, 24)]
)
def test_links_run_out(house: House, kind: LinkKind, hours: int) -> None:
    with clock.frozen(NOON):
        path = a_link(house, kind)
    with clock.frozen(NOON + timedelta(hours=hours, seconds=-1)):
        house.client().get(path)
    with clock.frozen(NOON + timedelta(hours=hours)):
        assert house.client().get(path, status=404).h1 == "This link cannot be used any more"
        house.client().post(path, {"chosen_name": "Nia", "password": PASSWORD}, status=404)


def test_forged_links(house: House) -> None:
    path = a_link(house, LinkKind.SIGN_UP)
    start, given = path.rsplit("/", 1)
    other = a_link(house, LinkKind.SIGN_UP).rsplit("/", 1)[1]
    for forged in (other, "0" * 40, given[:-1], given.upper(), "é"):
        house.client().get(f"{start}/{forged}", status=404)
    unknown = uuid4()
    token = links.token(house.runtime.settings.secret_key, unknown)
    house.client().get(f"/link/{unknown}/{token}", status=404)


def test_a_new_password_signs_out_everywhere(house: House) -> None:
    person = with_password(house)
    elsewhere = house.client(person)
    elsewhere.get("/account")
    browser = house.client()
    browser.submit("/reset-password", {"email": "ada@test.example"}, status=200)
    path = only_link(house)
    browser.submit(path, {"password": "another three words"})
    browser.get("/account")
    elsewhere.get("/account", status=302)
    browser.get(path, status=404)
    sign_in(house.client(), status=422)
    sign_in(house.client(), password="another three words")


def test_a_link_that_was_used_closes_the_others(house: House) -> None:
    person_id = with_password(house)
    elsewhere = house.client(person_id)
    with house.unit() as session:
        person = session.get_one(Person, person_id)
        other = make_person(session, {Role.TRAINEE: make_node(session)})
    paths = [a_link(house, kind, person) for kind in (LinkKind.INVITATION, LinkKind.RESET, LinkKind.INVITATION)]
    others = a_link(house, LinkKind.INVITATION, other)
    house.client().submit(paths[0], {"password": "another three words"})
    for path in paths:
        house.client().get(path, status=404)
    house.client().get(others)
    elsewhere.get("/account", status=302)


def test_a_sign_in_ends_by_itself_after_thirty_days(house: House) -> None:
    person_id = with_password(house)
    with clock.frozen(NOON):
        browser = house.client(person_id)
    for days in (6, 12, 18, 24, 30):  # used every week, as it would end sooner if not
        with clock.frozen(NOON + timedelta(days=days)):
            browser.get("/account")
    with clock.frozen(NOON + timedelta(days=30, seconds=1)):
        browser.get("/account", status=302)
        page = house.client(person_id).get("/account")
    assert len(page.attributes("form[action$='/end']", "action")) == 1, "the one that ended by itself is not listed"


def test_two_links_for_one_new_address(house: House) -> None:
    first, second = (a_link(house, LinkKind.SIGN_UP) for _ in range(2))
    answers = {"chosen_name": "Nia", "password": PASSWORD}
    house.client().submit(first, answers)
    assert house.client().submit(second, answers, status=422).errors == [
        "You have an account here already. Sign in, or ask for a link to choose a new password."
    ]


def test_a_closed_account_is_not_opened_by_a_link(house: House) -> None:
    person_id = with_password(house)
    with house.unit() as session:
        person = session.get_one(Person, person_id)
        services.suspend(session, person=person, by=SYSTEM)
    path = a_link(house, LinkKind.RESET, person)
    page = house.client().submit(path, {"password": "another three words"}, status=422)
    assert page.errors == ["This account is closed for now. Ask the person who invited you."]
    sign_in(house.client(), status=422)


def test_the_first_administrator_is_made_once(house: House) -> None:
    with house.unit() as session:
        first, second = (links.first_administrator(session, secret=house.runtime.settings.secret_key) for _ in range(2))
    answers = {"organisation": "Fernbrook", "email": "sam@test.example", "chosen_name": "Sam", "password": PASSWORD}
    browser = house.client()
    assert len(browser.submit(first, dict.fromkeys(answers, ""), status=422).errors) == 4
    assert browser.submit(first, answers).location == "/"
    page = browser.get("/account")
    assert "Administrator, Fernbrook" in page.text
    assert "Programme lead, Fernbrook" in page.text
    browser.get("/admin/people")
    house.client().get(first, status=404)
    assert house.client().submit(second, {**answers, "email": "x@test.example"}, status=422).errors == [
        "The first administrator is there already. Sign in, or ask them to invite you."
    ]


@pytest.mark.usefixtures("costly_passwords")
def test_passwords_are_kept_as_owasp_says(house: House) -> None:
    person_id = with_password(house)
    with house.unit() as session:
        kept = session.scalars(sa.select(Credential.password_hash)).one()
        found = extract_parameters(kept)
        assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19456, 2, 1)
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        session.scalars(sa.select(Credential)).one().password_hash = weak
    assert passwords.needs_rehash(weak)
    sign_in(house.client())
    with house.unit() as session:
        kept = session.scalars(sa.select(Credential).filter_by(person_id=person_id)).one().password_hash
        assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.matches(None, "nobody has this password")
    assert not passwords.matches("not a hash", PASSWORD)


def test_a_person_without_address_is_not_invited(house: House) -> None:
    with house.unit() as session:
        person = services.add_person(session, chosen_name="Ann", email=None, by=SYSTEM)
        with pytest.raises(Refused, match="Add an e-mail address first"):
            links.invite(session, person=person, by=SYSTEM)


def test_the_database_holds_nothing_to_sign_in_with(house: House) -> None:
    person = with_password(house)
    browser = house.client(person)
    token = browser._client.get_cookie("lms_session").value
    path = a_link(house, LinkKind.SIGN_UP)
    with house.unit() as session:
        rows = [*session.scalars(sa.select(UserSession)), *session.scalars(sa.select(MailedLink))]
        kept = " ".join(str(vars(row)) for row in rows)
    assert token not in kept
    assert path.rsplit("/", 1)[1] not in kept


def test_a_long_browser_name_is_cut(house: House) -> None:
    person_id = with_password(house)
    with house.app.test_request_context(), house.runtime.database.unit_of_work() as session:
        signing_in.start(session, person=session.get_one(Person, person_id), browser="x" * 900)
        assert len(session.scalars(sa.select(UserSession.browser)).one()) == 200
