"""The demo's part: an award, one certificate long issued and open, one new and private, one left to the lead."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from certificates import demo
from certificates.models import Certificate, TitleKind
from lms.core import clock
from lms.plugins import Chapter, DemoStory
from modules.models import Enrolment, ProgrammeVersion


@pytest.mark.parametrize("address", ["https://learn.example.org", ""])
def test_the_demo_shows_every_standing(world: Any, address: str) -> None:
    runtime = replace(world.house.runtime, settings=replace(world.house.runtime.settings, base_url=address))
    people = {"lead": world.lead, "peer1": world.trainee, "t6": world.stranger}
    story = DemoStory(today=clock.today(), now=clock.now(), runtime=runtime, people=people)
    with world.house.unit() as session:
        version = session.scalars(sa.select(ProgrammeVersion)).one()
        session.add(
            Enrolment(person_id=world.stranger, version_id=version.id, node_id=world.here, last_active_at=clock.now())
        )
        session.flush()
        for chapter in Chapter:
            demo.tell(session, story, chapter)
    with world.house.unit() as session:
        made = {row.person_id: row for row in session.scalars(sa.select(Certificate))}
    first, second = made[world.trainee], made[world.stranger]
    assert (first.public, first.public_title, second.public) == (True, TitleKind.NEUTRAL, False)
    assert (
        second.issued_on == (clock.local(story.now) - timedelta(days=7)).date() and first.issued_on < second.issued_on
    )
    assert first.address.startswith(address or "http://localhost:8000") and story.things["certificate"] == first.id


def test_the_demo_issues_nothing_to_whoever_is_not_ready(world: Any) -> None:
    world.facts.areas = (3, 24)
    people: dict[str, UUID] = {"lead": world.lead, "peer1": world.trainee, "t6": world.stranger}
    story = DemoStory(today=clock.today(), now=clock.now(), runtime=world.house.runtime, people=people)
    with world.house.unit() as session:
        demo.tell(session, story, Chapter.AFTER)
        assert session.scalar(sa.select(sa.func.count()).select_from(Certificate)) == 0
