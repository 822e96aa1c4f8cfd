"""The last place of a cohort is given once, however many are enrolled at one moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from lms.core import clock
from lms.core.access import SYSTEM
from lms.testing.factories import make_person
from modules import services
from modules.models import Cohort, Enrolment, ProgrammeVersion
from modules.services import enrolling

AT_ONCE, PLACES = 4, 1


def given(school: Any) -> int:
    """How many of four get into a cohort with one place, each enrolled before any of the others is kept."""
    with school.house.unit() as session:
        version = session.get_one(ProgrammeVersion, school.version)
        starts, ends = clock.today() + timedelta(days=90), clock.today() + timedelta(days=150)
        cohort_id = services.add_cohort(
            session, name="Summer", version=version, node_id=school.node, starts_on=starts, ends_on=ends,
            capacity=PLACES, by=SYSTEM,
        ).id  # fmt: skip
        people = [make_person(session).id for _number in range(AT_ONCE)]
    together = Barrier(AT_ONCE)

    def enrol(person_id: UUID) -> None:
        with school.house.unit() as session:
            services.enrol(session, person_id=person_id, programme_slug="small", node_id=school.node, by=SYSTEM)
            with suppress(BrokenBarrierError):  # whoever has to wait for another cannot be here
                together.wait(0.5)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(enrol, people))
    with school.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Enrolment.person_id.in_(people))) == AT_ONCE
        placed = sa.select(sa.func.count()).where(Enrolment.cohort_id == cohort_id)
        assert session.get_one(Cohort, cohort_id).capacity == PLACES
        return session.scalar(placed) or 0


def test_the_last_place_is_given_once(school: Any) -> None:
    assert given(school) == PLACES


@pytest.mark.on("postgresql")  # on SQLite the one write lock does it
def test_more_places_than_there_are_would_be_seen(school: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolling, "_one_at_a_time", lambda *_asked: None)
    assert given(school) == AT_ONCE
