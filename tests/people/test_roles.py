"""Whom a list of people with a role offers."""

from lms.core.access import SYSTEM
from lms.people import services
from lms.people.queries import people_with_role
from lms.people.roles import Role
from lms.testing import House, make_node, make_person


def test_a_closed_account_is_offered_to_nobody(house: House) -> None:
    with house.unit() as session:
        org = make_node(session)
        team, other = make_node(session, org), make_node(session, org)
        above = make_person(session, {Role.ASSESSOR: org}, name="Ada")
        here = make_person(session, {Role.ASSESSOR: team}, name="Bo")
        make_person(session, {Role.ASSESSOR: other}, name="Cy")
        closed = make_person(session, {Role.ASSESSOR: org}, name="Di")
        services.suspend(session, person=closed, by=SYSTEM)
        assert [p.id for p in people_with_role(session, Role.ASSESSOR, team.path)] == [above.id, here.id]
        assert [p.id for p in people_with_role(session, Role.ASSESSOR, org.path, or_below=False)] == [above.id]
        assert len(people_with_role(session, Role.ASSESSOR, org.path)) == 3
