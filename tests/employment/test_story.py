"""The signal that opens a start, and the demo story."""

from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa
from employment.conftest import Crew

from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.db import announce
from lms.employment import gates, queries, services
from lms.employment.demo import tell
from lms.employment.models import CheckState, Start, StartState, Supervision, Waiver
from lms.employment.receivers import on_offer_accepted
from lms.employment.rules import Eyes
from lms.people import demo as people_demo
from lms.people import services as people
from lms.people.roles import Role
from lms.plugins import Chapter, DemoStory
from lms.recruitment.models import Post, Route
from lms.recruitment.signals import offer_accepted
from lms.testing import House


def test_an_accepted_offer_opens_a_start_once(crew: Crew) -> None:
    key = uuid4()
    with crew.house.unit() as session:
        post = Post(
            title="Peer support worker",
            about="",
            band="Band 3",
            hours_per_week=22.5,
            node_id=crew.nodes["north"],
            programme_slug="foundations",
            closes_on=clock.today(),
            contact="",
            spec={},
        )
        session.add(post)
        session.flush()
        facts = {
            "application_id": key,
            "person_id": crew.people["stranger"],
            "post_id": post.id,
            "node_id": crew.nodes["north"],
            "programme_slug": "foundations",
            "route": Route.EMPLOYED_FROM_DAY_ONE,
            "at": clock.now(),
        }
        announce(offer_accepted, session, **facts)
        on_offer_accepted(crew.house.runtime.owner, session=session, **facts)
        start = session.scalars(sa.select(Start).filter_by(person_id=crew.people["stranger"])).one()
        assert (start.role_title, start.hours, start.band) == ("Peer support worker", "22.5", "Band 3")
        assert (start.route, start.application_id) == (Route.EMPLOYED_FROM_DAY_ONE, key)


def _told(house: House) -> DemoStory:
    story = DemoStory(today=clock.today(), now=clock.now(), runtime=house.runtime)
    with house.unit() as session:
        people_demo.tell(session, story, Chapter.HOUSE)
        tell(session, story, Chapter.HOUSE)
        for key in ("trainee", "t2", "t3", "t4", "t5", "t6", "peer1"):
            with clock.frozen(story.now - timedelta(days=230 if key == "peer1" else 36)):
                services.open_start(
                    session,
                    application_id=uuid4(),
                    person_id=story.people[key],
                    post_id=None,
                    node_id=story.nodes["north"],
                    role_title="Peer support worker",
                    route=Route.OFFER_THEN_TRAIN,
                    hours="30",
                    band="Band 3",
                    at=clock.now(),
                    by=SYSTEM,
                )
                people.grant(
                    session, person_id=story.people[key], role=Role.TRAINEE, node_id=story.nodes["north"], by=SYSTEM
                )
        tell(session, story, Chapter.LINE)
        tell(session, story, Chapter.AFTER)
    return story


def test_the_demo_shows_every_kind_of_waiting(house: House) -> None:
    story = _told(house)
    with house.unit() as session:
        sheets = {key: queries.sheet_of(session, story.things[f"start.{key}"]) for key in ("trainee", "t2", "t6")}
        lines = {
            key: {line.code: str(line.reason.text) for line in gates.checklists(session, [sheet], Eyes.HR)[0].lines}
            for key, sheet in sheets.items()
        }
        assert lines["trainee"]["criminal-record"].endswith("19 days, chased twice")
        assert lines["t2"]["work-health"].startswith("Work health check: decision needed")
        assert gates.checklists(session, [sheets["t6"]], Eyes.HR)[0].sheet.start.state is StartState.PREPARING
        assert session.scalars(sa.select(Waiver.code)).all() == ["criminal-record"]
        peer = session.get_one(Start, story.things["start.peer1"])
        assert peer.state is StartState.STARTED
        assert peer.start_date is not None
        assert 175 <= (story.today - peer.start_date).days <= 195
        assert len(session.scalars(sa.select(Supervision)).all()) >= 5
        assert CheckState.DECISION_NEEDED in {check.state for check in sheets["t2"].checks.values()}


def test_the_demo_leaves_out_whoever_has_no_start(house: House) -> None:
    story = DemoStory(today=clock.today(), now=clock.now(), runtime=house.runtime)
    with house.unit() as session:
        people_demo.tell(session, story, Chapter.HOUSE)
        tell(session, story, Chapter.LINE)
        assert session.scalars(sa.select(Start)).all() == []
    assert story.things == {}
