"""One organisation with two teams, and an administrator of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from lms.people.roles import Role
from lms.testing import Client, House, make_node, make_person


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
