"""One organisation with two teams, and an administrator of each."""

import base64
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from lms.core import clock
from lms.people import links, queries
from lms.people.roles import Role
from lms.testing import Client, House, Page, make_node, make_person
from lms.testing.house import Template

PASSWORD = "three words remembered"


@pytest.fixture
def strict(tmp_path: Path, template: Template) -> Iterator[House]:
    """An app that asks staff for a second factor, over an empty database."""
    built = House(tmp_path / "strict", template, PEER_LMS_SECOND_FACTOR="required")
    yield built
    built.close()


def joined(house: House, role: Role = Role.ASSESSOR, *, name: str = "Ada", address: str = "ada@test.example") -> UUID:
    """Somebody with a password, whose address is known to be theirs."""
    with house.unit() as session:
        org = queries.root_node(session) or make_node(session, name="Fernbrook")
        person = make_person(session, {role: org}, name=name, email=address)
        links.set_password(session, person=person, password=PASSWORD)
        links.vouch(session, person=person)
    return person.id


def sign_in(
    browser: Client,
    address: str = "ada@test.example",
    password: str = PASSWORD,
    *,
    path: str = "/sign-in",
    status: int = 303,
) -> Page:
    """Send the sign-in form."""
    return browser.submit(path, {"email": address, "password": password}, action="/sign-in", status=status)


def app_code(key: str, steps: int = 0) -> str:
    """What an app shows that was given this key, so many steps from now: RFC 6238, written out once more."""
    counter = int(clock.now().timestamp()) // 30 + steps
    mac = hmac.digest(base64.b32decode(key.replace(" ", "")), struct.pack(">Q", counter), "sha1")
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def with_app(browser: Client) -> tuple[str, list[str]]:
    """Set up an app in this browser: its key, and the recovery codes shown."""
    begun = browser.submit("/second-factor/add", action="/second-factor/app")
    key = browser.get(begun.location).one(".lms-key").replace(" ", "")
    with clock.frozen(clock.now()):  # the code before this one is about to grow too old
        shown = browser.submit(begun.location, {"code": app_code(key, -1)}, action=begun.location, status=200)
    return key, shown.all(".lms-codes code")


@dataclass
class Place:
    """Ids only: rows are loaded anew in each unit of work."""

    house: House
    org: UUID
    north: UUID
    south: UUID
    admin: UUID
    north_admin: UUID
    ann: UUID
    bob: UUID

    def browser(self, who: str) -> Client:
        return self.house.client(getattr(self, who))


@pytest.fixture
def place(house: House) -> Iterator[Place]:
    with house.unit() as session:
        org = make_node(session, name="Fernbrook")
        north, south = make_node(session, org, name="North"), make_node(session, org, name="South")
        admin = make_person(session, {Role.ADMIN: org}, name="Sam", email="sam@test.example")
        north_admin = make_person(session, {Role.ADMIN: north}, name="Nora")
        ann = make_person(session, {Role.TRAINEE: north}, name="Ann", email="ann@test.example")
        bob = make_person(session, {Role.TRAINEE: south}, name="Bob", email="bob@test.example")
        rows = (org, north, south, admin, north_admin, ann, bob)
    return Place(house, *(row.id for row in rows))
