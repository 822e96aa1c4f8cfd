"""The demo's learning: everybody where the story says."""

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from lms.core import clock
from lms.plugins import Chapter, DemoStory
from lms.testing import House
from modules import demo, queries
from modules.models import Cohort, EnrolmentState, Reflection


def test_everybody_is_where_the_story_says(demo_house: House, told: Any) -> None:
    story = told.story
    expected = {
        "trainee": (EnrolmentState.ACTIVE, 2, "Autumn cohort"),
        "t2": (EnrolmentState.COMPLETED, 13, "Autumn cohort"),
        "t3": (EnrolmentState.ACTIVE, 0, "Autumn cohort"),
        "t4": (EnrolmentState.PAUSED, 0, "Autumn cohort"),
        "t5": (EnrolmentState.ACTIVE, 1, "Autumn cohort"),
        "t6": (EnrolmentState.COMPLETED, 13, "Autumn cohort"),
        "peer1": (EnrolmentState.COMPLETED, 13, "Winter cohort"),
    }
    with demo_house.unit() as session:
        found = {}
        for key in expected:
            enrolment = queries.current_enrolment(session, story.people[key])
            assert enrolment is not None
            progress = queries.learnt(session, enrolment).progress
            cohort = session.get_one(Cohort, enrolment.cohort_id)
            found[key] = (enrolment.state, sum(m.done for m in progress.modules), cohort.name)
        assert found == expected
        trainee = queries.current_enrolment(session, story.people["trainee"])
        assert trainee is not None
        place = queries.learnt(session, trainee).progress.resume
        assert place is not None
        assert (place.module.number, place.step.id) == (3, trainee.last_activity_id)
        assert session.scalar(sa.select(sa.func.count()).select_from(Reflection)) >= 3


def test_the_trainer_has_somebody_to_call(demo_house: House, told: Any) -> None:
    trainer = demo_house.client(told.story.people["trainer"])
    page = trainer.get(f"/cohorts/{told.story.things['cohort']}")
    assert page.all("[data-state=call] .lms-checklist__text strong") == ["Nguyễn Thị Hằng"]
    assert page.all("[data-state=paused] .lms-checklist__text strong") == ["Gloria Mensah"]
    assert "Last here 18 days ago" in page.text


def test_somebody_who_was_never_enrolled_is_named(house: House) -> None:
    story = DemoStory(today=clock.today(), now=clock.now(), runtime=house.runtime, people={"trainee": uuid4()})
    with house.unit() as session, pytest.raises(LookupError, match="trainee is not enrolled"):
        demo.tell(session, story, Chapter.LINE)
