"""The demo's door and its people."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.cli.demo import load_story
from lms.core.access import SYSTEM
from lms.people.models import Person
from lms.people.plugin import plugin
from lms.people.services import add_person
from lms.testing import House, make_node


@pytest.fixture
def demo(tmp_path: Path, template: Path) -> Iterator[House]:
    """The people of the demo without its story."""
    house = House(tmp_path / "data", template, PEER_LMS_DEMO="1")
    with house.app.app_context():
        told = load_story(replace(house.runtime, plugins=(plugin,)))
    assert told is not None
    assert set(told.nodes) == {"org", "service", "north", "city", "south"}
    yield house
    house.close()


def test_one_press_makes_one_of_twelve_people(demo: House) -> None:
    browser = demo.client()
    page = browser.get("/demo")
    assert len(page.all("main form")) == 12
    browser.post("/demo/sign-in", {"email": "trainee@demo.example"})
    assert browser.get("/").h1 == "Hello, Siân Ŵyn"
    assert "North Community Team" in browser.get("/account").text or "Applicant" in browser.get("/account").text


@pytest.mark.parametrize(
    "address", ["", "t2@demo.example", "imran@demo.example", "real@person.example", "TRAINEE@demo.example"]
)
def test_nobody_else_can_be_reached_this_way(demo: House, address: str) -> None:
    with demo.unit() as session:
        add_person(session, chosen_name="Real", email="real@person.example", by=SYSTEM)
    demo.client().post("/demo/sign-in", {"email": address}, status=404)


def test_the_story_is_told_once(demo: House) -> None:
    with demo.unit() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(Person))
    with demo.app.app_context():
        assert load_story(demo.runtime) is None
    with demo.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == before == 28


def test_the_demos_mail_is_read_on_a_page(demo: House) -> None:
    assert "No mail yet." in demo.client().get("/demo/mail").text
    demo.client().submit("/sign-up", {"email": "new@test.example"}, status=200)
    demo.work()
    page = demo.client().get("/demo/mail")
    assert page.all("article h2") == ["Your link to continue"] * 2
    (link, *_rest) = [href for href in page.attributes("article a", "href") if "/link/" in href]
    demo.client().get(link.removeprefix("http://localhost"))


def test_mail_that_goes_to_a_server_is_not_read_here(tmp_path: Path, template: Path) -> None:
    house = House(tmp_path / "data", template, PEER_LMS_DEMO="1", PEER_LMS_MAIL_URL="smtp://127.0.0.1:9")
    assert "No mail yet." in house.client().get("/demo/mail").text
    house.close()


def test_outside_a_demo_there_is_none(house: House) -> None:
    with house.unit() as session:
        make_node(session)
        add_person(session, chosen_name="Sam", email="admin@demo.example", by=SYSTEM)
    browser = house.client()
    for path in ("/demo", "/demo/mail"):
        browser.get(path, status=404)
    browser.post("/demo/sign-in", {"email": "admin@demo.example"}, status=404)
    assert "/demo" not in browser.get("/sign-in").attributes("a", "href")
