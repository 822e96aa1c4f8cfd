"""Suspended, a role ended, signed out elsewhere: at the next request, for pages, tables, paper and files alike."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from access.objects import objects_of
from conftest import Told
from people.conftest import joined, sign_in
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import SYSTEM
from lms.people import queries, services, signing_in
from lms.people.browsers import browser_name
from lms.people.models import Grant, Person, UserSession
from lms.people.roles import Role
from lms.testing import Client, House


@pytest.fixture(scope="module")
def told(tell: Callable[[], Told]) -> Told:
    """One telling for the whole module."""
    return tell()


# Who, which endpoint, of what, and what comes.
OPENED = (
    ("lead", "people.account", "", "text/html"),
    ("lead", "certificates.issued", "", "text/html"),
    ("lead", "certificates.issued_csv", "", "text/csv"),
    ("lead", "certificates.pdf", "peer1_certificate", "application/pdf"),
    ("lead", "people.own_data_file", "", "application/json"),
    ("assessor", "assessments.file", "t5_file", ""),
)


def suspend(session: Session, person: Person) -> None:
    services.suspend(session, person=person, by=SYSTEM)


def end_roles(session: Session, person: Person) -> None:
    for grant in session.scalars(sa.select(Grant).filter_by(person_id=person.id)):
        services.end_grant(session, grant=grant, by=SYSTEM)


def sign_out_everywhere(session: Session, person: Person) -> None:
    signing_in.end_all(session, person_id=person.id, by=SYSTEM)


@pytest.mark.parametrize(("act", "status"), [(suspend, 302), (end_roles, 403), (sign_out_everywhere, 302)])
def test_it_takes_effect_at_the_next_request_everywhere(
    demo_house: House, told: Told, act: Callable[[Session, Person], None], status: int
) -> None:
    clients = {who: demo_house.client(told.story.people[who]) for who in ("lead", "assessor", "trainee")}
    objects = objects_of(demo_house, told.story)
    for who, endpoint, name, kind in OPENED:
        found = opened(demo_house, clients[who], endpoint, objects[name] if name else {})
        assert found[0] == 200, endpoint
        assert found[1].startswith(kind), endpoint
    with demo_house.unit() as session:
        for who in ("lead", "assessor"):
            act(session, session.get_one(Person, told.story.people[who]))
    for who, endpoint, name, _kind in OPENED:
        found = opened(demo_house, clients[who], endpoint, objects[name] if name else {})
        assert found[0] == status, endpoint


def opened(house: House, client: Client, endpoint: str, params: object) -> tuple[int, str]:
    with house.app.test_request_context():
        path = house.app.url_for(f"lms.{endpoint}", **params)  # type: ignore[arg-type]
    with client._client.get(path) as reply:
        return reply.status_code, reply.mimetype


AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0": "Firefox on Windows",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36": "Chrome on Linux",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0": "Edge on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 14; SM-S921B) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36": "Samsung Internet on Android",
    "curl/8.5": "curl/8.5",
    "": "Unknown browser",
}


@pytest.mark.parametrize(("sent", "name"), AGENTS.items())
def test_browsers_in_words(sent: str, name: str) -> None:
    assert browser_name(sent) == name


def test_the_account_page_lists_sign_ins_and_ends_the_others(house: House) -> None:
    joined(house, Role.TRAINEE)
    here, there, third = house.client(), house.client(), house.client()
    agents = list(AGENTS)
    for browser, agent in ((here, agents[0]), (there, agents[3]), (third, agents[1])):
        browser._client.environ_base["HTTP_USER_AGENT"] = agent
        sign_in(browser)
    page = here.get("/account")
    for words in ("Firefox on Windows this one", "Safari on iPhone", "Chrome on Linux", "Last seen"):
        assert words in page.text
    after = here.submit("/account", action="/account/sessions/end-others")
    assert here.follow(after).all(".lms-notice") == ["You are signed out everywhere else."]
    assert "Sign out everywhere else" not in here.get("/account").text
    for browser in (there, third):
        browser.get("/account", status=302)


def test_signing_in_again_ends_what_this_browser_had(house: House) -> None:
    person = joined(house, Role.TRAINEE)
    browser = house.client()
    for _time in range(3):
        sign_in(browser)
    with house.unit() as session:
        assert len(queries.sessions_of(session, person)) == 1


def test_last_seen_moves_now_and_then_without_a_change_of_version(house: House) -> None:
    person = joined(house, Role.TRAINEE)
    browser = house.client()
    sign_in(browser)
    begun = seen(house, person)
    browser.get("/account")
    assert seen(house, person) == begun
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        browser.get("/account")
        assert seen(house, person) == (clock.now(), begun[1])


def seen(house: House, person: object) -> tuple[object, int]:
    with house.unit() as session:
        row = session.scalars(sa.select(UserSession).filter_by(person_id=person)).one()
        return row.seen_at, row.version
