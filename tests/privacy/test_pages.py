"""Asking to be erased, seeing where it stands, stopping it; and what administrators see of it."""

import io
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa
from people.conftest import PASSWORD, joined, sign_in

from lms.core import clock
from lms.people.identity import actor_for
from lms.people.models import Person, PersonState
from lms.people.roles import Role
from lms.privacy.models import Erasure
from lms.retention import services as retention
from lms.retention.models import Hold
from lms.testing import Client, House, make_node, make_person

ERASE, ASK, STOP = "/account/data/erase", "/account/data/erase/ask", "/account/data/erase/stop"
LIST = "/admin/erasures"


@pytest.fixture
def people(house: House) -> dict[str, Person]:
    with house.unit() as session:
        node = make_node(session)
        return {
            "ama": make_person(session, {Role.TRAINEE: node}, name="Ama Own"),
            "ada": make_person(session, {Role.ADMIN: node}, name="Ada Min"),
            "bo": make_person(session, {Role.ADMIN: node}, name="Bo Min"),
        }


def mails(house: House) -> list[str]:
    house.work()
    return [path.read_text() for path in sorted((house.folder / "mail").glob("*.eml"), key=lambda p: p.stat().st_mtime)]


def state(house: House, person: Person) -> PersonState:
    with house.unit() as session:
        return session.get_one(Person, person.id).state


def hold(house: House, person: Person, by: Person) -> Hold:
    with house.unit() as session:
        return retention.place(
            session,
            person_id=person.id,
            record_id=None,
            reason="a claim about wages",
            review_on=clock.today() + timedelta(days=40),
            by=actor_for(session, by.id, house.runtime.permissions),
        )


def ask(browser: Client) -> None:
    browser.submit(ASK, {"sure": "y"}, action=ASK)


def queries(page: object) -> int:
    return int(page.reply.headers["Server-Timing"].split('desc="')[1].split()[0])  # type: ignore[attr-defined]


def test_it_is_asked_for_seen_and_stopped(house: House, people: dict[str, Person]) -> None:
    ama = house.client(people["ama"])
    page = ama.get(ERASE)
    assert "Names and contact" not in page.text
    assert "Sign-ins and other security records" in page.text
    assert "The audit of who did what 8 years after it happened" in page.text
    refused = ama.submit(ASK, {}, action=ASK, status=422)
    assert refused.errors == ["Tick the box to go on."]
    ask(ama)
    day = (clock.now() + timedelta(days=7)).astimezone(clock.zone()).date()
    assert f"It is done on {day.day} {day:%B %Y}, unless you stop it before." in ama.get(ERASE).text
    assert "You have asked to be erased on" in ama.get("/").text
    (mail,) = mails(house)
    assert "Subject: About your account" in mail
    assert "If it was not you who asked" in mail.replace("\n", " ")
    ask(ama)  # once more: nothing changes
    assert len(mails(house)) == 1
    ama.submit(ERASE, action=STOP)
    assert "You can ask that what is held about you is erased" in ama.get(ERASE).text
    with clock.frozen(clock.now() + timedelta(days=8)):
        house.work()
    assert state(house, people["ama"]) is PersonState.ACTIVE


def test_on_its_day_it_is_done_and_said(house: House, people: dict[str, Person]) -> None:
    ama, address = house.client(people["ama"]), people["ama"].email
    ask(ama)
    with clock.frozen(clock.now() + timedelta(days=8)):
        mailed = mails(house)
        assert state(house, people["ama"]) is PersonState.ERASED
        assert f"To: {address}" in mailed[-1]
        assert "without your name" in mailed[-1].replace("\n", " ")
        assert ama.get("/account", status=302).location.startswith("/sign-in")
        with house.unit() as session:
            done = session.scalars(sa.select(Erasure)).one()
            assert (done.by_id, done.stopped_at) == (people["ama"].id, None)
            assert done.done_at == clock.now()


def test_a_hold_makes_it_wait_and_is_said_before_and_after(house: House, people: dict[str, Person]) -> None:
    ama, ada = (house.client(people[who]) for who in ("ama", "ada"))
    held = hold(house, people["ama"], people["ada"])
    page = ama.get(ERASE)
    assert "A hold keeps what is here for now, such as while a claim or a complaint is open." in page.text
    assert "wages" not in page.text
    ask(ama)
    now = clock.now()
    for days in (8, 9):
        with clock.frozen(now + timedelta(days=days)):
            house.work()
    assert state(house, people["ama"]) is PersonState.ACTIVE
    assert "Its day has come, and it waits" in ama.get(ERASE).text
    assert [("Something stands in the way" in text.replace("\n", " ")) for text in mails(house)] == [False, True]
    assert "Something is in the way" in ada.get(LIST).text
    once = f"/admin/people/{people['ama'].id}/erase"
    refused = ada.submit(once, {"reason": "a letter", "sure": "y"}, action=once, status=422)
    assert "Not yet: A hold keeps what is here" in refused.text
    assert refused.fields(once)["reason"] == "a letter"
    with house.unit() as session:
        by = actor_for(session, people["ada"].id, house.runtime.permissions)
        retention.lift(session, held=session.get_one(Hold, held.id), by=by)
    with clock.frozen(now + timedelta(days=10)):
        house.work()
    assert state(house, people["ama"]) is PersonState.ERASED


def test_an_administrator_erases_at_once_and_it_is_listed(house: House, people: dict[str, Person]) -> None:
    ada, once = house.client(people["ada"]), f"/admin/people/{people['ama'].id}/erase"
    ask(house.client(people["ama"]))
    assert "People who asked to be erased 1" in " ".join(ada.get("/").text.split())
    assert "Ama Own" in ada.get(LIST).text
    assert ada.submit(once, {"sure": "y"}, action=once, status=422).errors == ["Say why, in a few words."]
    ada.submit(once, {"reason": "asked in a letter", "sure": "y"}, action=once)
    page = ada.get(LIST)
    assert "Ama Own" not in page.text
    assert "Nobody waits to be erased." in page.text
    assert str(people["ama"].id) in page.text
    assert "asked in a letter" in page.text
    person = ada.get(f"/admin/people/{people['ama'].id}")
    assert "Erased" in person.text
    assert "Open the account again" not in person.text
    assert "They are erased already." in ada.submit(once, {"reason": "x", "sure": "y"}, action=once, status=422).text
    reopened = ada.post(f"/admin/people/{people['ama'].id}/suspend", {"csrf_token": ada.csrf_token()}, status=422)
    assert "cannot be opened again" in reopened.text


@pytest.mark.on("sqlite")
def test_nobody_is_left_without_an_administrator(house: House, people: dict[str, Person]) -> None:
    bo, ada = (house.client(people[who]) for who in ("bo", "ada"))
    own = f"/admin/people/{people['ada'].id}/erase"
    assert "from your account page" in ada.submit(own, {"reason": "x", "sure": "y"}, action=own, status=422).text
    assert "only administrator" not in ada.get(ERASE).text
    bo.submit(own, {"reason": "left", "sure": "y"}, action=own)
    assert "You are the only administrator" in bo.get(ERASE).text


@pytest.mark.on("sqlite")
def test_it_is_asked_again_who_they_are(house: House) -> None:
    joined(house)
    browser = house.client()
    sign_in(browser)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert browser.get(ASK, status=303).location == f"/sign-in/again?next={ASK}"
        again = browser.submit("/account/data", action="/account/data/copy").location
        assert again == "/sign-in/again?next=/account/data"
        assert browser.submit(again, {"password": PASSWORD}, action="/sign-in/again").location == "/account/data"
        reply = browser.submit("/account/data", action="/account/data/copy", status=200).reply
    assert reply.headers["Content-Disposition"] == 'attachment; filename="everything-about-me.zip"'
    with zipfile.ZipFile(io.BytesIO(reply.get_data())) as copy:
        assert copy.testzip() is None
        assert "Everything about" in copy.read("read-me.html").decode()


@pytest.mark.on("sqlite")
def test_what_stands_in_the_way_of_people_in_the_middle_of_things(demo_house: House, told: object) -> None:
    story = told.story  # type: ignore[attr-defined]
    for who, says in {
        "a3": "is not decided yet",
        "t3": "is being prepared",
        "peer1": "an employer has to know whom they employ",
        "a2": "A hold keeps",
        "a8": "You have asked for it",
    }.items():
        page = demo_house.client(story.people[who]).get(ERASE)
        assert says in page.text, who
        assert queries(page) <= 12
    link = demo_house.client(story.people["a3"]).get(ERASE).attributes(".nhsuk-inset-text a", "href")
    assert link[0].endswith("/withdraw")
    admin = demo_house.client(story.people["admin"])
    assert queries(admin.get(LIST)) <= 12
    assert queries(admin.get(f"/admin/people/{story.people['peer1']}/erase")) <= 12
