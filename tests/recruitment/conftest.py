"""A trust with one team, its people, and an open post with a panel of two."""

from collections.abc import Iterator

import pytest
from beginnings import beginning
from recruitment.trust import NOW, Trust, facts

from lms.core import clock
from lms.people.models import Node
from lms.people.roles import Role
from lms.recruitment import services
from lms.recruitment.queries import PostAt
from lms.testing import House, make_node, make_person


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@beginning
def trust(house: House) -> Trust:
    with house.unit() as session:
        org = make_node(session, name="Trust")
        team = make_node(session, org, name="North team")
        other = make_node(session, org, name="South team")
        roles: dict[str, dict[Role, Node]] = {
            "hr": {Role.HR: team},
            "hr2": {Role.HR: other},
            "denise": {Role.SCORER: org},
            "farah": {Role.SCORER: team, Role.MANAGER: team},
            "third": {Role.SCORER: org},
            "far": {Role.SCORER: other},
            "ana": {Role.APPLICANT: org},
            "ben": {Role.APPLICANT: org},
            "admin": {Role.ADMIN: org},
        }
        people = {
            name: make_person(session, held, name=name.title(), email=f"{name}@test.example").id
            for name, held in roles.items()
        }
        trust = Trust(house, people, team.id, people["hr"])
        hr = trust.actor(session, "hr")
        post = services.create_post(session, node_id=team.id, facts=facts(), by=hr)
        place = PostAt(post, team)
        for name, lived in (("denise", True), ("farah", False)):
            services.name_member(session, place=place, person_id=people[name], lived_experience=lived, by=hr)
        assert services.open_post(session, post=post, by=hr).ok
        trust.post_id = post.id
    return trust
