"""Many certificates issued at once: every number given once, none left out, one certificate a person."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from certificates import queries, services
from certificates.models import Certificate
from lms.core.errors import Refused
from lms.people.models import Node
from lms.people.roles import Role
from lms.testing.factories import make_person
from modules.models import Enrolment, ProgrammeVersion

PEOPLE, PRESSES = 4, 3


def enrolments(world: Any) -> list[UUID]:
    with world.house.unit() as session:
        node, version = session.get_one(Node, world.here), session.scalars(sa.select(ProgrammeVersion)).one()
        rows = [
            Enrolment(
                person_id=make_person(session, {Role.TRAINEE: node}).id,
                version_id=version.id,
                node_id=node.id,
                last_active_at=version.published_at,
            )
            for _number in range(PEOPLE)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def test_numbers_stay_without_gaps_when_many_press_at_once(world: Any) -> None:
    keys = enrolments(world) * PRESSES

    def press(key: UUID) -> str:
        try:
            with world.house.unit() as session:
                lead = world.actor(session, world.lead)
                case, rule = queries.case_for(session, lead, key), queries.rule_for(session, "foundations", world.rule)
                settings = world.house.runtime.settings
                return services.issue(session, case=case, rule=rule, settings=settings, by=lead).serial
        except Refused:
            return "held"

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(press, keys))
    with world.house.unit() as session:
        serials = sorted(session.scalars(sa.select(Certificate.serial)))
    print(f"issued {len(serials)}, refused as held {answers.count('held')}")
    assert [serial[-6:] for serial in serials] == [f"{n:06d}" for n in range(1, PEOPLE + 1)]
    assert answers.count("held") == PEOPLE * (PRESSES - 1)
